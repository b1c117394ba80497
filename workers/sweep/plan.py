"""What a sweep is to run: which constants take which values, how often, in which order; and what is wrong with that."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from workers.errors import EngineError, ErrorKind
from workers.program.parameters import Parameter, ParameterError, Value, same
from workers.program.program import Program

MIN_VALUES, MAX_VALUES = 2, 40  # values of one constant
MAX_RUNS = 600
MAX_REPEATS = 20
SIZES = (
    "POOL_SIZE",
    "WORKERS",
    "MAX_WORKERS",
    "PROCESSES",
    "N_WORKERS",
    "N_JOBS",
    "THREADS",
)  # what a pool's size is called
_STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)
_SEVERAL = re.compile(r"(\d+)\s*(?:-|–|\.\.|to)\s*(\d+)")

Kind = Literal["warm-up", "baseline", "point"]
Settings = tuple[tuple[str, Value], ...]  # what each constant is set to


class SweepError(EngineError):
    """A sweep that cannot be made."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A constant of the program and the values it takes, in this order."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One run of a sweep. `repeat`: from 0."""

    kind: Kind
    settings: Settings
    repeat: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The first axis goes along the curve, a second one makes a family of curves. timeout: s for each run."""

    program: Program
    axes: tuple[Axis, ...]
    repeats: int = 3
    timeout: float | None = None
    arguments: tuple[str, ...] = ()
    python: str = ""
    python_options: tuple[str, ...] = ()

    @property
    def settings(self) -> list[Settings]:
        """What the constants are set to at each point: families one after the other, the first axis within."""
        first, others = self.axes[0], self.axes[1:]
        families = itertools.product(*([(axis.name, value) for value in axis.values] for axis in others))
        return [((first.name, value), *family) for family in families for value in first.values]

    @property
    def baseline(self) -> Settings | None:
        """The settings in which the program itself says that it does one thing at a time; None: it names none.

        Whether it does will be seen when it has run (`Sweep.baseline`). Families have their own smallest values instead.
        """
        if len(self.axes) > 1:
            return None
        swept = {axis.name for axis in self.axes}
        smallest = [(axis.name, axis.values[0]) for axis in self.axes]
        for parameter in self.program.parameters:
            if parameter.name in swept:
                continue
            if parameter.name == "MODE" and {"apply", "apply_async"} <= set(map(str, parameter.choices)):
                return (*smallest, ("MODE", "apply"))
        for parameter in self.program.parameters:
            if parameter.name in ("NO_POOL", "SEQUENTIAL") and parameter.value is False and parameter.name not in swept:
                return (*smallest, (parameter.name, True))
        return None

    def steps(self) -> list[Step]:
        """A warm-up, then each repeat of everything, every other one backwards: drift must not look like an effect."""
        points = self.settings
        steps = [Step("warm-up", points[-1])]
        for repeat in range(self.repeats):
            turn = [Step("point", settings, repeat) for settings in points]
            if self.baseline is not None:
                turn.insert(0, Step("baseline", self.baseline, repeat))
            steps += turn if repeat % 2 == 0 else reversed(turn)
        return steps

    def program_of(self, step: Step) -> Program:
        """The program with the step's settings. Raises ParameterError."""
        program = self.program
        for name, value in step.settings:
            program = program.with_value(name, value)
        return program


def plan(program: Program, axes: Sequence[Axis], repeats: int = 3, timeout: float | None = None) -> Plan:
    """Raises SweepError for what cannot be swept."""
    if not 1 <= len(axes) <= 2:
        raise SweepError(ErrorKind.SWEEP_AXES)
    if len({axis.name for axis in axes}) < len(axes):
        raise SweepError(ErrorKind.SWEEP_SAME_AXIS)
    if not 1 <= repeats <= MAX_REPEATS:
        raise SweepError(ErrorKind.SWEEP_REPEATS, MAX_REPEATS, repeats)
    made = Plan(program, tuple(_checked(program, axis) for axis in axes), repeats, timeout)
    runs = len(made.steps())
    if runs > MAX_RUNS:
        raise SweepError(ErrorKind.SWEEP_RUNS, runs, MAX_RUNS)
    return made


