"""What a process's main thread waits for: hatched bars with what it is, in a row of their own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import PurePath

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from gui import formats
from gui.formats import is_call, wait_text
from gui.ink import Ink, boxes, hatch
from gui.lanes import lane_title
from gui.timeline.frame import Frame
from gui.timeline.layout import WAITS, Band, LaneBox, Room
from gui.timeline.primitives import Drawn, Layer, Primitive, Rects, Text, fitting
from gui.timeline.track import Hit, LegendEntry, Rows, Track
from gui.timeline.words import card_tr, legend_tr, timeline_tr
from workers.analysis.queries import blocks_of
from workers.trace.lanes import Lane
from workers.trace.records import Wait
from workers.trace.trace import Trace
from workers.wire.events import WaitKind

Found = npt.NDArray[np.int64]


class WaitsTrack(Track):
    name = WAITS

    def band_height(self, trace: Trace, lane: Lane, room: Room) -> int:
        calls = lane.role != "manager" and bool(trace.calls.flights(lane.id))  # those stand in the same row
        if room.height < room.px(32) or not (len(lane.blocks) or calls):
            return 0
        return room.px(18 if room.height >= room.px(60) else 8)

    def draw(self, frame: Frame, lanes: Sequence[LaneBox]) -> Iterator[Drawn]:
        if not frame.begun:
            return
        for box in lanes:
            row = box.band(self.name)
            if row.height > 0 and len(frame.trace.lanes[box.lane].blocks):
                for part in _bars(frame, box.lane, row):
                    yield Layer.FRONT, part

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        box = frame.box_at(at.y())
        if box is None or not box.band(self.name).holds(at.y()):
            return None
        time = frame.scale.time(at.x())
        row = wait_at(frame.trace, box.lane, time, 2 * frame.scale.seconds_per_pixel, frame.until)
        return Hit(self, box.lane, row, time) if row >= 0 else None

    def card(self, frame: Frame, hit: Hit) -> Rows:
        return wait_of(frame.trace, hit.row, frame.until)

    def span(self, frame: Frame, hit: Hit) -> tuple[float, float]:
        began, ended = float(frame.trace.blocks.began[hit.row]), float(frame.trace.blocks.ended[hit.row])
        return began, frame.until if ended != ended else ended

    def legend(self, trace: Trace, brief: bool) -> Sequence[LegendEntry]:
        words = legend_tr("main process blocked")
        if any(len(lane.blocks) for lane in trace.lanes[1:]):
            words = legend_tr("blocked: waits for others")
        return (LegendEntry("blocked", words, not brief or len(trace.blocks) > 0, self._sign, 5),)

    def _sign(self, ink: Ink, where: QRectF) -> Sequence[Primitive]:
        return _hatched(ink, np.array([where.getRect()]))


def reason(wait: Wait, pools: bool = True) -> str:
    """What a thread waits for, to stand behind "waits for"; with or without `pools` in the program."""
    if not is_call(wait):
        return wait_text(wait)
    if wait.kind is WaitKind.WORKERS and pools:
        return timeline_tr("its workers")
    if wait.kind in (WaitKind.CHILDREN, WaitKind.PROCESS, WaitKind.WORKERS):
        return timeline_tr("its child processes")
    if wait.kind is WaitKind.DONE:
        return timeline_tr("all messages to be done with")
    if wait.kind is WaitKind.ROOM:
        return timeline_tr("room in the queue")
    return timeline_tr("a message") if wait.kind is WaitKind.MESSAGE else timeline_tr("the result")


def waiting_words(wait: Wait, pools: bool = True) -> str:
    """What a wait of the main process says of itself."""
    if wait.kind is WaitKind.CHILDREN:
        return timeline_tr("end of program: waits for its child processes")
    if not is_call(wait):
        return timeline_tr("main process waits for {0}").format(wait_text(wait))
    return timeline_tr("{0}(): main process waits for {1}").format(wait.operation, reason(wait, pools))


def wait_of(trace: Trace, block: int, now: float) -> Rows:
    """The card of one wait, a row of `trace.blocks`; `now` (s) is the end of one that goes on."""
    blocks = trace.blocks
    began, ended, line = float(blocks.began[block]), float(blocks.ended[block]), int(blocks.line[block])
    open_one = math.isnan(ended)
    took = formats.duration((now if open_one else ended) - began)
    lane, wait = trace.lanes[int(blocks.lane[block])], blocks.wait(block)
    pools = bool(trace.pools)
    words = waiting_words(wait, pools)
    if lane.role != "main":
        name = f"{wait.operation}(): " if is_call(wait) else ""
        words = card_tr("{0}waits for {1}").format(name, reason(wait, pools))
    rows: Rows = [
        (card_tr("{0} waits").format(lane_title(lane)), words),
        (card_tr("for"), card_tr("{0} so far").format(took) if open_one else took),
        (card_tr("from"), formats.moment(began)),
    ]
    if line:
        rows.append((card_tr("on line {0}").format(line), PurePath(blocks.file(block)).name))
    return rows


def main_waits(trace: Trace, lane: int, begin: float, end: float, pixels: int = 0) -> Found:
    """Rows of a lane's waits; of a process those of its main thread: its other threads' would overlap them."""
    found = blocks_of(trace, lane, begin, end, pixels)
    if trace.lanes[lane].role == "thread":
        return found
    own: Found = found[trace.blocks.main_thread[found] == 1]
    return own


def wait_at(trace: Trace, lane: int, time: float, slack: float, until: float) -> int:
    """Row of the lane's wait at `time` (s), or the last one at most `slack` s away; -1: none."""
    found = main_waits(trace, lane, time - slack, min(time + slack, until))
    return int(found[-1]) if len(found) else -1


