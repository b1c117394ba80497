"""What the colours and shapes of the timeline mean, as its tracks tell it, with signs that they draw."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.ink import Ink
from gui.theme import Theme
from gui.timeline.painter import paint
from gui.timeline.registry import TRACKS
from gui.timeline.track import LegendEntry, Track
from workers.trace.trace import Trace

_SIGN, _LINE, _GAP = 18, 24, 16


class TimelineLegend(QWidget):
    """Flows into two lines, or one (`set_one_line`), whatever a run brings: the lanes below it do not move.

    Where there is not enough room it explains only what the run contains; what does not fit then is in the tool tip.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None, tracks: Sequence[Track] = TRACKS) -> None:
        super().__init__(parent)
        self._ink = Ink(theme)
        self._tracks = tracks
        self._trace = Trace()
        self._before: Trace | None = None
        self._asked: tuple[object, ...] = ()
        self._one_line = False
        self._shown, self._brief = self._entries(False), self._entries(True)
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
        shown, brief = self._entries(self._one_line), self._entries(True)
        if (_texts(shown), _texts(brief)) != (_texts(self._shown), _texts(self._brief)):
            self._shown, self._brief = shown, brief
            self._retranslate()
            self.update()

    @property
    def items(self) -> list[tuple[str, str]]:
        """(sign, text) of each."""
        return _texts(self._shown)

    @property
    def seen(self) -> list[str]:
        """Signs of the items there is room for."""
        return [entry.sign for _, _, entry in self._flow(self.width()) if entry is not None]

    def _retranslate(self) -> None:
        self.setToolTip(
            self.tr(
                "A task is as wide as it took, and filled from below by the share of that time it was on a CPU.\n"
                "Hatched above it: it could have computed and waited for a core. Empty: it slept or waited."
            )
            + "\n\n"
            + " · ".join(entry.words for entry in self._shown)
        )

    def _entries(self, brief: bool) -> list[LegendEntry]:
        """What either run has; in the present run's words where both runs have a sign."""
        there: dict[str, LegendEntry] = {}
        for trace in (self._before, self._trace):
            if trace is not None:
                entries = [entry for track in self._tracks for entry in track.legend(trace, brief)]
                there.update({entry.sign: entry for entry in entries if entry.there})
        return sorted(there.values(), key=lambda entry: entry.rank)

    def _flow(self, width: float) -> list[tuple[float, float, LegendEntry | None]]:
        """(x, y, entry) of each, pixels; None: that there are more."""
        placed = self._place(self._shown, width)
        return placed if placed[-1][2] is not None else self._place(self._brief, width)

    def _place(self, entries: Sequence[LegendEntry], width: float) -> list[tuple[float, float, LegendEntry | None]]:
        """Ends with None where they do not all fit."""
        ink = self._ink
        metrics = ink.metrics(13)
        last = ink.px(_LINE) * (self._lines - 1)
        dots = metrics.horizontalAdvance("…")
        placed: list[tuple[float, float, LegendEntry | None]] = []
        x = y = 0.0
        for number, entry in enumerate(entries):
            wide = ink.px(_SIGN + 7) + metrics.horizontalAdvance(entry.words)
            if x > 0 and x + wide > width and y < last:
                x, y = 0.0, y + ink.px(_LINE)
            rest = 0 if y < last or number == len(entries) - 1 else ink.px(_GAP) + dots
            if x > 0 and x + wide + rest > width:
                placed.append((x, y, None))
                break
            placed.append((x, y, entry))
            x += wide + ink.px(_GAP)
        return placed

    @property
    def _lines(self) -> int:
        return 1 if self._one_line else 2

    def _height(self) -> int:
        return self._ink.px(_LINE) * self._lines

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
        for x, y, entry in self._flow(self.width()):
            left, words = x, "…"
            if entry is not None:
                sign = QRectF(x, y + ink.px(5), float(ink.px(_SIGN)), float(ink.px(14)))
                paint(painter, ink, entry.draw(ink, sign))
                left, words = x + ink.px(_SIGN + 7), entry.words
            ink.text(painter, QRectF(left, y, self.width() - left, ink.px(_LINE)), words, 13, ink.theme.faint)
        painter.end()


def _texts(entries: Sequence[LegendEntry]) -> list[tuple[str, str]]:
    return [(entry.sign, entry.words) for entry in entries]
