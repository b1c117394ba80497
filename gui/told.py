"""What the user was told of a run already."""

from __future__ import annotations

from workers.analysis.findings import Finding, findings
from workers.trace.trace import Trace


class Told:
    """Each finding is news once, and again when it has changed."""

    def __init__(self) -> None:
        self._told: dict[type, Finding] = {}

    def news(self, trace: Trace) -> list[Finding]:
        """The gravest last."""
        new = [finding for finding in reversed(findings(trace)) if self._told.get(type(finding)) != finding]
        self._told.update((type(finding), finding) for finding in new)
        return new
