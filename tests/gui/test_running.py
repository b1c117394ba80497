"""The fixture that finds what a test leaves running."""

from __future__ import annotations

from threading import Event

from PySide6.QtCore import QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication

from tests.gui.running import Running


class Waiting(QThread):
    def __init__(self) -> None:
        super().__init__()
        self.done = Event()

    def run(self) -> None:
        self.done.wait()


def test_a_timer_and_a_thread_that_run_are_named_with_the_line_that_started_them(qt_running: Running) -> None:
    timer, stopped, thread = QTimer(), QTimer(), Waiting()
    timer.start(60_000)
    stopped.start(60_000)
    stopped.stop()
    thread.start()
    left = qt_running.left()
    timer.stop()
    thread.done.set()
    thread.wait()
    assert [where.partition(" ")[0] for where in left] == ["QTimer", "Waiting"]
    assert [where.rpartition(":")[0].rpartition("of ")[2] for where in left] == [__file__] * 2


def test_what_is_to_be_deleted_later_runs_no_more(qt_running: Running, qapp: QApplication) -> None:
    parent = QObject()
    timer = QTimer(parent)
    timer.start(60_000)
    parent.deleteLater()
    assert qt_running.left() == []


def test_one_that_lies_around_another_names_the_same_line(qt_running: Running) -> None:
    around = Running()
    try:
        timer = QTimer()
        timer.start(60_000)
        both = [*qt_running.left(), *around.left()]
        timer.stop()
    finally:
        around.end()
    assert len(both) == 2 and len(set(both)) == 1 and __file__ in both[0]
