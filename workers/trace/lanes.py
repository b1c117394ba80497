"""Lanes: one for each process, and one for each thread of a thread pool, in order of birth."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workers.trace.columns import NAN, Column, Floats, Table, View
from workers.trace.core_wait import CoreWait
from workers.trace.spans import SpanIndex
from workers.trace.tasks import Status, Tasks

FIRST_TASKS = 16


class PrefixSums:
    """Running sums over a lane's closed tasks: any stretch of tasks is added up with two look-ups."""

    __slots__ = ("cpu", "failed", "known", "lost", "valid", "wall")

    def __init__(self) -> None:
        self.valid = 0  # how many tasks are summed up; each array has one entry more
        self.wall: Floats = np.zeros(1)
        self.cpu: Floats = np.zeros(1)
        self.known: Floats = np.zeros(1)  # wall time of the tasks whose CPU time is known
        self.failed: NDArray[np.int64] = np.zeros(1, np.int64)
        self.lost: NDArray[np.int64] = np.zeros(1, np.int64)

    def invalidate(self, slot: int) -> None:
        """Something about this task has changed."""
        if slot < self.valid:
            self.valid = slot

    def extend(self, closed: int, lane: Lane, tasks: Tasks) -> None:
        """Sums up to the first `closed` tasks of the lane."""
        done = self.valid
        if closed <= done:
            return
        rows = lane.rows[done:closed]
        wall = lane.ends[done:closed] - lane.starts[done:closed]
        cpu = tasks.cpu[rows]
        unknown = np.isnan(cpu)
        status = tasks.status[rows]
        self.wall = _continued(self.wall, done, wall)
        self.cpu = _continued(self.cpu, done, np.where(unknown, 0.0, cpu))
        self.known = _continued(self.known, done, np.where(unknown, 0.0, wall))
        self.failed = _continued(self.failed, done, status == Status.FAILED)
        self.lost = _continued(self.lost, done, status == Status.LOST)
        self.valid = closed


def _continued(sums: NDArray[Any], done: int, more: NDArray[Any]) -> NDArray[Any]:
    needed = done + len(more) + 1
    if needed > len(sums):
        sums = np.resize(sums, max(needed, 2 * len(sums)))
    np.cumsum(more, out=sums[done + 1 : needed])
    sums[done + 1 : needed] += sums[done]
    return sums


