"""What lies over a view that shows the run of another program than the one that was chosen: it is pale, and says whose it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.style import sans
from gui.theme import Theme

PALE = 0.55  # opacity


class Veil(QWidget):
    """Hidden until `show_words`; the mouse goes through it, the view below stays as usable as it was."""

    def __init__(self, view: QWidget, theme: Theme) -> None:
        super().__init__(view)
        self._theme = theme
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        view.installEventFilter(self)

    @property
    def words(self) -> str:
        """ "" while it is hidden."""
        return self._words if not self.isHidden() else ""

    def show_words(self, words: str, veiled: bool) -> None:
        """`words` may be "", where a veil beside it has them."""
        self._words = words
        self.setAccessibleName(words)
        parent = self.parentWidget()
        if veiled and parent is not None:
            self.setGeometry(parent.rect())
            self.raise_()
        self.setVisible(veiled)
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        parent = self.parentWidget()
        if event.type() == QEvent.Type.Resize and parent is not None:
            self.setGeometry(parent.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        pale = QColor(theme.window)
        pale.setAlphaF(PALE)
        painter.fillRect(self.rect(), pale)
        if self._words:
            font = sans(theme, 16, bold=True)
            metrics = QFontMetricsF(font)
            words = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, self.width() - theme.px(80))
            width, height = metrics.horizontalAdvance(words) + theme.px(40), metrics.height() + theme.px(16)
            plate = QRectF((self.width() - width) / 2, self.height() * 0.3, width, height)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(theme.accent))
            painter.setBrush(QColor(theme.card))
            painter.drawRoundedRect(plate, theme.px(8), theme.px(8))
            painter.setPen(QColor(theme.text))
            painter.setFont(font)
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()
