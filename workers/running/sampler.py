"""What the operating system reports of every process of a run: CPU, memory, state, core; and which of them have gone."""

from __future__ import annotations

import contextlib
import math
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

from workers.running import process_tree, tcp_diag
from workers.running.machine import Machine, children_time_ns, cpu_time_ns
from workers.running.schedstat import CoreWaits

Say = Callable[..., None]

_HELPERS = tuple(mark.decode() for mark in process_tree.HELPER_MARKS)
_HOST = Path(__file__).resolve().with_name("host.py")
_MAX_COMMAND_LENGTH = 200  # characters
_MAX_CODES = 1000
_YOUNG = 2.0  # s in which a new process may become another program


class Sampler:
    """Samples the descendants of `root`; `emit` sends one event, as `probe.emitter`. `viewer`: pid of who shows or records them.

    Processes are kept by (pid, creation time), so a pid that is used again is another process. A new `psutil.Process` for
    each sample would know no earlier CPU time. One thread samples, another may say by `gone` that a process has ended.
    """

    def __init__(self, root: int, emit: Say, viewer: int) -> None:
        self._root = psutil.Process(root)
        self._machine = Machine(self._root, viewer)
        self._emit = emit
        self._known: dict[int, psutil.Process] = {}
        self._helpers: set[int] = set()
        self._parents: dict[int, int] = {}
        self._zombies: set[int] = set()
        self._young: dict[int, tuple[float, list[str]]] = {}  # pid -> until when it is, and the command line it had
        self._codes: dict[int, tuple[int | None, float]] = {}  # pid -> how it ended and when, until that is reported
        self._sockets: dict[int, int] = {}  # inode of a socket -> its foreign process; 0: another's
        self._counted: dict[int, tuple[int, int]] = {}  # inode -> bytes sent and received so far
        self._waits = CoreWaits()
        self._foreign: set[int] = set()  # processes that no probe is in, as far as their command line shows

    def sample(self) -> None:
        """One look at all processes and the cores: ProcessSeen for new ones, Sample for each, ProcessGone for the ended ones."""
        found = {child.pid: child for child in self.descendants()}
        for pid, child in list(self._known.items()):
            if pid not in found or found[pid] != child:
                self._forget(pid)
        used: dict[int, int] = {}
        for pid, child in found.items():
            try:
                if pid not in self._known:
                    self._meet(child)
                used[pid] = self._look_at(child if (known := self._known.get(pid)) is None else known)
            except psutil.NoSuchProcess:
                self._forget(pid)
            except psutil.AccessDenied:  # another user's process, by setuid: it is there, and that is all that is known
                continue
        if (cores := self._machine.look(used)) is not None:
            self._emit("CoresSampled", *cores)
        self._look_at_traffic()

    def _look_at_traffic(self) -> None:
        """TrafficSampled for the connections of foreign processes. About 0.4 ms, and more where connections are new."""
        if not self._foreign:
            return
        found = {connection.inode: connection for connection in tcp_diag.connections() if connection.inode}
        if found.keys() - self._sockets.keys():
            owners = {inode: pid for pid in list(self._foreign) for inode in sockets_of(pid)}
            self._sockets = {inode: owners.get(inode, 0) for inode in found}
        for inode, connection in found.items():
            pid = self._sockets[inode]
            before = self._counted.get(inode, (1, 0))  # what opens a connection counts as one byte that was sent
            now = (connection.sent, connection.received)
            if pid and now > before:
                self._counted[inode] = now
                sent, received = max(0, now[0] - before[0]), now[1] - before[1]
                self._emit("TrafficSampled", pid, connection.local, connection.remote, sent, received)
        for inode in self._counted.keys() - found.keys():
            del self._counted[inode]

    def foreign(self) -> list[tuple[int, psutil.Process]]:
        """The processes that no probe is in, as far as their command line shows."""
        return [(pid, process) for pid in list(self._foreign) if (process := self._known.get(pid)) is not None]

    def descendants(self) -> list[psutil.Process]:
        """Every process below the root, zombies included, in order of creation."""
        try:
            return self._root.children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def gone(self, pid: int, code: int | None) -> bool:
        """The keeper itself waited for `pid`: it ended with `code`. From another thread than the samples.

        Whether that could be reported: a process that no sample has seen yet is nobody.
        """
        self._codes[pid] = code, time.time()
        known = self._forget(pid)
        if len(self._codes) > _MAX_CODES:  # of processes that came and went between two samples
            del self._codes[next(iter(self._codes))]
        return known

    def _forget(self, pid: int) -> bool:
        known = self._known.pop(pid, None) is not None
        if known:
            self._helpers.discard(pid)
            self._zombies.discard(pid)
            self._young.pop(pid, None)
            self._parents.pop(pid, None)
            self._waits.forget(pid)
            self._foreign.discard(pid)
            self._emit("ProcessGone", pid, self._codes.pop(pid, (None, 0.0))[0], False)
        return known

    def _meet(self, child: psutil.Process) -> None:
        with child.oneshot():
            parent, created = child.ppid(), child.create_time()
            words = [] if child.status() == psutil.STATUS_ZOMBIE else child.cmdline()
        if created > self._codes.get(child.pid, (None, math.inf))[1]:
            del self._codes[child.pid]  # that was another process
        self._known[child.pid] = child
        self._parents[child.pid] = parent
        self._introduce(child, words)
        self._young[child.pid] = time.monotonic() + _YOUNG, words

    def _introduce(self, child: psutil.Process, words: list[str]) -> None:
        """Report what the process runs, as far as its command line shows."""
        parent = self._parents[child.pid]
        # A fork shows its parent's command line: the forkserver's children are not helpers, though they look like it.
        helper = any(mark in word for word in words for mark in _HELPERS) and parent not in self._helpers
        (self._helpers.add if helper else self._helpers.discard)(child.pid)
        (self._foreign.discard if helper or str(_HOST) in words else self._foreign.add)(child.pid)
        command = shown_command(words)[:_MAX_COMMAND_LENGTH] or child.name()
        self._emit("ProcessSeen", child.pid, parent, child.create_time(), command, helper)

    def _look_again(self, child: psutil.Process) -> None:
        """One that was met between fork and exec shows its parent's command line, or a shell's that becomes a server."""
        until, words = self._young[child.pid]
        if time.monotonic() > until:
            del self._young[child.pid]
        elif (found := child.cmdline()) and found != words:
            self._young[child.pid] = until, found
            self._introduce(child, found)

    def _look_at(self, child: psutil.Process) -> int:
        """The CPU time (ns) that it and the children it waited for have used so far."""
        with child.oneshot():
            state, parent = child.status(), child.ppid()
            if parent != self._parents.get(child.pid, parent):
                self._parents[child.pid] = parent
                self._emit("ProcessAdopted", child.pid, parent)
            if state == psutil.STATUS_ZOMBIE and child.pid not in self._zombies:
                self._zombies.add(child.pid)
                self._emit("ProcessGone", child.pid, exit_code_of_zombie(child.pid), True)
            if child.pid in self._young and state != psutil.STATUS_ZOMBIE:
                self._look_again(child)
            used, of_children = cpu_time_ns(child), children_time_ns(child)
            memory = child.memory_info().rss
            core = child.cpu_num() if hasattr(child, "cpu_num") else -1
            threads = child.num_threads()
            switches = child.num_ctx_switches().involuntary if sys.platform != "darwin" else -1
        waiting = self._waits.of(child.pid)
        self._emit("Sample", child.pid, used, memory, str(state), core, threads, waiting, switches)
        return used + of_children


