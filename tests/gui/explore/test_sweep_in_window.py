"""A real sweep in a real window, by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from gui.shell.main_window import MainWindow
from workers.files.traces import read_trace
from workers.program.program import find_program
from workers.sweep.files import to_json
from workers.sweep.sweep import START
from workers.trace.trace import Trace

pytestmark = pytest.mark.usefixtures("no_process_left")

Open = Callable[..., MainWindow]


def type_values(window: MainWindow, text: str) -> None:
    field = window.places.explore.bar.values
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def press(qtbot: QtBot, button: QAbstractButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def explore(qtbot: QtBot, window: MainWindow, values: str = "1 2", repeats: int = 1) -> None:
    """Opens the place and types what shall be swept."""
    window.session.set_value("TASKS", 4)
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.places.exploring
    type_values(window, values)
    window.places.explore.bar.repeats.activated.emit(repeats - 1)


def finish(qtbot: QtBot, window: MainWindow) -> None:
    explorer = window.places.explorer
    with qtbot.waitSignal(explorer.finished, timeout=40_000):
        press(qtbot, window.places.explore.bar.sweep_button)


def test_a_sweep_is_typed_and_started_and_says_what_follows(qtbot: QtBot, window: MainWindow) -> None:
    explore(qtbot, window, "1 2 4")
    place = window.places.explore
    assert place.bar.sweep_button.text().strip().startswith("Sweep: 5 runs")
    finish(qtbot, window)
    sweep = window.places.explorer.sweep
    assert sweep is not None
    assert [len(point.runs) for point in sweep.points()] == [1, 1, 1]
    assert [dot.x for dot in place.curve.dots[""]] == [1, 2, 4]
    assert place.verdict.model.rowCount() == 3
    assert "workers" in place.verdict.sentence.text()
    assert window.status.sentence.text().startswith("Sweep finished: 5 of 5 runs in ")
    assert sum(dot.recommended for dot in place.curve.dots[""]) == 1


def test_a_run_of_a_sweep_that_is_opened_can_be_saved_also_when_the_sweep_is_gone(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    explore(qtbot, window, "1 2")
    finish(qtbot, window)
    explorer, session = window.places.explorer, window.session
    assert explorer.sweep is not None
    explorer.show_run(next(run for run in explorer.sweep.runs if run.kind == "point"))
    explorer.close()
    session.save_trace(tmp_path / "run.json")
    saved = Trace()
    for batch in read_trace(tmp_path / "run.json"):
        saved.apply(batch)
    assert saved.wall_ns == session.trace.wall_ns
    assert list(saved.tasks.ended) == list(session.trace.tasks.ended)
    assert "POOL_SIZE = 1" in saved.text


def test_a_run_and_a_sweep_exclude_each_other(qtbot: QtBot, window: MainWindow) -> None:
    explore(qtbot, window)
    explorer, session = window.places.explorer, window.session
    press(qtbot, window.places.explore.bar.sweep_button)
    assert explorer.running
    assert not window.actions_.run.isEnabled()
    session.start()
    assert not session.running
    with qtbot.waitSignal(explorer.finished, timeout=20_000):
        QTest.keyClick(window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    session.start()
    assert session.running
    explorer.start()
    assert not explorer.running
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.kill_now()


def test_a_stopped_sweep_keeps_what_was_measured_and_goes_on(qtbot: QtBot, window: MainWindow) -> None:
    explore(qtbot, window, "1 2", repeats=2)
    explorer, bar = window.places.explorer, window.places.explore.bar
    press(qtbot, bar.sweep_button)
    qtbot.waitUntil(lambda: explorer.done >= 4, timeout=30_000)
    place = window.places.explore
    assert place.verdict.sentence.text().startswith("So far: ")
    assert not any(dot.recommended for dot in place.curve.dots[""])
    with qtbot.waitSignal(explorer.finished, timeout=20_000):
        press(qtbot, bar.stop_button)
    done = explorer.done
    assert 4 <= done < 7
    assert bar.sweep_button.text().strip().startswith("Go on: ")
    assert window.status.sentence.text().startswith(f"Sweep stopped: {done} of 7 runs in ")
    finish(qtbot, window)
    assert explorer.done == 7
    assert bar.sweep_button.text().strip().startswith("Sweep: 7 runs")


def test_values_that_cannot_be_are_one_sentence_at_the_field(qtbot: QtBot, window: MainWindow) -> None:
    explore(qtbot, window)
    bar = window.places.explore.bar
    for text, said in (
        ("1", "A sweep over POOL_SIZE needs 2 values at least."),
        ("1 900", 'POOL_SIZE must be from 1 to 64, not "900".'),
        ("many", 'POOL_SIZE must be a number, not "many".'),
        ("1-200", "A sweep over POOL_SIZE takes at most 40 values, not 200."),
    ):
        type_values(window, text)
        assert bar.note.isVisible()
        assert bar.note.text() == f"! {said}"
        assert not bar.sweep_button.isEnabled()
    type_values(window, "1 2")
    assert not bar.note.isVisible()
    assert bar.sweep_button.isEnabled()


@pytest.mark.parametrize("answer", ["Stop", "Wait for its end"])
def test_closing_during_a_sweep_asks_and_leaves_nothing(qtbot: QtBot, window: MainWindow, answer: str) -> None:
    explore(qtbot, window)
    press(qtbot, window.places.explore.bar.sweep_button)
    assert not window.close()
    question = window.closing.question
    assert question is not None
    found = [button for button in question.findChildren(QAbstractButton) if button.text() == answer]
    press(qtbot, found[0])
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=40_000)
    assert not window.places.explorer.running


def test_a_signal_ends_the_sweep_and_the_window(qtbot: QtBot, window: MainWindow) -> None:
    explore(qtbot, window)
    press(qtbot, window.places.explore.bar.sweep_button)
    window.closing.end()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=40_000)
    assert not window.places.explorer.running


def test_one_run_tells_about_how_long_the_sweep_takes(qtbot: QtBot, window: MainWindow) -> None:
    explorer, session = window.places.explorer, window.session
    session.set_value("SECONDS", 0.2)
    assert explorer.seconds() is None
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.start()
    explorer.set_values("1 2 6")
    about = explorer.seconds()
    assert about is not None
    # six tasks of 0.2 s: 1.2, 0.6 and 0.2 s, one at a time 1.2 s, each three times; 0.2 s to warm up; and what each run takes
    assert 13 * START + 9.8 < about < 13 * (START + 1) + 9.8
    session.set_value("SECONDS", 0.1)
    assert explorer.seconds() is None


def test_a_program_that_fails_is_said_in_its_own_words(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    path.write_text("SIZE = 1  # 1 to 9\nraise SystemExit('no more paper')\n")
    window.session.set_program(find_program(str(path)))
    window.places.show_explore()
    type_values(window, "1 2")
    finish(qtbot, window)
    assert "no more paper" in window.status.notice.text
    assert window.places.explorer.state == "idle"


def test_a_program_without_constants_cannot_be_swept(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    path.write_text("print()\n")
    window.session.set_program(find_program(str(path)))
    window.places.show_explore()
    assert not window.places.explore.bar.sweep_button.isEnabled()
    assert "has no constants to sweep over" in window.places.explore.bar.note.text()


def test_a_lessons_link_shows_the_place_and_makes_the_sweep(qtbot: QtBot, window: MainWindow) -> None:
    link = "sweep:POOL_SIZE=1,2&TASKS=4&SECONDS=0.02&repeats=1"
    explorer = window.places.explorer
    with qtbot.waitSignal(explorer.finished, timeout=40_000):
        window.side.lesson.browser.anchorClicked.emit(QUrl(link))
        assert window.places.exploring and explorer.running
    assert explorer.sweep is not None
    assert [len(point.runs) for point in explorer.sweep.points()] == [1, 1]
    assert "TASKS = 4 " in window.session.program.text


def test_a_saved_sweep_is_told_from_a_recorded_run_when_it_is_opened(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    explore(qtbot, window)
    finish(qtbot, window)
    explorer = window.places.explorer
    assert explorer.sweep is not None
    path = tmp_path / "sweep.json"
    path.write_text(to_json(explorer.sweep))
    explorer.forget()
    window.places.show_timeline()
    window.files.open(path)
    assert window.places.exploring
    assert explorer.sweep is not None and explorer.opened == path
