"""Who has the keyboard: what is typed into, what Tab has reached, else the window, whose keys work then."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTabBar,
    QWidget,
)

W = TypeVar("W", bound=QWidget)


def by_tab(widget: W) -> W:
    """Gives a control the focus by Tab only: after a click on it Space still pauses the view."""
    widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return widget


def is_its_own(widget: QWidget | None, key: int) -> bool:
    """Whether a key of the window's is this control's while it has the focus: what presses it, or moves in it."""
    if key == Qt.Key.Key_Space:
        return isinstance(widget, QAbstractButton | QComboBox)
    if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
        return isinstance(widget, QSlider | QTabBar) or (isinstance(widget, QAbstractButton) and bool(widget.group()))
    return False


def end_typing(window: QWidget) -> None:
    """What was typed into a field of one line counts from now on; the keys are the window's again."""
    if isinstance(window.focusWidget(), QLineEdit):
        window.setFocus()


class ClickAway(QObject):
    """A click elsewhere ends the typing in a field, also one on a control that does not take the focus.

    It watches the QWindow, which gets few events, rather than each widget.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            field = QApplication.focusWidget()
            if (
                isinstance(field, QLineEdit | QPlainTextEdit)
                and field.window() is self._window
                and not field.rect().contains(field.mapFromGlobal(event.globalPosition().toPoint()))
            ):
                self._window.setFocus()
        return False