def _bars(frame: Frame, lane: int, row: Band) -> Iterator[Primitive]:
    trace, scale, end, ink = frame.trace, frame.scale, frame.end, frame.ink
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
    wide = x1 - x0 >= 4
    yield Rects(rects[~wide], ink.theme.blocked)
    yield from _hatched(ink, rects[wide])
    size = 13.0 if row.height >= ink.px(20) else 12.0
    metrics = ink.metrics(size)
    if row.height < metrics.ascent():
        return
    edge = ink.px(3) if row.height >= ink.px(20) else 1
    for i in np.flatnonzero(x1 - x0 > ink.px(30)):
        margin = ink.px(8 if x1[i] - x0[i] > ink.px(90) else 3)
        left, right = max(float(x0[i]), scale.left) + margin, min(float(x1[i]), scale.right) - margin
        words, width = fitting(metrics, _words(trace, lane, int(found[i])), right - left - ink.px(6))
        if words:
            plate = QRectF(left, row.top + edge, width + ink.px(6), row.height - 2 * edge)
            where = plate.adjusted(ink.px(3), 0, 0, 0)
            yield Text(where, words, size, ink.theme.text, plate=plate, ground=ink.theme.card)


def _hatched(ink: Ink, rects: npt.NDArray[np.float64]) -> Sequence[Primitive]:
    inner = rects + np.array([1.0, 1.0, -2.0, -2.0])
    blocked = QColor(ink.theme.blocked)
    return Rects(rects, blocked), Rects(inner, ink.theme.card), Rects(inner, hatch(blocked))


def _words(trace: Trace, lane: int, block: int) -> tuple[str, ...]:
    """Texts for a wait in its bar, the longest first."""
    wait, line, pools = trace.blocks.wait(block), int(trace.blocks.line[block]), bool(trace.pools)
    short = f"{wait.operation}()" if is_call(wait) else wait_text(wait)
    if lane == 0:
        return (waiting_words(wait, pools), short)
    if wait.kind is WaitKind.CHILDREN:
        short = timeline_tr("end")
    if not line:
        return (short,)
    here = timeline_tr("{0}, line {1}").format(short, line)
    if not is_call(wait):
        return (timeline_tr("waits for {0}").format(here), here, short)
    brief = wait.operation.rpartition(".")[2]
    return (timeline_tr("{0}: waits for {1}").format(here, reason(wait, pools)), here, short, brief)
