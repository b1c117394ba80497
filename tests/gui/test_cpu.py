"""The CPU view: what is drawn of what was measured, and of what was not."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gui.plots.cpu_series import OTHER_PROGRAMS, POOLSCOPE
from gui.theme import LIGHT
from tests.fakes import ZERO, pool_events
from tests.gui.desk import Desk, record, share_of, shown
from workers.wire.events import CoresSampled, Event, Sample


def test_cpu_use_that_nobody_measured_is_not_drawn_as_none(qtbot: QtBot) -> None:
    events = [e for e in pool_events(cpu_share=1.0) if not (isinstance(e, Sample) and 2e9 < e.t - ZERO < 6e9)]
    view, window = shown(qtbot, Desk(record(events)))
    canvas = view.cpu.canvas
    image = canvas.grab().toImage()
    x = round(canvas.time_scale.x(2.6))
    assert share_of(image, LIGHT.line, x, 20, x + 60, canvas.height() - 40) > 0.05, "hatched"
    window.point(4.0)
    assert {canvas._value(series) for series in canvas.series} == {"–"}
    window.point(1.0)
    assert "–" not in {canvas._value(series) for series in canvas.series}


def busy_computer(others: float, own: float = 0.1, cpu_share: float = 0.2) -> list[Event]:
    """A pool on a computer on which other programs use so many cores."""
    events = pool_events(cpu_share=cpu_share)
    used: dict[int, int] = {}
    for event in list(events):
        if isinstance(event, Sample):
            used[event.child] = event.cpu_ns
            run, passed = sum(used.values()), event.t - ZERO
            busy = run + round(passed * (others + own))
            events.append(CoresSampled(event.t, event.pid, event.tid, -1, busy, run, round(passed * own)))
    return events


def test_what_other_programs_use_stands_on_top_of_the_stack_with_its_value(qtbot: QtBot) -> None:
    view, window = shown(qtbot, Desk(record(busy_computer(others=0.8))))
    plot = view.cpu.canvas
    *run, own, others = plot.series
    assert (own.lane, others.lane) == (POOLSCOPE, OTHER_PROGRAMS)
    window.point(3.0)
    column = int(plot.time_scale.x(3.0) - plot.time_scale.left)
    assert others.cores[column] == pytest.approx(0.8, abs=0.02)
    assert own.cores[column] == pytest.approx(0.1, abs=0.02)
    assert plot.legend.lines[:2] == [("other programs", "0.8"), ("Poolscope itself", "0.1")]
    assert "this window" in plot.legend.toolTip()
    image = plot.grab().toImage()
    bottom = plot.height() - LIGHT.px(20)
    top = plot.view_box.viewRange()[1][1]
    y = bottom - round((sum(one.cores[column] for one in run) + 0.5) / top * (bottom - LIGHT.px(6)))
    x = round(plot.time_scale.x(3.0)) + 3
    assert share_of(image, LIGHT.other, x, y - 5, x + 30, y + 5) > 0.5, "its own tone"
    assert share_of(image, LIGHT.other, x, y - 5, x + 30, y + 5) < 1.0, "and hatched"


def test_the_stack_never_stands_above_the_cores_that_there_are(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk(record(busy_computer(others=2.5, cpu_share=0.6))))
    stack = sum(series.cores for series in view.cpu.canvas.series)
    assert np.max(stack) <= 2.0 + 1e-9


def test_an_older_recording_has_no_band_of_other_programs(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk(record(pool_events(cpu_share=0.5))))
    assert all(series.lane >= 0 for series in view.cpu.canvas.series)
    assert view.cpu.canvas.legend.toolTip() == ""
