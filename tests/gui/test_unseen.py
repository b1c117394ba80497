"""What the window says of what it does not see: pools that are not known, backlogs nobody is seen to read, lost tasks."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gui.lanes import lane_title
from gui.session import Session
from gui.shell.main_window import MainWindow
from gui.timeline.kinds.task_card import life_of
from gui.timeline.layout import TASKS
from tests.gui.desk import Desk, record, shown
from tests.workers.trace.streams import MAIN, at, begin, finish, over, put, receive, returned, send, start, worker
from tests.workers.trace.test_libraries import LOKY
from workers.analysis.findings import HiddenTasks, UnknownPool
from workers.wire.events import ProcessReaped


def test_lanes_of_an_unknown_pool_bear_its_name_and_its_queue_has_no_strip(qtbot: QtBot) -> None:
    messages = [send(0.2, number) for number in range(26)]
    trace = record([start(), *LOKY, *messages, over(1)])
    view, _ = shown(qtbot, Desk(trace))
    assert [lane_title(lane) for lane in trace.lanes[1:3]] == ["loky process 1", "loky process 2"]
    assert [strip.channel for strip in view.current.canvas.layout_now.strips if strip.channel != TASKS] == []
    watched, _ = shown(qtbot, Desk(record([start(), *messages, receive(0.3, 0), over(1)])))
    assert [strip.channel for strip in watched.current.canvas.layout_now.strips if strip.channel != TASKS] == [0]


def test_the_card_of_a_lost_task_tells_how_far_it_had_come() -> None:
    tasks = [put(0.1, index) for index in range(3)]
    begun = [begin(0.2, 7, 3, 0), finish(0.3, 7, 3, 0), begin(0.4, 7, 3, 1)]
    broke = [returned(0.5, index, ok=False) for index in range(3)]
    trace = record([start(), worker(7), *tasks, *begun, *broke, ProcessReaped(at(0.6), MAIN, MAIN, -1, 7, -9), over(1)])
    assert [dict(life_of(trace, row, 1.0)[1:2])["status"] for row in range(3)] == [
        "had ended, but its result was lost",
        "lost with its worker",
        "lost before a worker had it",
    ]


def test_the_window_says_what_it_does_not_see(window: MainWindow, session: Session) -> None:
    session.found.emit(UnknownPool(2, ("loky", "mpire")))
    assert window.status.notice.text.startswith("2 processes run a pool that Poolscope does not know (loky, mpire)")
    session.found.emit(HiddenTasks(1))
    assert window.status.notice.text.startswith("Tasks of an executor are not seen")
    session.show(record([start(), *LOKY, over(1)]), session.program)
    window.frames.refresh_all()
    assert window.headline.speed_up.remark == "unknown pool"
