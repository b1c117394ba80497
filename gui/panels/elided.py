"""A label that shortens its text to the room there is, and shows all of it as a tool tip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from gui.plain import PlainLabel, tip


class Elided(PlainLabel):
    def minimumSizeHint(self) -> QSize:
        return QSize(
            min(super().minimumSizeHint().width(), self.fontMetrics().height() * 4), super().minimumSizeHint().height()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(tip(self.text()) if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
