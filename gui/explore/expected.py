"""How long a sweep will take, by what one run of the program took."""

from __future__ import annotations

from collections.abc import Sequence

from workers.analysis.statistics import Headline
from workers.program.parameters import ParameterError
from workers.program.program import Program
from workers.sweep.plan import SIZES, Settings, Step
from workers.sweep.sweep import START


def expected(steps: Sequence[Step], numbers: Headline, cores: int) -> float | None:
    """About how many s these runs take, by what one run of the program took; None where that tells nothing.

    Tasks go on beside each other as far as there are workers, and compute as far as there are cores; the rest of the run stays.
    """
    if not numbers.elapsed > 0:
        return None

    def shared(workers: float) -> float:
        return max(numbers.task_wall / workers, numbers.task_cpu / cores)

    rest = max(numbers.elapsed - shared(max(numbers.workers, 1)), 0.0)
    taken = 0.0
    for step in steps:
        sizes = [value for name, value in step.settings if name in SIZES and type(value) is int and value > 0]
        alone = step.kind == "baseline"
        if numbers.task_wall > 0 and (sizes or alone):
            taken += START + rest + shared(1 if alone else sizes[0])
        else:
            taken += START + numbers.elapsed
    return taken


def with_settings(program: Program, settings: Settings) -> str:
    """The program's text with these settings; "" where it cannot have them."""
    try:
        for name, value in settings:
            program = program.with_value(name, value)
    except ParameterError:
        return ""
    return program.text
