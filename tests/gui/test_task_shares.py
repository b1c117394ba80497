"""A task's three shares: on a CPU, waiting for a core, sleeping. And what the CPU view makes of runs that are very short."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT, Theme
from gui.timeline.kinds.task_card import life_of
from tests.fakes import FIRST_WORKER, KEEPER, MAIN, WALL, Script
from tests.gui.desk import Desk, middle_of, point, record, share_of, shown
from workers.analysis.states import task_shares
from workers.wire.events import (
    Event,
    ProcessBegan,
    ProcessStarted,
    RunStarted,
    Sample,
    TaskEnded,
    TasksSubmitted,
    TaskStarted,
)

CHILD = FIRST_WORKER


def crowded(tasks: int = 1, known: bool = True, running: bool = False) -> list[Event]:
    """A worker with tasks one after the other for 4 s: a quarter of it on a CPU, half of it without a core."""
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "pool.py", "3.11", 2)
    script.emit(ProcessStarted, 0.0, MAIN, MAIN, CHILD, "ForkPoolWorker-1", "fork", "worker", 1, 3)
    script.emit(ProcessBegan, 0.0001, CHILD, CHILD, MAIN, "ForkPoolWorker-1", "fork")
    script.emit(TasksSubmitted, 0.0002, MAIN, MAIN, 1, 0, tasks, tasks, 1, "map", "foo", "", 1, 4)
    length = 3.99 / tasks
    for number in range(tasks):
        begin = 0.005 + number * length
        script.emit(TaskStarted, begin, CHILD, CHILD, MAIN, 1, number, "")
        if not running:
            cpu = round(length * 0.25e9)
            script.emit(TaskEnded, begin + length * 0.999, CHILD, CHILD, MAIN, 1, number, True, cpu, "7")
    for tick in range(1, 41):
        told = tick * 50_000_000 if known else -1
        script.emit(Sample, tick / 10, KEEPER, KEEPER, CHILD, tick * 25_000_000, 1, "running", 1, 1, told, tick)
    return script.events()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize(("tasks", "running"), [(1, False), (1, True), (20_000, False)])
def test_what_a_task_waited_for_a_core_is_hatched_and_not_sleep(
    qtbot: QtBot, theme: Theme, tasks: int, running: bool
) -> None:
    trace = record(crowded(tasks, running=running))
    view, _ = shown(qtbot, Desk(trace), theme=theme)
    canvas = view.current.canvas
    box, image = canvas.layout_now.box_of(1), canvas.grab().toImage()
    assert box is not None
    x, top, bottom = int(canvas.time_scale.x(3.0)), int(box.bar_top), int(box.bar_top + box.bar)
    assert share_of(image, theme.on_cpu, x, top, x + 1, bottom) == pytest.approx(0.25, abs=0.08)
    assert share_of(image, theme.sleeping, x, top, x + 1, bottom) == pytest.approx(0.25, abs=0.08)
    hatched = (int(bottom - box.bar * 0.7), int(bottom - box.bar * 0.3))
    assert share_of(image, theme.runnable, x, hatched[0], x + 10, hatched[1]) > 0.5
    assert share_of(image, theme.runnable_hatch, x, hatched[0], x + 10, hatched[1]) > 0.05


def test_between_two_tasks_no_waiting_is_painted(qtbot: QtBot) -> None:
    trace = record(crowded(3))
    view, window = shown(qtbot, Desk(trace))
    ended = float(trace.tasks.ended[0])
    window.fit(ended - 0.02, ended + 0.02)
    view.refresh()
    canvas = view.current.canvas
    image, box = canvas.grab().toImage(), canvas.layout_now.box_of(1)
    assert box is not None
    gap = [int(canvas.time_scale.x(time)) for time in (ended, float(trace.tasks.started[1]))]
    assert gap[1] - gap[0] > 10
    assert share_of(image, LIGHT.runnable, gap[0] + 3, int(box.bar_top), gap[1] - 3, int(box.bar_top + box.bar)) == 0


def test_the_card_of_a_task_tells_its_three_shares(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk(record(crowded())))
    point(view.current.canvas, middle_of(view, 0))
    rows = dict(view.hover_card.rows)
    assert rows["on a CPU"].endswith("(25 %)") and rows["waiting for a core"] == "1.99 s (50 %)"
    assert rows["sleeping or waiting"].endswith("(25 %)")
    assert "runnable" in [sign for sign, _ in view.current.legend.items]


def test_where_waiting_is_not_known_the_card_tells_only_the_cpu_time() -> None:
    rows = dict(life_of(record(crowded(known=False)), 0, 4.0))
    assert "waiting for a core" not in rows
    assert "CPU" in rows[f"ran on PID {CHILD}"]


def test_what_a_task_between_two_samples_waited_is_not_known() -> None:
    rows = dict(life_of(record(crowded(100)), 50, 4.0))
    assert rows["waiting for a core"] == "–"
    assert rows["on a CPU"].endswith("(25 %)")
    assert "sleeping or waiting" not in rows


def test_shares_are_of_what_the_samples_cover() -> None:
    trace = record(crowded())
    cpu, waiting = task_shares(trace, 1, np.array([0.5, 3.5, 9.0]), np.array([0.6, 5.0, 9.5]))
    assert cpu[:2] == pytest.approx([0.25, 0.25]) and waiting[:2] == pytest.approx([0.5, 0.5])
    assert np.isnan(cpu[2]) and np.isnan(waiting[2])
    assert np.isnan(task_shares(record(crowded(known=False)), 1, np.zeros(1), np.ones(1))[1]).all()


def brief(first: float, later: float | None = None) -> list[Event]:
    """A process whose samples tell of 30 ms of work, the first one `first` s after its birth, the next at `later`."""
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "short.py", "3.11", 2)
    script.emit(ProcessStarted, 0.01, MAIN, MAIN, CHILD, "Process-1", "fork", "process", 0, 3)
    script.emit(Sample, 0.01 + first, KEEPER, KEEPER, CHILD, 30_000_000, 1, "running", 1, 1, 0, 0)
    if later is not None:
        script.emit(Sample, 0.01 + later, KEEPER, KEEPER, CHILD, 35_000_000, 1, "running", 1, 1, 0, 0)
    return script.events()


@pytest.mark.parametrize(("first", "later"), [(0.001, None), (0.006, None), (0.006, 0.1), (0.001, 0.0015)])
def test_a_process_of_one_thread_never_seems_to_use_more_than_one_core(
    qtbot: QtBot, first: float, later: float | None
) -> None:
    view, _ = shown(qtbot, Desk(record(brief(first, later))))
    assert max(float(one.cores.max()) for one in view.cpu.canvas.series) <= 1.0


def test_the_cpu_curve_of_a_process_begins_with_the_process(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk(record(brief(0.02, 0.2))), (1200, 700))
    canvas = view.cpu.canvas
    canvas.grab()
    cores = next(one.cores for one in canvas.series if one.lane == 1)
    born = round(canvas.time_scale.x(0.01) - canvas.time_scale.left)
    assert cores[: born - 1].max(initial=0.0) == 0.0 and cores[born + 1] > 0
