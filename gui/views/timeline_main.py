"""The main process's strip: submits, callbacks, waits, and what the operating system did with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gui import formats
from gui.formats import is_call, wait_text
from gui.geometry import Floats, TimeScale
from gui.views.timeline_layout import TimelineLayout, main_is_states
from gui.views.timeline_marks import draw_raised, raised_between
from gui.views.timeline_paint import Ink, boxes
from gui.views.timeline_states import draw_state_name, draw_state_strip
from gui.views.timeline_waits import Row, draw_waits, waiting_words
from workers.analysis.queries import callbacks_between, submits_of
from workers.trace.future_states import FutureStateIndex
from workers.trace.trace import Trace

Rows = npt.NDArray[np.int64]
Marks = tuple[Floats, Floats]  # left and right edges, pixels

_MOST_DOTS = 3


def _tr(words: str) -> str:
    return QCoreApplication.translate("Timeline", words)


@dataclass(frozen=True, slots=True)
class MainRows:
    """Where the rows of the main strip stand, pixels; a height of 0: there is no room."""

    marks: float
    marks_height: float
    bar: float
    bar_height: float
    states: float
    states_height: float


def main_rows(ink: Ink, layout: TimelineLayout) -> MainRows:
    if main_is_states(layout.trace) and layout.trace.lanes:
        return _rows_of_states(ink, layout)
    if layout.main < ink.px(45):
        top, height, gap, below = 1, 15, 1, 2
    elif layout.main < ink.px(60):
        top, height, gap, below = 3, 20, 3, 5
    else:
        top, height, gap, below = 5, 22, 4, 13
    bar = ink.px(top) + ink.px(height) + ink.px(gap)
    states = ink.px(7) if below > 10 else 0
    return MainRows(
        ink.px(top), ink.px(height), bar, layout.main - bar - ink.px(below), layout.main - ink.px(10), states
    )


def _rows_of_states(ink: Ink, layout: TimelineLayout) -> MainRows:
    """Of a main process without tasks: its states, and its waits and calls below them where it has any."""
    trace, edge = layout.trace, float(ink.px(3 if layout.main < ink.px(60) else 6))
    room = layout.main - 2 * edge
    waits = bool(len(trace.lanes[0].blocks) or trace.calls.flights(0))
    states = round(room * 0.5) if waits else room
    bar = edge + (states + 2 if waits else 0)
    return MainRows(0.0, 0.0, bar, edge + room - bar, edge, states)


def draw_main(
    painter: QPainter,
    ink: Ink,
    trace: Trace,
    claims: FutureStateIndex,
    scale: TimeScale,
    layout: TimelineLayout,
    until: float,
) -> None:
    rows = main_rows(ink, layout)
    end = min(scale.end, until)
    if end <= scale.begin:
        return
    pools = bool(trace.pools)

    def words(row: int) -> tuple[str, ...]:
        wait = trace.blocks.wait(row)
        return (waiting_words(wait, pools), f"{wait.operation}()" if is_call(wait) else wait_text(wait))

    draw_waits(painter, ink, trace, scale, 0, Row(rows.bar, rows.bar_height), end, words)
    if main_is_states(trace):
        begin, ended = trace.lanes[0].began, trace.lanes[0].ended
        bar = Row(rows.states, rows.states_height)
        _draw_alive(painter, ink, scale, bar, begin, end if ended != ended else min(ended, end))
        draw_state_strip(painter, ink, trace, scale, 0, bar.top, bar.height, until, False)
        draw_state_name(painter, ink, trace, scale, 0, (bar.top, bar.height), until)
        return
    if rows.states_height:
        draw_state_strip(painter, ink, trace, scale, 0, rows.states, rows.states_height, until)
    marks = _find_callbacks(ink, trace, scale, end)
    cancelled, _ = claims.cancelled_between(scale.begin, end, max(round(scale.width / ink.px(4)), 1))
    crossed = scale.xs(trace.tasks.ended[cancelled])
    half = float(ink.px(6))
    lefts = np.concatenate((marks.begins, marks.places - marks.size / 2, crossed - half))
    rights = np.concatenate((marks.ends, marks.places + marks.size / 2, crossed + half))
    taken = _draw_submits(painter, ink, trace, scale, rows, end, (lefts, rights))
    _draw_callbacks(painter, ink, scale, rows, marks, taken)
    if trace.callbacks.errors:
        _draw_raised(painter, ink, trace, scale, rows, end, taken)


def overlaps(left: float, right: float, marks: Marks) -> bool:
    """Whether one of the `marks` touches [left, right], pixels."""
    return bool(((marks[0] < right) & (marks[1] > left)).any())


def _draw_alive(painter: QPainter, ink: Ink, scale: TimeScale, row: Row, begin: float, end: float) -> None:
    x0, x1 = max(scale.x(begin), scale.left), min(scale.x(end), scale.right)
    if x1 > x0:
        painter.fillRect(QRectF(round(x0), row.top, round(x1) - round(x0), row.height), ink.alive)


@dataclass(frozen=True, slots=True)
class CallbackMarks:
    """Callbacks in pixels: long ones from `begins` to `ends`, short ones as piles of `counts` at `places`."""

    begins: Floats
    ends: Floats
    places: Floats
    counts: Rows
    size: float


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
    if trace.callbacks.errors:  # these have a mark of their own
        found = found[trace.callbacks.ok[found]]
    began, ended = trace.callbacks.began[found], trace.callbacks.ended[found]
    x0 = scale.xs(began)
    x1 = scale.xs(np.minimum(np.where(np.isnan(ended), end, ended), end))
    long = x1 - x0 > 2 * size
    pixels, counts = np.unique(np.floor(x0[~long]), return_counts=True)
    places, counts = _piles(pixels, counts, size)
    return CallbackMarks(np.maximum(x0[long], scale.left), np.minimum(x1[long], scale.right), places, counts, size)


def _draw_callbacks(
    painter: QPainter, ink: Ink, scale: TimeScale, rows: MainRows, marks: CallbackMarks, taken: Marks
) -> None:
    """Dots, stacked where several fall on one place; long callbacks as bars. No number where it would lie on `taken`."""
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
        if after - x > ink.px(34) and not overlaps(x + size / 2, min(after, x + ink.px(40)), taken):
            ink.text(painter, QRectF(x + size, rows.marks, after - x - size, high), f"×{count}", 11, ink.theme.faint)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _draw_raised(
    painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, rows: MainRows, end: float, taken: Marks
) -> None:
    """Callbacks that raised, the first one with its error's name where that would not lie on `taken`."""
    raised = raised_between(trace, trace.lanes[0].pid, scale.begin, end)
    if not raised:
        return
    xs = scale.xs(np.array([time for time, _ in raised]))
    draw_raised(painter, ink, xs, rows.marks + rows.marks_height / 2)
    words, left = raised[0][1].partition(":")[0], float(xs[0]) + ink.px(9)
    right = min(float(xs[1]) - ink.px(8) if len(xs) > 1 else scale.right, scale.right)
    width = ink.metrics(13, bold=True).horizontalAdvance(words)
    if words and width <= right - left and not overlaps(left, left + width, taken):
        where = QRectF(left, rows.marks, right - left, rows.marks_height)
        ink.text(painter, where, words, 13, ink.theme.failed, bold=True)


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
    painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, rows: MainRows, end: float, others: Marks
) -> Marks:
    """Marks; those that stand close together are one, with a text like "10 × apply_async()" where there is room.

    `others`: marks of other kinds, on which no words may lie. Returns where marks and words stand.
    """
    pixels = max(round(scale.width * (end - scale.begin) / (scale.end - scale.begin)), 1)
    times, counts = submits_of(trace, 0, scale.begin, end, pixels)
    if len(times) == 0:
        return np.empty(0), np.empty(0)
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
    rights = x1.copy()
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
        for words in _submit_words(trace, float(times[first[i]]), int(total[i])):
            width = metrics.horizontalAdvance(words)
            if width <= right - left and not overlaps(left - ink.px(3), left + width + ink.px(3), others):
                where = QRectF(left, rows.marks, right - left, rows.marks_height)
                ink.text(painter, where, words, 13, colour)
                rights[i] = max(rights[i], left + width)
                break
    return x0, rights


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
