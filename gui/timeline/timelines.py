"""The charts of a run on one time axis: its timeline, the run before above it when compared, and CPU use below."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from gui import formats
from gui.plots.cpu import CpuCard
from gui.theme import Theme
from gui.time_window import CURRENT, PREVIOUS, TimeWindow
from gui.timeline.card import TimelineCard
from gui.timeline.comparison import VerdictLabel, changed, machines
from gui.timeline.hover import HoverCard
from gui.timeline.timeline_canvas import TimelineCanvas
from gui.timeline.track import Rows
from gui.wheel import ZOOM_STEP
from workers.analysis.comparison import Verdict, compare
from workers.analysis.queries import neighbour_task
from workers.program.program import Program
from workers.trace.trace import Trace

_LOW = 760
"""Logical pixels: two runs in less are shown with less air, and their legend has one line."""

_LEAST_RUN = 126
"""Logical pixels that a timeline beside another one needs: main process, queue, three low lanes, axis."""

_LEAST_CPU = 90
"""Logical pixels from which on the CPU view tells something."""


class Runs(Protocol):
    """What the charts need of a session."""

    @property
    def trace(self) -> Trace: ...
    @property
    def previous(self) -> Trace | None: ...
    @property
    def program(self) -> Program: ...
    @property
    def ran(self) -> Program | None: ...
    @property
    def opened(self) -> Path | None: ...
    @property
    def previous_program(self) -> Program | None: ...
    @property
    def state(self) -> str: ...
    def now(self) -> float: ...


def differences(one: Program | None, other: Program | None) -> str:
    """The constants of `one` that have another value in `other`: "MODE = apply, TASKS = 10"."""
    if one is None or other is None:
        return ""
    theirs = {parameter.name: parameter.value for parameter in other.parameters}
    return formats.listed(
        f"{parameter.name} = {parameter.value}"
        for parameter in one.parameters
        if parameter.name not in theirs or theirs[parameter.name] != parameter.value
    )


class Timelines(QWidget):
    """Asks `session` for the runs at each `refresh`, and shows of them what `time_window` says."""

    def __init__(self, session: Runs, time_window: TimeWindow, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._window, self._theme = session, time_window, theme
        self._compare = False
        self._trace: Trace | None = None
        self._until = 0.0
        self._revealed: tuple[int, int] | None = None
        self._mouse: tuple[int, QPoint] | None = None
        self.previous = TimelineCard(PREVIOUS, time_window, theme)
        self.current = TimelineCard(CURRENT, time_window, theme)
        self.cpu = CpuCard(time_window, theme)
        self.previous.legend.hide()
        self.verdict = VerdictLabel(theme, self.previous)
        self.previous.header.addWidget(self.verdict, 1)
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._splitter.setChildrenCollapsible(False)
        for card, stretch in ((self.previous, 9), (self.current, 10), (self.cpu, 5)):
            self._splitter.addWidget(card)
            self._splitter.setStretchFactor(self._splitter.count() - 1, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        self.hover_card = HoverCard(theme, self)
        self.previous.canvas.pointed.connect(lambda at: self._pointed(PREVIOUS, at))
        self.current.canvas.pointed.connect(lambda at: self._pointed(CURRENT, at))
        for card in (self.previous, self.current):
            card.canvas.left.connect(self._left)
        time_window.changed.connect(self._window_changed)
        self.previous.hide()
        self.apply_theme(theme)

    @property
    def _two(self) -> bool:
        """Whether two runs are shown."""
        return self._compare and self._session.previous is not None

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._splitter.setHandleWidth(theme.px(10))
        self._splitter.setStyleSheet("QSplitter, QSplitter::handle { background: transparent; }")
        for view in (self.previous, self.current, self.cpu, self.hover_card, self.verdict):
            view.apply_theme(theme)
        self._share_room()

    def set_compare(self, compare: bool) -> None:
        """Shows the run before this one above it, both on one time axis."""
        if compare != self._compare:
            self._compare = compare
            self._share_room()
            self._window.shortest = self._before()
            self._window.fit_all(self._now())
            self.refresh()

    def follow(self) -> None:
        """Brings the shared time window to where the run is now. Each frame begins with that: the views only read it."""
        session, window = self._session, self._window
        if session.trace is not self._trace:
            if self._trace is not None:
                window.reset()
            self._trace = session.trace
        now, before = self._now(), self._before()
        window.shortest = before
        if max(now, before) > 0:
            window.follow(now, self._live)

    @property
    def _live(self) -> bool:
        return self._session.state in ("running", "stopping")

    def refresh(self) -> None:
        """Shows what is new. Costs next to nothing when nothing is."""
        session, window = self._session, self._window
        trace, before = session.trace, self._before()
        if not window.paused:
            self._until = self._now()
        if window.selected is not None and window.selected != self._revealed:
            self._canvas(window.selected[0]).reveal(window.selected[1])
        self._revealed = window.selected
        if self._two == self.previous.isHidden():
            self._share_room()
        self._titles()
        self.current.refresh(trace, self._until, self._message(self._live), session.previous if self._compare else None)
        self.cpu.refresh(trace, self._until)
        if self._compare and session.previous is not None:
            self.previous.refresh(session.previous, before, self.tr("Nothing was recorded."))
        self._show_hover()

    def fit(self) -> None:
        """The selected time range, or the whole run, and its end is followed again."""
        self._window.fit_selection_or_all(self._now())

    def zoom_in(self) -> None:
        self._window.zoom(1 / ZOOM_STEP, self._window.cursor)

    def zoom_out(self) -> None:
        self._window.zoom(ZOOM_STEP, self._window.cursor)

    def step(self, by: int) -> None:
        """Selects the previous (-1) or next (1) task on the lane of the selected one; the first task if none is."""
        which, row = self._window.selected or self._window.hovered or (CURRENT, -1)
        trace = self._trace_of(which)
        if trace is None or len(trace.tasks.lane) == 0:
            return
        following = neighbour_task(trace, row, by) if row >= 0 else 0
        if following >= 0:
            self.select_task(which, following)

    def select_task(self, which: int, row: int) -> None:
        """Selects a task; the next `refresh` brings it into view."""
        self._window.select_task(which, row)

    def _trace_of(self, which: int) -> Trace | None:
        return self._session.trace if which == CURRENT else self._session.previous

    def _canvas(self, which: int) -> TimelineCanvas:
        return self.current.canvas if which == CURRENT else self.previous.canvas

    def _now(self) -> float:
        now = self._session.now()
        return now if math.isfinite(now) else self._session.trace.now

    def _before(self) -> float:
        """How long the run before was, s; 0 where it is not shown."""
        previous = self._session.previous
        if not self._compare or previous is None:
            return 0.0
        return previous.ended if math.isfinite(previous.ended) else previous.now

    def _message(self, live: bool) -> str:
        if live:
            return self.tr("Starting the program …")
        if self._session.state == "finished":
            return self.tr("Nothing was recorded.\nThe console says what the program had to say.")
        return self.tr("Press Run (F5).\nThe program's processes and tasks appear here while it runs.")

    def _titles(self) -> None:
        session, previous = self._session, self._session.previous
        if not self._compare or previous is None:
            self.cpu.set_title(self.tr("CPU"), self.tr("each process, in cores; same time axis"))
            recorded = (
                self.tr("recorded: {0}").format(formats.brief_name(session.opened.name)) if session.opened else ""
            )
            self.current.set_title(self.tr("Timeline"), recorded)
            self.previous.set_title(self.tr("Before"))
            return
        self.cpu.set_title(self.tr("CPU now"), self.tr("each process of the run now, in cores; same time axis"))
        mine, theirs = session.ran, session.previous_program
        found = compare(previous, session.trace, self._now())
        more = [changed(theirs, mine), machines(previous, session.trace)]
        self.verdict.say(found, formats.listed(more))
        here, there = differences(mine, theirs), differences(theirs, mine)
        took = self.tr("took {0}").format(formats.duration(found.before))
        if found.verdict is not Verdict.RUNNING:
            now_took = self.tr("took {0}").format(formats.duration(found.now))
            here = formats.listed((here, now_took))
        self.current.set_title(self.tr("Now"), here)
        # What was changed stands in the sentence over both, if there is no room for it twice.
        room = self.previous.width() - self._theme.px(130) - self.verdict.wanted[1]
        there = formats.listed((there, took))
        needed = self.fontMetrics().horizontalAdvance(there) if found.verdict is not Verdict.RUNNING else 0
        self.previous.set_title(self.tr("Before"), there if needed < room else "")

    def _share_room(self) -> None:
        two, px = self._two, self._theme.px
        low = two and self.height() < px(_LOW)
        for card in (self.previous, self.current, self.cpu):
            card.set_low(low)
        self.previous.setVisible(two)
        if not two:
            self.cpu.show()
            self._splitter.setSizes([0, 1000, 480])
            return
        handle = self._splitter.handleWidth()
        room = self.height() - 2 * handle
        rest = room - 2 * (self.current.header_height + px(_LEAST_RUN))
        self.cpu.setVisible(rest >= px(_LEAST_CPU))  # two timelines say more than two slivers and a curve
        cpu = max(px(_LEAST_CPU), min(rest, round(room * 0.22)))
        run = (room - (cpu if rest >= px(_LEAST_CPU) else -handle)) // 2
        self._splitter.setSizes([run, run, cpu])

    def _pointed(self, which: int, at: QPoint) -> None:
        self._mouse = (which, self.mapFromGlobal(at))
        self._show_hover()

    def _left(self) -> None:
        self._mouse = None
        self.hover_card.hide()

    def _window_changed(self) -> None:
        for view in (self.current.canvas, self.previous.canvas):
            view.update()

    def _show_hover(self) -> None:
        """The card for what is under the mouse."""
        rows: Rows = []
        if self._mouse is not None:
            which, at = self._mouse
            canvas = self._canvas(which)
            rows = canvas.card_at(QPointF(canvas.mapFrom(self, at)))
            self.hover_card.show_rows(rows, at)
        self.hover_card.setVisible(bool(rows))

    # Qt's own names

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._two:
            self._share_room()
