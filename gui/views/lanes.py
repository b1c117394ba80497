"""The column at the left of the timeline: what each lane is, how its process fares, and what it waits for."""

from __future__ import annotations

import math
from pathlib import PurePath

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter

from gui import formats
from gui.views.timeline_layout import TASKS, LaneBox, TimelineLayout
from gui.views.timeline_paint import RIGHT_MIDDLE, Ink
from workers.analysis.deaths import ended_badly
from workers.analysis.queries import waiting_for
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
    if lane.role == "manager":
        return _tr("Manager") if lane.title_number <= 1 else _tr("Manager {0}").format(lane.title_number)
    if lane.role == "outside":
        return program_of(lane.name or lane.command or _tr("Program"))
    if lane.library and lane.role == "process":
        return _tr("{0} process {1}").format(lane.library, lane.library_number)
    if lane.role == "helper":
        return lane.name or _tr("Helper {0}").format(lane.title_number)
    if lane.method in ("", "subprocess") and lane.command.strip():
        return program_of(lane.command)
    return lane.name or _tr("Process {0}").format(lane.title_number)


def program_of(command: str) -> str:
    """A command line's program, for Python what it runs: "redis-server", "peer.py"."""
    words = command.split()
    name = PurePath(words[0]).name
    runs = len(words) > 1 and name.startswith("python") and not words[1].startswith("-")
    return PurePath(words[1]).name if runs else name


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


def orphaned_at(trace: Trace, lane_id: int) -> float | None:
    """When (s) the parent of a lane's process ended while the process went on; None: it did not."""
    lane = trace.lanes[lane_id]
    if lane.role not in ("worker", "process", "manager") or lane.parent < 0:
        return None
    if lane.adopted == lane.adopted:
        return lane.adopted
    ended = trace.lanes[lane.parent].ended
    return ended if lane.began <= ended < (lane.ended if lane.ended == lane.ended else math.inf) else None


def orphan_words(lane: Lane) -> str:
    """What became of a process that lost its parent."""
    if lane.adopted_by:
        return _tr("taken over by PID {0} (its parent ended)").format(lane.adopted_by)
    return _tr("its parent ended")


def outside_words() -> str:
    """Of a server that ran before and only answers this run."""
    return _tr("not of this run")


def wait_words(trace: Trace, lane_id: int, until: float) -> str:
    """What a lane waits for now: "waits: Queue.get, line 23, 3.2 s"; "" for nothing."""
    waiting = waiting_for(trace, lane_id)
    if waiting is None:
        return ""
    wait, line, since = waiting
    operation, took = formats.wait_text(wait), formats.duration(max(until - since, 0.0))
    if not line:
        return _tr("waits: {0}, {1}").format(operation, took)
    return _tr("waits: {0}, line {1}, {2}").format(operation, line, took)


def lane_figures(lane: Lane) -> list[str]:
    """CPU, memory and core, as far as they are known; how it ended for a dead one."""
    if lane.role == "outside":
        return [outside_words()]
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


def draw_titles(painter: QPainter, ink: Ink, trace: Trace, layout: TimelineLayout, until: float) -> None:
    """Titles of the main strip and of the queues; those of the lanes are drawn by `draw_lane_title`."""
    theme, margin = ink.theme, ink.px(_MARGIN)
    width = layout.left - margin - ink.px(10)
    main = trace.lanes[0] if trace.lanes else None
    tiny = layout.main < ink.px(45)
    lines = [(_tr("Main process"), 13.0 if tiny else 16.0, True, False, theme.text)]
    if main is not None:
        lines.append((_tr("PID {0}").format(main.pid), 12.0, False, True, theme.faint))
        waits = wait_words(trace, 0, until)
        figures = "   ".join(lane_figures(main)[:2])
        if layout.main >= ink.px(60) and (waits or figures):
            lines.append((waits or figures, 12.0, False, False, theme.text if waits else theme.faint))
    _draw_lines(painter, ink, lines, margin, 0.0, layout.main, width)
    for strip in layout.strips:
        if strip.channel == TASKS:
            title, below = _tr("Task queue"), _tr("tasks that wait")
            if np.isfinite(trace.tasks.claimed[:1000]).any():
                below = _tr("pending; dark: claimed")
        else:
            title = channel_title(trace, strip.channel)
            below = _tr("messages that wait")
            if strip is layout.strips[-1] and layout.hidden_channels:
                below = _tr("and {0} more channels").format(layout.hidden_channels)
        queue = [(title, 15.0 if strip.height >= ink.px(30) else 13.0, True, False, theme.text)]
        if strip.height >= ink.px(38):
            queue.append((below, 12.0, False, False, theme.faint))
        _draw_lines(painter, ink, queue, margin, strip.top, strip.height, width)


