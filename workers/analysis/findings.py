"""What is wrong with a run as far as its record tells: facts, which the views put into words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workers.analysis.failures import (
    Blocked,
    CallbackRaised,
    Failure,
    ProcessFailed,
    ProgramFailed,
    TasksFailed,
    WorkerDied,
    WorkersNeverReady,
    failures,
)
from workers.trace.trace import Trace


@dataclass(frozen=True, slots=True)
class NeverBegan:
    """Children were started afresh and ended in error before their first word.

    Under spawn and forkserver a child imports the program again; a program that starts its pool at module level does so in
    every child, which multiprocessing refuses (its documentation, "Safe importing of main module").
    """

    count: int
    method: str


@dataclass(frozen=True, slots=True)
class UnknownPool:
    """Processes work for pools of other libraries than the standard one: these pools and their tasks are not seen."""

    count: int  # processes
    libraries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HiddenTasks:
    """Executors have tasks that are not seen: the program put a queue of its own in the place of theirs."""

    count: int  # processes with such executors


Finding = NeverBegan | Failure | UnknownPool | HiddenTasks

_GRAVITY: tuple[tuple[type, ...], ...] = (
    (NeverBegan, WorkersNeverReady),
    (WorkerDied,),
    (CallbackRaised,),
    (ProcessFailed,),
    (ProgramFailed,),
    (TasksFailed,),
)

SETTLED = 1.0  # s from the first process of an unknown pool on, in which the others start


def findings(trace: Trace) -> list[Finding]:
    """All findings, gravest first."""
    return [*_never_began(trace), *failures(trace), *_unknown_pools(trace), *_hidden_tasks(trace)]


def gravity(finding: Finding) -> int:
    """0 for what explains all that follows; what has no place among failures comes last."""
    return next((at for at, kinds in enumerate(_GRAVITY) if isinstance(finding, kinds)), len(_GRAVITY))


def waits_at(finding: Finding) -> Blocked | None:
    """Where the main thread waits for ever because of it, as far as that is known."""
    return finding.blocked if isinstance(finding, WorkerDied | CallbackRaised) else None


def line_of(finding: Finding) -> int:
    """The program's line to look at: where an error was raised, else where it waits for ever; 0: none."""
    blocked = waits_at(finding)
    return getattr(finding, "line", 0) or (blocked.line if blocked is not None else 0)


def _unknown_pools(trace: Trace) -> list[Finding]:
    lanes = [lane for lane in trace.lanes if lane.library and lane.role == "process"]
    if not lanes or (math.isnan(trace.ended) and trace.now < lanes[0].began + SETTLED):
        return []
    return [UnknownPool(len(lanes), tuple(sorted({lane.library for lane in lanes})))]


def _hidden_tasks(trace: Trace) -> list[Finding]:
    return [HiddenTasks(len(trace.hidden))] if trace.hidden else []


def _never_began(trace: Trace) -> list[Finding]:
    lanes = [
        lane
        for lane in trace.lanes
        if not math.isnan(lane.reported_by_parent)
        and math.isnan(lane.reported)
        and lane.exit_code is not None
        and lane.exit_code > 0  # one that was killed had no time to speak
    ]
    return [NeverBegan(len(lanes), lanes[0].method)] if lanes else []
