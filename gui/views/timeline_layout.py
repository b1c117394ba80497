"""What stands where in one timeline: main process, queues, lanes, axis. In pixels of the canvas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from gui.geometry import HELPER, LANE, LEFT, RIGHT, THREAD, LaneLayout, TimeScale, lane_order, stack_lanes
from gui.theme import Theme
from workers.analysis.queries import backlog_is_known, readers_unseen
from workers.trace.trace import Lane, Trace

_KIND = {"helper": HELPER, "thread": THREAD}

TASKS = -1
"""The strip of the task queue, among those of the channels, which are numbered from 0."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One strip below the main process: how many tasks, or messages of a channel, wait."""

    channel: int  # TASKS, or an index into `trace.channels`
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class LaneBox:
    """One lane on the canvas: its whole strip, and what is drawn in it, from top to bottom. A height of 0: not drawn."""

    lane: int
    top: float
    height: float
    bar_top: float
    bar: float  # its tasks; the states of a process that has none
    waits_top: float
    waits: float  # what it waits for, and its calls to managers
    states_top: float
    states: float  # what the operating system did with it; 0 where the bar tells that

    @property
    def middle(self) -> float:
        return self.bar_top + self.bar / 2

    @property
    def bottom(self) -> float:
        """Of all that is drawn."""
        return max(self.bar_top + self.bar, self.waits_top + self.waits, self.states_top + self.states)


def bar_is_states(lane: Lane) -> bool:
    """Whether the lane's bar shows the states of its process: it has no tasks to show."""
    return lane.role not in ("worker", "thread", "helper", "main") and not len(lane)


def main_is_states(trace: Trace) -> bool:
    """Whether the main process's strip shows the states of its process: it has no pool and no task to tell of."""
    return not len(trace.tasks) and not trace.pools


_CROWD = 8  # lanes, from which on those of which there is nothing to tell are thin
_IDLE = 0.05  # share of a process's life on a CPU


def kind_of(trace: Trace, lane: Lane, spoken: set[int]) -> int:
    """LANE, THREAD or HELPER: how high a lane is. `spoken`: lanes of servers."""
    if lane.role != "process" or len(trace.lanes) <= _CROWD:
        return _KIND.get(lane.role, LANE)
    python = lane.reported == lane.reported or (
        lane.reported_by_parent == lane.reported_by_parent and lane.method != "subprocess"
    )
    if python or len(lane) or lane.id in spoken:
        return LANE
    life = (trace.now if lane.alive else lane.ended) - lane.began
    return HELPER if lane.last_cpu <= _IDLE * max(life, 1.0) else LANE


@dataclass(frozen=True)
class TimelineLayout:
    width: float
    height: float
    left: float
    right: float
    main: float  # height of the main process's strip, from 0 on
    strips: tuple[Strip, ...]  # below it
    hidden_channels: int  # for which there is no room
    axis: float  # y where the axis' labels begin
    order: tuple[int, ...]  # lane ids from top to bottom
    stack: LaneLayout
    scroll: float  # pixels scrolled away at the top of the lanes
    theme: Theme
    trace: Trace

    @property
    def lanes_top(self) -> float:
        return self.strips[-1].top + self.strips[-1].height if self.strips else self.main

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
        theme, lane = self.theme, self.trace.lanes[self.order[place]]
        top = float(self.stack.tops[place]) - self.scroll + self.lanes_top
        height = float(self.stack.tops[place + 1] - self.stack.tops[place])
        tall, middling = height >= theme.px(60), height >= theme.px(32)
        waits = states = gap = 0
        if middling and (len(lane.blocks) or (lane.role != "manager" and self.trace.calls.flights(lane.id))):
            waits = theme.px(18 if tall else 8)
        if middling and not bar_is_states(lane) and lane.role != "thread" and len(lane.sample_t):
            states = theme.px(8 if tall else 5)
        if waits or states:
            gap = theme.px(2) if tall else 1
        free = max(2.0, min(round(height * 0.3), 44.0 if not (waits or states) else 22.0))
        below = waits + states + gap * ((waits > 0) + (states > 0))
        bar = min(height - free - below, theme.px(64))
        bar_top = top + (height - bar - below) // 2
        waits_top = bar_top + bar + gap
        states_top = waits_top + (waits + gap if waits else 0)
        return LaneBox(lane.id, top, height, bar_top, bar, waits_top, waits, states_top, states)

    def visible(self) -> Iterator[LaneBox]:
        for place in self.stack.between(self.scroll, self.scroll + self.room):
            yield self.box(place)

    def box_of(self, lane: int) -> LaneBox | None:
        place = self._places.get(lane)
        return None if place is None else self.box(place)

    def box_at(self, y: float) -> LaneBox | None:
        """The lane under pixel `y`, None outside of all."""
        if not self.lanes_top <= y < self.axis:
            return None
        place = self.stack.at(y - self.lanes_top + self.scroll)
        return self.box(place) if place >= 0 else None

    def strip_at(self, y: float) -> Strip | None:
        return next((strip for strip in self.strips if strip.top <= y < strip.top + strip.height), None)

    @cached_property
    def _places(self) -> dict[int, int]:
        return {lane: place for place, lane in enumerate(self.order)}


def lay_out(trace: Trace, width: float, height: float, theme: Theme, scroll: float) -> TimelineLayout:
    """The layout of `trace` on a canvas of this size; `scroll` is brought into its limits."""
    if height < theme.px(210):
        main, queue, channel = theme.px(38), theme.px(22), 0
    elif height < theme.px(330):
        main, queue, channel = theme.px(54), theme.px(36), theme.px(30)
    else:
        main, queue, channel = theme.px(68), theme.px(52), theme.px(42)
    axis = height - theme.px(26)
    strips, hidden = _strips(trace, main, queue, channel, height * 0.4)
    lanes_top = strips[-1].top + strips[-1].height if strips else main
    room = max(axis - lanes_top, 0.0)
    order = lane_order(trace.lanes)
    servers = {record.owner for record in trace.channels}
    kinds = [kind_of(trace, trace.lanes[lane], servers) for lane in order]
    stack = stack_lanes(kinds, room, theme.px(17), theme.px(112))
    scroll = min(max(scroll, 0.0), max(stack.height - room, 0.0))
    left, right = theme.px(LEFT), width - theme.px(RIGHT)
    return TimelineLayout(
        width, height, left, right, main, strips, hidden, axis, tuple(order), stack, round(scroll), theme, trace
    )


def _strips(trace: Trace, top: float, queue: int, channel: int, most: float) -> tuple[tuple[Strip, ...], int]:
    """The strips of queues from `top` on, at most `most` pixels high in all, and how many channels are left out."""
    strips: list[Strip] = []
    # Bytes on a connection are seen at one moment only: there is no wait to be drawn.
    unseen = readers_unseen(trace)
    shown = [
        index
        for index, record in enumerate(trace.channels)
        if record.kind != "TCP" and backlog_is_known(trace, index, unseen)
    ]
    # A run that has only begun has the place for its tasks: it is rarely without.
    if queue and (len(trace.tasks) or trace.pools or not (trace.channels or len(trace.lanes) > 1)):
        strips.append(Strip(TASKS, top, queue))
        top += queue
    for index in shown if channel else ():
        if sum(strip.height for strip in strips) + channel > most:
            break
        strips.append(Strip(index, top, channel))
        top += channel
    return tuple(strips), len(shown) - sum(strip.channel != TASKS for strip in strips)
