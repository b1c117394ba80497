"""Makes the runs of a sweep, one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from workers.errors import ErrorKind
from workers.log import logger
from workers.program.parameters import ParameterError
from workers.running.run import RunError
from workers.sweep.measured import FASTEST_LIMIT, Measured, measure
from workers.sweep.plan import Plan, Step, SweepError
from workers.sweep.sweep import Sweep
from workers.trace.trace import Trace

_log = logger("sweep")

MAX_KEPT = 200_000  # tasks of all runs whose records are kept: some 100 MB
LIMIT = 10.0  # times the longest run so far


@dataclass(frozen=True, slots=True)
class Progress:
    """Which run begins: `number` of `total`, from 1."""

    step: Step
    number: int
    total: int


def run_sweep(
    plan: Plan,
    sweep: Sweep,
    stopping: threading.Event,
    begun: Callable[[Progress], None] = lambda _progress: None,
    ended: Callable[[Measured], None] = lambda _measured: None,
    watch: Callable[[Trace], None] = lambda _trace: None,
    folder: Path | None = None,
) -> None:
    """Makes all runs that `sweep` lacks, and adds each as it ends; returns early where `stopping` is set.

    A value whose run fails, or takes ten times as long as the longest before, is not tried again. `begun`, `ended` and `watch`
    are called from this thread. `folder`: see `measure`. Raises SweepError where not even the warm-up succeeds; its run is the
    last of `sweep` then.
    """
    steps = plan.steps()
    _log.info("sweep of %s: %d runs", plan.program.name, len(steps))
    for number, step in enumerate(steps, 1):
        if stopping.is_set():
            return
        if sweep.has(step.kind, step.settings, step.repeat) or sweep.failed(step.settings) is not None:
            continue
        _log.debug("run %d of %d: %s", number, len(steps), step.kind)
        begun(Progress(step, number, len(steps)))
        longest = max((run.wall_s for run in sweep.runs if run.good), default=None)
        limit = None if longest is None else max(LIMIT * longest, FASTEST_LIMIT)
        try:
            measured = measure(plan, step, limit, stopping, watch, folder)
        except (RunError, ParameterError) as error:
            raise SweepError(error.kind, *error.arguments) from error
        if measured is None:
            _log.info("stopped in run %d", number)
            return
        if sum(run.tasks for run in sweep.runs if run.trace is not None) + measured.tasks > MAX_KEPT:
            if measured.recording is not None:
                measured.recording.unlink(missing_ok=True)
            measured = replace(measured, trace=None, recording=None)
        sweep.runs.append(measured)
        ended(measured)
        if not measured.good and step.kind == "warm-up":
            settings = ", ".join(f"{name}={value}" for name, value in measured.settings)
            _log.warning("the warm-up fails")
            raise SweepError(ErrorKind.SWEEP_WARM_UP, plan.program.name, settings)
    _log.info("sweep ended: %d runs, %d of them good", len(sweep.runs), sum(run.good for run in sweep.runs))
