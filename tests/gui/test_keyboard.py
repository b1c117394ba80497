"""The window without a mouse."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.session import Session
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from gui.theme import DARK, LIGHT, Theme
from tests.gui.test_main_window import near
from workers.trace.trace import Trace

Open = Callable[..., MainWindow]


def use_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    """A key that nobody listens to, as the screen would send it."""
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F9)


def tab(window: MainWindow) -> QWidget:
    """Presses Tab; who has the keyboard then."""
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    now = QApplication.focusWidget()
    assert now is not None
    return now


def reached(window: MainWindow) -> list[QWidget]:
    """All that Tab comes to, in that order, until it comes round. In a text it goes from link to link first."""
    first = tab(window)
    found = [first]
    while (now := tab(window)) is not first:
        if now is found[-1]:
            continue
        assert now not in found, "Tab goes round without coming to all"
        found.append(now)
        assert len(found) < 200
    return found


def to_be_reached(window: MainWindow) -> set[QWidget]:
    """All that takes the keyboard by Tab; of choices that exclude each other, which the arrows go through, the chosen one."""
    found = set()
    for widget in window.findChildren(QWidget):
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
        group = widget.group() if isinstance(widget, QAbstractButton) else None
        if group is not None and group.exclusive():
            takes = isinstance(widget, QAbstractButton) and widget.isChecked()
        if takes and widget.isVisible() and widget.isEnabled() and widget.window() is window:
            found.add(widget)
    return found


def test_tab_comes_to_every_control_and_goes_through_the_window_as_it_is_read(
    qtbot: QtBot, window: MainWindow, session: Session, trace: Trace
) -> None:
    session.show(trace, session.program)
    window.frames.refresh_all()
    use_keyboard(qtbot, window)
    window.controls.run_button.setFocus()
    order = reached(window)
    assert to_be_reached(window) - set(order) == set()
    parts = (window.controls, window.places.rail, window.stage, window.side, window.status)
    places = [next((number for number, part in enumerate(parts) if part.isAncestorOf(one)), -1) for one in order]
    begin = order.index(window.controls.run_button)
    turned = places[begin:] + places[:begin]
    assert turned == sorted(turned), "from the bar at the top to the line at the bottom, each part once"


def test_tab_comes_to_every_control_of_explore_and_of_the_gallery(qtbot: QtBot, window: MainWindow) -> None:
    use_keyboard(qtbot, window)
    for show in (window.places.show_explore, window.actions_.programs.trigger):
        show()
        found = set(reached(window))
        assert [one.text() for one in to_be_reached(window) - found if isinstance(one, QAbstractButton)] == []
        assert to_be_reached(window) <= found


@pytest.mark.parametrize(("name", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_a_ring_stands_around_whatever_has_the_keyboard(
    qtbot: QtBot, open_window: Open, settings: Settings, name: str, theme: Theme
) -> None:
    settings.theme = name
    window = open_window()
    use_keyboard(qtbot, window)
    assert window.focus_rings.target is None
    seen: list[QWidget] = []
    for widget in reached(window):
        widget.setFocus()
        assert window.focus_rings.target is widget
        image = QImage(window.size(), QImage.Format.Format_RGB32)
        window.render(image)
        corner = widget.mapTo(window, QPoint(0, 0))
        edge = QPoint(max(corner.x() - 2, 1), corner.y() + widget.height() // 2)
        assert near(QColor(image.pixel(edge)), theme.accent), widget
        seen.append(widget)
    assert len(seen) > 15


def test_the_ring_goes_with_its_control_and_leaves_at_a_click(qtbot: QtBot, window: MainWindow) -> None:
    use_keyboard(qtbot, window)
    window.side.program.edit.setFocus()
    window.side.tabs.setCurrentIndex(1)
    window.side.program.edit.setFocus()
    assert window.focus_rings.target is window.side.program.edit
    ring = window.focus_rings._ring
    assert ring is not None
    left = ring.x()
    window.resize(window.width() + 120, window.height())
    qtbot.waitUntil(lambda: ring.x() > left)
    window.side.tabs.setCurrentIndex(2)
    assert window.focus_rings.target is not window.side.program.edit
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(700, 400))
    assert window.focus_rings.target is None
    window.controls.run_button.setFocus()
    assert window.focus_rings.target is None, "until a key is pressed again"