class Lane:
    """One process, or one thread of a thread pool. Its tasks stand in order of start and never overlap.

    Times in s since the run's zero, NaN: not (yet) known. Arrays are views, valid until the next `Trace.apply`.
    """

    __slots__ = (
        "_core",
        "_cpu",
        "_ends",
        "_rows",
        "_sample_table",
        "_sample_time",
        "_starts",
        "_submit_count",
        "_submit_table",
        "_submit_time",
        "_switches",
        "_table",
        "_waiting",
        "adopted",
        "adopted_by",
        "began",
        "blocks",
        "command",
        "created",
        "ended",
        "exit_code",
        "exit_rank",
        "gone",
        "id",
        "last_core",
        "last_cpu",
        "last_cpu_share",
        "last_memory",
        "last_state",
        "last_submit",
        "last_threads",
        "last_waiting",
        "library",
        "library_number",
        "method",
        "most_memory",
        "most_threads",
        "name",
        "open_row",
        "parent",
        "parent_pid",
        "pid",
        "pool",
        "previous",
        "reported",
        "reported_by_parent",
        "role",
        "runs",
        "submitted",
        "sums",
        "thread",
        "threads",
        "tid",
        "title_number",
        "wait",
        "zombie",
    )

    def __init__(self, lane_id: int, pid: int, role: str, began: float) -> None:
        self.id = lane_id
        self.pid = pid
        self.tid = 0
        self.thread = ""  # its name, where the lane is a thread
        self.name = ""
        self.role = role  # "main", "worker", "process", "manager", "helper", "thread"; "outside": not of this run
        self.title_number = 0  # 1, 2, 3… within its role
        self.parent = -1  # lane
        self.parent_pid: int | None = None
        self.adopted = NAN  # when another process became its parent, because its own had ended
        self.adopted_by = 0  # that one's pid
        self.last_waiting = NAN  # s runnable without a core so far; NaN: not known
        self.method = ""
        self.pool = 0
        self.command = ""
        self.runs = ""  # the module of what it runs, where its parent or itself reported it
        self.library = ""  # whose pool it works for, where that is not the standard library's: "loky"
        self.library_number = 0  # 1, 2, 3… within its library
        self.began = began
        self.ended = NAN
        self.exit_code: int | None = None
        self.zombie = False
        self.last_state = ""
        self.last_core = -1
        self.last_threads = 0
        self.most_threads = 0
        self.last_memory = 0  # bytes, resident
        self.most_memory = 0
        self.last_cpu = 0.0  # s so far
        self.last_cpu_share = 0.0  # cores, between the last two samples
        self.open_row = -1  # the task that runs
        self.submitted = 0  # tasks, by this process
        self.last_submit = -math.inf
        self.threads: list[Lane] = []
        self.blocks = SpanIndex()
        self.sums = PrefixSums()
        self.wait = CoreWait()
        # What was heard of its birth and end, to distinguish two processes that had the same pid one after the other.
        self.created = NAN
        self.reported = NAN
        self.reported_by_parent = NAN
        self.previous: Lane | None = None
        self.exit_rank = 0
        self.gone = False
        self._starts = Column("d", NAN, FIRST_TASKS)
        self._ends = Column("d", NAN, FIRST_TASKS)
        self._rows = Column("i", -1, FIRST_TASKS)
        self._table = Table(self._starts, self._ends, self._rows)
        self._sample_time = Column("d", NAN, FIRST_TASKS)
        self._cpu = Column("d", 0.0, FIRST_TASKS)
        self._waiting = Column("d", NAN, FIRST_TASKS)
        self._core = Column("i", -1, FIRST_TASKS)
        self._switches = Column("q", -1, FIRST_TASKS)
        self._sample_table = Table(self._sample_time, self._cpu, self._waiting, self._core, self._switches)
        self._submit_time = Column("d", NAN, FIRST_TASKS)
        self._submit_count = Column("q", 0, FIRST_TASKS)
        self._submit_table = Table(self._submit_time, self._submit_count)

    def __len__(self) -> int:
        """How many tasks started here."""
        return self._table.length

    def __bool__(self) -> bool:
        return True  # a lane without tasks is a lane too

    @property
    def alive(self) -> bool:
        return self.ended != self.ended

    def add_task(self, row: int, start: float) -> int:
        """Opens a task at the end of the lane and returns its slot."""
        slot = self._table.add()
        self._starts.data[slot] = start
        self._rows.data[slot] = row
        return slot

    def end_task(self, slot: int, end: float) -> None:
        self._ends.data[slot] = end
        self.changed(slot)

    def changed(self, slot: int) -> None:
        """Something about this task is otherwise than it was reported before."""
        self.sums.invalidate(slot)
        self.wait.invalidate(slot)

    def last_row(self) -> int:
        """The task that started last, −1 if none did."""
        return int(self._rows.data[self._table.length - 1]) if self._table.length else -1

    def last_end(self) -> float:
        """When that one ended, NaN if it runs."""
        return float(self._ends.data[self._table.length - 1]) if self._table.length else NAN

    def settled(self, tasks: Tasks) -> PrefixSums:
        """The sums over all closed tasks, up to date: over `len(self)` or, while one runs, one less."""
        length = self._table.length
        if length and self._ends.data[length - 1] != self._ends.data[length - 1]:
            length -= 1
        self.sums.extend(length, self, tasks)
        return self.sums

    def add_sample(self, time: float, cpu: float, waiting: float, core: int = -1, switches: int = -1) -> bool:
        """False for one that is not newer than the last."""
        last = self._sample_table.length - 1
        if last >= 0:
            passed = time - self._sample_time.data[last]
            if passed <= 0:
                return False
            self.last_cpu_share = max(0.0, (cpu - self._cpu.data[last]) / passed)
        row = self._sample_table.add()
        self._sample_time.data[row] = time
        self._cpu.data[row] = cpu
        self._waiting.data[row] = waiting
        self._core.data[row] = core
        self._switches.data[row] = switches
        return True

    def add_submission(self, time: float, count: int) -> None:
        if time < self.last_submit:  # two threads that submit may be read in the other order, some µs apart
            time = self.last_submit
        row = self._submit_table.add()
        self.last_submit = time
        self.submitted += count
        self._submit_time.data[row] = time
        self._submit_count.data[row] = self.submitted

    starts = View[np.float64]("_starts")
    ends = View[np.float64]("_ends")
    """NaN for the one that runs."""
    rows = View[np.int32]("_rows")
    """Task rows."""
    sample_t = View[np.float64]("_sample_time", "_sample_table")
    sample_cpu = View[np.float64]("_cpu", "_sample_table")
    """CPU time since the process's birth, s."""
    sample_waiting = View[np.float64]("_waiting", "_sample_table")
    """Time runnable but without a core, s; NaN where not known."""
    sample_core = View[np.int32]("_core", "_sample_table")
    """The core it last ran on, −1: not known."""
    sample_switches = View[np.int64]("_switches", "_sample_table")
    """How often it had to leave a core to another so far, −1: not known."""
    submit_t = View[np.float64]("_submit_time", "_submit_table")
    """When it submitted tasks."""
    submit_count = View[np.int64]("_submit_count", "_submit_table")
    """How many tasks it has submitted by then."""