def channel_title(trace: Trace, channel: int) -> str:
    """ "Queue 1"."""
    record = trace.channels[channel]
    if record.kind == "TCP":
        return _tr("TCP port {0}").format(record.place)
    return record.name or _tr("Channel {0}").format(channel + 1)


def draw_lane_title(painter: QPainter, ink: Ink, trace: Trace, box: LaneBox, left: float, until: float) -> None:
    """As much of title, PID and figures as there is height for; grey for one that died before `until` (s).

    A lane that waits says so in place of its figures.
    """
    theme, lane = ink.theme, trace.lanes[box.lane]
    dim = lane.role in ("helper", "outside") or lane.ended < until - 0.5
    colour = theme.faint if dim else theme.text
    margin = ink.px(_MARGIN) + (ink.px(14) if lane.role == "thread" else 0)
    width = left - margin - ink.px(10)
    title, pid, figures = lane_title(lane), _tr("PID {0}").format(lane.pid), lane_figures(lane)
    if lane.role == "thread":
        pid = _tr("thread of PID {0}").format(lane.pid)
        figures = []
    waits = wait_words(trace, box.lane, until)
    last, strong = waits or "   ".join(figures), theme.text if waits else theme.faint
    if not dim and not waits and lane.alive and orphaned_at(trace, box.lane) is not None:
        last, strong = orphan_words(lane), theme.text
        waits = last if box.height < ink.px(58) else waits
    if ended_badly(trace, lane):
        strong = theme.failed
    if box.height >= ink.px(58) and last:
        lines = [
            (title, 16.0, True, False, colour),
            (pid, 13.0, False, True, theme.faint),
            (last, 12.0, False, False, strong),
        ]
        _draw_lines(painter, ink, lines, margin, box.top, box.height, width)
    elif box.height >= ink.px(36):
        second = waits or "   ".join([pid, *figures[:1]])
        pair = [(title, 14.0, True, False, colour), (second, 12.0, False, False, strong if waits else theme.faint)]
        _draw_lines(painter, ink, pair, margin, box.top, box.height, width)
    else:
        _draw_in_one_line(painter, ink, lane, box, (margin, width), colour, waits or "".join(figures[:1]))


def _draw_in_one_line(
    painter: QPainter, ink: Ink, lane: Lane, box: LaneBox, across: tuple[float, float], colour: str, figure: str
) -> None:
    theme, (margin, width) = ink.theme, across
    size = 12.0 if box.height >= ink.px(18) else 11.0
    where = QRectF(margin, box.top, width, box.height)
    bold = lane.role not in ("helper", "outside") and colour == theme.text
    title = lane_title(lane)
    name = min(ink.metrics(size, True).horizontalAdvance(title) + 2, width - ink.px(38))
    ink.text(painter, QRectF(margin, box.top, name, box.height), title, size, colour, bold=bold)
    rest = width - name - ink.px(8)
    last = figure.removeprefix("CPU ")
    beside = where.adjusted(name + ink.px(8), 0, 0, 0)
    taken = ink.text(painter, beside, last, size, theme.faint, align=RIGHT_MIDDLE) if rest > ink.px(70) else 0.0
    if rest - taken > ink.px(54) and lane.role != "thread":
        pid = _tr("PID {0}").format(lane.pid)
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
