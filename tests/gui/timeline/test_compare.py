"""Two runs, and the charts below them, on one time axis."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from gui.time_window import PREVIOUS
from gui.timeline.timelines import differences
from tests.fakes import pool_events
from tests.gui.desk import Desk, point, program, record, shown


def test_both_charts_have_the_same_pixel_for_a_time(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk(record(pool_events())))
    timeline, cpu = view.current.canvas, view.cpu.canvas
    for time in (0.0, 3.3, 8.0):
        left, right = QPoint(round(timeline.time_scale.x(time)), 0), QPoint(round(cpu.time_scale.x(time)), 0)
        assert timeline.mapTo(view, left).x() == cpu.mapTo(view, right).x()


def test_compare_shows_both_runs_on_one_time_axis(qtbot: QtBot) -> None:
    desk = Desk(record(pool_events(mode="apply")), ran=program("apply"))
    view, window = shown(qtbot, desk)
    desk.previous, desk.previous_program = desk.trace, desk.ran
    desk.trace, desk.ran = record(pool_events()), program()
    view.set_compare(True)
    view.grab()
    assert view.previous.isVisible() and view.current.isVisible()
    assert window.begin == 0 and window.end > desk.previous.ended > 2 * desk.trace.ended
    upper, lower = view.previous.canvas, view.current.canvas
    assert upper.mapTo(view, QPoint()).y() < lower.mapTo(view, QPoint()).y()
    assert upper.time_scale.x(5.0) == lower.time_scale.x(5.0)
    assert "MODE = apply" in view.previous.subtitle and "apply_async" not in view.previous.subtitle
    assert "MODE = apply_async" in view.current.subtitle
    rect = upper.task_rect(9)
    assert rect is not None
    point(upper, rect.center().toPoint())
    assert window.hovered == (PREVIOUS, 9)
    assert view.hover_card.rows[0][0] == "Task 9"


def test_lanes_are_to_be_seen_when_two_runs_share_a_small_window(qtbot: QtBot) -> None:
    desk = Desk(record(pool_events()), previous=record(pool_events(mode="apply")))
    view, _ = shown(qtbot, desk, (1000, 460))
    view.set_compare(True)
    view.grab()
    for canvas in (view.previous.canvas, view.current.canvas):
        assert len(list(canvas.layout_now.visible())) == 3
        assert all(box.bar >= 12 for box in canvas.layout_now.visible())


def test_compare_shows_the_run_before_as_soon_as_there_is_one(qtbot: QtBot) -> None:
    desk = Desk(record(pool_events()))
    view, _ = shown(qtbot, desk)
    view.set_compare(True)
    assert not view.previous.isVisible()
    desk.previous, desk.trace = desk.trace, record(pool_events())
    view.refresh()
    assert view.previous.isVisible()
    view.set_compare(False)
    assert not view.previous.isVisible()


def test_only_the_constants_that_differ_are_named() -> None:
    assert differences(program("apply"), program()) == "MODE = apply"
    assert differences(program(), program()) == ""
    assert differences(None, program()) == ""
