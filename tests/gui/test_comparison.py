"""What Compare claims of two runs: the result, what was changed, and nothing that was not seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from gui.language import CHINESE, use_language
from gui.theme import LIGHT, Theme
from gui.timeline.comparison import changed, machines, sentence
from gui.timeline.timelines import Timelines
from tests.fakes import ZERO, pool_events
from tests.gui.desk import Desk, program, record, shown
from workers.analysis.comparison import NOISE, Verdict, compare
from workers.program.program import Program
from workers.trace.trace import Trace
from workers.wire.events import Event, RunEnded, RunStarted


def ran(seconds: float, code: int = 0, reason: str = "", python: str = "3.11.7", cores: int = 2) -> Trace:
    """A program without tasks that took so long."""
    start = RunStarted(ZERO, 1, 1, 0, 0, "pool.py", python, cores)
    return record([start, RunEnded(ZERO + round(seconds * 1e9), 2, 0, 0, code, reason)])


def said(before: Trace, now: Trace) -> str:
    return sentence(compare(before, now, now.now))


def test_the_result_is_one_sentence() -> None:
    assert said(ran(10.07), ran(4.04)) == "2.5× faster than before (10.07 s → 4.04 s)"
    assert said(ran(4.04), ran(10.07)) == "2.5× slower than before (4.04 s → 10.07 s)"
    assert said(ran(10.0), ran(8.0)) == "1.25× faster than before (10.00 s → 8.00 s)"
    assert said(ran(60.0), ran(5.0)) == "12× faster than before (60.00 s → 5.00 s)"


@pytest.mark.parametrize(("before", "now"), [(10.0, 10.3), (10.3, 10.0), (0.10, 0.14), (8.0, 8.0)])
def test_what_lies_within_the_noise_of_two_runs_is_no_result(before: float, now: float) -> None:
    assert said(ran(before), ran(now)).startswith("about as fast as before (")


@given(before=st.floats(1e-3, 1e5), now=st.floats(1e-3, 1e5))
def test_a_result_never_contradicts_its_times(before: float, now: float) -> None:
    found = compare(ran(before), ran(now), now)
    if found.verdict is Verdict.FASTER:
        assert now < before * (1 - NOISE / 2)
    elif found.verdict is Verdict.SLOWER:
        assert now > before * (1 + NOISE / 2)
    else:
        assert found.verdict is Verdict.SAME
        assert abs(now - before) <= max(0.06, NOISE * 1.1 * max(before, now))


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (ran(10.0), ran(3.0, -15, "stopped"), "not compared: this run was stopped after 3.00 s"),
        (ran(10.0), ran(3.0, -15, "timeout"), "not compared: this run reached its time limit after 3.00 s"),
        (ran(10.0), ran(3.0, 1), "not compared: this run ended with 1 after 3.00 s"),
        (ran(10.0), ran(3.0, -9), "not compared: this run ended with SIGKILL after 3.00 s"),
        (ran(3.0, 1), ran(10.0), "not compared: the run before ended with 1 after 3.00 s"),
        (ran(3.0, -1, "cut off"), ran(10.0), "not compared: the record of the run before ends after 3.00 s"),
    ],
)
def test_a_run_that_did_not_end_well_is_not_compared_as_if_it_had(before: Trace, now: Trace, words: str) -> None:
    assert said(before, now) == words


def test_runs_that_lost_other_numbers_of_tasks_did_not_do_the_same_work() -> None:
    def leaving_at_once(events: list[Event]) -> list[Event]:
        end = ZERO + 500_000_000
        return [event for event in events if event.t < end] + [RunEnded(end, 3, 0, 0, 0, "")]

    whole, left = record(pool_events()), record(leaving_at_once(pool_events()))
    assert said(whole, left).startswith("not the same work: 0 of 10 tasks finished, before 10 of 10 (")
    assert "faster" in said(record(pool_events(mode="apply")), whole)


def text(more: str = "", **values: object) -> Program:
    lines = "".join(f"{name} = {value!r}\n" for name, value in values.items()) + more
    return Program(None, "pool", lines, lines, "Pool")


def test_what_was_changed_is_named_with_both_values() -> None:
    assert changed(program("apply"), program()) == "MODE apply → apply_async"
    assert changed(text(A=1, B=2.0), text(A=1, B=3.5)) == "B 2.0 → 3.5"
    assert changed(text(A=1), text(A=1, B=2)) == "B = 2 is new, other text"
    assert changed(text(A=1, B=2), text(A=1)) == "B is gone, other text"
    assert changed(text("f()\n", A=1), text("g()\n", A=2)) == "A 1 → 2, other text"
    assert changed(text(A=1), text(A=1)) == "nothing changed"
    assert changed(None, text(A=1)) == ""
    assert changed(text(), text()) == "", "a module without a text"
    other = Program(None, "queue", "A = 1\n", "A = 1\n", "Queue")
    assert changed(text(A=1), other) == "another program, before pool"


def test_recordings_of_other_machines_are_told_apart() -> None:
    assert machines(ran(1.0), ran(2.0)) == ""
    assert machines(ran(1.0), ran(2.0, python="3.13.1", cores=8)) == "Python 3.11.7 → 3.13.1, 2 → 8 cores"


def compared(qtbot: QtBot, size: tuple[int, int], theme: Theme) -> Timelines:
    desk = Desk(record(pool_events()), previous=record(pool_events(mode="apply")))
    desk.ran, desk.previous_program = program(), program("apply")
    view, _ = shown(qtbot, desk, size, theme)
    view.set_compare(True)
    view.grab()
    view.refresh()
    view.grab()
    return view


@pytest.mark.parametrize(
    ("size", "theme"), [((860, 520), LIGHT), ((780, 500), LIGHT.scaled(1.4)), ((1320, 800), LIGHT)]
)
def test_the_result_is_whole_in_any_window_and_larger_than_other_words(
    qtbot: QtBot, size: tuple[int, int], theme: Theme
) -> None:
    view = compared(qtbot, size, theme)
    result = "2.5× faster than before (20.16 s → 8.13 s)"
    assert result in view.verdict.text()
    assert view.verdict.fontMetrics().horizontalAdvance(view.verdict.text()) <= view.verdict.width()
    assert view.verdict.font().pixelSize() >= theme.px(18)
    assert view.verdict.whole == f"{result}: MODE apply → apply_async"
    assert view.verdict.toolTip() == view.verdict.whole
    assert view.verdict.text() == view.verdict.whole or size[0] < 900
    assert view.cpu.title == "CPU now"


def test_nothing_is_claimed_while_the_run_goes_on(qtbot: QtBot) -> None:
    before, now = record(pool_events(mode="apply")), record(pool_events()[:60])
    desk = Desk(now, previous=before, state="running", clock=3.26)
    view, _ = shown(qtbot, desk, (1200, 700))
    view.set_compare(True)
    assert view.verdict.text() == "3.20 s so far, before 20.16 s"
    height = view.previous.height()
    desk.trace, desk.state, desk.clock = record(pool_events()), "finished", float("nan")
    view.refresh()
    view.grab()
    assert "faster" in view.verdict.text()
    assert view.previous.height() == height, "nothing jumps"


def test_the_sentence_is_chinese_in_a_chinese_window() -> None:
    use_language(CHINESE)
    words = said(ran(10.07), ran(4.04))
    assert "faster" not in words
    assert "10.07" in words and "4.04" in words and "2.5 倍" in words
