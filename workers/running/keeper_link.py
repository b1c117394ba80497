"""The viewer's link to a run's keeper: starts it, on Linux under its guardians; gives it orders; knows when all of them are gone.

Two pipes hold it together. By one the orders go; when its writing end closes, the viewer is gone. Of the other only the
keeper and its guardians hold the writing end: when that closes, none of them is alive.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from workers.running.process_tree import Ends, high_pipe

_ROOT = Path(__file__).resolve().parents[2]
# In the place of the current folder, whose files may be named like modules of the standard library.
_START_KEEPER = f"import sys; sys.path[0] = {str(_ROOT)!r}; from workers.running.keeper import main; main()"
_GUARDIAN = str(Path(__file__).resolve().with_name("guardian.py"))
_LEAVING = 5.0  # s that keeper and guardians may take to end when nobody gives orders any more


class KeeperLink:
    """Raises OSError where the keeper cannot be started."""

    def __init__(
        self, settings: dict[str, Any], handle: int, streams: dict[str, Any], foreground: bool, mask: Iterable[int]
    ) -> None:
        """`settings`: those of `keeper.Settings` but `orders`. `handle`: the EventQueue's write end. `streams`: for Popen.

        foreground: keeper and guardians stay in this session, out of this process group; else they have a session of their own.
        mask: the signals that are to be blocked in the program.
        """
        self._writing = threading.Lock()
        self._orders = self._alive = self._witness = -1
        if sys.platform == "win32":
            self._process = _start_on_windows(settings, handle, streams)
            return
        orders, self._orders = high_pipe()
        self._alive, alive = high_pipe()
        self._witness, witness = high_pipe()
        os.set_blocking(self._orders, False)
        try:
            command = [sys.executable, "-c", _START_KEEPER, str(handle), json.dumps({**settings, "orders": orders})]
            pass_fds = [handle, orders, alive, witness]
            if sys.platform == "linux":
                guarded = {"command": command, "viewer": orders, "pass_fds": [handle, alive]}
                guarded |= {
                    "folder": settings["folder"],
                    "mask": sorted(mask),
                    "witness": witness,
                    "log": settings["log"],
                }
                command = [sys.executable, "-I", "-S", _GUARDIAN, json.dumps(guarded)]
            self._process = subprocess.Popen(
                command,
                pass_fds=pass_fds,
                start_new_session=not foreground,
                process_group=0 if foreground and sys.platform != "linux" else None,
                **streams,
            )
        except BaseException:
            self.close()
            raise
        finally:
            for descriptor in (orders, alive, witness):
                os.close(descriptor)

    @property
    def reader(self) -> int | None:
        """Becomes readable when keeper and guardians are gone; None where `gone` has to be asked."""
        return self._alive if self._alive >= 0 else None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """What was started: its streams are the program's."""
        return self._process

    def gone(self) -> bool:
        """Whether neither the keeper nor a guardian is alive."""
        if self._alive < 0:
            return self._process.poll() is not None
        return self._wait(0.0)

    def _wait(self, seconds: float) -> bool:
        ends = Ends()
        ends.await_hang_up(self._alive)
        return any(True for _ in ends.wait(seconds))

    def witnessed(self, number: int, seconds: float) -> bool:
        """Whether the signal also came to the guardian in this process's group, at the latest `seconds` from now."""
        deadline = time.monotonic() + seconds
        while self._witness >= 0 and (left := deadline - time.monotonic()) > 0:
            if not select.select([self._witness], [], [], left)[0]:
                break
            told = os.read(self._witness, 1)
            if told in (bytes((number,)), b""):
                return told != b""
        return False

    def ask(self, order: str) -> bool:
        """Give the keeper an order (see `workers.running.keeper`); whether somebody can hear it. From any thread; never waits."""
        with self._writing:
            if sys.platform == "win32":
                with contextlib.suppress(OSError, ValueError):
                    assert self._process.stdin is not None
                    self._process.stdin.write(order.encode("ascii") + b"\n")
                    self._process.stdin.flush()
                    return True
            elif self._orders >= 0:
                with contextlib.suppress(OSError):
                    os.write(self._orders, order.encode("ascii") + b"\n")
                    return True
        return False

    def hang_up(self) -> None:
        """No more orders: what still runs is ended within some seconds."""
        with self._writing:
            if sys.platform == "win32":
                with contextlib.suppress(OSError):
                    assert self._process.stdin is not None
                    self._process.stdin.close()
            elif self._orders >= 0:
                os.close(self._orders)
                self._orders = -1

    def close(self) -> None:
        """Hang up, wait until keeper and guardians are gone, free what is held. Idempotent."""
        self.hang_up()
        if self._alive >= 0:
            self._wait(_LEAVING)
            os.close(self._alive)
            os.close(self._witness)
            self._alive = self._witness = -1
        process = getattr(self, "_process", None)
        if process is not None and process.returncode is None:
            try:
                process.wait(_LEAVING)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _start_on_windows(settings: dict[str, Any], handle: int, streams: dict[str, Any]) -> subprocess.Popen[bytes]:
    """There the orders are the keeper's standard input, and a job takes the guardians' part (`windows_job`)."""
    options: dict[str, Any] = {**streams, "stdin": subprocess.PIPE}
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)
        options["startupinfo"] = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
        options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
    command = [sys.executable, "-c", _START_KEEPER, str(handle), json.dumps({**settings, "orders": None})]
    return subprocess.Popen(command, **options)
