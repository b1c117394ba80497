"""How a span of tasks looks: a glass, a failed one, a lost one. In pixels, many at once.

A span is a glass: its outline is the wall time, and it is filled from below by the share that was spent on a CPU.
So a computing task is full and dark, a sleeping one is empty and light, and one that did both says how much of each.
On top of that stands the share in which it could have run and had no core, hatched like the states of a process.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from gui.geometry import Floats
from gui.ink import Ink, boxes, hatch
from gui.timeline.primitives import Fill, Lines, Polygon, Primitive, Rects
from workers.trace.tasks import Status


@dataclass(frozen=True, slots=True)
class SpanRects:
    """Spans of several lanes in pixels; all arrays have the same length n."""

    x0: Floats
    x1: Floats
    y: Floats
    height: Floats
    share: Floats  # 0 to 1 of the height is time on a CPU
    waiting: Floats  # 0 to 1 of the height is time without a core, as far as known
    row: npt.NDArray[np.int64]  # -1: several tasks within a pixel
    status: npt.NDArray[np.int64]

    def where(self, mask: npt.NDArray[np.bool_]) -> SpanRects:
        return SpanRects(
            self.x0[mask], self.x1[mask], self.y[mask], self.height[mask],
            self.share[mask], self.waiting[mask], self.row[mask], self.status[mask],
        )  # fmt: skip

    @property
    def width(self) -> Floats:
        return self.x1 - self.x0


def look(ink: Ink, spans: SpanRects) -> Iterator[Primitive]:
    """Everything of the spans but their text."""
    theme = ink.theme
    failed, lost = spans.status == Status.FAILED, spans.status == Status.LOST
    yield from _glass(ink, spans.where(~failed & ~lost), theme.on_cpu, theme.sleeping, theme.on_cpu)
    if failed.any():
        yield from _failed(ink, spans.where(failed))
    if lost.any():
        yield from _lost(ink, spans.where(lost))


def glass_sign(ink: Ink, where: QRectF, share: float, status: Status = Status.FINISHED) -> Iterator[Primitive]:
    """One span that fills a rectangle, for a legend."""
    one = np.ones(1)
    yield from look(ink, SpanRects(
        where.left() * one, where.right() * one, where.top() * one, where.height() * one, share * one,
        0 * one, np.zeros(1, dtype=np.int64), np.full(1, int(status), dtype=np.int64),
    ))  # fmt: skip


def _glass(ink: Ink, spans: SpanRects, edge: Fill, empty: Fill, full: Fill) -> Iterator[Primitive]:
    """Outline, light inside, and the filled part from below."""
    wide = spans.width >= 5
    yield Rects(boxes(spans.x0, spans.y, spans.x1, spans.height)[~wide], empty)
    glass = spans.where(wide)
    yield Rects(boxes(glass.x0, glass.y, glass.x1, glass.height), edge)
    open_end = (glass.status == Status.RUNNING).astype(np.float64)
    line = float(max(1, ink.px(1)))
    yield Rects(
        boxes(glass.x0 + 2 * line, glass.y + line, glass.x1 - (2 * line) * (1 - open_end), glass.height - 2 * line),
        empty,
    )
    level = np.round(spans.height * spans.share)
    # A measured sliver is drawn, however thin; what used no CPU to speak of stays empty.
    level = np.where((spans.share > 0.02) & (level < 1), 1.0, level)
    yield from _waiting(ink, spans, level)
    yield Rects(boxes(spans.x0, spans.y + spans.height - level, spans.x1, level)[level > 0], full)


def _waiting(ink: Ink, spans: SpanRects, level: Floats) -> Iterator[Primitive]:
    """The part without a core, on top of the `level` (pixels) on a CPU."""
    high = np.round(spans.height * (spans.share + spans.waiting))
    high = np.where((spans.waiting > 0.02) & (high <= level), level + 1, high)
    there = (spans.waiting > 0.005) & (high > level)
    if not there.any():
        return
    x0, x1, base = spans.x0[there], spans.x1[there], (spans.y + spans.height)[there]
    top, bottom = base - high[there], base - level[there]
    yield Rects(boxes(x0, top, x1, bottom - top), ink.theme.runnable)
    brush = hatch(ink.theme.runnable_hatch, Qt.BrushStyle.FDiagPattern)
    # One polygon a lane: a hatch is slow to begin with. Between two spans it has no height.
    for lane in np.unique(base):
        own = base == lane
        xs = np.column_stack((x0[own], x0[own], x1[own], x1[own])).ravel()
        foot = base[own]
        upper, lower = (np.column_stack((foot, y[own], y[own], foot)).ravel() for y in (top, bottom))
        yield Polygon(np.column_stack((np.concatenate((xs, xs[::-1])), np.concatenate((upper, lower[::-1])))), brush)


def _failed(ink: Ink, spans: SpanRects) -> Iterator[Primitive]:
    """In the failed colour, higher than the others where they are thin, with a cross where there is room."""
    theme = ink.theme
    yield from _glass(ink, spans, theme.failed, ink.failed_fill, theme.failed)
    thin = spans.where(spans.width < ink.px(14))
    out = min(ink.px(3), 3)
    yield Rects(boxes(thin.x0, thin.y - out, np.maximum(thin.x1, thin.x0 + 2), thin.height + 2 * out), theme.failed)
    wide = spans.where(spans.width >= ink.px(14))
    size = np.minimum(np.minimum(wide.height * 0.5, wide.width * 0.5), ink.px(12))
    x = wide.x1 - size - ink.px(6)
    y = wide.y + (wide.height - size) / 2
    down = np.column_stack((x, y, x + size, y + size))
    up = np.column_stack((x, y + size, x + size, y))
    pen = QPen(QColor(theme.text), max(2, ink.px(2.5)))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    yield Lines(np.concatenate((down, up)), pen, smooth=True)


def _lost(ink: Ink, spans: SpanRects) -> Iterator[Primitive]:
    """Hatched, with a torn right edge."""
    theme = ink.theme
    rects = boxes(spans.x0, spans.y, spans.x1, spans.height)
    yield Rects(rects, ink.lost_fill)
    yield Rects(rects, hatch(ink.lost_hatch))
    yield Rects(boxes(spans.x0, spans.y, np.minimum(spans.x0 + ink.px(3), spans.x1), spans.height), theme.lost)
    wide = spans.where(spans.width >= ink.px(10))
    teeth = 6
    steps = np.arange(teeth + 1)
    ys = wide.y[:, None] + wide.height[:, None] * steps / teeth
    xs = wide.x1[:, None] - ink.px(6) * (steps % 2)
    edge = np.stack((xs[:, :-1], ys[:, :-1], xs[:, 1:], ys[:, 1:]), axis=2).reshape(-1, 4)
    yield Lines(edge, QPen(QColor(theme.lost), max(2, ink.px(2.5))), smooth=True)
