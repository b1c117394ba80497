"""One run's timeline: paints it once per change, and lays hover, selection and crosshair over that picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QMenu, QScrollBar, QWidget

from gui.geometry import RIGHT, TimeScale
from gui.ink import CENTRE
from gui.theme import Theme
from gui.time_window import TimeWindow
from gui.timeline.canvas import TimeCanvas
from gui.timeline.frame import Frame
from gui.timeline.hits import card_of, under
from gui.timeline.kinds.tasks import hit_task, task_rect
from gui.timeline.layout import TimelineLayout, lay_out
from gui.timeline.overlay import paint_overlay
from gui.timeline.picture import paint_frame
from gui.timeline.registry import TRACKS
from gui.timeline.track import Hit, Rows, Track
from gui.wheel import turn
from workers.trace.future_states import FutureStateIndex
from workers.trace.trace import Trace

_DRAG_STARTS = 4  # pixels


class TimelineCanvas(TimeCanvas):
    """Shows a trace in the seconds that the time window says; `which` tells two compared timelines apart."""

    pointed = Signal(QPoint)  # the mouse moved; in global pixels
    left = Signal()  # the mouse is elsewhere

    def __init__(
        self, which: int, window: TimeWindow, theme: Theme, parent: QWidget | None = None,
        tracks: Sequence[Track] = TRACKS,
    ) -> None:  # fmt: skip
        super().__init__(window, theme, parent)
        self._which, self._tracks = which, tracks
        self._trace = Trace()
        self._futures = FutureStateIndex(self._trace)
        self._until = 0.0
        self._message = ""
        self._painted: tuple[object, ...] = ()
        self._described: tuple[object, ...] = ()
        self._hit: Hit | None = None
        self._scroll = 0.0
        self._pressed: QPointF | None = None
        self._dragging = ""
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.valueChanged.connect(self._scrolled)
        self._layout = lay_out(self._trace, self.width(), self.height(), theme, 0, tracks)
        self._frame = self._new_frame()

    def refresh(self, trace: Trace, until: float, message: str) -> None:
        """Shows `trace` as it was at `until` (s); `message` where there is nothing to show. Cheap without a change."""
        if trace is not self._trace:
            self._scroll, self._hit = 0.0, None
            self._futures = FutureStateIndex(trace)
        self._trace, self._until, self._message = trace, until, message
        window = self._window
        pixel = window.span / max(self.width(), 1)
        grown = round(min(until, window.end) / pixel) if until >= window.begin else -1
        key = (trace, trace.revision, window.begin, window.end, grown, message)
        if key != self._painted:
            self._painted = key
            self.repaint_picture()
        else:
            self.update()
        self._describe()

    @property
    def layout_now(self) -> TimelineLayout:
        return self._layout

    @property
    def time_scale(self) -> TimeScale:
        return self._layout.scale(self._window.begin, self._window.end)

    @property
    def frame(self) -> Frame:
        """What is shown now, to ask what is where: the one that was painted, unless the view has moved since."""
        frame, scale = self._frame, self.time_scale
        if frame.trace is self._trace and frame.layout is self._layout and frame.scale == scale:
            return frame if frame.until == self._until else replace(frame, until=self._until)
        return self._new_frame()

    def hit_at(self, position: QPointF) -> Hit | None:
        return under(self.frame, position)

    def card_at(self, position: QPointF) -> Rows:
        """What there is to say of what is under a pixel; nothing while the mouse drags."""
        return [] if self._dragging else card_of(self.frame, self.hit_at(position))

    def task_rect(self, row: int) -> QRectF | None:
        """Where task `row` is drawn; None while it has no lane or is scrolled away."""
        return task_rect(self.frame, row)

    def reveal(self, row: int) -> None:
        """Scrolls to the lane of task `row`, and the time window to its time, as far as they are out of sight."""
        tasks = self._trace.tasks
        box = self._layout.box_of(int(tasks.lane[row])) if 0 <= row < len(tasks.lane) else None
        if box is None:
            return
        if box.top < self._layout.lanes_top:
            self._bar.setValue(int(self._layout.scroll - (self._layout.lanes_top - box.top)))
        elif box.top + box.height > self._layout.axis:
            self._bar.setValue(int(self._layout.scroll + box.top + box.height - self._layout.axis))
        began, ended = float(tasks.started[row]), float(tasks.ended[row])
        ended = self._until if ended != ended else ended
        if ended < self._window.begin or began > self._window.end:
            self._window.pan(((began + ended) / 2 - (self._window.begin + self._window.end) / 2) / self._window.span)

    def paint_picture(self, painter: QPainter) -> None:
        self._place()
        if self._trace.lanes:
            self._futures.update()
            self._frame = self._new_frame()
            paint_frame(painter, self._frame)
        else:
            self._paint_message(painter)

    def paint_shapes(self, painter: QPainter) -> QRectF:
        """The picture without a word; where in it the lanes are, without titles and axis."""
        self._place()
        self._futures.update()
        paint_frame(painter, self._new_frame(), words=False)
        layout = self._layout
        return QRectF(layout.left, 0, self.width() - layout.left, layout.axis)

    def paint_over(self, painter: QPainter) -> None:
        if self._trace.lanes:
            selected, hovered = (self._task_of(meant) for meant in (self._window.selected, self._window.hovered))
            paint_overlay(painter, self.frame, self._window, hovered or self._hit, selected)

    def _task_of(self, meant: tuple[int, int] | None) -> Hit | None:
        return hit_task(self._trace, meant[1]) if meant is not None and meant[0] == self._which else None

    def _new_frame(self) -> Frame:
        return Frame(self._trace, self._futures, self._ink, self._layout, self.time_scale, self._until)

    def _scrolled(self, value: int) -> None:
        self._scroll = float(value)
        self.repaint_picture()

    def _place(self) -> None:
        """Lays out for the present size and lanes, and the scroll bar with it."""
        ink = self._ink
        layout = lay_out(self._trace, self.width(), self.height(), ink.theme, self._scroll, self._tracks)
        self._layout = layout
        hidden = int(np.ceil(layout.hidden))
        self._bar.blockSignals(True)
        self._bar.setRange(0, hidden)
        self._bar.setPageStep(max(int(layout.room), 1))
        self._bar.setSingleStep(ink.px(24))
        self._bar.setValue(int(layout.scroll))
        self._bar.blockSignals(False)
        wide = ink.px(RIGHT) - ink.px(4)
        self._bar.setGeometry(self.width() - wide, int(layout.lanes_top), wide, int(layout.room))
        self._bar.setVisible(hidden > 0)

    def _paint_message(self, painter: QPainter) -> None:
        ink = self._ink
        for i, words in enumerate(self._message.split("\n")):
            where = QRectF(0, self.height() / 2 - ink.px(34) + ink.px(30) * i, self.width(), ink.px(30))
            colour = ink.theme.text if i == 0 else ink.theme.faint
            ink.text(painter, where, words, 20 if i == 0 else 15, colour, bold=i == 0, align=CENTRE)

    def _describe(self) -> None:
        """Tells who cannot see the timeline which task is selected, and on which lane."""
        selected = self._task_of(self._window.selected)
        state = int(self._trace.tasks.status[selected.row]) if selected is not None else -1
        if (key := (self._trace, self._window.selected, state)) != self._described:
            self._described = key
            words = self.tr("no task is selected")
            self.setAccessibleDescription(selected.track.describe(self.frame, selected) if selected else words)

    def _select(self, position: QPointF) -> None:
        hit = self.hit_at(position)
        row = hit.task if hit is not None else -1
        if row < 0:
            self._window.clear()
        else:
            self._window.select_task(self._which, row)

    # Qt's own names

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._described = ()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().x() < self._layout.left or not self._trace.lanes:
            return
        self._pressed = event.position()
        pans = event.button() == Qt.MouseButton.MiddleButton or event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self._dragging = "pan" if pans else ""
        if event.button() == Qt.MouseButton.RightButton:
            self._pressed = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here, window = event.position(), self._window
        if self._pressed is not None and self._dragging == "pan":
            window.pan((self._pressed.x() - here.x()) / self.time_scale.width)
            self._pressed = here
        elif self._pressed is not None:
            if self._dragging or abs(here.x() - self._pressed.x()) >= _DRAG_STARTS:
                self._dragging = "select"
                self._hit = None
                window.hover(self._which, -1)
                window.select(self.time_at(self._pressed.x()), self.time_at(here.x()))
        else:
            self._hit = self.hit_at(here)
            window.hover(self._which, self._hit.task if self._hit is not None else -1)
        inside = self._layout.left <= here.x() <= self._layout.right and bool(self._trace.lanes)
        window.point(self.time_at(here.x()) if inside else None)
        self.pointed.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not self._dragging:
            self._select(event.position())
        self._pressed, self._dragging = None, ""
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self.hit_at(event.position())
        task = hit_task(self._trace, hit.task) if hit is not None else None
        if task is not None:
            for item in task.track.menu(self.frame, task, self._window)[:1]:
                item.do()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        hit = self.hit_at(QPointF(event.pos()))
        items = hit.track.menu(self.frame, hit, self._window) if hit is not None else ()
        if not items:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for item in items:
            menu.addAction(item.words, item.do)
        menu.popup(event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        self._hit = None
        self._window.hover(self._which, -1)
        super().leaveEvent(event)
        self.left.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if turns := turn(self._window, self.time_at(event.position().x()), event):
            self._bar.setValue(self._bar.value() - round(turns * self._ink.px(48)))
