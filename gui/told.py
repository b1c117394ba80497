"""What the user was told of a run already."""

from __future__ import annotations

from time import monotonic

from workers.analysis.findings import Finding, findings
from workers.trace.trace import Trace

SHARE = (
    0.1  # of the window's time at most is spent on looking for what went wrong: each look goes through all processes
)


class Told:
    """Each finding is news once, and again when it has changed."""

    def __init__(self) -> None:
        self._told: dict[type, Finding] = {}
        self._next = 0.0  # when it is time to look again, s on the clock

    @property
    def due(self) -> bool:
        """Whether it is time to look again while a run goes on."""
        return monotonic() >= self._next

    def news(self, trace: Trace) -> list[Finding]:
        """The gravest last."""
        began = monotonic()
        new = [finding for finding in reversed(findings(trace)) if self._told.get(type(finding)) != finding]
        self._told.update((type(finding), finding) for finding in new)
        now = monotonic()
        self._next = now + (now - began) / SHARE
        return new
