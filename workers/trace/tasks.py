"""The tasks of a run: one row each, in the order in which they became known."""

from __future__ import annotations

from array import array
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from workers.trace.columns import NAN, Column, DenseIntMap, Table, View
from workers.trace.texts import Texts

NO_BASE = -(2**62)
MAX_AT_ONCE = 20_000_000  # tasks of one submission: a damaged file must not take all memory
MAX_GAPS = 1 << 20  # job numbers that may be left free: 8 bytes each
SPARSE = 65_536  # job numbers that jump by more go to a dict
INT32 = 2**31 - 1


class Status(IntEnum):
    """Where a task is in its life. Every task ends as exactly one of the last four.

    FAILED: its function raised, or its arguments or its result could not be sent. LOST: whoever submitted it never got a
    result, for its worker was killed, its pool broke, or the run ended, whether it waited, ran or had returned by then.
    """

    QUEUED = 0
    RUNNING = 1
    FINISHED = 2
    FAILED = 3
    CANCELLED = 4
    LOST = 5


class Submission(NamedTuple):
    """What is common to the tasks that one line of the program sends off, again and again."""

    call: str  # "apply_async"; "" where the submission itself was never seen
    function: int
    pool: int
    line: int


UNSEEN = Submission("", 0, 0, 0)


class Tasks:
    """Columns of all tasks, as numpy views of length `len(tasks)`; a view is valid until the next `Trace.apply`.

    Times are s since the run's zero, float64, NaN where not (yet) known. `lane` is the lane that ran it (−1: none yet),
    `owner` the lane of the process that submitted it, `items` how many items of a map it holds (1 for a plain task).
    """

    def __init__(self) -> None:
        self._submitted = Column("d", NAN)
        self._claimed = Column("d", NAN)
        self._started = Column("d", NAN)
        self._ended = Column("d", NAN)
        self._returned = Column("d", NAN)
        self._callback_began = Column("d", NAN)
        self._callback_ended = Column("d", NAN)
        self._cpu = Column("d", NAN)
        self._own = Column("f", 0.0)
        self._lane = Column("i", -1)
        self._owner = Column("i", -1)
        self._function = Column("i", 0)
        self._items = Column("i", 1)
        self._status = Column("B", Status.QUEUED)
        self._job = Column("q", 0)
        self._index = Column("q", 0)
        self._slot = Column("i", -1)  # its place among the tasks of its lane
        self._call_site = Column("i", 0)  # the number that `call_site` gave
        self._argument = Column("q", 0)  # of `_arguments`
        self._outcome = Column("q", 0)  # of `outcomes`
        self._table = Table(*(column for column in vars(self).values() if isinstance(column, Column)))
        self._call_sites: list[Submission] = [UNSEEN]
        self._known_places: dict[tuple[str, int, int, int], int] = {UNSEEN: 0}
        self._arguments = Texts(self._argument)
        self.outcomes = Texts(self._outcome)
        self.error_lines: dict[int, int] = {}  # of tasks that raised in the program's file: the innermost line there
        self._gaps = 0  # how many job numbers were left free
        self._bases: dict[int, array[int]] = {}  # by owner's lane: for each job, its index 0's row
        self._scattered: dict[
            tuple[int, int], DenseIntMap
        ] = {}  # (owner's lane, job) → index → row, off the job's base

    def __len__(self) -> int:
        return self._table.length

    def find(self, owner: int, job: int, index: int) -> int:
        """The row of a task, −1 if it is not known. `owner` is a lane."""
        bases = self._bases.get(owner)
        if bases is not None and 0 <= job < len(bases):
            row = bases[job] + index
            if (
                0 <= row < self._table.length
                and self._job.data[row] == job
                and self._index.data[row] == index
                and self._owner.data[row] == owner
            ):
                return row
        if self._scattered:
            rows = self._scattered.get((owner, job))
            if rows is not None:
                return rows.get(index)
        return -1

    def add(self, owner: int, job: int, first: int, count: int) -> int:
        """Rows for tasks that are not known yet; returns the first one's row."""
        row = self._table.add(count)
        if count == 1:
            self._owner.data[row] = owner
            self._job.data[row] = job
            self._index.data[row] = first
        else:
            part = slice(row, row + count)
            self._owner.array[part] = owner
            self._job.array[part] = job
            self._index.array[part] = np.arange(first, first + count)
        bases = self._bases.get(owner)
        if bases is None:
            bases = self._bases[owner] = array("q")
        if job == len(bases):
            bases.append(row - first)
            return row
        gap = job + 1 - len(bases)
        if 0 < gap <= SPARSE and self._gaps + gap <= 2 * self._table.length + MAX_GAPS:
            bases.extend([NO_BASE] * gap)
            self._gaps += gap
        if 0 <= job < len(bases) and bases[job] in (NO_BASE, row - first):
            bases[job] = row - first
        else:
            rows = self._scattered.get((owner, job))
            if rows is None:
                rows = self._scattered[owner, job] = DenseIntMap()
            rows.put_all(first, row, count)
        return row

    def known(self, owner: int, job: int, first: int, count: int) -> list[int]:
        """Which of these indices of a job are known, in their order. In proportion to all tasks."""
        index = self.index[(self.job == job) & (self.owner == owner)]
        known: list[int] = np.sort(index[(index >= first) & (index < first + count)]).tolist()
        return known

    def is_new(self, owner: int, job: int) -> bool:
        """True if no task of this job is known."""
        bases = self._bases.get(owner)
        if bases is not None and 0 <= job < len(bases) and bases[job] != NO_BASE:
            return False
        return not self._scattered or (owner, job) not in self._scattered

    def call_site(self, call: str, function: int, pool: int, line: int) -> int:
        """The number under which `submission` knows these again."""
        key = (call, function, pool, line)
        number = self._known_places.get(key)
        if number is None:
            number = self._known_places[key] = len(self._call_sites)
            self._call_sites.append(Submission(*key))
        return number

    def describe(
        self, row: int, count: int, time: float, call_site: int, arguments: str, items: int, chunk: int
    ) -> None:
        """Fills in what the submission reports, for `count` rows from `row`. `items` are those of all these rows."""
        function = self._call_sites[call_site][1]
        if count == 1:
            self._submitted.data[row] = time
            self._call_site.data[row] = call_site
            if arguments:
                self._arguments[row] = arguments
            self._function.data[row] = function
            if items > 1:
                self._items.data[row] = min(items, INT32)
            return
        chunk = min(max(chunk, 1), INT32)
        left = items - chunk * (count - 1)  # the last chunk holds what is left
        rest = min(left, INT32) if left > 0 else 1
        part = slice(row, row + count)
        self._submitted.array[part] = time
        self._call_site.array[part] = call_site
        if arguments:
            self._arguments.fill(row, row + count, arguments)
        self._function.array[part] = function
        self._items.array[part] = chunk
        self._items.data[row + count - 1] = rest

    def submission(self, row: int) -> Submission:
        return self._call_sites[int(self._call_site.data[row])]

    def arguments(self, row: int) -> str:
        """The call's arguments, shortened; "" for a map."""
        return self._arguments[row]

    submitted = View[np.float64]("_submitted")
    claimed = View[np.float64]("_claimed")
    """When an executor took it out of its queue for a worker; NaN for a pool's tasks."""
    started = View[np.float64]("_started")
    ended = View[np.float64]("_ended")
    returned = View[np.float64]("_returned")
    callback_began = View[np.float64]("_callback_began")
    callback_ended = View[np.float64]("_callback_ended")
    cpu = View[np.float64]("_cpu")
    """CPU time used inside the task, s."""
    own = View[np.float32]("_own")
    """Time that the probe took inside the task, s."""
    lane = View[np.int32]("_lane")
    owner = View[np.int32]("_owner")
    function = View[np.int32]("_function")
    items = View[np.int32]("_items")
    status = View[np.uint8]("_status")
    job = View[np.int64]("_job")
    index = View[np.int64]("_index")
    slot = View[np.int32]("_slot")
    """The task's place among the tasks of its lane, −1: none yet."""
