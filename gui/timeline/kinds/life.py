"""A lane from its process's birth to the day nobody remembers it: alive, ended, a zombie, without its parent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from gui import formats
from gui.ink import Ink, hatch
from gui.lanes import lane_end, lane_title, orphan_words, orphaned_at
from gui.timeline.frame import Frame
from gui.timeline.layout import LaneBox
from gui.timeline.primitives import Drawn, Layer, Lines, Primitive, Rects, Text, fitting
from gui.timeline.track import Hit, LegendEntry, Rows, Track
from gui.timeline.words import card_tr, lane_tr, legend_tr
from workers.analysis.deaths import ended_badly
from workers.analysis.states import zombie_span
from workers.trace.trace import Trace

_LEAST = 6
"""Logical pixels from which on a time as a zombie is drawn: between every end and its reaping there are some µs."""


_ZOMBIE, _IDLE = range(2)


class LifeTrack(Track):
    """Birth, death, the time between them, and what follows until somebody waits for the process."""

    name = "life"

    def draw(self, frame: Frame, lanes: Sequence[LaneBox]) -> Iterator[Drawn]:
        bands = [band for box in lanes if (band := _band(frame, box)) is not None]
        if bands:
            yield Layer.GROUND, Rects(np.array(bands), frame.ink.alive)
        for box in lanes:
            if box.lane:  # the main process's end is the run's
                for part in (*_orphan(frame, box), *_end(frame, box)):
                    yield Layer.FRONT, part

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        box = frame.box_at(at.y())
        time = frame.scale.time(at.x())
        if box is None or time > frame.until:
            return None
        zombie = zombie_rect(frame, box) if box.lane else None
        if zombie is not None and zombie.contains(at):
            return Hit(self, box.lane, _ZOMBIE, time)
        if box.bar_top <= at.y() <= box.bar_top + box.bar and (gap := idle_gap(frame, box.lane, time)) is not None:
            return Hit(self, box.lane, _IDLE, gap[0], end=gap[1])
        return None

    def card(self, frame: Frame, hit: Hit) -> Rows:
        if hit.row == _ZOMBIE:
            return zombie_of(frame.trace, hit.lane, frame.until)
        return idle_of(frame.trace, hit.lane, hit.time, hit.end)

    def legend(self, trace: Trace, brief: bool) -> Sequence[LegendEntry]:
        idle = any(len(lane) for lane in trace.lanes) and not brief
        return (
            LegendEntry("idle", legend_tr("idle: no task"), idle, self._idle_sign, 4),
            LegendEntry("zombie", legend_tr("zombie"), _has_zombies(trace), self._sign, 13),
        )

    def _idle_sign(self, ink: Ink, where: QRectF) -> Sequence[Primitive]:
        return (Rects(np.array([where.getRect()]), ink.alive),)

    def _sign(self, ink: Ink, where: QRectF) -> Sequence[Primitive]:
        return _hatched(ink, where)


def _band(frame: Frame, box: LaneBox) -> tuple[float, float, float, float] | None:
    """A pale band from the process's birth to its death, so that an idle worker is told from none."""
    lane, scale = frame.trace.lanes[box.lane], frame.scale
    begin = lane.began if lane.began == lane.began else 0.0
    end = min(lane.ended if lane.ended == lane.ended else frame.until, frame.until)
    x0, x1 = max(scale.x(begin), scale.left), min(scale.x(end), scale.right)
    if x1 <= x0 or box.bar <= 0:
        return None
    height = box.bar if lane.role != "helper" else max(box.bar * 0.4, 3.0)
    return (round(x0), box.bar_top + (box.bar - height) / 2, round(x1) - round(x0), height)


