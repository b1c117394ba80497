"""What goes wrong is on the screen, in words: in the banner, in the editor, in the tables."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.finding_words import finding_words
from gui.language import CHINESE, use_language
from gui.panels import callbacks, console
from gui.panels.side_panel import CONSOLE, PROGRAM
from gui.session import Session
from gui.shell.main_window import MainWindow
from gui.theme import LIGHT
from gui.time_window import TimeWindow
from gui.timeline.kinds.task_card import life_of
from tests.fakes import pool_events
from tests.gui.desk import Desk, record, share_of, shown
from tests.workers.watched import write
from workers.analysis.failures import (
    Blocked,
    CallbackRaised,
    Failure,
    ProcessFailed,
    ProgramFailed,
    TasksFailed,
    WorkerDied,
    WorkersNeverReady,
)
from workers.analysis.sentences import sentence
from workers.trace.trace import Trace
from workers.wire.events import CallbackEnded

HERE = Blocked("get", 14)
FAILURES: list[tuple[Failure, str]] = [
    (
        WorkerDied(7, -9, "f(3)", False, False, "", 0, 0, 0, False, HERE),
        "工作进程 7 被 SIGKILL 杀死，当时正在运行 f(3)；Pool 从不重做丢失的任务，所以第 14 行的 get() 会永远等下去",
    ),
    (
        WorkerDied(7, 3, "f(3)", False, False, "", 0, 2, 0, False, None),
        "工作进程 7 以退出码 3 结束，当时正在运行 f(3)（另有 2 个）；Pool 从不重做丢失的任务，所以它的结果永远不会来",
    ),
    (
        WorkerDied(7, -11, "f(3)", False, True, "", 0, 0, 5, False, None),
        "工作进程 7 被 SIGSEGV 杀死，当时正在运行 f(3)；它的执行器因此损坏：5 个未完成的任务都以 BrokenProcessPool 结束",
    ),
    (
        WorkerDied(7, -9, "", False, False, "", 0, 0, 0, True, HERE),
        "工作进程 7 被 SIGKILL 杀死，当时没有任务；它结束时仍持有任务队列的锁，所以第 14 行的 get() 会永远等下去",
    ),
    (
        WorkerDied(7, -9, "", False, False, "", 0, 0, 0, False, None),
        "工作进程 7 被 SIGKILL 杀死，当时没有任务；Pool 会另启动一个来代替它",
    ),
    (
        WorkersNeverReady(9, 1, "KeyError: 1", 3, True),
        "9 个工作进程还没开始第一个任务就以退出码 1 结束，因为初始化函数出错：KeyError: 1（第 3 行）；"
        "Pool 会不停地启动新的，任务却永远不会运行",
    ),
    (
        CallbackRaised("got", "f(2)", "ValueError: no", 12, False, True, 0, HERE),
        "回调 got 在处理 f(2) 的结果时抛出异常：ValueError: no（第 12 行）；这使 Pool 处理结果的线程结束，"
        "所以第 14 行的 get() 会永远等下去",
    ),
    (
        CallbackRaised("got", "f(2)", "KeyError: 1", 12, False, False, 0, None),
        "回调 got 在处理 f(2) 的结果时抛出异常：KeyError: 1（第 12 行）；Pool 会忽略 KeyError，但这个结果永远不会来",
    ),
    (
        CallbackRaised("got", "f(2)", "", 0, True, False, 0, None),
        "回调 got 在处理 f(2) 的结果时抛出异常：详情未知；执行器记录这个异常后继续运行",
    ),
    (
        ProcessFailed(7, "Child", 1, "ValueError: no", 9, 1),
        "名为 Child 的进程 7 以退出码 1 结束：ValueError: no（第 9 行）（另有 1 个）",
    ),
    (ProgramFailed(1, "ValueError: no", 9), "程序以退出码 1 结束：ValueError: no（第 9 行）"),
    (TasksFailed(3, "f(1)", "ValueError: no", 9, True), "f(1) 抛出 ValueError: no（第 9 行）（另有 2 个）"),
    (TasksFailed(1, "f(1)", "PicklingError: no", 0, False), "f(1) 无法发送给工作进程：PicklingError: no"),
]


@pytest.mark.parametrize(("failure", "chinese"), FAILURES)
def test_a_failure_has_the_same_words_in_the_window_as_in_a_terminal_and_chinese_ones(
    qtbot: QtBot, failure: Failure, chinese: str
) -> None:
    words, terminal = finding_words(failure), sentence(failure)
    assert words in (terminal, terminal[:1].upper() + terminal[1:])
    use_language(CHINESE)
    assert finding_words(failure) == chinese


def raising(error: str = "ValueError: four is not liked here") -> Trace:
    """Five tasks of 0.1 s; the third one's callback raises."""
    events = pool_events(tasks=5, seconds=0.1)
    ended = [event for event in events if isinstance(event, CallbackEnded)]
    return record(
        event._replace(ok=False, error=error, error_line=12) if event is ended[2] else event for event in events
    )


