"""CPU use of each process, stacked, in cores; on the timeline's time axis."""

from __future__ import annotations

from time import monotonic

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.card import Card
from gui.ink import CENTRE, Ink, hatch
from gui.lanes import lane_title
from gui.plots.cpu_legend import CpuLegend, Entry
from gui.plots.cpu_series import OTHER_PROGRAMS, OTHERS, POOLSCOPE, Series, measure, value_of
from gui.plots.pixels import PixelItem
from gui.plots.stacked import Area, StackedAreas
from gui.plots.time_plot import TimePlot
from gui.theme import Theme
from gui.time_window import TimeWindow
from workers.trace.trace import Trace

_EVERY = 0.1  # s between two pictures of a run that goes on: no sample comes faster by default


class CpuPlot(TimePlot):
    def __init__(self, window: TimeWindow, theme: Theme, parent: QWidget | None = None) -> None:
        self._trace = Trace()
        self._until = 0.0
        self._painted: tuple[object, ...] = ()
        self._painted_at = 0.0
        self._series: list[Series] = []
        super().__init__("cpu", window, theme, parent)
        self._areas = StackedAreas(self.view_box)
        self._remarks = Remarks(self.view_box, theme)
        self._limit = pg.InfiniteLine(angle=0, label="")
        self._limit.setZValue(10)
        self._limit.hide()
        self.addItem(self._limit, ignoreBounds=True)
        self.legend = CpuLegend(self.getPlotItem(), theme)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        if not hasattr(self, "legend"):  # not yet while the plot is being made
            return
        self.legend.apply_theme(theme)
        self._remarks.apply_theme(theme)
        self._limit.setPen(pg.mkPen(QColor(theme.limit), width=theme.px(1.5), style=Qt.PenStyle.DashLine))
        ground = QColor(theme.card)
        ground.setAlphaF(0.75)
        label = self._limit.label
        label.fill = QBrush(ground)
        label.setColor(QColor(theme.text))
        label.textItem.document().setDocumentMargin(theme.px(2))
        label.setFont(Ink(theme).font(13))
        label.setPosition(1.0)
        self._show()

    def refresh(self, trace: Trace, until: float) -> None:
        self._until = until
        shown = (trace, self._window.begin, self._window.end)
        key = (*shown, trace.revision)
        if key != self._painted and (shown != self._painted[:3] or monotonic() - self._painted_at >= _EVERY):
            self._trace, self._painted, self._painted_at = trace, key, monotonic()
            self._show()

    @property
    def series(self) -> list[Series]:
        """What is drawn, from the bottom of the stack up."""
        return self._series

    def table(self) -> list[list[str]]:
        """A row a pixel column, cores."""
        if not self._series:
            return []
        scale = self.time_scale
        times = scale.begin + (np.arange(len(self._series[0].cores)) + 0.5) * scale.seconds_per_pixel
        rows = zip(times.tolist(), *(one.cores.tolist() for one in self._series), strict=True)
        heads = [" ".join(filter(None, self._title(one))) for one in self._series]
        return [
            [self.tr("time, s"), *heads],
            *([f"{time:.6f}", *(f"{value:.4f}" for value in values)] for time, *values in rows),
        ]

    def _show(self) -> None:
        """Measures and shows anew: after a change of the record, the window, the size or the theme."""
        trace, theme = self._trace, self._theme
        there = bool(trace.lanes)
        for axis in (self.time_axis, self.value_axis):
            axis.setVisible(there)
        self._series = measure(trace, self.time_scale, self._until, theme)
        stack = sum((one.cores for one in self._series), np.zeros(1))
        top = max(trace.cores * 1.25, float(stack.max()) * 1.05, 1.0)
        self.show_time()
        self.setYRange(0.0, top, padding=0)
        self._areas.show_areas([Area(one.colour, one.cores, self._hatch(one)) for one in self._series], top)
        self._remarks.show_remarks(
            [] if not there else trace.unmeasured(self._until),
            "" if there else self.tr("How busy each process keeps the cores appears here."),
        )
        self._limit.setVisible(trace.cores > 0)
        if trace.cores > 0:
            self._limit.setValue(trace.cores)
            self._limit.label.setFormat(
                self.tr("this computer's limit: 1 core")
                if trace.cores == 1
                else self.tr("this computer's limit: {0} cores").format(trace.cores)
            )
            self._place_limit(top)
        self.legend.show_entries([self._entry(one) for one in reversed(self._series)])
        self.legend.setToolTip(self._explained() if self._series and self._series[-1].lane == OTHER_PROGRAMS else "")

    def _place_limit(self, top: float) -> None:
        """Its words stand above the line; below it where nothing would be left of them."""
        room = self.view_box.height() * (1 - self._trace.cores / top)
        above = room + self._theme.px(2) >= self._limit.label.boundingRect().height()
        self._limit.label.anchors = [(1.0, 1.0)] * 2 if above else [(1.0, 0.0)] * 2
        self._limit.label.updatePosition()

    def _entry(self, one: Series) -> Entry:
        return Entry(*self._title(one), one.colour, self._hatch(one), lambda: self._value(one), one.lane == POOLSCOPE)

    def _value(self, one: Series) -> str:
        return value_of(self._trace, one, self.time_scale, self._window.cursor, self._until)

    def _title(self, one: Series) -> tuple[str, str]:
        """And what stands beside it."""
        if one.lane >= 0:
            lane = self._trace.lanes[one.lane]
            return lane_title(lane), str(lane.pid)
        titles = {
            OTHERS: self.tr("others"),
            POOLSCOPE: self.tr("Poolscope itself"),
            OTHER_PROGRAMS: self.tr("other programs"),
        }
        return titles[one.lane], ""

    def _explained(self) -> str:
        words: str = self.tr(
            "other programs: what everything else on this computer used of the cores that the run may use\n"
            "Poolscope itself: this window, and the processes that watch over the run"
        )
        return words

    def _hatch(self, one: Series) -> QBrush | None:
        """What is not one process of the run is hatched, each in its own way."""
        theme = self._theme
        if one.lane == OTHERS:
            return hatch(theme.card)
        if one.lane == POOLSCOPE:
            return hatch(theme.faint, Qt.BrushStyle.HorPattern)
        return hatch(theme.faint, Qt.BrushStyle.FDiagPattern) if one.lane == OTHER_PROGRAMS else None

    def _window_changed(self) -> None:
        super()._window_changed()
        if hasattr(self, "legend"):
            self.legend.update()

    # Qt's own names

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "legend"):  # not yet while the plot is being made
            self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange) and hasattr(self, "legend"):
            self._show()
        super().changeEvent(event)


