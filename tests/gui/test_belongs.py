"""What is on the screen belongs together: the run that is shown, the program that is chosen, what is said about either."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.shell.main_window import MainWindow
from tests.fakes import pool_events
from workers.program.program import Program
from workers.trace.trace import Trace


def captions(window: MainWindow) -> dict[str, str]:
    return {name: control.label.text() for name, control in window.controls.controls.items()}


def test_the_run_of_another_program_is_pale_and_says_whose_it_is(
    window: MainWindow, trace: Trace, program: Program
) -> None:
    window.session.show(trace, program)
    window.frames.refresh_all()
    timelines, headline = window.veils
    assert timelines.isHidden()
    assert headline.isHidden()
    assert window.controls.open("memory")
    assert timelines.words == "This is the run of Pool: apply and apply_async; another program is chosen"
    assert headline.isVisible()
    assert timelines.geometry() == window.timelines.rect()
    window.frames.refresh_all()
    assert window.status.sentence.text().startswith("Pool: apply and apply_async: Finished")
    window.resize(1500, 900)
    assert timelines.geometry() == window.timelines.rect()
    window.set_language("zh_CN")
    assert timelines.words.startswith("这是")
    assert window.controls.open("pool")
    assert timelines.isHidden()
    assert headline.isHidden()


def test_no_line_of_a_program_is_shown_for_a_task_of_another(
    window: MainWindow, trace: Trace, program: Program
) -> None:
    window.session.show(trace, program)
    assert window.controls.open("memory")
    window.timelines.select_task(0, 4)
    assert not window.side.program.edit.shown
    assert window.controls.open("pool")
    window.timelines.select_task(0, 3)
    assert window.side.program.edit.shown == trace.line(3)


def test_another_programs_text_is_shown_from_its_first_line(window: MainWindow) -> None:
    bar = window.side.program.edit.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value()
    assert window.controls.open("queue")
    assert bar.value() == 0


def test_what_was_said_about_a_program_goes_with_it(window: MainWindow) -> None:
    window.session.problem.emit("The program ended with exit code 1")
    window.session.set_value("TASKS", 7)
    assert window.status.notice.isVisible()
    assert window.controls.open("memory")
    assert not window.status.notice.isVisible()


@pytest.mark.usefixtures("no_process_left")
def test_what_is_changed_during_a_run_says_that_it_is_for_the_next(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_value("SECONDS", 60)
    before = captions(window)
    window.controls.run_button.click()
    assert captions(window) == before
    window.controls.set_value("TASKS", 9)
    window.controls.set_value("POOL_SIZE", 5)
    assert captions(window) == {**before, "TASKS": "next run", "POOL_SIZE": "Pool size: next run"}
    assert "the one shown had another value" in window.controls.controls["TASKS"].toolTip()
    window.status.refresh()
    assert window.status.sentence.text().endswith("what was changed is for the next run")
    window.controls.set_value("TASKS", 6)
    assert captions(window)["TASKS"] == before["TASKS"]
    with qtbot.waitSignal(window.session.run_finished, timeout=20_000):
        window.session.kill_now()
    assert captions(window)["POOL_SIZE"] == "Pool size: next run"
    window.set_language("zh_CN")
    assert captions(window)["POOL_SIZE"].endswith("下次运行")
    window.set_language("en")
    window.session.set_value("SECONDS", 0)
    qtbot.waitUntil(window.controls.run_button.isEnabled)
    with qtbot.waitSignal(window.session.run_finished, timeout=20_000):
        window.controls.run_button.click()
    assert captions(window) == before


def test_an_opened_recording_says_that_it_is_one(
    qtbot: QtBot, window: MainWindow, trace: Trace, program: Program
) -> None:
    window.session.show(trace, program, opened=Path("/somewhere/monday.trace.json"))
    window.frames.refresh_all()
    assert window.timelines.current.subtitle == "recorded: monday.trace.json"
    assert window.status.sentence.text().startswith("Recording monday.trace.json: Finished: ")
    assert "monday.trace.json" in window.windowTitle()
    other = Trace()
    other.apply(pool_events())
    window.session.show(other, program)
    window.frames.refresh_all()
    assert window.timelines.current.subtitle == ""
    assert "monday" not in window.status.sentence.text() + window.windowTitle()


@pytest.mark.usefixtures("no_process_left")
def test_a_recording_that_is_opened_is_named_until_the_next_run(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    session = window.session
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.start()
    assert session.opened is None
    path = tmp_path / "monday.trace.json"
    session.save_trace(path)
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.open_trace(path)
    assert session.opened == path
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.start()
    assert session.opened is None
