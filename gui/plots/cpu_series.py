"""What the CPU view stacks: each process's use of the cores, and what others used beside the run, a pixel column at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gui import formats
from gui.geometry import Floats, TimeScale
from gui.theme import Theme
from workers.analysis.queries import cpu_curve
from workers.trace.trace import Trace

MAX_SERIES = 7
"""Processes with a colour of their own; the rest are one area, "others"."""

OTHERS, POOLSCOPE, OTHER_PROGRAMS = -1, -2, -3
"""In the place of a lane: all other processes of the run; keeper, guardians and viewer; everything else on the computer."""

_TOO_SHORT = 0.005  # s between a process's birth and its first sample: too short for a mean
_SEEN = 0.005  # cores; less is nothing


@dataclass(frozen=True, slots=True)
class Series:
    """CPU use of a lane's process, or of what one of the numbers above stands for, in cores for each pixel column."""

    lane: int
    colour: str
    cores: Floats


def chosen_lanes(trace: Trace) -> tuple[list[int], list[int]]:
    """(lanes with a colour, lanes of "others"), in order of birth; those that used most CPU time get the colours."""
    used = {
        lane.id: float(lane.sample_cpu[-1]) if len(lane.sample_cpu) else 0.0
        for lane in trace.lanes
        if lane.role not in ("thread", "outside")
    }
    candidates = [lane for lane in used if trace.lanes[lane].role != "helper"]
    if len(candidates) > MAX_SERIES:
        candidates = sorted(sorted(candidates, key=lambda lane: used[lane], reverse=True)[:MAX_SERIES])
    return candidates, [lane for lane in used if lane not in set(candidates)]


def colours_of(trace: Trace, lanes: list[int], theme: Theme) -> dict[int, str]:
    """A colour a lane: the main process has that of its waits in the timeline, the others follow by birth."""
    main = theme.series[3]
    rest = [colour for colour in theme.series[:MAX_SERIES] if colour != main]
    colours = {0: main} if 0 in lanes else {}
    if 0 not in lanes:
        rest.append(main)
    children = [lane for lane in lanes if lane != 0]
    return colours | {lane: rest[i % len(rest)] for i, lane in enumerate(children)}


def measure(trace: Trace, scale: TimeScale, until: float, theme: Theme) -> list[Series]:
    """From the bottom of the stack up. Nothing is known after `until` (s). A recording may know of the run's processes only."""
    if not trace.lanes:
        return []
    columns = np.arange(int(scale.width), dtype=np.float64) + 0.5
    times = scale.begin + columns * scale.seconds_per_pixel
    lanes, others = chosen_lanes(trace)
    colours = colours_of(trace, lanes, theme)
    series = [Series(lane, colours[lane], _process(trace, lane, scale, times, until)) for lane in lanes]
    rest = np.zeros_like(times)
    for lane in others:
        one = trace.lanes[lane]
        if not (one.ended < scale.begin or one.began > scale.end):
            rest += _process(trace, lane, scale, times, until)
    if others and (rest > _SEEN).any():
        series.append(Series(OTHERS, theme.series[7], rest))
    return series + _beside(trace, scale, times, until, sum((one.cores for one in series), np.zeros_like(times)), theme)


def _beside(trace: Trace, scale: TimeScale, times: Floats, until: float, run: Floats, theme: Theme) -> list[Series]:
    machine = trace.machine
    if len(machine) < 2:
        return []
    # All of them together cannot have used more than there is: what would stand above is the clocks' different grain.
    room = np.maximum(trace.cores - run, 0.0) if trace.cores > 0 else np.full_like(run, math.inf)
    series = []
    for number, used, colour in ((POOLSCOPE, machine.own, theme.own), (OTHER_PROGRAMS, machine.others, theme.other)):
        edges, cores = machine.cores(used, scale.begin, scale.end)
        curve = np.zeros_like(times)
        if len(cores):
            curve = _between(times, (edges[:-1] + edges[1:]) / 2, cores, edges[0], edges[-1], until)
        curve = np.minimum(curve, room)
        room = room - curve
        series.append(Series(number, colour, curve))
    return series


def _process(trace: Trace, lane: int, scale: TimeScale, times: Floats, until: float) -> Floats:
    at, cores = cpu_curve(trace, lane, scale.begin, scale.end, len(times))
    one = trace.lanes[lane]
    born = one.began
    if len(at) > 1 and at[0] - born < _TOO_SHORT:
        at, cores = at[1:], cores[1:]  # it may have been at work before it was seen
    if len(at) == 0:
        return np.zeros_like(times)
    if len(at) == 1 and 0 <= at[0] - born < _TOO_SHORT:
        cores = cores * ((at[0] - born) / _TOO_SHORT)
    if trace.cores > 0:
        # What a process used before it was seen, by clocks of different grain: more than this cannot have been.
        cores = np.minimum(cores, min(trace.cores, max(one.last_threads, 1)))
    seen = int(np.searchsorted(one.sample_t, at[0]))
    stretch = np.diff(at, prepend=one.sample_t[seen - 1] if seen else min(born, at[0]))
    return _between(times, at - stretch / 2, cores, at[0] - stretch[0], at[-1], until)


def _between(times: Floats, middles: Floats, cores: Floats, first: float, last: float, until: float) -> Floats:
    """Means over stretches stand in their middles, with lines between the middles; 0 before `first` and after `last`."""
    points = np.concatenate(([first], middles, [last]))
    curve: Floats = np.interp(times, points, np.concatenate((cores[:1], cores, cores[-1:])), left=0.0, right=0.0)
    curve[times > until] = 0.0
    return np.maximum(np.nan_to_num(curve), 0.0)


def value_of(trace: Trace, series: Series, scale: TimeScale, at: float | None, until: float) -> str:
    """Cores at the time `at`; without one, now; "" once the run is over."""
    if at is not None and any(begin < at < end for begin, end in trace.unmeasured(until)):
        return formats.UNKNOWN
    if at is not None:
        column = int(scale.x(at) - scale.left)
        return formats.cores(float(series.cores[column])) if 0 <= column < len(series.cores) else ""
    if not math.isnan(trace.ended):
        return ""
    if series.lane < 0:
        machine = trace.machine
        used = {POOLSCOPE: machine.own, OTHER_PROGRAMS: machine.others}.get(series.lane)
        return "" if used is None else formats.cores(machine.lately(used))
    lane = trace.lanes[series.lane]
    return formats.cores(lane.last_cpu_share if math.isnan(lane.ended) else 0.0)
