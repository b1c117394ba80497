"""Messages, calls to managers and futures between the lanes, as a person sees them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from pytestqt.qtbot import QtBot

from gui.lanes import lane_title
from gui.theme import DARK, LIGHT, Theme
from gui.timeline.kinds.messages import arrows_of
from gui.timeline.kinds.task_card import life_of
from gui.timeline.layout import TASKS
from gui.timeline.track import Hit
from tests.fakes import FIRST_WORKER, MAIN, WALL, Script, executor_events, message_events, pool_events
from tests.gui.desk import Desk, is_colour, point, record, share_of, shown
from workers.trace.tasks import Status
from workers.wire.events import (
    Event,
    MessageReceived,
    MessageSent,
    ProcessStarted,
    RunStarted,
    TaskClaimed,
    TasksSubmitted,
    TaskStarted,
)

CHILD = FIRST_WORKER


def flood(messages: int) -> list[Event]:
    """So many messages within 4 s, each 1 ms under way."""
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "queue.py", "3.11", 2)
    script.emit(ProcessStarted, 0.0, MAIN, MAIN, CHILD, "Process-1", "fork", "process", 0, 3)
    for number in range(messages):
        at = 0.1 + 3.8 * number / messages
        script.emit(MessageSent, at, MAIN, MAIN, 77, number, 10, "Queue", 5)
        script.emit(MessageReceived, at + 0.001, CHILD, CHILD, 77, MAIN, number, 10, 9)
    return script.events()


def test_an_arrow_leads_from_where_a_message_was_sent_to_where_it_was_received(qtbot: QtBot) -> None:
    trace = record(message_events())
    view, _ = shown(qtbot, Desk(trace))
    canvas = view.current.canvas
    arrows, scale = arrows_of(canvas.frame), canvas.time_scale
    assert sorted(arrows.row.tolist()) == list(range(len(trace.messages)))
    for i, row in enumerate(arrows.row.tolist()):
        assert arrows.x0[i] == pytest.approx(scale.x(trace.messages.sent[row]))
        if arrows.arrived[i]:
            assert arrows.x1[i] == pytest.approx(scale.x(trace.messages.received[row]))
        up = trace.messages.receiver[row] == 0
        assert (arrows.y1[i] < arrows.y0[i]) == up or not arrows.arrived[i]
    assert arrows.arrived.sum() == len(trace.messages) - 1  # one is never read: it dangles


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_arrow_under_the_mouse_tells_its_message(qtbot: QtBot, theme: Theme) -> None:
    trace = record(message_events())
    view, window = shown(qtbot, Desk(trace), theme=theme)
    canvas = view.current.canvas
    arrows = arrows_of(canvas.frame)
    row = 2
    x, y = arrows.only(row).points()[0, 20]
    near, far = canvas.hit_at(QPointF(x + 4, y)), canvas.hit_at(QPointF(x + 12, y))
    assert near is not None and near.track.name == "messages" and near.row == row
    assert far is None or far.track.name != "messages"
    image = canvas.grab().toImage()
    assert any(is_colour(image, int(x) + dx, int(y) + dy, theme.message) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
    point(canvas, QPoint(round(x), round(y)))
    assert view.hover_card.rows[0] == ("Queue 1", "message of 102 bytes")
    rows = dict(view.hover_card.rows)
    assert f"PID {CHILD}" in rows["sent by"] and f"PID {MAIN}" in rows["received by"]
    assert rows["under way"].startswith("30")
    assert window.hovered is None


def test_the_legend_shows_the_signs_that_the_timeline_draws(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk(record(message_events())))
    legend = view.current.legend
    image = legend.grab().toImage()
    for colour in (LIGHT.message, LIGHT.call, LIGHT.blocked):
        assert share_of(image, colour, 0, 0, image.width(), image.height()) > 0


def test_a_message_that_nobody_reads_says_so(qtbot: QtBot) -> None:
    trace = record(message_events(messages=6, unread=1))
    view, _ = shown(qtbot, Desk(trace))
    canvas = view.current.canvas
    row = int(np.flatnonzero(np.isnan(trace.messages.received))[0])
    arrow = arrows_of(canvas.frame).only(row)
    point(canvas, QPoint(round(arrow.x1[0]), round(arrow.y1[0])))
    assert dict(view.hover_card.rows)["received"].startswith("not yet")


def test_too_many_messages_are_thinned_and_the_picture_says_how_many(qtbot: QtBot) -> None:
    trace = record(flood(20_000))
    view, window = shown(qtbot, Desk(trace))
    arrows = arrows_of(view.current.canvas.frame)
    assert len(arrows) < 1200 and len(arrows) + arrows.hidden == 20_000
    window.fit(1.0, 1.005)
    view.refresh()
    view.grab()
    arrows = arrows_of(view.current.canvas.frame)
    assert 0 < len(arrows) < 60 and arrows.hidden == 0


def test_each_channel_has_a_strip_with_how_many_messages_wait(qtbot: QtBot) -> None:
    trace = record(message_events())
    view, _ = shown(qtbot, Desk(trace))
    canvas = view.current.canvas
    strips = canvas.layout_now.strips
    assert [strip.channel for strip in strips] == [0, 1]  # and none for tasks: there are none
    point(canvas, QPoint(int(canvas.time_scale.x(0.7)), int(strips[0].top + 4)))
    assert view.hover_card.rows[0][0] == "Queue 1"
    assert ("messages wait", "1") in view.hover_card.rows  # the one that is never read
    view, _ = shown(qtbot, Desk(record(pool_events())))
    assert [strip.channel for strip in view.current.canvas.layout_now.strips] == [TASKS]


def test_a_call_stands_on_its_callers_lane_and_leads_to_the_manager(qtbot: QtBot) -> None:
    trace = record(message_events())
    view, window = shown(qtbot, Desk(trace))
    began, ended = float(trace.calls.began[0]), float(trace.calls.ended[0])
    window.fit(began - 0.01, ended + 0.04)
    view.refresh()
    canvas = view.current.canvas
    image = canvas.grab().toImage()
    caller = canvas.layout_now.box_of(int(trace.calls.caller[0]))
    server = canvas.layout_now.box_of(int(trace.calls.server[0]))
    assert caller is not None and server is not None
    assert lane_title(trace.lanes[server.lane]) == "Manager"
    x0, x1 = int(canvas.time_scale.x(began)), int(canvas.time_scale.x(ended))
    y = int(caller.band("waits").top + 2)
    assert share_of(image, LIGHT.call, x0 + 2, y, x1 - 2, y + 2) > 0.9
    between = int((server.edges[1] + caller.top) / 2) + 2
    for x in (x0, x1):
        assert any(is_colour(image, x + dx, between, LIGHT.call) for dx in (-1, 0, 1))
    point(canvas, QPoint((x0 + x1) // 2, y))
    assert view.hover_card.rows[0] == ("Call to a manager", "dict.__setitem__()")
    assert ("to", f"Manager, PID {FIRST_WORKER + 1}") in view.hover_card.rows


def test_a_claimed_future_is_told_from_a_pending_one(qtbot: QtBot) -> None:
    trace = record(executor_events())
    view, _ = shown(qtbot, Desk(trace))
    assert any(sign == "claimed" for sign, _ in view.current.legend.items)
    canvas = view.current.canvas
    strip = canvas.layout_now.strips[0]
    rows = dict(canvas.card_at(QPointF(canvas.time_scale.x(0.049), strip.top + 4)))
    assert rows["claimed: its Future says running"] == "3"
    assert rows["pending: may be cancelled"] == "4"
    assert rows["cancelled so far"] == "1"
    x, y = int(canvas.time_scale.x(0.15)), int(strip.top + strip.height) - 8
    assert is_colour(canvas.grab().toImage(), x, y, LIGHT.queue)
    rows = dict(life_of(trace, 5, trace.now))
    assert "pending in queue" in rows and "claimed, no worker yet" in rows


def test_a_task_that_is_claimed_and_has_no_worker_says_what_its_future_says() -> None:
    events = executor_events()
    last = next(i for i, event in enumerate(events) if isinstance(event, TaskClaimed))
    trace = record(events[: last + 1])
    row = int(np.flatnonzero(~np.isnan(trace.tasks.claimed))[0])
    assert dict(life_of(trace, row, 0.1))["status"] == "claimed: its Future says running, no worker has it yet"


def is_cancelled(hit: Hit | None, row: int) -> bool:
    return hit is not None and hit.track.name == "cancelled" and hit.row == row


def test_a_cancelled_task_has_a_mark_where_it_was_cancelled(qtbot: QtBot) -> None:
    trace = record(executor_events())
    view, _ = shown(qtbot, Desk(trace))
    canvas = view.current.canvas
    row = int(np.flatnonzero(trace.tasks.status == Status.CANCELLED)[0])
    x = canvas.time_scale.x(float(trace.tasks.ended[row]))
    y = next(y for y in range(60) if is_cancelled(canvas.hit_at(QPointF(x, y)), row))
    assert canvas.card_at(QPointF(x, y + 5))[1][1].startswith("cancelled at 0.0")


@pytest.mark.parametrize("scale", [1.0, 1.4])
@pytest.mark.parametrize("size", [(1200, 700), (600, 340), (400, 180)])
def test_everything_is_painted_in_any_size_and_at_every_zoom(qtbot: QtBot, size: tuple[int, int], scale: float) -> None:
    for events in (message_events(), executor_events(broken=True), flood(500)):
        view, window = shown(qtbot, Desk(record(events)), size, DARK.scaled(scale))
        for begin, end in ((0.0, 1.0), (0.11, 0.12), (-3.0, -1.0), (0.5, 40.0), (0.1, 0.10001)):
            window.fit(begin, end)
            view.refresh()
            view.grab()


def test_arrows_pass_behind_the_tasks_between_so_that_their_names_can_be_read(qtbot: QtBot) -> None:
    script, far = Script(), CHILD + 1
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "fetch.py", "3.11", 2)
    script.emit(ProcessStarted, 0.0, MAIN, MAIN, CHILD, "ForkPoolWorker-1", "fork", "worker", 1, 3)
    script.emit(TasksSubmitted, 0.01, MAIN, MAIN, 1, 0, 1, 1, 1, "apply_async", "fetch", "'http://127.0.0.1'", 1, 4)
    script.emit(TaskStarted, 0.02, CHILD, CHILD, MAIN, 1, 0, "")
    script.emit(ProcessStarted, 0.0, MAIN, MAIN, far, "Process-1", "fork", "process", 0, 3)
    for number in range(200):
        at = 0.1 + 3.8 * number / 200
        script.emit(MessageSent, at, MAIN, MAIN, 77, number, 10, "Queue", 5)
        script.emit(MessageReceived, at + 0.001, far, far, 77, MAIN, number, 10, 9)
    view, _ = shown(qtbot, Desk(record(script.events()), state="running", clock=4.0))
    canvas = view.current.canvas
    rect = canvas.task_rect(0)
    assert rect is not None
    image = canvas.grab().toImage()
    left, right, top, bottom = int(rect.left()), int(rect.right()), int(rect.top()), int(rect.bottom())
    assert share_of(image, LIGHT.message, left, top, right, bottom) == 0
    assert share_of(image, LIGHT.message, left, bottom + 2, right, bottom + 4) > 0.05
