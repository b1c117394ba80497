"""CPU use of each process, stacked, in cores; on the timeline's time axis."""

from __future__ import annotations

import math
from dataclasses import dataclass
from time import monotonic

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from gui import formats
from gui.geometry import LEFT, RIGHT, Floats, TimeScale, value_ticks
from gui.theme import Theme
from gui.time_window import TimeWindow
from gui.views.lanes import lane_title
from gui.views.timeline import Card
from gui.views.timeline_canvas import ZOOM_STEP
from gui.views.timeline_paint import CENTRE, RIGHT_MIDDLE, Ink, boxes, draw_grid, hatch
from workers.analysis.queries import cpu_curve
from workers.trace.trace import Trace

MOST = 7
"""Processes with a colour of their own; the rest are one area, "others"."""

_EVERY = 0.1  # s between two pictures of a run that goes on: no sample comes faster by default
_TOO_SHORT = 0.005  # s between a process's birth and its first sample: too short for a mean
_OTHERS = -1


@dataclass(frozen=True, slots=True)
class Series:
    """One process's CPU use, or that of all others (lane -1), in cores for each pixel column."""

    lane: int
    colour: str
    cores: Floats


def chosen_lanes(trace: Trace) -> tuple[list[int], list[int]]:
    """(lanes with a colour, lanes of "others"), in order of birth; those that used most CPU time get the colours."""
    used = {
        lane.id: float(lane.sample_cpu[-1]) if len(lane.sample_cpu) else 0.0
        for lane in trace.lanes
        if lane.role not in ("thread", "outside")
    }
    candidates = [lane for lane in used if trace.lanes[lane].role != "helper"]
    if len(candidates) > MOST:
        candidates = sorted(sorted(candidates, key=lambda lane: used[lane], reverse=True)[:MOST])
    return candidates, [lane for lane in used if lane not in set(candidates)]


def colours_of(trace: Trace, lanes: list[int], theme: Theme) -> dict[int, str]:
    """A colour a lane: the main process has that of its waits in the timeline, the others follow by birth."""
    main = theme.series[3]
    rest = [colour for colour in theme.series[:MOST] if colour != main]
    colours = {0: main} if 0 in lanes else {}
    if 0 not in lanes:
        rest.append(main)
    children = [lane for lane in lanes if lane != 0]
    return colours | {lane: rest[i % len(rest)] for i, lane in enumerate(children)}


