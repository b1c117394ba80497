"""Callbacks, processes and console: three tables on the columns of a trace."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from gui.panels import callbacks, console, processes
from gui.session import Session
from gui.theme import DARK, LIGHT
from gui.time_window import CURRENT, TimeWindow
from tests.fakes import pool_events
from workers.program.program import find_program
from workers.trace.trace import Trace
from workers.wire.events import Event, Output, OutputNotRecorded, ProcessStarted, RunStarted, TaskStarted

ZERO = 10**12


def output(count: int, stream: str = "stdout", first: int = 0) -> list[Event]:
    """`count` printed lines of a program."""
    return [
        Output(ZERO + number * 1000, 4012, 0, -1, stream, f"line {number}", False)
        for number in range(first, first + count)
    ]


def started() -> Trace:
    """A run of which nothing is known but its start."""
    trace = Trace()
    trace.apply([RunStarted(ZERO, 4012, 4012, 0, 0, "x.py", "3.11", 2)])
    return trace


def test_the_callbacks_table_follows_a_run_and_its_model_keeps_qts_rules(qtbot: QtBot) -> None:
    trace, events = Trace(), pool_events(tasks=40, seconds=0.1)
    model = callbacks.CallbacksModel(lambda: trace, LIGHT)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for begin in range(0, len(events), 50):
        trace.apply(events[begin : begin + 50])
        model.refresh()
    assert tester.model() is model
    assert model.rowCount() == 40
    row = [model.text(0, column) for column in range(model.columnCount())]
    assert row[1:4] == ["foo(0)", "100", "4015"]
    assert row[5] == "100 ms"
    assert row[6] == "4012"


def test_a_callback_that_is_clicked_is_selected_and_hovered_in_the_timeline(
    qtbot: QtBot, session: Session, time_window: TimeWindow, trace: Trace
) -> None:
    view = callbacks.Callbacks(session, time_window, LIGHT)
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    session.show(trace, session.program)
    view.refresh()
    place = view.table.visualRect(view.model.index(4, 1)).center()
    QTest.mouseMove(view.table.viewport(), place - QPoint(3, 0))
    QTest.mouseMove(view.table.viewport(), place)
    QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert time_window.selected == (CURRENT, int(trace.callbacks.task[4]))
    assert time_window.hovered == (CURRENT, int(trace.callbacks.task[4]))


def test_a_task_that_is_selected_in_the_timeline_is_selected_in_the_table(
    qtbot: QtBot, session: Session, time_window: TimeWindow, trace: Trace
) -> None:
    view = callbacks.Callbacks(session, time_window, LIGHT)
    qtbot.addWidget(view)
    session.show(trace, session.program)
    task = int(trace.callbacks.task[7])
    view.show_task(task)
    assert view.table.selected_rows() == [7]
    assert time_window.selected == (CURRENT, task)


def test_the_callbacks_say_whether_they_ran_in_the_main_process(
    qtbot: QtBot, session: Session, time_window: TimeWindow, trace: Trace
) -> None:
    view = callbacks.Callbacks(session, time_window, LIGHT)
    qtbot.addWidget(view)
    view.refresh()
    assert view.remark.text() == "none"
    session.show(trace, session.program)
    view.refresh()
    assert view.remark.text() == "run in the main process, one at a time"
    assert view.table.isColumnHidden(callbacks.PLACE)


def test_every_process_is_a_row_that_says_how_it_ended(qtbot: QtBot) -> None:
    trace, events = Trace(), pool_events(workers=2, tasks=4, seconds=0.5)
    model = processes.ProcessesModel(lambda: trace, LIGHT)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    for begin in range(0, len(events), 10):
        trace.apply(events[begin : begin + 10])
        model.refresh()
    assert model.rowCount() == len([lane for lane in trace.lanes if lane.role != "thread"])
    assert [model.text(row, processes.ROLE) for row in range(3)] == ["Main process", "Worker 1", "Worker 2"]
    assert model.text(1, processes.PARENT) == "4012"
    assert model.text(1, processes.STATE) == "exit 0"
    trace.lanes[1].exit_code = -9
    assert model.text(1, processes.EXIT) == "SIGKILL"
    assert model.colour(1, processes.EXIT) == QColor(LIGHT.failed)


@pytest.mark.skipif(sys.platform != "linux", reason="there are no zombies, or no ps that shows them so")
@pytest.mark.usefixtures("no_process_left")
def test_a_zombie_is_shown_as_ps_shows_it(qtbot: QtBot, session: Session) -> None:
    session.set_program(find_program("zombie").with_value("LIFE", 0.2).with_value("SECONDS", 60.0))
    view = processes.Processes(session, LIGHT)
    qtbot.addWidget(view)
    session.start()
    qtbot.waitUntil(lambda: any(lane.zombie for lane in session.trace.lanes), timeout=20_000)
    view.refresh()
    row = next(row for row in range(view.model.rowCount()) if view.model.lane(row).zombie)
    shown = [view.model.text(row, column) for column in (processes.PID, processes.PARENT, processes.STATE)]
    words = ["ps", "-o", "pid=,ppid=,state=,args=", "-p", shown[0]]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split(maxsplit=3)
    session.close()
    assert [shown[0], shown[1], shown[2][0]] == said[:3]
    assert shown[2] == "Z zombie"
    assert view.model.text(row, processes.COMMAND) in (said[3].strip(), "<defunct>")


def test_threads_of_a_pool_stand_below_their_process(qtbot: QtBot) -> None:
    trace = started()
    model = processes.ProcessesModel(lambda: trace, LIGHT)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    trace.apply([ProcessStarted(ZERO + 10, 4012, 4012, 1, 5000, "Child", "fork", "process", 0, 0)])
    model.refresh()
    trace.apply([TaskStarted(ZERO + 20, 4012, 77, 2, 4012, 1, 0, "Thread-1")])
    trace.apply([ProcessStarted(ZERO + 30, 4012, 4012, 3, 5001, "Other", "fork", "process", 0, 0)])
    model.refresh()
    assert [model.text(row, processes.ROLE) for row in range(4)] == ["Main process", "└ Thread-1", "Child", "Other"]
    assert model.text(1, processes.PID) == "4012"
    assert model.text(1, processes.MEMORY) == ""


def test_states_have_the_letters_of_ps(qtbot: QtBot, trace: Trace) -> None:
    model = processes.ProcessesModel(lambda: trace, LIGHT)
    trace.lanes[0].ended = float("nan")
    model.refresh()
    for state, shown in (
        ("running", "R running"),
        ("sleeping", "S sleeping"),
        ("disk-sleep", "D waiting for a disk"),
        ("stopped", "T stopped"),
        ("zombie", "Z zombie"),
        ("", "–"),
    ):
        trace.lanes[0].last_state = state
        assert model.text(0, processes.STATE) == shown


def test_only_a_living_process_of_a_live_run_can_be_killed(qtbot: QtBot, session: Session, trace: Trace) -> None:
    view = processes.Processes(session, DARK)
    qtbot.addWidget(view)
    session.show(trace, session.program)
    view.refresh()
    assert not view.menu(1).actions()[0].isEnabled()


def test_console_lines_come_with_their_pid_and_stderr_is_marked(qtbot: QtBot) -> None:
    trace = started()
    model = console.ConsoleModel(lambda: trace, LIGHT)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    trace.apply([*output(2), *output(1, "stderr", 2)])
    model.refresh()
    assert [model.text(row, console.WRITER) for row in range(3)] == ["4012"] * 3
    assert [model.text(row, console.STREAM) for row in range(3)] == ["", "", "!"]
    assert model.text(2, console.TEXT) == "line 2"


def test_a_flood_of_lines_keeps_the_last_ones_and_says_how_many_are_gone(qtbot: QtBot, session: Session) -> None:
    trace = session.trace = started()
    view = console.Console(session, LIGHT)
    qtbot.addWidget(view)
    QAbstractItemModelTester(view.model, QAbstractItemModelTester.FailureReportingMode.Fatal, view.model)
    for first in (0, 15_000, 45_000):
        trace.apply(output(15_000 if first < 45_000 else 5_000, first=first))
        view.refresh()
    kept = len(trace.output)
    assert view.model.rowCount() == kept < 35_000
    assert view.model.text(kept - 1, console.TEXT) == "line 49999"
    assert f"{35_000 - kept:,}" in view.remark.text()


def test_the_console_says_where_the_output_was_not_recorded(qtbot: QtBot, session: Session) -> None:
    trace = started()
    trace.apply([OutputNotRecorded(ZERO, 4012, 0, -1)])
    view = console.Console(session, LIGHT)
    qtbot.addWidget(view)
    session.show(trace, session.program)
    view.refresh()
    assert view.remark.text() == "The output of this run was not recorded."


def test_the_console_follows_the_end_until_the_user_scrolls_up(qtbot: QtBot, session: Session) -> None:
    trace = session.trace = started()
    view = console.Console(session, LIGHT)
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    bar = view.table.verticalScrollBar()
    trace.apply(output(500))
    view.refresh()
    assert bar.value() == bar.maximum() > 0
    bar.setValue(100)
    trace.apply(output(500, first=500))
    view.refresh()
    assert bar.value() == 100
    qtbot.waitUntil(lambda: bar.maximum() > 900)
    bar.setValue(bar.maximum())
    trace.apply(output(500, first=1000))
    view.refresh()
    assert bar.value() == bar.maximum()


def test_find_goes_from_one_hit_to_the_next_and_round(qtbot: QtBot, session: Session) -> None:
    trace = session.trace = started()
    view = console.Console(session, LIGHT)
    qtbot.addWidget(view)
    trace.apply(output(30))
    view.refresh()
    view.search.setText("LINE 2")
    found = []
    for _ in range(12):
        assert view.find_next()
        found += view.table.selected_rows()
    assert found == [2, *range(20, 30), 2]
    view.search.setText("nowhere")
    assert not view.find_next()
    assert "nowhere" in view.remark.text()


def test_selected_lines_are_copied_as_text(qtbot: QtBot, session: Session) -> None:
    trace = session.trace = started()
    view = console.Console(session, LIGHT)
    qtbot.addWidget(view)
    trace.apply(output(3))
    view.refresh()
    view.table.selectRow(1)
    view.copy()
    assert QGuiApplication.clipboard().text().split("\t")[-1] == "line 1"


@pytest.mark.parametrize("width", [240, 330, 380, 500])
def test_a_narrow_callbacks_table_leaves_columns_out_instead_of_cutting_them(
    qtbot: QtBot, session: Session, time_window: TimeWindow, trace: Trace, width: int
) -> None:
    view = callbacks.Callbacks(session, time_window, LIGHT)
    qtbot.addWidget(view)
    view.resize(width, 400)
    view.show()
    session.show(trace, session.program)
    view.refresh()
    assert not view.table.isColumnHidden(callbacks.TASK)
    assert view.table.columnWidth(callbacks.TASK) >= view.table.fontMetrics().horizontalAdvance("foo(0)")
    if width >= 500:
        assert not view.table.isColumnHidden(callbacks.QUEUE)


def test_a_task_of_five_digits_is_not_cut(
    qtbot: QtBot, session: Session, time_window: TimeWindow, trace: Trace
) -> None:
    view = callbacks.Callbacks(session, time_window, LIGHT)
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    session.show(trace, session.program)
    view.refresh()
    room = view.table.columnWidth(callbacks.TASK) - 8
    assert room >= view.table.fontMetrics().horizontalAdvance("work(19999)")
    option, delegate = QStyleOptionViewItem(), view.table.itemDelegate()
    assert isinstance(delegate, QStyledItemDelegate)
    delegate.initStyleOption(option, view.model.index(0, callbacks.TASK))
    assert option.textElideMode == Qt.TextElideMode.ElideLeft
