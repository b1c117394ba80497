"""Speed-up over the values of a constant: medians with all repeats, the ideal, this computer's cores."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainterPath, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from gui.card import Card
from gui.explore import words
from gui.explore.legend import Legend, Mark
from gui.focus import by_tab
from gui.geometry import value_ticks
from gui.plots.menu import PlotMenu
from gui.style import sans
from gui.theme import Theme
from workers.sweep.plan import Settings
from workers.sweep.sweep import Point, Sweep

SHAPES = ("o", "s", "t", "d", "p", "h", "+", "x")
"""A family's shape, as pyqtgraph names them; its colour alone would not do."""

_LEFT, _BELOW, _LOW_BELOW = 56, 44, 24  # px at scale 1, of the axes; the last one without the axis's name


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of the curve as it is drawn. ys: of all repeats."""

    x: float
    y: float
    ys: tuple[float, ...]
    recommended: bool


class Curve(Card):
    """Shows a sweep. Nothing in it is moved by the mouse: all of it is seen, always."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._sweep: Sweep | None = None
        self._efficiency, self._whole = False, True
        super().__init__(theme, parent)
        self.plot = pg.PlotWidget()
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(False, False)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.getPlotItem().setContentsMargins(0, 0, 0, 0)
        self.menu = PlotMenu(self.plot, "curve", self.table)
        self.switch = by_tab(QCheckBox())
        self.switch.toggled.connect(self._switch)
        self.legend = Legend(theme)
        self.header.addStretch(1)
        self.header.addWidget(self.legend)
        self.header.addWidget(self.switch)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.plot)
        self.body.addLayout(row, 1)
        self._row = row
        self.dots: dict[str, list[Dot]] = {}  # of each family, as they are drawn
        self.retranslate()
        self.apply_theme(theme)

    def retranslate(self) -> None:
        self.switch.setText(self.tr("Efficiency"))
        for part in (self.plot, self.plot.viewport()):
            part.setAccessibleName(self.tr("Curve"))
        self.switch.setToolTip(self.tr("Speed-up divided by the number of workers"))
        self._paint()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        if hasattr(self, "_row"):  # not yet while Card is being made
            self._row.setContentsMargins(theme.px(8), 0, theme.px(14), theme.px(6))
            self.legend.apply_theme(theme)
            self._paint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.body.activate()
        self._paint()  # what is said above a point needs its room

    def show_sweep(self, sweep: Sweep | None, whole: bool = True) -> None:
        """`whole`: no run is missing any more, so that one may be called recommended."""
        self._sweep, self._whole = sweep, whole
        self._paint()

    def table(self) -> list[list[str]]:
        """What is drawn: a row for each value, its figure and that of each repeat."""
        sweep = self._sweep
        if sweep is None or not any(self.dots.values()):
            return []
        places = self._places(sweep)
        values = {places[repr(value)]: words.value_text(sweep.first.name, value) for value in sweep.first.values}
        most = max(len(dot.ys) for dots in self.dots.values() for dot in dots)
        figure = self.tr("Efficiency") if self._efficiency and sweep.sized else self.tr("Speed-up")
        families = len(self.dots) > 1
        rows = [[sweep.first.name, *([""] if families else []), figure, *(str(number + 1) for number in range(most))]]
        for family, dots in self.dots.items():
            for dot in dots:
                figures = [f"{y:.4f}" for y in (dot.y, *dot.ys)]
                rows.append([values[dot.x], *([family] if families else []), *figures, *[""] * (most - len(dot.ys))])
        return rows

    def _switch(self, on: bool) -> None:
        self._efficiency = on
        self._paint()

    def _paint(self) -> None:
        plot, sweep, theme = self.plot, self._sweep, self._theme
        plot.clear()
        self.dots = {}
        plot.setBackground(QColor(theme.card))
        self._style_axes()
        sized = sweep is not None and sweep.sized
        self.switch.setVisible(sized)
        efficiency = self._efficiency and sized
        self._name(efficiency)
        self.plot.setToolTip(self.tr("Median of each value; the bars reach from the shortest to the longest run"))
        if sweep is None:
            self.legend.show_marks([])
            plot.getAxis("left").setTicks([[]])
            plot.getAxis("bottom").setTicks([[]])
            plot.getAxis("bottom").setLabel("")
            return
        places = self._places(sweep)
        marks: list[Mark] = []
        found = sweep.conclusion() if self._whole else None
        tops = [1.0]
        for number, family in enumerate(sweep.families):
            colour = (theme.on_cpu, theme.blocked, theme.message, theme.call, theme.zombie)[number % 5]
            shape = SHAPES[number % len(SHAPES)]
            recommended = found.recommended if found is not None else None
            dots = [
                self._dot(point, places, efficiency, recommended)
                for point in sweep.points(family)
                if point.runs and math.isfinite(point.speed_up)
            ]
            self.dots[words.family_text(family)] = dots
            tops += [y for dot in dots for y in dot.ys]
            self._draw(dots, colour, shape)
            name = words.family_name(family)
            marks.append(Mark(colour, shape, name))
        xs = list(places.values())
        room = max((max(xs) - min(xs)) * 0.06, 0.4)
        if not any(self.dots.values()):
            tops.append(float(min(sweep.machine.cores * 1.5, max(xs))))
        height = max(self.plot.height() - theme.px(_LOW_BELOW if self._low else _BELOW), theme.px(90))
        top = max(tops) * height / (height - theme.px(44))  # there the recommended one is called so
        plot.setRange(xRange=(min(xs) - room, max(xs) + room), yRange=(-0.03 * top, top), padding=0)
        self._draw_ideal(sweep, efficiency, top)
        if sized:
            self._draw_cores(sweep.machine.cores, max(xs) + room)
        self._draw_recommended(top / height)
        self._ticks(sweep, places, top, efficiency)
        self.legend.show_marks(marks if len(marks) > 1 else [])

    def _name(self, efficiency: bool) -> None:
        sweep = self._sweep
        against = words.baseline(sweep, sweep.families[0]) if sweep is not None else ""
        if sweep is not None and len(sweep.families) > 1 and against:
            against = self.tr("each curve {0}").format(against)
        self.set_title(self.tr("Efficiency") if efficiency else self.tr("Speed-up"), against)

    @staticmethod
    def _places(sweep: Sweep) -> dict[str, float]:
        """Where each value stands: numbers by their size, words one beside the other."""
        return {
            repr(value): float(value) if sweep.numeric and isinstance(value, int | float) else float(number)
            for number, value in enumerate(sweep.first.values)
        }

    def _dot(self, point: Point, places: dict[str, float], efficiency: bool, recommended: Settings | None) -> Dot:
        part = point.efficiency / point.speed_up if efficiency else 1.0
        ys = tuple(part * point.speed_up * point.median / seconds for seconds in point.times if seconds > 0)
        return Dot(places[repr(point.settings[0][1])], part * point.speed_up, ys, recommended == point.settings)

    def _draw(self, dots: list[Dot], colour: str, shape: str) -> None:
        if not dots:
            return
        theme, plot = self._theme, self.plot
        line = pg.mkPen(QColor(colour), width=theme.px(1.5))
        xs, ys = [dot.x for dot in dots], [dot.y for dot in dots]
        plot.addItem(pg.PlotCurveItem(xs, ys, pen=line, antialias=True))
        ends = [(dot.x, y) for dot in dots for y in (min(dot.ys), max(dot.ys))]
        whiskers = pg.mkPen(QColor(theme.text), width=theme.px(1.5))
        plot.addItem(pg.PlotCurveItem([x for x, _ in ends], [y for _, y in ends], pen=whiskers, connect="pairs"))
        repeats = [(dot.x, y) for dot in dots for y in dot.ys]
        plot.addItem(
            pg.ScatterPlotItem(
                [x for x, _ in repeats], [y for _, y in repeats], symbol=_dash(), size=theme.px(13), pen=whiskers
            )
        )
        plot.addItem(
            pg.ScatterPlotItem(
                xs,
                ys,
                symbol=shape,
                size=theme.px(13),
                brush=QColor(colour),
                pen=pg.mkPen(QColor(theme.card), width=1.5),
            )
        )

    def _draw_recommended(self, pixel: float) -> None:
        """A ring and the word: the colour alone says nothing to some."""
        theme = self._theme
        for dot in (dot for dots in self.dots.values() for dot in dots if dot.recommended):
            ring = pg.ScatterPlotItem(
                [dot.x], [dot.y], symbol="o", size=theme.px(24), brush=None,
                pen=pg.mkPen(QColor(theme.callback), width=theme.px(3)),
            )  # fmt: skip
            ring.setZValue(10)
            self.plot.addItem(ring)
            (left, right), _ = self.plot.viewRange()
            beside = (dot.x - left) / (right - left)  # so that nothing of it is cut off at the edges
            anchor = 0.0 if beside < 0.12 else 1.0 if beside > 0.88 else 0.5
            word = pg.TextItem(self.tr("recommended"), color=QColor(theme.callback), anchor=(anchor, 1.0))
            word.setFont(sans(theme, 14, bold=True))
            word.setZValue(11)
            word.setPos(dot.x, max(*dot.ys, dot.y) + theme.px(12) * pixel)
            self.plot.addItem(word)

    def _draw_ideal(self, sweep: Sweep, efficiency: bool, top: float) -> None:
        base = sweep.baseline(sweep.families[0])
        if not sweep.sized or base is None:
            return
        values = [value for value in sweep.first.values if isinstance(value, int) and value > 0]
        if not values:
            return
        one = 1 if base.own else values[0]
        xs = np.array([values[0], values[-1]], dtype=float)
        ys = np.ones(2) if efficiency else xs / one
        theme = self._theme
        line = pg.PlotCurveItem(xs, ys, pen=pg.mkPen(QColor(theme.faint), width=theme.px(1), style=Qt.PenStyle.DotLine))
        line.setZValue(-5)
        self.plot.addItem(line)
        word = pg.TextItem(self.tr("ideal"), color=QColor(theme.faint), anchor=(1.1, 0.5))
        word.setFont(sans(theme, 13))
        at = min(float(values[-1]), 0.85 * top * one) if not efficiency else float(values[-1])
        if efficiency:
            word.setAnchor((1.0, 1.0))
        elif self._said_near(at, float(values[-1] - values[0])):
            return
        word.setPos(at, ys[0] if efficiency else at / one)
        self.plot.addItem(word)

    def _said_near(self, x: float, span: float) -> bool:
        """Whether the word at the recommended point would lie on one at `x`, at the top."""
        return any(dot.recommended and -0.1 < (dot.x - x) / span < 0.3 for dots in self.dots.values() for dot in dots)

    def _draw_cores(self, cores: int, right: float) -> None:
        if cores > right:
            return
        theme = self._theme
        pen = pg.mkPen(QColor(theme.limit), width=theme.px(1.5), style=Qt.PenStyle.DashLine)
        line = pg.InfiniteLine(cores, angle=90, pen=pen)
        line.setZValue(-4)
        self.plot.addItem(line)
        said = words.cores(cores)
        on_right = cores < right * 0.6
        word = pg.TextItem(said, color=QColor(theme.limit), anchor=(0.0 if on_right else 1.0, 1.0))
        word.setFont(sans(theme, 13))
        word.setPos(cores, 0.0)  # below the curves
        self.plot.addItem(word)

    def _style_axes(self) -> None:
        theme = self._theme
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setStyle(
                tickFont=sans(theme, 13), tickLength=0, tickTextOffset=theme.px(6), hideOverlappingLabels=False
            )
            axis.setTextPen(QColor(theme.faint))
            axis.setPen(pg.mkPen(QColor(theme.line)))
            axis.setTickPen(pg.mkPen(QColor(theme.line)))
            axis.setZValue(-1000)
            axis.setGrid(255 if side == "left" else False)
        self.plot.getAxis("left").setWidth(theme.px(_LEFT))
        self.plot.getAxis("bottom").setHeight(theme.px(_LOW_BELOW if self._low else _BELOW))

    def _ticks(self, sweep: Sweep, places: dict[str, float], top: float, efficiency: bool) -> None:
        values = value_ticks(top, 5)
        names = [f"{100 * value:.0f} %" if efficiency else f"{value:g}×" for value in values]
        self.plot.getAxis("left").setTicks([list(zip(values, names, strict=True))])
        name = sweep.first.name
        below = self.plot.getAxis("bottom")
        below.setTicks([[(places[repr(value)], words.value_text(name, value)) for value in sweep.first.values]])
        colour, size = self._theme.faint, f"{sans(self._theme, 13).pixelSize()}px"
        below.setLabel("" if self._low else words.headings(sweep)[1], **{"color": colour, "font-size": size})


def _dash() -> QPainterPath:
    """The end of a whisker, and each repeat on it."""
    path = QPainterPath()
    path.moveTo(-0.5, 0.0)
    path.lineTo(0.5, 0.0)
    return path
