"""What the cores that a run may use did beside it: other programs' CPU time, and Poolscope's own.

Linux counts it in hundredths of a second (proc(5), /proc/stat), so a single short stretch is known to some hundredths only;
what is reported are sums so far, in which such errors do not add up.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import psutil

_LINUX = sys.platform == "linux"
_HZ = os.sysconf("SC_CLK_TCK") if _LINUX else 100
_MAX_ABOVE = 3  # guardian, spare, viewer
_MAX_GLITCHES = 3  # looks in a row at which a process can have been missed


def usable_cores() -> int:
    """Cores that a run on this computer may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Machine:
    """Adds up what the run's processes used, those included that came and went between two looks."""

    def __init__(self, keeper: psutil.Process, viewer: int) -> None:
        """`keeper`: above the run, of which it waits for the orphans. `viewer`: pid of the process that shows or records."""
        self._keeper = keeper
        self._own = [keeper, *_up_to(keeper, viewer)]
        self._cores = os.sched_getaffinity(0) if _LINUX else None
        self._had: dict[int, int] = {}
        self._run = self._missing = self._glitches = 0

    def look(self, used: Mapping[int, int]) -> tuple[int, int, int] | None:
        """(busy, run, own) in ns of CPU time so far; None where it is not reported. None of them ever falls but by chance.

        busy: of all cores that the run may use, whoever used them, other guests of the computer included. run: its processes.
        own: Poolscope's. `used`: of each process of the run, with the children that it waited for.
        """
        if (busy := busy_ns(self._cores)) <= 0:
            return None
        own = 0
        for process in self._own:
            with contextlib.suppress(psutil.Error):
                own += cpu_time_ns(process)
        return busy, self._add_up(used), own

    def _add_up(self, used: Mapping[int, int]) -> int:
        total = sum(used.values()) + self._missing
        if _LINUX:
            with contextlib.suppress(psutil.Error):
                total += children_time_ns(
                    self._keeper
                )  # of those that the keeper waited for, the main process among them
        else:  # nobody's children are reported there: what a process was last seen to have used stays
            ended = sum(had for pid, had in self._had.items() if pid not in used)
            self._missing += ended
            total += ended
        self._had = dict(used)
        # One that ends between a look at its parent and one at itself is missing from both, until the next look. One whose
        # parent ignores SIGCHLD is added to nobody's children: from then on it is missing for good.
        self._glitches = self._glitches + 1 if total < self._run else 0
        if self._glitches > _MAX_GLITCHES:
            self._missing += self._run - total
            self._glitches = 0
        self._run = max(self._run, total)
        return self._run


def busy_ns(cores: Iterable[int] | None) -> int:
    """ns that these cores (None: all) were not idle since the computer started; 0: unknown. A guest's time is in its host's."""
    if _LINUX and cores is not None:
        wanted = {b"cpu%d" % core for core in cores}
        ticks = 0
        with contextlib.suppress(OSError, ValueError):
            for line in Path("/proc/stat").read_bytes().splitlines():
                name, *counts = line.split()
                if name in wanted:
                    user, nice, system, _idle, _iowait, irq, softirq, *steal = map(int, counts[:8])
                    ticks += user + nice + system + irq + softirq + sum(steal)
        return ticks * 10**9 // _HZ
    times = psutil.cpu_times()
    # On Windows the time of interrupts is in the system's.
    return round(1e9 * sum(getattr(times, name, 0.0) for name in ("user", "nice", "system")))


def cpu_time_ns(process: psutil.Process) -> int:
    """CPU time that all threads of `process` have used, in ns. Raises psutil.NoSuchProcess."""
    if _LINUX:
        # clock_getcpuclockid(3): the process's own clock, in ns, where /proc/PID/stat counts hundredths of a second.
        try:
            return time.clock_gettime_ns((~process.pid << 3) | 2)
        except OSError:  # a zombie has no clock any more
            pass
    times = process.cpu_times()
    return round((times.user + times.system) * 1e9)


def children_time_ns(process: psutil.Process) -> int:
    """CPU time of the children that `process` waited for and of theirs, in ns; 0: unknown. Raises psutil.NoSuchProcess."""
    if not _LINUX:
        return 0
    times = process.cpu_times()
    return round((times.children_user + times.children_system) * 1e9)


def _up_to(process: psutil.Process, viewer: int) -> list[psutil.Process]:
    """Those above `process` up to the viewer; only the viewer where it is not above."""
    above: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        for parent in process.parents()[:_MAX_ABOVE]:
            above.append(parent)
            if parent.pid == viewer:
                return above
        return [psutil.Process(viewer)]
    return []
