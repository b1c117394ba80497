"""What stands where in one timeline: main process, queues, lanes, axis. In pixels of the canvas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from gui.geometry import HELPER, LANE, LEFT, RIGHT, THREAD, LaneLayout, TimeScale, lane_order, stack_lanes
from gui.theme import Theme
from gui.timeline.track import Track
from workers.trace.lanes import Lane
from workers.trace.trace import Trace

_KIND = {"helper": HELPER, "thread": THREAD}

TASKS = -1
"""The strip of the task queue, among those of the channels, which are numbered from 0."""

WAITS, STATES = "waits", "states"
"""Rows that the main process always has a place for."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a track has for its rows in a lane, or for its strips on the canvas: a height in pixels."""

    height: float
    theme: Theme

    def px(self, size: float) -> int:
        return self.theme.px(size)


@dataclass(frozen=True, slots=True)
class Strip:
    """One strip below the main process, of the track that asked for it."""

    channel: int  # TASKS, or an index into `trace.channels`; of other kinds what they count by
    top: float
    height: float
    track: Track | None = None

    @property
    def bottom(self) -> float:
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Band:
    """A row within a lane, pixels; a height of 0: not drawn."""

    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def holds(self, y: float, margin: float = 0.0) -> bool:
        return self.height > 0 and self.top - margin <= y <= self.bottom + margin


@dataclass(frozen=True, slots=True)
class LaneBox:
    """One lane on the canvas: its whole strip, and what is drawn in it, from top to bottom."""

    lane: int
    top: float
    height: float
    bar_top: float
    bar: float  # its tasks; the states of a process that has none
    marks: Band  # what it submits and calls back
    rows: tuple[tuple[str, Band], ...]  # of the tracks that have one, by name
    edges: tuple[float, float]  # where arrows leave and arrive, above and below

    @property
    def middle(self) -> float:
        return self.bar_top + self.bar / 2

    def band(self, name: str) -> Band:
        return next((row for own, row in self.rows if own == name), Band(self.bar_top + self.bar, 0))


def has_room_for_words(box: LaneBox) -> bool:
    """Whether a lane's row of marks has words and piles, and not only marks: it is a row of its own."""
    return box.marks.height > 0 and box.marks.bottom <= box.bar_top


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
    tracks: tuple[Track, ...]

    @property
    def lanes_top(self) -> float:
        return self.strips[-1].bottom if self.strips else self.main

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

    def box(self, position: int) -> LaneBox:
        theme, lane = self.theme, self.trace.lanes[self.order[position]]
        top = float(self.stack.tops[position]) - self.scroll + self.lanes_top
        height = float(self.stack.tops[position + 1] - self.stack.tops[position])
        room = Room(height, theme)
        heights = [(track.name, track.band_height(self.trace, lane, room)) for track in self.tracks]
        heights = [(name, row) for name, row in heights if row]
        gap = 0 if not heights else theme.px(2) if height >= theme.px(60) else 1
        free = max(2.0, min(round(height * 0.3), 22.0 if heights else 44.0))
        below = sum(row + gap for _, row in heights)
        bar = min(height - free - below, theme.px(64))
        bar_top = bottom = top + (height - bar - below) // 2
        bottom += bar
        rows = []
        for name, row in heights:
            rows.append((name, Band(bottom + gap, row)))
            bottom += gap + row
        high = float(min(theme.px(9), max(bar_top - top + theme.px(4), 4)))
        marks = Band(bar_top - high / 2, high)
        return LaneBox(lane.id, top, height, bar_top, bar, marks, tuple(rows), (bar_top, bottom))

    @cached_property
    def main_box(self) -> LaneBox:
        """The main process's lane: what it submits and calls back stands above what it waits for."""
        trace, px = self.trace, self.theme.px
        lane, room = trace.lanes[0], Room(self.main, self.theme)
        others = [(track.name, track.band_height(trace, lane, room)) for track in self.tracks]
        others = [(name, row) for name, row in others if row and name not in (WAITS, STATES)]
        below = sum(row + 1 for _, row in others)
        bottom = self.main - below
        rows = []
        for name, row in others:
            rows.append((name, Band(bottom, row)))
            bottom += row + 1
        if main_is_states(trace):
            edge = float(px(3 if self.main < px(60) else 6))
            inner = self.main - 2 * edge - below
            waits = bool(len(lane.blocks) or trace.calls.flights(0))
            bar = round(inner * 0.5) if waits else inner
            rest = Band(edge + bar + 2, inner - bar - 2)
            rows += [(WAITS, rest)] if waits else []
            edges = (rest.top, rest.bottom) if waits else (edge, edge + bar)
            return LaneBox(0, 0.0, self.main, edge, bar, Band(0, 0), tuple(rows), edges)
        if self.main < px(45):
            top, high, gap, foot = 1, 15, 1, 2
        elif self.main < px(60):
            top, high, gap, foot = 3, 20, 3, 5
        else:
            top, high, gap, foot = 5, 22, 4, 13
        marks = Band(px(top), px(high))
        waiting = Band(marks.bottom + px(gap), self.main - marks.bottom - px(gap) - px(foot) - below)
        rows.append((WAITS, waiting))
        if foot > 10:
            rows.append((STATES, Band(self.main - px(10) - below, px(7))))
        return LaneBox(0, 0.0, self.main, waiting.bottom, 0, marks, tuple(rows), (waiting.top, waiting.bottom))

    def visible(self) -> Iterator[LaneBox]:
        for position in self.stack.between(self.scroll, self.scroll + self.room):
            yield self.box(position)

    def box_of(self, lane: int) -> LaneBox | None:
        position = self._positions.get(lane)
        return None if position is None else self.box(position)

    def box_at(self, y: float) -> LaneBox | None:
        """The lane under pixel `y`, None outside of all."""
        if not self.lanes_top <= y < self.axis:
            return None
        position = self.stack.at(y - self.lanes_top + self.scroll)
        return self.box(position) if position >= 0 else None

    def strip_at(self, y: float) -> Strip | None:
        return next((strip for strip in self.strips if strip.top <= y < strip.top + strip.height), None)

    @cached_property
    def _positions(self) -> dict[int, int]:
        return {lane: position for position, lane in enumerate(self.order)}


