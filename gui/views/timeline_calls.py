"""Calls to managers: a span where the caller waits for the answer, an arrow to the manager's lane and one back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from gui.geometry import Floats, TimeScale
from gui.views.timeline_layout import TimelineLayout
from gui.views.timeline_messages import Arrows, draw_arrows, lane_edges
from gui.views.timeline_paint import Ink, boxes, text_on
from gui.views.timeline_waits import Row
from workers.analysis.queries import calls_of
from workers.trace.trace import Trace

Rows = npt.NDArray[np.int64]

_EVERY = 8
"""Logical pixels: where calls are closer, one stands for them."""


@dataclass(frozen=True, slots=True)
class CallSpans:
    """The calls that one lane makes, in pixels."""

    row: Rows
    x0: Floats
    x1: Floats
    lane: int
    place: Row


def collect_calls(
    trace: Trace, scale: TimeScale, lanes: Sequence[tuple[int, Row]], until: float, ink: Ink
) -> list[CallSpans]:
    """The calls of `lanes`, each given with the row they are drawn in; no wider than a pixel every few pixels are thinned."""
    end = min(scale.end, until)
    found: list[CallSpans] = []
    if not len(trace.calls) or end <= scale.begin:
        return found
    calls = trace.calls
    pixels = max(round(scale.width / ink.px(_EVERY)), 1)
    for lane, place in lanes:
        rows = calls_of(trace, lane, scale.begin, end, pixels)
        rows = rows[calls.caller[rows] == lane]
        if not len(rows) or place.height < 1:
            continue
        ended = calls.ended[rows]
        x0 = np.floor(scale.xs(calls.began[rows]))
        x1 = np.floor(scale.xs(np.minimum(np.where(np.isnan(ended), end, ended), end)))
        found.append(CallSpans(rows, x0, np.maximum(x1, x0 + ink.px(2)), lane, place))
    return found


def draw_call_spans(painter: QPainter, ink: Ink, scale: TimeScale, spans: CallSpans) -> None:
    """The spans of one lane."""
    theme, place = ink.theme, spans.place
    x0, x1 = np.maximum(spans.x0, scale.left - 4), np.minimum(spans.x1, scale.right + 4)
    one = np.ones(len(x0))
    ink.fill(painter, boxes(x0, one * place.top, x1, one * place.height), theme.call)


def draw_call_words(painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, spans: CallSpans) -> None:
    """The methods' names, in the spans or beside them where there is room; on top of the arrows."""
    theme, place = ink.theme, spans.place
    x0, x1 = np.maximum(spans.x0, scale.left - 4), np.minimum(spans.x1, scale.right + 4)
    size = 12.0
    metrics = ink.metrics(size)
    if place.height < metrics.ascent():
        return
    after = np.append(x0[1:], scale.right)
    colour = text_on(QColor(theme.call))
    for i in range(len(x0)):
        left, right = max(float(x0[i]), scale.left), min(float(x1[i]), scale.right)
        inside, beside = right - left - ink.px(8), float(after[i]) - right - ink.px(8)
        row = int(spans.row[i])
        for words in (f"{trace.calls.kind(row)}.{trace.calls.method(row)}", trace.calls.method(row)):
            width = metrics.horizontalAdvance(words)
            if width <= inside:
                ink.text(painter, QRectF(left + ink.px(4), place.top, width + 2, place.height), words, size, colour)
                break
            if width <= beside and not len(trace.lanes[spans.lane].blocks):
                where = QRectF(right + ink.px(4), place.top, width + 2, place.height)
                painter.fillRect(where.adjusted(-ink.px(2), 1, ink.px(2), -1), QColor(theme.card))
                ink.text(painter, where, words, size, theme.text)
                break


def draw_call_arrows(
    painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, layout: TimelineLayout, main: tuple[float, float],
    spans: Sequence[CallSpans], until: float,
) -> None:  # fmt: skip
    """To the manager when a call begins, back when it ends."""
    calls = trace.calls
    there: list[tuple[float, float, float]] = []
    for lane in spans:
        top, bottom = lane_edges(layout, main, lane.lane)
        last = -np.inf
        for i, row in enumerate(lane.row.tolist()):
            server = int(calls.server[row])
            if server < 0:
                continue
            upper, lower = lane_edges(layout, main, server)
            mine, theirs = (bottom, upper) if upper + lower > top + bottom else (top, lower)
            x0, x1 = float(lane.x0[i]), float(lane.x1[i])
            answered = bool(calls.ended[row] <= until)
            if x0 - last >= ink.px(_EVERY):
                there.append((x0, mine, theirs))
                last = x0
                if answered and x1 - x0 < ink.px(_EVERY):  # one line with two heads
                    there.append((x0, theirs, mine))
            if answered and x1 - last >= ink.px(_EVERY):
                there.append((x1, theirs, mine))
                last = x1
    if not there:
        return
    columns = np.array(there)
    keep = (columns[:, 0] >= scale.left - 4) & (columns[:, 0] <= scale.right + 4)
    x, y0, y1 = columns[keep].T
    yes = np.ones(len(x), np.bool_)
    draw_arrows(painter, ink, Arrows(np.zeros(len(x), np.int64), x, y0, x, y1, yes, 0), ink.theme.call)


def call_at(trace: Trace, lane: int, time: float, slack: float) -> int:
    """Row of the call that a lane makes at `time` (s), or the nearest within `slack` s; -1: none."""
    if not len(trace.calls):
        return -1
    rows = calls_of(trace, lane, time - slack, time + slack, 16)
    rows = rows[trace.calls.caller[rows] == lane]
    if not len(rows):
        return -1
    return int(rows[np.argmin(np.abs(trace.calls.began[rows] - time))])
