"""Paints a frame: grid and axis, then what the tracks give, layer by layer. Constant work per picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from gui.ink import draw_grid
from gui.timeline.frame import Frame
from gui.timeline.painter import paint
from gui.timeline.primitives import Drawn, Layer, Primitive, Text

_ACROSS, _PINNED, _SCROLLED = range(3)


def paint_frame(painter: QPainter, frame: Frame, words: bool = True) -> None:
    """Draws everything that does not change with the mouse; without `words` what is left to see in a small picture."""
    _paint_axis(painter, frame)
    parts: defaultdict[tuple[Layer, int], list[Primitive]] = defaultdict(list)

    def take(group: int, drawn: Iterable[Drawn]) -> None:
        for layer, primitive in drawn:
            parts[layer, group].append(primitive)

    for track in frame.layout.tracks:
        take(_ACROSS, track.draw_across(frame))
        take(_PINNED, track.draw(frame, frame.pinned))
        take(_SCROLLED, track.draw(frame, frame.scrolled))
    for layer, group in sorted(parts):
        painter.setClipRect(_clip(frame, layer, group))
        paint(painter, frame.ink, (one for one in parts[layer, group] if words or not isinstance(one, Text)))


def _clip(frame: Frame, layer: Layer, group: int) -> QRectF:
    layout, scale = frame.layout, frame.scale
    left, right = (0.0, layout.width) if layer is Layer.GUTTER else (scale.left, scale.right + frame.px(2))
    top = layout.lanes_top if group == _SCROLLED else 0.0
    return QRectF(left, top, right - left, layout.axis - top)


def _paint_axis(painter: QPainter, frame: Frame) -> None:
    """Grid, axis and the lines between the strips."""
    layout, ink, lanes = frame.layout, frame.ink, frame.scrolled
    draw_grid(painter, ink, frame.scale, 0, layout.axis, layout.axis + ink.px(4))
    painter.setPen(QPen(QColor(ink.theme.line), 1))
    edges = sorted({layout.main, layout.axis, *(strip.bottom for strip in layout.strips)})
    if lanes and lanes[0].height >= ink.px(30):
        edges += [y for box in lanes if layout.lanes_top < (y := box.top + box.height) < layout.axis]
    for y in edges:
        painter.drawLine(0, int(y), int(layout.width), int(y))
