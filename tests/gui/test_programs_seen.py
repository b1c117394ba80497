"""Classroom programs, run for real: what their rows in the record must show is on the screen."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from gui.theme import LIGHT
from gui.timeline.kinds.messages import arrows_of
from tests.gui.desk import Desk, point, share_of, shown
from workers.analysis.states import mean_states, zombie_span
from workers.program.program import find_program
from workers.running.run import Run, RunSpec
from workers.trace.tasks import Status
from workers.trace.trace import Trace


def ran(name: str, **values: object) -> Trace:
    """The record of a built-in program with these constants."""
    program = find_program(name)
    for constant, value in values.items():
        program = program.with_value(constant, value)
    run, trace = Run(RunSpec(program, timeout=40.0)), Trace()
    run.start()
    try:
        while not run.finished:
            trace.apply(run.read(0.5))
    finally:
        run.close()
    return trace


@pytest.mark.skipif(sys.platform != "linux", reason="zombies and schedstat")
def test_a_real_zombie_is_a_zombie_on_the_screen(qtbot: QtBot) -> None:
    trace = ran("zombie", LIFE=0.3, SECONDS=1.2)
    child = max(
        trace.lanes[1:], key=lambda lane: (zombie_span(trace, lane.id, trace.now) or (0.0, 0.0))[1] - lane.ended
    )
    view, _ = shown(qtbot, Desk(trace))
    canvas, box = view.current.canvas, view.current.canvas.layout_now.box_of(child.id)
    assert box is not None and child.exit_code == 7
    x = int(canvas.time_scale.x(child.ended + 0.95))
    middle = int(box.middle)
    assert share_of(canvas.grab().toImage(), LIGHT.zombie, x, middle - 6, x + 16, middle + 6) > 0.1
    point(canvas, QPoint(x, middle))
    assert "zombie" in view.hover_card.rows[0][1]


@pytest.mark.skipif(sys.platform != "linux", reason="zombies and schedstat")
def test_real_processes_that_share_cores_are_seen_to_wait_for_them(qtbot: QtBot) -> None:
    trace = ran("time_slices", WORKERS=6, CORES=1, WORK=100)
    lanes = [lane for lane in trace.lanes if lane.role == "process" and len(lane.sample_t) > 2][:6]
    shares = [mean_states(trace, lane.id, lane.began, lane.ended) for lane in lanes]
    assert np.mean([waiting for _, waiting, _ in shares]) > 0.3
    view, _ = shown(qtbot, Desk(trace))
    canvas, box = view.current.canvas, view.current.canvas.layout_now.box_of(lanes[0].id)
    assert box is not None
    image = canvas.grab().toImage()
    x0, x1 = (int(canvas.time_scale.x(float(time))) for time in (lanes[0].sample_t[0], lanes[0].sample_t[-1]))
    seen = share_of(image, LIGHT.runnable, x0, int(box.bar_top), x1, int(box.bar_top + box.bar))
    assert seen > 0.05


def test_real_messages_are_arrows_from_sender_to_receiver(qtbot: QtBot) -> None:
    trace = ran("queue", MESSAGES=6, PRODUCING=0.02, CONSUMING=0.05)
    view, _ = shown(qtbot, Desk(trace))
    canvas = view.current.canvas
    arrows = arrows_of(canvas.frame)
    assert len(arrows) == len(trace.messages) >= 6 and arrows.arrived.all()
    x, y = arrows.only(int(arrows.row[1])).points()[0, 24]
    point(canvas, QPoint(round(x), round(y)))
    assert view.hover_card.rows[0][0] == "Queue 1"
    assert view.hover_card.rows[0][1].startswith("message of ")


def test_a_real_manager_has_a_lane_and_is_called(qtbot: QtBot) -> None:
    trace = ran("manager", PROCESSES=2, TIMES=2, SECONDS=0.1)
    view, _ = shown(qtbot, Desk(trace))
    assert len(trace.calls) >= 8
    assert any(sign == "call" for sign, _ in view.current.legend.items)
    server = view.current.canvas.layout_now.box_of(int(trace.calls.server[0]))
    caller = view.current.canvas.layout_now.box_of(int(trace.calls.caller[0]))
    assert server is not None and caller is not None and caller.band("waits").height > 0
    image = view.current.canvas.grab().toImage()
    x0, x1 = (int(view.current.canvas.time_scale.x(time)) for time in (0.0, trace.now))
    y = int(caller.band("waits").top + 2)
    assert share_of(image, LIGHT.call, x0, y, x1, y + 2) > 0


def test_real_futures_are_seen_claimed_and_cancelled(qtbot: QtBot) -> None:
    trace = ran("futures", SECONDS=0.1, SHOW="cancel")
    assert (trace.tasks.status == Status.CANCELLED).any()
    view, _ = shown(qtbot, Desk(trace))
    signs = {sign for sign, _ in view.current.legend.items}
    assert {"claimed", "cancelled"} <= signs
    assert view.current.canvas.frame.futures.any_claimed
