"""A kind of thing on the timeline is one object: drawn, met by the mouse, told of, explained and described through it alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gui import formats
from gui.ink import Ink
from gui.theme import LIGHT
from gui.time_window import CURRENT, TimeWindow
from gui.timeline.frame import Frame
from gui.timeline.kinds.states import StatesTrack
from gui.timeline.layout import LaneBox, Room, Strip
from gui.timeline.legend import TimelineLegend
from gui.timeline.primitives import Drawn, Layer, Primitive, Rects
from gui.timeline.registry import TRACKS
from gui.timeline.timeline_canvas import TimelineCanvas
from gui.timeline.track import Hit, LegendEntry, Rows, Track
from tests.fakes import pool_events
from tests.gui.desk import Desk, middle_of, record, share_of, shown
from workers.trace.lanes import Lane
from workers.trace.trace import Trace

TOY = "#12ab34"


class Toy(Track):
    """A row of its own in each lane, and a strip of its own, both of one colour."""

    name = "toy"

    def band_height(self, trace: Trace, lane: Lane, room: Room) -> int:
        return room.px(6)

    def strips(self, trace: Trace, room: Room) -> Sequence[Strip]:
        return (Strip(7, 0, room.px(20), self),)

    def draw(self, frame: Frame, lanes: Sequence[LaneBox]) -> Iterator[Drawn]:
        rows = [box.band(self.name) for box in lanes]
        rects = [(frame.scale.left, row.top, frame.scale.width, row.height) for row in rows]
        yield Layer.FRONT, Rects(np.array(rects), TOY)

    def draw_across(self, frame: Frame) -> Iterator[Drawn]:
        strip = next(strip for strip in frame.layout.strips if strip.track is self)
        rect = (frame.scale.left, strip.top, frame.scale.width, strip.height)
        yield Layer.BODY, Rects(np.array([rect]), TOY)

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        box = frame.box_at(at.y())
        return Hit(self, box.lane) if box is not None and box.band(self.name).holds(at.y()) else None

    def card(self, frame: Frame, hit: Hit) -> Rows:
        return [("Toy", f"of lane {hit.lane}")]

    def legend(self, trace: Trace, brief: bool) -> Sequence[LegendEntry]:
        def draw(ink: Ink, where: QRectF) -> Iterable[Primitive]:
            return (Rects(np.array([where.getRect()]), TOY),)

        return (LegendEntry("toy", "a toy", True, draw, 99),)

    def span(self, frame: Frame, hit: Hit) -> tuple[float, float]:
        return 2.0, 3.0


@pytest.fixture
def with_toy(qtbot: QtBot) -> TimelineCanvas:
    canvas = TimelineCanvas(CURRENT, TimeWindow(), LIGHT, tracks=[*TRACKS, Toy()])
    qtbot.addWidget(canvas)
    canvas.resize(1200, 700)
    canvas.refresh(record(pool_events()), 8.1, "")
    canvas.grab()
    return canvas


def test_a_track_is_drawn_where_it_asked_the_layout_for_room(with_toy: TimelineCanvas) -> None:
    layout, image, left = with_toy.layout_now, with_toy.grab().toImage(), int(with_toy.time_scale.left)
    strip = next(strip for strip in layout.strips if strip.channel == 7)
    assert strip.height == 20
    assert share_of(image, TOY, left, int(strip.top), left + 20, int(strip.bottom)) == 1
    for box in (layout.main_box, *layout.visible()):
        row = box.band("toy")
        assert row.height == 6
        assert share_of(image, TOY, left, int(row.top), left + 20, int(row.bottom)) == 1
        assert row.top >= box.band("waits").bottom  # beside what else the lane has, not on it


def test_a_track_is_met_told_of_and_described_through_itself(with_toy: TimelineCanvas) -> None:
    row = with_toy.layout_now.box(1).band("toy")
    at = QPointF(with_toy.time_scale.left + 40, row.middle)
    hit = with_toy.hit_at(at)
    assert hit is not None and isinstance(hit.track, Toy)
    lane = with_toy.layout_now.order[1]
    assert with_toy.card_at(at) == [("Toy", f"of lane {lane}")]
    assert hit.track.describe(with_toy.frame, hit) == f"Toy of lane {lane}"
    window = TimeWindow()
    items = hit.track.menu(with_toy.frame, hit, window)
    items[0].do()
    assert window.begin < 2.0 < 3.0 < window.end < 3.2


def test_a_track_explains_itself_in_the_legend(qtbot: QtBot) -> None:
    legend = TimelineLegend(LIGHT, tracks=[*TRACKS, Toy()])
    qtbot.addWidget(legend)
    legend.resize(1600, legend.height())
    legend.refresh(record(pool_events()))
    assert legend.items[-1] == ("toy", "a toy")
    image = legend.grab().toImage()
    assert share_of(image, TOY, 0, 0, image.width(), image.height()) > 0


def test_without_its_line_in_the_registry_a_kind_is_gone_altogether(qtbot: QtBot) -> None:
    trace = record(pool_events(cpu_share=1.0))
    tracks = [track for track in TRACKS if not isinstance(track, StatesTrack)]
    canvas = TimelineCanvas(CURRENT, TimeWindow(), LIGHT, tracks=tracks)
    legend = TimelineLegend(LIGHT, tracks=tracks)
    qtbot.addWidget(canvas)
    qtbot.addWidget(legend)
    canvas.resize(1200, 700)
    canvas.refresh(trace, 8.1, "")
    canvas.grab()
    legend.refresh(trace)
    assert all(box.band("states").height == 0 for box in canvas.layout_now.visible())
    assert "runnable" not in [sign for sign, _ in legend.items] and "full" not in [sign for sign, _ in legend.items]


def test_every_kind_has_a_name_of_its_own() -> None:
    names = [track.name for track in TRACKS]
    assert all(names) and len(set(names)) == len(names)


def test_the_selected_task_and_its_lane_are_told_in_words(qtbot: QtBot) -> None:
    view, window = shown(qtbot, Desk(record(pool_events())))
    canvas = view.current.canvas
    assert canvas.accessibleName() and canvas.accessibleDescription() == "no task is selected"
    view.select_task(CURRENT, 4)
    view.refresh()
    words = canvas.accessibleDescription()
    assert words.startswith("Worker 2: Task 4 foo(4) → 104") and "finished" in words
    view.step(1)  # as the keys do
    view.refresh()
    assert canvas.accessibleDescription().startswith("Worker 2: Task 7 foo(7)")
    window.clear()
    view.refresh()
    assert canvas.accessibleDescription() == "no task is selected"


def test_the_name_beside_a_lane_has_a_card_with_what_there_is_no_room_for(qtbot: QtBot) -> None:
    trace = record(pool_events())
    view, window = shown(qtbot, Desk(trace))
    canvas = view.current.canvas
    box = canvas.layout_now.box(0)
    rows = canvas.card_at(QPointF(30, box.middle))
    assert rows[0] == ("Worker 1", f"PID {trace.lanes[box.lane].pid}")
    assert ("tasks", "4") in rows
    assert canvas.card_at(QPointF(30, 10))[0][0] == "Main process"
    assert canvas.hit_at(QPointF(30, canvas.layout_now.axis + 10)) is None
    assert window.hovered is None


def test_the_grey_of_an_idle_worker_and_the_strip_of_its_process_are_explained(qtbot: QtBot) -> None:
    trace = record(pool_events(tasks=4, cpu_share=1.0))
    view, _ = shown(qtbot, Desk(trace))
    assert {"idle", "strip"} <= {sign for sign, _ in view.current.legend.items}
    canvas = view.current.canvas
    box = next(box for box in canvas.layout_now.visible() if len(trace.lanes[box.lane]) == 1)
    ended = float(trace.lanes[box.lane].ends[0])
    rows = canvas.card_at(QPointF(canvas.time_scale.x(ended + 0.5), box.middle))
    assert rows[1][0] == "idle: no task"
    assert rows[2] == ("between", f"{formats.moment(ended)} – {formats.moment(trace.lanes[box.lane].ended)}")
    strip = box.band("states")
    assert canvas.card_at(QPointF(canvas.time_scale.x(1.0), strip.middle))[1][0] == "on a CPU"


def test_the_menu_of_a_task_zooms_to_it(qtbot: QtBot) -> None:
    trace = record(pool_events())
    view, window = shown(qtbot, Desk(trace))
    canvas, at = view.current.canvas, middle_of(view, 4)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at))
    QApplication.sendEvent(canvas, event)
    menu = canvas.findChild(QMenu)
    assert menu is not None and [action.text() for action in menu.actions()] == ["Zoom to it"]
    menu.actions()[0].trigger()
    menu.close()
    assert window.begin < trace.tasks.started[4] < trace.tasks.ended[4] < window.end
    assert window.span < 2.5
