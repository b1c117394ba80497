"""Events on their way into the record: so few at a time that the window stays alive whatever a program does."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from workers.wire.events import Event

SLICE = 0.006  # s in one turn of the event loop; with the painting a frame still has its 16 ms
PORTION = 128  # events between two looks at the clock, some 0.3 ms


class Backlog(QObject):
    """Hands on what is put into it, each event once and in order, at most `SLICE` s of it in a turn."""

    turned = Signal(int)  # that many events were handed on in this turn
    emptied = Signal()  # once after `finish`, when the last event was handed on

    def __init__(self, apply: Callable[[Sequence[Event]], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._apply = apply
        self._events: deque[Event] = deque()
        self._last = False
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._turn)

    def __len__(self) -> int:
        return len(self._events)

    def put(self, batch: Sequence[Event]) -> None:
        self._events.extend(batch)
        self._timer.start()

    def finish(self) -> None:
        """Nothing more will be put in."""
        self._last = True
        self._timer.start()

    def clear(self) -> None:
        """Forgets what is in it; no signal comes any more until something is put in."""
        self._events.clear()
        self._last = False
        self._timer.stop()

    def _turn(self) -> None:
        events, taken = self._events, 0
        until = perf_counter() + SLICE
        while events:
            portion = [events.popleft() for _ in range(min(PORTION, len(events)))]
            self._apply(portion)
            taken += len(portion)
            if perf_counter() >= until:
                break
        if taken:
            self.turned.emit(taken)
        if not events:
            self._timer.stop()
            if self._last:
                self._last = False
                self.emptied.emit()
