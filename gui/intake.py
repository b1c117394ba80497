"""The one way by which events come into a record, from a live run or from a file."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from gui.backlog import Backlog
from gui.bridge import MAX_UNTAKEN, Bridge, Sink, Source
from workers.log import described, logger
from workers.trace.trace import Trace
from workers.wire.events import Event, RunEnded

_log = logger("window")


class Intake(QObject):
    """Reads `source` in a thread of its own and takes its events into `trace`, a few in each turn of the window.

    What goes wrong is handed on as it is: who started this finds the words.
    """

    turned = Signal()  # `trace` has grown
    refused = Signal(object)  # the Exception of the first event that could not be taken in; the others are
    broken = Signal(object)  # the Exception for which `source` is read no further
    unrecorded = Signal(object)  # the OSError for which `record` is written no further
    ended = Signal()  # once, after the others: all that was read is in `trace`. Not where it was cancelled

    def __init__(self, source: Source, trace: Trace, record: Sink | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.trace = trace
        self.over: int | None = None  # when the run ended, as soon as that is heard of; ns on the run's clock
        self.bridge = Bridge(source, record, self, MAX_UNTAKEN)
        self._failed = self._cancelled = False
        self._backlog = Backlog(self._apply, self)
        self.bridge.batch.connect(self._take)
        self.bridge.broken.connect(self.broken)
        self.bridge.trouble.connect(self.unrecorded)
        self.bridge.finished.connect(self._backlog.finish)
        self._backlog.turned.connect(self._turned)
        self._backlog.emptied.connect(self.ended)

    def start(self) -> None:
        self.bridge.start()

    def cancel(self) -> None:
        """No signal comes any more. The source is read on until it ends: who has it must end it, and then `wait`."""
        if not self._cancelled:
            self._cancelled = True
            self.bridge.finished.disconnect(self._backlog.finish)
            self.bridge.let_go()
            self._backlog.clear()

    def wait(self) -> None:
        """Awaits the thread."""
        self.bridge.wait()

    def close_record(self, reason: str) -> None:
        """Closes what is open in the record of a run whose end was not heard of. Does nothing to any other."""
        trace = self.trace
        if math.isnan(trace.ended):
            now = (trace.zero_ns or 0) + round(trace.now * 1e9)
            self._apply([RunEnded(now, 0, 0, -1, 0, reason)])

    def _take(self, batch: list[Event]) -> None:
        if self._cancelled:
            return
        if isinstance(batch[-1], RunEnded):
            self.over = batch[-1].t
        self._backlog.put(batch)

    def _apply(self, events: Sequence[Event]) -> None:
        """One event that the record cannot make sense of is left out."""
        try:
            self.trace.apply(events)
        except Exception as error:  # whatever it is: the rest may be good, and a run's events must be drained
            if not self._failed:
                self._failed = True
                _log.error("an event cannot be taken into the record: %s", described(error))
                self.refused.emit(error)

    def _turned(self, taken: int) -> None:
        self.bridge.taken(taken)
        self.turned.emit()
