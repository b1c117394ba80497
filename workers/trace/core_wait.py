"""How long the tasks of one lane waited for a core: between two bounds, because it is only seen from sample to sample."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from workers.trace.columns import Floats
from workers.trace.tasks import Status, Tasks

if TYPE_CHECKING:
    from workers.trace.lanes import Lane


class CoreWait:
    """Adds up a lane's tasks that returned or raised, and what is known of their waiting. Times in s.

    The operating system counts a process's wait for a core, and each sample has the sum. Between two samples a worker may
    have been in several tasks and in none. Of what it waited then, at least so much fell into tasks as is left over when all
    its time outside of them was waiting; at most all. After the last sample, or where it is not reported, nothing is known.

    Brought up to date when it is asked, in proportion to what is new: events of a worker and samples of it come in any order.
    """

    __slots__ = ("_inside", "_least", "_most", "_sample", "_slot", "cpu", "done", "last_end", "own")

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self.done = 0.0  # of all tasks that returned or raised, without the probe's own time in them
        self.cpu = 0.0  # of the same
        self.own = 0.0  # the probe's time in them
        self.last_end = -np.inf
        self._slot = 0  # how many of the lane's tasks are in these sums
        self._sample = 0  # how many samples are, those up to the end of the last of these tasks
        self._inside = 0.0  # time in such tasks up to the last of these samples
        self._least = 0.0
        self._most = 0.0

    def invalidate(self, slot: int) -> None:
        """Something about this task has changed."""
        if slot < self._slot:
            self._reset()

    def bounds(self, lane: Lane, process: Lane, tasks: Tasks) -> tuple[float, float]:
        """(least, most) s that the lane's ended tasks waited for a core. `process`: the lane itself, or a thread's process.

        Which of several threads it was that waited is not reported, nor when one waits for the interpreter's lock while another
        holds it: then the least is nothing.
        """
        length = len(lane)
        if length and lane.ends[length - 1] != lane.ends[length - 1]:
            length -= 1
        alone = lane is process and process.most_threads <= 1
        if length > self._slot:
            self._extend(lane, process, tasks, length)
        least, most, rest = self._least, self._most, self.done - self._inside
        if rest > 0 and self._sample < len(
            process.sample_t
        ):  # the stretch in which the last task ended: others may follow in it
            times, waited = _samples(lane, process, self._sample, self._sample + 1)
            low, high = _stretches(np.diff(times), np.diff(waited), np.array([rest]))
            least, most = least + low, most + high
        elif rest > 0:
            most += rest
        if (
            alone or lane is not process
        ):  # then its CPU time is that of its tasks alone, and what they did not compute the most
            most = min(most, max(0.0, self.done - self.cpu))
        return (min(least, most) if alone else 0.0), most

    def _extend(self, lane: Lane, process: Lane, tasks: Tasks, length: int) -> None:
        part = slice(self._slot, length)
        rows = lane.rows[part]
        counts = (tasks.status[rows] == Status.FINISHED) | (tasks.status[rows] == Status.FAILED)
        own = np.where(counts, tasks.own[rows], 0.0)
        starts = lane.starts[part] + own
        net = np.where(counts, np.maximum(lane.ends[part] - starts, 0.0), 0.0)
        end = float(lane.ends[length - 1])
        last = int(np.searchsorted(process.sample_t, end, side="right"))
        before = self.done
        sums = np.concatenate(([before], before + np.cumsum(net)))
        if last > self._sample:
            times, waited = _samples(lane, process, self._sample, last)
            position = np.searchsorted(starts, times[1:], side="right") - 1
            known = np.maximum(position, 0)
            into = np.where(position >= 0, np.clip(times[1:] - starts[known], 0.0, net[known]), 0.0)
            inside = np.concatenate(([self._inside], sums[known] + into))
            least, most = _stretches(np.diff(times), np.diff(waited), np.diff(inside))
            self._least, self._most = self._least + least, self._most + most
            self._inside, self._sample = float(inside[-1]), last
        self.done = float(sums[-1])
        self.cpu += float(np.nansum(np.where(counts, tasks.cpu[rows], 0.0)))
        self.own += float(own.sum())
        if counts.any():
            self.last_end = max(self.last_end, float(lane.ends[part][counts][-1]))
        self._slot = length


def _samples(lane: Lane, process: Lane, first: int, last: int) -> tuple[Floats, Floats]:
    """Times and waiting so far, of the sample before `first` up to that before `last`. Before the first one stands the birth."""
    times, waiting, cpu = process.sample_t, process.sample_waiting, process.sample_cpu
    part = slice(max(first - 1, 0), last)
    waited = waiting[part] if lane is process else waiting[part] + cpu[part]
    if first:
        return times[part], waited
    told = process.role != "main" and (not math.isnan(process.reported) or not math.isnan(process.reported_by_parent))
    return np.concatenate(([process.began], times[part])), np.concatenate(([0.0 if told else np.nan], waited))


def _stretches(lengths: Floats, waited: Floats, inside: Floats) -> tuple[float, float]:
    """The least and the most that was waited inside of tasks, in all of these stretches."""
    inside = np.clip(inside, 0.0, None)
    unknown = np.isnan(waited)
    waited = np.where(unknown, 0.0, np.maximum(waited, 0.0))
    least = np.maximum(waited - np.maximum(lengths - inside, 0.0), 0.0)
    most = np.where(unknown, inside, np.minimum(waited, inside))
    return float(np.minimum(least, most).sum()), float(most.sum())
