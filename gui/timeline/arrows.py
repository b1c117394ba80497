"""Arrows from lane to lane, in pixels, many at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath, QPen, QPolygonF

from gui.geometry import Floats
from gui.ink import Ink
from gui.timeline.primitives import Lines, Ovals, Primitive, Shape

Found = npt.NDArray[np.int64]

REACH = 6
"""Pixels around an arrow in which the mouse is on it."""

_FEW = 60
"""Up to so many arrows have an edge, which tells them from what they cross."""


@dataclass(frozen=True, slots=True)
class Arrows:
    """Arrows in pixels; arrays of one length. Each is an S from (x0, y0) to (x1, y1) that leaves and arrives upright."""

    row: Found
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

    def nearest(self, position: QPointF, reach: float = REACH) -> tuple[int, float]:
        """The row of the arrow within `reach` pixels that is nearest, and how far it is; (-1, inf): none."""
        if not len(self):
            return -1, np.inf
        points = self.points()
        begin, way = points[:, :-1], np.diff(points, axis=1)
        to = np.array([position.x(), position.y()]) - begin
        length = np.maximum((way**2).sum(axis=2), 1e-9)
        share = np.clip((to * way).sum(axis=2) / length, 0.0, 1.0)
        distance = np.sqrt(((to - way * share[:, :, None]) ** 2).sum(axis=2)).min(axis=1)
        best = int(np.argmin(distance))
        return (int(self.row[best]), float(distance[best])) if distance[best] <= reach else (-1, np.inf)

    def where(self, keep: npt.NDArray[np.bool_]) -> Arrows:
        return Arrows(self.row[keep], self.x0[keep], self.y0[keep], self.x1[keep], self.y1[keep], self.arrived[keep], 0)

    def only(self, row: int) -> Arrows:
        return self.where(self.row == row)


NO_ARROWS = Arrows(np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0), np.empty(0), np.empty(0, np.bool_), 0)


def arrows_look(
    ink: Ink, arrows: Arrows, colour: str, across: tuple[float, float] = (-1e6, 1e6), strong: bool = False
) -> Iterator[Primitive]:
    """`across`: left and right edge of what can be seen."""
    if not len(arrows):
        return
    size = float(ink.px(5 if strong else 4))
    towards = np.where(arrows.y1 >= arrows.y0, 1.0, -1.0)
    heads = QPainterPath()
    seen = (arrows.x1 >= across[0] - size) & (arrows.x1 <= across[1] + size)
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
    lines = lines[(high >= across[0] - size) & (low <= across[1] + size)]
    width = float(ink.px(3) if strong else max(1.3, ink.px(1.5)))
    if len(arrows) <= _FEW:
        yield Lines(lines, QPen(QColor(ink.theme.card), width + ink.px(2)), smooth=True)
    yield Lines(lines, QPen(QColor(colour), width), smooth=True)
    yield Shape(heads, colour, smooth=True)
    lost = seen & ~arrows.arrived
    if lost.any():
        x, y, one = arrows.x1[lost], arrows.y1[lost], np.ones(int(lost.sum()))
        rings = np.column_stack((x - size * 0.8, y - size * 0.8, one * size * 1.6, one * size * 1.6))
        yield Ovals(rings, ink.theme.card, QPen(QColor(colour), max(1.3, ink.px(1.5))))


def arrow_sign(ink: Ink, where: QRectF, colour: str) -> Iterator[Primitive]:
    """One arrow within a rectangle, for a legend."""
    one, middle = np.ones(1), where.center().x()
    arrow = Arrows(
        np.zeros(1, np.int64), middle * one, (where.top() - 1) * one, middle * one, (where.bottom() + 1) * one,
        np.ones(1, np.bool_), 0,
    )  # fmt: skip
    return arrows_look(ink, arrow, colour)
