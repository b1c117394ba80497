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


Finding = NeverBegan


def findings(trace: Trace) -> list[Finding]:
    """All findings, gravest first."""
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
    children = "1 process" if finding.count == 1 else f"{finding.count:,} processes"
    return (
        f"{children} ended before they began: under {finding.method} each child imports the program again, so what starts "
        'processes must stand under if __name__ == "__main__":'
    )
