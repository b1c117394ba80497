"""Brushes, fonts and one-call drawing that the charts share."""

from __future__ import annotations

import numpy as np
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QPen

from gui.geometry import RIGHT, Floats, TimeScale, tick_label
from gui.plots.axes import APART, time_ticks
from gui.theme import Theme

LEFT_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
RIGHT_MIDDLE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine


def mix(first: str, second: str, share: float) -> QColor:
    """`share` of the first colour over the second."""
    a, b = QColor(first), QColor(second)
    rest = 1 - share
    return QColor(
        round(a.red() * share + b.red() * rest),
        round(a.green() * share + b.green() * rest),
        round(a.blue() * share + b.blue() * rest),
    )


def luminance(colour: QColor) -> float:
    """Relative luminance, 0 to 1, as WCAG 2 defines it."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(first: QColor, second: QColor) -> float:
    """WCAG 2's contrast ratio, 1 to 21."""
    bright, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def text_on(background: QColor) -> QColor:
    """Near-black or white, whichever is read better on `background`."""
    return max((QColor("#0b1a26"), QColor("#ffffff")), key=lambda colour: contrast(colour, background))


class Ink:
    """A theme's fonts and hatches, made once and not once a frame."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._fonts: dict[tuple[float, bool, bool], tuple[QFont, QFontMetricsF]] = {}
        self.failed_fill = mix(theme.failed, theme.card, 0.35)
        self.asleep = mix(theme.sleeping, theme.card, 0.4)
        self.zombie_fill = mix(theme.zombie, theme.card, 0.25)
        self.lost_fill = mix(theme.lost, theme.card, 0.16)
        self.on_cpu_text = text_on(QColor(theme.on_cpu))
        self.failed_text = text_on(QColor(theme.failed))
        self.runnable_text = text_on(QColor(theme.runnable))
        self.lost_hatch = mix(theme.lost, theme.card, 0.4)
        self.edge = mix(theme.faint, theme.card, 0.35)
        self.alive = mix(theme.line, theme.card, 0.55)
        self._rects = internals.PrimitiveArray(QRectF, 4)
        self._lines = internals.PrimitiveArray(QLineF, 4)

    def px(self, size: float) -> int:
        return self.theme.px(size)

    def font(self, size: float, bold: bool = False, mono: bool = False) -> QFont:
        """A font of `size` logical pixels at scale 1."""
        return self._font(size, bold, mono)[0]

    def metrics(self, size: float, bold: bool = False, mono: bool = False) -> QFontMetricsF:
        return self._font(size, bold, mono)[1]

    def _font(self, size: float, bold: bool, mono: bool) -> tuple[QFont, QFontMetricsF]:
        key = (size, bold, mono)
        if key not in self._fonts:
            font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont) if mono else QFont()
            font.setPixelSize(self.px(size))
            font.setBold(bold)
            self._fonts[key] = font, QFontMetricsF(font)
        return self._fonts[key]

    def text(
        self,
        painter: QPainter,
        where: QRectF,
        words: str,
        size: float,
        colour: QColor | str,
        *,
        bold: bool = False,
        mono: bool = False,
        align: int = LEFT_MIDDLE,
    ) -> float:
        """Draws one line, shortened with "…" where it does not fit. Returns its width in pixels."""
        font, metrics = self._font(size, bold, mono)
        width = metrics.horizontalAdvance(words)
        if width > where.width():
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, where.width())
            width = where.width()
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(where, align, words)
        return width

    def fill(self, painter: QPainter, rects: Floats, brush: QBrush | QColor | str) -> None:
        """Fills rectangles, shape (n, 4): x, y, width, height, by one call into Qt."""
        if len(rects):
            self._rects.resize(len(rects))
            self._rects.ndarray()[:] = rects
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(brush if isinstance(brush, QBrush) else QColor(brush))
            painter.drawRects(*self._rects.drawargs())

    def lines(self, painter: QPainter, lines: Floats, pen: QPen) -> None:
        """Draws lines, shape (n, 4): x1, y1, x2, y2, by one call into Qt."""
        if len(lines):
            self._lines.resize(len(lines))
            self._lines.ndarray()[:] = lines
            painter.setPen(pen)
            painter.drawLines(*self._lines.drawargs())


def hatch(colour: QColor | str, pattern: Qt.BrushStyle = Qt.BrushStyle.BDiagPattern) -> QBrush:
    return QBrush(QColor(colour), pattern)


def boxes(x0: Floats, y: Floats, x1: Floats, height: Floats) -> Floats:
    """(n, 4) rectangles from their left and right edges, tops and heights."""
    return np.column_stack((x0, y, x1 - x0, height))


def draw_grid(painter: QPainter, ink: Ink, scale: TimeScale, top: float, bottom: float, labels: float) -> None:
    """Vertical grid lines from `top` to `bottom`; times written below `labels` (y of the text's top, NaN: none)."""
    at, step = time_ticks(scale.begin, scale.end, max(2, int(scale.width / ink.px(APART))))
    xs = np.round(scale.xs(at)) + 0.5
    if len(xs) == 0:
        return
    lines = np.column_stack((xs, np.full(len(xs), top), xs, np.full(len(xs), bottom)))
    ink.lines(painter, lines, QPen(QColor(ink.theme.line), 1))
    if labels == labels:
        half = ink.px(60)
        for time, x in zip(at, xs, strict=True):
            words = tick_label(float(time), step)
            # The last one may stand at the very edge: it moves to the left, so that nothing of it is cut off.
            over = x + ink.metrics(13).horizontalAdvance(words) / 2 + 2 - (scale.right + ink.px(RIGHT))
            where = QRectF(x - half - max(over, 0), labels, 2 * half, ink.px(18))
            ink.text(painter, where, words, 13, ink.theme.faint, align=CENTRE)
