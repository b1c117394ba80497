"""Which task is selected is known in one place: timeline, table and program text follow it, wherever it was selected."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.panels.callbacks import TASK
from gui.shell.main_window import MainWindow
from gui.time_window import CURRENT
from workers.trace.trace import Trace


@pytest.fixture
def shown(window: MainWindow, trace: Trace) -> MainWindow:
    window.session.show(trace, window.session.program)
    window.frames.refresh_all()
    return window


def click_row(window: MainWindow, row: int) -> None:
    table = window.side.callbacks.table
    place = table.visualRect(table.model().index(row, TASK)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def selected(window: MainWindow) -> tuple[object, list[int], int]:
    return window.time_window.selected, window.side.callbacks.table.selected_rows(), window.side.program.edit.shown


def test_a_row_of_the_callbacks_moves_timeline_and_text_and_a_task_of_the_timeline_text_and_table(
    shown: MainWindow,
) -> None:
    trace = shown.session.trace
    task = int(trace.callbacks.task[1])
    click_row(shown, 1)
    assert selected(shown) == ((CURRENT, task), [1], trace.line(task))
    shown.actions_.clear.trigger()
    assert selected(shown) == (None, [], 0)
    click_row(shown, 1)
    assert selected(shown) == ((CURRENT, task), [1], trace.line(task))
    other = int(trace.callbacks.task[2])
    shown.timelines.select_task(CURRENT, other)
    assert selected(shown) == ((CURRENT, other), [2], trace.line(other))


def test_a_run_that_follows_selects_nothing(shown: MainWindow) -> None:
    click_row(shown, 1)
    other = Trace()
    shown.session.show(other, shown.session.program)
    shown.frames.refresh_all()
    assert selected(shown) == (None, [], 0)
