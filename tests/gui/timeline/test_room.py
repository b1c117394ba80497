"""Two runs in one window, keys after a click, the start of the axis, and words that keep clear of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from gui.geometry import HELPER
from gui.ink import Ink
from gui.lanes import lane_title, wait_words
from gui.language import use_language
from gui.theme import LIGHT
from gui.time_window import BEFORE_START, TimeWindow
from gui.timeline.kinds.messages import arrows_of
from gui.timeline.kinds.waits import wait_of, waiting_words
from gui.timeline.layout import TASKS, kind_of
from tests.fakes import FIRST_WORKER, KEEPER, MAIN, WALL, Script, pool_events
from tests.gui.desk import Desk, point, program, record, share_of, shown
from workers.wire.events import (
    BlockBegan,
    CallbackBegan,
    CallbackEnded,
    PortOwned,
    ProcessAdopted,
    ProcessSeen,
    ProcessStarted,
    RunStarted,
    Sample,
    TasksSubmitted,
    Traffic,
)

CHILD = FIRST_WORKER


@pytest.mark.parametrize("chart", ["current", "cpu"])
def test_a_click_into_a_chart_takes_the_keys_there(qtbot: QtBot, chart: str) -> None:
    view, _ = shown(qtbot, Desk(record(pool_events())))
    other = QPushButton("other", view)
    other.setFocus()
    canvas = getattr(view, chart).canvas
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(500, 30))
    assert view.focusWidget() is canvas


@pytest.mark.parametrize(
    ("size", "scale", "with_cpu"),
    [((900, 525), 1.0, True), ((1280, 740), 1.4, True), ((880, 490), 1.4, False), ((900, 420), 1.0, True)],
)
@pytest.mark.parametrize("workers", [3, 64])
def test_two_runs_keep_queue_legend_and_cpu(
    qtbot: QtBot, size: tuple[int, int], scale: float, with_cpu: bool, workers: int
) -> None:
    runs = [record(pool_events(workers=workers, tasks=2 * workers)) for _ in range(2)]
    view, _ = shown(qtbot, Desk(runs[0], previous=runs[1]), size, LIGHT.scaled(scale))
    view.set_compare(True)
    view.grab()
    view.refresh()
    assert view.cpu.isVisible() == with_cpu
    legend = view.current.legend
    assert legend.isVisible() and legend.height() <= LIGHT.scaled(scale).px(24)
    assert "full" in legend.seen and "failed" not in legend.seen
    for canvas in (view.previous.canvas, view.current.canvas):
        layout = canvas.layout_now
        assert [strip.channel for strip in layout.strips] == [TASKS]
        assert all(box.height >= LIGHT.scaled(scale).px(17) for box in layout.visible())
        assert layout.room >= 2 * LIGHT.scaled(scale).px(17)


def test_without_a_run_before_there_is_no_empty_pane(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk(record(pool_events())))
    height = view.current.height()
    view.set_compare(True)
    view.grab()
    assert not view.previous.isVisible() and view.current.height() == height


def test_the_titles_of_two_runs_come_from_what_ran_not_from_what_is_open(qtbot: QtBot) -> None:
    trace, before = record(pool_events()), record(pool_events(mode="apply"))
    desk = Desk(trace, before, program("map"), ran=program(), previous_program=program("apply"))
    view, _ = shown(qtbot, desk)
    view.set_compare(True)
    assert view.previous.subtitle.startswith("MODE = apply,")
    assert view.current.subtitle.startswith("MODE = apply_async,")


@pytest.mark.parametrize("turns", [1, 30])
def test_no_pan_or_zoom_leads_far_before_the_start(turns: int) -> None:
    window = TimeWindow()
    window.follow(10.0, live=False)
    for _ in range(turns):
        window.pan(-0.3)
        assert window.begin >= -BEFORE_START * window.span
        window.zoom(1.3, window.end)
        assert window.begin >= -BEFORE_START * window.span - 1e-9


@dataclass
class Words:
    """Where words were put."""

    text: str
    where: QRectF


def listen(monkeypatch: pytest.MonkeyPatch) -> list[Words]:
    """Where words are put from now on."""
    written: list[Words] = []
    text = Ink.text

    def note(ink: Ink, painter: Any, where: QRectF, words: str, *rest: Any, **more: Any) -> float:
        width = text(ink, painter, where, words, *rest, **more)
        written.append(Words(words, QRectF(where.left(), where.top(), width, where.height())))
        return width

    monkeypatch.setattr(Ink, "text", note)
    return written


@pytest.mark.parametrize(
    ("size", "scale"), [((520, 500), 1.0), ((700, 700), 1.4), ((1280, 740), 1.4), ((1200, 700), 1.0)]
)
def test_how_many_were_submitted_is_never_written_without_the_call(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], scale: float
) -> None:
    written = listen(monkeypatch)
    view, _ = shown(qtbot, Desk(record(pool_events())), size, LIGHT.scaled(scale))
    view.grab()
    several = [words.text for words in written if words.text.startswith("10 ×")]
    assert all("apply_async" in words for words in several)
    assert several or size[0] < 600 or scale > 1  # there it is in the card
    canvas = view.current.canvas
    at = canvas.time_scale.x(float(canvas.frame.trace.tasks.submitted[0])) + 2
    rows = canvas.card_at(QPointF(at, canvas.layout_now.main_box.marks.middle))
    assert rows[0] == ("Submitted", "10 tasks") and ("apply_async()", "on line 17") in rows


def test_no_words_lie_on_the_marks_of_callbacks(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "pool.py", "3.11", 2)
    for number in range(300):  # as dense as one mark, with callbacks among them
        at = 0.1 + number / 150
        script.emit(TasksSubmitted, at, MAIN, MAIN, number, 0, 1, 1, 1, "apply_async", "foo", "1", 1, 4)
        if number % 3 == 0:
            script.emit(CallbackBegan, at + 0.001, MAIN, MAIN + 1, number, 0, "done")
            script.emit(CallbackEnded, at + 0.002, MAIN, MAIN + 1, number, 0, True)
    trace = record(script.events())
    said = listen(monkeypatch)
    view, _ = shown(qtbot, Desk(trace))
    canvas = view.current.canvas
    dots = [canvas.time_scale.x(float(time)) for time in trace.callbacks.began]
    submits = [words for words in said if "apply_async" in words.text or words.text.endswith("×")]
    assert not [words for words in submits for x in dots if words.where.left() - 2 < x < words.where.right() + 2]


def test_a_main_process_without_tasks_shows_its_states_and_its_name(qtbot: QtBot) -> None:
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "alone.py", "3.11", 2)
    for tick in range(1, 41):
        script.emit(Sample, tick / 10, KEEPER, KEEPER, MAIN, tick * 50_000_000, 1, "running", 1, 1, 0, tick)
    view, _ = shown(qtbot, Desk(record(script.events())))
    canvas = view.current.canvas
    image, x = canvas.grab().toImage(), int(canvas.time_scale.x(3.5))
    height = int(canvas.layout_now.main)
    assert share_of(image, LIGHT.on_cpu, x, 8, x + 1, height - 8) == pytest.approx(0.5, abs=0.1)
    left = int(canvas.time_scale.left)
    assert share_of(image, LIGHT.text, left, 8, left + 200, height - 8) > 0.01
    point(canvas, QPoint(x, height // 2))
    assert dict(view.hover_card.rows)["on a CPU"] == "50 %"


def test_the_legends_tool_tip_follows_the_language(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    view, _ = shown(qtbot, Desk(record(pool_events())))
    legend = view.current.legend
    monkeypatch.setattr(type(legend), "tr", lambda self, words: "other words")
    QApplication.sendEvent(legend, QEvent(QEvent.Type.LanguageChange))
    assert legend.toolTip().startswith("other words")


def test_a_server_of_before_is_named_as_not_of_this_run_and_its_traffic_tells_port_and_size(qtbot: QtBot) -> None:
    script, server = Script(), 900
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "brokers.py", "3.11", 2)
    script.emit(PortOwned, 0.1, KEEPER, KEEPER, server, 6379, "/usr/bin/redis-server *:6379", True)
    script.emit(Traffic, 0.5, MAIN, MAIN, "127.0.0.1:5000", "127.0.0.1:6379", 42, True, 7)
    trace = record(script.events())
    view, _ = shown(qtbot, Desk(trace, state="running", clock=1.0))
    assert trace.lanes[1].role == "outside" and lane_title(trace.lanes[1]) == "redis-server"
    arrows = arrows_of(view.current.canvas.frame)
    assert len(arrows) == 1 and arrows.arrived.all()
    x, y = arrows.points()[0, 20]
    point(view.current.canvas, QPoint(int(x), int(y)))
    rows = view.hover_card.rows
    assert rows[0] == ("TCP port 6379", "message of 42 bytes") and rows[-1] == ("at", "0.50 s, line 7")
    assert rows[2] == ("to", f"redis-server, PID {server}")


def test_small_programs_of_a_crowd_are_thin() -> None:
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "brokers.py", "3.11", 2)
    for number in range(9):
        pid = CHILD + number
        script.emit(ProcessSeen, 0.1, KEEPER, KEEPER, pid, MAIN, WALL / 1e9, f"epmd {number}", False)
        cpu = 900_000_000 if number == 0 else 1_000_000
        script.emit(Sample, 2.0, KEEPER, KEEPER, pid, cpu, 1, "sleeping", 1, 1, 0, 0)
    trace = record(script.events())
    kinds = [kind_of(trace, lane, {3}) for lane in trace.lanes[1:]]
    assert [lane for lane, kind in enumerate(kinds, 1) if kind != HELPER] == [1, 3]


def test_an_orphan_says_who_has_taken_it_over(qtbot: QtBot) -> None:
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "orphan.py", "3.11", 2)
    script.emit(ProcessStarted, 0.1, MAIN, MAIN, CHILD, "", "os.fork", "process", 0, 3)
    for tick in range(1, 31):
        script.emit(Sample, tick / 10 + 0.05, KEEPER, KEEPER, CHILD, 1_000_000, 1, "sleeping", 1, 1, 0, 0)
    script.emit(ProcessAdopted, 0.7, KEEPER, KEEPER, CHILD, 77)
    view, _ = shown(qtbot, Desk(record(script.events())))
    canvas = view.current.canvas
    box = canvas.layout_now.box_of(1)
    assert box is not None
    point(canvas, QPoint(int(canvas.time_scale.x(2.0)), int(box.middle)))
    assert dict(view.hover_card.rows)["status"] == "taken over by PID 77 (its parent ended)"


def test_what_a_lane_waits_for_is_said_in_the_windows_language() -> None:
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "fetch.py", "3.11", 2)
    script.emit(BlockBegan, 0.5, MAIN, MAIN, "recv", True, "fetch.py", 23, -1, "answer", "127.0.0.1:80")
    trace = record(script.events())
    assert "answer of 127.0.0.1:80" in wait_words(trace, 0, 1.0)
    assert "answer of 127.0.0.1:80" in wait_of(trace, 0, 1.0)[0][1]
    use_language("zh_CN")
    for words in (wait_words(trace, 0, 1.0), wait_of(trace, 0, 1.0)[0][1], waiting_words(trace.blocks.wait(0))):
        assert "127.0.0.1:80" in words and "answer" not in words
