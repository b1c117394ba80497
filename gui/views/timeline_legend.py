"""What the colours and shapes of the timeline mean. Each sign is drawn by the code that draws the timeline itself."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import Theme
from gui.views.timeline_paint import Ink, boxes, hatch
from gui.views.timeline_spans import SpanRects, draw_spans
from workers.trace.trace import Status

_SIGN, _LINE, _GAP = 18, 24, 16


class TimelineLegend(QWidget):
    """Flows into as many lines as its width asks for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = Ink(theme)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            self.tr(
                "A task is as wide as it took, and filled from below by the share of that time it was on a CPU.\n"
                "Empty: it slept or waited. Full: it computed."
            )
        )

    def apply_theme(self, theme: Theme) -> None:
        self._ink = Ink(theme)
        self.setFixedHeight(self._height(self.width()))
        self.update()

    def _items(self) -> list[tuple[str, str]]:
        return [
            ("full", self.tr("on a CPU")),
            ("half", self.tr("partly")),
            ("empty", self.tr("sleeping or waiting")),
            ("blocked", self.tr("main process blocked")),
            ("callback", self.tr("callback")),
            ("failed", self.tr("failed")),
            ("lost", self.tr("lost with its worker")),
        ]

    def _flow(self, width: float) -> list[tuple[float, float, str, str]]:
        """(x, y, sign, text) of each item, pixels."""
        ink = self._ink
        metrics = ink.metrics(13)
        placed: list[tuple[float, float, str, str]] = []
        x = y = 0.0
        for sign, words in self._items():
            wide = ink.px(_SIGN + 7) + metrics.horizontalAdvance(words)
            if x > 0 and x + wide > width:
                x, y = 0.0, y + ink.px(_LINE)
            placed.append((x, y, sign, words))
            x += wide + ink.px(_GAP)
        return placed

    def _height(self, width: float) -> int:
        if width < self._ink.px(150):  # not laid out yet: a height for this width would never be given back
            return self._ink.px(_LINE)
        return int(self._flow(width)[-1][1]) + self._ink.px(_LINE)

    def _draw_sign(self, painter: QPainter, sign: str, x: float, y: float) -> None:
        ink, theme = self._ink, self._ink.theme
        width, height = float(ink.px(_SIGN)), float(ink.px(14))
        where = QRectF(x, y, width, height)
        share = {"full": 1.0, "half": 0.5}.get(sign, 0.0)
        if sign in ("full", "half", "empty", "failed", "lost"):
            status = {"failed": Status.FAILED, "lost": Status.LOST}.get(sign, Status.FINISHED)
            one = np.ones(1)
            span = SpanRects(
                x * one, (x + width) * one, y * one, height * one, share * one,
                np.zeros(1, dtype=np.int64), np.full(1, int(status), dtype=np.int64),
            )  # fmt: skip
            draw_spans(painter, ink, span)
        elif sign == "blocked":
            one = np.ones(1)
            ink.fill(painter, boxes(x * one, y * one, (x + width) * one, height * one), theme.blocked)
            painter.fillRect(where.adjusted(1, 1, -1, -1), QColor(theme.card))
            painter.fillRect(where.adjusted(1, 1, -1, -1), hatch(theme.blocked))
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.callback))
            size = ink.px(8)
            painter.drawEllipse(QRectF(x + width - size - 1, y + (height - size) / 2, size, size))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    # Qt's own names

    def sizeHint(self) -> QSize:
        return QSize(self._ink.px(300), self._height(max(self.width(), 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.setFixedHeight(self._height(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = self._ink
        painter = QPainter(self)
        for x, y, sign, words in self._flow(self.width()):
            self._draw_sign(painter, sign, x, y + ink.px(5))
            left = x + ink.px(_SIGN + 7)
            ink.text(painter, QRectF(left, y, self.width() - left, ink.px(_LINE)), words, 13, ink.theme.faint)
        painter.end()
