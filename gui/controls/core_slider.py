"""A slider for a number of processes: twice as many are as far away wherever it stands, and the cores are marked."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider, QWidget

from gui.focus import by_tab
from gui.style import SMALL, sans
from gui.theme import Theme

MOST = 64
LINE, LABELS = 8, 16  # px at scale 1 from the top: the groove's middle, and the numbers below it


class CoreSlider(QSlider):
    """Goes up to `max(4 × cores, 64)` or the parameter's own maximum, whichever is less: 1 to 10,000 stays usable.

    Marked are 1, 2, 4, 8 … and this computer's cores, whose mark is the longer one.
    """

    def __init__(
        self, minimum: int, maximum: int | None, cores: int, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.cores = cores
        self.theme = theme
        usable = max(4 * cores, MOST)
        self.setRange(minimum, max(minimum + 1, usable if maximum is None else min(maximum, usable)))
        self.setPageStep(max(1, cores))
        self.setMouseTracking(True)
        by_tab(self)

    def _place(self, value: int) -> float:
        """px from the left."""
        margin = self.theme.px(9)
        return margin + (self.width() - 2 * margin) * self._power(value) / self._power(self.maximum())

    def _power(self, value: int) -> float:
        """How often the least value is doubled up to this one; 0 is taken for a value below 1."""
        return math.log2((value + self._offset) / (self.minimum() + self._offset))

    @property
    def _offset(self) -> int:
        return max(0, 1 - self.minimum())

    def marks(self) -> list[int]:
        """The values that are marked and named, the cores first where two would lie on one another."""
        cores = [self.cores] if self.minimum() <= self.cores <= self.maximum() else []
        powers = [1 << power for power in range(16) if self.minimum() <= 1 << power <= self.maximum()]
        metrics = QFontMetrics(sans(self.theme, SMALL, bold=True))
        shown: list[int] = []
        for value in [*cores, *powers]:
            apart = all(
                abs(self._place(value) - self._place(other))
                >= (metrics.horizontalAdvance(f"{value}{other}") + self.theme.px(6)) / 2
                for other in shown
            )
            if value not in shown and apart:
                shown.append(value)
        return sorted(shown)

    def _jump(self, x: float) -> None:
        margin = self.theme.px(9)
        share = (x - margin) / max(1, self.width() - 2 * margin)
        doubled = min(max(share, 0.0), 1.0) * self._power(self.maximum())
        self.setValue(round((self.minimum() + self._offset) * 2**doubled - self._offset))

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
        middle = (self.height() - theme.px(30)) / 2 + theme.px(LINE)
        groove = theme.px(4)
        left, right, here = self._place(self.minimum()), self._place(self.maximum()), self._place(self.value())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.line))
        painter.drawRoundedRect(QRectF(left, middle - groove / 2, right - left, groove), groove / 2, groove / 2)
        painter.setBrush(QColor(theme.accent))
        painter.drawRoundedRect(QRectF(left, middle - groove / 2, here - left, groove), groove / 2, groove / 2)
        for value in self.marks():
            mine, at = value == self.cores, self._place(value)
            ink = QColor(theme.limit if mine else theme.faint)
            reach = theme.px(7 if mine else 4)
            painter.setPen(QPen(ink, theme.px(2 if mine else 1)))
            painter.drawLine(QPointF(at, middle - reach), QPointF(at, middle + reach))
            painter.setFont(sans(theme, SMALL, bold=mine))
            below = QRectF(at - theme.px(20), middle + theme.px(LABELS - LINE), theme.px(40), theme.px(14))
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(value))
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.text), theme.px(2)))
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(QPointF(here, middle), theme.px(7), theme.px(7))
        painter.end()
