"""Errors that nobody caught: logged, printed as ever, and put before the user, who goes on working."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from gui.quiet import HARMLESS
from gui.shell.main_window import MainWindow
from gui.shell.report import Report, surroundings
from workers.log import described, logger

MAX_REPORTED, MAX_COUNTED = 20, 100  # different errors; times that one happened: what paints is called with each frame

_log = logger("window")
_LEVELS = {
    QtMsgType.QtDebugMsg: 10,
    QtMsgType.QtInfoMsg: 20,
    QtMsgType.QtWarningMsg: 30,
}  # logging's; all others are 40


class Trouble(QObject):
    """Collects errors from any thread; a Report shows them, each once, with how often it happened."""

    _happened = Signal(str)  # carries it into the window's thread

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._counts: dict[str, int] = {}
        self._surroundings = ""
        self.report: Report | None = None
        self._happened.connect(self._show)

    def caught(self, error: BaseException, where: TracebackType | None) -> None:
        """From any thread."""
        _log.error("internal error: %s", described(error))
        self._happened.emit("".join(traceback.format_exception(type(error), error, where)))

    def told(self, kind: QtMsgType, message: str) -> None:
        """By Qt, from any thread. What it calls critical is reported; warnings are only logged."""
        if message.startswith(HARMLESS):
            return
        _log.log(_LEVELS.get(kind, 40), "Qt: %s", message)
        if kind not in _LEVELS:
            self._happened.emit(f"Qt: {message}\n")

    def _show(self, text: str) -> None:
        count = self._counts.get(text, 0) + 1
        new = count == 1
        if count > MAX_COUNTED or (new and len(self._counts) >= MAX_REPORTED):
            return
        self._counts[text] = count
        if not new and (self.report is None or not self.report.isVisible()):
            return  # it was shown and closed: it is known
        if self.report is None:
            self._surroundings = surroundings()
            self.report = Report(self._window.theme, self._window)
        self.report.set_text(self.text)
        if new and not self.report.isVisible():
            self.report.show()

    @property
    def text(self) -> str:
        parts = [self._surroundings + "\n"]
        for error, count in self._counts.items():
            times = f"{count} times" if count < MAX_COUNTED else f"{count} times or more"
            parts.append(error if count == 1 else f"{times}:\n{error}")
        return "\n".join(parts)


@contextmanager
def reporting(window: MainWindow) -> Iterator[Trouble]:
    """Until it is left, what nobody catches is reported in `window`; it also goes where it went before."""
    trouble = Trouble(window)
    exception, thread, unraisable = sys.excepthook, threading.excepthook, sys.unraisablehook

    def on_exception(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        exception(kind, error, where)
        if isinstance(error, Exception):
            trouble.caught(error, where)

    def on_thread(args: threading.ExceptHookArgs) -> None:
        thread(args)
        if isinstance(args.exc_value, Exception):
            trouble.caught(args.exc_value, args.exc_traceback)

    def on_unraisable(args: Any) -> None:
        """Of a destructor, mostly: it stopped nothing."""
        unraisable(args)
        _log.warning("error in a destructor: %s", described(args.exc_value))

    def on_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if message_handler is not None:
            message_handler(kind, context, message)
        trouble.told(kind, message)

    sys.excepthook, threading.excepthook, sys.unraisablehook = on_exception, on_thread, on_unraisable
    message_handler = qInstallMessageHandler(on_message)
    try:
        yield trouble
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = exception, thread, unraisable
        qInstallMessageHandler(message_handler)
