"""Calls to managers: a span where the caller waits for the answer, an arrow to the manager's lane and one back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from gui import formats
from gui.geometry import Floats
from gui.ink import Ink, boxes, text_on
from gui.lanes import lane_title
from gui.timeline.arrows import Arrows, arrow_sign, arrows_look
from gui.timeline.frame import Frame
from gui.timeline.kinds.messages import edges_of, someone
from gui.timeline.layout import WAITS, Band, LaneBox
from gui.timeline.primitives import Drawn, Layer, Primitive, Rects, Text
from gui.timeline.track import Hit, LegendEntry, Rows, Track
from gui.timeline.words import card_tr, legend_tr
from workers.analysis.queries import calls_of
from workers.trace.trace import Trace

_EVERY = 8
"""Logical pixels: where calls are closer, one stands for them."""


@dataclass(frozen=True, slots=True)
class CallSpans:
    """The calls that one lane makes, in pixels."""

    row: npt.NDArray[np.int64]
    x0: Floats
    x1: Floats
    lane: int
    band: Band


class CallsTrack(Track):
    """They stand in the row of the lane's waits: a call that is not answered yet is one."""

    name = "calls"

    def draw(self, frame: Frame, lanes: Sequence[LaneBox]) -> Iterator[Drawn]:
        for spans in _collect(frame, lanes):
            x0, x1 = np.maximum(spans.x0, frame.scale.left - 4), np.minimum(spans.x1, frame.scale.right + 4)
            one = np.ones(len(x0))
            rects = boxes(x0, one * spans.band.top, x1, one * spans.band.height)
            yield Layer.FRONT, Rects(rects, frame.theme.call)
            for text in _texts(frame, spans, x0, x1):
                yield Layer.FRONT, text

    def draw_across(self, frame: Frame) -> Iterator[Drawn]:
        across = (frame.scale.left, frame.scale.right)
        for part in arrows_look(frame.ink, _arrows(frame), frame.theme.call, across):
            yield Layer.ARROWS, part

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        box = frame.box_at(at.y())
        if box is None or not box.band(WAITS).holds(at.y()):
            return None
        time = frame.scale.time(at.x())
        row = call_at(frame.trace, box.lane, time, 2 * frame.scale.seconds_per_pixel)
        return Hit(self, box.lane, row, time) if row >= 0 else None

    def card(self, frame: Frame, hit: Hit) -> Rows:
        return call_of(frame.trace, hit.row, frame.until)

    def span(self, frame: Frame, hit: Hit) -> tuple[float, float]:
        began, ended = float(frame.trace.calls.began[hit.row]), float(frame.trace.calls.ended[hit.row])
        return began, frame.until if ended != ended else ended

    def legend(self, trace: Trace, brief: bool) -> Sequence[LegendEntry]:
        return (LegendEntry("call", legend_tr("call to a manager"), len(trace.calls) > 0, self._sign, 12),)

    def _sign(self, ink: Ink, where: QRectF) -> Iterator[Primitive]:
        return arrow_sign(ink, where, ink.theme.call)


def call_at(trace: Trace, lane: int, time: float, slack: float) -> int:
    """Row of the call that a lane makes at `time` (s), or the nearest within `slack` s; -1: none."""
    if not len(trace.calls):
        return -1
    rows = calls_of(trace, lane, time - slack, time + slack, 16)
    rows = rows[trace.calls.caller[rows] == lane]
    if not len(rows):
        return -1
    return int(rows[np.argmin(np.abs(trace.calls.began[rows] - time))])


def _collect(frame: Frame, lanes: Sequence[LaneBox]) -> list[CallSpans]:
    """The calls of `lanes`; no wider than a pixel every few pixels are thinned."""
    trace, scale, end = frame.trace, frame.scale, frame.end
    found: list[CallSpans] = []
    if not len(trace.calls) or end <= scale.begin:
        return found
    calls = trace.calls
    pixels = max(round(scale.width / frame.px(_EVERY)), 1)
    for box in lanes:
        band = box.band(WAITS)
        rows = calls_of(trace, box.lane, scale.begin, end, pixels)
        rows = rows[calls.caller[rows] == box.lane]
        if not len(rows) or band.height < 1:
            continue
        ended = calls.ended[rows]
        x0 = np.floor(scale.xs(calls.began[rows]))
        x1 = np.floor(scale.xs(np.minimum(np.where(np.isnan(ended), end, ended), end)))
        found.append(CallSpans(rows, x0, np.maximum(x1, x0 + frame.px(2)), box.lane, band))
    return found


