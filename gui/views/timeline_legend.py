"""What the colours and shapes of the timeline mean. Each sign is drawn by the code that draws the timeline itself."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import Theme
from gui.views.timeline_marks import draw_cancels
from gui.views.timeline_messages import Arrows, draw_arrows
from gui.views.timeline_paint import Ink, boxes, hatch
from gui.views.timeline_spans import SpanRects, draw_spans
from workers.analysis.states import waiting_is_known, zombie_span
from workers.trace.trace import Status, Trace

_SIGN, _LINE, _GAP = 18, 24, 16


def _claimed(trace: Trace) -> bool:
    """Whether some task has been claimed before a worker had it: executors announce the first ones at once."""
    claimed = trace.tasks.claimed[:1000]
    return bool((claimed == claimed).any())


def _has_zombies(trace: Trace) -> bool:
    """Of which something is to be seen: between every end and its reaping there is a little time."""
    least = max(trace.now / 200, 0.02)
    spans = (zombie_span(trace, lane.id, trace.now) for lane in trace.lanes if not lane.alive)
    return any(span is not None and span[1] - span[0] > least for span in spans)


class TimelineLegend(QWidget):
    """Flows into two lines, or one (`set_one_line`), whatever a run brings: the lanes below it do not move.

    Where there is not enough room it explains only what the run contains; what does not fit then is in the tool tip.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = Ink(theme)
        self._trace = Trace()
        self._before: Trace | None = None
        self._asked: tuple[object, ...] = ()
        self._one_line = False
        self._shown, self._brief = self._items(False), self._items(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._retranslate()

    def apply_theme(self, theme: Theme) -> None:
        self._ink = Ink(theme)
        self.setFixedHeight(self._height())
        self.update()

    def set_one_line(self, one_line: bool) -> None:
        """Explains in a single line only what the run contains."""
        if one_line != self._one_line:
            self._one_line, self._asked = one_line, ()
            self.refresh(self._trace, self._before)
            self.setFixedHeight(self._height())
            self.update()

    def refresh(self, trace: Trace, before: Trace | None = None) -> None:
        """Explains what `trace` has to show, and the run `before` where it is shown too, and nothing else."""
        if (trace, trace.revision, before) == self._asked:
            return
        self._trace, self._before, self._asked = trace, before, (trace, trace.revision, before)
        items = self._items(self._one_line), self._items(True)
        if items != (self._shown, self._brief):
            self._shown, self._brief = items
            self._retranslate()
            self.update()

    @property
    def items(self) -> list[tuple[str, str]]:
        """(sign, text) of each."""
        return self._shown

    @property
    def seen(self) -> list[str]:
        """Signs of the items there is room for."""
        return [sign for _, _, sign, _ in self._flow(self.width()) if sign]

    def _retranslate(self) -> None:
        self.setToolTip(
            self.tr(
                "A task is as wide as it took, and filled from below by the share of that time it was on a CPU.\n"
                "Hatched above it: it could have computed and waited for a core. Empty: it slept or waited."
            )
            + "\n\n"
            + " · ".join(words for _, words in self._shown)
        )

    def _items(self, brief: bool) -> list[tuple[str, str]]:
        parts = [self._items_of(trace, brief) for trace in (self._trace, self._before) if trace is not None]
        theirs = {item[0] for part in parts for item in part if item[2]}
        # The present run's words where both runs have a sign.
        words = {sign: text for part in reversed(parts) for sign, text, there in part if there}
        return [(sign, words[sign]) for sign, _, _ in parts[0] if sign in theirs]

    def _items_of(self, trace: Trace, brief: bool) -> list[tuple[str, str, bool]]:
        """(sign, text, whether the run has it) of all there are."""
        counts = trace.task_states.counts
        with_tasks = not trace.lanes or bool(len(trace.tasks) or trace.pools)
        known = waiting_is_known(trace) if trace.lanes else None
        blocked = self.tr("main process blocked")
        if any(len(lane.blocks) for lane in trace.lanes[1:]):
            blocked = self.tr("blocked: waits for others")
        return [
            ("full", self.tr("on a CPU"), True),
            ("half", self.tr("partly"), with_tasks and not brief),
            ("runnable", self.tr("waiting for a core"), known is True),
            ("unknown", self.tr("waiting for a core: not known on this system"), known is False),
            ("empty", self.tr("sleeping or waiting"), True),
            ("blocked", blocked, not brief or len(trace.blocks) > 0),
            ("claimed", self.tr("claimed, no worker yet"), _claimed(trace)),
            ("callback", self.tr("callback"), with_tasks and (not brief or len(trace.callbacks) > 0)),
            ("failed", self.tr("failed"), with_tasks and (not brief or counts[Status.FAILED] > 0)),
            ("lost", self.tr("lost with its worker"), with_tasks and (not brief or counts[Status.LOST] > 0)),
            ("cancelled", self.tr("cancelled"), counts[Status.CANCELLED] > 0),
            ("message", self.tr("message"), len(trace.messages) > 0),
            ("call", self.tr("call to a manager"), len(trace.calls) > 0),
            ("zombie", self.tr("zombie"), _has_zombies(trace)),
        ]

    def _flow(self, width: float) -> list[tuple[float, float, str, str]]:
        """(x, y, sign, text) of each item, pixels."""
        placed = self._place(self._shown, width)
        return placed if placed[-1][2] else self._place(self._brief, width)

    def _place(self, items: list[tuple[str, str]], width: float) -> list[tuple[float, float, str, str]]:
        """Ends with "…", without a sign, where they do not all fit."""
        ink = self._ink
        metrics = ink.metrics(13)
        last = ink.px(_LINE) * (self._lines - 1)
        dots = metrics.horizontalAdvance("…")
        placed: list[tuple[float, float, str, str]] = []
        x = y = 0.0
        for number, (sign, words) in enumerate(items):
            wide = ink.px(_SIGN + 7) + metrics.horizontalAdvance(words)
            if x > 0 and x + wide > width and y < last:
                x, y = 0.0, y + ink.px(_LINE)
            rest = 0 if y < last or number == len(items) - 1 else ink.px(_GAP) + dots
            if x > 0 and x + wide + rest > width:
                placed.append((x, y, "", "…"))
                break
            placed.append((x, y, sign, words))
            x += wide + ink.px(_GAP)
        return placed

    @property
    def _lines(self) -> int:
        return 1 if self._one_line else 2

    def _height(self) -> int:
        return self._ink.px(_LINE) * self._lines

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
                0 * one, np.zeros(1, dtype=np.int64), np.full(1, int(status), dtype=np.int64),
            )  # fmt: skip
            draw_spans(painter, ink, span)
        elif sign == "blocked":
            one = np.ones(1)
            ink.fill(painter, boxes(x * one, y * one, (x + width) * one, height * one), theme.blocked)
            painter.fillRect(where.adjusted(1, 1, -1, -1), QColor(theme.card))
            painter.fillRect(where.adjusted(1, 1, -1, -1), hatch(theme.blocked))
        elif sign in ("runnable", "unknown"):
            painter.fillRect(where, QColor(theme.runnable if sign == "runnable" else theme.field))
            colour = theme.runnable_hatch if sign == "runnable" else theme.line
            painter.fillRect(where, hatch(colour, Qt.BrushStyle.FDiagPattern))
        elif sign == "zombie":
            painter.fillRect(where, ink.zombie_fill)
            painter.fillRect(where, hatch(theme.zombie, Qt.BrushStyle.DiagCrossPattern))
        elif sign == "claimed":
            painter.fillRect(where, QColor(theme.queue))
        elif sign == "cancelled":
            draw_cancels(painter, ink, np.array([x + width / 2]), y + height / 2)
        elif sign in ("message", "call"):
            one, middle = np.ones(1), x + width / 2
            arrow = Arrows(
                np.zeros(1, np.int64), middle * one, (y - 1) * one, middle * one, (y + height + 1) * one,
                np.ones(1, np.bool_), 0,
            )  # fmt: skip
            draw_arrows(painter, ink, arrow, theme.message if sign == "message" else theme.call)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.callback))
            size = ink.px(8)
            painter.drawEllipse(QRectF(x + width - size - 1, y + (height - size) / 2, size, size))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    # Qt's own names

    def sizeHint(self) -> QSize:
        return QSize(self._ink.px(300), self._height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
            self._asked = ()  # the items are made anew with the next picture
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = self._ink
        painter = QPainter(self)
        for x, y, sign, words in self._flow(self.width()):
            left = x
            if sign:
                self._draw_sign(painter, sign, x, y + ink.px(5))
                left += ink.px(_SIGN + 7)
            ink.text(painter, QRectF(left, y, self.width() - left, ink.px(_LINE)), words, 13, ink.theme.faint)
        painter.end()
