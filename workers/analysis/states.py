"""What the operating system did with each process, from the samples: on a CPU, waiting for one, sleeping; a zombie.

Pure questions about a `Trace`, arrays out. All times are s since the run's zero.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from workers.trace.columns import NAN, Floats
from workers.trace.lanes import Lane
from workers.trace.trace import Trace


@dataclass(frozen=True, slots=True)
class States:
    """Stretches of one process's time from left to right, each of which begins where the one before ended.

    `cpu` + `runnable` + `rest` = 1 in each; `runnable` is NaN where it is not known, and `rest` is then all that was not CPU.
    """

    begin: Floats
    end: Floats
    cpu: Floats  # share of the stretch on a CPU; of a process with several threads at most 1
    runnable: Floats  # share runnable but without a CPU; NaN: not known
    rest: Floats  # sleeping, or waiting for something else

    def __len__(self) -> int:
        return len(self.begin)


def states_of(trace: Trace, lane_id: int, begin: float, end: float, pixels: int) -> States:
    """The states of a lane's process in [begin, end]: a stretch for each two samples, or for each pixel where those are denser.

    At most 2 × `pixels` + 2 stretches. The stretch before the first sample begins with the process, except for the main
    process, whose start-up came before the run's zero. After the last sample nothing is known.
    """
    lane = trace.lanes[lane_id]
    times, cpu, runnable = _samples(lane, begin, end)
    if len(times) < 2 or not begin < end:
        return _states(np.zeros(0), np.zeros(0), np.zeros(0))
    if len(times) > 2 * max(pixels, 1):
        grid = np.linspace(max(begin, float(times[0])), min(end, float(times[-1])), max(pixels, 1) + 1)
        if not grid[0] < grid[-1]:
            return _states(np.zeros(0), np.zeros(0), np.zeros(0))
        times, cpu, runnable = grid, np.interp(grid, times, cpu), np.interp(grid, times, runnable)
    return _states(times, cpu, runnable)


def mean_states(trace: Trace, lane_id: int, begin: float, end: float) -> tuple[float, float, float]:
    """(cpu, waiting, rest) over what is known of [begin, end], each as in `States`; NaN where nothing is known."""
    lane = trace.lanes[lane_id]
    times, cpu, runnable = _samples(lane, begin, end)
    if len(times) < 2:
        return NAN, NAN, NAN
    edges = np.array([max(begin, float(times[0])), min(end, float(times[-1]))])
    if not edges[0] < edges[1]:
        return NAN, NAN, NAN
    states = _states(edges, np.interp(edges, times, cpu), np.interp(edges, times, runnable))
    return float(states.cpu[0]), float(states.runnable[0]), float(states.rest[0])


def task_shares(trace: Trace, lane_id: int, begin: Floats, end: Floats) -> tuple[Floats, Floats]:
    """(cpu, waiting) of a lane's process over each of the stretches [begin, end], each as in `States`; from the samples.

    A stretch that the samples cover in part has the shares of that part. NaN where nothing is known.
    """
    unknown = np.full(len(begin), NAN)
    if not len(begin):
        return unknown, unknown
    times, cpu, runnable = _samples(trace.lanes[lane_id], float(np.min(begin)), float(np.max(end)))
    if len(times) < 2:
        return unknown, unknown
    first, last = np.maximum(begin, times[0]), np.minimum(end, times[-1])
    known = last > first
    lengths = np.where(known, last - first, 1.0)
    shares = []
    for sums in (cpu, runnable):
        passed = np.interp(last, times, sums) - np.interp(first, times, sums)
        shares.append(np.where(known, np.clip(passed / lengths, 0.0, 1.0), NAN))
    return shares[0], shares[1]


def state_at(trace: Trace, lane_id: int, time: float) -> States:
    """The one stretch between two samples in which `time` lies; none where nothing is known of it."""
    lane = trace.lanes[lane_id]
    times, cpu, runnable = _samples(lane, float(np.nextafter(time, -np.inf)), time)
    position = int(np.searchsorted(times, time, side="right"))
    if not 0 < position < len(times):
        position = len(times) - 1 if len(times) > 1 and time == times[-1] else 0
    two = slice(position - 1, position + 1) if position else slice(0, 0)
    return _states(times[two], cpu[two], runnable[two])


def waiting_is_known(trace: Trace) -> bool | None:
    """Whether the platform reports how long processes wait for a CPU; None while there is no sample that could know."""
    told: bool | None = None
    for lane in trace.lanes:
        if lane.role != "thread" and len(lane.sample_waiting):
            if not math.isnan(lane.sample_waiting[0]):
                return True
            told = False
    return told


def zombie_span(trace: Trace, lane_id: int, now: float) -> tuple[float, float] | None:
    """From when to when a process had ended and not been waited for, `now` for one that is a zombie still; None: not seen so.

    The keeper looks at zombies as at the living, so the end is as exact as the samples are dense.
    """
    lane = trace.lanes[lane_id]
    if lane.role == "thread" or lane.alive:
        return None
    if lane.zombie:
        return lane.ended, max(now, lane.ended)
    times = lane.sample_t
    if len(times) and times[-1] > lane.ended:
        return lane.ended, float(times[-1])
    return None


def _samples(lane: Lane, begin: float, end: float) -> tuple[Floats, Floats, Floats]:
    """(times, CPU time, time without a CPU) of the samples around [begin, end], up to the lane's end; with a zero at birth."""
    times = lane.sample_t
    last = int(np.searchsorted(times, end)) + 1
    if not lane.alive:  # a zombie's samples say nothing more
        last = min(last, int(np.searchsorted(times, lane.ended, side="right")))
    first = max(int(np.searchsorted(times, begin, side="right")) - 1, 0)
    times, cpu, runnable = times[first:last], lane.sample_cpu[first:last], lane.sample_waiting[first:last]
    # Where neither a process nor its parent reported its birth, it had been at work before it was seen.
    told = not math.isnan(lane.reported) or not math.isnan(lane.reported_by_parent)
    if not first and len(times) and told and lane.role != "main" and lane.began < times[0]:
        unknown = math.isnan(runnable[0])
        times, cpu = np.concatenate(([lane.began], times)), np.concatenate(([0.0], cpu))
        runnable = np.concatenate(([NAN if unknown else 0.0], runnable))
    return times, cpu, runnable


def _states(times: Floats, cpu: Floats, runnable: Floats) -> States:
    """Shares from sums at the edges of the stretches."""
    if len(times) < 2:
        none = np.zeros(0)
        return States(none, none, none, none, none)
    lengths = np.diff(times)
    on_cpu = np.clip(np.diff(cpu) / lengths, 0.0, 1.0)
    without = np.minimum(np.maximum(np.diff(runnable) / lengths, 0.0), 1.0 - on_cpu)
    return States(times[:-1], times[1:], on_cpu, without, 1.0 - on_cpu - np.nan_to_num(without))
