"""A number over time as steps in a strip, with the number in words where there is room: what waits, for a worker or a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainterPath, QPen

from gui.geometry import Floats
from gui.timeline.frame import Frame
from gui.timeline.layout import Strip
from gui.timeline.lines import Line, lines_of
from gui.timeline.primitives import Primitive, Shape, Text, fitting
from gui.timeline.words import timeline_tr

Counts = npt.NDArray[np.int64]
Words = Callable[[int, float], tuple[str, ...]]
Steps = tuple[Floats, Counts]


def strip_title(frame: Frame, strip: Strip, title: str, below: str) -> Iterator[Text]:
    """What stands left of a strip."""
    ink, theme = frame.ink, frame.theme
    lines = [Line(title, 15.0 if strip.height >= ink.px(30) else 13.0, theme.text, bold=True)]
    if strip.height >= ink.px(38):
        lines.append(Line(below, 12.0, theme.faint))
    return lines_of(frame, lines, strip.top, strip.height)


def steps(
    frame: Frame, strip: Strip, counted: Steps, colour: str, words: Words, inner: Steps | None = None,
    crossed: bool = True,
) -> Iterator[Primitive]:  # fmt: skip
    """The steps, and in a stronger shade the part `inner` of them.

    `crossed`: arrows go through it. `words(number, time)`: texts for a step that is long enough, the longest first.
    """
    times, lengths = counted
    if len(times) == 0:
        return
    ink, scale = frame.ink, frame.scale
    base = strip.bottom - ink.px(5)
    room = base - strip.top - ink.px(6)
    peak = max(int(np.max(lengths)), 1)
    right = min(scale.x(frame.end), scale.right)
    xs = np.clip(scale.xs(times), scale.left, scale.right)
    ys = base - np.round(lengths / peak * room)
    outline = _outline(xs, ys, right, base)
    fill = QColor(colour)
    fill.setAlphaF(0.35)
    yield Shape(outline, fill)
    if inner is not None and len(inner[0]):
        inner_xs = np.clip(scale.xs(inner[0]), scale.left, scale.right)
        yield Shape(_outline(inner_xs, base - np.round(np.minimum(inner[1], peak) / peak * room), right, base), colour)
    yield Shape(outline, pen=QPen(QColor(colour), max(1, ink.px(1.5))))
    yield from _step_words(frame, (xs, ys), np.asarray(lengths), times, right, (strip.top, base), words, crossed)


def _outline(xs: Floats, ys: Floats, right: float, base: float) -> QPainterPath:
    path = QPainterPath()
    path.moveTo(xs[0], base)
    for i in range(len(xs)):
        path.lineTo(xs[i], ys[i])
        path.lineTo(xs[i + 1] if i + 1 < len(xs) else right, ys[i])
    path.lineTo(right, base)
    return path


def _step_words(
    frame: Frame, corners: tuple[Floats, Floats], lengths: Counts, times: Floats, right: float,
    edges: tuple[float, float], words: Words, crossed: bool,
) -> Iterator[Primitive]:  # fmt: skip
    (xs, ys), (highest, base), ink = corners, edges, frame.ink
    metrics = ink.metrics(13)
    line = metrics.height()
    until = np.append(xs[1:], right)
    written = False
    for i in np.flatnonzero((until - xs > ink.px(24)) & (lengths > 0)):
        text, _ = fitting(metrics, words(int(lengths[i]), float(times[i])), float(until[i] - xs[i]) - ink.px(12))
        if text:
            # Inside the step where it is high enough, else on top of it.
            y = ys[i] + ink.px(1) if base - ys[i] >= line else ys[i] - line
            low = y < highest + 1  # no room for words but on the curve
            yield _plate(frame, xs[i] + ink.px(8), highest + 2 if low else y, text, crossed or low)
            written = True
    if written or (peak := int(lengths.max(initial=0))) < 2:
        return
    text = timeline_tr("up to {0}").format(words(peak, float("-inf"))[-1])
    width = metrics.horizontalAdvance(text)
    top = float(ys.min())
    first = float(xs[int(lengths.argmax())]) + ink.px(8)
    for left in np.linspace(first, max(right - width - 2, first), 24).tolist():
        along = ys[(until > left) & (xs < left + width)]
        if len(along) == 0:
            continue
        inside, above = base - float(along.max()) >= line, float(along.min()) - top >= line
        if inside or above:  # so that the curve does not go through the words
            yield _plate(frame, left, base - line if inside else top, text, crossed)
            break


def _plate(frame: Frame, x: float, y: float, text: str, crossed: bool) -> Text:
    """Words that stay readable where arrows cross them."""
    ink = frame.ink
    metrics = ink.metrics(13)
    where = QRectF(x, y, metrics.horizontalAdvance(text) + 2, metrics.height())
    if not crossed:
        return Text(where, text, 13, ink.theme.text)
    ground = QColor(ink.theme.card)
    ground.setAlphaF(0.6)
    return Text(where, text, 13, ink.theme.text, plate=where.adjusted(-ink.px(3), 1, ink.px(2), -1), ground=ground)