def zombie_rect(frame: Frame, box: LaneBox) -> QRectF | None:
    """Where the lane goes on as a zombie; None where it does not, or not to be seen."""
    span = zombie_span(frame.trace, box.lane, frame.until)
    if span is None:
        return None
    scale, px = frame.scale, frame.px
    x0, x1 = scale.x(span[0]), scale.x(min(span[1], frame.until))
    if x1 - x0 < px(_LEAST) or x1 < scale.left or x0 > scale.right:
        return None
    x0, x1 = max(x0, scale.left - 4), min(x1, scale.right + 4)
    height = max(box.bar * 0.6, min(box.bar, float(px(16))))
    return QRectF(round(x0), box.bar_top + round((box.bar - height) / 2), round(x1) - round(x0), round(height))


def _end(frame: Frame, box: LaneBox) -> Iterator[Primitive]:
    """The mark of a dead lane: a bar across it with its exit code or signal; before it, its time as a zombie."""
    lane, scale = frame.trace.lanes[box.lane], frame.scale
    end = lane.ended
    if not end <= frame.end:
        return
    zombie = zombie_rect(frame, box)
    if zombie is not None:
        yield from _zombie(frame, zombie)
        if not lane.zombie:
            yield from _mark(frame, box, zombie.right(), lane_tr("reaped: {0}").format(lane_end(lane)), False)
        if end >= scale.begin:
            yield _across(frame, box, zombie.left(), frame.px(3), frame.theme.zombie)
    elif end >= scale.begin:
        yield from _mark(frame, box, scale.x(end), lane_end(lane), ended_badly(frame.trace, lane))


def _across(frame: Frame, box: LaneBox, x: float, thick: int, colour: str) -> Rects:
    """A line across the lane's bar, a little longer than it."""
    return Rects(np.array([[x, box.bar_top - frame.px(1), thick, box.bar + frame.px(2)]]), colour)


def _hatched(ink: Ink, where: QRectF) -> tuple[Primitive, ...]:
    rect = np.array([where.getRect()])
    return Rects(rect, ink.zombie_fill), Rects(rect, hatch(ink.theme.zombie, Qt.BrushStyle.DiagCrossPattern))


def _zombie(frame: Frame, where: QRectF) -> Iterator[Primitive]:
    ink, scale = frame.ink, frame.scale
    yield from _hatched(ink, where)
    size = 15.0 if where.height() >= ink.px(24) else 12.0
    metrics = ink.metrics(size, True)
    room = min(where.right(), scale.right) - max(where.left(), scale.left) - ink.px(26)
    texts = (lane_tr("zombie: has ended, nobody has waited for it"), lane_tr("zombie"))
    words, width = fitting(metrics, texts, room)
    if words:
        left = max(where.left(), scale.left) + ink.px(8)
        plate = QRectF(left, where.center().y() - metrics.height() / 2, width + ink.px(10), metrics.height())
        words_at = plate.adjusted(ink.px(5), 0, 0, 0)
        yield Text(words_at, words, size, ink.theme.text, bold=True, plate=plate, ground=ink.theme.card)


def _mark(frame: Frame, box: LaneBox, at: float, words: str, bad: bool) -> Iterator[Primitive]:
    theme, ink, scale = frame.theme, frame.ink, frame.scale
    x = round(at)
    if not scale.left <= x <= scale.right:
        return
    colour = theme.failed if bad else theme.faint
    thick = ink.px(3 if bad else 2)
    yield _across(frame, box, x, thick, colour)
    size = 13.0 if box.bar >= ink.px(24) else 12.0
    width = ink.metrics(size, bad).horizontalAdvance(words)
    left = x + thick + ink.px(6)
    cross = ink.px(9) if bad else 0
    if left + cross + width + ink.px(6) > scale.right:
        return
    if bad:
        middle, half = box.bar_top + box.bar / 2, ink.px(4)
        low, high = int(middle - half), int(middle + half)
        x0, x1 = int(left), int(left + 2 * half)
        yield Lines(np.array([[x0, low, x1, high], [x0, high, x1, low]]), QPen(QColor(colour), max(2, ink.px(2))))
        left += cross + ink.px(5)
    where = QRectF(left, box.bar_top, width + 2, box.bar)
    yield Text(where, words, size, theme.text if bad else theme.faint, bold=bad)


