"""What part of a run is on the screen: the state that timeline, CPU and tables share. It draws nothing."""

from __future__ import annotations

import bisect
import math

from PySide6.QtCore import QObject, Signal

CURRENT, PREVIOUS = 0, 1
"""Which of the two traces a task row belongs to: the run shown, or the one before it."""

SHORTEST = 1e-6
"""s; a finer view would show nothing but the clock's own grain."""

BEFORE_START = 0.02
"""The most of the view that may lie before the run's start."""

FIRST_VIEW = 2.0
"""s shown before a run has come that far."""

_STEPS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def live_end(now: float) -> float:
    """The right edge (s) for a run that is `now` seconds old.

    It jumps in round steps, so that while a run goes on the axis stands still and the running spans are what grows.
    """
    need = max(now * 1.02, FIRST_VIEW)
    decade = 10.0 ** math.floor(math.log10(need))
    return _STEPS[min(bisect.bisect_left(_STEPS, need / decade * (1 - 1e-12)), len(_STEPS) - 1)] * decade


class TimeWindow(QObject):
    """The visible seconds [begin, end] of the run's own time (its start is 0), with selection, hover and pause.

    It follows the end of a live run until somebody zooms or pans; `fit_all` follows again.
    """

    changed = Signal()
    selected_changed = Signal()  # a task was selected, the same one again too, or none is any more

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.begin = 0.0
        self.end = FIRST_VIEW
        self.duration = 0.0
        """s: how long the run is, as far as `follow` and `fit_all` were told; pan and zoom stay near it."""
        self.shortest = 0.0
        """s: "all" is at least this long, for another run that stands on the same axis."""
        self.following = True
        self.paused = False
        self.selection: tuple[float, float] | None = None
        self.hovered: tuple[int, int] | None = None
        self.selected: tuple[int, int] | None = None
        self.cursor: float | None = None
        """s under the mouse, None when it is elsewhere."""

    @property
    def span(self) -> float:
        return self.end - self.begin

    def reset(self) -> None:
        """A new run: everything that pointed into the old one is gone, and the view follows again."""
        self.begin, self.end, self.duration = 0.0, FIRST_VIEW, 0.0
        self.following, self.paused = True, False
        self.selection = self.hovered = self.selected = self.cursor = None
        self.changed.emit()
        self.selected_changed.emit()

    def follow(self, now: float, live: bool = True) -> None:
        """The run is `now` seconds long. Moves the view only while it follows and is not paused."""
        if not math.isfinite(now) or self.paused:
            return
        self.duration = max(now, self.shortest)
        if self.following:
            self._set(0.0, live_end(now) if live and now >= self.shortest else self._all())

    def zoom(self, factor: float, at: float | None = None) -> None:
        """Show `factor` times the seconds shown now (< 1 zooms in); the time `at` (the middle) keeps its place."""
        if not (factor > 0 and math.isfinite(factor)):
            return
        at = (self.begin + self.end) / 2 if at is None else at
        span = min(max(self.span * factor, SHORTEST), 4 * max(self.duration, FIRST_VIEW))
        share = (at - self.begin) / self.span
        self.following = False
        self._set_after_start(at - share * span, span)

    def pan(self, share: float) -> None:
        """Move by `share` of the visible seconds, later for a positive one. The run never leaves the view entirely."""
        middle = (self.begin + self.end) / 2
        moved = min(max(middle + share * self.span, 0.0), max(self.duration, FIRST_VIEW))
        # One that already stands outside (zoomed there) may move back by any amount, but not further out.
        if (moved - middle) * share < 0:
            moved = middle
        self.following = False
        self._set_after_start(moved - self.span / 2, self.span)

    def fit(self, begin: float, end: float) -> None:
        """Show exactly [begin, end] s; a range that is too short is widened around its middle."""
        if not (math.isfinite(begin) and math.isfinite(end)):
            return
        begin, end = min(begin, end), max(begin, end)
        if end - begin < SHORTEST:
            middle = (begin + end) / 2
            begin, end = middle - SHORTEST / 2, middle + SHORTEST / 2
        self.following = False
        self._set(begin, end)

    def fit_all(self, duration: float | None = None) -> None:
        """Show the whole run and follow its end again."""
        if duration is not None and math.isfinite(duration):
            self.duration = max(duration, self.shortest)
        self.following = True
        self._set(0.0, self._all())

    def fit_selection_or_all(self, duration: float | None = None) -> None:
        if self.selection is None:
            self.fit_all(duration)
        else:
            self.fit(*self.selection)

    def toggle_pause(self) -> None:
        """Hold the view still, or go on. The run itself is not touched."""
        self.paused = not self.paused
        self.changed.emit()

    def select(self, begin: float, end: float) -> None:
        """Select a time range, s, in either order."""
        self._assign("selection", (min(begin, end), max(begin, end)))

    def select_task(self, which: int, row: int) -> None:
        """`which` is CURRENT or PREVIOUS; a negative row selects none."""
        self._assign("selected", (which, row) if row >= 0 else None)
        self.selected_changed.emit()

    def hover(self, which: int, row: int) -> None:
        """The task under the mouse; a negative row is none."""
        self._assign("hovered", (which, row) if row >= 0 else None)

    def point(self, time: float | None) -> None:
        """The time under the mouse, s; None when the mouse is elsewhere."""
        self._assign("cursor", time)

    def clear(self) -> None:
        """Drop selection, selected task and hover, as Esc does."""
        if self.selection is not None or self.selected is not None or self.hovered is not None:
            self.selection = self.selected = self.hovered = None
            self.changed.emit()
            self.selected_changed.emit()

    def _all(self) -> float:
        return self.duration * 1.05 if self.duration > 0 else FIRST_VIEW

    def _assign(self, name: str, value: object) -> None:
        if getattr(self, name) != value:
            setattr(self, name, value)
            self.changed.emit()

    def _set_after_start(self, begin: float, span: float) -> None:
        """Before the run's start there is nothing: what would be shown of it is shown at the other end."""
        begin = max(begin, -BEFORE_START * span)
        self._set(begin, begin + span)

    def _set(self, begin: float, end: float) -> None:
        if (begin, end) != (self.begin, self.end):
            self.begin, self.end = begin, end
            self.changed.emit()
