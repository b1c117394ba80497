"""The Python that is to run the program: whether it is one, and one that a probe can be in."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

from workers.errors import EngineError, ErrorKind

OLDEST_PYTHON = (3, 9)
ANSWER = 10.0  # s that an interpreter may take to say its version
_LOOK = 0.01  # s between two looks whether it has, or whether nobody wants to know any more


class InterpreterError(EngineError):
    """It is none that a probe can be in."""


def check_interpreter(python: str, patience: float = ANSWER, unwanted: threading.Event | None = None) -> None:
    """Raises InterpreterError where `python` cannot run a watched program, or did not answer within `patience` s.

    unwanted: once it is set there is no more waiting.
    """
    if python == sys.executable:
        return
    if shutil.which(python) is None:
        raise InterpreterError(ErrorKind.NO_INTERPRETER, python)
    version = _version_of(python, patience, unwanted)
    if len(version) != 2:
        raise InterpreterError(ErrorKind.NOT_AN_INTERPRETER, python)
    if version < OLDEST_PYTHON:
        own, oldest = (".".join(map(str, each)) for each in (version, OLDEST_PYTHON))
        raise InterpreterError(ErrorKind.PYTHON_TOO_OLD, python, own, oldest)


def _version_of(python: str, patience: float, unwanted: threading.Event | None) -> tuple[int, ...]:
    command = [python, "-S", "-c", "import sys; print(sys.version_info[0], sys.version_info[1])"]
    try:
        asked = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            errors="replace",
            start_new_session=True,  # what does not answer is ended with all that it may have started
        )
    except OSError:
        return ()
    deadline = time.monotonic() + patience
    while asked.poll() is None:
        if time.monotonic() >= deadline or (unwanted is not None and unwanted.is_set()):
            _end(asked)
            raise InterpreterError(ErrorKind.NO_ANSWER, python)
        time.sleep(_LOOK)
    assert asked.stdout is not None
    with asked.stdout:
        answer = _read(asked.stdout.fileno())
    try:
        return tuple(map(int, answer.split())) if asked.returncode == 0 else ()
    except ValueError:
        return ()


def _read(descriptor: int) -> bytes:
    """What is there: whoever still holds the other end is not waited for."""
    if sys.platform != "win32":
        os.set_blocking(descriptor, False)
    with contextlib.suppress(OSError):
        return os.read(descriptor, 100)
    return b""


def _end(asked: subprocess.Popen[str]) -> None:
    if sys.platform == "win32":
        asked.kill()
    else:
        with contextlib.suppress(OSError):
            os.killpg(asked.pid, signal.SIGKILL)
    asked.wait()
    assert asked.stdout is not None
    asked.stdout.close()
