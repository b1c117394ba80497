"""A stretch of time selected with the mouse, and the statistics of what lies in it."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.fakes import pool_events
from tests.gui.desk import Desk, drag, record, shown
from workers.analysis.statistics import selection_statistics


def test_a_drag_gives_the_statistics_that_a_count_by_hand_gives(qtbot: QtBot) -> None:
    trace = record(pool_events())
    view, window = shown(qtbot, Desk(trace))
    drag(qtbot, view, 2.5, 5.0)
    view.refresh()
    assert window.selection is not None
    begin, end = window.selection
    assert (begin, end) == pytest.approx((2.5, 5.0), abs=0.02)
    tasks = trace.tasks
    inside = (tasks.started < end) & (tasks.ended > begin)
    wall = (np.minimum(tasks.ended, end) - np.maximum(tasks.started, begin))[inside]
    panel = view.current.selection
    assert panel.isVisible()
    function = panel.statistics[0]
    assert (function.kind, function.count) == ("function", int(inside.sum()))
    assert function.count == 6
    assert function.total == pytest.approx(float(wall.sum()))
    assert function.maximum == pytest.approx(float(wall.max()))
    lanes = [row for row in panel.statistics if row.kind == "lane"]
    assert [row.count for row in lanes] == [2, 2, 2]


def test_esc_takes_the_selection_and_its_panel_away(qtbot: QtBot) -> None:
    view, window = shown(qtbot, Desk(record(pool_events())))
    drag(qtbot, view, 1, 3)
    view.refresh()
    assert view.current.selection.isVisible()
    window.clear()
    view.refresh()
    assert not view.current.selection.isVisible()


def test_the_statistics_follow_the_selection(qtbot: QtBot) -> None:
    trace = record(pool_events())
    view, window = shown(qtbot, Desk(trace))
    for begin, end in ((0.0, 1.0), (0.0, 3.0), (7.0, 7.5)):
        window.select(begin, end)
        view.refresh()
        told = [(row.kind, row.key, row.count, row.total) for row in view.current.selection.statistics]
        assert told == [(row.kind, row.key, row.count, row.total) for row in selection_statistics(trace, begin, end)]


@pytest.mark.parametrize(("begin", "end"), [(0.5, 3.0), (5.0, 7.5), (3.5, 4.5), (2.0, 3.0)])
def test_the_statistics_stand_beside_the_selection_and_not_on_it(qtbot: QtBot, begin: float, end: float) -> None:
    view, window = shown(qtbot, Desk(record(pool_events())), (1500, 800))
    window.select(begin, end)
    view.refresh()
    canvas, where = view.current.canvas, view.current.selection.geometry()
    x0, x1 = canvas.time_scale.x(begin), canvas.time_scale.x(end)
    assert canvas.rect().contains(where)
    assert where.right() < x0 or where.left() > x1
