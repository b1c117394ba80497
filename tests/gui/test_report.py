"""An error inside Poolscope is put before the user, can be copied, and the window goes on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qCritical, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.logging import _QtMessageCapture as QtLog
from pytestqt.qtbot import QtBot

from gui.language import CHINESE
from gui.shell.main_window import MainWindow
from gui.shell.report import Report
from gui.shell.screen import why_no_picture
from gui.shell.trouble import MAX_COUNTED, MAX_REPORTED, Trouble, reporting
from workers.log import close_log, open_log

ROOT = Path(__file__).parents[2]


@pytest.fixture
def trouble(
    window: MainWindow, qtbot: QtBot, qtlog: QtLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Trouble]:
    """What pytest and pytest-qt would take for failures of the test comes to the window instead; the log is in log.txt."""
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)
    open_log(tmp_path / "log.txt")
    with qtbot.captureExceptions(), qtlog.disabled(), reporting(window) as made:
        yield made
    close_log()


def fail(what: str = "a secret of the program's") -> None:
    raise KeyError(what)


def shown(trouble: Trouble) -> Report:
    assert trouble.report is not None
    assert trouble.report.isVisible()
    return trouble.report


def test_an_error_in_a_slot_is_shown_with_the_versions_and_can_be_copied(
    trouble: Trouble, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: trouble.report is not None)
    report = shown(trouble)
    for part in (
        "Poolscope ",
        "Python 3",
        "PySide6-Essentials ",
        "pyqtgraph ",
        "System ",
        "Qt 6",
        "in fail\n",
        "KeyError:",
    ):
        assert part in report.text
    report.copy()
    assert QGuiApplication.clipboard().text() == report.text
    window.actions_.projector.trigger()  # it goes on
    assert window.theme.scale > 1
    log = (tmp_path / "log.txt").read_text()
    assert "internal error: KeyError < fail (tests/gui/test_report.py:" in log
    assert "secret" not in log


def test_an_error_in_a_thread_is_shown_too(trouble: Trouble, qtbot: QtBot) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: trouble.report is not None)
    assert "in fail\n" in shown(trouble).text


def test_an_error_that_comes_again_is_counted_and_after_it_was_closed_it_stays_closed(
    trouble: Trouble, qtbot: QtBot, qapp: QApplication
) -> None:
    for _ in range(2 * MAX_COUNTED):
        sys.excepthook(ValueError, ValueError("one"), None)
    report = shown(trouble)
    assert f"{MAX_COUNTED} times or more:\nValueError: one\n" in report.text
    report.close()
    sys.excepthook(ValueError, ValueError("one"), None)
    assert not report.isVisible()
    sys.excepthook(ValueError, ValueError("two"), None)
    assert "one" in shown(trouble).text
    assert "ValueError: two\n" in report.text
    for number in range(2 * MAX_REPORTED):
        sys.excepthook(ValueError, ValueError(f"number {number}"), None)
    assert report.text.count("number") < MAX_REPORTED


def test_what_qt_calls_critical_is_reported_and_a_warning_is_logged(
    trouble: Trouble, qapp: QApplication, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    qWarning("a warning")
    assert trouble.report is None
    qCritical("something critical")
    assert "Qt: something critical" in shown(trouble).text
    log = (tmp_path / "log.txt").read_text()
    assert "WARNING" in log
    assert "Qt: a warning" in log


def test_a_view_that_cannot_be_refreshed_keeps_no_other_from_it(
    trouble: Trouble, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    refreshed: list[str] = []
    monkeypatch.setattr(window.timelines, "refresh", fail)
    monkeypatch.setattr(window.status, "refresh", lambda: refreshed.append("status"))
    monkeypatch.setattr("gui.shell.frames.monotonic", lambda: time.monotonic() + 60)  # every view is due
    window.frames.stop()
    window.frames.wake()
    window.frames.tick()
    assert refreshed == ["status"]
    assert "in fail\n" in shown(trouble).text


def test_somebody_who_interrupts_is_no_error(trouble: Trouble) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert trouble.report is None


def test_the_report_speaks_the_windows_language(trouble: Trouble, window: MainWindow, qtbot: QtBot) -> None:
    sys.excepthook(ValueError, ValueError("one"), None)
    english = shown(trouble).windowTitle()
    window.set_language(CHINESE)
    qtbot.waitUntil(lambda: shown(trouble).windowTitle() == "报告错误")
    assert english == "Report an error"


def test_afterwards_everything_is_as_it_was(window: MainWindow) -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    with reporting(window):
        assert sys.excepthook is not before[0]
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.skipif(bool(why_no_picture()), reason="Qt's libraries are missing")
def test_a_window_that_cannot_paint_a_part_of_itself_goes_on_to_the_end_of_the_run(tmp_path: Path) -> None:
    code = """
        import sys
        from gui.panels.headline import Headline
        def fail(self, event):
            raise ValueError("not painted")
        Headline.paintEvent = fail
        from gui.shell.start import main
        sys.exit(main(sys.argv[1:]))
    """
    words = ["run", "pool", "--set", "SECONDS=0.05", "--report", str(tmp_path / "report.json")]
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
    }
    command = [sys.executable, "-c", "\n".join(line[8:] for line in code.splitlines()), *words]
    window = subprocess.Popen(
        [*command, "--log-file", str(tmp_path / "log.txt")],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 50
    while not (tmp_path / "report.json").exists() and window.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    window.send_signal(signal.SIGTERM)
    said = window.communicate(timeout=50)[1]
    assert window.returncode == 0, said
    assert "ValueError: not painted" in said
    log = (tmp_path / "log.txt").read_text()
    assert "internal error: ValueError < fail" in log
    assert re.search(r"poolscope.trace: .*run.trace.json has the run, in \d+ bytes\n", log)
    assert "poolscope.window: the window is closed\n" in log
