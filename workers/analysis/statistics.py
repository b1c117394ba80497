"""Figures of a run: the headline while it goes on, a selection's statistics, the report and the summary at its end."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from workers.analysis import problems
from workers.analysis.findings import findings
from workers.analysis.sentences import sentence, signal_name
from workers.analysis.speed_up import SpeedUp, speed_up
from workers.analysis.states import task_shares
from workers.trace.columns import NAN, Floats, Ints
from workers.trace.lanes import Lane
from workers.trace.tasks import Status
from workers.trace.trace import Trace


@dataclass(frozen=True, slots=True)
class Headline:
    """The large numbers. Times in s; NaN where there is nothing to tell yet."""

    elapsed: float
    submitted: int
    finished: int
    failed: int
    cancelled: int
    lost: int
    running: int
    queued: int
    claimed: int  # of the waiting ones: taken out of an executor's queue, no worker has it yet
    queued_peak: int
    workers: int  # the most that were alive at the same time
    task_wall: float  # of all tasks, running ones up to now
    task_cpu: float  # of the ended ones
    speed_up: SpeedUp
    busy_share: (
        float  # task_wall without the probe's part, against the time that the workers lived since the first submission
    )
    cores_in_use: float  # the run's average, all processes
    cores_now: float
    blocked: float  # main process's main thread
    max_running: int


def headline(trace: Trace, now: float) -> Headline:
    """The numbers at `now`, s since the run's zero; after the run's end those at the end.

    Cheap enough for every frame: running totals, and one step for each lane.
    """
    if not math.isnan(trace.ended):
        now = trace.ended
    task_states = trace.task_states
    counts = task_states.counts
    running, queued = counts[Status.RUNNING], counts[Status.QUEUED]
    wall = task_states.wall + max(0.0, running * now - task_states.running_since)
    alive = cores = 0.0
    for lane in trace.lanes:
        cores += lane.last_cpu_share
        if is_worker(lane):
            end = now if lane.alive else lane.ended
            alive += max(0.0, end - max(lane.began, task_states.first_submit))
    gain = speed_up(trace)
    block = trace.open_block()
    blocked = trace.blocked_closed + (max(0.0, now - float(trace.blocks.began[block])) if block >= 0 else 0.0)
    return Headline(
        elapsed=now,
        submitted=sum(counts),
        finished=counts[Status.FINISHED],
        failed=counts[Status.FAILED],
        cancelled=counts[Status.CANCELLED],
        lost=counts[Status.LOST],
        running=running,
        queued=queued,
        claimed=task_states.claimed_now,
        queued_peak=task_states.queued.peak(),
        workers=_most_alive(trace),
        task_wall=wall,
        task_cpu=task_states.cpu_sum,
        speed_up=gain,
        busy_share=min(max(wall - gain.own, 0.0) / alive, 1.0) if wall > 0 and alive > 0 else NAN,
        cores_in_use=trace.cpu / now if now > 0 else NAN,
        cores_now=cores,
        blocked=blocked,
        max_running=task_states.running.peak(),
    )


def is_worker(lane: Lane) -> bool:
    """True for a lane whose work is to run tasks."""
    return lane.role in ("worker", "thread") or len(lane) > 0


def _most_alive(trace: Trace) -> int:
    """The most worker lanes alive at the same time: a replaced worker is not one more."""
    births: Floats = np.array([lane.began for lane in trace.lanes if is_worker(lane)])
    deaths: Floats = np.array([lane.ended for lane in trace.lanes if is_worker(lane) and not lane.alive])
    births.sort()
    deaths.sort()
    if not len(births):
        return 0
    return int((np.arange(1, len(births) + 1) - np.searchsorted(deaths, births, side="right")).max())


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """Wall times (s) of tasks, as far as they lie in a selection: of one function, or on one lane."""

    kind: str  # "function" or "lane"
    key: int  # index into trace.functions, or lane
    count: int
    total: float
    minimum: float
    average: float
    maximum: float
    cpu: float  # share of the total on a CPU, 0 to 1; NaN: not known
    runnable: float  # share that could have run and had no core; NaN: not known


def selection_statistics(trace: Trace, begin: float, end: float) -> list[StatisticsRow]:
    """Statistics of the tasks within [begin, end], s: of each only the part inside; running ones up to now.

    A row for each function, then one for each lane that has such a task. A task's CPU time counts in proportion to
    its part; what it waited for a core is counted from sample to sample.
    """
    parts = [part for lane in trace.lanes if len(lane) and (part := _inside(trace, lane, begin, end)) is not None]
    if not parts:
        return []
    rows, wall, cpu, runnable = (np.concatenate(column) for column in zip(*parts, strict=True))
    rows = rows.astype(np.int64)
    columns = wall, cpu, runnable
    by_function = _grouped("function", trace.tasks.function[rows].astype(np.int64), *columns)
    return by_function + _grouped("lane", trace.tasks.lane[rows].astype(np.int64), *columns)


def _inside(trace: Trace, lane: Lane, begin: float, end: float) -> tuple[Ints, Floats, Floats, Floats] | None:
    """(rows, wall, cpu, runnable) of a lane's tasks in the selection, s; None where there are none."""
    first, last = (int(i) for i in np.searchsorted(lane.starts, [begin, np.nextafter(end, np.inf)]))
    if first and not lane.ends[first - 1] < begin:
        first -= 1
    rows, started, ended = lane.rows[first:last], lane.starts[first:last], lane.ends[first:last]
    ended = np.where(np.isnan(ended), np.maximum(trace.now, started), ended)
    low, high = np.maximum(started, begin), np.minimum(ended, end)
    keep = (high > low) | (ended == started)  # what only touches the selection is not in it
    if not keep.any():
        return None
    rows, whole, low, high = rows[keep], (ended - started)[keep], low[keep], high[keep]
    wall = np.maximum(high - low, 0.0)
    sampled, runnable = task_shares(trace, lane.id, low, high)
    cpu = trace.tasks.cpu[rows]
    share = np.where(np.isnan(cpu), sampled, np.clip(cpu / np.where(whole > 0, whole, 1.0), 0.0, 1.0))
    return rows, wall, share * wall, np.minimum(runnable, 1.0 - np.nan_to_num(share)) * wall


