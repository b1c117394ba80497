"""Ending a tree of processes so that nothing of it stays, whatever it does meanwhile (Linux: proc(5)).

A process that is killed while it forks leaves a child that nobody listed. So all are stopped first, over and over until a look
finds nobody new, and then killed; the standard library's helpers come last, because they remove what the program shared.

Standard library only, and no process objects: the guardian is started for each run, and with a fork bomb counts what a look
costs.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Set

HELPER_MARKS = (b"from multiprocessing.resource_tracker import", b"from multiprocessing.forkserver import")
HELPERS = 0.5  # s that a helper may sleep, once all others are gone, before it has left by itself
HELPERS_AT_WORK = 5.0  # s that it has where it does not sleep: on a busy machine its start alone takes longer
_LOOK = 0.005  # s between two looks at those that are ending
_MAX_LOOKS = 200  # for those that cannot be killed: in an uninterruptible sleep
_ENDED = (b"Z", b"X", b"x")  # states of proc(5): zombie, dead


def parents() -> dict[int, tuple[int, bool]]:
    """pid -> (its parent's pid, whether it is still alive) of every process that /proc shows."""
    found = {}
    for name in os.listdir("/proc"):  # noqa: PTH208 - a Path for each would cost more than the reading
        if name.isdigit() and (read := _status(int(name))) is not None:
            found[int(name)] = read
    return found


def _status(pid: int) -> tuple[int, bool] | None:
    """(the parent's pid, whether it is alive); None for a process that is gone."""
    fields = _stat(pid)
    # Where the first thread has left and others go on, the whole looks like a zombie, and has more than one thread.
    return None if fields is None else (int(fields[1]), fields[0] not in _ENDED or int(fields[17]) > 1)


def _stat(pid: int) -> list[bytes] | None:
    """The fields of /proc/PID/stat from its state on; None for a process that is gone."""
    try:
        descriptor = os.open(f"/proc/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)
        try:
            stat = os.read(descriptor, 512)
        finally:
            os.close(descriptor)
        fields = stat[stat.rindex(b")") + 2 :].split(None, 18)
    except (OSError, ValueError):
        return None
    return fields if len(fields) > 17 else None


def _is_at_work(pid: int) -> bool:
    """Whether it runs, would run if a core were free, or waits for a disk: it neither sleeps nor is it stopped."""
    fields = _stat(pid)
    return fields is not None and fields[0] in (b"R", b"D")


def descendants(root: int, spared: Iterable[int] = ()) -> dict[int, bool]:
    """pid -> whether it is still alive, of every process below `root`; a zombie that nobody waited for is not.

    Those in `spared` are left out, but what is below them is not.
    """
    children: dict[int, list[int]] = {}
    everything = parents()
    for pid, (parent, _alive) in everything.items():
        children.setdefault(parent, []).append(pid)
    found, spared = {}, set(spared)
    following = list(children.get(root, ()))
    while following:
        pid = following.pop()
        following += children.pop(pid, ())
        if pid not in spared:
            found[pid] = everything[pid][1]
    return found


class Helpers:
    """Which processes are the standard library's own (resource tracker, forkserver): asked once of each process."""

    def __init__(self) -> None:
        self._known: dict[int, bool] = {}

    def among(self, pids: Iterable[int]) -> set[int]:
        return {pid for pid in pids if self._is_helper(pid)}

    def _is_helper(self, pid: int) -> bool:
        known = self._known.get(pid)
        if known is None:
            # A forkserver's child shows its parent's command line, and is none.
            known = any(mark in command_line(pid) for mark in HELPER_MARKS)
            status = _status(pid)
            known = known and status is not None and not any(mark in command_line(status[0]) for mark in HELPER_MARKS)
            self._known[pid] = known
        return known


def command_line(pid: int) -> bytes:
    """b"" for a process that has none or is gone."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as file:  # noqa: PTH123 - see above
        return file.read(4096)
    return b""


def send(pids: Iterable[int], *numbers: int) -> None:
    """These signals to each, one after the other. Who is gone or may not be signalled is passed over."""
    for pid in pids:
        with contextlib.suppress(OSError):
            for number in numbers:
                os.kill(pid, number)


def reap_orphans(spared: Set[int] = frozenset()) -> None:
    """Wait for every child of this process that has ended, but those in `spared`."""
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) is not None:
            if ended.si_pid in spared:
                return
            os.waitpid(ended.si_pid, 0)


def end_all(root: int, spared: Set[int] = frozenset(), reap: Callable[[], None] = reap_orphans) -> None:
    """Kill every process below `root`, which must be this process and the tree's subreaper; returns when none is alive.

    `spared`: pids that are not touched. `reap` waits for the children that have ended.
    A fork bomb that holds 300 processes was gone 0.57 s after "Kill now" (docs/RELIABILITY.md).
    """
    helpers = Helpers()
    for _ in range(_MAX_LOOKS):
        alive = _alive(root, spared)
        others = alive - helpers.among(alive)
        if not others:
            break
        _stop(root, spared, helpers)
        alive = _alive(root, spared)
        send(alive - helpers.among(alive), signal.SIGKILL)
        reap()
        time.sleep(_LOOK)
    began = now = time.monotonic()
    at_work: dict[int, float] = {}  # pid -> when it was last seen so
    send(_alive(root, spared), signal.SIGCONT)  # a program that is stopped as a group takes its helpers with it
    while now < began + HELPERS_AT_WORK + _MAX_LOOKS * _LOOK:
        alive = _alive(root, spared)
        reap()  # after the look: who ended in between is waited for as well
        if not alive:
            return
        at_work.update(dict.fromkeys(filter(_is_at_work, alive), now))
        late = {pid for pid in alive if now > min(at_work.get(pid, began) + HELPERS, began + HELPERS_AT_WORK)}
        send(late | (alive - helpers.among(alive)), signal.SIGKILL)
        time.sleep(_LOOK)
        now = time.monotonic()


def _alive(root: int, spared: Set[int]) -> set[int]:
    """Those that can be ended: another user's, by set-uid, cannot."""
    return {pid for pid, alive in descendants(root, spared).items() if alive and _may_signal(pid)}


def _may_signal(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return False
    except OSError:
        pass
    return True


def _stop(root: int, spared: Set[int], helpers: Helpers) -> None:
    """SIGSTOP to all but the helpers, until a look finds nobody new: a stopped process starts no other."""
    stopped: set[int] = set()
    for _ in range(_MAX_LOOKS):
        alive = _alive(root, spared)
        new = alive - helpers.among(alive) - stopped
        if not new:
            return
        send(new, signal.SIGSTOP)
        stopped |= new


class Ends:
    """Waits for the ends of processes and for hang-ups, without looking again and again (pidfd_open(2)).

    Where the system has no pidfd (Linux before 5.3) it looks every 50 ms.
    """

    def __init__(self) -> None:
        self._poll = select.poll()
        self._pids: dict[int, int] = {}  # descriptor -> pid
        self._asked: set[int] = set()  # pids that have no descriptor

    def await_process(self, pid: int) -> None:
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            self._asked.add(pid)
        except (OSError, AttributeError):
            self._asked.add(pid)
        else:
            self._pids[descriptor] = pid
            self._poll.register(descriptor, select.POLLIN)

    def await_hang_up(self, descriptor: int) -> None:
        """Of the other end of a pipe; what is in it stays there."""
        self._poll.register(descriptor, 0)

    def wait(self, seconds: float | None) -> Iterator[int]:
        """What has happened after at most `seconds`: pids that ended, and -descriptor - 1 for one that was hung up.

        Each is reported once.
        """
        patience = seconds
        if self._asked:
            patience = 0.05 if seconds is None else min(0.05, seconds)
        for descriptor, _what in self._poll.poll(None if patience is None else max(0, patience) * 1000):
            self._poll.unregister(descriptor)
            pid = self._pids.pop(descriptor, None)
            if pid is None:
                yield -descriptor - 1
            else:
                os.close(descriptor)
                yield pid
        for pid in list(self._asked):
            if not is_alive(pid):
                self._asked.discard(pid)
                yield pid


def is_alive(pid: int) -> bool:
    """Whether `pid` is a process that has not ended; a zombie has."""
    status = _status(pid)
    return status is not None and status[1]


def is_below(pid: int, root: int) -> bool:
    """Whether `pid` is a descendant of `root`, as far as it and those between are still there."""
    for _ in range(1000):
        status = _status(pid)
        if status is None or status[0] == 0:
            return False
        pid = status[0]
        if pid == root:
            return True
    return False


def become_subreaper() -> None:
    """Have orphans of this tree handed to this process (Linux, prctl(2); elsewhere nothing happens)."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def leave_requests_to_the_program(witness: Callable[[int], None] = lambda _number: None) -> None:
    """A signal that asks for an end, sent to all of a service or a container, is the program's to answer, not this process's.

    What the caller ignores stays ignored, and is so in the program; a handler does not outlive exec. `witness` hears of the
    others.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda number, _frame: witness(number))


def let_go_of_streams() -> None:
    """Whoever reads the program's output must see its end when the program closes it, and not when this process ends."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        if descriptor != nowhere:
            os.dup2(nowhere, descriptor)
    if nowhere > 2:
        os.close(nowhere)


def high_pipe() -> tuple[int, int]:
    """A pipe whose ends do not fall on 0, 1 or 2 where the caller has closed those: the program would take them for its own."""
    ends = os.pipe()
    if min(ends) > 2:
        return ends
    import fcntl

    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 3) for end in ends]
    for end in ends:
        os.close(end)
    return high[0], high[1]
