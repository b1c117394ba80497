"""The card beside the mouse: what is under it, in a few lines."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.ink import Ink
from gui.theme import Theme
from gui.timeline.track import Rows

_LONGEST = 72


class HoverCard(QWidget):
    """Floats over the charts; the mouse goes through it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self._ink = Ink(theme)
        self._rows: Rows = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def rows(self) -> Rows:
        return self._rows

    def apply_theme(self, theme: Theme) -> None:
        self._ink = Ink(theme)
        self.update()

    def show_rows(self, rows: Rows, near: QPoint) -> None:
        """Shows `rows` beside the pixel `near` of the parent, always entirely within the parent."""
        rows = [(name, value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…") for name, value in rows]
        if rows != self._rows:
            self._rows = rows
            self.update()
        self.resize(self.sizeHint())
        gap, room = self._ink.px(18), self._room.size()
        x = near.x() + gap
        if x + self.width() > room.width():
            x = near.x() - gap - self.width()
        y = near.y() + gap
        if y + self.height() > room.height():
            y = near.y() - gap - self.height()
        self.move(max(min(x, room.width() - self.width()), 0), max(min(y, room.height() - self.height()), 0))
        self.show()
        self.raise_()

    def _columns(self) -> tuple[float, float]:
        names = max(
            (self._ink.metrics(13, i == 0).horizontalAdvance(row[0]) for i, row in enumerate(self._rows)), default=0
        )
        values = max(
            (self._ink.metrics(13, i == 0).horizontalAdvance(row[1]) for i, row in enumerate(self._rows)), default=0
        )
        return names, values

    # Qt's own names

    def sizeHint(self) -> QSize:
        ink = self._ink
        names, values = self._columns()
        return QSize(int(names + values) + ink.px(16 + 16 + 18), ink.px(20) * len(self._rows) + ink.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        ink, theme = self._ink, self._ink.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink.edge, 1))
        painter.setBrush(QColor(theme.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), ink.px(8), ink.px(8))
        names, values = self._columns()
        for i, (name, value) in enumerate(self._rows):
            y = ink.px(10) + i * ink.px(20)
            first = i == 0
            left = ink.px(16)
            ink.text(painter, QRectF(left, y, names + 2, ink.px(20)), name, 13,
                     theme.text if first else theme.faint, bold=first)  # fmt: skip
            ink.text(painter, QRectF(left + names + ink.px(16), y, values + 2, ink.px(20)), value, 13,
                     theme.text, bold=first)  # fmt: skip
        painter.end()
