"""A recorded run is opened into the window."""

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.loading import CUT_OFF
from gui.session import Session
from gui.shell.main_window import MainWindow
from tests.fakes import big_events, pool_events
from workers.files.traces import TraceWriter
from workers.program.program import find_program
from workers.trace.tasks import Status
from workers.wire.events import Event, RunEnded, RunStarted


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
    assert not set(trace.tasks.status) & {Status.RUNNING, Status.QUEUED}
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


def recorded_as(path: Path, program: str, text: str = "") -> Path:
    """The record of a run of `program`."""
    events = [event._replace(program=program) if isinstance(event, RunStarted) else event for event in pool_events()]
    writer = TraceWriter(path, text)
    writer.write(events)
    writer.close()
    return path


def test_nothing_that_a_recording_names_is_opened_and_its_text_is_only_shown(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    session, ran = window.session, tmp_path / "ran"
    own = tmp_path / "own.py"
    own.write_text(f"open({str(ran)!r}, 'w')\n")
    pipe = tmp_path / "pipe"
    if os.name == "posix":
        os.mkfifo(pipe)
    said: list[str] = []
    session.problem.connect(said.append)
    for program in (
        str(own),
        str(pipe),
        "/dev/zero",
        "-m json.tool",
        str(tmp_path),
        "a\0b",
        "",
        "C:\\x\\own.py",
        "pool",
    ):
        opened(qtbot, session, recorded_as(tmp_path / "run.json", program, "TASKS = 3  # 1 to 9\n"))
        window.frames.refresh_all()
        assert (session.program.text, session.program.path, session.program.module) == (
            "TASKS = 3  # 1 to 9\n",
            None,
            None,
        )
        assert not window.actions_.run.isEnabled()
        assert window.side.program.edit.isReadOnly()
        assert not window.controls.controls
        session.start()
        assert session.state == "finished"
        assert "was recorded" in said.pop()
    assert not ran.exists()
    assert window.controls.open(str(own))
    assert window.actions_.run.isEnabled()
    assert not window.side.program.edit.isReadOnly()


def test_a_recorded_run_of_a_classroom_program_can_be_run_again_as_that_is_here(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    pool = find_program("pool")
    lesson = pool.with_value("TASKS", 7)
    for program, text in (("/elsewhere/workers/programs/pool.py", ""), (r"C:\x\pool.py", lesson.text)):
        opened(qtbot, session, recorded_as(tmp_path / "run.json", program, text))
        assert session.program == pool
        assert session.ran is not None
        assert session.ran.text == (text or pool.text)
    for text in (pool.text + "import os\n", "import os\n"):
        opened(qtbot, session, recorded_as(tmp_path / "run.json", str(pool.path), text))
        assert session.program.recorded
        assert session.program.text == text


def test_of_a_very_long_recorded_text_the_beginning_is_shown(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    opened(qtbot, window.session, recorded_as(tmp_path / "run.json", "own.py", "x = 1\n" * 100_000))
    assert window.session.program.text == ("x = 1\n" * 100_000)[:200_000]
    assert window.side.program.note.text() == "recorded, its beginning only"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such files")
def test_a_trace_that_is_no_file_is_one_sentence(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with qtbot.waitSignal(session.problem, timeout=10_000) as said:
            session.open_trace(path)
        assert path.name in said.args[0]
        assert session.loading is None


def test_reading_a_trace_can_be_given_up_and_the_window_lives_meanwhile(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "run.json"
    writer = TraceWriter(path)
    for batch in big_events(20_000):
        writer.write(batch)
    writer.close()
    session, ended = window.session, list[str]()
    session.problem.connect(ended.append)
    session.run_finished.connect(lambda: ended.append("finished"))
    session.open_trace(path)
    qtbot.waitUntil(lambda: session.loading is not None and session.loading.trace.events > 0, timeout=10_000)
    assert window.status.sentence.text().startswith("Opening run.json: ")
    window.actions_.clear.trigger()
    assert session.loading is None
    assert window.status.sentence.text() == "Ready"
    opened(qtbot, session, recorded(path, pool_events()))
    assert ended == ["finished"]


def test_a_file_of_nothing_but_line_ends_does_not_hold_the_window(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(b"[\n" + b"\n" * 10_000_000)
    session.open_trace(path)
    session.cancel_loading()
    with qtbot.waitSignal(session.problem, timeout=10_000):
        session.open_trace(recorded(path, []))


def test_what_can_be_read_of_a_damaged_trace_is_shown_with_one_sentence(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    path = recorded(tmp_path / "run.json", pool_events())
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[: len(lines) // 2], b"what is this\n", *lines[len(lines) // 2 :]]))
    said: list[str] = []
    session.problem.connect(said.append)
    opened(qtbot, session, path)
    qtbot.waitUntil(lambda: session.loading is None)
    assert session.trace.events > 20
    assert len(said) == 1
    assert "damaged" in said[0]


def test_no_trace_is_opened_while_a_run_goes_on(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    session = window.session
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.start()
        trace = session.trace
        assert not window.actions_.open_trace.isEnabled()
        session.open_trace(recorded(tmp_path / "run.json", pool_events()))
    assert session.trace is trace
    assert window.actions_.open_trace.isEnabled()
