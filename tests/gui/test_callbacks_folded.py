"""Where there are no callbacks their panel leaves the room to the others, and nothing moves during a run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from gui.shell.main_window import MainWindow
from tests.fakes import pool_events
from tests.gui.desk import record


def fold_lesson(window: MainWindow) -> None:
    """In a low window a lesson that is read takes the callbacks' room."""
    window.side.strip.fold(True)


def test_a_program_without_callbacks_has_only_their_head(qtbot: QtBot, window: MainWindow) -> None:
    side, session = window.side, window.session
    fold_lesson(window)
    qtbot.waitUntil(lambda: side.callbacks.height() > 150)
    lower = side.callbacks.height()
    assert not side.callbacks.folded and side.callbacks.table.isVisible()
    session.open("process")
    fold_lesson(window)
    assert side.callbacks.folded and not side.callbacks.table.isVisible()
    qtbot.waitUntil(lambda: side.callbacks.title.isVisible() and 0 < side.callbacks.height() < 80)
    session.open("pool")
    fold_lesson(window)
    qtbot.waitUntil(lambda: abs(side.callbacks.height() - lower) <= 20)


def test_a_callback_that_nobody_expected_unfolds_the_panel(window: MainWindow) -> None:
    side, session = window.side, window.session
    fold_lesson(window)
    session.open("process")
    fold_lesson(window)
    session.show(record(pool_events()), session.program)
    window.frames.refresh_all()
    assert not side.callbacks.folded and side.callbacks.table.isVisible()


@pytest.mark.usefixtures("no_process_left")
def test_it_is_folded_from_the_next_run_on_and_never_within_one(qtbot: QtBot, window: MainWindow) -> None:
    callbacks, session = window.side.callbacks, window.session
    session.set_program(replace(session.program, text="# callback\nprint(1)\n"))
    folded: list[bool] = []
    callbacks.folded_changed.connect(lambda: folded.append(session.running))
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.start()
    assert not callbacks.folded and folded == []
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.start()
    assert callbacks.folded and len(folded) == 1
