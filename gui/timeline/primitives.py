"""What tracks hand to the painter: shapes and words in pixels of the canvas, each on a layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainterPath, QPen

from gui.geometry import Floats
from gui.ink import LEFT_MIDDLE

Colour = QColor | str
Fill = QBrush | QColor | str


class Layer(IntEnum):
    """From back to front. Within a layer what is registered later lies on top."""

    GUTTER = 0  # left of the plot: names and figures
    GROUND = 1  # what other things stand on
    ARROWS = 2  # from lane to lane: they pass behind what stands in the lanes between, so that its words can be read
    BODY = 3  # spans of time
    MARKS = 4  # moments
    FRONT = 5  # words, and what no other thing may hide
    NOTES = 6  # what is said of the picture as a whole


@dataclass(frozen=True, slots=True)
class Rects:
    """Rectangles of one fill; `rects` of shape (n, 4): x, y, width, height."""

    rects: Floats
    fill: Fill


@dataclass(frozen=True, slots=True)
class Ovals:
    """Ellipses in rectangles as those of `Rects`, with smooth edges."""

    rects: Floats
    fill: Fill
    pen: QPen | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of one pen, shape (n, 4): x1, y1, x2, y2."""

    lines: Floats
    pen: QPen
    smooth: bool = False


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled polygon without an outline; `points` of shape (n, 2). A hatch costs much to begin with: one polygon for many."""

    points: Floats
    fill: Fill


@dataclass(frozen=True, slots=True)
class Shape:
    """A path, filled, drawn round, or both."""

    path: QPainterPath
    fill: Fill | None = None
    pen: QPen | None = None
    smooth: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words, shortened where it does not fit; on a `plate` of `ground`, if given. Sizes as of `Ink.text`."""

    where: QRectF
    words: str
    size: float
    colour: Colour
    bold: bool = False
    mono: bool = False
    align: int = LEFT_MIDDLE
    plate: QRectF | None = None
    ground: Colour | None = None


Primitive = Rects | Ovals | Lines | Polygon | Shape | Text
Drawn = tuple[Layer, Primitive]


def fitting(metrics: QFontMetricsF, texts: Iterable[str], room: float) -> tuple[str, float]:
    """The first of `texts` that is at most `room` pixels wide, and its width; ("", 0) if none is."""
    for words in texts:
        if (width := metrics.horizontalAdvance(words)) <= room:
            return words, width
    return "", 0.0
