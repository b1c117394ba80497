"""The main process's strip (submits, waiting, callbacks) and the task queue's strip below it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from gui import formats
from gui.geometry import Floats, TimeScale
from gui.views.timeline_layout import TimelineLayout
from gui.views.timeline_paint import Ink, boxes, hatch
from workers.trace.queries import blocks_of, callbacks_between, queue_steps, submits_of
from workers.trace.trace import Trace

Rows = npt.NDArray[np.int64]

_MOST_DOTS = 3


def _tr(words: str) -> str:
    return QCoreApplication.translate("Timeline", words)


@dataclass(frozen=True, slots=True)
class MainRows:
    """Where the two rows of the main strip stand, pixels."""

    marks: float
    marks_height: float
    bar: float
    bar_height: float


def main_rows(ink: Ink, layout: TimelineLayout) -> MainRows:
    if layout.main < ink.px(45):
        top, height, gap, below = 1, 15, 1, 2
    elif layout.main < ink.px(60):
        top, height, gap, below = 3, 20, 3, 5
    else:
        top, height, gap, below = 7, 22, 5, 9
    bar = ink.px(top) + ink.px(height) + ink.px(gap)
    return MainRows(ink.px(top), ink.px(height), bar, layout.main - bar - ink.px(below))


def draw_main(
    painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, layout: TimelineLayout, until: float
) -> None:
    rows = main_rows(ink, layout)
    end = min(scale.end, until)
    if end <= scale.begin:
        return
    _draw_blocks(painter, ink, trace, scale, rows, end)
    marks = _find_callbacks(ink, trace, scale, end)
    _draw_submits(painter, ink, trace, scale, rows, end, marks.lefts)
    _draw_callbacks(painter, ink, scale, rows, marks)


def main_blocks(trace: Trace, begin: float, end: float) -> Rows:
    """Rows of the waits of the main process's main thread; those of its other threads would overlap them."""
    found = blocks_of(trace, 0, begin, end)
    main: Rows = found[trace.blocks.main_thread[found] == 1]
    return main


def waiting_words(operation: str) -> str:
    """What a blocked span says of itself."""
    if operation == "exit":
        return _tr("end of program: waits for its child processes")
    if operation in ("join", "close"):
        return _tr("{0}(): main process waits for its workers").format(operation)
    return _tr("{0}(): main process waits for the result").format(operation)


def _draw_blocks(painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, rows: MainRows, end: float) -> None:
    found = main_blocks(trace, scale.begin, end)
    if len(found) == 0:
        return
    began, ended = trace.blocks.began[found], trace.blocks.ended[found]
    x0 = np.floor(np.maximum(scale.xs(began), scale.left - 4))
    x1 = np.floor(np.minimum(scale.xs(np.minimum(np.where(np.isnan(ended), end, ended), end)), scale.right + 4))
    x1 = np.maximum(x1, x0 + 1)
    # Thousands of short waits on one pixel are one mark.
    keep = np.concatenate(([True], (np.diff(x0) > 0) | (x1[1:] - x0[1:] > 1)))
    x0, x1, found = x0[keep], x1[keep], found[keep]
    rects = boxes(x0, np.full(len(x0), rows.bar), x1, np.full(len(x0), rows.bar_height))
    theme = ink.theme
    wide = x1 - x0 >= 4
    ink.fill(painter, rects[~wide], theme.blocked)
    ink.fill(painter, rects[wide], theme.blocked)
    inner = rects[wide] + np.array([1.0, 1.0, -2.0, -2.0])
    ink.fill(painter, inner, theme.card)
    ink.fill(painter, inner, hatch(theme.blocked))
    metrics = ink.metrics(13)
    for i in np.flatnonzero(x1 - x0 > ink.px(44)):
        operation = trace.blocks.operation(int(found[i]))
        left, right = max(float(x0[i]), scale.left) + ink.px(8), min(float(x1[i]), scale.right) - ink.px(8)
        for words in (waiting_words(operation), f"{operation}()", ""):
            if words and (width := metrics.horizontalAdvance(words)) <= right - left - ink.px(8):
                edge = ink.px(3) if rows.bar_height >= ink.px(20) else 1
                plate = QRectF(left, rows.bar + edge, width + ink.px(8), rows.bar_height - 2 * edge)
                painter.fillRect(plate, QColor(theme.card))
                ink.text(painter, plate.adjusted(ink.px(4), 0, 0, 0), words, 13, theme.text)
                break


