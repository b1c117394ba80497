"""One run's timeline: paints it once per change, and lays hover, selection and crosshair over that picture."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollBar, QWidget

from gui.geometry import RIGHT, TimeScale
from gui.theme import Theme
from gui.time_window import TimeWindow
from gui.views.timeline_hits import Shown
from gui.views.timeline_layout import TimelineLayout, lay_out
from gui.views.timeline_messages import NO_ARROWS, REACH
from gui.views.timeline_overlay import paint_overlay
from gui.views.timeline_paint import CENTRE, Ink
from gui.views.timeline_picture import paint_run
from gui.wheel import turn
from workers.trace.future_states import FutureStateIndex
from workers.trace.trace import Trace

_DRAG_STARTS = 4  # pixels


class TimelineCanvas(QWidget):
    """Shows a trace in the seconds that the time window says; `slot` tells two compared timelines apart."""

    task_selected = Signal(int)  # row
    line_selected = Signal(int)  # 1-based line of the program that submitted the selected task
    pointed = Signal(QPoint)  # the mouse moved; in global pixels

    def __init__(self, slot: int, window: TimeWindow, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slot, self._window, self._ink = slot, window, Ink(theme)
        self._trace = Trace()
        self._claims = FutureStateIndex(self._trace)
        self._until = 0.0
        self._message = ""
        self._picture: QPixmap | None = None
        self._painted: tuple[object, ...] = ()
        self._arrows = NO_ARROWS
        self._message_row = -1
        self._scroll = 0.0
        self._pressed: QPointF | None = None
        self._dragging = ""
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.valueChanged.connect(self._scrolled)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # after a click the keys are meant for the timeline
        self.setMinimumHeight(theme.px(100))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._layout = lay_out(self._trace, self.width(), self.height(), theme, 0)

    def apply_theme(self, theme: Theme) -> None:
        self._ink = Ink(theme)
        self.setMinimumHeight(theme.px(100))
        self._repaint()

    def refresh(self, trace: Trace, until: float, message: str) -> None:
        """Shows `trace` as it was at `until` (s); `message` where there is nothing to show. Cheap without a change."""
        if trace is not self._trace:
            self._scroll, self._message_row, self._arrows = 0.0, -1, NO_ARROWS
            self._claims = FutureStateIndex(trace)
        self._trace, self._until, self._message = trace, until, message
        window = self._window
        pixel = window.span / max(self.width(), 1)
        grown = round(min(until, window.end) / pixel) if until >= window.begin else -1
        key = (trace, trace.revision, window.begin, window.end, grown, message)
        if key != self._painted:
            self._painted = key
            self._repaint()
        else:
            self.update()

    @property
    def layout_now(self) -> TimelineLayout:
        return self._layout

    @property
    def time_scale(self) -> TimeScale:
        return self._layout.scale(self._window.begin, self._window.end)

    @property
    def shown(self) -> Shown:
        """What is shown now, to ask what is where."""
        return Shown(self._trace, self._ink, self._layout, self.time_scale, self._until, self._arrows, self._claims)

    def task_rect(self, row: int) -> QRectF | None:
        """Where task `row` is drawn; None while it has no lane or is scrolled away."""
        return self.shown.task_rect(row)

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

    def _repaint(self) -> None:
        self._picture = None
        self.update()

    def _scrolled(self, value: int) -> None:
        self._scroll = float(value)
        self._repaint()

    def _place(self) -> None:
        """Lays out for the present size and lanes, and the scroll bar with it."""
        ink = self._ink
        self._layout = lay_out(self._trace, self.width(), self.height(), ink.theme, self._scroll)
        layout = self._layout
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

    def _paint_picture(self) -> QPixmap:
        self._place()
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(self._ink.theme.card))
        painter = QPainter(picture)
        try:
            if self._trace.lanes:
                self._claims.update()
                self._arrows = paint_run(
                    painter, self._ink, self._trace, self._claims, self.time_scale, self._layout, self._until
                )
            else:
                self._paint_message(painter)
        finally:
            painter.end()
        return picture

    def _paint_message(self, painter: QPainter) -> None:
        ink = self._ink
        for i, words in enumerate(self._message.split("\n")):
            where = QRectF(0, self.height() / 2 - ink.px(34) + ink.px(30) * i, self.width(), ink.px(30))
            colour = ink.theme.text if i == 0 else ink.theme.faint
            ink.text(painter, where, words, 20 if i == 0 else 15, colour, bold=i == 0, align=CENTRE)

    def _time_at(self, x: float) -> float:
        scale = self.time_scale
        return scale.time(min(max(x, scale.left), scale.right))

    def _select(self, position: QPointF) -> None:
        row = self.shown.task_under(position)
        self._window.select_task(self._slot, row)
        if row < 0:
            self._window.clear()
            return
        self.task_selected.emit(row)
        if line := self._trace.line(row):
            self.line_selected.emit(line)

    def _leave(self) -> None:
        self._message_row = -1
        self._window.point(None)
        self._window.hover(self._slot, -1)

    # Qt's own names

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = self._paint_picture()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        if self._trace.lanes:
            paint_overlay(painter, self.shown, self._window, self._slot, self._message_row)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()
        self._repaint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._repaint()
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
        inside = self._layout.left <= here.x() <= self._layout.right and bool(self._trace.lanes)
        if self._pressed is not None and self._dragging == "pan":
            window.pan((self._pressed.x() - here.x()) / self.time_scale.width)
            self._pressed = here
        elif self._pressed is not None:
            if self._dragging or abs(here.x() - self._pressed.x()) >= _DRAG_STARTS:
                self._dragging = "select"
                window.hover(self._slot, -1)
                window.select(self._time_at(self._pressed.x()), self._time_at(here.x()))
        else:
            shown = self.shown
            row = shown.task_under(here)
            # Among tasks an arrow must be met exactly, so that it does not hide what it lies on.
            self._message_row = shown.message_under(here, REACH / 2 if row >= 0 else REACH)
            window.hover(self._slot, row if self._message_row < 0 else -1)
        window.point(self._time_at(here.x()) if inside else None)
        self.pointed.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not self._dragging:
            self._select(event.position())
        self._pressed, self._dragging = None, ""
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.shown.task_under(event.position())
        if row < 0:
            return
        began, ended = float(self._trace.tasks.started[row]), float(self._trace.tasks.ended[row])
        ended = self._until if ended != ended else ended
        margin = (ended - began) * 0.1
        self._window.fit(max(began - margin, 0.0), ended + margin)

    def leaveEvent(self, event: QEvent) -> None:
        self._leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if turns := turn(self._window, self._time_at(event.position().x()), event):
            self._bar.setValue(self._bar.value() - round(turns * self._ink.px(48)))
