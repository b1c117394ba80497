"""The thread that carries a run's events to the window."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Condition
from time import monotonic
from typing import Protocol

from PySide6.QtCore import QObject, QThread, Signal

from workers.log import described, logger
from workers.running.run import Run
from workers.wire.events import Event

_log = logger("window")

PERIOD = 0.016  # s between two batches at least: one a frame
TRIES = 100
MAX_UNTAKEN = 200_000  # events; some 100 MB


class Source(Protocol):
    """Where events come from: a `workers.running.run.Run`."""

    @property
    def finished(self) -> bool: ...

    def read(self, timeout: float) -> list[Event]: ...


class Sink(Protocol):
    """Where events are written down: a `workers.files.traces.TraceWriter`."""

    def write(self, batch: Sequence[Event]) -> None: ...

    def close(self) -> None: ...


class Bridge(QThread):
    """Drains `source` without pause until it has finished, and hands its events on in batches.

    One signal carries all events of at least `PERIOD`, because a signal between threads costs far more than an event.
    Every event is emitted exactly once and in order; the last batch ends with RunEnded. The recording is written here
    too, so that a slow disk does not stop the window. When `finished` (QThread's) is emitted, all batches were emitted
    before it.

    Whoever gets the batches says by `taken` how far it is. `most` events behind, nothing is read until it has caught
    up: then the program's writers wait, the memory stays bounded, and nothing is lost.
    """

    batch = Signal(list)
    trouble = Signal(object)  # the OSError for which the recording is given up
    broken = Signal(object)  # the Exception for which the source is read no further

    def __init__(
        self, source: Source, record: Sink | None = None, parent: QObject | None = None, most: int = MAX_UNTAKEN
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._record = record
        self._most = most
        self._untaken = 0
        self._room = Condition()

    def taken(self, count: int) -> None:
        """That many events more are done with. From any thread."""
        with self._room:
            self._untaken -= count
            self._room.notify()

    def let_go(self) -> None:
        """Nobody takes anything any more: the source is drained without waiting. From any thread."""
        with self._room:
            self._most = 0
            self._room.notify()

    def run(self) -> None:
        pending: list[Event] = []
        due = 0.0
        while not self._source.finished:
            self._await_room()
            try:
                pending += self._source.read(max(due - monotonic(), 0.0) if pending else 0.1)
            except Exception as error:  # whatever it is: a thread that dies silently would leave a run that never ends
                _log.error("the run cannot be read any further: %s", described(error))
                self.broken.emit(error)
                break
            if pending and (monotonic() >= due or len(pending) >= self._most):
                self._hand_on(pending)
                pending = []
                due = monotonic() + PERIOD
        self._hand_on(pending)
        self._write(None)

    def _await_room(self) -> None:
        with self._room:
            self._room.wait_for(lambda: not self._most or self._untaken < self._most)

    def _hand_on(self, events: list[Event]) -> None:
        if events:
            self._write(events)
            with self._room:
                self._untaken += len(events)
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
            self.trouble.emit(error)


def end_run(run: Run) -> None:
    """Ends a run, even one that cannot be read: closing reads what is still on its way, and may fail on each piece."""
    run.kill_now()
    for _ in range(TRIES):
        try:
            run.close()
        except Exception:
            continue
        return
