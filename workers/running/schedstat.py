"""How long a process's threads were runnable without a core (Linux: proc(5), /proc/PID/task/TID/schedstat)."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

NOT_TOLD = -1
MAX_THREADS = 256  # a look at each costs some 15 µs


@dataclass(slots=True)
class _Counted:
    threads: dict[str, int] = field(default_factory=dict)  # thread id -> ns, as last read
    ended: int = 0  # ns of the threads that are no longer there, as far as they were seen


class CoreWaits:
    """The wait of each process so far, over all its threads, those that have ended too: a sum that never falls.

    /proc/PID/schedstat is the first thread's alone. What a thread waited after the last look at it is not counted, nor one that
    began and ended between two looks.
    """

    def __init__(self) -> None:
        self._processes: dict[int, _Counted] = {}

    def of(self, pid: int) -> int:
        """In ns; NOT_TOLD where the system does not report it, and for more than MAX_THREADS threads."""
        try:
            threads = list(Path(f"/proc/{pid}/task").iterdir())
        except OSError:
            return NOT_TOLD
        if len(threads) > MAX_THREADS:
            return NOT_TOLD
        counted = self._processes.setdefault(pid, _Counted())
        now: dict[str, int] = {}
        for thread in threads:
            with contextlib.suppress(OSError, IndexError, ValueError):  # it may end meanwhile
                now[thread.name] = int((thread / "schedstat").read_bytes().split()[1])
        if not now:
            return NOT_TOLD
        for number, waited in counted.threads.items():
            if now.get(number, -1) < waited:  # gone, or its number is another's now
                counted.ended += waited
        counted.threads = now
        return counted.ended + sum(now.values())

    def forget(self, pid: int) -> None:
        """The process is gone; its number may be another's."""
        self._processes.pop(pid, None)
