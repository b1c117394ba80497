"""Choices side by side: by mouse, by Tab and by arrow keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.controls.segments import Segments


@pytest.fixture
def segments(qtbot: QtBot) -> Iterator[Segments]:
    """Between two fields, in a window that has the keyboard."""
    window = QWidget()
    qtbot.addWidget(window)
    made = Segments(["sleep", "cpu", "mixed"])
    column = QVBoxLayout(window)
    for widget in (QLineEdit(), made, QLineEdit()):
        column.addWidget(widget)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    fields = window.findChildren(QLineEdit)
    fields[0].setFocus()
    yield made
    window.close()


@pytest.mark.parametrize("chosen", [0, 1, 2])
def test_tab_reaches_the_chosen_one_and_leaves_with_the_next(qtbot: QtBot, segments: Segments, chosen: int) -> None:
    segments.choose(chosen)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is segments.buttons[chosen]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_where_none_is_chosen_tab_reaches_the_first(qtbot: QtBot, segments: Segments) -> None:
    segments.choose(1)
    segments.choose(-1)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is segments.buttons[0]


def test_arrow_keys_choose_the_one_beside(qtbot: QtBot, segments: Segments) -> None:
    segments.choose(0)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    with qtbot.waitSignal(segments.chosen) as told:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert told.args == [1]
    assert QApplication.focusWidget() is segments.buttons[1]
