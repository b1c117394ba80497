"""What processes print, on their lanes: as a person sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from gui.timeline.kinds.printed import PrintedTrack
from gui.timeline.timelines import Timelines
from tests.fakes import FIRST_WORKER, MAIN, WALL, Script, pool_events
from tests.gui.desk import Desk, point, record, shown
from workers.trace.records import MAX_PRINTED
from workers.wire.events import Event, Output, ProcessBegan, ProcessStarted, RunEnded, RunStarted

CHILD = FIRST_WORKER
TRACK = PrintedTrack()


def printing(*lines: tuple[float, int, str]) -> list[Event]:
    """Main and one child, and what they print: (when, pid, text)."""
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "memory.py", "3.11", 2)
    script.emit(ProcessStarted, 0.1, MAIN, MAIN, CHILD, "Process-1", "fork", "process", 0, 3)
    script.emit(ProcessBegan, 0.1, CHILD, CHILD, MAIN, "Process-1", "fork")
    for at, pid, text in lines:
        script.emit(Output, at, pid, 0, "stdout", text, False)
    script.emit(RunEnded, 4.0, MAIN, 0, 0, "")
    return script.events()


def words(view: Timelines, lane: int) -> list[str]:
    frame = view.current.canvas.frame
    box = frame.box_of(lane)
    assert box is not None
    return [mark.text.words for mark in TRACK._placed(frame, box) if mark.text is not None]


def test_what_a_process_prints_stands_on_its_lane(qtbot: QtBot) -> None:
    events = printing((0.2, MAIN, "counter 100"), (1.0, CHILD, "counter 105"), (3.9, MAIN, "counter 115"))
    view, _ = shown(qtbot, Desk(record(events)))
    assert words(view, 0) == ["counter 100", "counter 115"]
    assert words(view, 1) == ["counter 105"]


def test_the_last_line_has_room_also_at_the_right_edge(qtbot: QtBot) -> None:
    last = "counter 115 in thread 2 of process"
    view, _ = shown(qtbot, Desk(record(printing((0.1, MAIN, "counter 100 " * 12), (4.0, MAIN, last)))))
    frame = view.current.canvas.frame
    box = frame.box_of(0)
    assert box is not None
    first, second = TRACK._placed(frame, box)
    assert first.text is not None and second.text is not None
    assert second.text.where.width() >= frame.ink.metrics(13.0).horizontalAdvance(last)
    assert first.text.where.right() < second.text.where.left() <= second.text.where.right() < second.x


def test_lines_of_one_moment_are_one_text_and_their_card_has_each(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk(record(printing(*((2.0, CHILD, f"thread {i}") for i in range(5))))))
    canvas = view.current.canvas
    (text,) = words(view, 1)
    assert text.split("  ·  ") == [f"thread {i}" for i in range(5)]
    box = canvas.layout_now.box_of(1)
    assert box is not None
    point(canvas, QPoint(int(canvas.time_scale.x(2.0)) + 30, int(box.band("printed").middle)))
    view.refresh()
    shown_card = [word for row in view.hover_card.rows for word in row if word]
    assert shown_card[:3] == ["printed", "2.00 s", "thread 0"] and shown_card[-1] == "+ 2"


@pytest.mark.parametrize("many", [MAX_PRINTED, MAX_PRINTED + 1])
def test_of_a_process_that_prints_much_nothing_stands_there(qtbot: QtBot, many: int) -> None:
    view, _ = shown(qtbot, Desk(record(printing(*((i / 100, CHILD, f"line {i}") for i in range(10, 10 + many))))))
    box = view.current.canvas.layout_now.box_of(1)
    assert box is not None
    assert (box.band("printed").height > 0) == (many <= MAX_PRINTED)


def test_a_program_with_tasks_keeps_its_lanes_for_them(qtbot: QtBot, tmp_path: Path) -> None:
    script = Script()
    script.emit(Output, 1.0, FIRST_WORKER, 0, "stdout", "work", False)
    view, _ = shown(qtbot, Desk(record([*pool_events(), *script.events()])))
    assert all(box.band("printed").height == 0 for box in view.current.canvas.layout_now.visible())
