"""When the views are refreshed: at most sixty times a second, only those with something new to show, and those that take long
less often, so that the window stays alive under any load."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from gui.session import Session
from gui.time_window import TimeWindow

FRAME = 16  # ms
SHARE = 0.3  # of the time at most is spent on refreshing and painting one view
SLOWEST = 0.25  # s between two refreshes of a view, whatever they cost


class View(Protocol):
    def refresh(self) -> None: ...

    def isVisible(self) -> bool: ...


@dataclass(slots=True)
class _Watched:
    view: View
    every: float  # s, at least, between two refreshes
    follows_time: bool  # refreshed when the time window changes, and all the time while a run goes on
    along: Callable[[], None] | None = None
    first: Callable[[], None] | None = None
    stale: bool = True
    last: float = 0.0
    cost: float = 0.0  # s of a refresh with its painting, lately
    spent: float = 0.0  # s of the present refresh so far

    def refresh(self) -> None:
        if self.first is not None:
            self.first()
        self.view.refresh()
        if self.along is not None:
            self.along()

    def due(self, moment: float) -> bool:
        return moment - self.last >= max(self.every, min(self.cost / SHARE, SLOWEST))


class Frames(QObject):
    """A timer that sleeps while nothing happens. While the view is paused, what follows time stands still."""

    def __init__(self, session: Session, time_window: TimeWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._time_window = time_window
        self._watched: list[_Watched] = []
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self.tick)
        session.batch_applied.connect(self.wake)
        session.run_started.connect(self.wake)
        session.run_finished.connect(self.wake)
        session.state_changed.connect(self.wake)
        time_window.changed.connect(self._time_moved)

    def add(
        self,
        view: View,
        every: float,
        follows_time: bool = False,
        along: Callable[[], None] | None = None,
        first: Callable[[], None] | None = None,
    ) -> None:
        """`along`: what shows the same moment, and is brought up to date with each refresh of the view. `first`: what is done
        before that, because a view that refreshes writes nothing that others read."""
        self._watched.append(_Watched(view, every, follows_time, along, first))
        self._timer.start()

    def wake(self) -> None:
        """The record has changed."""
        for watched in self._watched:
            watched.stale = True
        self._start()

    def _time_moved(self) -> None:
        for watched in self._watched:
            watched.stale = watched.stale or watched.follows_time
        self._start()

    def _start(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def tick(self) -> None:
        """One frame, in which it is the same time for all views."""
        with self._session.one_moment():
            self._refresh_due()

    def _refresh_due(self) -> None:
        live = self._session.running
        moment = monotonic()
        waiting = live
        for watched in self._watched:
            if live and not self._time_window.paused and watched.follows_time:
                watched.stale = True
            if not watched.stale or not watched.view.isVisible():
                continue
            if not watched.due(moment):
                waiting = True
                continue
            watched.stale = False
            watched.last = moment
            began = monotonic()
            try:
                watched.refresh()
            except (
                Exception
            ) as error:  # an error of ours: reported like one that nobody caught, and the other views go on
                sys.excepthook(type(error), error, error.__traceback__)
            watched.spent = monotonic() - began
        if not waiting and not any(watched.stale and watched.view.isVisible() for watched in self._watched):
            self._timer.stop()

    def painted(self, seconds: float) -> None:
        """The window was painted, which took so long: that is what the views cost that were refreshed before."""
        for watched in self._watched:
            if watched.spent:
                watched.cost += (watched.spent + seconds - watched.cost) / 3
                watched.spent = 0.0

    def refresh_all(self) -> None:
        """Everything at once, for a picture."""
        with self._session.one_moment():
            for watched in self._watched:
                watched.refresh()

    def stop(self) -> None:
        self._timer.stop()
