"""What stands where in one timeline: main process, task queue, lanes, axis. In pixels of the canvas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gui.geometry import HELPER, LANE, LEFT, RIGHT, THREAD, LaneLayout, TimeScale, lane_order, stack_lanes
from gui.theme import Theme
from workers.trace.trace import Trace

_KIND = {"helper": HELPER, "thread": THREAD}


@dataclass(frozen=True, slots=True)
class LaneBox:
    """One lane on the canvas: its whole strip, and the bar its tasks are drawn in."""

    lane: int
    top: float
    height: float
    bar_top: float
    bar: float


@dataclass(frozen=True, slots=True)
class TimelineLayout:
    width: float
    height: float
    left: float
    right: float
    main: float  # height of the main process's strip, from 0 on
    queue: float  # height of the queue's strip below it
    axis: float  # y where the axis' labels begin
    order: tuple[int, ...]  # lane ids from top to bottom
    stack: LaneLayout
    scroll: float  # pixels scrolled away at the top of the lanes
    widest_bar: float

    @property
    def lanes_top(self) -> float:
        return self.main + self.queue

    @property
    def room(self) -> float:
        """Pixels that lanes can be seen in."""
        return max(self.axis - self.lanes_top, 0.0)

    @property
    def hidden(self) -> float:
        """How far one can scroll, pixels."""
        return max(self.stack.height - self.room, 0.0)

    def scale(self, begin: float, end: float) -> TimeScale:
        return TimeScale(begin, end, self.left, max(self.right - self.left, 1.0))

    def box(self, place: int) -> LaneBox:
        top = float(self.stack.tops[place]) - self.scroll + self.lanes_top
        height = float(self.stack.tops[place + 1] - self.stack.tops[place])
        bar = min(height - max(2.0, min(round(height * 0.3), 44.0)), self.widest_bar)
        return LaneBox(self.order[place], top, height, top + (height - bar) // 2, bar)

    def visible(self) -> Iterator[LaneBox]:
        for place in self.stack.between(self.scroll, self.scroll + self.room):
            yield self.box(place)

    def box_of(self, lane: int) -> LaneBox | None:
        return self.box(self.order.index(lane)) if lane in self.order else None

    def box_at(self, y: float) -> LaneBox | None:
        """The lane under pixel `y`, None outside of all."""
        if not self.lanes_top <= y < self.axis:
            return None
        place = self.stack.at(y - self.lanes_top + self.scroll)
        return self.box(place) if place >= 0 else None


def lay_out(trace: Trace, width: float, height: float, theme: Theme, scroll: float) -> TimelineLayout:
    """The layout of `trace` on a canvas of this size; `scroll` is brought into its limits."""
    if height < theme.px(210):
        main, queue = theme.px(38), 0
    elif height < theme.px(330):
        main, queue = theme.px(54), theme.px(36)
    else:
        main, queue = theme.px(68), theme.px(52)
    axis = height - theme.px(26)
    order = lane_order(trace.lanes)
    kinds = [_KIND.get(trace.lanes[lane].role, LANE) for lane in order]
    stack = stack_lanes(kinds, max(axis - main - queue, 0.0), theme.px(17), theme.px(112))
    scroll = min(max(scroll, 0.0), max(stack.height - max(axis - main - queue, 0.0), 0.0))
    left, right = theme.px(LEFT), width - theme.px(RIGHT)
    return TimelineLayout(
        width, height, left, right, main, queue, axis, tuple(order), stack, round(scroll), theme.px(64)
    )