def test_a_callback_that_raised_is_red_in_its_row_with_its_own_error(
    qtbot: QtBot, session: Session, time_window: TimeWindow
) -> None:
    view = callbacks.Callbacks(session, time_window, LIGHT)
    qtbot.addWidget(view)
    view.resize(520, 300)
    view.show()
    session.show(raising(), session.program)
    view.refresh()
    shown = [view.model.text(row, callbacks.RESULT) for row in (1, 2, 3)]
    assert shown == ["101", "✕ ValueError: four is not liked here", "103"]
    assert view.model.colour(2, callbacks.TASK) == QColor(LIGHT.failed) != view.model.colour(1, callbacks.TASK)
    assert (view.model.hint(2, callbacks.AT) or "").endswith("raised on line 12: ValueError: four is not liked here")
    room = view.table.columnWidth(callbacks.RESULT)
    assert room >= view.table.fontMetrics().horizontalAdvance("✕ ValueError: four is")
    assert not view.table.isColumnHidden(callbacks.WORKER)


def test_a_callback_that_raised_is_a_red_cross_with_its_errors_name_in_the_timeline(qtbot: QtBot) -> None:
    trace = raising()
    view, _ = shown(qtbot, Desk(trace), size=(1600, 700))
    canvas = view.current.canvas
    x = int(canvas.time_scale.x(float(trace.callbacks.ended[2])))
    marks = canvas.layout_now.main_box.marks
    top, bottom = int(marks.top), int(marks.bottom)
    image = canvas.grab().toImage()
    assert share_of(image, LIGHT.failed, x - 6, top, x + 7, bottom) > 0.05
    assert share_of(image, LIGHT.failed, x + 9, top, x + 70, bottom) > 0.05
    assert dict(life_of(trace, int(trace.callbacks.task[2]), 1.0))["callback raised"].startswith("ValueError: four")


KILLED = """
    import multiprocessing, os, signal

    def f(x):
        if x == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        if x == 2:
            raise ValueError("two")
        return x

    if __name__ == "__main__":
        pool = multiprocessing.get_context("fork").Pool(2)
        results = [pool.apply_async(f, (x,)) for x in range(3)]
        results[1].get()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL of a forked worker")
@pytest.mark.usefixtures("no_process_left")
def test_a_killed_worker_is_named_while_its_program_hangs(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    session, notice, edit = window.session, window.status.notice, window.side.program.edit
    session.open(str(write(tmp_path, KILLED)))
    session.start()
    qtbot.waitUntil(lambda: notice.text.endswith("get() on line 14 waits for ever"), timeout=20_000)
    assert " was killed by SIGKILL in f(1); Pool never replaces a lost task, so get()" in notice.text
    assert edit.failed == 14
    said = notice.text
    notice.clear()
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.stop()
    assert notice.text == ""  # dismissed, and nothing new
    session.start()
    qtbot.waitUntil(lambda: notice.text.partition("was")[2] == said.partition("was")[2], timeout=20_000)
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.kill_now()
    assert notice.text.partition("was")[2] == said.partition("was")[2]
    session.set_text(session.program.text + "# changed")
    assert edit.failed == 14
    session.open("pool")
    assert edit.failed == 0


RAISING = """
    def inner():
        raise ValueError("no")

    def outer():
        inner()

    outer()
"""


@pytest.mark.usefixtures("no_process_left")
def test_a_traceback_in_the_console_leads_to_the_line(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    session, side = window.session, window.side
    session.open(str(write(tmp_path, RAISING)))
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.start()
    window.frames.refresh_all()
    assert window.status.notice.text == "The program ended with exit code 1: ValueError: no (line 3)"
    assert side.program.edit.failed == 3
    side.tabs.setCurrentIndex(CONSOLE)
    model, table = side.console.model, side.console.table
    links = [model.link(row) for row in range(model.rowCount())]
    assert [line for line in links if line] == [8, 6, 3]
    row = links.index(6)
    index = model.index(row, console.TEXT)
    assert model.data(index, Qt.ItemDataRole.FontRole).underline()
    assert model.colour(row, console.TEXT) == QColor(window.theme.accent)
    table.scrollTo(index)
    place = table.visualRect(index)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.left() + 20, place.center().y()))
    assert side.tabs.currentIndex() == PROGRAM
    assert side.program.edit.shown == 6
    session.open("pool")  # the text that the lines are of is not shown any more
    assert not any(model.link(row) for row in range(model.rowCount()))