def lay_out(
    trace: Trace, width: float, height: float, theme: Theme, scroll: float, tracks: Sequence[Track]
) -> TimelineLayout:
    """The layout of `trace` on a canvas of this size; `scroll` is brought into its limits."""
    main = theme.px(38 if height < theme.px(210) else 54 if height < theme.px(330) else 68)
    if trace.lanes and main_is_states(trace) and height >= theme.px(210):
        own = [track for track in tracks if track.name not in (WAITS, STATES)]
        main += sum(track.band_height(trace, trace.lanes[0], Room(main, theme)) for track in own)
    axis = height - theme.px(26)
    strips, hidden = _strips(trace, main, Room(height, theme), tracks)
    lanes_top = strips[-1].bottom if strips else main
    room = max(axis - lanes_top, 0.0)
    order = lane_order(trace.lanes)
    servers = {record.owner for record in trace.channels}
    kinds = [kind_of(trace, trace.lanes[lane], servers) for lane in order]
    stack = stack_lanes(kinds, room, theme.px(17), theme.px(112))
    scroll = min(max(scroll, 0.0), max(stack.height - room, 0.0))
    left, right = theme.px(LEFT), width - theme.px(RIGHT)
    return TimelineLayout(
        width, height, left, right, main, strips, hidden, axis, tuple(order), stack, round(scroll), theme, trace,
        tuple(tracks),
    )  # fmt: skip


_STRIPS = 0.4
"""Share of the canvas's height that strips may take."""


def _strips(trace: Trace, top: float, room: Room, tracks: Sequence[Track]) -> tuple[tuple[Strip, ...], int]:
    """The strips that the tracks ask for from `top` on, and how many there is no room for."""
    wanted = [strip for track in tracks for strip in track.strips(trace, room)]
    placed: list[Strip] = []
    begin = top
    for strip in wanted:
        if placed and top - begin + strip.height > _STRIPS * room.height:
            break
        placed.append(replace(strip, top=top))
        top += strip.height
    return tuple(placed), len(wanted) - len(placed)
