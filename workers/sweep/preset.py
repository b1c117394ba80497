"""A sweep to try, as a lesson names it: `sweep:POOL_SIZE=1,2,4&TASK=mixed&TASKS=40&repeats=3`.

The first constants with several values are swept over, the others are set.
"""

from __future__ import annotations

from dataclasses import dataclass

from workers.errors import ErrorKind
from workers.program.parameters import ParameterError, Value
from workers.program.program import Program
from workers.sweep.plan import Axis, SweepError, parameter_of, parse_values

SCHEME = "sweep"
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Preset:
    """axes: what it goes over. settings: what else is set before."""

    axes: tuple[Axis, ...]
    settings: tuple[tuple[str, Value], ...]
    repeats: int = REPEATS

    def applied(self, program: Program) -> Program:
        """The program with the settings. Raises ParameterError."""
        for name, value in self.settings:
            program = program.with_value(name, value)
        return program


def parse_preset(program: Program, link: str) -> Preset:
    """Raises SweepError: a constant that `program` has not, a value that it cannot have."""
    axes: list[Axis] = []
    settings: list[tuple[str, Value]] = []
    repeats = REPEATS
    for part in link.removeprefix(f"{SCHEME}:").split("&"):
        name, _, text = part.partition("=")
        if name == "repeats" and text.isdecimal():
            repeats = int(text)
            continue
        parameter = parameter_of(program, name)
        if "," in text:
            axes.append(Axis(name, parse_values(parameter, text)))
            continue
        try:
            settings.append((name, parameter.convert(text)))
        except ParameterError as error:
            raise SweepError(error.kind, *error.arguments) from None
    if not axes:
        raise SweepError(ErrorKind.SWEEP_NO_AXIS, link)
    return Preset(tuple(axes), tuple(settings), repeats)
