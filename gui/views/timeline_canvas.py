"""One run's timeline: paints it once per change, and lays hover, selection and crosshair over that picture."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollBar, QWidget

from gui import formats
from gui.geometry import RIGHT, TimeScale
from gui.theme import Theme
from gui.time_window import TimeWindow
from gui.views.lanes import draw_end, draw_lane_title, draw_life, draw_titles
from gui.views.timeline_layout import LaneBox, TimelineLayout, lay_out
from gui.views.timeline_main import draw_main, draw_queue, main_blocks, main_rows
from gui.views.timeline_paint import CENTRE, Ink, draw_grid
from gui.views.timeline_spans import collect_spans, draw_span_texts, draw_spans
from workers.trace.queries import callbacks_between, task_at
from workers.trace.trace import Trace

ZOOM_STEP = 1.2
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
        self._until = 0.0
        self._message = ""
        self._picture: QPixmap | None = None
        self._painted: tuple[object, ...] = ()
        self._scroll = 0.0
        self._pressed: QPointF | None = None
        self._dragging = ""
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.valueChanged.connect(self._scrolled)
        self.setMouseTracking(True)
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
            self._scroll = 0.0
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

    def task_rect(self, row: int) -> QRectF | None:
        """Where task `row` is drawn; None while it has no lane or is scrolled away."""
        tasks, layout = self._trace.tasks, self._layout
        if not 0 <= row < len(tasks.lane) or int(tasks.lane[row]) < 0:
            return None
        box = layout.box_of(int(tasks.lane[row]))
        if box is None or box.top + box.height <= layout.lanes_top or box.top >= layout.axis:
            return None
        ended = float(tasks.ended[row])
        scale = self.time_scale
        x0 = scale.x(float(tasks.started[row]))
        x1 = scale.x(self._until if ended != ended else ended)
        if x1 < scale.left or x0 > scale.right:
            return None
        x0, x1 = max(x0, scale.left - 4), min(x1, scale.right + 4)
        return QRectF(x0, box.bar_top, max(x1 - x0, 2), box.bar)

    def task_under(self, position: QPointF) -> int:
        """Row of the task under a pixel, or of the callback's task in the main strip; -1: none."""
        scale, layout = self.time_scale, self._layout
        if not scale.left <= position.x() <= scale.right or not self._trace.lanes:
            return -1
        time = scale.time(position.x())
        slack = 3 * scale.seconds_per_pixel
        if time > self._until + slack:
            return -1
        if position.y() < layout.main:
            rows = main_rows(self._ink, layout)
            if position.y() > rows.marks + rows.marks_height:
                return -1
            near = callbacks_between(self._trace, time - 2 * slack, time + 2 * slack)
            if len(near) == 0:
                return -1
            nearest = near[int(np.argmin(np.abs(self._trace.callbacks.began[near] - time)))]
            return int(self._trace.callbacks.task[nearest])
        box = layout.box_at(position.y())
        if box is None or not box.bar_top - 2 <= position.y() <= box.bar_top + box.bar + 2:
            return -1
        row = task_at(self._trace, box.lane, time, slack)
        lane = self._trace.lanes[box.lane]
        if row < 0 and lane.open_row >= 0 and time >= self._trace.tasks.started[lane.open_row]:
            return lane.open_row  # it runs until now, which is later than the record's last event
        return row

    def block_under(self, position: QPointF) -> int:
        """Row of the main process's wait under a pixel; -1: none."""
        rows, scale = main_rows(self._ink, self._layout), self.time_scale
        inside = scale.left <= position.x() <= scale.right and 0 <= position.y() - rows.bar <= rows.bar_height
        if not inside or not self._trace.lanes:
            return -1
        time, slack = scale.time(position.x()), 2 * scale.seconds_per_pixel
        found = main_blocks(self._trace, time - slack, min(time + slack, self._until))
        return int(found[-1]) if len(found) else -1

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
                self._paint_run(painter)
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

    def _paint_run(self, painter: QPainter) -> None:
        ink, trace, layout, scale = self._ink, self._trace, self._layout, self.time_scale
        until = self._until
        boxes = list(layout.visible())
        self._paint_frame(painter, boxes)
        draw_titles(painter, ink, trace, layout)
        plot = QRectF(scale.left, 0, scale.width + ink.px(2), layout.axis)
        painter.setClipRect(plot)
        draw_main(painter, ink, trace, scale, layout, until)
        draw_queue(painter, ink, trace, scale, layout, until)
        room = QRectF(0, layout.lanes_top, self.width(), layout.room)
        painter.setClipRect(room)
        for box in boxes:
            draw_lane_title(painter, ink, trace.lanes[box.lane], box, layout.left, until)
        painter.setClipRect(room.intersected(plot))
        for box in boxes:
            draw_life(painter, ink, trace.lanes[box.lane], box, scale, until)
        spans = collect_spans(trace, scale, boxes, until)
        draw_spans(painter, ink, spans)
        draw_span_texts(painter, ink, trace, scale, spans, until)
        for box in boxes:
            draw_end(painter, ink, trace.lanes[box.lane], box, scale, until)

    def _paint_frame(self, painter: QPainter, boxes: list[LaneBox]) -> None:
        """Grid, axis and the lines between the strips."""
        ink, layout = self._ink, self._layout
        draw_grid(painter, ink, self.time_scale, 0, layout.axis, layout.axis + ink.px(4))
        painter.setPen(QPen(QColor(ink.theme.line), 1))
        edges = sorted({layout.main, layout.lanes_top, layout.axis})
        if boxes and boxes[0].height >= ink.px(30):
            edges += [y for box in boxes if layout.lanes_top < (y := box.top + box.height) < layout.axis]
        for y in edges:
            painter.drawLine(0, int(y), self.width(), int(y))

    def _paint_overlay(self, painter: QPainter) -> None:
        ink, layout, scale, window = self._ink, self._layout, self.time_scale, self._window
        theme = ink.theme
        painter.setClipRect(QRectF(scale.left - 1, 0, scale.width + 2, layout.axis + ink.px(26)))
        taken = QRectF()
        if window.selection is not None:
            x0, x1 = (min(max(scale.x(time), scale.left), scale.right) for time in window.selection)
            shade = QColor(theme.accent)
            shade.setAlphaF(0.13)
            painter.fillRect(QRectF(x0, 0, x1 - x0, layout.axis), shade)
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.drawLine(QPointF(x0, 0), QPointF(x0, layout.axis))
            painter.drawLine(QPointF(x1, 0), QPointF(x1, layout.axis))
            taken = self._tag(painter, (x0 + x1) / 2, formats.duration(window.selection[1] - window.selection[0]))
        if window.cursor is not None and window.begin <= window.cursor <= window.end:
            x = scale.x(window.cursor)
            painter.setPen(QPen(QColor(theme.accent), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, 0), QPointF(x, layout.axis))
            self._tag(painter, x, self._cursor_words(window.cursor), taken)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for pointed, strong in ((window.selected, True), (window.hovered, False)):
            if pointed is not None and pointed[0] == self._slot:
                self._paint_task(painter, pointed[1], strong)

    def _cursor_words(self, time: float) -> str:
        digits = min(max(2, int(np.ceil(-np.log10(self.time_scale.seconds_per_pixel)))), 9)
        return f"{time:.{digits}f} s"

    def _tag(self, painter: QPainter, x: float, words: str, taken: QRectF | None = None) -> QRectF:
        """A small plate with a time, in the axis; not where `taken` is."""
        ink = self._ink
        width = ink.metrics(12, True).horizontalAdvance(words) + ink.px(12)
        left = min(max(x - width / 2, self._layout.left), self._layout.right - width)
        plate = QRectF(left, self._layout.axis + ink.px(4), width, ink.px(19))
        if taken is not None and plate.intersects(taken):
            return plate
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink.theme.accent))
        painter.drawRoundedRect(plate, ink.px(4), ink.px(4))
        ink.text(painter, plate, words, 12, ink.theme.accent_text, bold=True, align=CENTRE)
        return plate

    def _paint_task(self, painter: QPainter, row: int, strong: bool) -> None:
        """Outline of a task, and the way from its end to its callback."""
        ink, layout, scale = self._ink, self._layout, self.time_scale
        rect = self.task_rect(row)
        if rect is None:
            return
        painter.save()
        painter.setClipRect(QRectF(scale.left - 3, 0, scale.width + 6, layout.axis))
        callback = float(self._trace.tasks.callback_began[row])
        if callback == callback:
            rows = main_rows(ink, layout)
            begin = QPointF(rect.right(), max(rect.top(), layout.lanes_top))
            end = QPointF(scale.x(callback), rows.marks + rows.marks_height / 2)
            path = QPainterPath(begin)
            lift = (begin.y() - end.y()) * 0.4
            path.cubicTo(begin - QPointF(ink.px(5), lift), end + QPointF(-ink.px(5), lift), end)
            painter.setPen(QPen(QColor(ink.theme.callback), max(2, ink.px(1.8))))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)
            painter.setBrush(QColor(ink.theme.callback))
            painter.drawEllipse(end, ink.px(4), ink.px(4))
        painter.setClipRect(QRectF(scale.left - 3, layout.lanes_top, scale.width + 6, layout.room))
        painter.setPen(QPen(QColor(ink.theme.text), max(2, ink.px(2.5 if strong else 1.5))))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0, -0.5, 0), ink.px(4), ink.px(4))
        painter.restore()

    def _time_at(self, x: float) -> float:
        scale = self.time_scale
        return scale.time(min(max(x, scale.left), scale.right))

    def _select(self, position: QPointF) -> None:
        row = self.task_under(position)
        self._window.select_task(self._slot, row)
        if row < 0:
            self._window.clear()
            return
        self.task_selected.emit(row)
        if line := self._trace.line(row):
            self.line_selected.emit(line)

    def _leave(self) -> None:
        self._window.point(None)
        self._window.hover(self._slot, -1)

    # Qt's own names

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = self._paint_picture()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        if self._trace.lanes:
            self._paint_overlay(painter)
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
            window.hover(self._slot, self.task_under(here))
        window.point(self._time_at(here.x()) if inside else None)
        self.pointed.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not self._dragging:
            self._select(event.position())
        self._pressed, self._dragging = None, ""
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.task_under(event.position())
        if row < 0:
            return
        began, ended = float(self._trace.tasks.started[row]), float(self._trace.tasks.ended[row])
        ended = self._until if ended != ended else ended
        margin = (ended - began) * 0.1
        self._window.fit(began - margin, ended + margin)

    def leaveEvent(self, event: QEvent) -> None:
        self._leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turns = (event.angleDelta().y() or event.angleDelta().x()) / 120
        modifiers = event.modifiers()
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self._window.zoom(ZOOM_STEP**-turns, self._time_at(event.position().x()))
        elif modifiers & Qt.KeyboardModifier.ShiftModifier or event.angleDelta().y() == 0:
            self._window.pan(-turns * 0.1)
        else:
            self._bar.setValue(self._bar.value() - round(turns * self._ink.px(48)))
        event.accept()
