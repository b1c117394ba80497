"""Reads a recorded run without stopping the window."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from gui.sentences import in_language
from workers.events import Event, RunEnded
from workers.trace.files import TraceFileError, read_trace
from workers.trace.trace import Trace

CUT_OFF = "cut off"
"""The `end_reason` of a run whose record ends before the run did."""


class Loader(QObject):
    """Reads the trace in a file, a batch at a time between two events of the window. Nothing in it is executed."""

    loaded = Signal(Trace)
    failed = Signal(str)  # one sentence

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.trace = Trace()
        self._batches: Iterator[list[Event]] = iter(())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._read)

    def start(self) -> None:
        try:
            self._batches = read_trace(self.path)
        except TraceFileError as error:
            self.failed.emit(in_language(error))
        else:
            self._timer.start(0)

    def cancel(self) -> None:
        """Neither signal comes any more."""
        self._timer.stop()

    def _read(self) -> None:
        try:
            batch = next(self._batches, None)
        except TraceFileError as error:
            self._timer.stop()
            self.failed.emit(in_language(error))
            return
        if batch is not None:
            self.trace.apply(batch)
            return
        self._timer.stop()
        end_record(self.trace, CUT_OFF)
        if self.trace.events and self.trace.lanes:
            self.loaded.emit(self.trace)
        else:
            self.failed.emit(self.tr("{0} is a trace without a run in it.").format(self.path.name))


def end_record(trace: Trace, reason: str) -> None:
    """Closes what is open in the record of a run whose end was not heard of. Does nothing to any other."""
    if math.isnan(trace.ended):
        now = (trace.zero_ns or 0) + round(trace.now * 1e9)
        trace.apply([RunEnded(now, 0, 0, -1, 0, reason)])
