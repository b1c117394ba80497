"""Poolscope's own log, of the standard library's logging: starts, ends, signals, sizes, problems; never the program's data.

The loggers are called "poolscope" and "poolscope.WHERE". Nothing is written, nor printed, unless a file or --verbose asks for it.
The viewer, a run's keeper and its guardians append to the same file: each record is one write to a file that is opened for
appending (open(2), O_APPEND), and has its process's number.

Standard library only.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import stat
import sys
import traceback
from logging.handlers import QueueHandler, QueueListener
from pathlib import Path
from typing import Any, TextIO

FORMAT = "%(asctime)s.%(msecs)03d %(levelname)-7s %(process)d %(name)s: %(message)s"
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
MAX_FRAMES = 12  # of an error
_FOLDER = str(Path(__file__).resolve().parents[1]) + os.sep


class _File(logging.StreamHandler[TextIO]):
    def __init__(self, name: str) -> None:
        descriptor = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        if descriptor <= 2 and sys.platform != "win32":  # whoever closed those: the program would take it for its own
            import fcntl

            low, descriptor = descriptor, fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 3)
            os.close(low)
        super().__init__(os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace"))
        self.setFormatter(logging.Formatter(FORMAT, TIME_FORMAT))

    def handleError(self, _record: logging.LogRecord) -> None:
        """A full disk is nothing to print a traceback for."""

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.stream.close()
        super().close()


_root = logging.getLogger("poolscope")
_root.propagate = False  # not to the handlers of who imports us
_root.addHandler(logging.NullHandler())  # without one, logging prints warnings to stderr
_root.setLevel(logging.CRITICAL + 1)
_file: str | None = None
_listener: QueueListener | None = None


def logger(name: str) -> logging.Logger:
    """ "keeper" → the logger "poolscope.keeper"."""
    return _root.getChild(name)


def open_log(file: Path | None, verbose: bool = False, stream: TextIO | None = None) -> None:
    """Write to the end of `file`; without one, where `verbose`, to `stream` (stderr). verbose: details too. Raises OSError."""
    global _file
    close_log()
    if file is not None:
        _file = str(file.absolute())
        _root.addHandler(_File(_file))
    elif verbose:
        handler = logging.StreamHandler(stream or sys.stderr)
        handler.setFormatter(logging.Formatter(FORMAT, TIME_FORMAT))
        _root.addHandler(handler)
    else:
        return
    _root.setLevel(logging.DEBUG if verbose else logging.INFO)


def close_log() -> None:
    """What was said is written; the file is closed. Idempotent."""
    global _file, _listener
    if _listener is not None:
        _listener.stop()
        for handler in _listener.handlers:
            handler.close()
        _listener = None
    for handler in _root.handlers[1:]:
        _root.removeHandler(handler)
        handler.close()
    _root.setLevel(logging.CRITICAL + 1)
    _file = None


def shared() -> dict[str, Any] | None:
    """What `join_log` needs, for JSON; None where nothing is to be written. A pipe or a terminal is the viewer's alone."""
    with contextlib.suppress(OSError):
        if _file is not None and stat.S_ISREG(os.stat(_file).st_mode):  # noqa: PTH116 - what it leads to
            return {"file": _file, "level": _root.level}
    return None


def join_log(shared: dict[str, Any] | None) -> None:
    """Write to the viewer's file, by a thread: whoever says something never waits for a disk. Never raises.

    No signal is given to that thread.
    """
    global _listener
    if shared is None:
        return
    close_log()
    try:
        handler = _File(shared["file"])
    except OSError:
        return
    records: queue.SimpleQueue[Any] = queue.SimpleQueue()
    _root.addHandler(QueueHandler(records))
    _root.setLevel(shared["level"])
    _listener = QueueListener(records, handler)
    if sys.platform == "win32":
        _listener.start()
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        _listener.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def described(error: BaseException | None) -> str:
    """An error's kind and where it came from, innermost first; not its message, which may have the program's data in it."""
    if error is None:
        return "unknown"
    frames = reversed(traceback.extract_tb(error.__traceback__)[-MAX_FRAMES:])
    places = [f"{frame.name} ({frame.filename.removeprefix(_FOLDER)}:{frame.lineno})" for frame in frames]
    return " < ".join([type(error).__name__, *places])
