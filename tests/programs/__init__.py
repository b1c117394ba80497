import pytest

pytest.register_assert_rewrite("tests.programs.compare")  # an assertion there says what differs
