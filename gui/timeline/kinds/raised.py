"""Callbacks that raised: a cross in the colour of failures, with the error's name where there is room. Its form tells, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPen

from gui.geometry import Floats
from gui.ink import Ink
from gui.timeline.frame import Frame
from gui.timeline.kinds.submissions import overlaps
from gui.timeline.kinds.task_card import life_of
from gui.timeline.layout import LaneBox, has_room_for_words
from gui.timeline.primitives import Drawn, Layer, Lines, Primitive, Text
from gui.timeline.track import Hit, LegendEntry, Rows, Track
from gui.timeline.words import legend_tr
from workers.trace.trace import Trace


class RaisedTrack(Track):
    name = "raised"
    solid = True

    def draw(self, frame: Frame, lanes: Sequence[LaneBox]) -> Iterator[Drawn]:
        if not frame.trace.callbacks.errors or not frame.begun:
            return
        for box in lanes:
            raised = _raised(frame, box, frame.scale.begin, frame.end)
            if not raised or box.marks.height <= 0:
                continue
            xs = frame.scale.xs(np.array([frame.trace.callbacks.ended[row] for row in raised]))
            for part in _crosses(frame.ink, xs, box.marks.middle):
                yield Layer.MARKS, part
            if has_room_for_words(box) and (name := self._name(frame, box, xs, raised[0])) is not None:
                yield Layer.MARKS, name

    def _name(self, frame: Frame, box: LaneBox, xs: Floats, row: int) -> Text | None:
        """The first one's error, where that would lie on nothing else."""
        words, ink = frame.trace.callbacks.errors[row][0].partition(":")[0], frame.ink
        left = float(xs[0]) + ink.px(9)
        right = min(float(xs[1]) - ink.px(8) if len(xs) > 1 else frame.scale.right, frame.scale.right)
        width = ink.metrics(13, bold=True).horizontalAdvance(words)
        taken = [track.marks(frame, box) for track in frame.layout.tracks if track.name == "submissions"]
        if not words or width > right - left or any(overlaps(left, left + width, marks) for marks in taken):
            return None
        where = QRectF(left, box.marks.top, right - left, box.marks.height)
        return Text(where, words, 13, ink.theme.failed, bold=True)

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        box, reach = frame.box_at(at.y()), frame.px(6)
        if box is None or not frame.trace.callbacks.errors or abs(at.y() - box.marks.middle) > reach:
            return None
        time, slack = frame.scale.time(at.x()), reach * frame.scale.seconds_per_pixel
        near = _raised(frame, box, time - slack, min(time + slack, frame.until))
        if not near:
            return None
        row = min(near, key=lambda row: abs(float(frame.trace.callbacks.ended[row]) - time))
        task = int(frame.trace.callbacks.task[row])
        return Hit(self, box.lane, row, time, task) if task >= 0 else None

    def card(self, frame: Frame, hit: Hit) -> Rows:
        return life_of(frame.trace, hit.task, frame.until)

    def legend(self, trace: Trace, brief: bool) -> Sequence[LegendEntry]:
        return (LegendEntry("raised", legend_tr("callback raised"), bool(trace.callbacks.errors), self._sign, 7),)

    def _sign(self, ink: Ink, where: QRectF) -> Iterator[Primitive]:
        return _crosses(ink, np.array([where.center().x()]), where.center().y())


def _raised(frame: Frame, box: LaneBox, begin: float, end: float) -> list[int]:
    """Rows of the callbacks that raised in a lane's process, between two times (s)."""
    callbacks, lane = frame.trace.callbacks, frame.trace.lanes[box.lane]
    if lane.role == "thread":
        return []
    own = [row for row in callbacks.errors if callbacks.pid[row] == lane.pid]
    return [row for row in own if begin <= callbacks.ended[row] <= end]


def _crosses(ink: Ink, xs: Floats, middle: float) -> Iterator[Primitive]:
    half, one = ink.px(5), np.ones(len(xs))
    edge = QPen(QColor(ink.theme.card), max(4.0, ink.px(4.5)))
    for pen in (edge, QPen(QColor(ink.theme.failed), max(2.0, ink.px(2.4)))):
        strokes = [
            np.column_stack((xs - half, one * (middle - slant), xs + half, one * (middle + slant)))
            for slant in (-half, half)
        ]
        yield Lines(np.concatenate(strokes), pen, smooth=True)
