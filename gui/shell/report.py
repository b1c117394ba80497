"""What an error inside Poolscope looks like: a text that can be copied, in a window that stays out of the way."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QSize, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from gui.plain import PlainLabel
from gui.style import mono
from gui.theme import Theme
from workers.commands.versions import versions

SIZE = QSize(760, 460)  # logical pixels at scale 1


def surroundings() -> str:
    """In which versions, on which screen: one a line, in English, because whoever mends it reads it."""
    lines = [f"{name} {version}" for name, version in versions().items()]
    screens = ", ".join(
        f"{screen.size().width()}x{screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    )
    lines.append(f"Qt {qVersion()} on {QGuiApplication.platformName()}, {screens}")
    if sys.executable:
        lines.append(f"Run by {'a checkout' if 'poolscope' not in sys.modules else 'an installed package'}")
    return "\n".join(lines)


class Report(QDialog):
    """Errors of this session, one below the other. The window behind it goes on and can be used."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._title, self._what = PlainLabel(), PlainLabel()
        self._title.setProperty("look", "title")
        self._what.setWordWrap(True)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setTabChangesFocus(True)
        self._text.setFont(mono(theme))
        self._buttons = QDialogButtonBox()
        self._copy = self._buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self._close = self._buttons.addButton("", QDialogButtonBox.ButtonRole.RejectRole)
        self._copy.clicked.connect(self.copy)
        self._buttons.rejected.connect(self.close)
        self._copy.setDefault(True)
        column = QVBoxLayout(self)
        gap = theme.px(16)
        column.setContentsMargins(gap, gap, gap, gap)
        column.setSpacing(theme.px(12))
        for part in (self._title, self._what, self._text, self._buttons):
            column.addWidget(part, 1 if part is self._text else 0)
        self.resize(SIZE * theme.scale)
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Report an error"))
        self._title.setText(self.tr("Something went wrong inside Poolscope"))
        self._what.setText(
            self.tr(
                "The window goes on, and so does the run. To report it, copy the text below; read it before you send it."
            )
        )
        self._text.setAccessibleName(self.tr("Report an error"))
        self._copy.setText(self.tr("Copy"))
        self._close.setText(self.tr("Close"))

    @property
    def text(self) -> str:
        return self._text.toPlainText()

    def set_text(self, text: str) -> None:
        """Keeps what is visible where it is."""
        bar = self._text.verticalScrollBar()
        at = bar.value()
        self._text.setPlainText(text)
        bar.setValue(at)
        self._copy.setText(self.tr("Copy"))

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self._copy.setText(self.tr("Copied"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
