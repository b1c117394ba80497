"""One run of a sweep: three lines, and its timeline, small.

Up to six workers have a bar each, whose tasks are drawn as in the timeline: filled from below by what was computed, above it
what waited for a core. Of more workers it is drawn how many of them did what.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.explore import words
from gui.explore.figures import SIGN
from gui.explore.runs_model import LINES, LONGEST, MARKED, RUN
from gui.geometry import TimeScale
from gui.ink import Ink, boxes, draw_grid, hatch
from gui.style import SMALL, TITLE
from gui.theme import Theme
from workers.sweep.measured import Measured
from workers.sweep.small import Row, Small

LEFT, RIGHT = 138, 20  # px at scale 1, beside the timelines
HEIGHT, COMPACT, HIGHEST = 84, 49, 116  # px at scale 1, of a row at least, in a low place, at most
MAX_BARS = 6  # workers with a bar each
THICKEST = 26  # px at scale 1, of a bar
_HATCHED = 7  # px of height from which on a hatch can be seen


def time_scale(theme: Theme, longest: float, width: float) -> TimeScale:
    """`longest`: s of the longest run; `width`: of the rows, px."""
    left = theme.px(LEFT)
    return TimeScale(0.0, longest * 1.02, left, max(width - left - theme.px(RIGHT), 10))


class RunRow(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.compact = False
        self.height = HEIGHT
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self._ink = Ink(theme)
        self.forget()

    def forget(self) -> None:
        """The pictures of the runs are made anew."""
        self._pictures: dict[tuple[object, ...], QPixmap] = {}

    def fit(self, room: int, rows: int) -> bool:
        """Gives each of `rows` its part of `room` px, within limits. Whether that is another one than before."""
        least = self._ink.px(COMPACT if self.compact else HEIGHT)
        former, self.height = self.height, min(max(room // max(rows, 1), least), self._ink.px(HIGHEST))
        return former != self.height

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, self.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        ink, theme, place = self._ink, self._ink.theme, QRectF(option.rect)
        painter.save()
        self._paint_ground(painter, option, place)
        self._paint_lines(painter, place, index)
        longest = float(index.data(LONGEST))
        if longest > 0:
            painter.save()
            painter.translate(place.topLeft())
            scale = time_scale(theme, longest, place.width())
            draw_grid(painter, ink, scale, 0, place.height(), float("nan"))
            painter.restore()
        run = index.data(RUN)
        if isinstance(run, Measured) and run.small is not None and longest > 0:
            self._paint_run(painter, place, run, run.small, longest)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, place: QRectF) -> None:
        theme, state = self._ink.theme, option.state
        if state & QStyle.StateFlag.State_Selected:
            ground = QColor(theme.accent)
            ground.setAlphaF(0.12)
            painter.fillRect(place, ground)
            painter.fillRect(QRectF(place.left(), place.top(), theme.px(3), place.height()), QColor(theme.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, QColor(theme.hover))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(theme.accent), theme.px(1)))
            painter.drawRect(place.adjusted(1, 1, -1, -2))

    def _paint_lines(self, painter: QPainter, place: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        ink, theme = self._ink, self._ink.theme
        title, time, last = index.data(LINES)
        marked = bool(index.data(MARKED))
        y = place.top() + ink.px(4 if self.compact else 9)
        lines = (
            (f"{SIGN}{title}" if marked else title, TITLE - 1, True, theme.text),
            (time, TITLE, marked, theme.callback if marked else theme.text),
            (last, SMALL, False, theme.faint),
            (words.recommended(), SMALL, True, theme.callback),
        )
        if self.compact:
            self._paint_beside(painter, QRectF(place.left() + ink.px(15), y, ink.px(LEFT - 19), 0), lines)
            return
        for words_, size, bold, colour in lines[: 4 if marked else 3]:
            line = ink.metrics(size, bold).height()
            where = QRectF(place.left() + ink.px(15), y, ink.px(LEFT - 19), line)
            ink.text(painter, where, words_, size, colour, bold=bold)
            y += line

    def _paint_beside(self, painter: QPainter, where: QRectF, lines: tuple[tuple[str, float, bool, str], ...]) -> None:
        """Two lines: the speed-up beside the time."""
        title, time, last, _ = lines
        ink = self._ink
        for (words_, size, bold, colour), beside in ((title, None), (time, last)):
            where.setHeight(ink.metrics(size, bold).height())
            taken = ink.text(painter, where, words_, size, colour, bold=bold)
            if beside is not None:
                ink.text(painter, where.adjusted(taken + ink.px(8), 0, 0, 0), beside[0], beside[1], beside[3])
            where.moveTop(where.bottom())

    def _paint_run(self, painter: QPainter, place: QRectF, run: Measured, small: Small, longest: float) -> None:
        """From a picture that was made before: a sweep of many values is scrolled."""
        ink = self._ink
        scale = time_scale(ink.theme, longest, place.width())
        ratio = painter.device().devicePixelRatioF()
        key = (id(run), place.size().toSize(), longest, ratio)
        if key not in self._pictures:
            picture = QPixmap(place.size().toSize() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            into = QPainter(picture)
            if 0 < len(small.rows) <= MAX_BARS:
                self._paint_bars(into, small, scale, place.height())
            else:
                self._paint_together(into, small, scale, place.height())
            into.end()
            if len(self._pictures) > 200:
                self._pictures.clear()
            self._pictures[key] = picture
        painter.drawPixmap(place.topLeft(), self._pictures[key])

    def _room(self, height: float) -> tuple[float, float]:
        """Top and height of the drawing in a row, px."""
        pad = self._ink.px(5 if self.compact else 9)
        return pad, height - 2 * pad

    def _paint_bars(self, painter: QPainter, small: Small, scale: TimeScale, height: float) -> None:
        ink = self._ink
        top, room = self._room(height)
        pitch = min(room / len(small.rows), ink.px(THICKEST + 2))
        gap = ink.px(2) if pitch > ink.px(7) else 1
        for number, row in enumerate(small.rows):
            y = round(top + number * pitch)
            bar = max(round(top + (number + 1) * pitch) - y - gap, 2)
            self._paint_bar(painter, row, scale, float(y), float(bar))

    def _paint_bar(self, painter: QPainter, row: Row, scale: TimeScale, y: float, bar: float) -> None:
        ink, theme = self._ink, self._ink.theme
        if not row.begin:
            return
        x0 = np.floor(scale.xs(np.array(row.begin)))
        x1 = np.maximum(np.floor(scale.xs(np.array(row.end))), x0 + 1)
        x1 = np.where(x1 - x0 > 4, x1 - 1, x1)  # neighbours are told apart
        cpu, runnable = np.array(row.cpu), np.array(row.runnable)
        ys = np.full(len(x0), y)
        ink.fill(painter, boxes(x0, ys, x1, np.full(len(x0), bar)), theme.sleeping)
        level = np.round(bar * cpu)
        level = np.where((cpu > 0.02) & (level < 1), 1.0, level)
        ink.fill(painter, boxes(x0, ys + bar - level, x1, level)[level > 0], theme.on_cpu)
        high = np.maximum(np.round(bar * (cpu + runnable)), level)
        self._paint_waiting(painter, x0, x1, y + bar - high, high - level)

    def _paint_together(self, painter: QPainter, small: Small, scale: TimeScale, height: float) -> None:
        """How many workers did what."""
        ink, theme = self._ink, self._ink.theme
        top, room = self._room(height)
        computing, runnable = np.array(small.computing), np.array(small.runnable)
        total = computing + runnable + np.array(small.sleeping)
        if not len(total) or not total.max() > 0:
            return
        edges = np.round(scale.xs(np.linspace(0.0, small.end, len(total) + 1)))
        x0, x1, most = edges[:-1], edges[1:], max(float(total.max()), float(len(small.rows)))
        base = top + room
        for part, below, colour in (
            (total - computing - runnable, computing + runnable, QColor(ink.asleep)),
            (computing, np.zeros(len(total)), QColor(theme.on_cpu)),
        ):
            y0, y1 = np.round(base - below / most * room), np.round(base - (below + part) / most * room)
            ink.fill(painter, boxes(x0, y1, x1, y0 - y1)[y0 > y1], colour)
        y0, y1 = np.round(base - computing / most * room), np.round(base - (computing + runnable) / most * room)
        self._paint_waiting(painter, x0, x1, y1, y0 - y1)
        self._say_doing(painter, float(computing.mean()), float(runnable.mean()), float(edges[-1]), scale, height)

    def _paint_waiting(
        self, painter: QPainter, x0: np.ndarray, x1: np.ndarray, top: np.ndarray, height: np.ndarray
    ) -> None:
        ink = self._ink
        there = height > 0
        if not there.any():
            return
        rects = boxes(x0, top, x1, height)[there]
        ink.fill(painter, rects, ink.theme.runnable)
        high = rects[:, 3] >= ink.px(_HATCHED)
        if high.any():
            ink.fill(painter, rects[high], hatch(ink.theme.runnable_hatch, Qt.BrushStyle.FDiagPattern))

    def _say_doing(
        self, painter: QPainter, computing: float, runnable: float, x: float, scale: TimeScale, height: float
    ) -> None:
        """Beside the drawing, where there is room."""
        ink = self._ink
        where = QRectF(x + ink.px(12), 0, scale.right + ink.px(RIGHT) - x - ink.px(16), height)
        if where.width() < ink.px(130):
            return
        painter.setFont(ink.font(SMALL))
        painter.setPen(QColor(ink.theme.faint))
        wrap = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        for said in (words.doing(computing, runnable), words.doing_briefly(computing, runnable)):
            needed = painter.boundingRect(where, wrap, said)
            if needed.height() <= height and needed.width() <= where.width():
                painter.drawText(where, wrap, said)
                return
