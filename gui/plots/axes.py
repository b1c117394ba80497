"""pyqtgraph's axes with this window's ticks: a plot's own, and the timeline's, which asks the same axis where they stand."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from gui.geometry import RIGHT, Floats, tick_label, tick_step, value_step
from gui.style import sans
from gui.theme import Theme

APART = 92
"""Logical pixels between two times on an axis, at least."""

_PARTS = 4  # of a value axis
_LINE = 34  # logical pixels between two values, at least
_EDGE = 1e-9  # of the axis: a tick at its very end is one, whatever the last digit


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Seconds, in round steps: 1, 2, 5 × 10ⁿ, then minutes. Grid lines stand on whole pixels, as the timeline's do."""

    def __init__(self, orientation: str = "bottom") -> None:
        super().__init__(orientation)
        self.apart, self._right = APART, RIGHT
        """apart: pixels between two times, at least."""

    def apply_theme(self, theme: Theme) -> None:
        _dress(self, theme)
        self.apart, self._right = theme.px(APART), theme.px(RIGHT)

    # pyqtgraph's own names

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        if self.linkedView() is not None:
            size = self.geometry().width()  # pyqtgraph counts two pixels more
        parts = max(2, int(size / self.apart))
        return [(tick_step((maxVal - minVal) * (1 - 4 * _EDGE), parts), 0.0)] if maxVal > minVal else []

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, Any]]:
        edge = _EDGE * (maxVal - minVal)
        values: list[tuple[float, Any]] = super().tickValues(minVal - edge, maxVal + edge, size)
        return values

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [tick_label(float(value), spacing) for value in values]

    def boundingRect(self) -> QRectF:
        rect: QRectF = super().boundingRect()
        return rect.adjusted(-self.apart, 0, self._right, 0)  # the first and the last time stand across the ends

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        specs = super().generateDrawSpecs(painter)
        if specs is None:
            return None
        axis, lines, texts = specs
        left, most = self.pos().x(), self.geometry().width() + self._right
        lines = [(pen, *(QPointF(_on_pixel(end.x(), left), end.y()) for end in ends)) for pen, *ends in lines]
        texts = [(_before(rect, most), flags, words) for rect, flags, words in texts]
        return axis, lines, texts


class ValueAxis(pg.AxisItem):  # type: ignore[misc]
    """Values from 0 up, at most four of them and none too close; grid lines on whole pixels."""

    def __init__(self, orientation: str = "left") -> None:
        super().__init__(orientation)
        self._line = _LINE

    def apply_theme(self, theme: Theme) -> None:
        _dress(self, theme)
        self._line = theme.px(_LINE)

    # pyqtgraph's own names

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        return [(value_step(maxVal - minVal, min(max(2, int(size / self._line)), _PARTS)), 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [f"{value:g}" for value in values]

    def boundingRect(self) -> QRectF:
        rect: QRectF = super().boundingRect()
        return rect.adjusted(0, -self._line / 2, 0, self._line / 2)  # 0 stands across the lower end

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        specs = super().generateDrawSpecs(painter)
        if specs is None:
            return None
        axis, lines, texts = specs
        top = self.pos().y()
        lines = [(pen, *(QPointF(end.x(), _on_pixel(end.y(), top)) for end in ends)) for pen, *ends in lines]
        return axis, lines, texts


@cache
def _axis() -> TimeAxis:
    axis = TimeAxis()
    axis.apart = 1
    return axis


def time_ticks(begin: float, end: float, most: int) -> tuple[Floats, float]:
    """(times, step), s: where a time axis has its ticks within [begin, end], at most `most` + 1 of them, at least two parts."""
    levels = _axis().tickValues(begin, end, most)
    return (np.asarray(levels[0][1], dtype=np.float64), float(levels[0][0])) if levels else (np.zeros(0), 1.0)


def _dress(axis: pg.AxisItem, theme: Theme) -> None:
    axis.setStyle(
        tickFont=sans(theme, 12), tickLength=0, tickTextOffset=theme.px(6), hideOverlappingLabels=False, tickAlpha=255,
        autoExpandTextSpace=False, autoReduceTextSpace=False,
    )  # fmt: skip
    axis.setTextPen(QColor(theme.faint))
    axis.setPen(pg.mkPen(None))  # a grid line stands there
    axis.setTickPen(pg.mkPen(QColor(theme.line)))
    axis.setZValue(-1000)  # the grid is below what is drawn
    axis.setGrid(255)


def _on_pixel(at: float, origin: float) -> float:
    """Where the plot's pixel begins that is nearest, and half a pixel more, as the timeline has it."""
    return float(np.round(at + origin)) - origin + 0.5


def _before(rect: QRectF, end: float) -> QRectF:
    """A text that would be cut off at the end stands a little before it."""
    over = rect.right() + 2 - end
    return rect.translated(-over, 0) if over > 0 else rect
