"""What the operating system did with each process, zombies, orphans and waits: on the lanes, as a person sees them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from gui.lanes import orphaned_at, program_of, wait_words
from gui.theme import DARK, LIGHT, Theme
from gui.timeline.layout import LaneBox, bar_is_states
from gui.timeline.timelines import Timelines
from tests.fakes import FIRST_WORKER, KEEPER, MAIN, WALL, Script, pool_events
from tests.gui.desk import Desk, point, record, share_of, shown
from workers.wire.events import (
    BlockBegan,
    BlockEnded,
    CallbackBegan,
    CallbackEnded,
    Event,
    ProcessAdopted,
    ProcessBegan,
    ProcessGone,
    ProcessReaped,
    ProcessSeen,
    ProcessStarted,
    RunStarted,
    Sample,
    TasksSubmitted,
    TaskStarted,
)

CHILD = FIRST_WORKER


def slices(processes: int = 2, known: bool = True) -> list[Event]:
    """Processes that are a quarter of the time on a CPU and half of it wait for one."""
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "slices.py", "3.11", 2)
    for number in range(processes):
        pid = CHILD + number
        script.emit(ProcessStarted, 0.0, MAIN, MAIN, pid, f"Process-{number + 1}", "fork", "process", 0, 3)
        script.emit(ProcessBegan, 0.001, pid, pid, MAIN, f"Process-{number + 1}", "fork")
        for tick in range(1, 41):
            told = tick * 50_000_000 if known else -1
            script.emit(Sample, tick / 10, KEEPER, KEEPER, pid, tick * 25_000_000, 1, "running", 1, 1, told, tick)
    return script.events()


def only_box(view: Timelines, lane: int) -> LaneBox:
    box = view.current.canvas.layout_now.box_of(lane)
    assert box is not None
    return box


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_process_without_tasks_shows_its_states_as_large_as_tasks(qtbot: QtBot, theme: Theme) -> None:
    view, _ = shown(qtbot, Desk(record(slices())), theme=theme)
    canvas, box = view.current.canvas, only_box(view, 1)
    assert box.bar >= 40 and box.band("states").height == 0
    image = canvas.grab().toImage()
    x, top, bottom = int(canvas.time_scale.x(3.95)), int(box.bar_top), int(box.bar_top + box.bar)
    assert share_of(image, theme.on_cpu, x, top, x + 1, bottom) == pytest.approx(0.25, abs=0.05)
    assert share_of(image, theme.sleeping, x, top, x + 1, bottom) == pytest.approx(0.25, abs=0.05)
    middle = (int(bottom - box.bar * 0.7), int(bottom - box.bar * 0.3))
    ground = share_of(image, theme.runnable, x - 10, middle[0], x, middle[1])
    lines = share_of(image, theme.runnable_hatch, x - 10, middle[0], x, middle[1])
    assert ground > 0.5 and lines > 0.05  # a hatch: not told by its colour alone


def test_a_worker_has_its_tasks_in_the_bar_and_its_states_below(qtbot: QtBot) -> None:
    trace = record(pool_events(cpu_share=1.0))
    view, _ = shown(qtbot, Desk(trace))
    box = only_box(view, 1)
    assert not bar_is_states(trace.lanes[1])
    assert box.band("states").height >= 5 and box.band("states").top >= box.bar_top + box.bar
    canvas = view.current.canvas
    x, y = int(canvas.time_scale.x(1.0)), int(box.band("states").top)
    assert share_of(canvas.grab().toImage(), LIGHT.on_cpu, x, y + 1, x + 4, y + 4) == 1


def test_the_card_over_a_state_tells_the_three_shares(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk(record(slices())))
    canvas, box = view.current.canvas, only_box(view, 2)
    point(canvas, QPoint(int(canvas.time_scale.x(3.55)), int(box.middle)))
    rows = dict(view.hover_card.rows)
    assert (rows["on a CPU"], rows["waiting for a core"], rows["sleeping or waiting"]) == ("25 %", "50 %", "25 %")
    assert rows["last seen on core"] == "1"
    assert rows["involuntary context switches"] == "36"


def test_where_waiting_for_a_cpu_is_not_told_legend_and_card_say_so(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk(record(slices(known=False))))
    words = [text for _, text in view.current.legend.items]
    assert "waiting for a core: not known on this system" in words and "waiting for a core" not in words
    canvas, box = view.current.canvas, only_box(view, 1)
    point(canvas, QPoint(int(canvas.time_scale.x(2.0)), int(box.middle)))
    assert dict(view.hover_card.rows)["waiting for a core"] == "not known on this system"


def test_the_legend_explains_only_what_is_there(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk(record(slices())))
    signs = [sign for sign, _ in view.current.legend.items]
    assert "runnable" in signs and "empty" in signs
    assert not {"callback", "lost", "message", "call", "zombie", "claimed"} & set(signs)
    view, _ = shown(qtbot, Desk(record(pool_events())))
    assert {"callback", "lost", "failed"} <= {sign for sign, _ in view.current.legend.items}


def zombie(reaped: bool = True) -> list[Event]:
    """A child that ends at 1 s and is waited for at 3 s, and its own child, which lives until 2 s."""
    script, orphan = Script(), CHILD + 1
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "zombie.py", "3.11", 2)
    script.emit(ProcessStarted, 0.0, MAIN, MAIN, CHILD, "", "os.fork", "process", 0, 3)
    script.emit(ProcessStarted, 0.1, CHILD, CHILD, orphan, "", "os.fork", "process", 0, 5)
    for tick in range(40):
        at = 0.05 + 0.1 * tick
        if at < 3:
            state = "sleeping" if at < 1 else "zombie"
            script.emit(Sample, at, KEEPER, KEEPER, CHILD, 1_000_000, 1, state, 0, 1, 0, 0)
        if at < 2:
            script.emit(Sample, at + 0.101, KEEPER, KEEPER, orphan, 1_000_000, 1, "sleeping", 0, 1, 0, 0)
        script.emit(Sample, at + 0.001, KEEPER, KEEPER, MAIN, 1_000_000, 1, "sleeping", 0, 1, 0, 0)
    script.emit(ProcessGone, 1.0, KEEPER, KEEPER, CHILD, 7, True)
    script.emit(ProcessGone, 2.3, KEEPER, KEEPER, orphan, 0, False)
    if reaped:
        script.emit(ProcessReaped, 3.0, MAIN, MAIN, CHILD, 7)
    return script.events()


def test_a_lane_goes_on_as_a_zombie_until_it_is_waited_for(qtbot: QtBot) -> None:
    trace = record(zombie())
    view, _ = shown(qtbot, Desk(trace))
    canvas, box = view.current.canvas, only_box(view, 1)
    image, scale = canvas.grab().toImage(), canvas.time_scale
    y0, y1 = int(box.middle) - 6, int(box.middle) + 6
    x = int(scale.x(2.7))
    assert share_of(image, LIGHT.zombie, x, y0, x + 16, y1) > 0.1
    after = int(scale.x(3.6))
    assert share_of(image, LIGHT.card, after, y0, after + 10, y1) > 0.9
    assert ("zombie", "zombie") in view.current.legend.items
    point(canvas, QPoint(x, int(box.middle)))
    assert ("zombie" in view.hover_card.rows[0][1]) and view.hover_card.rows[1][1].endswith("exit 7")
    assert view.hover_card.rows[2][1] == "1.95 s later"


def test_a_zombie_that_nobody_waits_for_goes_on_until_now(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk(record(zombie(reaped=False)), state="running", clock=6.0))
    canvas, box = view.current.canvas, only_box(view, 1)
    x, y = int(canvas.time_scale.x(5.5)), int(box.middle)
    assert share_of(canvas.grab().toImage(), LIGHT.zombie, x, y - 6, x + 16, y + 6) > 0.1
    point(canvas, QPoint(x, y))
    assert "so far" in view.hover_card.rows[2][1]


def test_an_orphan_is_told_from_a_process_whose_parent_lives() -> None:
    trace = record(zombie())
    assert orphaned_at(trace, 2) == pytest.approx(1.0)
    assert orphaned_at(trace, 1) is None
    pool = record(pool_events())
    assert all(orphaned_at(pool, lane.id) is None for lane in pool.lanes)


def test_another_program_is_named_by_what_it_runs() -> None:
    assert program_of("redis-server 127.0.0.1:6379   ") == "redis-server"
    assert program_of("/usr/bin/python3 /tmp/peer.py 1 2") == "peer.py"
    assert program_of("python -m http.server") == "python"


def test_an_adopted_process_lost_its_parent_when_the_system_says_so() -> None:
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "orphan.py", "3.11", 2)
    script.emit(ProcessStarted, 0.1, MAIN, MAIN, CHILD, "", "os.fork", "process", 0, 3)
    script.emit(ProcessAdopted, 0.7, KEEPER, KEEPER, CHILD, KEEPER)
    assert orphaned_at(record(script.events()), 1) == pytest.approx(0.7)


def test_a_lane_that_waits_says_for_what_where_and_how_long(qtbot: QtBot) -> None:
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "queue.py", "3.11", 2)
    script.emit(ProcessStarted, 0.0, MAIN, MAIN, CHILD, "Process-1", "fork", "process", 0, 3)
    script.emit(ProcessSeen, 0.01, KEEPER, KEEPER, CHILD, MAIN, WALL / 1e9, "python queue.py", False)
    script.emit(BlockBegan, 0.5, CHILD, CHILD, "Queue.get", True, "queue.py", 23)
    trace = record(script.events())
    assert wait_words(trace, 1, 3.7) == "waits: Queue.get, line 23, 3.20 s"
    assert wait_words(trace, 0, 3.7) == ""
    view, _ = shown(qtbot, Desk(trace, state="running", clock=3.7))
    canvas, box = view.current.canvas, only_box(view, 1)
    assert box.band("waits").height >= 15
    x, y = int(canvas.time_scale.x(3.4)), int(box.band("waits").middle)
    assert share_of(canvas.grab().toImage(), LIGHT.blocked, x, y - 5, x + 16, y + 5) > 0.05
    point(canvas, QPoint(x, y))
    assert view.hover_card.rows[0] == ("Process-1 waits", "Queue.get(): waits for a message")
    assert view.hover_card.rows[1] == ("for", "3.20 s so far")


def test_what_a_worker_submits_calls_back_and_waits_for_is_on_its_own_lane(qtbot: QtBot) -> None:
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "nested.py", "3.11", 2)
    script.emit(ProcessStarted, 0.0, MAIN, MAIN, CHILD, "ForkPoolWorker-1", "fork", "worker", 1, 3)
    script.emit(TasksSubmitted, 0.1, MAIN, MAIN, 1, 0, 1, 1, 1, "apply_async", "outer", "1", 1, 4)
    script.emit(TaskStarted, 0.2, CHILD, CHILD, MAIN, 1, 0, "")
    script.emit(TasksSubmitted, 1.0, CHILD, CHILD, 1, 0, 1, 1, 1, "apply_async", "inner", "1", 1, 9)
    script.emit(BlockBegan, 1.2, CHILD, CHILD, "get", True, "nested.py", 10)
    script.emit(CallbackBegan, 2.0, CHILD, CHILD + 9, 1, 0, "done")
    script.emit(CallbackEnded, 2.1, CHILD, CHILD + 9, 1, 0, True)
    script.emit(BlockEnded, 2.2, CHILD, CHILD)
    view, _ = shown(qtbot, Desk(record(script.events()), state="running", clock=3.0))
    canvas, box = view.current.canvas, only_box(view, 1)
    image, scale = canvas.grab().toImage(), canvas.time_scale
    x, y = int(scale.x(1.0)), int(box.bar_top) - 3
    assert share_of(image, LIGHT.submit, x, y, x + 3, y + 6) == 1
    x = int(scale.x(2.0))
    assert share_of(image, LIGHT.callback, x - 2, int(box.bar_top) - 1, x + 2, int(box.bar_top) + 1) > 0.5
    assert share_of(image, LIGHT.submit, x - 20, 0, x + 20, int(canvas.layout_now.main)) == 0
    point(canvas, QPoint(int(scale.x(1.7)), int(box.band("waits").top + 4)))
    assert view.hover_card.rows[0] == ("Worker 1 waits", "get(): waits for the result")


@pytest.mark.parametrize("size", [(1200, 700), (700, 300), (500, 200)])
def test_many_processes_are_painted_in_any_size(qtbot: QtBot, size: tuple[int, int]) -> None:
    view, window = shown(qtbot, Desk(record(slices(40))), size)
    for begin, end in ((0.0, 4.0), (1.0, 1.001), (-3.0, -1.0), (3.9, 9.0)):
        window.fit(begin, end)
        view.refresh()
        view.grab()
