"""The big numbers fit the program, stay what they are during a run, and are of the same moment as the time axis."""

from __future__ import annotations

import math

import pytest
from pytestqt.qtbot import QtBot

from gui.panels.figure import Figure
from gui.panels.headline import MESSAGES, PROCESSES, TASKS, Headline
from gui.session import Session
from gui.shell.main_window import MainWindow
from gui.theme import LIGHT
from tests.fakes import message_events, pool_events
from tests.gui.desk import record, share_of
from workers.analysis.process_figures import message_figures, process_figures
from workers.program.program import find_program
from workers.trace.trace import Trace


@pytest.mark.parametrize(
    ("name", "kind", "captions"),
    [
        ("pool", TASKS, ["Done", "Speed-up", "Workers busy", "Waiting in queue"]),
        ("futures", TASKS, ["Done", "Speed-up", "Workers busy", "Waiting in queue"]),
        ("queue", MESSAGES, ["Processes", "Messages", "Sent", "Not received yet"]),
        ("manager", MESSAGES, ["Processes", "Messages", "Sent", "Not received yet"]),
        ("process", PROCESSES, ["Processes", "On a CPU", "Waiting for a core", "Memory"]),
        ("zombie", PROCESSES, ["Processes", "On a CPU", "Waiting for a core", "Memory"]),
    ],
)
def test_cards_fit_what_a_program_is_about_before_it_runs(
    qtbot: QtBot, session: Session, name: str, kind: int, captions: list[str]
) -> None:
    view = Headline(session, LIGHT)
    qtbot.addWidget(view)
    session.open(name)
    assert view.kind == kind
    assert [figure.caption for figure in view.figures] == ["Elapsed", *captions, "Cores in use"]


def test_an_opened_run_has_the_cards_of_what_it_holds(qtbot: QtBot, session: Session) -> None:
    view = Headline(session, LIGHT)
    qtbot.addWidget(view)
    session.show(record(message_events(messages=6, unread=1)), session.program)
    view.refresh()
    assert view.kind == MESSAGES
    numbers = [(figure.number, figure.remark) for figure in view.figures[1:5]]
    assert numbers[0] == ("3", "")
    assert numbers[1] == ("8", "7 received, 3 calls to managers")
    assert numbers[3][0] == "1"
    session.open("process")  # the run is still that of before
    assert view.kind == MESSAGES
    session.show(record(pool_events()), session.program)
    assert view.kind == TASKS


def test_failed_is_not_lost_and_no_card_comes_or_goes(qtbot: QtBot, session: Session) -> None:
    view = Headline(session, LIGHT)
    qtbot.addWidget(view)
    session.show(record(pool_events(dead_worker=True)), session.program)
    view.refresh()
    assert (view.done.number, view.done.remark, view.done.alarming) == ("9 / 10", "1 lost", True)
    assert len(view.figures) == 6
    session.show(record(pool_events()), session.program)
    view.refresh()
    assert (view.done.number, view.done.remark, view.done.alarming) == ("10 / 10", "tasks", False)


@pytest.mark.usefixtures("no_process_left")
def test_a_program_of_processes_is_counted_and_its_cards_stay_while_it_runs(qtbot: QtBot, window: MainWindow) -> None:
    session, view = window.session, window.headline
    session.set_program(find_program("zombie").with_value("LIFE", 0.1).with_value("SECONDS", 0.5))
    kinds: set[int] = set()
    session.batch_applied.connect(lambda: kinds.add(view.kind))
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.start()
    window.frames.refresh_all()
    figures = process_figures(session.trace, session.now())
    assert kinds == {PROCESSES}
    assert int(view.figures[1].number) == figures.count >= 3
    assert view.figures[1].remark == "1 failed"
    assert figures.memory > 0 and 0 <= figures.on_cpu < 1


def test_elapsed_and_the_time_axis_are_of_one_moment(window: MainWindow, session: Session) -> None:
    trace = Trace()
    trace.apply(pool_events()[:20])
    session.trace = trace
    seen: list[float] = []

    def at_once() -> None:
        seen.extend((session.now(), session.now()))

    window.frames.add(window.headline, 0.0, along=at_once)
    session.state = "running"
    window.frames.tick()
    session.state = "finished"
    assert len(seen) == 2 and seen[0] == seen[1]


def test_figures_of_nothing_are_not_known() -> None:
    figures = process_figures(Trace(), 0.0)
    assert (figures.count, figures.alive) == (0, 0) and math.isnan(figures.on_cpu)
    assert message_figures(Trace()).sent == 0


@pytest.mark.parametrize("width", [110, 150, 300])
def test_what_went_wrong_never_vanishes_from_a_narrow_card(qtbot: QtBot, width: int) -> None:
    figure = Figure("Done", LIGHT)
    qtbot.addWidget(figure)
    figure.set_compact(True)
    figure.resize(width, 60)
    figure.show_number("4 / 12", "1 failed, 7 lost", alarming=True)
    assert share_of(figure.grab().toImage(), LIGHT.failed, 0, 0, width, 60) > 0.001
    assert figure.toolTip() == "1 failed, 7 lost"
    figure.show_number("5 / 12", "tasks")
    assert figure.toolTip() == ""
