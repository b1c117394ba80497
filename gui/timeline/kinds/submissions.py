"""When a process submits tasks: bars in its row of marks, with the call and how many where there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF

from gui import formats
from gui.geometry import Floats
from gui.timeline.frame import Frame
from gui.timeline.layout import LaneBox, has_room_for_words
from gui.timeline.primitives import Drawn, Layer, Rects, Text
from gui.timeline.track import NO_MARKS, Marks, Track
from gui.timeline.words import timeline_tr
from gui.views.timeline_paint import boxes
from workers.analysis.queries import submits_of
from workers.trace.trace import Trace


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
            for words in _words(frame.trace, float(times[first[i]]), int(total[i])):
                width = metrics.horizontalAdvance(words)
                if width <= right - left and not overlaps(left - ink.px(3), left + width + ink.px(3), taken):
                    placed.append(Text(QRectF(left, row.top, right - left, row.height), words, 13, colour))
                    rights[i] = max(rights[i], left + width)
                    break
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
    return (f"{number} × {call}()", f"{number} ×")
