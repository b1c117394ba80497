"""The thread that carries a run's events to the window."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Protocol

from PySide6.QtCore import QObject, QThread, Signal

from workers.events import Event

PERIOD = 0.016  # s between two batches at least: one a frame


class Source(Protocol):
    """Where events come from: a `workers.run.Run`."""

    @property
    def finished(self) -> bool: ...

    def read(self, timeout: float) -> list[Event]: ...


class Sink(Protocol):
    """Where events are written down: a `workers.trace.files.TraceWriter`."""

    def write(self, batch: Sequence[Event]) -> None: ...

    def close(self) -> None: ...


class Bridge(QThread):
    """Drains `source` without pause until it has finished, and hands its events on in batches.

    One signal carries all events of at least `PERIOD`, because a signal between threads costs far more than an event.
    Every event is emitted exactly once and in order; the last batch ends with RunEnded. The recording is written here
    too, so that a slow disk does not stop the window. When `finished` (QThread's) is emitted, all batches were emitted
    before it.
    """

    batch = Signal(list)
    trouble = Signal(str)  # the recording could not be written: one sentence
    broken = Signal(str)  # the run could not be read any further: one sentence

    def __init__(self, source: Source, record: Sink | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._record = record

    def run(self) -> None:
        pending: list[Event] = []
        due = 0.0
        while not self._source.finished:
            try:
                pending += self._source.read(max(due - monotonic(), 0.0) if pending else 0.1)
            except Exception as error:  # whatever it is: a thread that dies silently would leave a run that never ends
                self.broken.emit(
                    self.tr("The run could not be read any further and was ended: {0}").format(repr(error))
                )
                break
            if pending and monotonic() >= due:
                self._hand_on(pending)
                pending = []
                due = monotonic() + PERIOD
        self._hand_on(pending)
        self._write(None)

    def _hand_on(self, events: list[Event]) -> None:
        if events:
            self._write(events)
            self.batch.emit(events)

    def _write(self, events: list[Event] | None) -> None:
        """Writes the events to the recording, or closes it. A recording that fails is given up; the run goes on."""
        if self._record is None:
            return
        try:
            if events is None:
                self._record.close()
            else:
                self._record.write(events)
        except OSError as error:
            self._record = None
            self.trouble.emit(self.tr("The run is no longer recorded: {0}").format(error.strerror or error))
