"""Files that come into the window: opened lately, dropped, or named on the command line."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.shell import recent
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from tests.fakes import pool_events
from workers.files.traces import TraceWriter


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.py"
    path.write_text("print('own')\n")
    return path


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    writer = TraceWriter(tmp_path / "run.json")
    writer.write(pool_events())
    writer.close()
    return tmp_path / "run.json"


def entries(window: MainWindow) -> list[QAction]:
    """The menu as it opens."""
    window.files.recent.menu.aboutToShow.emit()
    return [action for action in window.files.recent.menu.actions() if not action.isSeparator()]


def drop(target: QWidget, *paths: Path) -> bool:
    """Drags files onto a widget and lets go; whether they were taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    data.setText(" ".join(map(str, paths)))  # as file managers do
    wanted = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(2, 2), *wanted)
    QApplication.sendEvent(target, entered)
    if entered.isAccepted():
        QApplication.sendEvent(target.window(), QDropEvent(QPointF(2, 2), *wanted))
    return entered.isAccepted()


def test_what_was_opened_is_in_the_menu_and_opens_from_there(
    qtbot: QtBot, window: MainWindow, own: Path, recording: Path
) -> None:
    assert [entry.isEnabled() for entry in entries(window)] == [False]
    assert window.controls.open(str(own))
    with qtbot.waitSignal(window.session.run_finished):
        window.files.open(recording)
    window.controls.open("pool")
    program, record = entries(window)
    assert (program.text(), record.text()) == ("own.py", "run.json")
    program.trigger()
    assert window.session.program.path == own
    with qtbot.waitSignal(window.session.run_finished):
        record.trigger()


def test_a_saved_recording_and_a_saved_copy_are_recent(
    qtbot: QtBot, window: MainWindow, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignal(window.session.run_finished, timeout=20_000):
        window.session.start()
    answer = [str(tmp_path / "run.json")]
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *asked: (answer[0], ""))
    window.files.ask_and_save_trace()
    answer[0] = str(tmp_path / "mine.py")
    assert window.files.unsaved.save()
    assert settings.recent_recordings == [str(tmp_path / "run.json")]
    assert settings.recent == [str(tmp_path / "mine.py")]


def test_a_missing_file_drops_out_and_the_window_does_not_wait_for_a_slow_disk(
    qtbot: QtBot, window: MainWindow, settings: Settings, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, slow, asked = str(tmp_path / "gone.json"), threading.Event(), set()

    def on_a_slow_disk(path: str) -> bool:
        asked.add(threading.current_thread())
        slow.wait(10)
        return path == gone

    monkeypatch.setattr(recent, "is_gone", on_a_slow_disk)
    settings.remember_program(own)
    settings.remember_recording(Path(gone))
    assert [entry.text() for entry in entries(window)] == ["own.py", "gone.json"]
    slow.set()
    qtbot.waitUntil(lambda: settings.recent_recordings == [])
    assert [entry.text() for entry in window.files.recent.menu.actions() if entry.data()] == ["own.py"]
    assert threading.main_thread() not in asked


def test_a_file_that_cannot_be_asked_for_may_come_back(tmp_path: Path, own: Path) -> None:
    assert not recent.is_gone(str(own))
    assert recent.is_gone(str(tmp_path / "none.py"))
    assert recent.is_gone(str(own / "below.py"))
    assert not recent.is_gone(str(tmp_path / ("long" * 200)))


def test_a_file_is_dropped_wherever_in_the_window(qtbot: QtBot, window: MainWindow, own: Path, recording: Path) -> None:
    edit = window.side.program.edit
    text = edit.text()
    window.side.tabs.setCurrentIndex(1)
    for target in (edit.viewport(), window.timelines.current.canvas, window.side.callbacks.table.viewport(), window):
        assert drop(target, own), target
        qtbot.waitUntil(lambda: window.session.program.path == own)
        assert window.controls.open("pool")
    assert edit.text() == text
    with qtbot.waitSignal(window.session.run_finished):
        assert drop(edit.viewport(), recording)
    assert not drop(edit.viewport(), own, recording), "one at a time"


def test_words_are_still_dropped_into_the_text(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("words")
    window.side.tabs.setCurrentIndex(1)
    entered = QDragEnterEvent(
        QPoint(20, 20), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window.side.program.edit.viewport(), entered)
    assert entered.isAccepted()
