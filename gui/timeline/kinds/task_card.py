"""The card of a task: its whole life in a few lines."""

from __future__ import annotations

import math

import numpy as np

from gui import formats
from gui.timeline.track import Rows
from gui.timeline.words import card_tr
from workers.analysis.states import task_shares
from workers.trace.tasks import Status
from workers.trace.trace import Trace


def status_words(status: int) -> str:
    return {
        Status.QUEUED: card_tr("waits in the queue"),
        Status.RUNNING: card_tr("running"),
        Status.FINISHED: card_tr("finished"),
        Status.FAILED: card_tr("failed"),
        Status.CANCELLED: card_tr("cancelled"),
        Status.LOST: card_tr("lost with its worker"),
    }[Status(status)]


def _state(trace: Trace, row: int, status: Status) -> str:
    """The status; for a future that was claimed what its Future says meanwhile, for a lost task how far it had come."""
    claimed = float(trace.tasks.claimed[row])
    if status is Status.QUEUED and claimed == claimed:
        return card_tr("claimed: its Future says running, no worker has it yet")
    if status is Status.LOST and trace.tasks.started[row] != trace.tasks.started[row]:
        return card_tr("lost before a worker had it")
    if status is Status.LOST and trace.tasks.cpu[row] == trace.tasks.cpu[row]:
        return card_tr("had ended, but its result was lost")
    return status_words(status)


def life_of(trace: Trace, row: int, now: float) -> Rows:
    """(name, value) for each stage of task `row`; the first is its headline. `now` (s) ends what is still going on."""
    tasks = trace.tasks
    status = Status(int(tasks.status[row]))
    submitted, started, ended = float(tasks.submitted[row]), float(tasks.started[row]), float(tasks.ended[row])
    outcome = " ".join(trace.outcome(row).split())
    head = trace.label(row)
    if outcome and status is Status.FINISHED:
        head += f" → {outcome}"
    rows: Rows = [(card_tr("Task {0}").format(row), head), (card_tr("status"), _state(trace, row, status))]
    if outcome and status is Status.FAILED:
        rows.append((card_tr("error"), outcome))
    waited = (started if started == started else ended if ended == ended else now) - submitted
    claimed = float(tasks.claimed[row])
    if claimed == claimed:
        left = started if started == started else ended if ended == ended else now
        rows.append((card_tr("pending in queue"), formats.duration(max(claimed - submitted, 0.0))))
        rows.append((card_tr("claimed, no worker yet"), formats.duration(max(left - claimed, 0.0))))
    else:
        rows.append((card_tr("waited in queue"), formats.duration(waited)))
    lane = int(tasks.lane[row])
    if started == started and lane >= 0:
        wall = (ended if ended == ended else max(now, started)) - started
        cpu = float(tasks.cpu[row])
        value = formats.duration(wall)
        thirds = _thirds(trace, row, lane, (started, started + wall))
        if cpu == cpu and not thirds:
            share = formats.percent(cpu / wall) if wall > 0 else formats.UNKNOWN
            value += "   " + card_tr("CPU {0} ({1})").format(formats.duration(cpu), share)
        where = trace.lanes[lane]
        over = ended == ended
        if where.thread:
            name = card_tr("ran in {0} of PID {1}") if over else card_tr("runs in {0} of PID {1}")
        else:
            name = card_tr("ran on PID {1}") if over else card_tr("runs on PID {1}")
        rows.append((name.format(where.thread, where.pid), value))
        rows.extend(thirds)
    returned = float(tasks.returned[row])
    if returned == returned and ended == ended:
        rows.append((card_tr("result to main"), formats.duration(max(returned - ended, 0.0))))
    began = float(tasks.callback_began[row])
    if began == began:
        took = float(tasks.callback_ended[row]) - began
        owner = int(tasks.owner[row])
        pid = trace.lanes[owner].pid if 0 <= owner < len(trace.lanes) else 0
        value = card_tr("still running") if math.isnan(took) else formats.duration(took)
        rows.append((card_tr("callback in PID {0}").format(pid), value))
        if error := trace.callbacks.error_of(row):
            rows.append((card_tr("callback raised"), error[0] or formats.UNKNOWN))
    if line := trace.line(row):
        rows.append((card_tr("submitted"), card_tr("{0}() on line {1}, at {2}").format(
            trace.call(row), line, formats.moment(submitted))))  # fmt: skip
    return rows


def _thirds(trace: Trace, row: int, lane: int, span: tuple[float, float]) -> Rows:
    """How long a task was on a CPU, waited for a core, and slept; empty where the system does not tell of waiting.

    What was waited is counted from sample to sample: of a task with fewer than two of them in it, it is not known.
    """
    wall = span[1] - span[0]
    sampled, waiting = (float(share[0]) for share in task_shares(trace, lane, np.array(span[:1]), np.array(span[1:])))
    cpu = float(trace.tasks.cpu[row])
    share = min(cpu / wall, 1.0) if cpu == cpu and wall > 0 else sampled
    if waiting != waiting or share != share:
        return []
    if int(np.diff(np.searchsorted(trace.lanes[lane].sample_t, span))[0]) < 2:
        told = card_tr("{0} ({1})").format(formats.duration(share * wall), formats.percent(share))
        return [(card_tr("on a CPU"), told), (card_tr("waiting for a core"), formats.UNKNOWN)]
    waiting = min(waiting, 1.0 - share)
    names = (card_tr("on a CPU"), card_tr("waiting for a core"), card_tr("sleeping or waiting"))
    shares = (share, waiting, 1.0 - share - waiting)
    return [
        (name, card_tr("{0} ({1})").format(formats.duration(part * wall), formats.percent(part)))
        for name, part in zip(names, shares, strict=True)
    ]
