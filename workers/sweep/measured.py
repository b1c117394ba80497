"""One run of a sweep, from its start to its figures."""

from __future__ import annotations

import contextlib
import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from workers.analysis.statistics import headline
from workers.files.traces import TraceWriter
from workers.running.run import Run, RunSpec
from workers.sweep.plan import Kind, Plan, Settings, Step
from workers.sweep.small import Small, made_small, waiting_share
from workers.trace.trace import Trace
from workers.wire.events import Event, Output

TICK = 0.1  # s between two looks at what a run did
MEMORY = 0.2  # s between two looks at a tree's memory, which take about 0.5 ms a process
MAX_KEPT = 20_000  # tasks of a run whose record is kept, so that it can be looked at whole
MAX_EVENTS = 200_000  # of a run that is recorded
FASTEST_LIMIT = 10.0  # s: a run's limit is never shorter


@dataclass(frozen=True, slots=True)
class Measured:
    """A run's figures; times in s, NaN or None where something is not known.

    wall_s: the main process's, from the program's first line to its end. task_s, task_cpu_s: of all tasks. others: cores that
    programs outside the run kept busy. stopped: "" where the program ended by itself.
    """

    kind: Kind
    settings: Settings
    repeat: int
    wall_s: float
    exit_code: int
    stopped: str = ""
    tasks: int = 0
    lost: int = 0  # tasks that failed or were lost
    max_running: int = 0
    processes: int = 0  # that the main process started, and they others
    task_s: float = 0.0
    task_cpu_s: float = 0.0
    cores_in_use: float = math.nan
    runnable: float | None = None
    memory: int | None = None
    others: float | None = None
    lines: int = 0  # that it printed
    last_words: str = ""  # of its stderr
    small: Small | None = None
    trace: Trace | None = field(default=None, compare=False, repr=False)  # not kept of a large run, nor in a file
    recording: Path | None = field(default=None, compare=False, repr=False)  # the same run as a trace file

    @property
    def good(self) -> bool:
        return self.exit_code == 0 and not self.stopped


def measure(
    plan: Plan,
    step: Step,
    limit: float | None,
    stopping: threading.Event,
    watch: Callable[[Trace], None] = lambda _trace: None,
    folder: Path | None = None,
) -> Measured | None:
    """Run the program once, as `step` says; None where it was stopped by `stopping`.

    limit: s after which it is ended. watch: called about ten times a second with the record so far. folder: where a run is
    recorded whose record is kept, once it is over: writing would take part of a core from it. Raises RunError, ParameterError.
    """
    program = plan.program_of(step)
    spec = RunSpec(
        program,
        plan.arguments,
        **({"python": plan.python} if plan.python else {}),  # type: ignore[arg-type]
        python_options=plan.python_options,
        timeout=_shorter(limit, plan.timeout),
        grace=2.0,
    )
    run, trace, lines, words = Run(spec), Trace(), 0, ""
    load, memory = _Load(), _Memory()
    kept: list[Event] | None = [] if folder is not None else None
    try:
        run.start()
        while not run.finished:
            batch = run.read(TICK)
            trace.apply(batch)
            if kept is not None:
                kept.extend(batch)
                kept = kept if len(kept) <= MAX_EVENTS else None
            for event in batch:
                if isinstance(event, Output):
                    lines += not event.partial
                    if event.stream == "stderr" and event.text.strip():
                        words = event.text.strip()[:200]
            memory.look(trace)
            watch(trace)
            if stopping.is_set():
                run.kill_now()
    finally:
        run.close()
    if stopping.is_set() and trace.end_reason:
        return None
    made = _figures(step, trace, load.others(trace), memory.most, lines, words)
    if made.trace is not None and kept is not None and folder is not None:
        made = replace(made, recording=_recorded(folder, kept, program.text))
    return made


def _recorded(folder: Path, events: list[Event], text: str) -> Path | None:
    """A new trace file; None where it could not be written: the figures are worth as much without."""
    path = folder / f"{time.monotonic_ns()}.trace.json"
    with contextlib.suppress(OSError):
        writer = TraceWriter(path, text)
        writer.write(events)
        writer.close()
        return path
    return None


def _shorter(*limits: float | None) -> float | None:
    known = [limit for limit in limits if limit is not None]
    return min(known) if known else None


def _figures(step: Step, trace: Trace, others: float | None, memory: int | None, lines: int, words: str) -> Measured:
    numbers = headline(trace, trace.now)
    main = trace.lanes[0] if trace.lanes else None
    wall = main.ended if main is not None and not main.alive else trace.ended
    made = Measured(
        step.kind,
        step.settings,
        step.repeat,
        wall,
        trace.exit_code if trace.exit_code is not None else 1,
        trace.end_reason,
        tasks=numbers.submitted,
        lost=numbers.failed + numbers.lost,
        max_running=numbers.max_running,
        processes=sum(lane.role in ("worker", "process") for lane in trace.lanes),
        task_s=numbers.task_wall,
        task_cpu_s=numbers.task_cpu,
        cores_in_use=trace.cpu / wall if wall > 0 else math.nan,
        runnable=waiting_share(trace),
        memory=memory,
        others=others,
        lines=lines,
        last_words=words,
        small=made_small(trace, wall),
    )
    return replace(made, trace=trace) if numbers.submitted <= MAX_KEPT else made


class _Load:
    """How many cores other programs than the run and this process used meanwhile."""

    def __init__(self) -> None:
        self._began, self._busy, self._own = time.monotonic(), _busy(), _own()

    def others(self, trace: Trace) -> float | None:
        """To be asked when the run's processes have been waited for; None where the system does not tell."""
        busy, passed = _busy() - self._busy, time.monotonic() - self._began
        if not passed > 0 or busy <= 0:
            return None
        return max(0.0, busy - max(_own() - self._own, trace.cpu)) / passed


def _busy() -> float:
    """s that all cores of this computer were busy since it started."""
    times = psutil.cpu_times()
    return float(sum(getattr(times, name, 0.0) for name in ("user", "nice", "system", "irq", "softirq")))


def _own() -> float:
    """s of this process, and of all processes below it that were waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class _Memory:
    """The most memory that a run's processes had together: PSS, in which what several share counts once (proc(5))."""

    def __init__(self) -> None:
        self.most: int | None = None
        self._following = time.monotonic() + MEMORY / 2

    def look(self, trace: Trace) -> None:
        now = time.monotonic()
        if now < self._following:
            return
        sizes = [pss(lane.pid) for lane in trace.lanes if lane.alive and lane.role not in ("thread", "outside")]
        if any(sizes):
            self.most = max(self.most or 0, sum(sizes))
        self._following = max(now, time.monotonic() + MEMORY)


def pss(pid: int) -> int:
    """Bytes; 0 where the system does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_bytes().splitlines():
            if line.startswith(b"Pss:"):
                return int(line.split()[1]) * 1024
    return 0
