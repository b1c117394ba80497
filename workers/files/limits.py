"""What of a recording is let into a record: a damaged or a forged file must neither take all memory nor all time.

A record keeps a lane for each process and thread, a row for each task, a record for each channel. One line of a file can name
a million of them. What our own probe says of a run is far within these limits.
"""

from __future__ import annotations

from typing import Any

from workers.wire.events import (
    KINDS,
    ChannelCreated,
    CoresSampled,
    Event,
    Output,
    OutputNotRecorded,
    PortOwned,
    ProbeFailed,
    ProcessAdopted,
    ProcessBegan,
    ProcessGone,
    ProcessSeen,
    ProcessStarted,
    ProgramText,
    RunEnded,
    RunStarted,
    Sample,
    TasksSubmitted,
    TrafficSampled,
)

MAX_LANES = 10_000  # processes and threads, those that had the same number one after the other included
MAX_CHANNELS = 2_000  # queues, pipes, ports, managers
MAX_TASKS = 2_000_000  # that are announced together with others
MAX_RUN = 1000 * 86_400 * 10**9  # ns

_NUMBER = (-(2**53), 2**53)
RANGES: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("pid", "child", "owner", "parent", "adopted", "sender"), (-1, 2**32)),
    **dict.fromkeys(("tid", "seq", "job", "index", "first", "number", "pool", "channel", "other"), _NUMBER),
    **dict.fromkeys(("count", "items", "chunk", "size", "sent", "received", "memory"), (0, 2**53)),
    **dict.fromkeys(("core", "threads", "line", "error_line", "cores", "code", "port"), (-(2**31), 2**31 - 1)),
    **dict.fromkeys(
        ("wall_ns", "cpu_ns", "waiting_ns", "own_ns", "busy_ns", "run_ns", "switches", "timeout_ms"), (-1, 2**62)
    ),
    "created": (0, 2**40),
}
# What the keeper and the reader say, of others: they have no lane themselves.
_OF_OTHERS = (
    RunStarted,
    RunEnded,
    ProcessSeen,
    ProcessGone,
    ProcessAdopted,
    Sample,
    CoresSampled,
    PortOwned,
    TrafficSampled,
    Output,
    OutputNotRecorded,
    ProbeFailed,
    ProgramText,
)
_PROCESSES = ("pid", "child", "owner")
_CHANNELS = ("channel", "other", "address", "port")
_MADE: dict[type, int] = {
    ProcessStarted: MAX_LANES,
    ProcessBegan: MAX_LANES,
    ProcessSeen: MAX_LANES,
    ChannelCreated: MAX_CHANNELS,
}

# By kind: (place, least, most) of its numbers, places of processes, places of channels.
_Places = tuple[tuple[tuple[int, int, int], ...], tuple[int, ...], tuple[int, ...]]
_PLACES: dict[type, _Places] = {
    kind: (
        tuple((at, *RANGES[field]) for at, field in enumerate(kind._fields) if field in RANGES),
        tuple(
            at
            for at, field in enumerate(kind._fields)
            if field in _PROCESSES and not (field == "pid" and kind in _OF_OTHERS)
        ),
        tuple(at for at, field in enumerate(kind._fields) if field in _CHANNELS),
    )
    for kind in KINDS.values()
}


class Limits:
    """Judges the events of one file, in their order. `refused`: how many were left out, or were let in only in part."""

    def __init__(self) -> None:
        self.refused = 0
        self._zero: int | None = None
        self._lanes: set[object] = set()
        self._channels: set[object] = set()
        self._made: dict[type, int] = {}  # how often each of what makes a process or a channel was said
        self._tasks = 0

    def let_in(self, event: Event) -> Event | None:
        """The event, or as much of it as there is room for; None where it is left out."""
        if self._fits(event):
            return self._cut(event) if type(event) is TasksSubmitted and event.count > 1 else event
        self.refused += 1
        return None

    def _fits(self, event: Event) -> bool:
        kind = type(event)
        ranges, processes, channels = _PLACES[kind]
        fields: tuple[Any, ...] = event
        for at, least, most in ranges:
            value = fields[at]
            if value is not None and not least <= value <= most:
                return False
        if self._zero is None and kind is RunStarted:
            self._zero = event.t
        if self._zero is not None and abs(event.t - self._zero) > MAX_RUN:
            return False
        lanes: set[object] = {fields[at] for at in processes}
        if getattr(event, "thread", ""):
            lanes.add((event.pid, event.tid))
        return (
            self._room(self._lanes, lanes, MAX_LANES)
            and self._room(self._channels, {(at, fields[at]) for at in channels}, MAX_CHANNELS)
            and (kind not in _MADE or self._once_more(kind))
        )

    @staticmethod
    def _room(known: set[object], names: set[object], most: int) -> bool:
        if names <= known:
            return True
        if len(known) + len(names - known) > most:
            return False
        known |= names
        return True

    def _once_more(self, kind: type) -> bool:
        """A number that is used again is another process, or another channel."""
        self._made[kind] = self._made.get(kind, 0) + 1
        return self._made[kind] <= _MADE[kind]

    def _cut(self, event: TasksSubmitted) -> Event | None:
        left = MAX_TASKS - self._tasks
        self._tasks += min(event.count, left)
        if event.count <= left:
            return event
        self.refused += 1
        return event._replace(count=left) if left > 0 else None