def _texts(frame: Frame, spans: CallSpans, x0: Floats, x1: Floats) -> Iterator[Text]:
    """The methods' names, in the spans or beside them where there is room; on top of the arrows."""
    trace, scale, ink, band = frame.trace, frame.scale, frame.ink, spans.band
    size = 12.0
    metrics = ink.metrics(size)
    if band.height < metrics.ascent():
        return
    after = np.append(x0[1:], scale.right)
    colour = text_on(QColor(ink.theme.call))
    for i in range(len(x0)):
        left, right = max(float(x0[i]), scale.left), min(float(x1[i]), scale.right)
        inside, beside = right - left - ink.px(8), float(after[i]) - right - ink.px(8)
        row = int(spans.row[i])
        for words in (f"{trace.calls.kind(row)}.{trace.calls.method(row)}", trace.calls.method(row)):
            width = metrics.horizontalAdvance(words)
            if width <= inside:
                yield Text(QRectF(left + ink.px(4), band.top, width + 2, band.height), words, size, colour)
                break
            if width <= beside and not len(trace.lanes[spans.lane].blocks):
                where = QRectF(right + ink.px(4), band.top, width + 2, band.height)
                plate = where.adjusted(-ink.px(2), 1, ink.px(2), -1)
                yield Text(where, words, size, ink.theme.text, plate=plate, ground=ink.theme.card)
                break


def _arrows(frame: Frame) -> Arrows:
    """To the manager when a call begins, back when it ends."""
    calls, every = frame.trace.calls, frame.px(_EVERY)
    there: list[tuple[float, float, float]] = []
    for lane in _collect(frame, (*frame.pinned, *frame.scrolled)):
        top, bottom = edges_of(frame, lane.lane)
        last = -np.inf
        for i, row in enumerate(lane.row.tolist()):
            server = int(calls.server[row])
            if server < 0:
                continue
            upper, lower = edges_of(frame, server)
            mine, theirs = (bottom, upper) if upper + lower > top + bottom else (top, lower)
            x0, x1 = float(lane.x0[i]), float(lane.x1[i])
            answered = bool(calls.ended[row] <= frame.until)
            if x0 - last >= every:
                there.append((x0, mine, theirs))
                last = x0
                if answered and x1 - x0 < every:  # one line with two heads
                    there.append((x0, theirs, mine))
            if answered and x1 - last >= every:
                there.append((x1, theirs, mine))
                last = x1
    columns = np.array(there).reshape(-1, 3)
    keep = (columns[:, 0] >= frame.scale.left - 4) & (columns[:, 0] <= frame.scale.right + 4)
    x, y0, y1 = columns[keep].T
    return Arrows(np.zeros(len(x), np.int64), x, y0, x, y1, np.ones(len(x), np.bool_), 0)


def call_of(trace: Trace, row: int, now: float) -> Rows:
    """One call to a manager, a row of `trace.calls`."""
    calls = trace.calls
    began, ended, server = float(calls.began[row]), float(calls.ended[row]), int(calls.server[row])
    took = formats.duration((now if math.isnan(ended) else ended) - began)
    rows: Rows = [
        (card_tr("Call to a manager"), f"{calls.kind(row)}.{calls.method(row)}()"),
        (card_tr("from"), someone(trace, int(calls.caller[row]), began, int(calls.line[row]))),
    ]
    if server >= 0:
        rows.append(
            (card_tr("to"), card_tr("{0}, PID {1}").format(lane_title(trace.lanes[server]), trace.lanes[server].pid))
        )
    rows.append((card_tr("answer after"), took if ended == ended else card_tr("none yet, {0} so far").format(took)))
    if not calls.ok[row]:
        rows.append((card_tr("status"), card_tr("failed")))
    return rows
