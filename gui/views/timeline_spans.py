"""The tasks of the visible lanes, painted kind by kind.

A span is a glass: its outline is the wall time, and it is filled from below by the share that was spent on a CPU.
So a computing task is full and dark, a sleeping one is empty and light, and one that did both says how much of each.
On top of that stands the share in which it could have run and had no core, hatched like the states of a process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui import formats
from gui.geometry import Floats, TimeScale
from gui.views.timeline_layout import LaneBox
from gui.views.timeline_paint import Ink, boxes, hatch
from workers.analysis.queries import visible_tasks
from workers.analysis.states import task_shares
from workers.trace.trace import Status, Trace

_TALL = 44
"""Logical pixels from which on a span has two lines of text."""


@dataclass(frozen=True, slots=True)
class SpanRects:
    """Spans of several lanes in pixels; all arrays have the same length n."""

    x0: Floats
    x1: Floats
    y: Floats
    height: Floats
    share: Floats  # 0 to 1 of the height is time on a CPU
    waiting: Floats  # 0 to 1 of the height is time without a core, as far as known
    row: npt.NDArray[np.int64]  # -1: several tasks within a pixel
    status: npt.NDArray[np.int64]

    def where(self, mask: npt.NDArray[np.bool_]) -> SpanRects:
        return SpanRects(
            self.x0[mask], self.x1[mask], self.y[mask], self.height[mask],
            self.share[mask], self.waiting[mask], self.row[mask], self.status[mask],
        )  # fmt: skip

    @property
    def width(self) -> Floats:
        return self.x1 - self.x0


def collect_spans(trace: Trace, scale: TimeScale, lanes: Sequence[LaneBox], until: float) -> SpanRects:
    """The spans to draw on `lanes`. Nothing that began after `until` (s) is there, and open ones end at it."""
    columns: list[list[npt.NDArray[np.generic]]] = [[] for _ in range(8)]
    end = min(scale.end, until)
    pixels = max(round(scale.width), 1)
    if end > scale.begin:
        # Fewer pixels for fewer seconds: a bucket stays one pixel wide where the run has not come to the right edge.
        pixels = max(round(pixels * (end - scale.begin) / (scale.end - scale.begin)), 1)
        for lane in lanes:
            _collect(columns, trace, scale, lane, end, pixels)
    if not columns[0]:
        none, nothing = np.empty(0), np.empty(0, dtype=np.int64)
        return SpanRects(none, none, none, none, none, none, nothing, nothing)
    return SpanRects(*(np.concatenate(parts) for parts in columns))


def _collect(
    columns: list[list[npt.NDArray[np.generic]]],
    trace: Trace,
    scale: TimeScale,
    lane: LaneBox,
    end: float,
    pixels: int,
) -> None:
    spans = visible_tasks(trace, lane.lane, scale.begin, end, pixels)
    if len(spans.begin) == 0:
        return
    x0 = np.maximum(scale.xs(spans.begin), scale.left - 4)
    running = spans.status == Status.RUNNING
    # The record ends running tasks at its last event; they go on until now.
    ends = np.where(running & (spans.row >= 0), end, np.minimum(spans.end, end))
    x1 = np.minimum(scale.xs(ends), scale.right + 4)
    # Whole pixels: crisp edges, and neighbours neither overlap nor flicker while the view moves.
    x0 = np.floor(x0)
    x1 = np.maximum(np.floor(x1), x0 + 1)
    x1 = np.where(x1 - x0 > 8, x1 - 1, x1)
    busy = np.where(spans.row < 0, np.clip(spans.busy, 0.0, 1.0), 1.0)
    height = np.maximum(np.round(lane.bar * busy), 1.0)
    share = np.array(spans.cpu_share, dtype=np.float64)
    sampled, waiting = task_shares(trace, lane.lane, spans.begin, ends)
    # While several tasks stand in one span, the process waits for a core in those, not between them.
    waiting = np.nan_to_num(waiting) / np.maximum(busy, 1e-9)
    share = np.where(running & np.isnan(share), sampled, share)
    if running.any():
        now = trace.lanes[lane.lane].last_cpu_share
        share[running & np.isnan(share)] = now if now == now else 0.0
    columns[0].append(x0)
    columns[1].append(x1)
    columns[2].append(lane.bar_top + lane.bar - height)
    columns[3].append(height)
    share = np.clip(np.nan_to_num(share), 0.0, 1.0)
    columns[4].append(share)
    columns[5].append(np.minimum(waiting, 1.0 - share))
    columns[6].append(np.asarray(spans.row, dtype=np.int64))
    columns[7].append(np.asarray(spans.status, dtype=np.int64))


def draw_spans(painter: QPainter, ink: Ink, spans: SpanRects) -> None:
    """Everything of the spans but their text."""
    theme = ink.theme
    failed, lost = spans.status == Status.FAILED, spans.status == Status.LOST
    plain = spans.where(~failed & ~lost)
    _draw_glass(painter, ink, plain, theme.on_cpu, theme.sleeping, theme.on_cpu)
    _draw_failed(painter, ink, spans.where(failed))
    _draw_lost(painter, ink, spans.where(lost))


def _draw_glass(
    painter: QPainter, ink: Ink, spans: SpanRects, edge: QColor | str, empty: QColor | str, full: QColor | str
) -> None:
    """Outline, light inside, and the filled part from below."""
    wide = spans.width >= 5
    ink.fill(painter, boxes(spans.x0, spans.y, spans.x1, spans.height)[~wide], empty)
    glass = spans.where(wide)
    ink.fill(painter, boxes(glass.x0, glass.y, glass.x1, glass.height), edge)
    open_end = (glass.status == Status.RUNNING).astype(np.float64)
    line = float(max(1, ink.px(1)))
    inside = boxes(glass.x0 + 2 * line, glass.y + line, glass.x1 - (2 * line) * (1 - open_end), glass.height - 2 * line)
    ink.fill(painter, inside, empty)
    level = np.round(spans.height * spans.share)
    # A measured sliver is drawn, however thin; what used no CPU to speak of stays empty.
    level = np.where((spans.share > 0.02) & (level < 1), 1.0, level)
    _draw_waiting(painter, ink, spans, level)
    ink.fill(painter, boxes(spans.x0, spans.y + spans.height - level, spans.x1, level)[level > 0], full)


def _draw_waiting(painter: QPainter, ink: Ink, spans: SpanRects, level: Floats) -> None:
    """The part without a core, on top of the `level` (pixels) on a CPU."""
    high = np.round(spans.height * (spans.share + spans.waiting))
    high = np.where((spans.waiting > 0.02) & (high <= level), level + 1, high)
    there = (spans.waiting > 0.005) & (high > level)
    if not there.any():
        return
    x0, x1, base = spans.x0[there], spans.x1[there], (spans.y + spans.height)[there]
    top, bottom = base - high[there], base - level[there]
    ink.fill(painter, boxes(x0, top, x1, bottom - top), ink.theme.runnable)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(hatch(ink.theme.runnable_hatch, Qt.BrushStyle.FDiagPattern))
    # One polygon a lane: a hatch is slow to begin with. Between two spans it has no height.
    for lane in np.unique(base):
        own = base == lane
        xs = np.column_stack((x0[own], x0[own], x1[own], x1[own])).ravel()
        foot = base[own]
        upper, lower = (np.column_stack((foot, y[own], y[own], foot)).ravel() for y in (top, bottom))
        outline = arrayToQPolygonF(np.concatenate((xs, xs[::-1])), np.concatenate((upper, lower[::-1])))
        painter.drawPolygon(outline)


def _draw_failed(painter: QPainter, ink: Ink, spans: SpanRects) -> None:
    """In the failed colour, higher than the others where they are thin, with a cross where there is room."""
    if len(spans.x0) == 0:
        return
    theme = ink.theme
    _draw_glass(painter, ink, spans, theme.failed, ink.failed_fill, theme.failed)
    thin = spans.where(spans.width < ink.px(14))
    out = min(ink.px(3), 3)
    ink.fill(
        painter, boxes(thin.x0, thin.y - out, np.maximum(thin.x1, thin.x0 + 2), thin.height + 2 * out), theme.failed
    )
    wide = spans.where(spans.width >= ink.px(14))
    size = np.minimum(np.minimum(wide.height * 0.5, wide.width * 0.5), ink.px(12))
    x = wide.x1 - size - ink.px(6)
    y = wide.y + (wide.height - size) / 2
    down = np.column_stack((x, y, x + size, y + size))
    up = np.column_stack((x, y + size, x + size, y))
    pen = QPen(QColor(theme.text), max(2, ink.px(2.5)))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    ink.lines(painter, np.concatenate((down, up)), pen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _draw_lost(painter: QPainter, ink: Ink, spans: SpanRects) -> None:
    """Hatched, with a torn right edge."""
    if len(spans.x0) == 0:
        return
    theme = ink.theme
    rects = boxes(spans.x0, spans.y, spans.x1, spans.height)
    ink.fill(painter, rects, ink.lost_fill)
    ink.fill(painter, rects, hatch(ink.lost_hatch))
    ink.fill(painter, boxes(spans.x0, spans.y, np.minimum(spans.x0 + ink.px(3), spans.x1), spans.height), theme.lost)
    wide = spans.where(spans.width >= ink.px(10))
    teeth = 6
    steps = np.arange(teeth + 1)
    ys = wide.y[:, None] + wide.height[:, None] * steps / teeth
    xs = wide.x1[:, None] - ink.px(6) * (steps % 2)
    edge = np.stack((xs[:, :-1], ys[:, :-1], xs[:, 1:], ys[:, 1:]), axis=2).reshape(-1, 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    ink.lines(painter, edge, QPen(QColor(theme.lost), max(2, ink.px(2.5))))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_span_texts(painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, spans: SpanRects, now: float) -> None:
    """Label, result and duration on the spans that have the room."""
    room = (spans.row >= 0) & (spans.width >= ink.px(26)) & (spans.height >= ink.px(12))
    wide = spans.where(room)
    tasks = trace.tasks
    for i in range(len(wide.x0)):
        row = int(wide.row[i])
        left = max(float(wide.x0[i]), scale.left) + ink.px(7)
        right = min(float(wide.x1[i]), scale.right) - ink.px(4)
        status = int(wide.status[i])
        if status == Status.FAILED:
            right -= ink.px(18)
        elif status == Status.LOST:
            right -= ink.px(6)
        metrics = ink.metrics(_label_size(ink, float(wide.height[i])), True)
        if right - left < min(metrics.horizontalAdvance(trace.label(row)), ink.px(56)):
            continue
        ended = float(tasks.ended[row])
        wall = (ended if ended == ended else now) - float(tasks.started[row])
        _draw_text(painter, ink, trace, wide, i, left, right, wall)


def _label_size(ink: Ink, height: float) -> float:
    return 17.0 if height >= ink.px(_TALL) else 13.0 if height >= ink.px(18) else 11.0


def _draw_text(
    painter: QPainter, ink: Ink, trace: Trace, spans: SpanRects, i: int, left: float, right: float, wall: float
) -> None:
    y, height, status = float(spans.y[i]), float(spans.height[i]), int(spans.status[i])
    row = int(spans.row[i])
    label, took = trace.label(row), formats.duration(wall)
    outcome = trace.outcome(row) if status in (Status.FINISHED, Status.FAILED) else ""
    arrow = "✕ " if status == Status.FAILED else "→ "
    words = f"{arrow}{_short(outcome)}" if outcome else ""
    tall = height >= ink.px(_TALL)
    size = _label_size(ink, height)
    level = y + height * (1 - float(spans.share[i]))
    filled = (level - height * float(spans.waiting[i]), level, y + height)
    first = QRectF(left, y + ink.px(3) if tall else y, right - left, ink.px(22) if tall else height)
    width = _line(painter, ink, status, first, filled, label, size, True)
    if tall:
        second = QRectF(left, first.bottom(), right - left, ink.px(17))
        both = f"{words}   {took}" if words else took
        fits = both if ink.metrics(13).horizontalAdvance(both) <= second.width() else words or took
        _line(painter, ink, status, second, filled, fits, 13, False)
    elif right - (left + width) > ink.px(70):
        rest = QRectF(left + width + ink.px(10), y, right - left - width - ink.px(10), height)
        _line(painter, ink, status, rest, filled, words or took, min(size, 12.0), False)


def _line(
    painter: QPainter, ink: Ink, status: int, where: QRectF, filled: tuple[float, float, float], words: str,
    size: float, bold: bool,
) -> float:  # fmt: skip
    """One line of text on a span, readable on what it stands on. Returns its width.

    `filled`: y from which on it is hatched, from which on it is full, and where it ends.
    """
    theme = ink.theme
    hatched, level, bottom = filled
    metrics = ink.metrics(size, bold)
    half = metrics.height() / 2 - ink.px(2)
    middle = where.center().y()
    straddles = middle - half < level < min(middle + half, bottom - 2)
    if status == Status.LOST:
        ground, colour = ink.lost_fill, QColor(theme.text)
    elif status == Status.FAILED:
        ground = ink.failed_fill
        colour = QColor(theme.text) if straddles or middle < level else ink.failed_text
    else:
        ground = QColor(theme.sleeping)
        colour = QColor(theme.task_text) if straddles or middle < level else ink.on_cpu_text
    on_hatch = hatched < level - 1 and middle + half > hatched and middle - half < level
    if on_hatch:
        ground, colour = QColor(theme.runnable), ink.runnable_text
    if straddles or on_hatch or status == Status.LOST:
        width = min(metrics.horizontalAdvance(words), where.width())
        painter.fillRect(QRectF(where.left() - ink.px(2), middle - half, width + ink.px(4), 2 * half), ground)
    return ink.text(painter, where, words, size, colour, bold=bold)


def _short(text: str, most: int = 60) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= most else line[: most - 1] + "…"
