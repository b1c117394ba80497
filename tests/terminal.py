"""A terminal with a program in it, driven as a person would."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 30.0  # s; only a hang comes near it
CTRL_C, CTRL_Z, CTRL_BACKSLASH = b"\x03", b"\x1a", b"\x1c"


class Terminal:
    def __init__(self, pid: int, descriptor: int) -> None:
        self.pid = pid
        self._descriptor = descriptor
        self.seen = ""
        self.status: int | None = None

    def until(self, words: str, times: int = 1) -> None:
        """Read until `words` have been seen so often. AssertionError when the program ends, or takes too long, before."""
        deadline = time.monotonic() + PATIENCE
        while self.seen.count(words) < times:
            assert self._read(deadline - time.monotonic()), f"no {words!r} in {self.seen!r}"

    def press(self, key: bytes) -> None:
        os.write(self._descriptor, key)

    def to_the_end(self) -> int:
        """The exit code, as Popen.returncode has it."""
        deadline = time.monotonic() + PATIENCE
        while self._read(deadline - time.monotonic()):
            pass
        assert time.monotonic() < deadline, f"still running: {self.seen!r}"
        if self.status is None:
            self.status = os.waitpid(self.pid, 0)[1]
        return os.waitstatus_to_exitcode(self.status)

    def _read(self, seconds: float) -> bool:
        if seconds <= 0 or not select.select([self._descriptor], [], [], seconds)[0]:
            return False
        data = b""
        with contextlib.suppress(OSError):  # what Linux says at a terminal's end
            data = os.read(self._descriptor, 1 << 16)
        self.seen += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)


@contextmanager
def terminal(*command: str, folder: Path) -> Iterator[Terminal]:
    """`command` in a terminal of its own, as the leader of a session."""
    pid, descriptor = pty.fork()
    if pid == 0:
        try:
            os.chdir(folder)
            os.execvp(command[0], command)
        finally:
            os._exit(127)
    driven = Terminal(pid, descriptor)
    try:
        yield driven
    finally:
        os.close(descriptor)  # hangs up
        if driven.status is None:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
