"""The task queue: how many tasks wait for a worker, in a strip of steps; a stronger shade for those a Future calls running."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from gui import formats
from gui.ink import Ink
from gui.timeline.frame import Frame
from gui.timeline.layout import TASKS, Room, Strip
from gui.timeline.primitives import Drawn, Layer, Primitive, Rects
from gui.timeline.steps import steps, strip_title
from gui.timeline.track import Hit, LegendEntry, Rows, Track
from gui.timeline.words import card_tr, lane_tr, legend_tr, timeline_tr
from workers.analysis.queries import queue_length, queue_steps
from workers.trace.future_states import FutureStateIndex
from workers.trace.trace import Trace


class QueueTrack(Track):
    name = "queue"

    def strips(self, trace: Trace, room: Room) -> Sequence[Strip]:
        # A run that has only begun has the place for its tasks: it is rarely without.
        if not (len(trace.tasks) or trace.pools or not (trace.channels or len(trace.lanes) > 1)):
            return ()
        height = room.px(22 if room.height < room.px(210) else 36 if room.height < room.px(330) else 52)
        return (Strip(TASKS, 0, height, self),)

    def draw_across(self, frame: Frame) -> Iterator[Drawn]:
        strip = next((strip for strip in frame.layout.strips if strip.track is self), None)
        if strip is None:
            return
        trace, futures, scale = frame.trace, frame.futures, frame.scale
        below = lane_tr("tasks that wait")
        if _some_claimed(trace):
            below = lane_tr("pending; dark: claimed")
        for line in strip_title(frame, strip, lane_tr("Task queue"), below):
            yield Layer.GUTTER, line
        if not len(trace.tasks.submitted) or frame.end <= scale.begin:
            return
        lengths = queue_steps(trace, scale.begin, frame.end, frame.pixels)
        claimed = futures.claimed_steps(scale.begin, frame.end, frame.pixels) if futures.any_claimed else None

        def words(count: int, time: float) -> tuple[str, ...]:
            return _words(count, int(futures.claimed_at(np.array([time]))[0]) if claimed is not None else 0)

        crossed = bool(len(trace.messages) or len(trace.calls))
        for part in steps(frame, strip, lengths, frame.theme.queue, words, claimed, crossed):
            yield Layer.FRONT, part

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        strip, time = frame.layout.strip_at(at.y()), frame.scale.time(at.x())
        if strip is None or strip.track is not self or time > frame.until or not len(frame.trace.tasks):
            return None
        return Hit(self, row=strip.channel, time=time)

    def card(self, frame: Frame, hit: Hit) -> Rows:
        return tasks_of(frame.trace, frame.futures, hit.time)

    def legend(self, trace: Trace, brief: bool) -> Sequence[LegendEntry]:
        return (LegendEntry("claimed", legend_tr("claimed, no worker yet"), _some_claimed(trace), self._sign, 6),)

    def _sign(self, ink: Ink, where: QRectF) -> Sequence[Primitive]:
        return (Rects(np.array([where.getRect()]), ink.theme.queue),)


def _some_claimed(trace: Trace) -> bool:
    """Whether some task has been claimed before a worker had it: executors announce the first ones at once."""
    return bool(np.isfinite(trace.tasks.claimed[:1000]).any())


def _words(count: int, claimed: int) -> tuple[str, ...]:
    """Texts for a step of the task queue, the longest first; `claimed` of the tasks are claimed."""
    plain = timeline_tr("1 task waits") if count == 1 else timeline_tr("{0} tasks wait").format(formats.count(count))
    if not claimed:
        return (plain,)
    words = timeline_tr("{0} pending, {1} claimed")
    return (words.format(formats.count(max(count - claimed, 0)), formats.count(claimed)), plain)


def tasks_of(trace: Trace, futures: FutureStateIndex, time: float) -> Rows:
    """The task queue at `time` (s)."""
    at = np.array([time])
    waiting, claimed = int(queue_length(trace, at)[0]), int(futures.claimed_at(at)[0])
    rows: Rows = [
        (card_tr("Task queue"), formats.moment(time)),
        (card_tr("not with a worker yet"), formats.count(waiting)),
    ]
    if futures.any_claimed:
        rows.append((card_tr("pending: may be cancelled"), formats.count(max(waiting - claimed, 0))))
        rows.append((card_tr("claimed: its Future says running"), formats.count(claimed)))
    if cancelled := futures.cancelled_by(time):
        rows.append((card_tr("cancelled so far"), formats.count(cancelled)))
    return rows
