"""The charts as a person uses them: real widgets, real mouse events, the record of a made-up run."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from gui.lanes import lane_end, lane_title
from gui.theme import DARK, LIGHT
from gui.time_window import CURRENT
from gui.timeline.kinds.task_card import life_of
from gui.timeline.kinds.waits import wait_of
from gui.timeline.timelines import Timelines
from gui.timeline.track import Hit
from tests.fakes import big_events, pool_events
from tests.gui.desk import Desk, is_colour, middle_of, point, record, share_of, shown, turn_wheel
from workers.analysis.queries import visible_tasks
from workers.trace.tasks import Status
from workers.trace.trace import Trace
from workers.wire.events import Event, ProcessStarted, RunStarted, TasksSubmitted, TaskStarted


def test_the_task_under_the_mouse_shows_its_whole_life(qtbot: QtBot) -> None:
    view, window = shown(qtbot, Desk(record(pool_events())))
    point(view.current.canvas, middle_of(view, 7))
    assert window.hovered == (CURRENT, 7)
    assert view.hover_card.isVisible()
    names = [name for name, _ in view.hover_card.rows]
    assert view.hover_card.rows[0] == ("Task 7", "foo(7) → 107")
    assert "waited in queue" in names and "ran on PID 4016" in names and "callback in PID 4012" in names


def test_the_card_stays_within_the_charts_wherever_the_mouse_is(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk(record(pool_events())))
    for row in range(10):
        point(view.current.canvas, middle_of(view, row))
        assert view.rect().contains(view.hover_card.geometry())


def test_the_card_goes_when_the_mouse_leaves_the_task(qtbot: QtBot) -> None:
    view, window = shown(qtbot, Desk(record(pool_events())))
    point(view.current.canvas, middle_of(view, 0))
    point(view.current.canvas, QPoint(int(view.current.canvas.time_scale.right) - 4, middle_of(view, 0).y()))
    assert window.hovered is None
    assert not view.hover_card.isVisible()


def is_wait(hit: Hit | None, block: int) -> bool:
    return hit is not None and hit.track.name == "waits" and hit.row == block


def test_a_wait_of_the_main_process_says_where_and_how_long(qtbot: QtBot) -> None:
    trace = record(pool_events())
    view, _ = shown(qtbot, Desk(trace))
    block = len(trace.blocks) - 1
    canvas = view.current.canvas
    x = canvas.time_scale.x((float(trace.blocks.began[block]) + float(trace.blocks.ended[block])) / 2)
    at = next(QPoint(int(x), y) for y in range(200) if is_wait(canvas.hit_at(QPointF(x, y)), block))
    point(canvas, at)
    assert view.hover_card.isVisible()
    assert view.hover_card.rows == wait_of(trace, block, trace.now)
    assert "waits" in view.hover_card.rows[0][1]


def test_a_click_selects_the_task_and_tells_of_it_once(qtbot: QtBot) -> None:
    trace = record(pool_events())
    view, window = shown(qtbot, Desk(trace))
    told: list[object] = []
    window.selected_changed.connect(lambda: told.append(window.selected))
    qtbot.mouseClick(view.current.canvas, Qt.MouseButton.LeftButton, pos=middle_of(view, 4))
    assert window.selected == (CURRENT, 4)
    assert told == [(CURRENT, 4)]


def test_a_click_beside_every_task_selects_none(qtbot: QtBot) -> None:
    view, window = shown(qtbot, Desk(record(pool_events())))
    qtbot.mouseClick(view.current.canvas, Qt.MouseButton.LeftButton, pos=middle_of(view, 4))
    empty = QPoint(int(view.current.canvas.time_scale.right) - 2, middle_of(view, 4).y())
    qtbot.mouseClick(view.current.canvas, Qt.MouseButton.LeftButton, pos=empty)
    assert window.selected is None


def test_a_double_click_zooms_to_the_task(qtbot: QtBot) -> None:
    trace = record(pool_events())
    view, window = shown(qtbot, Desk(trace))
    qtbot.mouseDClick(view.current.canvas, Qt.MouseButton.LeftButton, pos=middle_of(view, 4))
    assert window.begin < trace.tasks.started[4] < trace.tasks.ended[4] < window.end
    assert window.span < 2.5
    assert not window.following


def test_ctrl_and_wheel_zoom_and_keep_the_time_under_the_mouse(qtbot: QtBot) -> None:
    view, window = shown(qtbot, Desk(record(pool_events())))
    canvas = view.current.canvas
    at = QPoint(600, 300)
    before, span = canvas.time_scale.time(at.x()), window.span
    turn_wheel(canvas, at, 3, Qt.KeyboardModifier.ControlModifier)
    assert window.span < span / 1.5
    assert canvas.time_scale.time(at.x()) == pytest.approx(before)
    assert view.cpu.canvas.time_scale.time(at.x()) == pytest.approx(before)


def test_following_ends_when_somebody_pans_and_starts_again_with_fit(qtbot: QtBot) -> None:
    desk = Desk(record(pool_events()[:-20]), state="running", clock=5.0)
    view, window = shown(qtbot, desk)
    assert window.end > 5
    turn_wheel(view.current.canvas, QPoint(600, 300), -1, Qt.KeyboardModifier.ShiftModifier)
    stood = window.begin, window.end
    desk.clock = 50.0
    view.refresh()
    assert (window.begin, window.end) == stood
    view.fit()
    view.refresh()
    assert window.begin == 0 and window.end > 50


def test_a_running_task_grows_up_to_now_and_stands_still_while_paused(qtbot: QtBot) -> None:
    events = [event for event in pool_events() if event.t < 5_000_000_000_000 + 1_000_000_000]
    desk = Desk(record(events), state="running", clock=1.2)
    view, window = shown(qtbot, desk)
    first = view.current.canvas.task_rect(0)
    desk.clock = 1.8
    view.refresh()
    second = view.current.canvas.task_rect(0)
    assert first is not None and second is not None
    assert second.right() > first.right() + 100
    window.toggle_pause()
    desk.clock = 1.95
    view.refresh()
    assert view.current.canvas.task_rect(0) == second


def test_a_new_run_is_followed_from_its_start_and_forgets_the_old_selection(qtbot: QtBot) -> None:
    desk = Desk(record(pool_events()))
    view, window = shown(qtbot, desk)
    window.select(1, 2)
    window.pan(0.3)
    desk.trace, desk.previous, desk.state = Trace(), desk.trace, "running"
    view.refresh()
    assert window.following and window.selection is None and window.begin == 0


def test_the_next_task_on_the_lane_is_selected_and_brought_into_view(qtbot: QtBot) -> None:
    view, window = shown(qtbot, Desk(record(pool_events())))
    view.step(1)
    assert window.selected == (CURRENT, 0)
    window.fit(0.0, 1.0)
    view.step(1)
    view.refresh()
    assert window.selected is not None
    row = window.selected[1]
    assert row != 0
    assert view.current.canvas.task_rect(row) is not None
    view.step(-1)
    assert window.selected == (CURRENT, 0)


def test_a_computing_task_is_filled_and_a_sleeping_one_is_not(qtbot: QtBot) -> None:
    images = {}
    for share in (0.0, 1.0):
        view, _ = shown(qtbot, Desk(record(pool_events(cpu_share=share))))
        images[share] = view.current.canvas.grab().toImage(), view.current.canvas.task_rect(1)
    for share, (image, rect) in images.items():
        assert rect is not None
        x, y = int(rect.right()) - 20, int(rect.bottom()) - 8
        assert share_of(image, LIGHT.on_cpu if share else LIGHT.sleeping, x, y, x + 6, y + 4) == 1


def test_half_a_core_fills_half_of_the_span(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk(record(pool_events(cpu_share=0.5))))
    image, rect = view.current.canvas.grab().toImage(), view.current.canvas.task_rect(1)
    assert rect is not None
    x, top, bottom = int(rect.right()) - 20, int(rect.top()) + 2, int(rect.bottom()) - 2
    assert share_of(image, LIGHT.on_cpu, x, top, x + 1, bottom) == pytest.approx(0.5, abs=0.06)
    assert is_colour(image, x, top, LIGHT.sleeping) and is_colour(image, x, bottom - 1, LIGHT.on_cpu)


def test_a_killed_workers_lane_ends_with_its_signal_and_its_task_is_lost(qtbot: QtBot) -> None:
    trace = record(pool_events(dead_worker=True))
    view, _ = shown(qtbot, Desk(trace))
    lost = int(np.flatnonzero(trace.tasks.status == Status.LOST)[0])
    lane = trace.lanes[int(trace.tasks.lane[lost])]
    assert lane_end(lane) == "SIGKILL"
    point(view.current.canvas, middle_of(view, lost))
    assert ("status", "lost with its worker") in view.hover_card.rows
    image, rect = view.current.canvas.grab().toImage(), view.current.canvas.task_rect(lost)
    assert rect is not None
    inside = (int(rect.left()) + 1, int(rect.top()), int(rect.right()), int(rect.bottom()))
    assert share_of(image, LIGHT.lost, *inside) > 0 and share_of(image, LIGHT.sleeping, *inside) == 0


def test_lanes_are_named_by_what_they_are() -> None:
    trace = record(pool_events())
    assert [lane_title(lane) for lane in trace.lanes] == ["Main process", "Worker 1", "Worker 2", "Worker 3"]


def test_a_task_that_runs_has_a_life_until_now() -> None:
    events = [event for event in pool_events() if event.t < 5_000_000_000_000 + 1_000_000_000]
    rows = dict(life_of(record(events), 0, 1.5))
    assert rows["status"] == "running"
    assert "result to main" not in rows


def test_before_the_first_run_the_window_says_how_to_start_one(qtbot: QtBot) -> None:
    view, window = shown(qtbot, Desk(state="idle"))
    image = view.current.canvas.grab().toImage()
    middle = image.height() // 2
    assert share_of(image, LIGHT.text, 300, middle - 40, 900, middle) > 0
    point(view.current.canvas, QPoint(600, 200))
    qtbot.mouseClick(view.current.canvas, Qt.MouseButton.LeftButton, pos=QPoint(600, 200))
    assert window.hovered is None and window.selected is None


def test_an_unchanged_run_is_not_painted_again(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    view, _ = shown(qtbot, Desk(record(pool_events())))
    painted: list[int] = []
    for canvas, work in ((view.current.canvas, "_paint_picture"), (view.cpu.canvas, "_show")):
        monkeypatch.setattr(canvas, work, lambda: painted.append(1))
    view.refresh()
    view.grab()
    assert painted == []


def crowd(lanes: int) -> Trace:
    """A run with this many workers, a task each; every other one still runs."""
    events: list[Event] = [RunStarted(0, 1, 1, 0, 0, "crowd.py", "3.11", 4)]
    for number in range(lanes):
        pid, t = 1000 + number, 1_000_000 * number
        events.append(ProcessStarted(t, 1, 1, 2 * number + 1, pid, f"Worker-{number}", "fork", "worker", 1, 3))
        events.append(TasksSubmitted(t, 1, 1, 2 * number + 2, number, 0, 1, 1, 1, "apply_async", "foo", "", 1, 4))
        events.append(TaskStarted(t + 500_000, pid, pid, 0, 1, number, 0, ""))
    return record(events)


@pytest.mark.parametrize("size", [(1200, 700), (500, 260)])
def test_thousands_of_lanes_are_painted_and_scrolled_through(qtbot: QtBot, size: tuple[int, int]) -> None:
    trace = crowd(3000)
    view, _ = shown(qtbot, Desk(trace, state="running", clock=4.0), size)
    canvas = view.current.canvas
    assert canvas.task_rect(0) is not None and canvas.task_rect(2999) is None
    first = list(canvas.layout_now.visible())
    assert all(box.height >= LIGHT.px(17) for box in first)
    turn_wheel(canvas, QPoint(400, 200), -3, Qt.KeyboardModifier.NoModifier)
    canvas.grab()
    assert next(canvas.layout_now.visible()).lane > first[0].lane
    view.select_task(CURRENT, 2999)
    view.refresh()
    canvas.grab()
    assert canvas.task_rect(2999) is not None


def test_many_tasks_are_painted_at_every_zoom(qtbot: QtBot) -> None:
    trace = Trace()
    for batch in big_events(20_000, 8):
        trace.apply(batch)
    view, window = shown(qtbot, Desk(trace))
    for begin, end in ((0.0, trace.now), (0.1, 0.2), (0.1, 0.1001), (-5.0, -1.0), (trace.now + 1, trace.now + 2)):
        window.fit(begin, end)
        view.refresh()
        view.grab()
    window.fit(0.1, 0.101)
    view.refresh()
    view.grab()
    spans = visible_tasks(trace, 1, 0.1, 0.101, 900)
    row = int(spans.row[0])
    point(view.current.canvas, middle_of(view, row))
    assert window.hovered == (CURRENT, row)


@pytest.mark.parametrize("scale", [1.0, 1.4])
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_theme_and_size_is_painted_in_its_own_colours(qtbot: QtBot, theme: object, scale: float) -> None:
    view, _ = shown(qtbot, Desk(record(pool_events(dead_worker=True))))
    assert theme in (LIGHT, DARK)
    wanted = (LIGHT if theme is LIGHT else DARK).scaled(scale)
    view.apply_theme(wanted)
    view.refresh()
    image = view.current.canvas.grab().toImage()
    assert is_colour(image, 2, image.height() - 3, wanted.card)
    assert view.current.canvas.layout_now.left == 220 * scale


def test_cpu_of_all_processes_stands_on_each_other_and_names_the_others(qtbot: QtBot) -> None:
    trace = record(pool_events(workers=12, tasks=24, cpu_share=1.0))
    view, _ = shown(qtbot, Desk(trace))
    series = view.cpu.canvas.series
    assert len(series) == 8 and series[-1].lane == -1
    assert len({one.colour for one in series}) == 8
    total = np.sum([one.cores for one in series], axis=0)
    assert float(np.median(total[(total > 0.5)])) == pytest.approx(12, rel=0.1)


def test_threads_of_a_pool_are_lanes_under_their_process(qtbot: QtBot) -> None:
    events: list[Event] = [RunStarted(0, 1, 1, 0, 0, "threads.py", "3.11", 4)]
    for number in range(3):
        t = 1_000_000 * (number + 1)
        events.append(TasksSubmitted(t, 1, 1, 2 * number + 1, number, 0, 1, 1, 1, "apply_async", "foo", "", 1, 4))
        events.append(TaskStarted(t + 1, 1, 100 + number, 2 * number + 2, 1, number, 0, f"Thread-{number + 1}"))
    trace = record(events)
    view, window = shown(qtbot, Desk(trace, state="running", clock=1.0))
    boxes = list(view.current.canvas.layout_now.visible())
    assert [lane_title(trace.lanes[box.lane]) for box in boxes] == ["Thread-1", "Thread-2", "Thread-3"]
    point(view.current.canvas, middle_of(view, 2))
    assert window.hovered == (CURRENT, 2)
    assert any(name == "runs in Thread-3 of PID 1" for name, _ in view.hover_card.rows)


def test_a_refresh_writes_nothing_that_other_views_read(qtbot: QtBot) -> None:
    desk = Desk(record(pool_events()), state="running", clock=2.0)
    view, window = shown(qtbot, desk)
    seen = (window.begin, window.end, window.shortest, window.selected, window.hovered)
    desk.clock, desk.trace, desk.previous = 9.0, record(pool_events()), record(pool_events())
    with qtbot.assertNotEmitted(window.changed):
        Timelines.refresh(view)
    assert seen == (window.begin, window.end, window.shortest, window.selected, window.hovered)
    view.follow()
    assert window.end > seen[1]
