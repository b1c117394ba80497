"""Items of a plot that are painted in its pixels: fast fills that pyqtgraph has no item for, and words of a fixed size."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsWidget, QStyleOptionGraphicsItem, QWidget


class PixelItem(pg.GraphicsObject):  # type: ignore[misc]
    """Lies on `widget` (a ViewBox, a whole plot), as large as it; (0, 0) is its upper left corner."""

    def __init__(self, widget: QGraphicsWidget) -> None:
        super().__init__()
        self._widget = widget
        self.setParentItem(widget)
        widget.geometryChanged.connect(self._resized)

    def _resized(self) -> None:
        self.prepareGeometryChange()
        self.update()

    def draw(self, painter: QPainter, where: QRectF) -> None:
        """Paints the item. `where`: all of it."""
        raise NotImplementedError

    # Qt's own names

    def boundingRect(self) -> QRectF:
        size = self._widget.size()
        return QRectF(0, 0, size.width(), size.height())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        self.draw(painter, self.boundingRect())
