"""Questions about a `Trace`: pure, arrays out. The work depends on the pixels asked for, not on the length of the run.

All times are s since the run's zero. What is searched and searched for is float64: with another dtype a search is a
thousand times slower.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workers.trace.columns import Floats, Ints
from workers.trace.lanes import Lane
from workers.trace.records import Wait
from workers.trace.tasks import Status
from workers.trace.trace import Trace
from workers.wire.events import WaitKind


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans of one lane from left to right, never overlapping; arrays of one length."""

    begin: Floats
    end: Floats
    row: Ints  # task row, −1: several tasks in one
    cpu_share: Floats  # 0 to 1, NaN: not known
    busy: Floats  # share of the span's width that tasks cover, 1 for a single task
    status: NDArray[np.uint8]  # of several: LOST or FAILED if one is, else RUNNING if one is, else FINISHED

    def __len__(self) -> int:
        return len(self.begin)


def visible_tasks(trace: Trace, lane_id: int, begin: float, end: float, pixels: int) -> Spans:
    """The tasks of a lane that overlap [begin, end], an open one up to `trace.now`; at most 2 × `pixels` + 4 spans.

    Tasks at least a pixel wide stand alone. Narrower ones that start in the same pixel make one span, from the first
    one's start to the last one's end. Pixels are counted from time 0, so that a span does not change
    while the view is moved.
    """
    lane = trace.lanes[lane_id]
    if not len(lane) or pixels < 1 or not begin < end:
        return _spans(trace, lane, np.zeros(0, np.int64), np.zeros(0, np.int64))
    width = (end - begin) / pixels
    edges = (np.floor(begin / width) + np.arange(pixels + 2)) * width
    index = np.searchsorted(lane.starts, edges)
    first, last = index[:-1], index[1:]
    last_start, last_end = lane.starts[last - 1], _ends(trace, lane, last - 1)
    # Tasks do not overlap: one that is a pixel wide must be the last that starts in its pixel.
    wide = (last > first) & (last_end - last_start >= width)
    narrow_last = last - wide
    narrow = narrow_last > first
    before = index[:1][index[:1] > 0]
    firsts = np.concatenate((before - 1, first[narrow], last[wide] - 1))
    lasts = np.concatenate((before, narrow_last[narrow], last[wide]))
    order = np.argsort(firsts)
    firsts, lasts = firsts[order], lasts[order]
    keep = (_ends(trace, lane, lasts - 1) >= begin) & (lane.starts[firsts] <= end)
    return _spans(trace, lane, firsts[keep], lasts[keep])


def _ends(trace: Trace, lane: Lane, slots: Ints) -> Floats:
    """Ends of tasks by slot; an open one ends now."""
    ends: Floats = lane.ends[slots]
    return np.where(np.isnan(ends), np.maximum(trace.now, lane.starts[slots]), ends)


def _spans(trace: Trace, lane: Lane, firsts: Ints, lasts: Ints) -> Spans:
    """A span for each stretch of tasks, given by slots: from `firsts[k]` to before `lasts[k]`."""
    sums = lane.settled(trace.tasks)
    begin, end = lane.starts[firsts], _ends(trace, lane, lasts - 1)
    single = lasts - firsts == 1
    closed = np.minimum(lasts, sums.valid)
    firsts_closed = np.minimum(firsts, sums.valid)
    is_open = lasts > closed
    wall = sums.wall[closed] - sums.wall[firsts_closed] + np.where(is_open, end - lane.starts[lasts - 1], 0.0)
    known = sums.known[closed] - sums.known[firsts_closed]
    cpu = sums.cpu[closed] - sums.cpu[firsts_closed]
    extent = end - begin
    busy = np.where(single | (extent <= 0), 1.0, np.clip(wall / np.where(extent > 0, extent, 1.0), 0.0, 1.0))
    share = np.where(known > 1e-12, np.clip(cpu / np.where(known > 1e-12, known, 1.0), 0.0, 1.0), np.nan)
    lost = sums.lost[closed] > sums.lost[firsts_closed]
    failed = sums.failed[closed] > sums.failed[firsts_closed]
    status = np.select(
        [lost, failed, is_open], [int(Status.LOST), int(Status.FAILED), int(Status.RUNNING)], int(Status.FINISHED)
    )
    rows = np.where(single, lane.rows[firsts], -1).astype(np.int64)
    return Spans(begin, end, rows, share, busy, status.astype(np.uint8))


