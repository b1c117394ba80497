"""What was not seen of a run, and why, in English for a terminal."""

from __future__ import annotations

from workers.trace.records import Problem
from workers.wire.events import ProbeProblem


def sentence(problem: Problem) -> str:
    if problem.kind is ProbeProblem.CLOSED:
        return (
            f"process {problem.pid} closed the descriptor that it is watched through: "
            "what it does from here on is not seen"
        )
    if problem.kind is ProbeProblem.UNREADABLE:
        return f"{problem.unread:,} bytes in the channel were no events: something else wrote there"
    if problem.kind is ProbeProblem.NOT_STARTED:
        return f"the program cannot be started ({problem.message})"
    return problem.message
