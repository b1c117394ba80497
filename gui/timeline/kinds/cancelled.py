"""Cancelled tasks: a crossed ring on the lane of the process that had submitted them, when they were cancelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPen

from gui import formats
from gui.geometry import Floats
from gui.ink import Ink
from gui.timeline.frame import Frame
from gui.timeline.layout import LaneBox, has_room_for_words
from gui.timeline.primitives import Drawn, Layer, Lines, Ovals, Primitive
from gui.timeline.track import NO_MARKS, Hit, LegendEntry, Marks, Rows, Track
from gui.timeline.words import card_tr, legend_tr
from workers.trace.columns import Ints
from workers.trace.tasks import Status
from workers.trace.trace import Trace


class CancelledTrack(Track):
    name = "cancelled"

    def draw(self, frame: Frame, lanes: Sequence[LaneBox]) -> Iterator[Drawn]:
        if frame.end <= frame.scale.begin:
            return
        rows = _found(frame)
        if not len(rows):
            return
        owners = frame.trace.tasks.owner[rows]
        for box in lanes:
            xs = frame.scale.xs(frame.trace.tasks.ended[rows[owners == box.lane]])
            if len(xs):
                new = np.concatenate(([True], np.diff(xs) >= frame.px(4)))
                for part in _rings(frame.ink, xs[new], box.marks.middle):
                    yield Layer.FRONT, part

    def marks(self, frame: Frame, box: LaneBox) -> Marks:
        if not has_room_for_words(box) or not frame.begun:
            return NO_MARKS
        x = frame.scale.xs(frame.trace.tasks.ended[_found(frame)])
        return x - frame.px(6), x + frame.px(6)

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        box = frame.box_at(at.y())
        if box is None or abs(at.y() - box.marks.middle) > frame.px(6):
            return None
        time, reach = frame.scale.time(at.x()), frame.px(6) * frame.scale.seconds_per_pixel
        tasks = frame.trace.tasks
        found, _ = frame.futures.cancelled_between(time - reach, time + reach, 16)
        found = found[tasks.owner[found] == box.lane]
        if not len(found):
            return None
        return Hit(self, box.lane, int(found[np.argmin(np.abs(tasks.ended[found] - time))]), time)

    def card(self, frame: Frame, hit: Hit) -> Rows:
        return cancelled_of(frame.trace, hit.row)

    def legend(self, trace: Trace, brief: bool) -> Sequence[LegendEntry]:
        there = trace.task_states.counts[Status.CANCELLED] > 0
        return (LegendEntry("cancelled", legend_tr("cancelled"), there, self._sign, 10),)

    def _sign(self, ink: Ink, where: QRectF) -> Iterator[Primitive]:
        return _rings(ink, np.array([where.center().x()]), where.center().y())


def _found(frame: Frame) -> Ints:
    """Rows of the cancelled tasks in sight, thinned."""

    def find() -> Ints:
        scale = frame.scale
        return frame.futures.cancelled_between(scale.begin, frame.end, max(round(scale.width / frame.px(4)), 1))[0]

    return frame.keep("cancelled", find)


def _rings(ink: Ink, xs: Floats, middle: float) -> Iterator[Primitive]:
    """A small crossed ring for each, its middle at (x, `middle`)."""
    half, one = float(ink.px(5)), np.ones(len(xs))
    pen = QPen(QColor(ink.theme.text), max(1.5, ink.px(1.6)))
    yield Ovals(
        np.column_stack((xs - half, one * (middle - half), one * 2 * half, one * 2 * half)), ink.theme.card, pen
    )
    slant = half * 0.7
    yield Lines(np.column_stack((xs - slant, one * (middle + slant), xs + slant, one * (middle - slant))), pen, True)


def cancelled_of(trace: Trace, row: int) -> Rows:
    """The card of a task that was cancelled."""
    rows: Rows = [
        (card_tr("Task {0}").format(row), trace.label(row)),
        (card_tr("status"), card_tr("cancelled at {0}").format(formats.moment(float(trace.tasks.ended[row])))),
        (card_tr("waited in queue"), formats.duration(float(trace.tasks.ended[row] - trace.tasks.submitted[row]))),
    ]
    if line := trace.line(row):
        rows.append((card_tr("submitted"), card_tr("{0}() on line {1}, at {2}").format(
            trace.call(row), line, formats.moment(float(trace.tasks.submitted[row])))))  # fmt: skip
    return rows
