"""Lines of words under each other, in the column left of the plot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from gui.timeline.frame import Frame
from gui.timeline.primitives import Text

MARGIN = 16
"""Logical pixels left of the words."""


@dataclass(frozen=True, slots=True)
class Line:
    words: str
    size: float
    colour: str
    bold: bool = False
    mono: bool = False


def lines_of(frame: Frame, lines: Sequence[Line], top: float, height: float, indent: int = 0) -> Iterator[Text]:
    """The lines in the middle of what stands between `top` and `top + height`, as wide as the column."""
    ink = frame.ink
    x = ink.px(MARGIN) + indent
    width = frame.layout.left - x - ink.px(10)
    heights = [ink.metrics(line.size, line.bold, line.mono).height() + ink.px(1) for line in lines]
    y = top + (height - sum(heights)) / 2
    for line, high in zip(lines, heights, strict=True):
        where = QRectF(x, y, width, high)
        yield Text(where, line.words, line.size, line.colour, bold=line.bold, mono=line.mono)
        y += high
