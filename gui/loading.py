"""Reads a recorded run without stopping the window."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gui.backlog import Backlog
from gui.bridge import MAX_UNTAKEN, Bridge
from gui.sentences import in_language
from workers.files.traces import read_trace
from workers.trace.trace import Trace
from workers.wire.events import Event, RunEnded

CUT_OFF = "cut off"
"""The `end_reason` of a run whose record ends before the run did."""


class Recorded:
    """A trace in a file as the bridge reads it: opened and read in the bridge's thread only, and left whenever that is asked."""

    def __init__(self, path: Path) -> None:
        self.finished = False
        self.error: Exception | None = None  # what was read before it is good
        self._path = path
        self._batches: Iterator[list[Event]] | None = None
        self._left = False

    def read(self, timeout: float) -> list[Event]:
        batch: list[Event] | None = None
        try:
            if self._left:
                self._close()
            else:
                self._batches = self._batches or read_trace(self._path)
                batch = next(self._batches, None)
        except Exception as error:  # mostly a TraceFileError; whatever it is, it is said
            self.error = error
        self.finished = batch is None
        return batch or []

    def _close(self) -> None:
        """The file, which would stay open until the iterator is collected."""
        if isinstance(self._batches, Generator):
            self._batches.close()

    def leave(self) -> None:
        """Nothing more is wanted of it. From any thread."""
        self._left = True


class Loader(QObject):
    """Reads the trace in a file and takes it into a record, a few events in each turn of the window. Nothing in it is executed.

    What can be read of a damaged one is loaded too.
    """

    loaded = Signal(Trace)
    failed = Signal(str)  # one sentence: nothing of it could be read, or, after `loaded`, not all of it
    ended = Signal()  # after the others, once, unless it was cancelled
    turned = Signal()  # `trace` has grown

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.trace = Trace()
        self._wrong = ""  # the first thing that was
        self._cancelled = False
        self._source = Recorded(path)
        self._bridge = Bridge(self._source, None, self, MAX_UNTAKEN)
        self._backlog = Backlog(self._apply, self)
        self._bridge.batch.connect(self._take)
        self._bridge.finished.connect(self._backlog.finish)
        self._backlog.turned.connect(self._turned)
        self._backlog.emptied.connect(self._end)

    def start(self) -> None:
        self._bridge.start()

    def cancel(self) -> None:
        """No signal comes any more, and the file is let go of."""
        self._cancelled = True
        self._source.leave()
        self._bridge.finished.disconnect(self._backlog.finish)
        self._bridge.let_go()
        self._backlog.clear()
        self._bridge.wait()

    def _take(self, batch: list[Event]) -> None:
        if not self._cancelled:
            self._backlog.put(batch)

    def _apply(self, events: Sequence[Event]) -> None:
        try:
            self.trace.apply(events)
        except Exception as error:  # whatever it is, the rest may be good
            self._say(self.tr("Part of {0} could not be taken in: {1}").format(self.path.name, repr(error)))

    def _say(self, sentence: str) -> None:
        self._wrong = self._wrong or sentence

    def _turned(self, taken: int) -> None:
        self._bridge.taken(taken)
        self.turned.emit()

    def _end(self) -> None:
        if self._source.error is not None:
            self._say(in_language(self._source.error))
        if self.trace.events:
            try:
                end_record(self.trace, CUT_OFF)
            except Exception as error:
                self._say(repr(error))
        if self.trace.events and self.trace.lanes:
            if not self._wrong and self.trace.end_reason == CUT_OFF:
                self._wrong = self.tr("{0} ends before the run did.").format(self.path.name)
            self.loaded.emit(self.trace)
        elif not self._wrong:
            self._wrong = self.tr("{0} is a trace without a run in it.").format(self.path.name)
        if self._wrong:
            self.failed.emit(self._wrong)
        self._bridge.wait()
        self.ended.emit()


def end_record(trace: Trace, reason: str) -> None:
    """Closes what is open in the record of a run whose end was not heard of. Does nothing to any other."""
    if math.isnan(trace.ended):
        now = (trace.zero_ns or 0) + round(trace.now * 1e9)
        trace.apply([RunEnded(now, 0, 0, -1, 0, reason)])
