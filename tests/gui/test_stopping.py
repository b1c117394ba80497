"""A run is stopped as the program wants it, or killed; and what becomes of it when the window is closed."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from gui.controls import run_buttons
from gui.session import Session
from gui.shell.app import _on_signals
from gui.shell.main_window import MainWindow
from workers.program.program import find_program

pytestmark = [
    pytest.mark.usefixtures("no_process_left"),
    pytest.mark.skipif("os.name != 'posix'", reason="POSIX signals"),
]

STUBBORN = "import signal, time\nsignal.signal(signal.SIGTERM, lambda *_: print('not yet', flush=True))\n"
STUBBORN += "print('ready', flush=True)\nwhile True: time.sleep(0.01)\n"
SAVING = "import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: (print('saved'), sys.exit(3)))\n"
SAVING += "print('ready', flush=True)\ntime.sleep(60)\n"


@pytest.fixture
def begin(
    qtbot: QtBot, session: Session, open_window: Callable[[], MainWindow], tmp_path: Path
) -> Callable[[str], MainWindow]:
    """Runs a program until it says that it is ready."""
    session.grace = 60.0

    def start(text: str) -> MainWindow:
        (tmp_path / "own.py").write_text(text)
        window = open_window()
        session.set_program(find_program(str(tmp_path / "own.py")))
        session.start()
        qtbot.waitUntil(lambda: bool(session.trace.output.total), timeout=20_000)
        return window

    return start


def press(qtbot: QtBot, window: MainWindow, words: str) -> None:
    """A button of the question that closing asks."""
    question = window.closing.question
    assert question is not None
    found = [button for button in question.findChildren(QAbstractButton) if button.text() == words]
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


def said(window: MainWindow) -> list[str]:
    return [line.text for line in window.session.trace.output]


def test_stop_lets_the_program_end_in_its_own_way(qtbot: QtBot, begin: Callable[[str], MainWindow]) -> None:
    window = begin(SAVING)
    with qtbot.waitSignal(window.session.run_finished, timeout=20_000):
        window.controls.stop_button.click()
    assert said(window) == ["ready", "saved"]
    assert window.session.trace.exit_code == 3
    assert not window.actions_.run.isEnabled()  # whoever was about to press "Kill now" does not run it again
    qtbot.waitUntil(window.actions_.run.isEnabled)


def test_what_is_stopped_counts_down_beside_kill_and_nothing_moves(
    qtbot: QtBot, begin: Callable[[str], MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_buttons, "TICK", 10)
    window = begin(STUBBORN)
    session, buttons = window.session, window.controls.buttons
    places = [buttons.geometry(), buttons.run.size(), buttons.stop.geometry()]
    assert not buttons.kill.isVisible()
    assert not window.actions_.kill.isEnabled()
    buttons.stop.setFocus()
    window.actions_.stop.trigger()
    assert buttons.kill.isVisible()
    assert buttons.kill.isEnabled()
    assert not buttons.run.isVisible()
    assert buttons.stop.text().strip() == "Stopping…\n60 s"
    assert not buttons.stop.isEnabled()
    assert [buttons.geometry(), buttons.kill.size(), buttons.stop.geometry()] == places
    assert buttons.stop.sizeHint().width() <= buttons.stop.width()
    qtbot.waitUntil(lambda: buttons.stop.text().strip() != "Stopping…\n60 s", timeout=20_000)
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        window.actions_.kill.trigger()
        assert not buttons.kill.isEnabled()
    assert session.trace.end_reason
    assert not buttons.run.isVisible()  # a second click would run it again
    qtbot.waitUntil(buttons.run.isVisible)
    assert buttons.run.isEnabled()
    assert buttons.stop.text().strip() == "Stop"
    assert [buttons.geometry(), buttons.run.size(), buttons.stop.geometry()] == places


@pytest.mark.parametrize("answer", ["Stop", "Kill", "Wait for its end"])
def test_closing_during_a_run_asks_and_the_window_closes_when_the_run_has_ended(
    qtbot: QtBot, begin: Callable[[str], MainWindow], answer: str
) -> None:
    window = begin(SAVING)
    session = window.session
    assert not window.close()
    assert window.isVisible()
    press(qtbot, window, answer)
    if answer.startswith("Wait"):
        assert session.state == "running"
        assert "closes when the run has ended" in window.status.notice.text
        session.kill(session.trace.lanes[0].pid)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert session.state == "finished"
    assert ("saved" in said(window)) == (answer == "Stop")
    assert window.closing.question is None


def test_closing_can_be_thought_better_of(qtbot: QtBot, begin: Callable[[str], MainWindow]) -> None:
    window = begin(SAVING)
    window.close()
    press(qtbot, window, "Wait for its end")
    window.close()
    question = window.closing.question
    assert question is not None
    window.close()
    assert window.closing.question is question
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.closing.question is None)
    with qtbot.waitSignal(window.session.run_finished, timeout=20_000):
        window.session.stop()
    assert window.isVisible()
    assert window.close()


def test_a_run_that_ends_while_it_is_asked_about_closes_the_window(
    qtbot: QtBot, begin: Callable[[str], MainWindow]
) -> None:
    window = begin(SAVING)
    window.close()
    window.session.stop()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    qtbot.waitUntil(lambda: window.closing.question is None)


def test_who_cannot_answer_is_not_asked(qtbot: QtBot, begin: Callable[[str], MainWindow]) -> None:
    window = begin(STUBBORN)
    window.closing.end_with_desktop(None)
    assert window.closing.question is None
    qtbot.waitUntil(lambda: "not yet" in said(window), timeout=20_000)
    assert window.session.state == "stopping"
    window.closing.end()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    window.closing.end_with_desktop(None)


def test_a_signal_that_the_caller_ignores_stays_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    ends: list[str] = []
    try:
        former = _on_signals(lambda: ends.append("end"))
        assert signal.SIGHUP not in former
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert ends == ["end", "end"]