def _grouped(kind: str, keys: Ints, wall: Floats, cpu: Floats, runnable: Floats) -> list[StatisticsRow]:
    order = np.argsort(keys, kind="stable")
    keys, wall, cpu, runnable = keys[order], wall[order], cpu[order], runnable[order]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    counts = np.diff(np.append(first, len(keys)))
    totals = np.add.reduceat(wall, first)
    shares = []
    for part in (cpu, runnable):
        known = np.add.reduceat(np.where(np.isnan(part), 0.0, wall), first)
        shares.append(
            np.where(known > 0, np.add.reduceat(np.nan_to_num(part), first) / np.where(known > 0, known, 1.0), NAN)
        )
    columns = (
        keys[first],
        counts,
        totals,
        np.minimum.reduceat(wall, first),
        totals / counts,
        np.maximum.reduceat(wall, first),
        *shares,
    )
    return [StatisticsRow(kind, *values) for values in zip(*(column.tolist() for column in columns), strict=True)]


def report(trace: Trace) -> dict[str, Any]:
    """The run as plain data, for JSON: what is not known is None."""
    numbers = headline(trace, trace.now)
    return {
        "program": trace.program,
        "python": trace.python,
        "exit_code": trace.exit_code,
        "end_reason": trace.end_reason,
        "wall_s": _rounded(numbers.elapsed),
        "tasks": {
            "submitted": numbers.submitted,
            "finished": numbers.finished,
            "failed": numbers.failed,
            "cancelled": numbers.cancelled,
            "lost": numbers.lost,
        },
        "processes": [_process(lane) for lane in trace.lanes if lane.role != "thread"],
        "callbacks": len(trace.callbacks),
        "callback_pids": sorted(trace.callbacks.pids),
        "messages": {"sent": trace.messages.sent_count, "received": trace.messages.received_count},
        "calls": len(trace.calls),
        "max_running": numbers.max_running,
        "task_wall_s": _rounded(numbers.task_wall),
        "task_cpu_s": _rounded(numbers.task_cpu),
        "waiting_for_core_s": _rounded(numbers.speed_up.waited),
        "probe_in_tasks_s": _rounded(numbers.speed_up.own),
        "speed_up": _rounded(numbers.speed_up.value),
        "speed_up_bounds": [_rounded(numbers.speed_up.least), _rounded(numbers.speed_up.most)],
        "blocked_s": _rounded(numbers.blocked),
        "other_programs_cores": _rounded(trace.machine.mean(trace.machine.others)),
        "poolscope_cores": _rounded(trace.machine.mean(trace.machine.own)),
        "not_sampled_s": _rounded(_unmeasured(trace)),
        "output_recorded": trace.output_recorded,
        "events_lost": trace.events_lost,
        "problems": [problems.sentence(problem) for problem in trace.problems],
        "findings": [sentence(finding) for finding in findings(trace)],
    }


