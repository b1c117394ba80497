"""The CPU view: what is drawn of what was measured, and of what was not."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gui.theme import LIGHT
from tests.fakes import ZERO, pool_events
from tests.gui.desk import Desk, record, share_of, shown
from workers.wire.events import Sample


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
