"""A sentence that hangs under a field: what is wrong with what is typed there. Nothing moves when it comes and goes."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from gui.plain import PlainLabel
from gui.theme import Theme

WIDEST = 460  # px at scale 1


class FieldNote(PlainLabel):
    def __init__(self, theme: Theme, owner: QWidget) -> None:
        super().__init__("", owner)
        self._theme = theme
        self.setWordWrap(True)
        self.setProperty("look", "note")
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme

    def show_at(self, field: QWidget, sentence: str) -> None:
        """No sentence: hidden."""
        self.setText(f"! {sentence}" if sentence else "")
        window = field.window()
        if not sentence or not field.isVisible() or window.isHidden():
            self.hide()
            return
        if self.parentWidget() is not window:
            self.setParent(window)
        self.ensurePolished()
        room = self._theme.px(WIDEST)
        width = min(room, self.fontMetrics().horizontalAdvance(self.text()) + self._theme.px(24))
        self.resize(width, self.heightForWidth(width))
        place = field.mapTo(window, QPoint(0, field.height() + self._theme.px(4)))
        self.move(max(0, min(place.x(), window.width() - width - self._theme.px(8))), place.y())
        self.show()
        self.raise_()
