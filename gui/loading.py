"""Reads a recorded run without stopping the window."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gui.intake import Intake
from gui.sentences import in_language
from workers.files.traces import read_trace
from workers.log import logger
from workers.trace.trace import Trace
from workers.wire.events import Event

_log = logger("window")

CUT_OFF = "cut off"
"""The `end_reason` of a run whose record ends before the run did."""


class Recorded:
    """A trace in a file as the bridge reads it: opened and read in the bridge's thread only, and left whenever that is asked."""

    def __init__(self, path: Path) -> None:
        self.finished = False
        self._path = path
        self._batches: Iterator[list[Event]] | None = None
        self._left = False

    def read(self, timeout: float) -> list[Event]:
        """The next events. Raises TraceFileError: what was read before it is good."""
        batch: list[Event] | None = None
        if self._left:
            self._close()
        else:
            self._batches = self._batches or read_trace(self._path)
            batch = next(self._batches, None)
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
    """Reads the trace in a file and takes it into a record, as a run's events are. Nothing in it is executed.

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
        self._source = Recorded(path)
        self._intake = Intake(self._source, self.trace, None, self)
        self._intake.turned.connect(self.turned)
        self._intake.refused.connect(self._refused)
        self._intake.broken.connect(self._broken)
        self._intake.ended.connect(self._end)

    def start(self) -> None:
        _log.info("%s is read", self.path)
        self._intake.start()

    def cancel(self) -> None:
        """No signal comes any more, and the file is let go of."""
        self._source.leave()
        self._intake.cancel()
        self._intake.wait()

    def _refused(self, error: Exception) -> None:
        self._say(self.tr("Part of {0} could not be taken in: {1}").format(self.path.name, repr(error)))

    def _broken(self, error: Exception) -> None:
        self._say(in_language(error))

    def _say(self, sentence: str) -> None:
        self._wrong = self._wrong or sentence

    def _end(self) -> None:
        if self.trace.events:
            self._intake.close_record(CUT_OFF)
        if self.trace.events and self.trace.lanes:
            if not self._wrong and self.trace.end_reason == CUT_OFF:
                self._wrong = self.tr("{0} ends before the run did.").format(self.path.name)
            self.loaded.emit(self.trace)
        elif not self._wrong:
            self._wrong = self.tr("{0} is a trace without a run in it.").format(self.path.name)
        if self._wrong:
            self.failed.emit(self._wrong)
        _log.info(
            "%s was read: %d events%s", self.path, self.trace.events, "; not all of it is good" * bool(self._wrong)
        )
        self._intake.wait()
        self.ended.emit()
