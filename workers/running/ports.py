"""Whose port it is: what the run's processes without a probe listen on, and which server outside the run a process talks to.

Linux reports only the inode of a listening socket; whose it is stands in a process's list of descriptors, and reading those of a
whole computer has taken 36 s. So this is a thread of its own, which looks outside the run only when a process of the run
talks to a port that nobody in it owns, only for that port, and not for long.
"""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import psutil

from workers.running import tcp_diag
from workers.running.sampler import Sampler, sockets_of

PERIOD = 0.5  # s between two looks at what the foreign processes of the run listen on
MAX_LOOK = 1.0  # s for the owner of one port outside the run


class Ports:
    """Reports PortOwned; `emit` is `Speaker.emit`."""

    def __init__(self, sampler: Sampler, emit: Callable[..., None]) -> None:
        self._sampler = sampler
        self._emit = emit
        self._said: set[tuple[int, int]] = set()  # (pid, port)
        self._asked: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask(self, port: int) -> None:
        """A process of the run talks to `port` of this computer. From any thread; never waits."""
        self._asked.put(port)

    def _run(self) -> None:
        following = time.monotonic() + PERIOD
        while True:
            try:
                port = self._asked.get(timeout=max(0.01, following - time.monotonic()))
            except queue.Empty:
                following = time.monotonic() + PERIOD
                self._look_inside()
            else:
                self._look_outside(port)

    def _look_inside(self) -> None:
        """About 1 ms for each foreign process of the run."""
        for pid, process in self._sampler.foreign():
            with contextlib.suppress(psutil.Error, OSError):
                for connection in process.net_connections("tcp"):
                    self._say_owned(pid, connection, "", False)

    def _look_outside(self, port: int) -> None:
        if sys.platform == "linux":
            self._look_for(port)
            return
        inside = {child.pid for child in self._sampler.descendants()}
        with contextlib.suppress(psutil.Error, OSError):
            for connection in psutil.net_connections("tcp"):
                if connection.laddr and connection.laddr.port == port and connection.pid not in (None, 0, *inside):
                    self._say_owned(connection.pid, connection, psutil.Process(connection.pid).name(), True)

    def _look_for(self, port: int) -> None:
        inodes = tcp_diag.listening(port)
        inside = {child.pid for child in self._sampler.descendants()}
        deadline = time.monotonic() + MAX_LOOK
        for name in os.listdir("/proc") if inodes else ():  # noqa: PTH208 - thousands of paths
            if not name.isdigit() or int(name) in inside:
                continue
            if time.monotonic() > deadline:
                return
            if inodes.intersection(sockets_of(int(name), deadline)):
                with contextlib.suppress(psutil.Error):
                    self._say_port(int(name), port, psutil.Process(int(name)).name(), True)
                return

    def _say_owned(self, pid: int, connection: Any, command: str, outside: bool) -> None:
        if connection.status == psutil.CONN_LISTEN:
            self._say_port(pid, connection.laddr.port, command, outside)

    def _say_port(self, pid: int, port: int, command: str, outside: bool) -> None:
        if (pid, port) not in self._said:
            self._said.add((pid, port))
            self._emit("PortOwned", pid, port, command, outside)
