"""A slider for a number of processes, with a mark where this computer's cores are."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider, QWidget

from gui.focus import by_tab
from gui.theme import Theme


class CoreSlider(QSlider):
    """Goes up to `max(4 × cores, 32)` or the parameter's own maximum, whichever is less: 1 to 10,000 stays usable."""

    def __init__(
        self, minimum: int, maximum: int | None, cores: int, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.cores = cores
        self.theme = theme
        usable = max(4 * cores, 32)
        self.setRange(minimum, max(minimum + 1, usable if maximum is None else min(maximum, usable)))
        self.setPageStep(max(1, cores))
        self.setMouseTracking(True)
        by_tab(self)

    def _place(self, value: int) -> float:
        """px from the left."""
        margin = self.theme.px(9)
        return margin + (self.width() - 2 * margin) * (value - self.minimum()) / (self.maximum() - self.minimum())

    def _jump(self, x: float) -> None:
        margin = self.theme.px(9)
        share = (x - margin) / max(1, self.width() - 2 * margin)
        self.setValue(round(self.minimum() + share * (self.maximum() - self.minimum())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._jump(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._jump(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(150), self.theme.px(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(110), self.theme.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        groove = theme.px(4)
        left, right, here = self._place(self.minimum()), self._place(self.maximum()), self._place(self.value())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.line))
        painter.drawRoundedRect(QRectF(left, middle - groove / 2, right - left, groove), groove / 2, groove / 2)
        painter.setBrush(QColor(theme.accent))
        painter.drawRoundedRect(QRectF(left, middle - groove / 2, here - left, groove), groove / 2, groove / 2)
        if self.minimum() <= self.cores <= self.maximum():
            mark = self._place(self.cores)
            painter.setPen(QPen(QColor(theme.limit), theme.px(2)))
            painter.drawLine(QPointF(mark, middle - theme.px(11)), QPointF(mark, middle + theme.px(11)))
            painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.text), theme.px(2)))
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(QPointF(here, middle), theme.px(8), theme.px(8))
        painter.end()