class Remarks(PixelItem):
    """Where no sample was taken nothing is known, and an empty plot would claim that nothing was used."""

    def __init__(self, view: pg.ViewBox, theme: Theme) -> None:
        super().__init__(view)
        self._view, self._ink = view, Ink(theme)
        self._stretches: list[tuple[float, float]] = []
        self._words = ""
        self.setZValue(-5)

    def apply_theme(self, theme: Theme) -> None:
        self._ink = Ink(theme)
        self.update()

    def show_remarks(self, stretches: list[tuple[float, float]], words: str) -> None:
        """`stretches`: without a sample, s. `words`: in the place of everything."""
        self._stretches, self._words = stretches, words
        self.update()

    def draw(self, painter: QPainter, where: QRectF) -> None:
        ink, theme = self._ink, self._ink.theme
        if self._words:
            ink.text(painter, where, self._words, 15, theme.faint, align=CENTRE)
        begin, end = self._view.viewRange()[0]
        for one, other in self._stretches:
            x0, x1 = (min(max((t - begin) / (end - begin), 0.0), 1.0) * where.width() for t in (one, other))
            if x1 - x0 < 1:
                continue
            stretch = QRectF(x0, 0, x1 - x0, where.height())
            painter.fillRect(stretch, QColor(theme.card))
            painter.fillRect(stretch, hatch(theme.line))
            words = self.tr("not measured")
            width = ink.metrics(13).horizontalAdvance(words) + ink.px(12)
            if width < stretch.width():
                plate = QRectF(stretch.center().x() - width / 2, stretch.center().y() - ink.px(10), width, ink.px(20))
                painter.fillRect(plate, QColor(theme.card))
                ink.text(painter, plate, words, 13, theme.text, align=CENTRE)


class CpuCard(Card):
    def __init__(self, window: TimeWindow, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.canvas = CpuPlot(window, theme, self)
        self.header.addStretch(1)
        self.body.addWidget(self.canvas, 1)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        if hasattr(self, "canvas"):  # not yet while Card is being made
            self.canvas.apply_theme(theme)

    def refresh(self, trace: Trace, until: float) -> None:
        self.canvas.refresh(trace, until)
