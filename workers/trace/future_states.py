"""Which futures were claimed and which cancelled, and when: kept up as a run goes on, for a frame to ask in constant time.

An executor *claims* a task when it takes it out of its queue for a worker: its Future says "running" and no worker has it yet.
"""

from __future__ import annotations

import numpy as np

from workers.trace.columns import Floats, Ints
from workers.trace.tasks import Status
from workers.trace.trace import Trace


class FutureStateIndex:
    """Follows one trace. `update` takes time in proportion to what is new and to the tasks that still wait."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._revision = -1
        self._settled = 0  # tasks before this row have all left the queue for good
        self._kept = _nothing()
        self._all = _nothing()

    def update(self) -> None:
        trace = self._trace
        if trace.revision == self._revision:
            return
        self._revision = trace.revision
        waiting = np.flatnonzero(trace.tasks.status[self._settled :] == Status.QUEUED)
        frontier = self._settled + int(waiting[0]) if len(waiting) else len(trace.tasks)
        if frontier > self._settled:
            self._kept = _merged(self._kept, self._collect(self._settled, frontier))
            self._settled = frontier
        self._all = _merged(self._kept, self._collect(frontier, len(trace.tasks)))

    @property
    def any_claimed(self) -> bool:
        """Whether a task ever stood claimed: whether it is an executor's run at all."""
        return len(self._all[0]) > 0

    def claimed_steps(self, begin: float, end: float, pixels: int) -> tuple[Floats, Ints]:
        """Tasks claimed and not yet with a worker, as `queries.queue_steps`; where there are too many steps, one a pixel."""
        up, down, _, _ = self._all
        corners = [moments[slice(*np.searchsorted(moments, [begin, end], side="right"))] for moments in (up, down)]
        if len(corners[0]) + len(corners[1]) < 2 * max(pixels, 1):
            times = np.unique(np.concatenate(([begin], *corners)))
        else:
            times = begin + (end - begin) / max(pixels, 1) * np.arange(max(pixels, 1))
        return times, self.claimed_at(times)

    def claimed_at(self, times: Floats) -> Ints:
        """How many stood claimed at each of `times`."""
        up, down, _, _ = self._all
        return np.searchsorted(up, times, side="right") - np.searchsorted(down, times, side="right")

    def cancelled_between(self, begin: float, end: float, pixels: int) -> tuple[Ints, int]:
        """Rows of tasks cancelled in [begin, end], at most one a pixel, and how many there are in all."""
        _, _, times, rows = self._all
        first, last = int(np.searchsorted(times, begin)), int(np.searchsorted(times, end, side="right"))
        if last - first <= pixels:
            return rows[first:last], last - first
        edges = begin + (end - begin) / max(pixels, 1) * np.arange(max(pixels, 1))
        positions = np.unique(np.clip(np.searchsorted(times, edges), first, last - 1))
        return rows[positions], last - first

    def cancelled_by(self, time: float) -> int:
        """How many had been cancelled by `time` (s)."""
        return int(np.searchsorted(self._all[2], time, side="right"))

    def _collect(self, first: int, last: int) -> _Moments:
        """When tasks [first, last) were claimed, when those left, when others were cancelled, and which."""
        tasks = self._trace.tasks
        claimed = tasks.claimed[first:last]
        rows = np.flatnonzero(~np.isnan(claimed))
        started, ended = tasks.started[first:last][rows], tasks.ended[first:last][rows]
        left = np.where(np.isnan(started), ended, started)
        gone = np.flatnonzero(tasks.status[first:last] == Status.CANCELLED)
        when = tasks.ended[first:last][gone]
        order = np.argsort(when, kind="stable")
        return (
            np.sort(claimed[rows]),
            np.sort(left[~np.isnan(left)]),
            when[order],
            (gone[order] + first).astype(np.int64),
        )


_Moments = tuple[Floats, Floats, Floats, Ints]


def _nothing() -> _Moments:
    return np.zeros(0), np.zeros(0), np.zeros(0), np.zeros(0, np.int64)


def _merged(one: _Moments, other: _Moments) -> _Moments:
    """Both, in order. New ones are nearly always the latest."""
    if not any(len(column) for column in other):
        return one
    times = np.concatenate((one[2], other[2]))
    rows = np.concatenate((one[3], other[3]))
    order = np.argsort(times, kind="stable")
    return _sorted(one[0], other[0]), _sorted(one[1], other[1]), times[order], rows[order]


def _sorted(one: Floats, other: Floats) -> Floats:
    if not len(other):
        return one
    if not len(one) or one[-1] <= other[0]:
        return np.concatenate((one, other))
    both: Floats = np.sort(np.concatenate((one, other)), kind="stable")  # two sorted runs: cheap
    return both
