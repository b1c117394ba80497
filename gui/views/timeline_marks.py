"""Marks on lanes: what a process other than the main one submits and calls back as an owner, and cancelled tasks."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from gui.geometry import Floats, TimeScale
from gui.views.timeline_layout import LaneBox
from gui.views.timeline_paint import Ink, boxes
from workers.analysis.queries import callbacks_between, submits_of
from workers.trace.future_states import FutureStateIndex
from workers.trace.trace import Trace


def draw_cancels(painter: QPainter, ink: Ink, xs: Floats, middle: float) -> None:
    """A small crossed ring for each, its middle at (x, `middle`)."""
    if not len(xs):
        return
    half = float(ink.px(5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(QColor(ink.theme.card))
    painter.setPen(QPen(QColor(ink.theme.text), max(1.5, ink.px(1.6))))
    for x in xs.tolist():
        painter.drawEllipse(QRectF(x - half, middle - half, 2 * half, 2 * half))
    slant = half * 0.7
    lines = np.column_stack(
        (xs - slant, np.full(len(xs), middle + slant), xs + slant, np.full(len(xs), middle - slant))
    )
    ink.lines(painter, lines, painter.pen())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_cancelled(
    painter: QPainter,
    ink: Ink,
    trace: Trace,
    claims: FutureStateIndex,
    scale: TimeScale,
    places: dict[int, float],
    until: float,
) -> None:
    """Cancelled tasks, on the lanes of their owners; `places`: y of each lane that is seen."""
    end = min(scale.end, until)
    if end <= scale.begin:
        return
    rows, _ = claims.cancelled_between(scale.begin, end, max(round(scale.width / ink.px(4)), 1))
    owners = trace.tasks.owner[rows]
    for lane, y in places.items():
        xs = scale.xs(trace.tasks.ended[rows[owners == lane]])
        new = np.concatenate(([True], np.diff(xs) >= ink.px(4))) if len(xs) else np.zeros(0, np.bool_)
        draw_cancels(painter, ink, xs[new], y)


def raised_between(trace: Trace, pid: int, begin: float, end: float) -> list[tuple[float, str]]:
    """(when, error) of the callbacks that raised in a process, between two times (s)."""
    callbacks = trace.callbacks
    found = [
        (float(callbacks.ended[row]), error)
        for row, (error, _) in callbacks.errors.items()
        if callbacks.pid[row] == pid
    ]
    return [(time, error) for time, error in found if begin <= time <= end]


def draw_raised(painter: QPainter, ink: Ink, xs: Floats, middle: float) -> None:
    """A cross for each callback that raised, in the colour of failures: its form tells, too."""
    half = ink.px(5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(ink.theme.card), max(4.0, ink.px(4.5))))
    for pen in (painter.pen(), QPen(QColor(ink.theme.failed), max(2.0, ink.px(2.4)))):
        for slant in (-half, half):
            ends = np.column_stack(
                (xs - half, np.full(len(xs), middle - slant), xs + half, np.full(len(xs), middle + slant))
            )
            ink.lines(painter, ends, pen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_lane_marks(painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, box: LaneBox, until: float) -> None:
    """Submits as small bars and callbacks as dots at the upper edge of the lane's bar."""
    lane, end = trace.lanes[box.lane], min(scale.end, until)
    if end <= scale.begin:
        return
    high = float(min(ink.px(9), max(box.bar_top - box.top + ink.px(4), 4)))
    if len(lane.submit_t):
        times, _ = submits_of(trace, box.lane, scale.begin, end, max(round(scale.width), 1))
        x = np.floor(scale.xs(times))
        one = np.ones(len(x))
        ink.fill(painter, boxes(x, one * (box.bar_top - high / 2), x + ink.px(3), one * high), ink.theme.submit)
    if lane.role == "thread" or lane.pid not in trace.callbacks.pids:
        return
    found = callbacks_between(trace, scale.begin, end, max(round(scale.width), 1))
    found = found[trace.callbacks.pid[found] == lane.pid]
    size = ink.px(6)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(QColor(ink.theme.callback))
    painter.setPen(QColor(ink.theme.card))
    for pixel in np.unique(np.floor(scale.xs(trace.callbacks.began[found]))).tolist():
        painter.drawEllipse(int(pixel) - size // 2, int(box.bar_top - size / 2), size, size)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if trace.callbacks.errors and (raised := raised_between(trace, lane.pid, scale.begin, end)):
        draw_raised(painter, ink, scale.xs(np.array([time for time, _ in raised])), box.bar_top)
