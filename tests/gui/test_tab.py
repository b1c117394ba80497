"""Where Tab goes in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.shell.main_window import MainWindow


def reached(qtbot: QtBot, window: MainWindow, presses: int) -> list[QWidget]:
    """Who has the keyboard after each press of Tab, from the run button on."""
    with qtbot.waitActive(window):
        window.activateWindow()
    window.controls.run_button.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    for _ in range(presses):
        qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused)
    return seen


def stops_of(window: MainWindow) -> list[QWidget]:
    """The editors as they stand on the screen; of segments the chosen one."""
    shown = [item for item in window.controls.flow.items if item not in window.controls.flow.overflow]
    every = [stop for item in shown for stop in getattr(item, "tab_stops", ())]
    return [stop for stop in every if stop.focusPolicy() & Qt.FocusPolicy.TabFocus]


@pytest.mark.parametrize("name", ["pool", "queue", "fetch_pool"])
def test_tab_goes_through_the_controls_as_they_stand(qtbot: QtBot, window: MainWindow, name: str) -> None:
    window.controls.open("memory")
    window.controls.open(name)  # its controls are made later than all else in the window
    stops = stops_of(window)
    assert len(stops) > 3
    assert reached(qtbot, window, len(stops)) == stops


def test_a_control_that_comes_back_from_behind_more_has_its_place_again(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(900, 600)
    qtbot.waitUntil(lambda: bool(window.controls.flow.overflow))
    window.resize(1900, 1000)
    qtbot.waitUntil(lambda: not window.controls.flow.overflow)
    stops = stops_of(window)
    assert reached(qtbot, window, len(stops)) == stops
