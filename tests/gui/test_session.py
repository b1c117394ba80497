import os
import sys
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from gui.session import Session
from workers.analysis.findings import NeverBegan
from workers.files.traces import read_trace
from workers.program.program import Program, find_program
from workers.running.run import Run
from workers.trace.tasks import Status
from workers.wire.events import Event, ProgramText, RunEnded

pytestmark = pytest.mark.usefixtures("no_process_left")


def own(tmp_path: Path, text: str) -> Program:
    path = tmp_path / "own.py"
    path.write_text(text)
    return find_program(str(path))


def run(qtbot: QtBot, session: Session) -> None:
    """Runs the program to its end."""
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.start()


def test_a_run_fills_the_trace_batch_by_batch(qtbot: QtBot, session: Session) -> None:
    with qtbot.waitSignals([session.run_started, session.batch_applied, session.run_finished], timeout=20_000):
        session.start()
        assert session.running
    assert not session.running
    tasks = session.trace.tasks
    assert [Status(status) for status in tasks.status] == [Status.FINISHED] * 6
    assert session.trace.exit_code == 0
    assert session.now() == session.trace.ended


def test_the_run_before_stays_beside_the_new_one(qtbot: QtBot, session: Session) -> None:
    run(qtbot, session)
    first = session.trace
    assert session.previous is None
    session.set_value("MODE", "apply")
    run(qtbot, session)
    assert session.previous is first
    assert session.trace is not first
    assert session.trace.call(0) == "apply"
    assert first.call(0) == "apply_async"


