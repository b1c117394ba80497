"""However much comes at once: everything is taken in, in order, and the window gets its turns in between."""

from collections.abc import Sequence
from time import perf_counter

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from gui import backlog
from gui.backlog import Backlog
from gui.session import Session
from tests.fakes import pool_events
from workers.program.program import Program, find_program
from workers.trace.trace import Trace
from workers.wire.events import Event, Output


def busy(seconds: float) -> None:
    until = perf_counter() + seconds
    while perf_counter() < until:
        pass


def test_everything_comes_in_order_and_the_end_comes_last(qtbot: QtBot) -> None:
    taken: list[Event | str] = []
    line = Backlog(taken.extend)
    line.emptied.connect(lambda: taken.append("end"))
    events = pool_events(tasks=400, seconds=0.01)
    for begin in range(0, len(events), 700):
        line.put(events[begin : begin + 700])
    with qtbot.waitSignal(line.emptied, timeout=10_000):
        line.finish()
    assert taken == [*events, "end"]
    assert len(line) == 0


def test_other_timers_get_their_turn_between_the_slices(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backlog, "SLICE", 0.0)
    beats: list[int] = []
    left: list[int] = []

    def take(events: Sequence[Event]) -> None:
        left.append(len(line))

    line = Backlog(take)
    heart = QTimer()
    heart.timeout.connect(lambda: beats.append(len(left)))
    heart.start(0)
    line.put(pool_events(tasks=400, seconds=0.01))
    with qtbot.waitSignal(line.emptied, timeout=10_000):
        line.finish()
    heart.stop()
    assert len(left) > 10
    assert len(set(beats)) > len(left) // 2


def test_a_turn_ends_when_its_time_is_over(qtbot: QtBot) -> None:
    turns: list[int] = []
    line = Backlog(lambda events: busy(2 * backlog.SLICE))
    line.turned.connect(turns.append)
    line.put(pool_events(tasks=100, seconds=0.01))
    with qtbot.waitSignal(line.emptied, timeout=20_000):
        line.finish()
    assert max(turns) == backlog.PORTION


def test_what_is_forgotten_is_not_handed_on(qtbot: QtBot) -> None:
    taken: list[Event] = []
    line = Backlog(taken.extend)
    line.put(pool_events())
    line.clear()
    line.put([])
    with qtbot.waitSignal(line.emptied):
        line.finish()
    assert taken == []


@pytest.fixture
def flood() -> Program:
    """Ten thousand lines in one go."""
    program = find_program("pool")
    return program.with_text("print('\\n'.join(map(str, range(10000))))\n")


@pytest.mark.usefixtures("no_process_left")
def test_a_run_is_finished_when_all_it_said_is_in_the_record(
    qtbot: QtBot, session: Session, flood: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "SLICE", 0.0)
    said: list[str] = []
    session.batch_applied.connect(lambda: said.append("batch"))
    session.run_finished.connect(lambda: said.append("finished"))
    session.set_program(flood)
    with qtbot.waitSignal(session.run_finished, timeout=60_000):
        session.start()
    assert said[-1] == "finished"
    assert said.count("finished") == 1
    text = "".join(line.text for line in session.trace.output)  # on a busy computer a line may come in two parts
    assert text == "".join(map(str, range(10000)))
    assert session.trace.events_lost == 0


@pytest.mark.usefixtures("no_process_left")
def test_the_clock_stands_still_when_the_run_is_over_though_its_record_is_not(
    qtbot: QtBot, session: Session, flood: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "SLICE", 0.0)
    seen: list[float] = []

    def put(self: Backlog, batch: Sequence[Event]) -> None:
        """However busy the computer is: nothing is taken in before the end is heard of."""
        self._events.extend(batch)
        if session._intake is not None and session._intake.over is not None:
            self._timer.start()

    monkeypatch.setattr(Backlog, "put", put)

    def look() -> None:
        if (
            session._intake is not None
            and session._intake.over is not None
            and session.trace.ended != session.trace.ended
        ):
            seen.append(session.now())

    session.batch_applied.connect(look)
    session.set_program(flood)
    with qtbot.waitSignal(session.run_finished, timeout=60_000):
        session.start()
    assert seen
    assert set(seen) == {session.trace.ended}


@pytest.mark.usefixtures("no_process_left")
def test_an_event_that_cannot_be_taken_in_is_one_sentence_and_the_rest_is_taken(
    qtbot: QtBot, session: Session, flood: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Trace._output
    seen: list[Output] = []

    def broken(self: Trace, event: Output) -> None:
        seen.append(event)
        if len(seen) % 10 == 0:
            raise KeyError(event.text)
        real(self, event)

    monkeypatch.setattr(Trace, "_output", broken)
    said: list[str] = []
    session.problem.connect(said.append)
    session.set_program(flood)
    with qtbot.waitSignal(session.run_finished, timeout=60_000):
        session.start()
    assert len(said) == 1
    assert "KeyError" in said[0]
    assert len(seen) >= 10000
    assert session.trace.output.total == len(seen) - len(seen) // 10
    assert session.trace.exit_code == 0


@pytest.mark.usefixtures("no_process_left")
def test_a_session_can_be_closed_while_its_backlog_is_full(
    qtbot: QtBot, session: Session, flood: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.intake.MAX_UNTAKEN", 10)
    monkeypatch.setattr(Backlog, "put", lambda self, batch: None)
    session.set_program(flood)
    with qtbot.waitSignal(session.run_started):
        session.start()
    qtbot.waitUntil(lambda: session._intake is not None and session._intake.bridge._untaken >= 10, timeout=20_000)
    session.close()
    assert not session.running
