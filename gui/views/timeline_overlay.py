"""What lies over the timeline's picture and changes with the mouse: selection, crosshair, the task and the message meant."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from gui import formats
from gui.time_window import TimeWindow
from gui.views.timeline_hits import Shown
from gui.views.timeline_main import main_rows
from gui.views.timeline_messages import draw_arrows
from gui.views.timeline_paint import CENTRE


def paint_overlay(painter: QPainter, shown: Shown, window: TimeWindow, slot: int, message: int) -> None:
    """`message`: row of the message under the mouse, -1: none."""
    ink, layout, scale = shown.ink, shown.layout, shown.scale
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
        taken = _tag(painter, shown, (x0 + x1) / 2, formats.duration(window.selection[1] - window.selection[0]))
    if window.cursor is not None and window.begin <= window.cursor <= window.end:
        x = scale.x(window.cursor)
        painter.setPen(QPen(QColor(theme.accent), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 0), QPointF(x, layout.axis))
        digits = min(max(2, int(np.ceil(-np.log10(scale.seconds_per_pixel)))), 9)
        _tag(painter, shown, x, f"{window.cursor:.{digits}f} s", taken)
    if message >= 0:
        draw_arrows(painter, ink, shown.arrows.only(message), theme.message, strong=True)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for pointed, strong in ((window.selected, True), (window.hovered, False)):
        if pointed is not None and pointed[0] == slot:
            _paint_task(painter, shown, pointed[1], strong)


def _tag(painter: QPainter, shown: Shown, x: float, words: str, taken: QRectF | None = None) -> QRectF:
    """A small plate with a time, in the axis; not where `taken` is."""
    ink, layout = shown.ink, shown.layout
    width = ink.metrics(12, True).horizontalAdvance(words) + ink.px(12)
    left = min(max(x - width / 2, layout.left), layout.right - width)
    plate = QRectF(left, layout.axis + ink.px(4), width, ink.px(19))
    if taken is not None and plate.intersects(taken):
        return plate
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ink.theme.accent))
    painter.drawRoundedRect(plate, ink.px(4), ink.px(4))
    ink.text(painter, plate, words, 12, ink.theme.accent_text, bold=True, align=CENTRE)
    return plate


def _paint_task(painter: QPainter, shown: Shown, row: int, strong: bool) -> None:
    """Outline of a task, and the way from its end to its callback."""
    ink, layout, scale = shown.ink, shown.layout, shown.scale
    rect = shown.task_rect(row)
    if rect is None:
        return
    painter.save()
    painter.setClipRect(QRectF(scale.left - 3, 0, scale.width + 6, layout.axis))
    callback = float(shown.trace.tasks.callback_began[row])
    if callback == callback and int(shown.trace.tasks.owner[row]) == 0:
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