def test_what_is_shown_is_what_runs(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    session.set_program(own(tmp_path, "print('disk')\n").with_text("print('shown')\n"))
    run(qtbot, session)
    assert [line.text for line in session.trace.output] == ["shown"]


def test_stop_ends_a_run_in_the_middle(qtbot: QtBot, session: Session) -> None:
    session.set_value("SECONDS", 60)
    session.start()
    qtbot.waitUntil(lambda: (session.trace.tasks.status == Status.RUNNING).sum() == 3, timeout=20_000)
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.stop()
        assert session.state == "stopping"
    assert session.trace.end_reason == "stopped"
    assert set(session.trace.tasks.status) == {Status.LOST}


def test_closing_ends_the_run_and_every_process_of_it(qtbot: QtBot, session: Session) -> None:
    session.set_value("SECONDS", 60)
    session.start()
    qtbot.waitUntil(lambda: (session.trace.tasks.status == Status.RUNNING).sum() == 3, timeout=20_000)
    pids = [lane.pid for lane in session.trace.lanes]
    session.close()
    assert not session.running
    assert not [pid for pid in pids if psutil.pid_exists(pid) and pid != os.getpid()]


def test_a_killed_worker_is_seen(qtbot: QtBot, session: Session) -> None:
    session.set_value("SECONDS", 60)
    session.start()
    qtbot.waitUntil(lambda: (session.trace.tasks.status == Status.RUNNING).sum() == 3, timeout=20_000)
    lane = int(session.trace.tasks.lane[0])
    session.kill(session.trace.lanes[lane].pid)
    qtbot.waitUntil(lambda: session.trace.tasks.status[0] == Status.LOST, timeout=20_000)
    session.close()


def test_a_run_is_recorded_and_can_be_saved(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    with qtbot.waitSignal(session.problem):
        session.save_trace(tmp_path / "none.json")
    run(qtbot, session)
    session.save_trace(tmp_path / "run.json")
    events = [event for batch in read_trace(tmp_path / "run.json") for event in batch]
    texts = [event.text for event in events if isinstance(event, ProgramText)]
    assert texts == [session.program.text]
    assert len(events) == session.trace.events + 1
    assert isinstance(events[-1], RunEnded)


def test_a_recording_that_is_as_long_as_it_may_be_ends_and_the_run_goes_on(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.recording.MAX_BYTES", 15_000.0)
    said: list[str] = []
    session.problem.connect(said.append)
    run(qtbot, session)
    assert session.trace.exit_code == 0
    assert session.recorded is False
    assert 0 <= session.recorded_until < session.trace.ended
    assert 0 < session.recorded_bytes <= 15_000
    session.save_trace(tmp_path / "run.json")
    assert len(said) == 2
    assert "as long as it may be" in said[0]
    assert "there its recording ended" in said[1]
    assert 0 < len([event for batch in read_trace(tmp_path / "run.json") for event in batch]) < session.trace.events


def test_a_recording_is_not_saved_over_the_program(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    session.set_program(own(tmp_path, "print('mine')\n"))
    run(qtbot, session)
    with qtbot.waitSignal(session.problem) as said:
        session.save_trace(tmp_path / "own.py")
    assert "the program itself" in said.args[0]
    assert (tmp_path / "own.py").read_text() == "print('mine')\n"


def test_a_trace_that_cannot_be_saved_is_one_sentence(qtbot: QtBot, session: Session) -> None:
    run(qtbot, session)
    with qtbot.waitSignal(session.problem) as said:
        session.save_trace(Path("/nowhere/run.json"))
    assert "/nowhere/run.json" in said.args[0]


def test_a_recording_that_cannot_be_begun_does_not_keep_the_program_from_running(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    session = Session(program, record_to=tmp_path / "no folder" / "run.json")
    said: list[str] = []
    session.problem.connect(said.append)
    run(qtbot, session)
    assert len(said) == 1
    assert session.recorded is False
    assert session.trace.exit_code == 0
    session.close()


def test_an_interpreter_that_does_not_exist_is_one_sentence(qtbot: QtBot, program: Program) -> None:
    session = Session(program, python="/nowhere/python")
    said: list[str] = []
    session.problem.connect(said.append)
    with qtbot.waitSignal(session.problem, timeout=10_000):
        session.start()
    assert session.state == "idle"
    assert len(said) == 1
    assert "/nowhere/python" in said[0]
    session.close()


@pytest.fixture
def silent(tmp_path: Path) -> str:
    """What is called an interpreter, and does not say which Python it is."""
    path = tmp_path / "silent"
    path.write_text("#!/bin/sh\nexec sleep 60\n")
    path.chmod(0o755)
    return str(path)


def test_an_interpreter_that_does_not_answer_does_not_stop_the_window_and_can_be_given_up(
    qtbot: QtBot, program: Program, silent: str
) -> None:
    session = Session(program, python=silent)
    said: list[str] = []
    session.problem.connect(said.append)
    session.start()
    session.start()
    assert (session.state, session.busy, session.running) == ("starting", True, False)
    with qtbot.waitSignal(session.state_changed, timeout=10_000):
        session.stop()
    assert (session.state, said) == ("idle", [])
    session.start()
    session.close()
    assert session.state == "finished"


def test_another_interpreter_runs_the_program_once_it_has_answered(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    other = tmp_path / "python"
    other.symlink_to(sys.executable)
    session = Session(program, python=str(other))
    run(qtbot, session)
    assert session.trace.exit_code == 0
    assert session.ran is program
    session.close()


def test_a_program_with_a_syntax_error_ends_with_its_own_traceback(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    session.set_program(own(tmp_path, "def broken(:\n"))
    run(qtbot, session)
    assert session.trace.exit_code == 1
    lines = [line for line in session.trace.output if line.stream == "stderr"]
    assert lines[-1].text.startswith("SyntaxError")


def test_starting_twice_is_one_run(qtbot: QtBot, session: Session) -> None:
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.start()
        trace = session.trace
        session.start()
        assert session.trace is trace


def test_the_program_of_the_run_before_is_kept_as_it_ran(qtbot: QtBot, session: Session) -> None:
    run(qtbot, session)
    first = session.program
    session.set_value("MODE", "apply")
    run(qtbot, session)
    session.set_value("TASKS", 2)
    assert session.previous_program is first
    assert session.ran is not None
    assert (session.ran.text == session.program.text) is False
    assert 'MODE = "apply"' in session.ran.text


def test_a_run_that_cannot_be_read_ends_with_one_sentence(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.set_value("SECONDS", 60)
    real = Run.read
    failed: list[float] = []

    def broken(self: Run, timeout: float) -> list[Event]:
        if len(failed) < 3 and session.trace.tasks.status.size:
            failed.append(timeout)
            raise ValueError("what is this")
        return real(self, timeout)

    monkeypatch.setattr(Run, "read", broken)
    said: list[str] = []
    session.problem.connect(said.append)
    run(qtbot, session)
    assert len(said) == 1
    assert "what is this" in said[0]
    assert session.state == "finished"
    assert set(session.trace.tasks.status) == {Status.LOST}
    monkeypatch.undo()
    session.set_value("SECONDS", 0.05)
    run(qtbot, session)
    assert session.trace.exit_code == 0


def test_a_program_without_a_main_guard_is_told_so(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    session.set_program(
        own(
            tmp_path,
            "from multiprocessing import get_context\n"
            "for _ in range(3):\n"
            "    child = get_context('spawn').Process(target=print)\n"
            "    child.start()\n"
            "    child.join()\n",
        )
    )
    found: list[NeverBegan] = []
    session.found.connect(found.append)
    run(qtbot, session)
    assert [finding.count for finding in found] == [1, 2, 3][-len(found) :]
    assert found[0].method == "spawn"


def test_what_went_wrong_is_told_at_the_end_however_rarely_it_is_looked_for(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.told.SHARE", 1e-12)
    session.set_program(own(tmp_path, "raise ValueError\n"))
    found: list[object] = []
    session.found.connect(found.append)
    run(qtbot, session)
    assert [type(one).__name__ for one in found] == ["ProgramFailed"]
