"""What a sweep has measured so far, and what follows from it: points, a baseline, a recommendation with its reason."""

from __future__ import annotations

import math
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from workers.program.parameters import Value
from workers.sweep.measured import Measured
from workers.sweep.plan import SIZES, Axis, Plan, Settings, Step

CLOSE = 0.05  # a median so near the best is as good
OUTLIER = 1.25  # times the median of its value
BUSY = 0.25  # cores of other programs that disturb
FULL = 0.9  # of the cores in use
MOSTLY = 0.9


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it was measured. cores: that a run may use."""

    cores: int
    model: str
    python: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """What speed-up is against. own: the program's own way of doing one thing at a time, and seen to be so."""

    settings: Settings
    seconds: float
    own: bool


@dataclass(frozen=True, slots=True)
class Point:
    """All good runs of one combination of values. NaN, None: not known. efficiency: speed-up by how many times more workers."""

    settings: Settings
    runs: tuple[Measured, ...]
    failed: Measured | None
    speed_up: float = math.nan
    efficiency: float = math.nan

    @property
    def times(self) -> list[float]:
        return [run.wall_s for run in self.runs]

    @property
    def median(self) -> float:
        """s."""
        return statistics.median(self.times) if self.runs else math.nan

    @property
    def spread(self) -> float:
        """Half of what lies between the shortest and the longest, s; NaN for less than two runs."""
        return (max(self.times) - min(self.times)) / 2 if len(self.runs) > 1 else math.nan

    @property
    def median_run(self) -> Measured | None:
        """The run whose time is the median, or the next shorter one."""
        return sorted(self.runs, key=lambda run: run.wall_s)[(len(self.runs) - 1) // 2] if self.runs else None

    @property
    def runnable(self) -> float | None:
        known = [run.runnable for run in self.runs if run.runnable is not None]
        return statistics.median(known) if known else None

    @property
    def memory(self) -> int | None:
        """Bytes: the median of what each run had at its most."""
        known = [run.memory for run in self.runs if run.memory is not None]
        return round(statistics.median(known)) if known else None

    @property
    def cores_taken(self) -> float:
        """Cores that the run and all other programs kept busy meanwhile."""
        known = [run.cores_in_use + (run.others or 0.0) for run in self.runs if not math.isnan(run.cores_in_use)]
        return statistics.median(known) if known else math.nan

    @property
    def outliers(self) -> int:
        """Runs that took much longer than the median."""
        return sum(run.wall_s > OUTLIER * self.median and run.wall_s > self.median + 0.1 for run in self.runs)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it is so, as far as it was measured. task_cpu: share of a task that computes, where nothing held it up."""

    task_cpu: float
    cores: int
    full_from: Value  # the first value at which the cores were full; None: they never were


@dataclass(frozen=True, slots=True)
class Conclusion:
    """recommended: the smallest value within CLOSE of the best. gain: how many times faster than the slowest value."""

    recommended: Settings
    point: Point
    best: Point
    gain: float
    flat: bool  # no value is faster than the smallest
    reason: Reason | None


@dataclass(slots=True)
class Sweep:
    """Filled run by run; also read from a file."""

    program: str
    axes: tuple[Axis, ...]
    repeats: int
    machine: Machine
    runs: list[Measured] = field(default_factory=list)

    @classmethod
    def of(cls, plan: Plan, cores: int) -> Sweep:
        machine = Machine(cores, _model(), platform.python_version())
        return cls(plan.program.name, plan.axes, plan.repeats, machine)

    def has(self, kind: str, settings: Settings, repeat: int) -> bool:
        return any(run.kind == kind and run.repeat == repeat and _equal(run.settings, settings) for run in self.runs)

    def failed(self, settings: Settings) -> Measured | None:
        """The first run with these settings that failed or did not end in its time."""
        return next((run for run in self.runs if not run.good and _equal(run.settings, settings)), None)

    @property
    def first(self) -> Axis:
        return self.axes[0]

    @property
    def sized(self) -> bool:
        """Whether the first constant says how many workers there are."""
        return self.first.name in SIZES and all(type(value) is int for value in self.first.values)

    @property
    def numeric(self) -> bool:
        """Whether the first constant's values are numbers, which have an order and distances."""
        return all(isinstance(value, int | float) and not isinstance(value, bool) for value in self.first.values)

    @property
    def families(self) -> list[Settings]:
        """What the other constants are set to, a curve each; [()] where there is one curve."""
        if len(self.axes) == 1:
            return [()]
        second = self.axes[1]
        return [((second.name, value),) for value in second.values]

    def baseline(self, family: Settings = ()) -> Baseline | None:
        """The program's own sequential mode where it has one and that ran one task at a time; else the smallest value."""
        own = [run for run in self.runs if run.kind == "baseline" and run.good]
        if len(self.axes) == 1 and own and all(_one_at_a_time(run) for run in own):
            return Baseline(own[0].settings, statistics.median(run.wall_s for run in own), True)
        smallest = ((self.first.name, self.first.values[0]), *family)
        times = [run.wall_s for run in self._good(smallest)]
        return Baseline(smallest, statistics.median(times), False) if times else None

    def points(self, family: Settings = ()) -> list[Point]:
        """One for each value of the first constant, also those that have no run yet."""
        baseline = self.baseline(family)
        points = []
        good: dict[tuple[tuple[str, str], ...], list[Measured]] = {}
        failed: dict[tuple[tuple[str, str], ...], Measured] = {}
        for run in self.runs:
            if not run.good:
                failed.setdefault(_key(run.settings), run)
            elif run.kind == "point":
                good.setdefault(_key(run.settings), []).append(run)
        least = self.first.values[0]
        one = 1 if baseline is None or baseline.own or not isinstance(least, int) else least
        for value in self.first.values:
            settings: Settings = ((self.first.name, value), *family)
            runs = good.get(_key(settings), [])
            point = Point(settings, tuple(runs), failed.get(_key(settings)))
            if baseline is not None and runs and point.median > 0:
                speed_up = baseline.seconds / point.median
                efficiency = speed_up * one / value if self.sized and isinstance(value, int) and value > 0 else math.nan
                point = Point(settings, tuple(runs), point.failed, speed_up, efficiency)
            points.append(point)
        return points

    def _good(self, settings: Settings) -> list[Measured]:
        return [run for run in self.runs if run.kind == "point" and run.good and _equal(run.settings, settings)]

    def conclusion(self) -> Conclusion | None:
        """None while fewer than two values have been measured."""
        curves = [[point for point in self.points(family) if point.runs] for family in self.families]
        measured = [point for curve in curves for point in curve]
        if len(measured) < 2:
            return None
        best = min(measured, key=lambda point: point.median)
        curve = next(curve for curve in curves if best in curve)
        numbers = self.numeric
        near = [point for point in curve if point.median <= best.median * (1 + CLOSE)]
        chosen = near[0] if numbers else best
        slowest = max(point.median for point in measured)
        flat = numbers and chosen is curve[0] and len(curve) > 1
        return Conclusion(chosen.settings, chosen, best, slowest / best.median, flat, self._reason(curve))

    def _reason(self, curve: Sequence[Point]) -> Reason | None:
        calm = min(curve, key=lambda point: point.runnable if point.runnable is not None else 0.0).median_run
        if calm is None or not calm.task_s > 0 or not self.sized:
            return None
        # What a task waited for a core is no part of what it is.
        share = min(calm.task_cpu_s / max(calm.task_s * (1 - (calm.runnable or 0.0)), calm.task_cpu_s), 1.0)
        full = (point.settings[0][1] for point in curve if point.cores_taken >= FULL * self.machine.cores)
        return Reason(share, self.machine.cores, next(full, None))

    @property
    def others(self) -> float | None:
        """Cores that other programs used meanwhile, the median over all runs."""
        known = [run.others for run in self.runs if run.others is not None]
        return statistics.median(known) if known else None

    @property
    def busy(self) -> bool:
        """Whether other programs disturbed it: whose doing full cores were is not known then."""
        return self.others is not None and self.others >= BUSY

    @property
    def outliers(self) -> int:
        return sum(point.outliers for family in self.families for point in self.points(family))

    @property
    def unequal(self) -> bool:
        """Whether runs of the same settings did not do the same: another number of tasks, or of printed lines."""
        done: dict[str, tuple[int, int]] = {}
        for run in self.runs:
            if run.good and run.kind == "point":
                found = (run.tasks, run.lines)
                if done.setdefault(repr(run.settings), found) != found:
                    return True
        return False

    def narrowed(self, plan: Plan) -> Sweep:
        """What of it belongs to a sweep of the same program over other values: its runs need not be made again."""
        kept = {_key(step.settings) for step in plan.steps()}
        runs = [run for run in self.runs if _key(run.settings) in kept]
        return replace(self, axes=plan.axes, repeats=plan.repeats, runs=runs)

    def missing(self, plan: Plan) -> list[Step]:
        """The runs that are still to be made; a value whose run failed is not tried again."""
        made = {(run.kind, _key(run.settings), run.repeat) for run in self.runs}
        failed = {_key(run.settings) for run in self.runs if not run.good}
        return [
            step
            for step in plan.steps()
            if (step.kind, key := _key(step.settings), step.repeat) not in made and key not in failed
        ]

    def seconds_of(self, steps: Iterable[Step]) -> float | None:
        """About how long these runs will take; None where nothing is known."""
        if not self.runs:
            return None
        times: dict[tuple[tuple[str, str], ...], list[float]] = {}
        for run in self.runs:
            times.setdefault(_key(run.settings), []).append(run.wall_s)
        longest = max(run.wall_s for run in self.runs)
        return sum(START + statistics.median(times.get(_key(step.settings), [longest])) for step in steps)

    def seconds_left(self, plan: Plan) -> float | None:
        """About how long the runs that are missing will take; None where nothing is known."""
        return self.seconds_of(self.missing(plan))


START = 0.35  # s that a run takes beside the program's own time


def _one_at_a_time(run: Measured) -> bool:
    """Tasks in sequence, or no pool and no other process at all; several processes without tasks are no loop."""
    return run.max_running <= 1 and (run.tasks > 0 or run.processes == 0)


def _key(settings: Settings) -> tuple[tuple[str, str], ...]:
    """The same for the same settings in whatever order; 1, 1.0 and True differ."""
    return tuple(sorted((name, repr(value)) for name, value in settings))


def _equal(one: Settings, other: Settings) -> bool:
    return _key(one) == _key(other)


def _model() -> str:
    """The processor's name, "" where the system does not tell."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            for line in file:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor()