def _checked(program: Program, axis: Axis) -> Axis:
    parameter = parameter_of(program, axis.name)
    values: list[Value] = []
    for value in axis.values:
        try:
            converted = parameter.convert(value)
        except ParameterError as error:
            raise SweepError(error.kind, *error.arguments) from None
        if not any(same(converted, other) for other in values):
            values.append(converted)
    if len(values) < MIN_VALUES:
        raise SweepError(ErrorKind.SWEEP_FEW_VALUES, axis.name, MIN_VALUES)
    if len(values) > MAX_VALUES:
        raise SweepError(ErrorKind.SWEEP_MANY_VALUES, axis.name, MAX_VALUES, len(values))
    return replace(axis, values=tuple(sorted(values, key=_place(parameter))))


def _place(parameter: Parameter) -> Callable[[Value], float]:
    """Numbers by size; choices as the program lists them; the rest as given."""
    if parameter.choices:
        return lambda value: next(i for i, choice in enumerate(parameter.choices) if same(choice, value))
    return lambda value: value if isinstance(value, int | float) else 0.0


def parameter_of(program: Program, name: str) -> Parameter:
    """Raises SweepError where the program has no such constant."""
    parameters = {parameter.name: parameter for parameter in program.parameters}
    if name not in parameters:
        if not parameters:
            raise SweepError(ErrorKind.SWEEP_NO_CONSTANTS, program.name, name)
        raise SweepError(ErrorKind.SWEEP_NO_CONSTANT, program.name, name, ", ".join(parameters))
    return parameters[name]


def parse_values(parameter: Parameter, text: str) -> tuple[Value, ...]:
    """ "1 2 4", "1,2,4", "1-8": the values that are meant. Raises SweepError for one that the constant cannot have."""
    words = [word for word in re.split(r"[,;\s]+", _SEVERAL.sub(r"\1-\2", text.strip())) if word]
    values: list[Value] = []
    for word in words:
        several = _SEVERAL.fullmatch(word)
        if several and isinstance(parameter.value, int) and not isinstance(parameter.value, bool):
            first, last = int(several[1]), int(several[2])
            if last - first >= MAX_VALUES:
                raise SweepError(ErrorKind.SWEEP_MANY_VALUES, parameter.name, MAX_VALUES, last - first + 1)
            members: Iterable[object] = range(first, last + 1)
        else:
            members = [word]
        try:
            values += [parameter.convert(member) for member in members]
        except ParameterError as error:
            raise SweepError(error.kind, *error.arguments) from None
        if len(values) > MAX_VALUES:
            raise SweepError(ErrorKind.SWEEP_MANY_VALUES, parameter.name, MAX_VALUES, len(values))
    return tuple(values)


def first_choice(program: Program) -> Parameter:
    """The constant to offer first: what a pool's size is called, else the first number. Raises SweepError: there is none."""
    parameters = program.parameters
    for name in SIZES:
        for parameter in parameters:
            if parameter.name == name:
                return parameter
    for parameter in parameters:
        if isinstance(parameter.value, int | float) and not isinstance(parameter.value, bool):
            return parameter
    if parameters:
        return parameters[0]
    raise SweepError(ErrorKind.SWEEP_NOTHING, program.name)


def offered(parameter: Parameter, cores: int) -> tuple[Value, ...]:
    """Values to begin with: around this computer's cores, or the constant's choices."""
    if parameter.choices:
        return parameter.choices
    if isinstance(parameter.value, bool):
        return (False, True)
    if not isinstance(parameter.value, int | float):
        return (parameter.value,)
    least = parameter.minimum if parameter.minimum is not None else 1
    most = parameter.maximum if parameter.maximum is not None else float("inf")
    if parameter.name in SIZES:
        steps = sorted({*_STEPS, cores, 2 * cores})
        return tuple(step for step in steps if max(least, 1) <= step <= min(most, max(12, 4 * cores)))
    scaled = [parameter.value * factor for factor in (0.25, 0.5, 1, 2, 4)]
    kind = type(parameter.value)
    return tuple(
        dict.fromkeys(kind(value) for value in scaled if max(least, kind(1) if kind is int else 0) <= value <= most)
    )
