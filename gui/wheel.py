"""What the wheel does on every chart with a time axis."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent

from gui.time_window import TimeWindow

ZOOM_STEP = 1.2
_PAN = 0.1  # of what is visible, a turn


def turn(window: TimeWindow, time: float, event: QWheelEvent) -> float:
    """Ctrl zooms around `time` (s, under the mouse), Shift and a wheel to the side pan; returns turns that are for scrolling."""
    event.accept()
    turns = (event.angleDelta().y() or event.angleDelta().x()) / 120
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        window.zoom(ZOOM_STEP**-turns, time)
    elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or event.angleDelta().y() == 0:
        window.pan(-turns * _PAN)
    else:
        return turns
    return 0.0
