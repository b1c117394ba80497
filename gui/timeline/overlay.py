"""What lies over the timeline's picture and changes with the mouse: selection, crosshair, what is under it, what is selected."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui import formats
from gui.ink import CENTRE
from gui.time_window import TimeWindow
from gui.timeline.frame import Frame
from gui.timeline.painter import paint
from gui.timeline.track import Hit


def paint_overlay(
    painter: QPainter, frame: Frame, window: TimeWindow, hovered: Hit | None, selected: Hit | None
) -> None:
    """`hovered` is under the mouse."""
    ink, layout, scale = frame.ink, frame.layout, frame.scale
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
        taken = _tag(painter, frame, (x0 + x1) / 2, formats.duration(window.selection[1] - window.selection[0]))
    if window.cursor is not None and window.begin <= window.cursor <= window.end:
        x = scale.x(window.cursor)
        painter.setPen(QPen(QColor(theme.accent), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 0), QPointF(x, layout.axis))
        digits = min(max(2, int(np.ceil(-np.log10(scale.seconds_per_pixel)))), 9)
        _tag(painter, frame, x, f"{window.cursor:.{digits}f} s", taken)
    painter.setClipRect(QRectF(scale.left - 3, 0, scale.width + 6, layout.axis))
    for hit, strong in ((selected, True), (hovered, False)):
        if hit is not None:
            paint(painter, ink, hit.track.highlight(frame, hit, strong))


def _tag(painter: QPainter, frame: Frame, x: float, words: str, taken: QRectF | None = None) -> QRectF:
    """A small plate with a time, in the axis; not where `taken` is."""
    ink, layout = frame.ink, frame.layout
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
