"""Signals that are sent to a run without a window, as strace(1) treats them: they are the program's.

The program is in our process group and has our terminal, so the kernel gives Ctrl-C and Ctrl-\\ to it as well as to us:
those we neither pass on nor answer. A signal that comes to this process alone is passed on to the program's main process,
and what it does about it is its own affair; one that is sent to the whole group (`kill %1`, timeout(1)) it has already. A
terminal that hangs up tells the leader of its session alone. What the caller ignores (nohup, a background job) stays
ignored. Ctrl-Z and fg stop and continue both.

sigaction(2), si_code: what comes from the kernel is above 0, what kill(2) and its like send is not. Where the system does not
tell (macOS), Ctrl-C is taken for the terminal's and all else for somebody's.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from workers.log import logger
from workers.running.process_tree import is_below
from workers.running.run import Run

_log = logger("signals")

STUCK = 0.4  # s that something may take that waits for somebody else, when it is time to end
_LOOK = 0.05  # s between two looks then
_MAX_PAUSE = 1.0  # s between two looks while there is no hurry
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")


def hold_back() -> frozenset[int] | None:
    """Block the signals that `Signals` is to answer; which were blocked before. None where that is not the way.

    To be called before any library starts threads (numpy's does when it is imported): one of them would be given the signal.
    """
    if not hasattr(signal, "sigwaitinfo"):
        return None
    return frozenset(signal.pthread_sigmask(signal.SIG_BLOCK, _not_ignored()))


def _not_ignored() -> set[int]:
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    return {number for number in numbers if signal.getsignal(number) != signal.SIG_IGN}


class Signals:
    """A context in which signals go to the program of `run`, and in which nothing that hangs outlasts the run's time.

    A thread does that which does nothing but wait; they are held back from all others (`hold_back`). Another one looks
    whether something hangs. leave_at: `time.monotonic()` when this process is to leave, even where its first thread waits for
    somebody (see `waiting`), with the exit code `leave_with`.
    """

    def __init__(self, run: Run, leave_at: float | None = None, leave_with: int = 0) -> None:
        self._run = run
        self._leave_at, self._leave_with = leave_at, leave_with
        self._waiting_since: float | None = None
        self._asked = 0  # the last signal that was passed on
        self._done = threading.Event()
        self._hurry = threading.Event()
        self._numbers = _not_ignored()
        self._threads: list[threading.Thread] = []
        self._handlers: dict[int, Any] = {}

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """For what may wait for somebody else without end: a pipe that nobody reads, a terminal that is held."""
        self._waiting_since = time.monotonic()
        try:
            yield
        finally:
            self._waiting_since = None

    def __enter__(self) -> Signals:
        if not hasattr(signal, "sigwaitinfo"):
            self._handlers = {number: signal.signal(number, self._received) for number in self._numbers}
        elif signal.SIGINT in self._numbers:
            # Python's own handler would turn into a KeyboardInterrupt what `die_by` means.
            self._handlers = {signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_DFL)}
        if hasattr(signal, "sigwaitinfo") and self._numbers:
            self._threads.append(threading.Thread(target=self._wait, daemon=True))
        self._threads.append(threading.Thread(target=self._look, daemon=True))
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._done.set()
        self._hurry.set()
        for thread in self._threads[:-1]:
            for number in itertools.islice(self._numbers, 1):  # wakes it up
                signal.pthread_kill(thread.ident or 0, number)
        for thread in self._threads:
            thread.join(_MAX_PAUSE)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    @property
    def asked(self) -> int:
        """The last signal that was sent to this process alone; 0: none."""
        return self._asked

    def _received(self, number: int, _frame: FrameType | None) -> None:
        if sys.platform == "win32":
            self._run.stop()
        elif number != signal.SIGINT or not os.isatty(0):
            self._run.signal(number)

    def _wait(self) -> None:
        """Not by sigtimedwait: that one tells of a signal that never came when this process was stopped meanwhile (3.11)."""
        signal.pthread_sigmask(
            signal.SIG_BLOCK, self._numbers
        )  # held back or not: what wakes this thread must not end it
        while not self._done.is_set():
            info = signal.sigwaitinfo(self._numbers)
            if not self._done.is_set():
                self._answer(info)
                self._hurry.set()

    def _look(self) -> None:
        while not self._done.is_set():
            due = _LOOK if self._asked else _MAX_PAUSE
            if self._leave_at is not None:
                due = min(due, max(_LOOK, self._leave_at - time.monotonic()))
            self._hurry.wait(due)
            self._hurry.clear()
            self._leave_if_stuck()

    def _answer(self, info: signal.struct_siginfo) -> None:
        number = info.si_signo
        if self._run.over():
            if self._run.finished and self._waiting_since is None:
                die_by(number)  # there is nobody else left to answer
            self._pass_on(number)
        elif info.si_code > 0 and number != signal.SIGHUP:
            return  # of a key: the terminal's whole foreground group has it
        elif not is_below(info.si_pid, os.getpid()) and not self._run.witnessed(number):
            self._pass_on(number)

    def _pass_on(self, number: int) -> None:
        _log.info("signal %d is passed on", number)
        self._asked = number
        self._run.signal(number)

    def _leave_if_stuck(self) -> None:
        since, now = self._waiting_since, time.monotonic()
        if since is None:
            return
        if self._leave_at is not None and now >= self._leave_at and now - since > _LOOK:
            _log.warning("leaving: something waits for somebody else, and the time is over")
            os._exit(self._leave_with)
        if self._asked and now - since > STUCK and self._run.over():
            die_by(self._asked)


def die_by(number: int) -> None:
    """End this process by the signal, as the program ended; by exit code 128 + number where that cannot be (process 1)."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the program's core dump is the one that tells something
    with contextlib.suppress(OSError, ValueError, AttributeError):
        if threading.current_thread() is threading.main_thread() and number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
        signal.pthread_kill(threading.get_ident(), number)  # to no other thread, which might be waiting for it
    os._exit(128 + number)
