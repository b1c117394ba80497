"""Stacked areas, painted a pixel column at a time.

pyqtgraph's own ways were tried, for eight areas of 1,400 points on one core (offscreen, 200 pixels high, a repaint after a
change): `FillBetweenItem` 65 ms, filled `PlotCurveItem`s one before the other 10.5 ms, this 2.3 ms with the axes included, and
less than 1 ms while only the pointer moves; and neither of them has sharp edges at whole pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph import functions
from pyqtgraph.Qt import internals
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPaintEngine, QPainter, QPixmap, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.geometry import Floats
from gui.plots.pixels import PixelItem


@dataclass(frozen=True, slots=True)
class Area:
    """values: one a pixel column of the view, from its left edge on. hatch: over the colour; None for none."""

    colour: str
    values: Floats
    hatch: QBrush | None = None


class StackedAreas(PixelItem):
    """From the bottom of the view up; 0 stands there, `top` at the view's upper edge."""

    def __init__(self, view: pg.ViewBox) -> None:
        super().__init__(view)
        self.setZValue(-10)  # below all that has a place in the plot's own units
        self._areas: list[Area] = []
        self._top = 1.0
        self._picture: QPixmap | None = None  # on the screen: the pointer moves over it far more often than it changes
        self._rects = internals.PrimitiveArray(QRectF, 4)

    def show_areas(self, areas: list[Area], top: float) -> None:
        self._areas, self._top, self._picture = areas, top, None
        self.update()

    def draw(self, painter: QPainter, where: QRectF) -> None:
        if not self._areas:
            return
        height = where.height()
        columns = np.arange(len(self._areas[0].values), dtype=np.float64)
        below, y0 = np.zeros(len(columns)), np.full(len(columns), height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        # In a drawing that is scaled, columns would have hair lines between them.
        as_drawing = painter.paintEngine().type() == QPaintEngine.Type.SVG
        for area in self._areas:
            below = below + area.values
            y1 = np.round(height - below * (height / self._top))  # whole pixels: filling those is many times faster
            if (y0 > y1).any():
                painter.setBrush(QColor(area.colour))
                if as_drawing:
                    painter.drawPolygon(_outline(columns, y1, y0))
                else:
                    self._fill(painter, np.column_stack((columns, y1, np.ones(len(columns)), y0 - y1))[y0 > y1])
                if area.hatch is not None:
                    # One polygon: a hatch is slow to begin with, and as rectangles it would begin a thousand times.
                    painter.setBrush(area.hatch)
                    painter.drawPolygon(_outline(columns, y1, y0))
            y0 = y1

    def _resized(self) -> None:
        self._picture = None
        super()._resized()

    def _fill(self, painter: QPainter, rects: Floats) -> None:
        self._rects.resize(len(rects))
        self._rects.ndarray()[:] = rects
        painter.drawRects(*self._rects.drawargs())

    # Qt's own names

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        where = self.boundingRect()
        if widget is None or where.isEmpty():  # an export, at a scale of its own
            self.draw(painter, where)
            return
        ratio = widget.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = QPixmap((where.size() * ratio).toSize())
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            onto = QPainter(self._picture)
            self.draw(onto, where)
            onto.end()
        painter.drawPixmap(0, 0, self._picture)


def _outline(columns: Floats, above: Floats, below: Floats) -> QPolygonF:
    """Only its corners: of level stretches the ends."""
    upper, lower = _corners(above), _corners(below)[::-1]
    count = len(upper) + len(lower)
    polygon: QPolygonF = functions.create_qpolygonf(count)
    points = functions.ndarray_from_qpolygonf(polygon)
    points[: len(upper), 0], points[: len(upper), 1] = columns[upper], above[upper]
    points[len(upper) :, 0], points[len(upper) :, 1] = columns[lower], below[lower]
    return polygon


def _corners(values: Floats) -> NDArray[np.int64]:
    turns = values[1:] != values[:-1]
    return np.flatnonzero(np.concatenate(([True], turns)) | np.concatenate((turns, [True])))