def _orphan(frame: Frame, box: LaneBox) -> Iterator[Primitive]:
    """Where a process lost its parent: a flag in its bar, with words where there is room."""
    scale, ink, theme = frame.scale, frame.ink, frame.theme
    lane, at = frame.trace.lanes[box.lane], orphaned_at(frame.trace, box.lane)
    end = min(lane.ended if lane.ended == lane.ended else frame.until, frame.end)
    if at is None or not scale.begin <= at < end or scale.x(end) - scale.x(at) < ink.px(_LEAST):
        return
    x = round(scale.x(at))
    flag = np.array([[x, int(box.bar_top) - ink.px(2), x, int(box.bar_top + box.bar) + ink.px(2)]], np.float64)
    yield Lines(flag, QPen(QColor(theme.failed), max(2, ink.px(2)), Qt.PenStyle.DashLine))
    size = 12.0
    metrics = ink.metrics(size, True)
    if box.bar < metrics.height():
        return
    room = min(scale.x(end), scale.right) - x - ink.px(3) - ink.px(8)
    words, width = fitting(metrics, (orphan_words(lane), lane_tr("parent ended")), room)
    if words:
        plate = QRectF(x + ink.px(3), box.bar_top, width + ink.px(8), metrics.height())
        where = plate.adjusted(ink.px(4), 0, 0, 0)
        yield Text(where, words, size, theme.text, bold=True, plate=plate, ground=theme.card)


def _has_zombies(trace: Trace) -> bool:
    """Of which something is to be seen: between every end and its reaping there is a little time."""
    least = max(trace.now / 200, 0.02)
    spans = (zombie_span(trace, lane.id, trace.now) for lane in trace.lanes if not lane.alive)
    return any(span is not None and span[1] - span[0] > least for span in spans)


def idle_gap(frame: Frame, lane_id: int, time: float) -> tuple[float, float] | None:
    """(begin, end), s: the stretch around `time` in which a lane that runs tasks has none; None where it is another."""
    lane = frame.trace.lanes[lane_id]
    end = min(frame.until, lane.ended) if lane.ended == lane.ended else frame.until
    if lane.role not in ("worker", "thread") and not len(lane):
        return None
    slot = int(np.searchsorted(lane.starts, time, side="right"))
    begin = float(lane.ends[slot - 1]) if slot else lane.began
    end = min(end, float(lane.starts[slot])) if slot < len(lane) else end
    return (begin, end) if begin <= time <= end else None


def idle_of(trace: Trace, lane_id: int, begin: float, end: float) -> Rows:
    """The card of a stretch in which a lane has no task."""
    lane = trace.lanes[lane_id]
    return [
        (lane_title(lane), card_tr("PID {0}").format(lane.pid)),
        (card_tr("idle: no task"), formats.duration(end - begin)),
        (card_tr("between"), f"{formats.moment(begin)} – {formats.moment(end)}"),
    ]


def zombie_of(trace: Trace, lane_id: int, now: float) -> Rows:
    """A process that ended and was not waited for."""
    lane, span = trace.lanes[lane_id], zombie_span(trace, lane_id, now)
    if span is None:
        return []
    took = formats.duration(span[1] - span[0])
    end = formats.exit_code(lane.exit_code)
    return [
        (lane_title(lane), card_tr("a zombie, PID {0}").format(lane.pid)),
        (card_tr("ended"), card_tr("at {0}, {1}").format(
            formats.moment(span[0]), lane_end(lane) if not lane.zombie else end)),
        (card_tr("its parent waited for it"), card_tr("not yet, {0} so far").format(took) if lane.zombie else
            card_tr("{0} later").format(took)),
    ]  # fmt: skip
