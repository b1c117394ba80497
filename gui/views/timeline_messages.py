"""Messages as arrows, from the lane that sent to the lane that received; the numbers come from the record, not from guesses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from gui.geometry import Floats, TimeScale
from gui.views.timeline_layout import TimelineLayout
from gui.views.timeline_paint import Ink
from workers.analysis.queries import messages_between
from workers.trace.trace import Trace

Rows = npt.NDArray[np.int64]

_EVERY = 6
"""Logical pixels: where messages are closer, one stands for them."""

REACH = 6
"""Pixels around an arrow in which the mouse is on it."""

_FEW = 60
"""Up to so many arrows have an edge, which tells them from what they cross."""


@dataclass(frozen=True, slots=True)
class Arrows:
    """Arrows in pixels; arrays of one length. Each is an S from (x0, y0) to (x1, y1) that leaves and arrives upright."""

    row: Rows
    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats
    arrived: npt.NDArray[np.bool_]
    hidden: int  # how many more there are

    def __len__(self) -> int:
        return len(self.row)

    def points(self) -> Floats:
        """(n, 17, 2): points along each; 41 where they are few, so that no bend shows its corners."""
        t = np.linspace(0.0, 1.0, 41 if len(self) <= _FEW else 17)[None, :]
        x0, x1, y0, y1 = (column[:, None] for column in (self.x0, self.x1, self.y0, self.y1))
        near = (1 - t) ** 3 + 3 * (1 - t) ** 2 * t
        middle = (y0 + y1) / 2
        y = y0 * (1 - t) ** 3 + middle * (3 * (1 - t) ** 2 * t + 3 * (1 - t) * t**2) + y1 * t**3
        return np.stack((x0 * near + x1 * (1 - near), y), axis=2)

    def nearest(self, position: QPointF, reach: float = REACH) -> int:
        """The row of the arrow within `reach` pixels that is nearest; -1: none."""
        if not len(self):
            return -1
        points = self.points()
        begin, way = points[:, :-1], np.diff(points, axis=1)
        to = np.array([position.x(), position.y()]) - begin
        length = np.maximum((way**2).sum(axis=2), 1e-9)
        share = np.clip((to * way).sum(axis=2) / length, 0.0, 1.0)
        distance = np.sqrt(((to - way * share[:, :, None]) ** 2).sum(axis=2)).min(axis=1)
        best = int(np.argmin(distance))
        return int(self.row[best]) if distance[best] <= reach else -1

    def only(self, row: int) -> Arrows:
        keep = self.row == row
        return Arrows(self.row[keep], self.x0[keep], self.y0[keep], self.x1[keep], self.y1[keep], self.arrived[keep], 0)


NO_ARROWS = Arrows(np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0), np.empty(0), np.empty(0, np.bool_), 0)


def lane_edges(layout: TimelineLayout, main: tuple[float, float], lane: int) -> tuple[float, float]:
    """y of the upper and the lower edge of what is drawn of a lane, kept within what can be seen."""
    if lane == 0:
        return main
    box = layout.box_of(lane)
    if box is None:
        return main
    low, high = layout.lanes_top + 1, layout.axis - 1
    return min(max(box.bar_top, low), high), min(max(box.bottom, low), high)


def collect_messages(
    trace: Trace, scale: TimeScale, layout: TimelineLayout, main: tuple[float, float], until: float, ink: Ink
) -> Arrows:
    """The arrows to draw; `main`: upper and lower edge of the main process's bar, pixels."""
    end = min(scale.end, until)
    messages = trace.messages
    if not len(messages) or end <= scale.begin:
        return NO_ARROWS
    pixels = max(round(scale.width / ink.px(_EVERY)), 1)
    rows, total = messages_between(trace, scale.begin, end, pixels)
    rows = rows[(messages.sent[rows] <= end) & (messages.sender[rows] >= 0)]
    if not len(rows):
        return NO_ARROWS
    sent, received = messages.sent[rows], messages.received[rows]
    arrived = (received <= until) & (messages.receiver[rows] >= 0)
    sender, receiver = messages.sender[rows], messages.receiver[rows]
    edges = {lane: lane_edges(layout, main, lane) for lane in {*sender.tolist(), *receiver[arrived].tolist()}}
    x0 = scale.xs(sent)
    x1 = np.where(arrived, scale.xs(received), x0 + ink.px(9))
    y0, y1 = np.empty(len(rows)), np.empty(len(rows))
    for i, (source, goal, there) in enumerate(zip(sender.tolist(), receiver.tolist(), arrived.tolist(), strict=True)):
        top, bottom = edges[source]
        if not there or source == goal:
            y0[i], y1[i] = bottom, bottom + ink.px(9) * (not there)
            continue
        upper, lower = edges[goal]
        down = upper + lower > top + bottom
        y0[i], y1[i] = (bottom, upper) if down else (top, lower)
    # Far outside there is nothing to see, and no painter likes coordinates of millions.
    x0, x1 = (np.clip(x, scale.left - 3 * scale.width, scale.right + 3 * scale.width) for x in (x0, x1))
    return Arrows(rows, x0, y0, x1, y1, arrived, max(total - len(rows), 0))


def draw_arrows(painter: QPainter, ink: Ink, arrows: Arrows, colour: str, strong: bool = False) -> None:
    if not len(arrows):
        return
    size = float(ink.px(5 if strong else 4))
    towards = np.where(arrows.y1 >= arrows.y0, 1.0, -1.0)
    heads = QPainterPath()
    across = painter.clipBoundingRect() if painter.hasClipping() else QRectF(-1e6, 0, 2e6, 1)
    seen = (arrows.x1 >= across.left() - size) & (arrows.x1 <= across.right() + size)
    for x, y, way in zip(*(column[seen & arrows.arrived].tolist() for column in (arrows.x1, arrows.y1, towards)),
                         strict=True):  # fmt: skip
        base = y - way * size * 2
        heads.addPolygon(QPolygonF([QPointF(x, y), QPointF(x - size, base), QPointF(x + size, base)]))
        heads.closeSubpath()
    # As lines: a path of many curves that cross each other takes a painter many times longer.
    points = arrows.points()
    points[arrows.arrived, -1, 1] -= (towards * size)[arrows.arrived]
    lines = np.concatenate((points[:, :-1], points[:, 1:]), axis=2).reshape(-1, 4)
    low, high = np.minimum(lines[:, 0], lines[:, 2]), np.maximum(lines[:, 0], lines[:, 2])
    lines = lines[(high >= across.left() - size) & (low <= across.right() + size)]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    width = float(ink.px(3) if strong else max(1.3, ink.px(1.5)))
    if len(arrows) <= _FEW:
        ink.lines(painter, lines, QPen(QColor(ink.theme.card), width + ink.px(2)))
    ink.lines(painter, lines, QPen(QColor(colour), width))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawPath(heads)
    painter.setPen(QPen(QColor(colour), max(1.3, ink.px(1.5))))
    painter.setBrush(QColor(ink.theme.card))
    lost = seen & ~arrows.arrived
    for x, y in zip(arrows.x1[lost].tolist(), arrows.y1[lost].tolist(), strict=True):
        painter.drawEllipse(QRectF(x - size * 0.8, y - size * 0.8, size * 1.6, size * 1.6))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
