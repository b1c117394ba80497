"""The application: one window, from its opening to a clean end."""

from __future__ import annotations

import gc
import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from gui.lessons import is_builtin
from gui.quiet import quiet
from gui.session import GRACE, Session
from gui.shell.main_window import MainWindow
from gui.shell.picture import save_window
from gui.shell.settings import Settings
from gui.shell.trouble import reporting
from workers.analysis.statistics import report
from workers.disk.scratch import sweep
from workers.disk.writing import replacing
from workers.log import logger
from workers.program.program import Program

_log = logger("window")

SWITCH = 0.001  # s after which one thread of the window lets another one go on


def main(
    program: Program,
    *,
    arguments: tuple[str, ...] = (),
    python: str = sys.executable,
    python_options: tuple[str, ...] = (),
    autostart: bool = False,
    trace_path: Path | None = None,
    report_path: Path | None = None,
    png_path: Path | None = None,
    timeout: float | None = None,
    grace: float = GRACE,
    open_path: Path | None = None,
    settings: Settings | None = None,
) -> int:
    """Shows the window until it is closed; the exit code for the shell.

    With `autostart` the program runs at once. The report and the picture are written whenever a run has ended, the
    trace while it runs.
    """
    with quiet(), _at_its_smoothest():
        return _show(
            program,
            arguments,
            python,
            python_options,
            autostart,
            trace_path,
            report_path,
            png_path,
            timeout,
            grace,
            open_path,
            settings or Settings(),
        )


def _show(
    program: Program,
    arguments: tuple[str, ...],
    python: str,
    python_options: tuple[str, ...],
    autostart: bool,
    trace_path: Path | None,
    report_path: Path | None,
    png_path: Path | None,
    timeout: float | None,
    grace: float,
    open_path: Path | None,
    settings: Settings,
) -> int:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    application.setApplicationName("Poolscope")
    application.setApplicationDisplayName("Poolscope")
    application.setStyle("Fusion")
    Thread(target=sweep, name="sweep", daemon=True).start()  # what a killed window left behind may be large
    session = Session(
        program,
        arguments=arguments,
        python=python,
        python_options=python_options,
        timeout=timeout,
        grace=grace,
        record_to=trace_path,
    )
    window = MainWindow(session, settings)
    session.run_finished.connect(lambda: _write_files(window, report_path, png_path))
    application.aboutToQuit.connect(window.places.explorer.close)
    application.aboutToQuit.connect(session.close)
    if settings.geometry.isEmpty():
        window.showMaximized()
    else:
        window.show()
    window.files.recent.look()
    window.files.unsaved.tell_rescued(settings, autostart or open_path is not None)
    if not autostart and open_path is None and is_builtin(program):
        window.stage.show_gallery()
    if autostart:
        QTimer.singleShot(0, session.start)
    elif open_path is not None:
        QTimer.singleShot(0, lambda: window.files.open(open_path))
    # Python sees a signal only between two of its own instructions, of which an idle event loop has none.
    heartbeat = QTimer()
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start(200)
    former = _on_signals(window.closing.end)
    application.commitDataRequest.connect(window.closing.end_with_desktop)
    gc.freeze()  # what there is by now stays: no collection needs to look through it in the middle of a run
    try:
        with reporting(window):
            _log.info("the window is open, by %s", application.platformName())
            return application.exec()
    finally:
        _log.info("the window is closed")
        for number, handler in former.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        session.close()
        window.deleteLater()


def _on_signals(end: Callable[[], None]) -> dict[int, object]:
    """Calls `end` at each signal that asks us to end; what was before. One that our caller ignores, as nohup does, stays so."""
    former: dict[int, object] = {}
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):  # Windows has no SIGHUP, others no SIGBREAK
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            former[number] = signal.signal(number, lambda *_: end())
    return former


@contextmanager
def _at_its_smoothest() -> Iterator[None]:
    """While the bridge's thread computes, Python would let the window wait 5 ms for every call into Qt."""
    former = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(former)
        gc.unfreeze()


def _write_files(window: MainWindow, report_path: Path | None, png_path: Path | None) -> None:
    for path, write in ((report_path, _write_report), (png_path, save_window)):
        if path is None:
            continue
        try:
            write(window, path)
        except OSError as error:
            reason = error.strerror or str(error)
            said = QCoreApplication.translate("App", "{0} could not be written: {1}").format(path, reason)
            window.session.problem.emit(said)


def _write_report(window: MainWindow, path: Path) -> None:
    text = json.dumps(report(window.session.trace), indent=2, allow_nan=False)
    with replacing(path) as file:
        file.write(text.encode() + b"\n")
