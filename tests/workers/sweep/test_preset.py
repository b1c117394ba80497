"""Sweeps that the lessons offer: each is one that its program can make."""

from __future__ import annotations

import re

import pytest

from gui.language import CHINESE, ENGLISH
from gui.lessons import lesson_of
from workers.program.program import find_program
from workers.sweep.plan import SweepError, plan
from workers.sweep.preset import parse_preset

_LINK = re.compile(r"\]\((sweep:[^)]*)\)")


@pytest.mark.parametrize("name", ["pool", "pool_map", "time_slices"])
def test_a_lesson_ends_with_a_sweep_that_its_program_can_make_in_both_languages(name: str) -> None:
    program = find_program(name)
    links = [_LINK.findall(lesson_of(program, code)) for code in (ENGLISH, CHINESE)]
    assert links[0] == links[1] and len(links[0]) == 1
    preset = parse_preset(program, links[0][0])
    assert preset.applied(program).changed
    assert 10 <= len(plan(preset.applied(program), preset.axes, preset.repeats).steps()) <= 30


@pytest.mark.parametrize(
    "link", ["sweep:", "sweep:SIZE=1,2", "sweep:POOL_SIZE=1,200", "sweep:TASK=idle&POOL_SIZE=1,2", "sweep:TASKS=5"]
)
def test_a_link_that_the_program_cannot_follow_is_one_sentence(link: str) -> None:
    with pytest.raises(SweepError):
        parse_preset(find_program("pool"), link)
