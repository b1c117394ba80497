"""A window of its own for every test: its settings in a temporary folder, and no Qt warning unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType
from PySide6.QtWidgets import QApplication
from pytestqt.logging import _QtMessageCapture as QtLog
from pytestqt.qtbot import QtBot

from gui.language import ENGLISH, use_language
from gui.session import Session
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from gui.theme import DARK, LIGHT, Theme
from gui.time_window import TimeWindow
from tests.fakes import pool_events
from tests.gui.running import Running
from workers.program.program import Program, find_program
from workers.trace.trace import Trace

HARMLESS = ("This plugin does not support",)  # the offscreen platform, of what only a real screen can do


@pytest.fixture(scope="session")
def qt_running() -> Iterator[Running]:
    made = Running()
    yield made
    made.end()


@pytest.fixture(autouse=True)
def nothing_left_running(qt_running: Running, qapp: QApplication) -> Iterator[None]:
    """A thread or a timer that a test leaves running fails that test, not one after it."""
    yield
    assert qt_running.left() == []


@pytest.fixture(autouse=True)
def no_qt_warning(qtlog: QtLog) -> Iterator[None]:
    """What Qt warns of fails the test that caused it."""
    yield
    bad = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
    said = [record.message for record in qtlog.records if record.type in bad]
    assert not [message for message in said if not message.startswith(HARMLESS)]


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    """Whatever the computer speaks, and whatever the test before has chosen."""
    use_language(ENGLISH)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "settings.ini")
    made.theme = "light"
    made.language = ENGLISH
    return made


@pytest.fixture(params=[LIGHT, DARK, LIGHT.scaled(1.4)], ids=["light", "dark", "projector"])
def theme(request: pytest.FixtureRequest) -> Theme:
    chosen: Theme = request.param
    return chosen


@pytest.fixture
def program() -> Program:
    """The built-in pool, made quick."""
    return find_program("pool").with_value("SECONDS", 0.05).with_value("TASKS", 6)


@pytest.fixture
def session(qapp: QApplication, program: Program) -> Iterator[Session]:
    if qapp.style().objectName() != "fusion":  # each change polishes all widgets anew, those on their way out as well
        qapp.setStyle("Fusion")
    made = Session(program)
    yield made
    made.close()


@pytest.fixture
def time_window(qapp: QApplication) -> TimeWindow:
    return TimeWindow()


@pytest.fixture
def trace() -> Trace:
    """Ten tasks of two seconds on three workers."""
    made = Trace()
    made.apply(pool_events())
    return made


@pytest.fixture
def open_window(qtbot: QtBot, session: Session, settings: Settings) -> Callable[[], MainWindow]:
    """Opens the window, 1366 × 768."""

    def open_it(width: int = 1366, height: int = 768) -> MainWindow:
        window = MainWindow(session, settings)
        qtbot.addWidget(window)
        window.resize(width, height)
        with qtbot.waitExposed(window):
            window.show()
        return window

    return open_it


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    return open_window()
