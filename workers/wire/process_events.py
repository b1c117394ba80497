"""What is reported of processes: their birth, their end, and what the operating system says of them. Part of `events`.

The first four fields are those of every event (see there). Standard library only: this is imported inside the watched program.
"""

from __future__ import annotations

from typing import NamedTuple, Optional


class ProcessStarted(NamedTuple):
    """`Process.start()` returned: reported by the parent, of its child."""

    t: int  # when start() was called
    pid: int
    tid: int
    seq: int
    child: int  # pid
    name: str  # multiprocessing's name: "ForkPoolWorker-1"
    method: str  # "fork", "spawn", "forkserver"; "subprocess": another program
    role: str  # "worker" of a pool, or "process"
    pool: int  # the pool's number within its owner, from 1; 0: none
    line: int  # the program's line that led here; 0: unknown
    runs: str = ""  # the module of its function, or of its class: "mpire.worker"


class ProcessBegan(NamedTuple):
    """The first word of a child, in its own voice."""

    t: int
    pid: int
    tid: int
    seq: int
    parent: int  # pid of the process that asked for it (under forkserver not the operating system's parent)
    name: str  # "" for a bare os.fork()
    method: str  # "fork", "spawn", "forkserver"; "os.fork" for a bare one
    runs: str = ""  # of a bare os.fork(): the module that called it, or its package's pool: "billiard.pool"


class ProcessEnding(NamedTuple):
    """The last event of a `multiprocessing` child that ends in order; a killed one emits none."""

    t: int
    pid: int
    tid: int
    seq: int
    code: int


class ProcessReaped(NamedTuple):
    """A parent saw that its child has ended."""

    t: int
    pid: int
    tid: int
    seq: int
    child: int
    code: int  # as Process.exitcode: -9 is "ended by signal 9"


class ProcessSeen(NamedTuple):
    """The keeper found a process in the run's tree."""

    t: int
    pid: int
    tid: int
    seq: int
    child: int
    parent: int  # the operating system's parent
    created: float  # s since the epoch: with the pid this names a process for good
    command: str
    helper: bool  # one of the standard library's own: resource tracker, forkserver


class ProcessGone(NamedTuple):
    """The keeper no longer finds a process, or found it a zombie that nobody has waited for yet."""

    t: int
    pid: int
    tid: int
    seq: int
    child: int
    code: Optional[int]  # None: not known to the keeper
    zombie: bool


class ProcessAdopted(NamedTuple):
    """A process has another parent: its own ended first. On Linux the keeper takes on the orphans of its run."""

    t: int
    pid: int
    tid: int
    seq: int
    child: int
    parent: int


class Sample(NamedTuple):
    """What the operating system reports of one process, ten times a second by default."""

    t: int
    pid: int
    tid: int
    seq: int
    child: int
    cpu_ns: int  # CPU time used so far, all threads
    memory: int  # resident set, bytes
    state: str  # psutil's word: "running", "sleeping", "disk-sleep", "zombie", "stopped"…
    core: int  # the core it last ran on; -1: not known here
    threads: int
    waiting_ns: int  # time so far runnable but without a core (Linux: schedstat of all threads); -1: not known here
    switches: int  # involuntary context switches so far; -1: not known here
