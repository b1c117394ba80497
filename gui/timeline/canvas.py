"""What every chart on the time axis has: a picture that is painted once per change, the wheel, and a time under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPaintEngine, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from gui.geometry import TimeScale
from gui.ink import Ink
from gui.theme import Theme
from gui.time_window import TimeWindow
from gui.wheel import turn


class TimeCanvas(QWidget):
    """A subclass says what its picture is, and what lies over it and changes with the mouse."""

    LEAST = 100
    """Logical pixels of height."""

    def __init__(self, window: TimeWindow, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._ink = window, Ink(theme)
        self._picture: QPixmap | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # after a click the keys are meant for the chart
        self.setMinimumHeight(theme.px(self.LEAST))
        self.setCursor(Qt.CursorShape.CrossCursor)

    def apply_theme(self, theme: Theme) -> None:
        self._ink = Ink(theme)
        self.setMinimumHeight(theme.px(self.LEAST))
        self.repaint_picture()

    @property
    def time_scale(self) -> TimeScale:
        raise NotImplementedError

    def time_at(self, x: float) -> float:
        """s at a pixel; of the nearer edge for one beside the plot."""
        scale = self.time_scale
        return scale.time(min(max(x, scale.left), scale.right))

    def paint_picture(self, painter: QPainter) -> None:
        """What is painted anew only after `repaint_picture`."""
        raise NotImplementedError

    def paint_over(self, painter: QPainter) -> None:
        """What is painted each time, over the picture."""

    def repaint_picture(self) -> None:
        self._picture = None
        self.update()

    def _paint_picture(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(self._ink.theme.card))
        painter = QPainter(picture)
        try:
            self.paint_picture(painter)
        finally:
            painter.end()
        return picture

    # Qt's own names

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = self._paint_picture()
        painter = QPainter(self)
        if painter.paintEngine().type() == QPaintEngine.Type.SVG:  # lines and words, not the picture of them
            self.paint_picture(painter)
            painter.setClipping(False)
        else:
            painter.drawPixmap(0, 0, self._picture)
        self.paint_over(painter)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.repaint_picture()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self.repaint_picture()
        super().changeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        scale, x = self.time_scale, event.position().x()
        self._window.point(scale.time(x) if scale.left <= x <= scale.right else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._window.point(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn(self._window, self.time_at(event.position().x()), event)