class CpuCanvas(QWidget):
    def __init__(self, window: TimeWindow, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._ink = window, Ink(theme)
        self._trace = Trace()
        self._until = 0.0
        self._picture: QPixmap | None = None
        self._painted: tuple[object, ...] = ()
        self._painted_at = 0.0
        self._series: list[Series] = []
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumHeight(theme.px(56))

    def apply_theme(self, theme: Theme) -> None:
        self._ink = Ink(theme)
        self.setMinimumHeight(theme.px(56))
        self._repaint()

    def refresh(self, trace: Trace, until: float) -> None:
        self._until = until
        shown = (trace, self._window.begin, self._window.end)
        key = (*shown, trace.revision)
        if key != self._painted and (shown != self._painted[:3] or monotonic() - self._painted_at >= _EVERY):
            self._trace, self._painted, self._painted_at = trace, key, monotonic()
            self._repaint()
        else:
            self.update()

    @property
    def time_scale(self) -> TimeScale:
        left = self._ink.px(LEFT)
        return TimeScale(self._window.begin, self._window.end, left, max(self.width() - left - self._ink.px(RIGHT), 1))

    @property
    def series(self) -> list[Series]:
        """What is drawn, from the bottom of the stack up."""
        return self._series

    def _repaint(self) -> None:
        self._picture = None
        self.update()

    def _measure(self) -> list[Series]:
        trace, scale, theme = self._trace, self.time_scale, self._ink.theme
        if not trace.lanes:
            return []
        columns = np.arange(int(scale.width), dtype=np.float64) + 0.5
        times = scale.begin + columns * scale.seconds_per_pixel
        lanes, others = chosen_lanes(trace)
        colours = colours_of(trace, lanes, theme)
        series = [Series(lane, colours[lane], self._cores(lane, scale, times)) for lane in lanes]
        rest = np.zeros_like(times)
        for lane in others:
            one = trace.lanes[lane]
            if not (one.ended < scale.begin or one.began > scale.end):
                rest += self._cores(lane, scale, times)
        if others and (rest > 0.005).any():
            series.append(Series(_OTHERS, theme.series[7], rest))
        return series

    def _cores(self, lane: int, scale: TimeScale, times: Floats) -> Floats:
        at, cores = cpu_curve(self._trace, lane, scale.begin, scale.end, len(times))
        one = self._trace.lanes[lane]
        born = one.began
        if len(at) > 1 and at[0] - born < _TOO_SHORT:
            at, cores = at[1:], cores[1:]  # it may have been at work before it was seen
        if len(at) == 0:
            return np.zeros_like(times)
        if len(at) == 1 and 0 <= at[0] - born < _TOO_SHORT:
            cores = cores * ((at[0] - born) / _TOO_SHORT)
        if self._trace.cores > 0:
            # What a process used before it was seen, by clocks of different grain: more than this cannot have been.
            cores = np.minimum(cores, min(self._trace.cores, max(one.last_threads, 1)))
        # `cores` are means over the stretch before each time: they stand in its middle, with lines between the middles.
        seen = int(np.searchsorted(one.sample_t, at[0]))
        stretch = np.diff(at, prepend=one.sample_t[seen - 1] if seen else min(born, at[0]))
        points = np.concatenate(([at[0] - stretch[0]], at - stretch / 2, at[-1:]))
        curve: Floats = np.interp(times, points, np.concatenate((cores[:1], cores, cores[-1:])), left=0.0, right=0.0)
        curve[times > self._until] = 0.0
        return np.maximum(np.nan_to_num(curve), 0.0)

    def _plot(self) -> tuple[float, float]:
        """Top and bottom of the plot, pixels."""
        return float(self._ink.px(6)), float(self.height() - self._ink.px(16))

    def _paint_picture(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(self._ink.theme.card))
        self._series = self._measure()
        painter = QPainter(picture)
        try:
            self._paint_curves(painter)
        finally:
            painter.end()
        return picture

    def _paint_curves(self, painter: QPainter) -> None:
        ink, theme, scale, trace = self._ink, self._ink.theme, self.time_scale, self._trace
        top, bottom = self._plot()
        height = bottom - top
        stack = np.zeros(int(scale.width))
        for series in self._series:
            stack = stack + series.cores
        peak = float(stack.max()) if len(stack) else 0.0
        limit = trace.cores
        most = max(limit * 1.25, peak * 1.05, 1.0)
        if not trace.lanes:
            where = QRectF(0, top, self.width(), height)
            ink.text(painter, where, self.tr("How busy each process keeps the cores appears here."), 15,
                     theme.faint, align=CENTRE)  # fmt: skip
            return
        draw_grid(painter, ink, scale, top, bottom, float("nan"))
        painter.setPen(QPen(QColor(theme.line), 1))
        for value in value_ticks(most, min(max(2, int(height / ink.px(34))), 4)):
            y = round(bottom - value / most * height)
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(int(scale.left), y, int(scale.right), y)
            words = f"{value:g}"
            where = QRectF(scale.left - ink.px(48), y - ink.px(9), ink.px(40), ink.px(18))
            ink.text(painter, where, words, 12, theme.faint, align=RIGHT_MIDDLE)
        x0 = scale.left + np.arange(len(stack), dtype=np.float64)
        base = np.zeros(len(stack))
        for series in self._series:
            above = base + series.cores
            # Whole pixels: filling those is many times faster.
            y1, y0 = np.round(bottom - above / most * height), np.round(bottom - base / most * height)
            drawn = y0 > y1
            rects = boxes(x0, y1, x0 + 1, y0 - y1)[drawn]
            colour = QColor(series.colour)
            ink.fill(painter, rects, colour)
            if series.lane == _OTHERS and len(rects):
                # One polygon: a hatch is slow to begin with, and as rectangles it would begin a thousand times.
                outline = np.concatenate((np.column_stack((x0, y1)), np.column_stack((x0, y0))[::-1]))
                painter.setBrush(hatch(theme.card))
                painter.drawPolygon([QPointF(x, y) for x, y in outline.tolist()])
            base = above
        self._paint_unmeasured(painter, top, bottom)
        if limit > 0:
            y = round(bottom - limit / most * height)
            painter.setPen(QPen(QColor(theme.limit), max(1, ink.px(1.5)), Qt.PenStyle.DashLine))
            painter.drawLine(int(scale.left), y, int(scale.right), y)
            words = self.tr("this computer's limit: 1 core") if limit == 1 else (
                self.tr("this computer's limit: {0} cores").format(limit)
            )  # fmt: skip
            width = ink.metrics(13).horizontalAdvance(words)
            plate = QRectF(scale.right - width - ink.px(8), y - ink.px(19), width + ink.px(8), ink.px(18))
            ground = QColor(theme.card)
            ground.setAlphaF(0.75)
            painter.fillRect(plate, ground)
            ink.text(painter, plate, words, 13, theme.text, align=RIGHT_MIDDLE)

    def _paint_unmeasured(self, painter: QPainter, top: float, bottom: float) -> None:
        """Where no sample was taken nothing is known, and an empty plot would say that nothing was used."""
        ink, theme, scale = self._ink, self._ink.theme, self.time_scale
        for begin, end in self._trace.unmeasured(self._until):
            x0, x1 = max(scale.x(begin), scale.left), min(scale.x(end), scale.right)
            if x1 - x0 < 1:
                continue
            where = QRectF(x0, top, x1 - x0, bottom - top)
            painter.fillRect(where, QColor(theme.card))
            painter.fillRect(where, hatch(theme.line))
            words = self.tr("not measured")
            width = ink.metrics(13).horizontalAdvance(words) + ink.px(12)
            if width < where.width():
                plate = QRectF(where.center().x() - width / 2, where.center().y() - ink.px(10), width, ink.px(20))
                painter.fillRect(plate, QColor(theme.card))
                ink.text(painter, plate, words, 13, theme.text, align=CENTRE)

    def _paint_legend(self, painter: QPainter) -> None:
        """The processes in the order of the stack, the uppermost first, with their cores at the cursor, or now."""
        ink, theme = self._ink, self._ink.theme
        if not self._series:
            return
        top, bottom = self._plot()
        room = bottom + ink.px(10) - top
        line = min(float(ink.px(22)), max(room / len(self._series), ink.px(16)))
        shown = list(reversed(self._series))
        fit = max(int(room / line), 1)
        left = ink.px(16)
        for i, series in enumerate(shown if len(shown) <= fit else shown[: fit - 1]):
            self._legend_line(painter, series, QRectF(left, top + i * line, ink.px(LEFT - 34) - left, line))
        if len(shown) > fit:
            words = self.tr("and {0} more below").format(len(shown) - fit + 1)
            where = QRectF(left + ink.px(20), top + (fit - 1) * line, ink.px(LEFT - 60), line)
            ink.text(painter, where, words, 12, theme.faint)

    def _legend_line(self, painter: QPainter, series: Series, where: QRectF) -> None:
        ink, theme = self._ink, self._ink.theme
        size = ink.px(12)
        sign = QRectF(where.left(), where.top() + (where.height() - size) // 2, size, size)
        painter.fillRect(sign, QColor(series.colour))
        if series.lane == _OTHERS:
            painter.fillRect(sign, hatch(theme.card))
            title, pid = self.tr("others"), ""
        else:
            lane = self._trace.lanes[series.lane]
            title, pid = lane_title(lane), str(lane.pid)
        value = self._value(series)
        wide = ink.metrics(13, True).horizontalAdvance(value) + ink.px(8)
        rest = where.adjusted(size + ink.px(8), 0, -wide, 0)
        taken = ink.text(painter, rest, title, 13, theme.text)
        ink.text(painter, where, value, 13, theme.text, bold=True, align=RIGHT_MIDDLE)
        if rest.width() - taken > ink.metrics(12).horizontalAdvance(pid) + ink.px(6):
            ink.text(painter, rest.adjusted(taken + ink.px(6), 0, 0, 0), pid, 12, theme.faint)

    def _value(self, series: Series) -> str:
        """Cores of one process at the cursor; without one, now; "" once the run is over."""
        at = self._window.cursor
        if at is not None and any(begin < at < end for begin, end in self._trace.unmeasured(self._until)):
            return formats.UNKNOWN
        if at is not None:
            column = int(self.time_scale.x(at) - self.time_scale.left)
            return formats.cores(float(series.cores[column])) if 0 <= column < len(series.cores) else ""
        if series.lane == _OTHERS or not math.isnan(self._trace.ended):
            return ""
        lane = self._trace.lanes[series.lane]
        return formats.cores(lane.last_cpu_share if math.isnan(lane.ended) else 0.0)

    # Qt's own names

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = self._paint_picture()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        self._paint_legend(painter)
        scale, window, theme = self.time_scale, self._window, self._ink.theme
        _, bottom = self._plot()
        if window.selection is not None:
            x0, x1 = (min(max(scale.x(time), scale.left), scale.right) for time in window.selection)
            shade = QColor(theme.accent)
            shade.setAlphaF(0.13)
            painter.fillRect(QRectF(x0, 0, x1 - x0, bottom), shade)
        if window.cursor is not None and window.begin <= window.cursor <= window.end and self._trace.lanes:
            painter.setPen(QPen(QColor(theme.accent), 1, Qt.PenStyle.DashLine))
            x = scale.x(window.cursor)
            painter.drawLine(QPointF(x, 0), QPointF(x, bottom))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._repaint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        scale, x = self.time_scale, event.position().x()
        self._window.point(scale.time(x) if scale.left <= x <= scale.right else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._window.point(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turns = (event.angleDelta().y() or event.angleDelta().x()) / 120
        scale = self.time_scale
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            at = scale.time(min(max(event.position().x(), scale.left), scale.right))
            self._window.zoom(ZOOM_STEP**-turns, at)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or event.angleDelta().y() == 0:
            self._window.pan(-turns * 0.1)
        event.accept()


class CpuCard(Card):
    def __init__(self, window: TimeWindow, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.canvas = CpuCanvas(window, theme, self)
        self.header.addStretch(1)
        self.body.addWidget(self.canvas, 1)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        if hasattr(self, "canvas"):  # not yet while Card is being made
            self.canvas.apply_theme(theme)

    def refresh(self, trace: Trace, until: float) -> None:
        self.canvas.refresh(trace, until)
