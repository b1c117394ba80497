"""Waits of the program's threads: hatched bars with what is waited for, on the main strip and on every other lane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QColor, QPainter

from gui.formats import is_call, wait_text
from gui.geometry import TimeScale
from gui.views.timeline_layout import LaneBox
from gui.views.timeline_paint import Ink, boxes, hatch
from workers.analysis.queries import blocks_of
from workers.trace.records import Wait
from workers.trace.trace import Trace
from workers.wire.events import WaitKind

Rows = npt.NDArray[np.int64]


def _tr(words: str) -> str:
    return QCoreApplication.translate("Timeline", words)


@dataclass(frozen=True, slots=True)
class Row:
    """Where a row of waits stands, pixels."""

    top: float
    height: float


def reason(wait: Wait, pools: bool = True) -> str:
    """What a thread waits for, to stand behind "waits for"; with or without `pools` in the program."""
    if not is_call(wait):
        return wait_text(wait)
    if wait.kind is WaitKind.WORKERS and pools:
        return _tr("its workers")
    if wait.kind in (WaitKind.CHILDREN, WaitKind.PROCESS, WaitKind.WORKERS):
        return _tr("its child processes")
    if wait.kind is WaitKind.DONE:
        return _tr("all messages to be done with")
    if wait.kind is WaitKind.ROOM:
        return _tr("room in the queue")
    return _tr("a message") if wait.kind is WaitKind.MESSAGE else _tr("the result")


def waiting_words(wait: Wait, pools: bool = True) -> str:
    """What a wait of the main process says of itself."""
    if wait.kind is WaitKind.CHILDREN:
        return _tr("end of program: waits for its child processes")
    if not is_call(wait):
        return _tr("main process waits for {0}").format(wait_text(wait))
    return _tr("{0}(): main process waits for {1}").format(wait.operation, reason(wait, pools))


def main_waits(trace: Trace, lane: int, begin: float, end: float, pixels: int = 0) -> Rows:
    """Rows of a lane's waits; of a process those of its main thread: its other threads' would overlap them."""
    found = blocks_of(trace, lane, begin, end, pixels)
    if trace.lanes[lane].role == "thread":
        return found
    own: Rows = found[trace.blocks.main_thread[found] == 1]
    return own


def wait_at(trace: Trace, lane: int, time: float, slack: float, until: float) -> int:
    """Row of the lane's wait at `time` (s), or the last one at most `slack` s away; -1: none."""
    found = main_waits(trace, lane, time - slack, min(time + slack, until))
    return int(found[-1]) if len(found) else -1


def draw_lane_waits(painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, box: LaneBox, until: float) -> None:
    """The waits of a lane in its own row, with operation and line where there is room."""
    if not box.waits or not len(trace.lanes[box.lane].blocks):
        return

    def words(row: int) -> tuple[str, ...]:
        wait, line = trace.blocks.wait(row), int(trace.blocks.line[row])
        short = f"{wait.operation}()" if is_call(wait) else wait_text(wait)
        if wait.kind is WaitKind.CHILDREN:
            short = _tr("end")
        if not line:
            return (short,)
        here = _tr("{0}, line {1}").format(short, line)
        if not is_call(wait):
            return (_tr("waits for {0}").format(here), here, short)
        brief = wait.operation.rpartition(".")[2]
        return (_tr("{0}: waits for {1}").format(here, reason(wait, bool(trace.pools))), here, short, brief)

    draw_waits(painter, ink, trace, scale, box.lane, Row(box.waits_top, box.waits), min(scale.end, until), words)


def draw_waits(
    painter: QPainter, ink: Ink, trace: Trace, scale: TimeScale, lane: int, row: Row, end: float,
    words_of: Callable[[int], tuple[str, ...]],
) -> None:  # fmt: skip
    """The lane's waits up to `end` (s); `words_of` a row of `trace.blocks`: texts, the longest first."""
    found = main_waits(trace, lane, scale.begin, end, round(scale.width))
    if len(found) == 0:
        return
    began, ended = trace.blocks.began[found], trace.blocks.ended[found]
    x0 = np.floor(np.maximum(scale.xs(began), scale.left - 4))
    x1 = np.floor(np.minimum(scale.xs(np.minimum(np.where(np.isnan(ended), end, ended), end)), scale.right + 4))
    x1 = np.maximum(x1, x0 + 1)
    # Thousands of short waits on one pixel are one mark.
    keep = np.concatenate(([True], (np.diff(x0) > 0) | (x1[1:] - x0[1:] > 1)))
    x0, x1, found = x0[keep], x1[keep], found[keep]
    rects = boxes(x0, np.full(len(x0), row.top), x1, np.full(len(x0), row.height))
    theme = ink.theme
    wide = x1 - x0 >= 4
    ink.fill(painter, rects[~wide], theme.blocked)
    ink.fill(painter, rects[wide], theme.blocked)
    inner = rects[wide] + np.array([1.0, 1.0, -2.0, -2.0])
    ink.fill(painter, inner, theme.card)
    ink.fill(painter, inner, hatch(theme.blocked))
    size = 13.0 if row.height >= ink.px(20) else 12.0
    metrics = ink.metrics(size)
    if row.height < metrics.ascent():
        return
    edge = ink.px(3) if row.height >= ink.px(20) else 1
    for i in np.flatnonzero(x1 - x0 > ink.px(30)):
        margin = ink.px(8 if x1[i] - x0[i] > ink.px(90) else 3)
        left, right = max(float(x0[i]), scale.left) + margin, min(float(x1[i]), scale.right) - margin
        for words in words_of(int(found[i])):
            if (width := metrics.horizontalAdvance(words)) <= right - left - ink.px(6):
                plate = QRectF(left, row.top + edge, width + ink.px(6), row.height - 2 * edge)
                painter.fillRect(plate, QColor(theme.card))
                ink.text(painter, plate.adjusted(ink.px(3), 0, 0, 0), words, size, theme.text)
                break
