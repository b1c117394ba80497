"""One sentence about something that went wrong, until it is dismissed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from gui.focus import by_tab
from gui.icons import icon
from gui.plain import PlainLabel
from gui.theme import Theme


class Notice(QFrame):
    """Hidden while it has nothing to say. Marked by "!" and words, not by its colour alone."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "warning")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        self._mark = PlainLabel("!")
        self._label = PlainLabel()
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = by_tab(QToolButton())
        self._close.setProperty("look", "plain")
        self._close.clicked.connect(self.clear)
        row.addWidget(self._mark)
        row.addWidget(self._label, 1)
        row.addWidget(self._close)
        self.hide()
        self.retranslate()
        self.apply_theme(theme)

    def retranslate(self) -> None:
        self._close.setToolTip(self.tr("Dismiss"))
        self._close.setAccessibleName(self.tr("Dismiss"))

    @property
    def text(self) -> str:
        return self._label.text()

    def say(self, sentence: str) -> None:
        self._label.setText(sentence)
        self.setVisible(bool(sentence))

    def clear(self) -> None:
        self.say("")

    def apply_theme(self, theme: Theme) -> None:
        self._mark.setStyleSheet(f"color: {theme.failed}; font-size: {theme.px(17)}px; font-weight: bold;")
        self._close.setIconSize(QSize(theme.px(14), theme.px(14)))
        self._close.setIcon(icon("close", theme.faint))
