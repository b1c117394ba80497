"""The strips of what waits: tasks for a worker, messages for a receiver. Steps, with their numbers where there is room."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from gui import formats
from gui.geometry import Floats, TimeScale
from gui.views.timeline_layout import TASKS, Strip
from gui.views.timeline_paint import Ink
from workers.analysis.queries import channel_steps, queue_steps
from workers.trace.future_states import FutureStateIndex
from workers.trace.trace import Trace

Rows = npt.NDArray[np.int64]
Words = Callable[[int, float], tuple[str, ...]]
Steps = tuple[Floats, Rows]


def _tr(words: str) -> str:
    return QCoreApplication.translate("Timeline", words)


def _task_words(count: int, claimed: int) -> tuple[str, ...]:
    """Texts for a step of the task queue, the longest first; `claimed` of the tasks are claimed."""
    plain = _tr("1 task waits") if count == 1 else _tr("{0} tasks wait").format(formats.count(count))
    if not claimed:
        return (plain,)
    words = _tr("{0} pending, {1} claimed").format(formats.count(max(count - claimed, 0)), formats.count(claimed))
    return (words, plain)


def _message_words(count: int, _time: float) -> tuple[str, ...]:
    return (_tr("1 message waits") if count == 1 else _tr("{0} messages wait").format(formats.count(count)),)


def draw_strip(
    painter: QPainter, ink: Ink, trace: Trace, claims: FutureStateIndex, scale: TimeScale, strip: Strip, until: float
) -> None:
    """One strip: the task queue's, in it the part that is claimed; or a channel's."""
    end = min(scale.end, until)
    if end <= scale.begin:
        return
    pixels = max(round(scale.width * (end - scale.begin) / (scale.end - scale.begin)), 1)
    if strip.channel == TASKS and len(trace.tasks.submitted):
        times, lengths = queue_steps(trace, scale.begin, end, pixels)
        claimed = claims.claimed_steps(scale.begin, end, pixels) if claims.any_claimed else None

        def words(count: int, time: float) -> tuple[str, ...]:
            taken = int(claims.claimed_at(np.array([time]))[0]) if claimed is not None else 0
            return _task_words(count, taken)

        crossed = bool(len(trace.messages) or len(trace.calls))
        draw_steps(painter, ink, scale, strip, (times, lengths), end, ink.theme.queue, words, claimed, crossed)
    elif strip.channel != TASKS:
        times, lengths = channel_steps(trace, strip.channel, scale.begin, end, pixels)
        draw_steps(painter, ink, scale, strip, (times, lengths), end, ink.theme.message, _message_words)


def draw_steps(
    painter: QPainter, ink: Ink, scale: TimeScale, strip: Strip, steps: Steps, end: float, colour: str, words: Words,
    inner: Steps | None = None, crossed: bool = True,
) -> None:  # fmt: skip
    """A number over time as steps, and in a stronger shade the part `inner` of it.

    `crossed`: arrows go through it. `words(number, time)`: texts for a step that is long enough, the longest first.
    """
    times, lengths = steps
    if len(times) == 0:
        return
    base = strip.top + strip.height - ink.px(5)
    room = base - strip.top - ink.px(6)
    peak = max(int(np.max(lengths)), 1)
    right = min(scale.x(end), scale.right)
    xs = np.clip(scale.xs(times), scale.left, scale.right)
    ys = base - np.round(lengths / peak * room)
    outline = _outline(xs, ys, right, base)
    fill = QColor(colour)
    fill.setAlphaF(0.35)
    painter.fillPath(outline, fill)
    if inner is not None and len(inner[0]):
        inner_xs = np.clip(scale.xs(inner[0]), scale.left, scale.right)
        inside = _outline(inner_xs, base - np.round(np.minimum(inner[1], peak) / peak * room), right, base)
        painter.fillPath(inside, QColor(colour))
    painter.setPen(QPen(QColor(colour), max(1, ink.px(1.5))))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(outline)
    _step_words(painter, ink, (xs, ys), np.asarray(lengths), times, right, (strip.top, base), words, crossed)


def _outline(xs: Floats, ys: Floats, right: float, base: float) -> QPainterPath:
    path = QPainterPath()
    path.moveTo(xs[0], base)
    for i in range(len(xs)):
        path.lineTo(xs[i], ys[i])
        path.lineTo(xs[i + 1] if i + 1 < len(xs) else right, ys[i])
    path.lineTo(right, base)
    return path


def _step_words(
    painter: QPainter, ink: Ink, corners: tuple[Floats, Floats], lengths: Rows, times: Floats, right: float,
    edges: tuple[float, float], words: Words, crossed: bool,
) -> None:  # fmt: skip
    (xs, ys), (highest, base) = corners, edges
    metrics = ink.metrics(13)
    line = metrics.height()
    until = np.append(xs[1:], right)
    said = False
    for i in np.flatnonzero((until - xs > ink.px(24)) & (lengths > 0)):
        width = float(until[i] - xs[i]) - ink.px(12)
        for text in words(int(lengths[i]), float(times[i])):
            if metrics.horizontalAdvance(text) <= width:
                # Inside the step where it is high enough, else on top of it.
                y = ys[i] + ink.px(1) if base - ys[i] >= line else ys[i] - line
                low = y < highest + 1  # no room for words but on the curve
                _plate(painter, ink, xs[i] + ink.px(8), highest + 2 if low else y, text, crossed or low)
                said = True
                break
    if said or (peak := int(lengths.max(initial=0))) < 2:
        return
    text = _tr("up to {0}").format(words(peak, float("-inf"))[-1])
    width = metrics.horizontalAdvance(text)
    top = float(ys.min())
    first = float(xs[int(lengths.argmax())]) + ink.px(8)
    for left in np.linspace(first, max(right - width - 2, first), 24).tolist():
        along = ys[(until > left) & (xs < left + width)]
        if len(along) == 0:
            continue
        inside, above = base - float(along.max()) >= line, float(along.min()) - top >= line
        if inside or above:  # so that the curve does not go through the words
            _plate(painter, ink, left, base - line if inside else top, text, crossed)
            break


def _plate(painter: QPainter, ink: Ink, x: float, y: float, text: str, crossed: bool) -> None:
    """Words that stay readable where arrows cross them."""
    metrics = ink.metrics(13)
    where = QRectF(x, y, metrics.horizontalAdvance(text) + 2, metrics.height())
    if crossed:
        ground = QColor(ink.theme.card)
        ground.setAlphaF(0.6)
        painter.fillRect(where.adjusted(-ink.px(3), 1, ink.px(2), -1), ground)
    ink.text(painter, where, text, 13, ink.theme.text)
