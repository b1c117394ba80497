"""One big number on a card, to be read from the last row."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from gui.style import SMALL, TEXT, sans
from gui.theme import Theme

NUMBER, NUMBER_COMPACT = 30, 24


class Figure(QFrame):
    """A caption, a number and a remark. A number too wide for the card is drawn smaller, never cut."""

    def __init__(self, caption: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = ""
        self.remark = ""
        self.alarming = False
        self._told = False  # whether the tool tip is the alarming remark
        self.compact = False
        self.setProperty("look", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_caption(caption)
        self.apply_theme(theme)

    def set_caption(self, caption: str) -> None:
        self.caption = caption
        self.setAccessibleName(caption)
        self.update()

    def show_number(self, number: str, remark: str, alarming: bool = False) -> None:
        """`alarming`: the remark tells of something that went wrong."""
        if (number, remark, alarming) != (self.number, self.remark, self.alarming):
            self.number, self.remark, self.alarming = number, remark, alarming
            self.setAccessibleDescription(f"{number} {remark}")
            if alarming or self._told:
                self.setToolTip(remark if alarming else "")
                self._told = alarming
            self.update()

    def set_compact(self, compact: bool) -> None:
        """Compact: the remark stands beside the caption, for low windows."""
        self.compact = compact
        self.updateGeometry()
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(140), self.theme.px(60 if self.compact else 88))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(84), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        side = theme.px(10 if self.compact else 16)
        inner = QRectF(self.rect()).adjusted(
            side, theme.px(6 if self.compact else 9), -side, -theme.px(5 if self.compact else 8)
        )
        caption = sans(theme, SMALL if self.compact else TEXT)
        metrics = QFontMetricsF(caption)
        painter.setFont(caption)
        painter.setPen(QColor(theme.faint))
        left = Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, left | Qt.AlignmentFlag.AlignTop, self._elided(self.caption, metrics, inner.width()))
        small = sans(theme, SMALL, bold=self.alarming)
        painter.setFont(small)
        painter.setPen(QColor(theme.failed if self.alarming else theme.faint))
        metrics = QFontMetricsF(small)
        number = self._fitting(inner.width())
        below = inner.adjusted(0, QFontMetricsF(caption).height(), 0, 0 if self.compact else -metrics.height())
        if self.compact:
            self._paint_remark_beside(painter, inner, below, QFontMetricsF(number).horizontalAdvance(self.number))
        else:
            remark = self._elided(self.remark, metrics, inner.width())
            painter.drawText(inner, left | Qt.AlignmentFlag.AlignBottom, remark)
        painter.setPen(QColor(theme.text))
        painter.setFont(number)
        painter.drawText(below, left | Qt.AlignmentFlag.AlignVCenter, self.number)
        painter.end()

    def _paint_remark_beside(self, painter: QPainter, inner: QRectF, below: QRectF, number: float) -> None:
        """Beside the number, which is `number` px wide; beside the caption if there is more room."""
        metrics, gap = QFontMetricsF(painter.font()), self.theme.px(8)
        corners = (
            (below.adjusted(0, 0, 0, -gap / 2), Qt.AlignmentFlag.AlignBottom, below.width() - number - gap),
            (inner, Qt.AlignmentFlag.AlignTop, inner.width() - metrics.horizontalAdvance(self.caption) - gap),
        )
        for text in (self.remark, self.remark.partition(":")[0]):
            for place, vertical, room in corners:
                if metrics.horizontalAdvance(text) <= room:
                    painter.drawText(place, Qt.AlignmentFlag.AlignRight | vertical, text)
                    return
        if self.alarming:  # as much of it as there is room for: what went wrong must not vanish
            place, vertical, room = max(corners, key=lambda corner: corner[2])
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | vertical, self._elided(self.remark, metrics, room))

    def _elided(self, text: str, metrics: QFontMetricsF, width: float) -> str:
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _fitting(self, width: float) -> QFont:
        size: float = NUMBER_COMPACT if self.compact else NUMBER
        font = sans(self.theme, size, bold=True)
        needed = QFontMetricsF(font).horizontalAdvance(self.number)
        return font if needed <= width else sans(self.theme, max(SMALL, size * width / needed * 0.98), bold=True)