def sockets_of(pid: int, deadline: float = math.inf) -> list[int]:
    """Inodes of the sockets that a process has open (proc(5), fd); [] where that is not reported.

    deadline: `time.monotonic()` when to leave off; it takes 15 µs for each descriptor.
    """
    inodes = []
    with contextlib.suppress(OSError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            if time.monotonic() > deadline:
                break
            with contextlib.suppress(OSError):
                target = str(entry.readlink())
                if target.startswith("socket:["):
                    inodes.append(int(target[8:-1]))
    return inodes


def shown_command(words: Iterable[str]) -> str:
    """A command line as a person would have typed it: without this project's host before the program."""
    words = list(words)
    at = words.index(str(_HOST)) if str(_HOST) in words else 0
    if at and len(words) > at + 3:
        before = words[:at] if "-c" not in words[:at] else words[: words.index("-c")]
        words = [*before, *words[at + 3 :]]
    if words:
        words[0] = Path(words[0]).name
    return " ".join(words)


def exit_code_of_zombie(pid: int) -> int | None:
    """How an ended process that nobody waited for has ended, as Process.exitcode; None where that is not reported."""
    try:
        status = int(Path(f"/proc/{pid}/stat").read_bytes().rsplit(b")", 1)[1].split()[49])
    except (OSError, IndexError, ValueError):
        return None
    return os.waitstatus_to_exitcode(status)
