"""The CPU view's legend, in the plot's left gutter: who is what colour, with the cores at the cursor."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QGraphicsWidget

from gui.geometry import LEFT
from gui.ink import RIGHT_MIDDLE, Ink
from gui.plots.pixels import PixelItem
from gui.theme import Theme


class Entry:
    """One line. value: at the cursor, in cores; asked for when it is painted. minor: the first to have no room."""

    __slots__ = ("beside", "colour", "hatch", "minor", "title", "value")

    def __init__(
        self, title: str, beside: str, colour: str, hatch: QBrush | None, value: Callable[[], str], minor: bool = False
    ) -> None:
        self.title, self.beside, self.colour, self.hatch, self.value = title, beside, colour, hatch, value
        self.minor = minor


class CpuLegend(PixelItem):
    """The uppermost of the stack first; what has no room is counted."""

    def __init__(self, plot: QGraphicsWidget, theme: Theme) -> None:
        super().__init__(plot)
        self._ink = Ink(theme)
        self._entries: list[Entry] = []
        self.setZValue(10)

    def apply_theme(self, theme: Theme) -> None:
        self._ink = Ink(theme)
        self.update()

    def show_entries(self, entries: list[Entry]) -> None:
        self._entries = entries
        self.update()

    @property
    def lines(self) -> list[tuple[str, str]]:
        """(title, value) from the top down, as they are to be read now."""
        return [(entry.title, entry.value()) for entry in self._entries]

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._ink.px(LEFT - 34), self._widget.size().height())

    def draw(self, painter: QPainter, where: QRectF) -> None:
        ink, entries = self._ink, self._entries
        if not entries:
            return
        top = ink.px(4)
        room = where.height() - ink.px(6) - top
        line = min(float(ink.px(22)), max(room / len(entries), ink.px(16)))
        fit = max(int(room / line), 1)
        left = ink.px(16)
        shown = entries if len(entries) <= fit else [entry for entry in entries if not entry.minor][: fit - 1]
        for i, entry in enumerate(shown):
            self._line(painter, entry, QRectF(left, top + i * line, where.width() - left, line))
        if len(entries) > fit:
            words = self.tr("and {0} more below").format(len(entries) - len(shown))
            where = QRectF(left + ink.px(20), top + len(shown) * line, where.width() - left - ink.px(26), line)
            ink.text(painter, where, words, 12, ink.theme.faint)

    def _line(self, painter: QPainter, entry: Entry, where: QRectF) -> None:
        ink, theme = self._ink, self._ink.theme
        size = ink.px(12)
        sign = QRectF(where.left(), where.top() + (where.height() - size) // 2, size, size)
        painter.fillRect(sign, QColor(entry.colour))
        if entry.hatch is not None:
            painter.fillRect(sign, entry.hatch)
        value = entry.value()
        wide = ink.metrics(13, True).horizontalAdvance(value) + ink.px(8)
        rest = where.adjusted(size + ink.px(8), 0, -wide, 0)
        taken = ink.text(painter, rest, entry.title, 13, theme.text)
        ink.text(painter, where, value, 13, theme.text, bold=True, align=RIGHT_MIDDLE)
        if entry.beside and rest.width() - taken > ink.metrics(12).horizontalAdvance(entry.beside) + ink.px(6):
            ink.text(painter, rest.adjusted(taken + ink.px(6), 0, 0, 0), entry.beside, 12, theme.faint)
