"""CPython's own tests of what the probe wraps, alone and watched: the same tests pass."""

from __future__ import annotations

import random

from tests.soak.figures import Findings
from tests.soak.real_programs import try_out
from tests.soak.real_table import OWN_TESTS


def run(_chance: random.Random, scale: float) -> Findings:
    return try_out(OWN_TESTS[: max(1, round(len(OWN_TESTS) * scale))])