def _process(lane: Lane) -> dict[str, Any]:
    return {
        "pid": lane.pid,
        "parent_pid": lane.parent_pid,
        "role": lane.role,
        "name": lane.name,
        "start_method": lane.method,
        "library": lane.library,
        "started_s": _rounded(lane.began),
        "ended_s": _rounded(lane.ended),
        "exit_code": lane.exit_code,
    }


def _rounded(seconds: float) -> float | None:
    """To the microsecond."""
    return None if math.isnan(seconds) else round(seconds, 6)


def summary(trace: Trace) -> str:
    """A run in a few lines of plain text, for a terminal."""
    numbers = headline(trace, trace.now)
    lines = [f"{trace.program or 'The program'}: {_ending(trace)} after {numbers.elapsed:.2f} s"]
    if numbers.submitted:
        others = [
            f"{count} {word}"
            for count, word in (
                (numbers.failed, "failed"),
                (numbers.cancelled, "cancelled"),
                (numbers.lost, "lost"),
                (numbers.queued + numbers.running, "not done"),
            )
            if count
        ]
        done = ", ".join([f"{numbers.finished} of {_counted(numbers.submitted, 'task')} finished", *others])
        lines.append(f"{done}; at most {numbers.max_running} at once on {_counted(numbers.workers, 'worker')}")
        gain = numbers.speed_up
        waited = f" and at least {gain.waited:.2f} s waiting for one" if gain.waited >= 0.1 else ""
        lines.append(
            f"task time {numbers.task_wall:.2f} s, of it {numbers.task_cpu:.2f} s on a CPU{waited}{_gain(gain)}"
        )
        beside = trace.machine.mean(trace.machine.others)
        if waited and beside >= 0.2:
            lines.append(f"other programs used {beside:.1f} of {_counted(trace.cores, 'core')} meanwhile")
        if gain.own >= max(0.01, 0.01 * numbers.task_wall):
            lines.append(f"{gain.own:.2f} s more of the time in tasks are the probe's own, and not counted as theirs")
    if len(trace.callbacks):
        pids = ", ".join(str(pid) for pid in sorted(trace.callbacks.pids))
        lines.append(f"{_counted(len(trace.callbacks), 'callback')} in process {pids}")
    if len(trace.messages):
        sent, received = trace.messages.sent_count, trace.messages.received_count
        lines.append(f"{_counted(sent, 'message')} sent, {received:,} received")
    if len(trace.calls):
        lines.append(f"{_counted(len(trace.calls), 'call')} to a manager")
    if numbers.blocked > 0:
        lines.append(f"main process blocked for {numbers.blocked:.2f} s")
    if unmeasured := _unmeasured(trace):
        lines.append(f"for {unmeasured:.1f} s of the run no process was measured")
    if trace.events_lost:
        lines.append(f"{_counted(trace.events_lost, 'event')} lost: the figures above are incomplete")
    lines += [sentence(finding) for finding in findings(trace)]
    lines += [f"not watched: {problems.sentence(problem)}" for problem in trace.problems]
    return "\n".join(lines)


def _unmeasured(trace: Trace) -> float:
    """s of the run in which no process was sampled."""
    return sum(end - begin for begin, end in trace.unmeasured(trace.now))


def _gain(gain: SpeedUp) -> str:
    if math.isnan(gain.most):
        return ""
    if math.isnan(gain.value):
        return f", speed-up between {gain.least:.2f} and {gain.most:.2f}: more cannot be told"
    return f", speed-up {gain.value:.2f}"


def _ending(trace: Trace) -> str:
    if math.isnan(trace.ended):
        return "still running"
    words = {
        "stopped": "stopped",
        "timeout": "stopped at the time limit",
        "failed": "could not be started",
        "lost": "lost",
    }
    if trace.end_reason:
        return words.get(trace.end_reason, trace.end_reason)
    code = trace.exit_code
    if code is not None and code < 0:
        return f"ended by {signal_name(-code)}"
    return f"ended with exit code {code}" if code else "ended"


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
