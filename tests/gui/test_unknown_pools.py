"""A pool that is not known is said, its processes are called by its name, and no backlog is drawn of what they read."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.session import Session
from gui.views.lanes import lane_title
from gui.views.timeline_layout import TASKS
from tests.gui.desk import Desk, record, shown
from tests.workers.trace.streams import over, receive, send, start
from tests.workers.trace.test_libraries import LOKY
from workers.trace.findings import HiddenTasks, UnknownPool


def test_lanes_of_an_unknown_pool_bear_its_name_and_its_queue_has_no_strip(qtbot: QtBot) -> None:
    messages = [send(0.2, number) for number in range(26)]
    trace = record([start(), *LOKY, *messages, over(1)])
    view, _ = shown(qtbot, Desk(trace))
    assert [lane_title(lane) for lane in trace.lanes[1:3]] == ["loky process 1", "loky process 2"]
    assert [strip.channel for strip in view.current.canvas.layout_now.strips if strip.channel != TASKS] == []
    watched, _ = shown(qtbot, Desk(record([start(), *messages, receive(0.3, 0), over(1)])))
    assert [strip.channel for strip in watched.current.canvas.layout_now.strips if strip.channel != TASKS] == [0]


def test_the_window_says_what_it_does_not_see(window: MainWindow, session: Session) -> None:
    session.found.emit(UnknownPool(2, ("loky", "mpire")))
    assert window.status.notice.text.startswith("2 processes run a pool that Poolscope does not know (loky, mpire)")
    session.found.emit(HiddenTasks(1))
    assert window.status.notice.text.startswith("Tasks of an executor are not seen")
    session.show(record([start(), *LOKY, over(1)]), session.program)
    window.frames.refresh_all()
    assert window.headline.speed_up.remark == "unknown pool"