@dataclass(frozen=True, slots=True)
class CallbackMarks:
    """Callbacks in pixels: long ones from `begins` to `ends`, short ones as piles of `counts` at `places`."""

    begins: Floats
    ends: Floats
    places: Floats
    counts: Rows
    size: float

    @property
    def lefts(self) -> Floats:
        """Left edges of all marks, sorted."""
        return np.sort(np.concatenate((self.begins, self.places - self.size)))


def _find_callbacks(ink: Ink, trace: Trace, scale: TimeScale, end: float) -> CallbackMarks:
    size = float(ink.px(6))
    all_began = trace.callbacks.began
    first, last = np.searchsorted(all_began, (scale.begin, end))
    if last - first > 4 * scale.width:
        # So many that only counts can be seen. Callbacks of one process begin in order.
        edges = np.arange(scale.left, scale.x(end) + 1)
        counts = np.diff(
            np.searchsorted(all_began[first:last], scale.begin + (edges - scale.left) * scale.seconds_per_pixel)
        )
        places, counts = _piles(edges[:-1][counts > 0], counts[counts > 0], size)
        return CallbackMarks(np.empty(0), np.empty(0), places, counts, size)
    found = callbacks_between(trace, scale.begin, end)
    found = found[trace.callbacks.pid[found] == trace.lanes[0].pid]
    began, ended = trace.callbacks.began[found], trace.callbacks.ended[found]
    x0 = scale.xs(began)
    x1 = scale.xs(np.minimum(np.where(np.isnan(ended), end, ended), end))
    long = x1 - x0 > 2 * size
    pixels, counts = np.unique(np.floor(x0[~long]), return_counts=True)
    places, counts = _piles(pixels, counts, size)
    return CallbackMarks(np.maximum(x0[long], scale.left), np.minimum(x1[long], scale.right), places, counts, size)