def queue_length(trace: Trace, times: Floats) -> Ints:
    """How many tasks were submitted and not yet started, lost or cancelled, at each of `times`."""
    return trace.task_states.queued.at(times)


def queue_steps(trace: Trace, begin: float, end: float, pixels: int) -> tuple[Floats, Ints]:
    """Waiting tasks as steps: `length[k]` from `times[k]` to `times[k + 1]`, the last one to `end`.

    At most 2 × `pixels` steps; where there are more, one a pixel with the pixel's maximum.
    """
    return trace.task_states.queued.steps(begin, end, pixels)


def cpu_curve(trace: Trace, lane_id: int, begin: float, end: float, pixels: int) -> tuple[Floats, Floats]:
    """CPU use of a lane's process: `cores[k]` is the mean over the stretch that ends at `times[k]`.

    At most 2 × `pixels` points: at the samples, or a point a pixel where samples are denser. The stretch before the
    first sample begins at the process's birth, except for the main process, whose start-up came before the run's zero.
    """
    lane = trace.lanes[lane_id]
    times, used = lane.sample_t, lane.sample_cpu
    first = max(int(np.searchsorted(times, begin, side="right")) - 1, 0)
    last = int(np.searchsorted(times, end)) + 1
    times, used = times[first:last], used[first:last]
    if not first and len(times) and lane.role != "main" and lane.began < times[0]:
        times, used = np.concatenate(([lane.began], times)), np.concatenate(([0.0], used))
    if len(times) < 2:
        return np.zeros(0), np.zeros(0)
    if len(times) > 2 * max(pixels, 1):
        grid = np.linspace(max(begin, float(times[0])), min(end, float(times[-1])), max(pixels, 1) + 1)
        if not grid[0] < grid[-1]:
            return np.zeros(0), np.zeros(0)
        times, used = grid, np.interp(grid, times, used)
    return times[1:], np.maximum(np.diff(used) / np.diff(times), 0.0)


def blocks_of(trace: Trace, lane_id: int, begin: float, end: float, pixels: int = 0) -> Ints:
    """Rows of a lane's `trace.blocks` that overlap [begin, end]; with `pixels`, at most 2 a pixel."""
    blocks = trace.blocks
    rows = trace.lanes[lane_id].blocks.overlapping(blocks.began, blocks.ended, begin, end)
    return _thinned(rows, blocks.began, begin, end, pixels)


def callbacks_between(trace: Trace, begin: float, end: float, pixels: int = 0) -> Ints:
    """Rows of `trace.callbacks` that overlap [begin, end]; with `pixels`, at most 2 a pixel."""
    callbacks = trace.callbacks
    rows = callbacks.index.overlapping(callbacks.began, callbacks.ended, begin, end)
    return _thinned(rows, callbacks.began, begin, end, pixels)


def _thinned(rows: Ints, began: Floats, begin: float, end: float, pixels: int) -> Ints:
    """The first and the last row that starts in each pixel: of spans that do not overlap, a wide one is the last."""
    if pixels < 1 or len(rows) <= 2 * pixels or not begin < end:
        return rows
    pixel = np.floor((began[rows] - begin) * (pixels / (end - begin)))
    new = np.concatenate(([True], pixel[1:] != pixel[:-1]))
    thinned: Ints = rows[new | np.append(new[1:], True)]
    return thinned


def submits_of(trace: Trace, lane_id: int, begin: float, end: float, pixels: int) -> tuple[Floats, Ints]:
    """When a process submitted tasks, and how many: merged per pixel, the time is the pixel's first submission."""
    lane = trace.lanes[lane_id]
    times, total = lane.submit_t, lane.submit_count
    first = int(np.searchsorted(times, begin))
    last = int(np.searchsorted(times, end, side="right"))
    if first >= last:
        return np.zeros(0), np.zeros(0, np.int64)
    starts = np.arange(first, last)
    if last - first > pixels:
        edges = begin + (end - begin) / max(pixels, 1) * np.arange(max(pixels, 1))
        starts = np.unique(np.clip(np.searchsorted(times, edges), first, last))
        starts = starts[starts < last]
    before = np.where(starts > 0, total[starts - 1], 0)
    return times[starts], np.diff(before, append=total[last - 1])


