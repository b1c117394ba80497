"""When a process submits tasks: bars in its row of marks, with the call and how many where there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from gui import formats
from gui.geometry import Floats
from gui.ink import boxes
from gui.timeline.frame import Frame
from gui.timeline.layout import LaneBox, has_room_for_words
from gui.timeline.primitives import Drawn, Layer, Rects, Text, fitting
from gui.timeline.track import NO_MARKS, Hit, Marks, Rows, Track
from gui.timeline.words import card_tr, timeline_tr
from workers.analysis.queries import submits_of
from workers.trace.trace import Trace

_FEWEST = len("10 × apply")
"""Letters of a text that is shortened."""

_MAX_ROWS = 10_000
"""Tasks that are asked by which call they came."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """The bars of one lane, and the words beside or in them."""

    x0: Floats
    x1: Floats
    words: tuple[Text, ...]
    rights: Floats  # of bar and words


class SubmissionsTrack(Track):
    name = "submissions"

    def draw(self, frame: Frame, lanes: Sequence[LaneBox]) -> Iterator[Drawn]:
        if frame.end <= frame.scale.begin:
            return
        for box in lanes:
            if not len(frame.trace.lanes[box.lane].submit_t) or box.marks.height <= 0:
                continue
            if has_room_for_words(box):
                placed = self._placed(frame, box)
                x0, x1 = placed.x0, placed.x1
                words = placed.words
            else:
                times, _ = submits_of(frame.trace, box.lane, frame.scale.begin, frame.end, round(frame.scale.width))
                x0 = np.floor(frame.scale.xs(times))
                x1, words = x0 + frame.px(3), ()
            one = np.ones(len(x0))
            yield Layer.MARKS, Rects(boxes(x0, one * box.marks.top, x1, one * box.marks.height), frame.theme.submit)
            for text in words:
                yield Layer.MARKS, text

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        """All that one bar stands for."""
        box, scale, near = frame.box_at(at.y()), frame.scale, frame.px(2)
        if box is None or not box.marks.holds(at.y()):
            return None
        x0, x1 = at.x() - frame.px(3) - near, at.x() + near
        if has_room_for_words(box):
            placed = self._placed(frame, box)
            met = np.flatnonzero((placed.x0 - near <= at.x()) & (at.x() <= placed.x1 + near))
            if not len(met):
                return None
            x0, x1 = float(placed.x0[met[0]]), float(placed.x1[met[0]])
        begin, end = scale.time(x0), min(scale.time(x1), frame.until)
        times, _ = submits_of(frame.trace, box.lane, begin, end, 1)
        return Hit(self, box.lane, time=begin, end=end) if len(times) else None

    def card(self, frame: Frame, hit: Hit) -> Rows:
        return submitted_of(frame.trace, hit.lane, hit.time, hit.end)

    def marks(self, frame: Frame, box: LaneBox) -> Marks:
        if not has_room_for_words(box) or not frame.begun:
            return NO_MARKS
        placed = self._placed(frame, box)
        return placed.x0, placed.rights

    def _placed(self, frame: Frame, box: LaneBox) -> _Placed:
        return frame.keep(f"submissions {box.lane}", lambda: self._place(frame, box))

    def _place(self, frame: Frame, box: LaneBox) -> _Placed:
        """Bars that stand close together are one, with a text like "10 × apply_async()"."""
        scale, ink, theme, row = frame.scale, frame.ink, frame.theme, box.marks
        times, counts = submits_of(frame.trace, box.lane, scale.begin, frame.end, frame.pixels)
        if len(times) == 0:
            return _Placed(np.empty(0), np.empty(0), (), np.empty(0))
        x = np.floor(scale.xs(times))
        first = np.flatnonzero(np.concatenate(([True], np.diff(x) > ink.px(9))))
        last = np.concatenate((first[1:], [len(x)])) - 1
        total = np.add.reduceat(counts, first)
        x0, x1 = x[first], x[last] + ink.px(5)
        others = [track.marks(frame, box) for track in frame.layout.tracks if track is not self]
        taken = (np.concatenate([marks[0] for marks in others]), np.concatenate([marks[1] for marks in others]))
        metrics = ink.metrics(13)
        following = np.append(x0[1:], scale.right)
        rights = x1.copy()
        placed: list[Text] = []
        for i in range(len(x0)):
            left = float(x1[i]) + ink.px(7)
            if left < scale.left:
                continue
            right = float(following[i]) - ink.px(6)
            colour = theme.faint
            if x1[i] - x0[i] > max(right - left, ink.px(60)):  # more room within the mark than beside it
                left, right, colour = max(float(x0[i]), scale.left) + ink.px(8), float(x1[i]), theme.accent_text
            if right - left < ink.px(36):
                continue
            # Only up to the next mark of another kind; there shortened, but never to the number alone.
            right = min(right, float(np.min(taken[0][taken[1] > left - ink.px(3)], initial=np.inf)) - ink.px(3))
            texts = _words(frame.trace, float(times[first[i]]), int(total[i]))
            words, width = fitting(metrics, texts, right - left)
            if not words and metrics.horizontalAdvance(texts[-1][:_FEWEST]) <= right - left:
                words, width = texts[-1], right - left
            if words:
                placed.append(Text(QRectF(left, row.top, right - left, row.height), words, 13, colour))
                rights[i] = max(rights[i], left + width)
        return _Placed(x0, x1, tuple(placed), rights)


def overlaps(left: float, right: float, marks: Marks) -> bool:
    """Whether one of the `marks` touches [left, right], pixels."""
    return bool(((marks[0] < right) & (marks[1] > left)).any())


def _words(trace: Trace, time: float, count: int) -> tuple[str, ...]:
    """Texts for `count` tasks submitted from `time` (s) on, the longest first."""
    row = min(int(np.searchsorted(trace.tasks.submitted, time - 1e-9)), len(trace.tasks.submitted) - 1)
    call = trace.call(row)
    if count == 1:
        return (f"{call}()",)
    if call.startswith(("map", "starmap", "imap")):
        return (timeline_tr("{0}(): {1} tasks").format(call, count), f"{call}()")
    number = formats.count(count)
    return (f"{number} × {call}()", f"{number} × {call}")


def submitted_of(trace: Trace, lane: int, begin: float, end: float) -> Rows:
    """The card of what a lane submitted between two times (s)."""
    times, counts = submits_of(trace, lane, begin, end, 1 << 30)
    if not len(times):
        return []
    tasks = trace.tasks
    first, last = float(times[0]), float(times[-1])
    near = slice(*np.searchsorted(tasks.submitted, (first - 1e-9, last + 1e-9)))
    rows = np.arange(near.start, near.stop)[tasks.owner[near] == lane]
    calls = sorted({(trace.call(int(row)), trace.line(int(row))) for row in rows[:_MAX_ROWS]})
    number = int(counts.sum())
    words = card_tr("1 task") if number == 1 else card_tr("{0} tasks").format(formats.count(number))
    between = formats.moment(first) if first == last else f"{formats.moment(first)} – {formats.moment(last)}"
    card: Rows = [(card_tr("Submitted"), words), (card_tr("at"), between)]
    card += [
        (f"{call}()", card_tr("on line {0}").format(line) if line else formats.UNKNOWN) for call, line in calls[:6]
    ]
    return card
