"""What a process printed, and when, below its bar: in programs without tasks, whose point is often just that.

A program that prints much is read in the console: of a process that printed more than MAX_PRINTED lines nothing stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from gui import formats
from gui.ink import RIGHT_MIDDLE, Ink, boxes
from gui.timeline.frame import Frame
from gui.timeline.layout import LaneBox, Room, main_is_states
from gui.timeline.primitives import Drawn, Layer, Primitive, Rects, Text
from gui.timeline.track import Hit, LegendEntry, Rows, Track
from gui.timeline.words import card_tr, legend_tr
from workers.trace.lanes import Lane
from workers.trace.records import MAX_PRINTED, OutputLine
from workers.trace.trace import Trace

_SIZE = 13.0
_LEAST = 30  # logical pixels that a text is worth
_MANY = 3  # lines in a card
_SHARE = 0.65  # of the room up to the mark before that a text left of its mark takes


def printed_by(trace: Trace, lane: Lane) -> list[OutputLine]:
    """The lines of stdout that stand on a lane, oldest first."""
    if lane.role == "thread" or not main_is_states(trace):
        return []
    lines = trace.output.printed.get(lane.pid, [])
    if len(lines) > MAX_PRINTED:
        return []
    end = lane.ended if lane.ended == lane.ended else np.inf
    # Its last line may be read after its end; another process may have had its pid before.
    return [line for line in lines if line.text.strip() and lane.began - 0.1 <= line.t <= end + 0.5]


@dataclass(frozen=True, slots=True)
class _Placed:
    """Lines that were printed within a few pixels, and where they stand."""

    x: float
    lines: tuple[OutputLine, ...]
    text: Text | None


class PrintedTrack(Track):
    name = "printed"

    def band_height(self, trace: Trace, lane: Lane, room: Room) -> int:
        high = room.height >= room.px(52)
        return room.px(17) if high and printed_by(trace, lane) else 0

    def draw(self, frame: Frame, lanes: Sequence[LaneBox]) -> Iterator[Drawn]:
        for box in lanes:
            placed = self._placed(frame, box)
            if not placed:
                continue
            band, x0 = box.band(self.name), np.array([one.x for one in placed])
            top, one = np.full(len(x0), band.top + 1), np.ones(len(x0))
            yield Layer.MARKS, Rects(boxes(x0, top, x0 + frame.px(2), one * (band.height - 2)), frame.theme.faint)
            for mark in placed:
                if mark.text is not None:
                    yield Layer.FRONT, mark.text

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        box = frame.box_at(at.y())
        if box is None or not box.band(self.name).holds(at.y(), 1):
            return None
        for i, mark in enumerate(self._placed(frame, box)):
            beside = mark.text is not None and mark.text.where.contains(at)
            if beside or abs(mark.x - at.x()) <= frame.px(4):
                return Hit(self, box.lane, row=i, time=mark.lines[0].t)
        return None

    def card(self, frame: Frame, hit: Hit) -> Rows:
        box = frame.box_of(hit.lane)
        placed = self._placed(frame, box) if box is not None else ()
        if hit.row >= len(placed):
            return []
        lines = placed[hit.row].lines
        rows: Rows = [(card_tr("printed"), formats.moment(lines[0].t))]
        rows += [("", line.text.strip()[:80]) for line in lines[:_MANY]]
        return rows if len(lines) <= _MANY else [*rows, ("", f"+ {len(lines) - _MANY}")]

    def legend(self, trace: Trace, brief: bool) -> Sequence[LegendEntry]:
        there = main_is_states(trace) and bool(trace.output.printed)
        return (LegendEntry("printed", legend_tr("printed"), there, self._sign, 30),)

    def _sign(self, ink: Ink, where: QRectF) -> Sequence[Primitive]:
        rect = QRectF(where.center().x() - ink.px(1), where.top(), ink.px(2), where.height())
        return (Rects(np.array([rect.getRect()]), ink.theme.faint),)

    def _placed(self, frame: Frame, box: LaneBox) -> tuple[_Placed, ...]:
        return frame.keep(f"printed {box.lane}", lambda: self._place(frame, box))

    def _place(self, frame: Frame, box: LaneBox) -> tuple[_Placed, ...]:
        """Lines of nearly one moment are one text; it stands right of its mark, or left of it where there is more room."""
        scale, ink, band = frame.scale, frame.ink, box.band(self.name)
        if not band.height or frame.end <= scale.begin:
            return ()
        groups: list[tuple[float, list[OutputLine]]] = []
        for line in printed_by(frame.trace, frame.trace.lanes[box.lane]):
            if not scale.begin <= line.t <= frame.end:
                continue
            x = float(np.floor(scale.x(line.t)))
            if groups and x - groups[-1][0] <= ink.px(4):
                groups[-1][1].append(line)
            else:
                groups.append((x, [line]))
        placed: list[_Placed] = []
        edge = scale.right
        for i in range(len(groups) - 1, -1, -1):  # the last first: what a program prints in the end is what it is about
            x, lines = groups[i]
            words = "  ·  ".join(line.text.strip() for line in lines)
            wanted = ink.metrics(_SIZE).horizontalAdvance(words) + 2
            right = edge - x - ink.px(6)
            left = _SHARE * (x - (groups[i - 1][0] if i else scale.left))
            text = None
            if right >= min(wanted, left) and right >= ink.px(_LEAST):
                where = QRectF(x + ink.px(6), band.top, min(right, wanted), band.height)
                text = Text(where, words, _SIZE, frame.theme.text)
            elif left >= ink.px(_LEAST):
                wide = min(left, wanted)
                where = QRectF(x - ink.px(4) - wide, band.top, wide, band.height)
                text = Text(where, words, _SIZE, frame.theme.text, align=RIGHT_MIDDLE)
            placed.append(_Placed(x, tuple(lines), text))
            edge = min(x, text.where.left() if text is not None else x) - ink.px(6)
        return tuple(reversed(placed))
