"""Callbacks on the lanes of the processes that run them: dots, piled where several fall on one place, bars for long ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath, QPen

from gui.geometry import Floats
from gui.ink import Ink, boxes
from gui.timeline.frame import Frame
from gui.timeline.kinds.submissions import overlaps
from gui.timeline.kinds.task_card import life_of
from gui.timeline.layout import LaneBox, has_room_for_words
from gui.timeline.primitives import Drawn, Layer, Ovals, Primitive, Rects, Shape, Text
from gui.timeline.track import NO_MARKS, Hit, LegendEntry, Marks, Rows, Track
from gui.timeline.words import legend_tr
from workers.analysis.queries import callbacks_between
from workers.trace.trace import Trace

Counts = npt.NDArray[np.int64]

_MOST_DOTS = 3


@dataclass(frozen=True, slots=True)
class CallbackMarks:
    """Callbacks in pixels: long ones from `begins` to `ends`, short ones as piles of `counts` at `places`."""

    begins: Floats
    ends: Floats
    places: Floats
    counts: Counts
    size: float


class CallbacksTrack(Track):
    name = "callbacks"
    solid = True

    def draw(self, frame: Frame, lanes: Sequence[LaneBox]) -> Iterator[Drawn]:
        if frame.end <= frame.scale.begin or not len(frame.trace.callbacks):
            return
        for box in lanes:
            lane = frame.trace.lanes[box.lane]
            if lane.role == "thread" or lane.pid not in frame.trace.callbacks.pids or box.marks.height <= 0:
                continue
            for part in self._piles(frame, box) if has_room_for_words(box) else self._dots(frame, box):
                yield Layer.MARKS, part

    def marks(self, frame: Frame, box: LaneBox) -> Marks:
        if not has_room_for_words(box) or not frame.begun:
            return NO_MARKS
        marks = self._found(frame, box)
        half = marks.size / 2
        return np.concatenate((marks.begins, marks.places - half)), np.concatenate((marks.ends, marks.places + half))

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        """A callback is met as its task."""
        trace, box = frame.trace, frame.box_at(at.y())
        reach = 6 * frame.scale.seconds_per_pixel
        time = frame.scale.time(at.x())
        if box is None or not has_room_for_words(box) or at.y() > box.marks.bottom or time > frame.until + reach / 2:
            return None
        near = callbacks_between(trace, time - reach, time + reach, 16)
        if len(near) == 0:
            return None
        row = int(near[int(np.argmin(np.abs(trace.callbacks.began[near] - time)))])
        task = int(trace.callbacks.task[row])
        return Hit(self, box.lane, row, time, task) if task >= 0 else None

    def card(self, frame: Frame, hit: Hit) -> Rows:
        return life_of(frame.trace, hit.task, frame.until)

    def legend(self, trace: Trace, brief: bool) -> Sequence[LegendEntry]:
        with_tasks = not trace.lanes or bool(len(trace.tasks) or trace.pools)
        there = with_tasks and (not brief or len(trace.callbacks) > 0)
        return (LegendEntry("callback", legend_tr("callback"), there, self._sign, 7),)

    def _sign(self, ink: Ink, where: QRectF) -> Sequence[Primitive]:
        size = ink.px(8)
        top = where.top() + (where.height() - size) / 2
        return (Ovals(np.array([[where.right() - size - 1, top, size, size]]), ink.theme.callback),)

    def _found(self, frame: Frame, box: LaneBox) -> CallbackMarks:
        return frame.keep(f"callbacks {box.lane}", lambda: _find(frame, box.lane))

    def _dots(self, frame: Frame, box: LaneBox) -> Iterator[Primitive]:
        """One a pixel, on the upper edge of the lane's bar."""
        callbacks, scale, size = frame.trace.callbacks, frame.scale, frame.px(6)
        found = callbacks_between(frame.trace, scale.begin, frame.end, max(round(scale.width), 1))
        found = found[callbacks.pid[found] == frame.trace.lanes[box.lane].pid]
        x = np.unique(np.floor(scale.xs(callbacks.began[found])))
        one = np.ones(len(x))
        rects = np.column_stack((x - size // 2, one * int(box.marks.middle - size / 2), one * size, one * size))
        yield Ovals(rects, frame.theme.callback, QPen(QColor(frame.theme.card)))

    def _piles(self, frame: Frame, box: LaneBox) -> Iterator[Primitive]:
        """As many dots as fall on a place, or a bar with their number, where that would not lie on other words."""
        ink, marks, row = frame.ink, self._found(frame, box), box.marks
        size, high = marks.size, row.height
        one = np.ones(len(marks.begins))
        colour = frame.theme.callback
        yield Rects(boxes(marks.begins, one * (row.top + high * 0.2), marks.ends, one * (high * 0.6)), colour)
        most = _MOST_DOTS if high >= ink.px(18) else _MOST_DOTS - 1
        few = marks.counts <= most
        places, counts = marks.places[few], marks.counts[few]
        level = np.concatenate([np.arange(count) for count in counts]) if len(counts) else np.empty(0)
        x = np.repeat(places, counts) - size / 2
        yield Ovals(
            np.column_stack((x, row.top + level * (high / most), np.full(len(x), size), np.full(len(x), size))), colour
        )
        if few.all():
            return
        piles = QPainterPath()
        for at in marks.places[~few].tolist():
            piles.addRoundedRect(QRectF(at - size / 2, row.top, size, high - 1), size / 2, size / 2)
        yield Shape(piles, colour, smooth=True)
        others = [track.marks(frame, box) for track in frame.layout.tracks if track.name == "submissions"]
        for i in np.flatnonzero(~few).tolist():
            at, count = float(marks.places[i]), int(marks.counts[i])
            after = marks.places[i + 1] - size if i + 1 < len(marks.places) else frame.scale.right
            free = not any(overlaps(at + size / 2, min(after, at + ink.px(40)), taken) for taken in others)
            if after - at > ink.px(34) and free:
                where = QRectF(at + size, row.top, after - at - size, high)
                yield Text(where, f"×{count}", 11, frame.theme.faint)


def _find(frame: Frame, lane: int) -> CallbackMarks:
    trace, scale, end = frame.trace, frame.scale, frame.end
    size = float(frame.px(6))
    all_began = trace.callbacks.began
    first, last = np.searchsorted(all_began, (scale.begin, end))
    if last - first > 4 * scale.width:
        # So many that only counts can be seen. Callbacks of one process begin in order.
        edges = np.arange(scale.left, scale.x(end) + 1)
        counts = np.diff(
            np.searchsorted(all_began[first:last], scale.begin + (edges - scale.left) * scale.seconds_per_pixel)
        )
        places, counts = _pile(edges[:-1][counts > 0], counts[counts > 0], size)
        return CallbackMarks(np.empty(0), np.empty(0), places, counts, size)
    found = callbacks_between(trace, scale.begin, end)
    found = found[trace.callbacks.pid[found] == trace.lanes[lane].pid]
    if trace.callbacks.errors:  # these have a mark of their own
        found = found[trace.callbacks.ok[found]]
    began, ended = trace.callbacks.began[found], trace.callbacks.ended[found]
    x0 = scale.xs(began)
    x1 = scale.xs(np.minimum(np.where(np.isnan(ended), end, ended), end))
    long = x1 - x0 > 2 * size
    pixels, counts = np.unique(np.floor(x0[~long]), return_counts=True)
    places, counts = _pile(pixels, counts, size)
    return CallbackMarks(np.maximum(x0[long], scale.left), np.minimum(x1[long], scale.right), places, counts, size)


def _pile(pixels: Floats, counts: Counts, size: float) -> tuple[Floats, Counts]:
    """(place, how many) of the piles that marks of this size make, where `counts` of them stand on `pixels`."""
    places: list[float] = []
    heights: list[int] = []
    for x, count in zip(pixels.tolist(), counts.tolist(), strict=True):
        if places and x - places[-1] < size:
            heights[-1] += count
        else:
            places.append(x)
            heights.append(count)
    return np.array(places), np.array(heights, dtype=np.int64)
