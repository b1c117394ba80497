"""A run made small: what a thumb-sized timeline of it shows, and what the record needs to be kept for no longer.

All times are s since the run's zero.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from workers.analysis.queries import visible_tasks
from workers.analysis.states import mean_states, states_of, task_shares
from workers.analysis.statistics import is_worker
from workers.trace.columns import Floats
from workers.trace.lanes import Lane
from workers.trace.trace import Trace

PIXELS = 400  # that a small timeline is drawn with at most
MAX_ROWS = 64  # workers with a row of their own; what all do together is known of all
STEPS = 120  # of what all workers do together


@dataclass(frozen=True, slots=True)
class Row:
    """One worker: its tasks, or what its process did where it has none; lists of one length."""

    begin: list[float] = field(default_factory=list)
    end: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # share of it on a CPU
    runnable: list[float] = field(default_factory=list)  # share of it without a CPU; 0 where that is not known


@dataclass(frozen=True, slots=True)
class Small:
    """rows: the workers. computing, runnable, sleeping: how many workers did so, in STEPS equal parts of `end`."""

    end: float
    tasks: bool  # whether rows are of tasks
    rows: list[Row]
    computing: list[float]
    runnable: list[float]
    sleeping: list[float]


def worker_lanes(trace: Trace) -> list[Lane]:
    """Those that do the work: the pools' workers, else the other processes, else the main process."""
    workers = [lane for lane in trace.lanes if is_worker(lane)]
    others = [lane for lane in trace.lanes if lane.role == "process"]
    return workers or others or trace.lanes[:1]


def made_small(trace: Trace, end: float) -> Small:
    """`end`: of the run, s."""
    lanes = worker_lanes(trace)
    by_tasks = any(len(lane) for lane in lanes)
    rows = [_tasks_of(trace, lane, end) if by_tasks else _states_of(trace, lane, end) for lane in lanes[:MAX_ROWS]]
    together = np.zeros((3, STEPS))
    edges = np.linspace(0.0, end, STEPS + 1) if end > 0 else np.zeros(STEPS + 1)
    for lane in lanes if end > 0 else ():
        states = states_of(trace, _process_of(trace, lane).id, 0.0, end, 2 * STEPS)
        if len(states):
            parts = (states.cpu, np.nan_to_num(states.runnable), states.rest)
            for sums, share in zip(together, parts, strict=True):
                passed = np.concatenate(([0.0], np.cumsum(share * (states.end - states.begin))))
                at = np.concatenate((states.begin[:1], states.end))
                sums += np.diff(np.interp(edges, at, passed)) / np.diff(edges)
    computing, runnable, sleeping = (_rounded(part) for part in together)
    return Small(round(end, 5), by_tasks, rows, computing, runnable, sleeping)


def waiting_share(trace: Trace) -> float | None:
    """Share of the workers' time that they could have run and had no core; None where that is not known."""
    waited = lived = 0.0
    for lane in {
        process.id: process for process in (_process_of(trace, lane) for lane in worker_lanes(trace))
    }.values():
        begin, end = lane.began, trace.now if lane.alive else lane.ended
        _, runnable, _ = mean_states(trace, lane.id, begin, end)
        if not math.isnan(runnable) and end > begin:
            waited += runnable * (end - begin)
            lived += end - begin
    return waited / lived if lived > 0 else None


def _process_of(trace: Trace, lane: Lane) -> Lane:
    """A thread's states are its process's."""
    if lane.role != "thread":
        return lane
    return next((other for other in trace.lanes if other.pid == lane.pid and other.role != "thread"), lane)


def _tasks_of(trace: Trace, lane: Lane, end: float) -> Row:
    spans = visible_tasks(trace, lane.id, 0.0, end, PIXELS)
    _, runnable = task_shares(trace, _process_of(trace, lane).id, spans.begin, spans.end)
    cpu = np.nan_to_num(spans.cpu_share)
    room = np.clip(1.0 - cpu, 0.0, 1.0)
    return Row(
        _rounded(spans.begin), _rounded(spans.end), _rounded(cpu), _rounded(np.minimum(np.nan_to_num(runnable), room))
    )


def _states_of(trace: Trace, lane: Lane, end: float) -> Row:
    states = states_of(trace, lane.id, 0.0, end, PIXELS)
    return Row(
        _rounded(states.begin), _rounded(states.end), _rounded(states.cpu), _rounded(np.nan_to_num(states.runnable))
    )


def _rounded(values: Floats) -> list[float]:
    """To 10 µs: it is for a picture."""
    return [round(value, 5) for value in values.tolist()]
