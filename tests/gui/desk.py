"""What tests of the charts share: a desk instead of the session, the mouse, and a look at pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QCursor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.theme import LIGHT, Theme
from gui.time_window import TimeWindow
from gui.timeline.timelines import Timelines
from workers.program.program import Program
from workers.trace.trace import Trace
from workers.wire.events import Event


def record(events: Iterable[Event]) -> Trace:
    trace = Trace()
    trace.apply(events)
    return trace


def program(mode: str = "apply_async") -> Program:
    text = f'MODE = "{mode}"  # apply | apply_async\nTASKS = 10  # 1 to 32\n'
    return Program(None, None, text, text, "Pool")


@dataclass
class Desk:
    """Stands in for the session: what the charts ask of one."""

    trace: Trace = field(default_factory=Trace)
    previous: Trace | None = None
    program: Program = field(default_factory=program)
    ran: Program | None = None
    previous_program: Program | None = None
    opened: Path | None = None
    state: str = "finished"
    clock: float = math.nan

    def now(self) -> float:
        return self.clock if math.isfinite(self.clock) else self.trace.now


class Followed(Timelines):
    """Each refresh follows the run first, as a frame of the window does."""

    def refresh(self) -> None:
        self.follow()
        super().refresh()


def shown(
    qtbot: QtBot, desk: Desk, size: tuple[int, int] = (1200, 700), theme: Theme = LIGHT
) -> tuple[Timelines, TimeWindow]:
    QCursor.setPos(1900, 1060)  # the screen's own pointer is not in the way
    window = TimeWindow()
    view = Followed(desk, window, theme)
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    qtbot.waitExposed(view)
    view.refresh()
    view.grab()  # painted once, so that the layout is the one on the screen
    return view, window


def middle_of(view: Timelines, row: int) -> QPoint:
    rect = view.current.canvas.task_rect(row)
    assert rect is not None
    return rect.center().toPoint()


def point(target: QWidget, at: QPoint, held: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    """Moves the mouse. Not with qtbot: that warps the screen's pointer, and under X the event comes some time later."""
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), QPointF(target.mapToGlobal(at)),
        Qt.MouseButton.NoButton, held, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(target, event)


def turn_wheel(target: QWidget, at: QPoint, turns: int, modifier: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        QPointF(at), QPointF(target.mapToGlobal(at)), QPoint(), QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(target, event)


def drag(qtbot: QtBot, view: Timelines, begin: float, end: float) -> None:
    """Drags over the lanes from one time (s) to another."""
    canvas = view.current.canvas
    y = int(canvas.layout_now.lanes_top) + 5
    x0, x1 = (round(canvas.time_scale.x(time)) for time in (begin, end))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x0, y))
    for x in (x0 + (x1 - x0) // 2, x1):
        point(canvas, QPoint(x, y), Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x1, y))


def is_colour(image: QImage, x: int, y: int, colour: str) -> bool:
    """Some screens have fewer than 8 bits a channel."""
    seen, wanted = QColor(image.pixel(x, y)), QColor(colour)
    pairs = ((seen.red(), wanted.red()), (seen.green(), wanted.green()), (seen.blue(), wanted.blue()))
    return all(abs(a - b) <= 8 for a, b in pairs)


def share_of(image: QImage, colour: str, x0: int, y0: int, x1: int, y1: int) -> float:
    """Which share of the pixels in a rectangle has this colour."""
    pixels = [is_colour(image, x, y, colour) for x in range(x0, x1) for y in range(y0, y1)]
    return sum(pixels) / len(pixels)
