"""The one place that draws primitives."""

from __future__ import annotations

from collections.abc import Iterable

from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from gui.ink import Ink
from gui.timeline.primitives import Fill, Lines, Ovals, Polygon, Primitive, Rects, Shape, Text

_SMOOTH = QPainter.RenderHint.Antialiasing


def paint(painter: QPainter, ink: Ink, primitives: Iterable[Primitive]) -> None:
    """Draws `primitives` in their order."""
    for drawn in primitives:
        match drawn:
            case Rects():
                ink.fill(painter, drawn.rects, drawn.fill)
            case Text():
                if drawn.ground is not None:
                    painter.fillRect(drawn.plate or drawn.where, QColor(drawn.ground))
                ink.text(
                    painter, drawn.where, drawn.words, drawn.size, drawn.colour,
                    bold=drawn.bold, mono=drawn.mono, align=drawn.align,
                )  # fmt: skip
            case Lines():
                painter.setRenderHint(_SMOOTH, drawn.smooth)
                ink.lines(painter, drawn.lines, drawn.pen)
                painter.setRenderHint(_SMOOTH, False)
            case Polygon():
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(_brush(drawn.fill))
                painter.drawPolygon(arrayToQPolygonF(drawn.points[:, 0], drawn.points[:, 1]))
            case Ovals():
                painter.setRenderHint(_SMOOTH, True)
                painter.setPen(drawn.pen or Qt.PenStyle.NoPen)
                painter.setBrush(_brush(drawn.fill))
                for x, y, width, height in drawn.rects.tolist():
                    painter.drawEllipse(QRectF(x, y, width, height))
                painter.setRenderHint(_SMOOTH, False)
            case Shape():
                painter.setRenderHint(_SMOOTH, drawn.smooth)
                painter.setPen(drawn.pen or Qt.PenStyle.NoPen)
                painter.setBrush(Qt.BrushStyle.NoBrush if drawn.fill is None else _brush(drawn.fill))
                painter.drawPath(drawn.path)
                painter.setRenderHint(_SMOOTH, False)


def _brush(fill: Fill) -> QBrush:
    return fill if isinstance(fill, QBrush) else QBrush(QColor(fill))
