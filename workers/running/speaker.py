"""The keeper's own events, emitted in a thread of its own, so that a viewer that stalls holds up nobody else (back-pressure)."""

from __future__ import annotations

import queue
import threading
import time

from workers.probe import emitter

_Said = tuple[str, int, tuple[object, ...]]  # the event's class, when it happened, its other fields


class Speaker:
    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[_Said | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._speak, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def emit(self, kind: str, *fields: object) -> None:
        """Say that `kind` (a class of `events`) happened now. From any thread; never waits."""
        self._queue.put((kind, time.perf_counter_ns(), fields))

    def emit_at(self, t: int, kind: str, *fields: object) -> None:
        """The same for what happened at `t` (perf_counter_ns)."""
        self._queue.put((kind, t, fields))

    @property
    def unsaid(self) -> int:
        """How many events the viewer has not taken yet."""
        return self._queue.qsize()

    def finish(self) -> None:
        """Returns when all is reported, or when there is nobody any more who could hear it."""
        self._queue.put(None)
        self._thread.join()

    def _speak(self) -> None:
        while (said := self._queue.get()) is not None:
            kind, t, fields = said
            emitter.emit_at(t, kind, *fields)
