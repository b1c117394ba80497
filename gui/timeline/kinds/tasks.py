"""The tasks of processes and of the threads of a pool: spans in the bars of their lanes, with what they are and gave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath, QPen

from gui import formats
from gui.ink import Ink
from gui.lanes import lane_title
from gui.timeline.frame import Frame
from gui.timeline.kinds.task_card import life_of
from gui.timeline.layout import LaneBox
from gui.timeline.primitives import Drawn, Layer, Primitive, Shape, Text
from gui.timeline.spans import SpanRects, glass_sign, look
from gui.timeline.track import Hit, LegendEntry, Rows, Track
from gui.timeline.words import legend_tr
from workers.analysis.queries import task_at, visible_tasks
from workers.analysis.states import task_shares
from workers.trace.tasks import Status
from workers.trace.trace import Trace

_TALL = 44
"""Logical pixels from which on a span has two lines of text."""


class TasksTrack(Track):
    name = "tasks"
    solid = True

    def draw(self, frame: Frame, lanes: Sequence[LaneBox]) -> Iterator[Drawn]:
        spans = _collect(frame, [box for box in lanes if box.bar > 0 and len(frame.trace.lanes[box.lane])])
        if spans is not None:
            for part in look(frame.ink, spans):
                yield Layer.BODY, part
            for text in _texts(frame, spans):
                yield Layer.FRONT, text

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        trace, box = frame.trace, frame.box_at(at.y())
        time, slack = frame.scale.time(at.x()), 3 * frame.scale.seconds_per_pixel
        if box is None or time > frame.until + slack or not box.bar_top - 2 <= at.y() <= box.bar_top + box.bar + 2:
            return None
        lane = trace.lanes[box.lane]
        row = task_at(trace, box.lane, time, slack)
        if row < 0 and lane.open_row >= 0 and time >= trace.tasks.started[lane.open_row]:
            row = lane.open_row  # it runs until now, which is later than the record's last event
        return Hit(self, box.lane, row, time, row) if row >= 0 else None

    def span(self, frame: Frame, hit: Hit) -> tuple[float, float]:
        began, ended = float(frame.trace.tasks.started[hit.row]), float(frame.trace.tasks.ended[hit.row])
        return began, frame.until if ended != ended else ended

    def card(self, frame: Frame, hit: Hit) -> Rows:
        return life_of(frame.trace, hit.row, frame.until)

    def describe(self, frame: Frame, hit: Hit) -> str:
        words = super().describe(frame, hit)
        return words if hit.lane < 0 else f"{lane_title(frame.trace.lanes[hit.lane])}: {words}"

    def legend(self, trace: Trace, brief: bool) -> Sequence[LegendEntry]:
        counts = trace.task_states.counts
        with_tasks = not trace.lanes or bool(len(trace.tasks) or trace.pools)

        def entry(sign: str, words: str, status: Status, rank: int) -> LegendEntry:
            def draw(ink: Ink, where: QRectF) -> Iterable[Primitive]:
                return glass_sign(ink, where, 0.0, status)

            return LegendEntry(sign, words, with_tasks and (not brief or counts[status] > 0), draw, rank)

        return (
            entry("failed", legend_tr("failed"), Status.FAILED, 8),
            entry("lost", legend_tr("lost with its worker"), Status.LOST, 9),
        )

    def highlight(self, frame: Frame, hit: Hit, strong: bool) -> Iterator[Primitive]:
        """Outline of a task, and the way from its end to its callback."""
        rect, layout, ink = task_rect(frame, hit.row), frame.layout, frame.ink
        if rect is None:
            return
        callback = float(frame.trace.tasks.callback_began[hit.row])
        if callback == callback and int(frame.trace.tasks.owner[hit.row]) == 0:
            begin = QPointF(rect.right(), max(rect.top(), layout.lanes_top))
            end = QPointF(frame.scale.x(callback), layout.main_box.marks.middle)
            path = QPainterPath(begin)
            lift = (begin.y() - end.y()) * 0.4
            path.cubicTo(begin - QPointF(ink.px(5), lift), end + QPointF(-ink.px(5), lift), end)
            pen = QPen(QColor(ink.theme.callback), max(2, ink.px(1.8)))
            yield Shape(path, pen=pen, smooth=True)
            dot = QPainterPath()
            dot.addEllipse(end, ink.px(4), ink.px(4))
            yield Shape(dot, ink.theme.callback, pen, smooth=True)
        # Only of what is in sight: a lane half scrolled away has no outline over the strips above it.
        seen = QPainterPath()
        seen.addRect(QRectF(frame.scale.left - 3, layout.lanes_top, frame.scale.width + 6, layout.room))
        outline = QPainterPath()
        outline.addRoundedRect(rect.adjusted(0.5, 0, -0.5, 0), ink.px(4), ink.px(4))
        pen = QPen(QColor(ink.theme.text), max(2, ink.px(2.5 if strong else 1.5)))
        if rect.top() >= layout.lanes_top and rect.bottom() <= layout.axis:
            yield Shape(outline, pen=pen, smooth=True)
        else:
            yield Shape(outline.intersected(seen), pen=pen, smooth=True)


TASKS = TasksTrack()


def hit_task(trace: Trace, row: int) -> Hit | None:
    """As if task `row` were under the mouse, wherever it stands; None where there is no such task."""
    return Hit(TASKS, int(trace.tasks.lane[row]), row, task=row) if 0 <= row < len(trace.tasks) else None


def task_rect(frame: Frame, row: int) -> QRectF | None:
    """Where task `row` is drawn; None while it has no lane or is scrolled away."""
    tasks, layout, scale = frame.trace.tasks, frame.layout, frame.scale
    if not 0 <= row < len(tasks.lane) or int(tasks.lane[row]) < 0:
        return None
    box = frame.box_of(int(tasks.lane[row]))
    if box is None or box.bar <= 0:
        return None
    if box.lane and (box.top + box.height <= layout.lanes_top or box.top >= layout.axis):
        return None
    ended = float(tasks.ended[row])
    x0 = scale.x(float(tasks.started[row]))
    x1 = scale.x(frame.until if ended != ended else ended)
    if x1 < scale.left or x0 > scale.right:
        return None
    x0, x1 = max(x0, scale.left - 4), min(x1, scale.right + 4)
    return QRectF(x0, box.bar_top, max(x1 - x0, 2), box.bar)


def _collect(frame: Frame, lanes: Sequence[LaneBox]) -> SpanRects | None:
    """The spans to draw on `lanes`. Nothing that began after `until` is there, and open ones end at it."""
    if not lanes or frame.end <= frame.scale.begin:
        return None
    # Fewer pixels for fewer seconds: a bucket stays one pixel wide where the run has not come to the right edge.
    pixels = max(round(frame.scale.width), 1)
    pixels = max(round(pixels * (frame.end - frame.scale.begin) / (frame.scale.end - frame.scale.begin)), 1)
    parts = [part for box in lanes if (part := _lane(frame, box, pixels)) is not None]
    return SpanRects(*(np.concatenate(column) for column in zip(*parts, strict=True))) if parts else None


def _lane(frame: Frame, box: LaneBox, pixels: int) -> tuple[npt.NDArray[np.generic], ...] | None:
    """The columns of `SpanRects` for one lane."""
    trace, scale, end = frame.trace, frame.scale, frame.end
    spans = visible_tasks(trace, box.lane, scale.begin, end, pixels)
    if len(spans.begin) == 0:
        return None
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
    height = np.maximum(np.round(box.bar * busy), 1.0)
    share = np.array(spans.cpu_share, dtype=np.float64)
    sampled, waiting = task_shares(trace, box.lane, spans.begin, ends)
    # While several tasks stand in one span, the process waits for a core in those, not between them.
    waiting = np.nan_to_num(waiting) / np.maximum(busy, 1e-9)
    share = np.where(running & np.isnan(share), sampled, share)
    if running.any():
        now = trace.lanes[box.lane].last_cpu_share
        share[running & np.isnan(share)] = now if now == now else 0.0
    share = np.clip(np.nan_to_num(share), 0.0, 1.0)
    waiting = np.minimum(waiting, 1.0 - share)
    rows, status = np.asarray(spans.row, dtype=np.int64), np.asarray(spans.status, dtype=np.int64)
    return x0, x1, box.bar_top + box.bar - height, height, share, waiting, rows, status


def _texts(frame: Frame, spans: SpanRects) -> Iterator[Text]:
    """Label, result and duration on the spans that have the room."""
    trace, scale, ink = frame.trace, frame.scale, frame.ink
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
        wall = (ended if ended == ended else frame.until) - float(tasks.started[row])
        yield from _lines(frame, wide, i, (left, right), wall)


def _label_size(ink: Ink, height: float) -> float:
    return 17.0 if height >= ink.px(_TALL) else 13.0 if height >= ink.px(18) else 11.0


def _lines(frame: Frame, spans: SpanRects, i: int, across: tuple[float, float], wall: float) -> Iterator[Text]:
    trace, ink, (left, right) = frame.trace, frame.ink, across
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
    width = min(ink.metrics(size, True).horizontalAdvance(label), first.width())
    yield _line(ink, status, first, filled, label, size, True)
    if tall:
        second = QRectF(left, first.bottom(), right - left, ink.px(17))
        both = f"{words}   {took}" if words else took
        fits = both if ink.metrics(13).horizontalAdvance(both) <= second.width() else words or took
        yield _line(ink, status, second, filled, fits, 13, False)
    elif right - (left + width) > ink.px(70):
        rest = QRectF(left + width + ink.px(10), y, right - left - width - ink.px(10), height)
        yield _line(ink, status, rest, filled, words or took, min(size, 12.0), False)


def _line(
    ink: Ink, status: int, where: QRectF, filled: tuple[float, float, float], words: str, size: float, bold: bool
) -> Text:
    """One line of text on a span, readable on what it stands on.

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
    if not (straddles or on_hatch or status == Status.LOST):
        return Text(where, words, size, colour, bold=bold)
    width = min(metrics.horizontalAdvance(words), where.width())
    plate = QRectF(where.left() - ink.px(2), middle - half, width + ink.px(4), 2 * half)
    return Text(where, words, size, colour, bold=bold, plate=plate, ground=ground)


def _short(text: str, most: int = 60) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= most else line[: most - 1] + "…"
