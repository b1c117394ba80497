"""The curves' signs with their names, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import formats
from gui.ink import Ink
from gui.style import TEXT
from gui.theme import Theme


@dataclass(frozen=True, slots=True)
class Mark:
    """shape: as pyqtgraph names it."""

    colour: str
    shape: str
    words: str


class Legend(QWidget):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = Ink(theme)
        self.marks: list[Mark] = []
        self.indent = 0  # px at scale 1
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_marks(self, marks: list[Mark]) -> None:
        if marks != self.marks:
            self.marks = marks
            self.setAccessibleName(formats.listed(mark.words for mark in marks))
            self.updateGeometry()
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        self._ink = Ink(theme)
        self.updateGeometry()
        self.update()

    def _width(self, mark: Mark) -> int:
        return round(self._ink.metrics(TEXT).horizontalAdvance(mark.words)) + self._ink.px(34)

    def sizeHint(self) -> QSize:
        return QSize(sum(map(self._width, self.marks)), self._ink.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._ink.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), self._ink
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = max(min(ink.px(self.indent), self.width() - sum(map(self._width, self.marks))), ink.px(6))
        for mark in self.marks:
            painter.save()
            painter.translate(x + ink.px(12), self.height() / 2)
            colour = QColor(mark.colour)
            drawSymbol(painter, mark.shape, ink.px(11), QPen(Qt.PenStyle.NoPen), QBrush(colour))
            painter.restore()
            width = self._width(mark)
            place = QRectF(x + ink.px(22), 0, width - ink.px(26), self.height())
            ink.text(painter, place, mark.words, TEXT, ink.theme.faint)
            x += width
        painter.end()
