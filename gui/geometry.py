"""Where things stand: time to pixel and back, ticks, and the heights of lanes. Plain numbers, no window needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LEFT, RIGHT = 220, 18
"""Logical pixels beside the plot, the same in every chart so that their time axes stand under each other."""


@dataclass(frozen=True, slots=True)
class TimeScale:
    """[begin, end] s drawn over `width` pixels from pixel `left` on."""

    begin: float
    end: float
    left: float
    width: float

    def x(self, time: float) -> float:
        return self.left + (time - self.begin) / (self.end - self.begin) * self.width

    def xs(self, times: Floats) -> Floats:
        """Pixels of many times (any shape); NaN stays NaN."""
        return self.left + (times - self.begin) * (self.width / (self.end - self.begin))

    def time(self, x: float) -> float:
        return self.begin + (x - self.left) / self.width * (self.end - self.begin)

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def seconds_per_pixel(self) -> float:
        return (self.end - self.begin) / self.width


_STEPS_ABOVE_A_SECOND = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)


def tick_step(span: float, most: int) -> float:
    """The smallest round step (s) that cuts `span` s into at most `most` parts: 1, 2, 5 × 10ⁿ; then minutes."""
    need = span / max(most, 1)
    if need > 0.5:
        for step in _STEPS_ABOVE_A_SECOND:
            if step >= need:
                return float(step)
        return math.ceil(need / 86400) * 86400.0
    power = 10.0 ** math.floor(math.log10(need))
    for factor in (1, 2, 5):
        if factor * power >= need * (1 - 1e-9):
            return factor * power
    return 10 * power


def tick_label(time: float, step: float) -> str:
    """`time` (s) with no more digits than `step` needs: "2 s", "2.5 s", "2000.15 ms", "1:30", "1:00:00"."""
    if step < 1e-3:
        return f"{time * 1e3:.{min(max(0, -math.floor(math.log10(step) + 1e-9) - 3), 6)}f} ms"
    if step < 1 or abs(time) < 60:
        return f"{time:.{max(0, -math.floor(math.log10(step) + 1e-9))}f} s"
    whole = round(abs(time))
    sign = "-" if time < 0 else ""
    hours, minutes, seconds = whole // 3600, whole // 60 % 60, whole % 60
    return f"{sign}{hours}:{minutes:02}:{seconds:02}" if hours else f"{sign}{minutes}:{seconds:02}"


def value_step(top: float, most: int) -> float:
    """The smallest of 1, 2, 5 × 10ⁿ that cuts `top` into at most `most` parts."""
    if not top > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(top / max(most, 1)))
    return next((f * power for f in (1, 2, 5, 10) if top / (f * power) <= most + 1e-9), 10 * power)


def value_ticks(top: float, most: int) -> list[float]:
    """Round values from 0 to `top`, at most `most` of them above 0."""
    if top <= 0:
        return [0.0]
    step = value_step(top, most)
    return [i * step for i in range(math.floor(top / step + 1e-9) + 1)]


class LaneLike(Protocol):
    """What of a lane decides its place."""

    id: int
    role: str
    parent: int


def lane_order(lanes: Sequence[LaneLike]) -> list[int]:
    """Lane ids from top to bottom, without the main lane: in order of birth, threads right under their process."""
    threads: dict[int, list[int]] = {}
    for lane in lanes:
        if lane.role == "thread":
            threads.setdefault(lane.parent, []).append(lane.id)
    order = list(threads.pop(0, ()))
    for lane in lanes[1:]:
        if lane.role != "thread":
            order.append(lane.id)
            order.extend(threads.pop(lane.id, ()))
    for orphans in threads.values():
        order.extend(orphans)
    return order


LANE, THREAD, HELPER = 0, 1, 2
"""Kinds of lane by height."""

_SHARE = {LANE: 1.0, THREAD: 0.75}


@dataclass(frozen=True, slots=True)
class LaneLayout:
    """Lanes stacked from 0 on: `tops` has one more entry than there are lanes, the last one is the whole height."""

    tops: Floats

    @property
    def height(self) -> float:
        return float(self.tops[-1])

    def at(self, y: float) -> int:
        """Place in the stack of the lane at `y`; -1: none."""
        if not 0 <= y < self.height:
            return -1
        return int(np.searchsorted(self.tops, y, side="right")) - 1

    def between(self, y0: float, y1: float) -> range:
        """Places of the lanes that [y0, y1) touches."""
        first = max(int(np.searchsorted(self.tops, y0, side="right")) - 1, 0)
        return range(first, min(max(int(np.searchsorted(self.tops, y1, side="left")), first), len(self.tops) - 1))


def stack_lanes(kinds: Sequence[int], available: float, least: float, most: float) -> LaneLayout:
    """Heights for lanes of these kinds (LANE, THREAD, HELPER) in `available` pixels.

    Lanes share the room evenly, within [least, most]; what does not fit is scrolled to. Helpers are always thin.
    Heights are whole pixels, so that no lane's edge is blurred.
    """
    if not kinds:
        return LaneLayout(np.zeros(1))
    kind = np.asarray(kinds)
    shares = np.where(kind == THREAD, _SHARE[THREAD], _SHARE[LANE])
    thin = min(math.floor(least * 1.25), most)
    helpers = int((kind == HELPER).sum())
    weight = float(shares[kind != HELPER].sum())
    pitch = min(max((available - helpers * thin) / weight, least), most) if weight else most
    heights = np.maximum(np.floor(pitch * shares), least)
    heights[kind == HELPER] = thin
    return LaneLayout(np.concatenate(([0.0], np.cumsum(heights))))