def _draw_callbacks(painter: QPainter, ink: Ink, scale: TimeScale, rows: MainRows, marks: CallbackMarks) -> None:
    """Dots, stacked where several fall on one place; long callbacks as bars."""
    colour, size, high = QColor(ink.theme.callback), marks.size, rows.marks_height
    one = np.ones(len(marks.begins))
    ink.fill(painter, boxes(marks.begins, one * (rows.marks + high * 0.2), marks.ends, one * (high * 0.6)), colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    most = _MOST_DOTS if high >= ink.px(18) else _MOST_DOTS - 1
    step = high / most
    for i, (x, count) in enumerate(zip(marks.places, marks.counts, strict=True)):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if count <= most:
            for place in range(int(count)):
                painter.drawEllipse(QRectF(x - size / 2, rows.marks + place * step, size, size))
            continue
        painter.drawRoundedRect(QRectF(x - size / 2, rows.marks, size, high - 1), size / 2, size / 2)
        after = marks.places[i + 1] - size if i + 1 < len(marks.places) else scale.right
        if after - x > ink.px(34):
            ink.text(painter, QRectF(x + size, rows.marks, after - x - size, high), f"×{count}", 11, ink.theme.faint)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _piles(pixels: Floats, counts: Rows, size: float) -> tuple[Floats, Rows]:
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


def _draw_submits(
    painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, rows: MainRows, end: float, dots: Floats
) -> None:
    """Marks; those that stand close together are one, with a text like "10 × apply_async()" where there is room."""
    pixels = max(round(scale.width * (end - scale.begin) / (scale.end - scale.begin)), 1)
    times, counts = submits_of(trace, 0, scale.begin, end, pixels)
    if len(times) == 0:
        return
    x = np.floor(scale.xs(times))
    new = np.concatenate(([True], np.diff(x) > ink.px(9)))
    first = np.flatnonzero(new)
    last = np.concatenate((first[1:], [len(x)])) - 1
    total = np.add.reduceat(counts, first)
    x0, x1 = x[first], x[last] + ink.px(5)
    theme = ink.theme
    top = np.full(len(x0), rows.marks)
    ink.fill(painter, boxes(x0, top, x1, np.full(len(x0), rows.marks_height)), theme.submit)
    metrics = ink.metrics(13)
    following = np.append(x0[1:], scale.right)
    for i in range(len(x0)):
        left = float(x1[i]) + ink.px(7)
        if left < scale.left:
            continue
        place = int(np.searchsorted(dots, x0[i]))
        right = min(float(following[i]), float(dots[place]) if place < len(dots) else scale.right) - ink.px(6)
        colour = theme.faint
        if x1[i] - x0[i] > max(right - left, ink.px(60)):  # more room within the mark than beside it
            left, right, colour = max(float(x0[i]), scale.left) + ink.px(8), float(x1[i]), theme.accent_text
        if right - left < ink.px(36):
            continue
        for words in _submit_words(trace, float(times[first[i]]), int(total[i])):
            if metrics.horizontalAdvance(words) <= right - left:
                where = QRectF(left, rows.marks, right - left, rows.marks_height)
                ink.text(painter, where, words, 13, colour)
                break


def _submit_words(trace: Trace, time: float, count: int) -> tuple[str, ...]:
    """Texts for `count` tasks submitted from `time` (s) on, the longest first."""
    row = min(int(np.searchsorted(trace.tasks.submitted, time - 1e-9)), len(trace.tasks.submitted) - 1)
    call = trace.call(row)
    if count == 1:
        return (f"{call}()",)
    if call.startswith(("map", "starmap", "imap")):
        return (_tr("{0}(): {1} tasks").format(call, count), f"{call}()")
    number = formats.count(count)
    return (f"{number} × {call}()", f"{number} ×")


def draw_queue(
    painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, layout: TimelineLayout, until: float
) -> None:
    """How many tasks wait, as steps; "7 tasks wait" on each step that is long enough."""
    end = min(scale.end, until)
    if end <= scale.begin or len(trace.tasks.submitted) == 0 or layout.queue < 1:
        return
    pixels = max(round(scale.width * (end - scale.begin) / (scale.end - scale.begin)), 1)
    times, lengths = queue_steps(trace, scale.begin, end, pixels)
    if len(times) == 0:
        return
    theme = ink.theme
    base = layout.main + layout.queue - ink.px(5)
    room = base - layout.main - ink.px(6)
    peak = max(int(np.max(lengths)), 1)
    xs = np.clip(scale.xs(times), scale.left, scale.right)
    ys = base - np.round(lengths / peak * room)
    right = min(scale.x(end), scale.right)
    path = QPainterPath()
    path.moveTo(xs[0], base)
    for i in range(len(xs)):
        path.lineTo(xs[i], ys[i])
        path.lineTo(xs[i + 1] if i + 1 < len(xs) else right, ys[i])
    path.lineTo(right, base)
    painter.setPen(Qt.PenStyle.NoPen)
    fill = QColor(theme.queue)
    fill.setAlphaF(0.35)
    painter.fillPath(path, fill)
    painter.setPen(QPen(QColor(theme.queue), max(1, ink.px(1.5))))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    _queue_words(painter, ink, xs, ys, np.asarray(lengths), right, base)


def _queue_words(
    painter: QPainter, ink: Ink, xs: Floats, ys: Floats, lengths: Rows,
    right: float, base: float,
) -> None:  # fmt: skip
    metrics = ink.metrics(13)
    line = metrics.height()
    until = np.append(xs[1:], right)
    said = False
    for i in np.flatnonzero((until - xs > ink.px(24)) & (lengths > 0)):
        count = int(lengths[i])
        words = _tr("1 task waits") if count == 1 else _tr("{0} tasks wait").format(formats.count(count))
        width = float(until[i] - xs[i]) - ink.px(12)
        if metrics.horizontalAdvance(words) > width:
            continue
        # Inside the step where it is high enough, else on top of it.
        y = ys[i] + ink.px(1) if base - ys[i] >= line else ys[i] - line
        ink.text(painter, QRectF(xs[i] + ink.px(8), y, width + 2, line), words, 13, ink.theme.text)
        said = True
    if not said and (peak := int(lengths.max(initial=0))) > 1:
        words = _tr("up to {0} tasks wait").format(formats.count(peak))
        width = metrics.horizontalAdvance(words)
        top = float(ys.min())
        first = float(xs[int(lengths.argmax())]) + ink.px(8)
        for left in np.linspace(first, max(right - width - 2, first), 24).tolist():
            along = ys[(until > left) & (xs < left + width)]
            if len(along) == 0:
                continue
            inside, above = base - float(along.max()) >= line, float(along.min()) - top >= line
            if inside or above:  # so that the curve does not go through the words
                y = base - line if inside else top
                ink.text(painter, QRectF(left, y, width + 2, line), words, 13, ink.theme.text)
                break
