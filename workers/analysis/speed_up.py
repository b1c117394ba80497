"""Speed-up: how many times sooner a run's tasks were done than one after the other, as far as that can be known."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workers.trace.columns import NAN
from workers.trace.trace import Trace

CERTAIN = 0.9  # of the upper bound: what the lower one must reach for the figure to be shown


@dataclass(frozen=True, slots=True)
class SpeedUp:
    """The time a loop over the same tasks would take, against the time from the first submission to the last result.

    What a loop would take is the time inside all tasks that returned or raised, on a CPU or blocked, less what they waited for
    a core: eight computing tasks at once on two cores each last four times as long as alone, and that is no gain. The probe's
    own time in a task, which it measures there, is not the task's. Tasks that run, are lost or cancelled do not count: in a
    deadlock there is nothing to report.

    Limits. The wait for a core is seen ten times a second (`CoreWait`), so it has two bounds, and so has the speed-up. Where
    they are more than a tenth apart `value` is NaN: very short tasks, platforms that do not report that wait, threads that
    compute (what they wait for the interpreter's lock looks like sleep). The time in a task holds the few µs of the pool's and
    the probe's machinery around it, so of tasks that do nothing it is an upper bound. A loop also spares the caches and
    disks that tasks share, which no clock here can tell; and pauses of the program between submissions count as elapsed.
    """

    value: float  # the lower bound, where that is certain; else NaN
    least: float
    most: float
    waited: float  # s that the tasks waited for a core, at least; NaN where the platform does not report it
    own: float  # s that the probe itself took inside of these tasks; no part of the above


def speed_up(trace: Trace) -> SpeedUp:
    """In one step for each lane: cheap enough for every frame."""
    done = own = least = most = 0.0
    last = trace.task_states.last_return
    told = False
    for lane in trace.lanes:
        if len(lane):
            process = trace.lanes[lane.parent] if lane.role == "thread" else lane
            wait = lane.wait
            low, high = wait.bounds(lane, process, trace.tasks)
            done, own, least, most = done + wait.done, own + wait.own, least + low, most + high
            last = max(last, wait.last_end)
            told = told or not math.isnan(process.last_waiting)
    span = last - trace.task_states.first_submit
    waited = least if told else NAN
    if not (done > 0 and 0 < span < math.inf):
        return SpeedUp(NAN, NAN, NAN, waited, own)
    lower, upper = max(0.0, done - most) / span, (done - least) / span
    return SpeedUp(lower if lower >= CERTAIN * upper else NAN, lower, upper, waited, own)
