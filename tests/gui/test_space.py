"""Space pauses the view: by real clicks and key presses, which go through the window as those of a user do."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QSlider, QWidget
from pytestqt.qtbot import QtBot

from gui.panels.side_panel import CONSOLE, PROCESSES, PROGRAM
from gui.shell.main_window import MainWindow
from workers.trace.trace import Trace

LEFT, SPACE, TAB = Qt.MouseButton.LeftButton, Qt.Key.Key_Space, Qt.Key.Key_Tab


def press(window: MainWindow, key: Qt.Key) -> None:
    if not window.isActiveWindow():  # without a window manager the screen's focus may go where the pointer is
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)
    QTest.keyClick(window.windowHandle(), key)


def control(window: MainWindow, name: str) -> Any:
    return window.controls.controls[name]


def click(window: MainWindow, widget: QWidget, at: QPoint | None = None) -> None:
    assert widget.isVisible(), widget
    place = widget.mapTo(window, at or widget.rect().center())
    QTest.mouseClick(window.windowHandle(), LEFT, Qt.KeyboardModifier.NoModifier, place)


def by_tab_to(window: MainWindow, *widgets: QWidget) -> None:
    """Presses Tab until one of the widgets has the focus."""
    window.setFocus()
    for _ in range(100):
        press(window, TAB)
        if QApplication.focusWidget() in widgets:
            return
    raise AssertionError(f"Tab does not reach {widgets}")


def assert_space_pauses(window: MainWindow, after: object) -> None:
    before = window.time_window.paused
    press(window, SPACE)
    assert window.time_window.paused != before, (after, QApplication.focusWidget())
    press(window, SPACE)
    assert window.time_window.paused == before, after


@pytest.fixture
def active(qtbot: QtBot, window: MainWindow) -> MainWindow:
    with qtbot.waitActive(window):
        window.activateWindow()
    return window


def test_space_pauses_the_view_whatever_was_clicked(active: MainWindow, trace: Trace) -> None:
    window = active
    window.session.show(trace, window.session.program)
    window.frames.refresh_all()
    controls = window.controls
    click(window, window.side.lesson.browser)
    assert_space_pauses(window, "lesson")
    click(window, window.side.strip.head)  # folded, it leaves its room to the callbacks
    QApplication.processEvents()
    for part in (
        control(window, "MODE").segments.buttons[0],
        control(window, "POOL_SIZE").slider,
        control(window, "JOIN").switch,
        controls._tools[0][0],
        controls._tools[0][0],  # "Compare", and back
        window.timelines.current.canvas,
        window.timelines.cpu.canvas,
        window.side.callbacks.table.viewport(),
        window.headline.done,
        window.status.sentence,
    ):
        click(window, part)
        assert_space_pauses(window, part)
    for page in (CONSOLE, PROCESSES, PROGRAM):
        click(window, window.side.tabs, window.side.tabs.tabRect(page).center())
        assert window.side.tabs.currentIndex() == page
        assert_space_pauses(window, page)
        if page != PROGRAM:
            click(window, window.side._pages)
            assert_space_pauses(window, page)


def test_a_finished_run_says_that_its_view_is_paused(qtbot: QtBot, window: MainWindow, trace: Trace) -> None:
    window.session.show(trace, window.session.program)
    window.frames.refresh_all()
    assert not window.status.sentence.text().endswith("view paused")
    window.actions_.pause.trigger()
    qtbot.waitUntil(lambda: window.status.sentence.text().endswith("view paused"))


def test_space_opens_no_list_that_was_chosen_from_by_mouse(active: MainWindow) -> None:
    box = control(active, "START_METHOD").box
    click(active, box)
    QTest.keyClick(box.view().window().windowHandle(), Qt.Key.Key_Escape)
    assert not box.view().isVisible()
    assert_space_pauses(active, box)


def test_only_tab_gives_a_button_the_focus(active: MainWindow) -> None:
    active.session.set_text("import missing\n" * 3)  # whatever stands there
    active.controls.notice.say("Something")
    every = [
        widget
        for kind in (QAbstractButton, QComboBox, QSlider)
        for widget in active.findChildren(kind)
        if widget.parentWidget() is not None and not widget.objectName().startswith("qt_")
    ]
    assert len(every) > 30
    bad = [widget for widget in every if widget.focusPolicy() & Qt.FocusPolicy.ClickFocus == Qt.FocusPolicy.ClickFocus]
    assert not [(widget, widget.parentWidget()) for widget in bad]


def test_on_a_control_reached_by_tab_space_presses_it(active: MainWindow) -> None:
    join = control(active, "JOIN").switch
    by_tab_to(active, join)
    press(active, SPACE)
    assert "JOIN = False" in active.session.program.text
    box = control(active, "START_METHOD").box
    by_tab_to(active, box)
    press(active, SPACE)
    assert box.view().isVisible()
    box.hidePopup()
    assert not active.time_window.paused


def test_arrow_keys_move_in_a_control_that_tab_has_reached(active: MainWindow) -> None:
    slider = control(active, "POOL_SIZE").slider
    by_tab_to(active, slider)
    press(active, Qt.Key.Key_Right)
    assert "POOL_SIZE = 4" in active.session.program.text
    first, second = control(active, "MODE").segments.buttons
    by_tab_to(active, first, second)
    press(active, Qt.Key.Key_Right if QApplication.focusWidget() is first else Qt.Key.Key_Left)
    other = QApplication.focusWidget()
    assert other in (first, second)
    press(active, SPACE)
    assert f'MODE = "{control(active, "MODE").parameter.choices[other is second]}"' in active.session.program.text


def test_where_something_is_typed_space_is_a_space(active: MainWindow) -> None:
    edit = active.side.program.edit
    click(active, active.side.tabs, active.side.tabs.tabRect(PROGRAM).center())
    click(active, edit, QPoint(edit.width() // 2, 8))
    before = active.session.program.text
    press(active, SPACE)
    assert len(active.session.program.text) == len(before) + 1
    assert not active.time_window.paused


def test_what_was_typed_into_a_field_counts_when_a_button_is_clicked(active: MainWindow) -> None:
    field = control(active, "TASKS").field
    for elsewhere in (control(active, "MODE").segments.buttons[0], active.headline):
        active.session.set_value("TASKS", 6)
        click(active, field)
        field.selectAll()
        QTest.keyClicks(field, "12")
        click(active, elsewhere)
        assert "TASKS = 12" in active.session.program.text
        assert_space_pauses(active, field)


@pytest.mark.usefixtures("no_process_left")
@pytest.mark.parametrize("way", ["click", "tab", "key", "from a field", "from the editor", "from the gallery"])
def test_space_never_ends_the_run_that_was_just_begun(qtbot: QtBot, active: MainWindow, way: str) -> None:
    window = active
    window.session.set_value("SECONDS", 60)
    run = window.controls.run_button
    if way == "click":
        click(window, run)
    elif way == "tab":
        by_tab_to(window, run)
        press(window, SPACE)
    elif way == "key":
        press(window, Qt.Key.Key_F5)
    elif way == "from a field":
        click(window, control(window, "TASKS").field)
        press(window, Qt.Key.Key_End)
        press(window, Qt.Key.Key_0)
        press(window, Qt.Key.Key_F5)
    elif way == "from the editor":
        click(window, window.side.tabs, window.side.tabs.tabRect(PROGRAM).center())
        click(window, window.side.program.edit)
        click(window, run)
    else:
        press(window, Qt.Key.Key_G)
        press(window, Qt.Key.Key_Escape)
        press(window, Qt.Key.Key_F5)
    assert window.session.running, way
    qtbot.waitUntil(lambda: window.timelines._trace is window.session.trace)
    if way == "from a field":
        assert window.session.ran is not None
        assert "TASKS = 60" in window.session.ran.text
    assert not isinstance(QApplication.focusWidget(), QAbstractButton)
    assert_space_pauses(window, way)
    assert window.session.state == "running"
    assert not window.actions_.compare.isChecked()
    with qtbot.waitSignal(window.session.run_finished, timeout=20_000):
        window.session.kill_now()
    window.session.close()


@pytest.mark.usefixtures("no_process_left")
def test_a_stop_by_keyboard_is_no_step_towards_a_kill(qtbot: QtBot, active: MainWindow) -> None:
    window = active
    window.session.set_text(
        "import signal, time\nsignal.signal(signal.SIGTERM, lambda *_: print('no', flush=True))\n"
        "print('on', flush=True)\nend = time.time() + 60\nwhile time.time() < end: time.sleep(1)\n"
    )
    click(window, window.controls.run_button)
    qtbot.waitUntil(lambda: any(line.text.startswith("on") for line in window.session.trace.output), timeout=20_000)
    by_tab_to(window, window.controls.stop_button)
    press(window, SPACE)
    assert window.session.state == "stopping"
    assert_space_pauses(window, "stop")
    assert not window.session.killed
    with qtbot.waitSignal(window.session.run_finished, timeout=20_000):
        window.session.kill_now()
    window.session.close()
