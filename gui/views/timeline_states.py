"""What the operating system did with each process: on a CPU, waiting for one, sleeping. Stacked like a task's glass.

From below: the share of time on a CPU, then the share it could have run and had no CPU, and what is left it slept.
"""

from __future__ import annotations

import math

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QColor, QPainter, Qt

from gui import formats
from gui.geometry import TimeScale
from gui.views.lanes import lane_title
from gui.views.timeline_layout import LaneBox, bar_is_states
from gui.views.timeline_paint import Ink, boxes, hatch
from workers.analysis.states import States, mean_states, states_of
from workers.trace.trace import Lane, Trace


def _tr(words: str) -> str:
    return QCoreApplication.translate("Timeline", words)


def draw_states(painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, box: LaneBox, until: float) -> None:
    """In the lane's bar where it has no tasks, else in the strip at its bottom where there is one."""
    lane = trace.lanes[box.lane]
    if bar_is_states(lane):
        draw_state_strip(painter, ink, trace, scale, box.lane, box.bar_top, box.bar, until, False)
    elif box.states:
        draw_state_strip(painter, ink, trace, scale, box.lane, box.states_top, box.states, until)


def draw_state_strip(
    painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, lane: int, top: float, height: float, until: float,
    calm: bool = True,
) -> None:  # fmt: skip
    """The states of one lane's process between two y."""
    end = min(scale.end, until)
    if end <= scale.begin or height < 1:
        return
    # A mean over two pixels: the sum of so little time is as good, at half the work.
    pixels = max(round(scale.width / 2 * (end - scale.begin) / (scale.end - scale.begin)), 1)
    states = states_of(trace, lane, scale.begin, end, pixels)
    if len(states):
        paint_states(painter, ink, states, scale, (top, height), end, calm)


def paint_states(
    painter: QPainter, ink: Ink, states: States, scale: TimeScale, row: tuple[float, float], end: float, calm: bool
) -> None:
    """`row`: top and height, pixels; `calm`: beside something that says more, where sleep is nothing to look at."""
    top, height = row
    theme = ink.theme
    x0 = np.floor(np.maximum(scale.xs(states.begin), scale.left))
    x1 = np.floor(np.minimum(scale.xs(np.minimum(states.end, end)), scale.right))
    seen = x1 > x0
    if not seen.any():
        return
    x0, x1 = x0[seen], x1[seen]
    cpu, waiting = states.cpu[seen], np.nan_to_num(states.runnable[seen])
    base = top + height
    low = base - np.round(height * cpu)
    high = np.minimum(base - np.round(height * (cpu + waiting)), low)
    # A measured sliver is drawn, however thin.
    low = np.where((cpu > 0.02) & (low == base), base - 1, low)
    high = np.where((waiting > 0.02) & (high >= low), low - 1, high)
    one = np.ones(len(x0))
    ink.fill(painter, boxes(x0, one * top, x1, high - top), ink.asleep if calm else theme.sleeping)
    without = low > high
    if without.any():
        ink.fill(painter, boxes(x0, high, x1, low - high)[without], theme.runnable)
        # One polygon: a hatch is slow to begin with, and as rectangles it would begin a thousand times.
        edges = np.column_stack((x0, x1)).ravel()
        outline = np.concatenate(
            (np.column_stack((edges, np.repeat(high, 2))), np.column_stack((edges, np.repeat(low, 2)))[::-1])
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hatch(theme.runnable_hatch, Qt.BrushStyle.FDiagPattern))
        painter.drawPolygon(arrayToQPolygonF(outline[:, 0], outline[:, 1]))
    ink.fill(painter, boxes(x0, low, x1, base - low), theme.on_cpu)


def draw_state_name(
    painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, lane_id: int, row: tuple[float, float], until: float
) -> None:
    """The name of a process without tasks in its bar (top and height, pixels), and its shares where there is room."""
    lane, (top, bar) = trace.lanes[lane_id], row
    begin, end = max(lane.began, scale.begin), min(until, scale.end)
    end = end if math.isnan(lane.ended) else min(lane.ended, end)
    left, right = scale.x(begin) + ink.px(8), scale.x(end) - ink.px(8)
    size = 15.0 if bar >= ink.px(36) else 13.0
    metrics = ink.metrics(size, True)
    if bar < metrics.height() or right - left < ink.px(20):
        return
    # In a thin bar words hide the very shares: there they are only the number, the name stands beside the lane.
    thin = bar < ink.px(24)
    room = (right - left - ink.px(10)) * (0.35 if thin else 1.0)
    for words in _names(trace, lane, begin, end, thin):
        width = metrics.horizontalAdvance(words)
        if width <= room:
            middle = top + bar / 2
            plate = QRectF(left, middle - metrics.height() / 2, width + ink.px(10), metrics.height())
            ground = QColor(ink.theme.card)
            ground.setAlphaF(0.85)
            painter.fillRect(plate, ground)
            ink.text(painter, plate.adjusted(ink.px(5), 0, 0, 0), words, size, ink.theme.text, bold=True)
            return


def _names(trace: Trace, lane: Lane, begin: float, end: float, thin: bool) -> list[str]:
    """Texts for a process's bar, the longest first."""
    name = lane_title(lane)
    cpu, waiting, _ = mean_states(trace, lane.id, begin, end)
    if cpu != cpu:
        return [name]
    share = formats.percent(cpu)
    if thin:
        return [_tr("{0} on a CPU").format(share), share]
    on_cpu = _tr("{0}: {1} on a CPU").format(name, share)
    if waiting != waiting or waiting < 0.005:
        return [on_cpu, name]
    return [_tr("{0}, {1} waiting for one").format(on_cpu, formats.percent(waiting)), on_cpu, name]
