"""A recorded run is opened into the window."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.loading import CUT_OFF
from gui.main_window import MainWindow
from gui.session import Session
from tests.fakes import pool_events
from workers.events import Event, RunEnded, RunStarted
from workers.trace.files import TraceWriter
from workers.trace.tasks import Status


def recorded(path: Path, events: list[Event]) -> Path:
    writer = TraceWriter(path)
    writer.write(events)
    writer.close()
    return path


def opened(qtbot: QtBot, session: Session, path: Path) -> None:
    with qtbot.waitSignal(session.run_finished, timeout=10_000):
        session.open_trace(path)


def test_a_recorded_run_is_shown_as_it_was(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    events = pool_events(tasks=40, seconds=0.1)
    opened(qtbot, window.session, recorded(tmp_path / "run.json", events))
    window.frames.refresh_all()
    assert window.session.trace.events == len(events)
    assert window.session.state == "finished"
    assert window.headline.done.number == "40 / 40"
    assert window.side.callbacks.model.rowCount() == 40
    assert not window.status.notice.isVisible()


def test_an_opened_run_stands_beside_the_one_that_was_there(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    path = recorded(tmp_path / "run.json", pool_events())
    opened(qtbot, session, path)
    first, program = session.trace, session.program
    opened(qtbot, session, path)
    assert session.previous is first
    assert session.previous_program is program
    session.save_trace(tmp_path / "copy.json")
    assert (tmp_path / "copy.json").read_bytes() == path.read_bytes()


def test_a_record_that_is_cut_off_is_shown_as_far_as_it_goes(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    events: list[Event] = [event for event in pool_events() if not isinstance(event, RunEnded)]
    path = recorded(tmp_path / "run.json", events[: len(events) // 2])
    opened(qtbot, window.session, path)
    window.frames.refresh_all()
    trace = window.session.trace
    assert trace.end_reason == CUT_OFF
    assert not set(trace.tasks.status) & {Status.RUNNING, Status.WAITING}
    assert window.headline.elapsed.remark == "record cut off"
    assert window.status.notice.text == "run.json ends before the run did."


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"[\n", b'[\n{"name": 1}\n', b"\x89PNG\r\n\x1a\n", b'[\n{"args": {"e": [99, 1]}}\n]\n']
)
def test_what_is_not_a_trace_is_one_sentence_and_the_window_stays_as_it_was(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(content)
    before = window.session.trace
    with qtbot.waitSignal(window.session.problem, timeout=10_000) as said:
        window.session.open_trace(path)
    assert "other.json" in said.args[0]
    assert window.status.notice.text == said.args[0]
    assert window.session.trace is before
    assert window.session.state == "idle"


def test_a_trace_that_is_not_there_is_one_sentence(qtbot: QtBot, session: Session) -> None:
    with qtbot.waitSignal(session.problem) as said:
        session.open_trace(Path("/nowhere/run.json"))
    assert said.args[0].startswith("run.json cannot be opened")


def test_a_recorded_program_that_is_not_here_is_named_and_nothing_of_it_is_run(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    elsewhere = [
        event._replace(program="/elsewhere/own.py") if isinstance(event, RunStarted) else event
        for event in pool_events()
    ]
    opened(qtbot, session, recorded(tmp_path / "run.json", elsewhere))
    assert session.program.title == "own.py"
    assert session.program.text == ""


def test_no_trace_is_opened_while_a_run_goes_on(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    session = window.session
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.start()
        trace = session.trace
        assert not window.actions_.open_trace.isEnabled()
        session.open_trace(recorded(tmp_path / "run.json", pool_events()))
    assert session.trace is trace
    assert window.actions_.open_trace.isEnabled()
