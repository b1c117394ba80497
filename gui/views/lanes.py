"""The column at the left of the timeline: what each lane is, and how its process fares."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from gui import formats
from gui.geometry import TimeScale
from gui.views.timeline_layout import LaneBox, TimelineLayout
from gui.views.timeline_paint import RIGHT_MIDDLE, Ink
from workers.trace.trace import Lane, Trace

_MARGIN = 16


def _tr(words: str) -> str:
    return QCoreApplication.translate("Lanes", words)


def lane_title(lane: Lane) -> str:
    if lane.role == "main":
        return _tr("Main process")
    if lane.role == "worker":
        return _tr("Worker {0}").format(lane.title_number)
    if lane.role == "thread":
        return lane.thread or _tr("Thread {0}").format(lane.title_number)
    if lane.role == "helper":
        return lane.name or _tr("Helper {0}").format(lane.title_number)
    return lane.name or _tr("Process {0}").format(lane.title_number)


def lane_end(lane: Lane) -> str:
    """How a dead lane ended, "" for a living one: "exit 0", "SIGKILL", "zombie"."""
    if lane.zombie:
        return _tr("zombie")
    if math.isnan(lane.ended):
        return ""
    if lane.exit_code is None:
        return _tr("ended")
    code = formats.exit_code(lane.exit_code)
    return _tr("exit {0}").format(code) if lane.exit_code >= 0 else code


def ended_badly(lane: Lane) -> bool:
    return lane.zombie or lane.exit_code not in (None, 0)


def lane_figures(lane: Lane) -> list[str]:
    """CPU, memory and core, as far as they are known; how it ended for a dead one."""
    if end := lane_end(lane):
        used = _tr("used {0} of CPU").format(formats.duration(lane.last_cpu)) if lane.last_cpu > 0 else ""
        return [end, *([used] if used else [])]
    figures = []
    if lane.last_cpu_share == lane.last_cpu_share:
        figures.append(_tr("CPU {0}").format(formats.percent(lane.last_cpu_share)))
    if lane.last_memory > 0:
        figures.append(formats.memory(lane.last_memory))
    if lane.last_core >= 0:
        figures.append(_tr("core {0}").format(lane.last_core))
    return figures


def draw_titles(painter: QPainter, ink: Ink, trace: Trace, layout: TimelineLayout) -> None:
    """Titles of the main strip and of the queue; those of the lanes are drawn by `draw_lane_title`."""
    theme, margin = ink.theme, ink.px(_MARGIN)
    width = layout.left - 2 * margin
    main = trace.lanes[0] if trace.lanes else None
    figures = "" if main is None else "   ".join(lane_figures(main)[:2])
    tiny = layout.main < ink.px(45)
    lines = [(_tr("Main process"), 13.0 if tiny else 16.0, True, False, theme.text)]
    if main is not None:
        lines.append((_tr("PID {0}").format(main.pid), 12.0, False, True, theme.faint))
        if layout.main >= ink.px(60) and figures:
            lines.append((figures, 12.0, False, False, theme.faint))
    _draw_lines(painter, ink, lines, margin, 0.0, layout.main, width)
    if layout.queue < 1:
        return
    queue = [(_tr("Task queue"), 15.0, True, False, theme.text)]
    if layout.queue >= ink.px(44):
        queue.append((_tr("tasks that wait"), 12.0, False, False, theme.faint))
    _draw_lines(painter, ink, queue, margin, layout.main, layout.queue, width)


def draw_lane_title(painter: QPainter, ink: Ink, lane: Lane, box: LaneBox, left: float, until: float) -> None:
    """As much of title, PID and figures as there is height for; grey for one that died before `until` (s)."""
    theme = ink.theme
    dim = lane.role == "helper" or lane.ended < until - 0.5
    colour = theme.faint if dim else theme.text
    margin = ink.px(_MARGIN) + (ink.px(14) if lane.role == "thread" else 0)
    width = left - margin - ink.px(12)
    title, pid, figures = lane_title(lane), _tr("PID {0}").format(lane.pid), lane_figures(lane)
    if lane.role == "thread":
        pid = _tr("thread of PID {0}").format(lane.pid)
        figures = []
    if box.height >= ink.px(58) and figures:
        words = "   ".join(figures)
        lines = [
            (title, 16.0, True, False, colour),
            (pid, 13.0, False, True, theme.faint),
            (words, 12.0, False, False, theme.failed if ended_badly(lane) else theme.faint),
        ]
        _draw_lines(painter, ink, lines, margin, box.top, box.height, width)
    elif box.height >= ink.px(36):
        second = "   ".join([pid, *figures[:1]])
        pair = [(title, 14.0, True, False, colour), (second, 12.0, False, False, theme.faint)]
        _draw_lines(painter, ink, pair, margin, box.top, box.height, width)
    else:
        size = 12.0 if box.height >= ink.px(18) else 11.0
        where = QRectF(margin, box.top, width, box.height)
        end = ink.px(38)
        name = min(ink.metrics(size, True).horizontalAdvance(title) + 2, width - end)
        ink.text(painter, QRectF(margin, box.top, name, box.height), title, size, colour, bold=not dim)
        rest = width - name - ink.px(8)
        last = figures[0].removeprefix("CPU ") if figures else ""
        taken = ink.text(painter, where, last, size, theme.faint, align=RIGHT_MIDDLE) if rest > ink.px(70) else 0.0
        if rest - taken > ink.px(54) and lane.role != "thread":
            pid_box = QRectF(margin + name + ink.px(8), box.top, rest - taken - ink.px(6), box.height)
            ink.text(painter, pid_box, pid if rest - taken > ink.px(76) else str(lane.pid), size, theme.faint)


Line = tuple[str, float, bool, bool, str]


def _draw_lines(
    painter: QPainter, ink: Ink, lines: list[Line], x: float, top: float, height: float, width: float
) -> None:
    """Lines of text under each other, in the middle of the strip."""
    heights = [ink.metrics(size, bold, mono).height() + ink.px(1) for _, size, bold, mono, _ in lines]
    y = top + (height - sum(heights)) / 2
    for (words, size, bold, mono, colour), line in zip(lines, heights, strict=True):
        ink.text(painter, QRectF(x, y, width, line), words, size, colour, bold=bold, mono=mono)
        y += line


def draw_life(painter: QPainter, ink: Ink, lane: Lane, box: LaneBox, scale: TimeScale, until: float) -> None:
    """A pale band from the process's birth to its death, so that an idle worker is told from none."""
    begin = lane.began if lane.began == lane.began else 0.0
    end = min(lane.ended if lane.ended == lane.ended else until, until)
    x0, x1 = max(scale.x(begin), scale.left), min(scale.x(end), scale.right)
    if x1 > x0:
        height = box.bar if lane.role != "helper" else max(box.bar * 0.4, 3.0)
        top = box.bar_top + (box.bar - height) / 2
        painter.fillRect(QRectF(round(x0), top, round(x1) - round(x0), height), ink.alive)


def draw_end(painter: QPainter, ink: Ink, lane: Lane, box: LaneBox, scale: TimeScale, until: float) -> None:
    """The mark of a dead lane: a bar across it with its exit code or signal."""
    end = lane.ended
    if not scale.begin <= end <= min(scale.end, until):
        return
    theme, bad = ink.theme, ended_badly(lane)
    x = round(scale.x(end))
    colour = QColor(theme.failed if bad else theme.faint)
    thick = ink.px(3 if bad else 2)
    painter.fillRect(QRectF(x, box.bar_top - ink.px(1), thick, box.bar + ink.px(2)), colour)
    words = lane_end(lane)
    size = 13.0 if box.bar >= ink.px(30) else 11.0
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
