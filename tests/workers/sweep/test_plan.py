"""What a sweep is to run, and what is refused in one sentence."""

from __future__ import annotations

from collections import Counter

import pytest

from workers.program.program import Program, find_program
from workers.sweep.plan import Axis, SweepError, first_choice, offered, parameter_of, parse_values, plan


def program(text: str) -> Program:
    return Program(None, None, text, text, "own")


SIZED = program("OTHER = 5\nPOOL_SIZE = 3  # 1 to 64\nMODE = 'fast'  # fast | slow\nON = True\n")


def test_a_warm_up_comes_first_and_every_other_repeat_goes_backwards() -> None:
    made = plan(SIZED, [Axis("POOL_SIZE", (4, 1, 2))], 3)
    steps = made.steps()
    assert (steps[0].kind, dict(steps[0].settings)) == ("warm-up", {"POOL_SIZE": 4})
    order = [dict(step.settings)["POOL_SIZE"] for step in steps[1:]]
    assert order == [1, 2, 4, 4, 2, 1, 1, 2, 4]
    assert [step.repeat for step in steps[1:]] == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_a_second_constant_makes_a_family_of_curves() -> None:
    made = plan(SIZED, [Axis("POOL_SIZE", (1, 2)), Axis("MODE", ("slow", "fast"))], 2)
    count = Counter(step.settings for step in made.steps() if step.kind == "point")
    assert {tuple(dict(settings).values()) for settings in count} == {
        (1, "fast"),
        (2, "fast"),
        (1, "slow"),
        (2, "slow"),
    }
    assert set(count.values()) == {2}
    step = next(step for step in made.steps() if dict(step.settings) == {"POOL_SIZE": 2, "MODE": "slow"})
    assert "POOL_SIZE = 2 " in made.program_of(step).text
    assert "MODE = 'slow'" in made.program_of(step).text


def test_the_programs_own_sequential_mode_is_the_baseline_where_it_names_one() -> None:
    pool = plan(find_program("pool"), [Axis("POOL_SIZE", (1, 2))])
    assert pool.baseline is not None and dict(pool.baseline) == {"POOL_SIZE": 1, "MODE": "apply"}
    assert sum(step.kind == "baseline" for step in pool.steps()) == 3
    assert plan(SIZED, [Axis("POOL_SIZE", (1, 2))]).baseline is None
    over_mode = plan(find_program("pool"), [Axis("POOL_SIZE", (1, 2)), Axis("MODE", ("apply", "apply_async"))])
    assert over_mode.baseline is None


@pytest.mark.parametrize(
    ("axes", "repeats", "sentence"),
    [
        ([Axis("SIZE", (1, 2))], 3, "has no constant SIZE to sweep over: it has OTHER, POOL_SIZE, MODE, ON."),
        ([Axis("POOL_SIZE", (0, 2))], 3, "POOL_SIZE must be from 1 to 64, not 0."),
        ([Axis("POOL_SIZE", (2, 2))], 3, "A sweep over POOL_SIZE needs 2 values at least."),
        ([Axis("OTHER", tuple(range(200)))], 3, "A sweep over OTHER takes at most 40 values, not 200."),
        ([Axis("OTHER", tuple(range(40)))], 16, "That would be 641 runs; a sweep has at most 600."),
        ([Axis("OTHER", (1, 2))], 0, "A sweep repeats each run 1 to 20 times, not 0."),
        ([Axis("OTHER", (1, 2)), Axis("OTHER", (3, 4))], 3, "A sweep over two constants needs two different ones."),
        ([Axis("MODE", ("fast", "lazy"))], 3, 'MODE must be fast or slow, not "lazy".'),
    ],
)
def test_what_cannot_be_swept_is_one_sentence(axes: list[Axis], repeats: int, sentence: str) -> None:
    with pytest.raises(SweepError) as caught:
        plan(SIZED, axes, repeats)
    assert str(caught.value).endswith(sentence)


def test_a_program_without_constants_is_told_what_is_needed() -> None:
    bare = program("print(1)\n")
    with pytest.raises(SweepError, match=r"upper-case names at its top with a plain value\.$"):
        first_choice(bare)
    with pytest.raises(SweepError, match=r"it has none\.$"):
        parameter_of(bare, "POOL_SIZE")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1 2 4", (1, 2, 4)),
        ("1,2,4", (1, 2, 4)),
        (" 1, 2;4 ", (1, 2, 4)),
        ("1-4", (1, 2, 3, 4)),
        ("1 to 3, 8", (1, 2, 3, 8)),
        ("", ()),
    ],
)
def test_values_are_typed_as_people_type_them(text: str, values: tuple[int, ...]) -> None:
    assert parse_values(parameter_of(SIZED, "POOL_SIZE"), text) == values


@pytest.mark.parametrize("text", ["1-1000000", " ".join(map(str, range(1, 60))), "many", "1e400", "65"])
def test_values_that_cannot_be_are_one_sentence(text: str) -> None:
    with pytest.raises(SweepError) as caught:
        parse_values(parameter_of(SIZED, "POOL_SIZE"), text)
    assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize("cores", [1, 2, 8, 128])
def test_the_values_offered_lie_around_the_cores_and_within_the_range(cores: int) -> None:
    values = offered(parameter_of(SIZED, "POOL_SIZE"), cores)
    assert values[:4] == (1, 2, 3, 4)
    assert all(isinstance(value, int) and 1 <= value <= 64 for value in values)
    assert min(cores, 64) in values
    assert plan(SIZED, [Axis("POOL_SIZE", values)]).steps()


def test_a_pools_size_is_offered_before_other_constants() -> None:
    assert first_choice(SIZED).name == "POOL_SIZE"
    assert first_choice(find_program("time_slices")).name == "WORKERS"
