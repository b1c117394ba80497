"""On or off."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from gui.focus import by_tab
from gui.theme import Theme


class Switch(QAbstractButton):
    """A check box drawn as a switch; the words beside it say the state too."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setCheckable(True)
        by_tab(self)

    def word(self) -> str:
        return self.tr("on") if self.isChecked() else self.tr("off")

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def sizeHint(self) -> QSize:
        widest = max(self.fontMetrics().horizontalAdvance(word) for word in (self.tr("on"), self.tr("off")))
        return QSize(self.theme.px(44) + widest + self.theme.px(4), self.theme.px(30))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        width, height = theme.px(36), theme.px(20)
        groove = QRectF(1, (self.height() - height) / 2, width, height)
        painter.setPen(
            QPen(QColor(theme.text if self.hasFocus() else theme.accent if on else theme.faint), theme.px(1))
        )
        painter.setBrush(QColor(theme.accent if on else theme.field))
        painter.drawRoundedRect(groove, height / 2, height / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent_text if on else theme.faint))
        knob = groove.right() - height / 2 if on else groove.left() + height / 2
        painter.drawEllipse(QPointF(knob, groove.center().y()), height * 0.32, height * 0.32)
        painter.setPen(QColor(theme.text))
        text = QRectF(width + theme.px(8), 0, self.width(), self.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.word())
        painter.end()