def task_at(trace: Trace, lane_id: int, time: float, slack: float) -> int:
    """The row of the task at `time` on a lane, or of the nearest one at most `slack` s away; −1: none."""
    lane = trace.lanes[lane_id]
    slot = int(np.searchsorted(lane.starts, time, side="right")) - 1
    best, distance = -1, slack
    if slot >= 0:
        away = time - float(_ends(trace, lane, np.array([slot]))[0])
        if away <= distance:
            best, distance = slot, max(away, 0.0)
    if slot + 1 < len(lane) and distance > 0 and lane.starts[slot + 1] - time <= distance:
        best = slot + 1
    return int(lane.rows[best]) if best >= 0 else -1


def neighbour_task(trace: Trace, row: int, step: int) -> int:
    """The row of the task `step` places after (before: negative) `row` on the same lane; −1: none."""
    lane_id = int(trace.tasks.lane[row])
    if lane_id < 0:
        return -1
    slot = int(trace.tasks.slot[row]) + step
    lane = trace.lanes[lane_id]
    return int(lane.rows[slot]) if 0 <= slot < len(lane) else -1


def messages_between(
    trace: Trace, begin: float, end: float, pixels: int, channel: int | None = None
) -> tuple[Ints, int]:
    """Rows of `trace.messages` under way in [begin, end] (of one channel), and how many there are in all.

    At most about 2 × `pixels` rows: of each pixel the last that is sent and the first that is received there. So where
    something is sent or received, some message shows it. Messages sent before and not received (yet) do not count.
    """
    messages = trace.messages
    flights = messages.flights if channel is None else trace.channels[channel].flights
    rows = flights.between(messages.received, begin, end, pixels, open_too=False)
    counted = [record.flights for record in trace.channels] if channel is None else [flights]
    return rows, max(len(rows), sum(each.count(begin, end) for each in counted))


def readers_unseen(trace: Trace) -> bool:
    """True where processes that no probe is in may read the program's channels: they work for another library's pool."""
    return any(lane.library and math.isnan(lane.reported) and lane.role == "process" for lane in trace.lanes)


def backlog_is_known(trace: Trace, channel: int, unseen: bool) -> bool:
    """False for a channel from which nothing was seen to be read though somebody may. `unseen`: `readers_unseen`, asked once."""
    record = trace.channels[channel]
    return not (unseen and record.sent and not record.received)


def channel_length(trace: Trace, channel: int, times: Floats) -> Ints:
    """How many messages were sent and not yet received at each of `times`."""
    return trace.channels[channel].length.at(times)


def channel_steps(trace: Trace, channel: int, begin: float, end: float, pixels: int) -> tuple[Floats, Ints]:
    """Messages sent and not yet received, as `queue_steps`."""
    return trace.channels[channel].length.steps(begin, end, pixels)


def calls_of(trace: Trace, lane_id: int, begin: float, end: float, pixels: int = 0) -> Ints:
    """Rows of `trace.calls` that a lane made or served in [begin, end]; with `pixels`, about 2 a pixel of each."""
    calls = trace.calls
    parts = [flights.between(calls.ended, begin, end, pixels) for flights in calls.flights(lane_id)]
    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int64)


def waiting_for(trace: Trace, lane_id: int) -> tuple[Wait, int, float] | None:
    """(what for, line, since) of what a lane waits for now, None if for nothing that is known.

    Its main thread's wait counts before another thread's, and a wait before a call to a manager ("dict.append").
    """
    for row in trace.open_blocks(lane_id):
        blocks = trace.blocks
        return blocks.wait(row), int(blocks.line[row]), float(blocks.began[row])
    for row in trace.open_calls(lane_id):
        calls = trace.calls
        wait = Wait(f"{calls.kind(row)}.{calls.method(row)}", WaitKind.CALL)
        return wait, int(calls.line[row]), float(calls.began[row])
    return None
