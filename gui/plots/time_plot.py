"""A plot over the run's time, exactly below the timeline: the same gutter, the same seconds, the same mouse."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from gui.geometry import LEFT, RIGHT, TimeScale
from gui.plots.axes import TimeAxis, ValueAxis
from gui.plots.menu import PlotMenu
from gui.theme import Theme
from gui.time_window import TimeWindow
from gui.wheel import turn

_ABOVE, _BELOW = 6, 20  # logical pixels; below are the times
_DRAG_STARTS = 4  # pixels


class TimePlot(pg.PlotWidget):  # type: ignore[misc]
    """Shows the seconds that `window` has; nothing else ever changes what is shown. Its unit upwards is the subclass's."""

    def __init__(self, name: str, window: TimeWindow, theme: Theme, parent: QWidget | None = None) -> None:
        self.time_axis, self.value_axis = TimeAxis(), ValueAxis()
        super().__init__(
            parent,
            axisItems={"bottom": self.time_axis, "left": self.value_axis},
            viewBox=pg.ViewBox(enableMenu=False, enableMouse=False),
            enableMenu=False,
        )
        self._window, self._theme = window, theme
        self._pressed: QPointF | None = None
        self._dragging = ""
        item = self.getPlotItem()
        item.hideButtons()
        item.layout.setSpacing(0)
        self.view_box = item.getViewBox()
        self.view_box.disableAutoRange()
        self.setFrameShape(self.Shape.NoFrame)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.selection_shade = pg.LinearRegionItem(movable=False, pen=pg.mkPen(None))
        self.pointer = pg.InfiniteLine(angle=90)
        for overlay in (self.selection_shade, self.pointer):
            overlay.setZValue(20)
            overlay.hide()
            self.addItem(overlay, ignoreBounds=True)
        self.menu = PlotMenu(self, name, self.table)
        window.changed.connect(self._window_changed)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setMinimumHeight(theme.px(56))
        self.setBackground(QColor(theme.card))
        for axis in (self.time_axis, self.value_axis):
            axis.apply_theme(theme)
        self.value_axis.setWidth(theme.px(LEFT))
        self.time_axis.setHeight(theme.px(_BELOW))
        self.getPlotItem().layout.setContentsMargins(0, theme.px(_ABOVE), theme.px(RIGHT), 0)
        shade = QColor(theme.accent)
        shade.setAlphaF(0.13)
        self.selection_shade.setBrush(shade)
        self.pointer.setPen(pg.mkPen(QColor(theme.accent), width=1, style=Qt.PenStyle.DashLine))

    @property
    def time_scale(self) -> TimeScale:
        """Where the seconds of the window stand, in this widget's pixels."""
        left = self._theme.px(LEFT)
        return TimeScale(
            self._window.begin, self._window.end, left, max(self.width() - left - self._theme.px(RIGHT), 1)
        )

    def show_time(self) -> None:
        """Shows what the window has now."""
        self.getPlotItem().layout.activate()  # an axis that has just appeared takes its place now, not a picture later
        self.setXRange(self._window.begin, self._window.end, padding=0)

    def table(self) -> list[list[str]]:
        """What is shown, as rows of a table with a heading; [] where nothing is."""
        return []

    def _window_changed(self) -> None:
        window = self._window
        selection, cursor = window.selection, window.cursor
        self.selection_shade.setVisible(selection is not None)
        if selection is not None:
            self.selection_shade.setRegion(selection)
        self.pointer.setVisible(cursor is not None)
        if cursor is not None:
            self.pointer.setValue(cursor)

    def _time_at(self, x: float) -> float:
        scale = self.time_scale
        return scale.time(min(max(x, scale.left), scale.right))

    # Qt's own names. pyqtgraph's are not called: its mouse moves the view by itself.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.position().x() < self.time_scale.left or event.button() == Qt.MouseButton.RightButton:
            return
        self._pressed = event.position()
        pans = event.button() == Qt.MouseButton.MiddleButton or event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self._dragging = "pan" if pans else ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here, window, scale = event.position(), self._window, self.time_scale
        if self._pressed is not None and self._dragging == "pan":
            window.pan((self._pressed.x() - here.x()) / scale.width)
            self._pressed = here
        elif self._pressed is not None and (self._dragging or abs(here.x() - self._pressed.x()) >= _DRAG_STARTS):
            self._dragging = "select"
            window.select(self._time_at(self._pressed.x()), self._time_at(here.x()))
        window.point(scale.time(here.x()) if scale.left <= here.x() <= scale.right else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._pressed is not None and not self._dragging:
            self._window.clear()
        self._pressed, self._dragging = None, ""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._window.point(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn(self._window, self._time_at(event.position().x()), event)
