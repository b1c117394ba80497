"""What is wrong with a run as far as its record tells: facts, which the views put into words."""

from __future__ import annotations

from dataclasses import dataclass

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


Finding = NeverBegan | UnknownPool | HiddenTasks

SETTLED = 1.0  # s from the first process of an unknown pool on, in which the others start


def findings(trace: Trace) -> list[Finding]:
    """All findings, gravest first."""
    return [*_never_began(trace), *_unknown_pools(trace), *_hidden_tasks(trace)]


def _unknown_pools(trace: Trace) -> list[Finding]:
    lanes = [lane for lane in trace.lanes if lane.library and lane.role == "process"]
    if not lanes or (trace.ended != trace.ended and trace.now < lanes[0].began + SETTLED):
        return []
    return [UnknownPool(len(lanes), tuple(sorted({lane.library for lane in lanes})))]


def _hidden_tasks(trace: Trace) -> list[Finding]:
    return [HiddenTasks(len(trace.hidden))] if trace.hidden else []


def _never_began(trace: Trace) -> list[Finding]:
    lanes = [
        lane
        for lane in trace.lanes
        if lane.said_by_parent == lane.said_by_parent
        and lane.said != lane.said
        and lane.exit_code is not None
        and lane.exit_code > 0  # one that was killed had no time to speak
    ]
    return [NeverBegan(len(lanes), lanes[0].method)] if lanes else []


def sentence(finding: Finding) -> str:
    """In English, for a terminal."""
    if isinstance(finding, UnknownPool):
        return (
            f"{_processes(finding.count)} {'runs' if finding.count == 1 else 'run'} a pool that Poolscope does not know "
            f"({', '.join(finding.libraries)}): its tasks are not seen"
        )
    if isinstance(finding, HiddenTasks):
        return "tasks of an executor are not seen: the program put a queue of its own in the place of the executor's"
    return _never_began_sentence(finding)


def _processes(count: int) -> str:
    return "1 process" if count == 1 else f"{count:,} processes"


def _never_began_sentence(finding: NeverBegan) -> str:
    children = _processes(finding.count)
    return (
        f"{children} ended before they began: under {finding.method} each child imports the program again, so what starts "
        'processes must stand under if __name__ == "__main__":'
    )
