"""A lane from its process's birth to the day nobody remembers it: alive, ended, a zombie, without its parent."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.geometry import TimeScale
from gui.views.lanes import lane_end, orphan_words, orphaned_at
from gui.views.timeline_layout import LaneBox
from gui.views.timeline_paint import Ink, hatch
from workers.analysis.deaths import ended_badly
from workers.analysis.states import zombie_span
from workers.trace.trace import Lane, Trace

_LEAST = 6
"""Logical pixels from which on a time as a zombie is drawn: between every end and its reaping there are some µs."""


def _tr(words: str) -> str:
    return QCoreApplication.translate("Lanes", words)


def draw_life(painter: QPainter, ink: Ink, lane: Lane, box: LaneBox, scale: TimeScale, until: float) -> None:
    """A pale band from the process's birth to its death, so that an idle worker is told from none."""
    begin = lane.began if lane.began == lane.began else 0.0
    end = min(lane.ended if lane.ended == lane.ended else until, until)
    x0, x1 = max(scale.x(begin), scale.left), min(scale.x(end), scale.right)
    if x1 > x0:
        height = box.bar if lane.role != "helper" else max(box.bar * 0.4, 3.0)
        top = box.bar_top + (box.bar - height) / 2
        painter.fillRect(QRectF(round(x0), top, round(x1) - round(x0), height), ink.alive)


def zombie_rect(ink: Ink, trace: Trace, box: LaneBox, scale: TimeScale, until: float) -> QRectF | None:
    """Where the lane goes on as a zombie; None where it does not, or not to be seen."""
    span = zombie_span(trace, box.lane, until)
    if span is None:
        return None
    x0, x1 = scale.x(span[0]), scale.x(min(span[1], until))
    if x1 - x0 < ink.px(_LEAST) or x1 < scale.left or x0 > scale.right:
        return None
    x0, x1 = max(x0, scale.left - 4), min(x1, scale.right + 4)
    height = max(box.bar * 0.6, min(box.bar, float(ink.px(16))))
    return QRectF(round(x0), box.bar_top + round((box.bar - height) / 2), round(x1) - round(x0), round(height))


def draw_end(painter: QPainter, ink: Ink, trace: Trace, box: LaneBox, scale: TimeScale, until: float) -> None:
    """The mark of a dead lane: a bar across it with its exit code or signal; before it, its time as a zombie."""
    lane = trace.lanes[box.lane]
    end = lane.ended
    if not end <= min(scale.end, until):
        return
    zombie = zombie_rect(ink, trace, box, scale, until)
    if zombie is not None:
        _draw_zombie(painter, ink, lane, zombie, scale)
        if not lane.zombie:
            _draw_mark(painter, ink, box, zombie.right(), _tr("reaped: {0}").format(lane_end(lane)), False, scale)
        if end >= scale.begin:
            thick = ink.px(3)
            painter.fillRect(
                QRectF(zombie.left(), box.bar_top - ink.px(1), thick, box.bar + ink.px(2)), QColor(ink.theme.zombie)
            )
    elif end >= scale.begin:
        _draw_mark(painter, ink, box, scale.x(end), lane_end(lane), ended_badly(trace, lane), scale)


def _draw_zombie(painter: QPainter, ink: Ink, lane: Lane, where: QRectF, scale: TimeScale) -> None:
    theme = ink.theme
    painter.fillRect(where, ink.zombie_fill)
    painter.fillRect(where, hatch(theme.zombie, Qt.BrushStyle.DiagCrossPattern))
    size = 15.0 if where.height() >= ink.px(24) else 12.0
    metrics = ink.metrics(size, True)
    room = min(where.right(), scale.right) - max(where.left(), scale.left) - ink.px(16)
    for words in (_tr("zombie: has ended, nobody has waited for it"), _tr("zombie")):
        width = metrics.horizontalAdvance(words) + ink.px(10)
        if width <= room:
            left = max(where.left(), scale.left) + ink.px(8)
            plate = QRectF(left, where.center().y() - metrics.height() / 2, width, metrics.height())
            painter.fillRect(plate, QColor(theme.card))
            ink.text(painter, plate.adjusted(ink.px(5), 0, 0, 0), words, size, theme.text, bold=True)
            break


def _draw_mark(painter: QPainter, ink: Ink, box: LaneBox, at: float, words: str, bad: bool, scale: TimeScale) -> None:
    theme = ink.theme
    x = round(at)
    if not scale.left <= x <= scale.right:
        return
    colour = QColor(theme.failed if bad else theme.faint)
    thick = ink.px(3 if bad else 2)
    painter.fillRect(QRectF(x, box.bar_top - ink.px(1), thick, box.bar + ink.px(2)), colour)
    size = 13.0 if box.bar >= ink.px(24) else 12.0
    width = ink.metrics(size, bad).horizontalAdvance(words)
    left = x + thick + ink.px(6)
    cross = ink.px(9) if bad else 0
    if left + cross + width + ink.px(6) > scale.right:
        return
    if bad:
        middle, half = box.bar_top + box.bar / 2, ink.px(4)
        painter.setPen(QPen(colour, max(2, ink.px(2))))
        painter.drawLine(int(left), int(middle - half), int(left + 2 * half), int(middle + half))
        painter.drawLine(int(left), int(middle + half), int(left + 2 * half), int(middle - half))
        left += cross + ink.px(5)
    where = QRectF(left, box.bar_top, width + 2, box.bar)
    ink.text(painter, where, words, size, theme.text if bad else theme.faint, bold=bad)


def draw_orphan(painter: QPainter, ink: Ink, trace: Trace, box: LaneBox, scale: TimeScale, until: float) -> None:
    """Where a process lost its parent: a flag in its bar, with words where there is room."""
    at = orphaned_at(trace, box.lane)
    lane = trace.lanes[box.lane]
    end = min(lane.ended if lane.ended == lane.ended else until, until, scale.end)
    if at is None or not scale.begin <= at < end or scale.x(end) - scale.x(at) < ink.px(_LEAST):
        return
    theme, x = ink.theme, round(scale.x(at))
    painter.setPen(QPen(QColor(theme.failed), max(2, ink.px(2)), Qt.PenStyle.DashLine))
    painter.drawLine(x, int(box.bar_top) - ink.px(2), x, int(box.bar_top + box.bar) + ink.px(2))
    size = 12.0
    metrics, room = ink.metrics(size, True), min(scale.x(end), scale.right) - x - ink.px(3)
    if box.bar < metrics.height():
        return
    fitting = (
        (words, width)
        for words in (orphan_words(lane), _tr("parent ended"))
        if (width := metrics.horizontalAdvance(words) + ink.px(8)) <= room
    )
    words, width = next(fitting, ("", 0.0))
    if not words:
        return
    plate = QRectF(x + ink.px(3), box.bar_top, width, metrics.height())
    painter.fillRect(plate, QColor(theme.card))
    ink.text(painter, plate.adjusted(ink.px(4), 0, 0, 0), words, size, theme.text, bold=True)
