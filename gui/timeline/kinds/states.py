"""What the operating system did with each process: on a CPU, waiting for one, sleeping. Stacked like a task's glass.

From below: the share of time on a CPU, then the share it could have run and had no CPU, and what is left it slept.
It stands in a lane's bar where the process has no tasks, else in a strip at the lane's bottom.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, Qt

from gui import formats
from gui.ink import Ink, boxes, hatch
from gui.lanes import lane_title, orphan_words, orphaned_at, outside_words
from gui.timeline.frame import Frame
from gui.timeline.layout import STATES, Band, LaneBox, Room, bar_is_states, main_is_states
from gui.timeline.primitives import Drawn, Fill, Layer, Polygon, Primitive, Rects, Text, fitting
from gui.timeline.spans import glass_sign
from gui.timeline.track import Hit, LegendEntry, Rows, Track
from gui.timeline.words import card_tr, legend_tr, timeline_tr
from workers.analysis.states import States, mean_states, state_at, states_of, waiting_is_known
from workers.trace.lanes import Lane
from workers.trace.trace import Trace


def in_bar(trace: Trace, lane: int) -> bool:
    """Whether a lane's bar shows the states of its process: it has no tasks to show."""
    return main_is_states(trace) if lane == 0 else bar_is_states(trace.lanes[lane])


class StatesTrack(Track):
    name = STATES

    def band_height(self, trace: Trace, lane: Lane, room: Room) -> int:
        if room.height < room.px(32) or bar_is_states(lane) or lane.role == "thread" or not len(lane.sample_t):
            return 0
        return room.px(8 if room.height >= room.px(60) else 5)

    def draw(self, frame: Frame, lanes: Sequence[LaneBox]) -> Iterator[Drawn]:
        for box in lanes:
            if in_bar(frame.trace, box.lane):
                yield from self._states(frame, box.lane, Band(box.bar_top, box.bar), calm=False)
                if (name := self._name(frame, box)) is not None:
                    yield Layer.FRONT, name
            elif (row := box.band(self.name)).height:
                yield from self._states(frame, box.lane, row, calm=True)

    def _states(self, frame: Frame, lane: int, row: Band, calm: bool) -> Iterator[Drawn]:
        scale, end = frame.scale, frame.end
        if end <= scale.begin or row.height < 1:
            return
        # A mean over two pixels: the sum of so little time is as good, at half the work.
        pixels = max(round(scale.width / 2 * (end - scale.begin) / (scale.end - scale.begin)), 1)
        states = states_of(frame.trace, lane, scale.begin, end, pixels)
        if len(states):
            for part in stacked(frame, states, row, calm):
                yield Layer.BODY, part

    def _name(self, frame: Frame, box: LaneBox) -> Text | None:
        """The name of a process without tasks in its bar, and its shares where there is room."""
        trace, scale, ink = frame.trace, frame.scale, frame.ink
        lane, bar = trace.lanes[box.lane], box.bar
        begin, end = max(lane.began, scale.begin), frame.end
        end = end if math.isnan(lane.ended) else min(lane.ended, end)
        left, right = scale.x(begin) + ink.px(8), scale.x(end) - ink.px(8)
        size = 15.0 if bar >= ink.px(36) else 13.0
        metrics = ink.metrics(size, True)
        if bar < metrics.height() or right - left < ink.px(20):
            return None
        # In a thin bar words hide the very shares: there they are only the number, the name stands beside the lane.
        thin = bar < ink.px(24)
        words, width = fitting(
            metrics, _names(trace, lane, begin, end, thin), (right - left - ink.px(10)) * (0.35 if thin else 1.0)
        )
        if not words:
            return None
        plate = QRectF(left, box.middle - metrics.height() / 2, width + ink.px(10), metrics.height())
        ground = QColor(ink.theme.card)
        ground.setAlphaF(0.85)
        where = plate.adjusted(ink.px(5), 0, 0, 0)
        return Text(where, words, size, ink.theme.text, bold=True, plate=plate, ground=ground)

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        box, time = frame.box_at(at.y()), frame.scale.time(at.x())
        if box is None or time > frame.until:
            return None
        row = Band(box.bar_top, box.bar) if in_bar(frame.trace, box.lane) else box.band(self.name)
        return (
            Hit(self, box.lane, time=time)
            if row.holds(at.y(), 1) and len(state_at(frame.trace, box.lane, time))
            else None
        )

    def card(self, frame: Frame, hit: Hit) -> Rows:
        return state_of(frame.trace, hit.lane, hit.time)

    def legend(self, trace: Trace, brief: bool) -> Sequence[LegendEntry]:
        with_tasks = not trace.lanes or bool(len(trace.tasks) or trace.pools)
        known = waiting_is_known(trace) if trace.lanes else None
        strips = any(len(lane.sample_t) and len(lane) for lane in trace.lanes)
        unknown = legend_tr("waiting for a core: not known on this system")
        return (
            LegendEntry("full", legend_tr("on a CPU"), True, lambda ink, where: glass_sign(ink, where, 1.0), 0),
            LegendEntry(
                "half", legend_tr("partly"), with_tasks and not brief, lambda ink, where: glass_sign(ink, where, 0.5), 1
            ),
            LegendEntry("runnable", legend_tr("waiting for a core"), known is True, self._waiting_sign, 2),
            LegendEntry("unknown", unknown, known is False, self._unknown_sign, 3),
            LegendEntry(
                "empty", legend_tr("sleeping or waiting"), True, lambda ink, where: glass_sign(ink, where, 0.0), 4
            ),
            LegendEntry("strip", legend_tr("strip: the process"), strips and not brief, self._strip_sign, 4),
        )

    def _strip_sign(self, ink: Ink, where: QRectF) -> Iterable[Primitive]:
        """A piece of a lane's strip: on a CPU, waiting for a core, asleep."""
        high, third = ink.px(6), where.width() / 3
        top = where.center().y() - high / 2
        yield Rects(np.array([[where.left(), top, 3 * third, high]]), ink.asleep)
        yield from hatched(
            QRectF(where.left(), top, third, high),
            ink.theme.runnable,
            ink.theme.runnable_hatch,
            Qt.BrushStyle.FDiagPattern,
        )
        yield Rects(np.array([[where.left() + third, top, third, high]]), ink.theme.on_cpu)

    def _waiting_sign(self, ink: Ink, where: QRectF) -> Iterable[Primitive]:
        return hatched(where, ink.theme.runnable, ink.theme.runnable_hatch, Qt.BrushStyle.FDiagPattern)

    def _unknown_sign(self, ink: Ink, where: QRectF) -> Iterable[Primitive]:
        return hatched(where, ink.theme.field, ink.theme.line, Qt.BrushStyle.FDiagPattern)


def hatched(where: QRectF, ground: Fill, line: QColor | str, pattern: Qt.BrushStyle) -> tuple[Primitive, ...]:
    """A rectangle hatched over a ground."""
    rect = np.array([where.getRect()])
    return Rects(rect, ground), Rects(rect, hatch(line, pattern))


def stacked(frame: Frame, states: States, row: Band, calm: bool) -> Iterator[Primitive]:
    """`calm`: beside something that says more, where sleep is nothing to look at."""
    scale, theme, top, height = frame.scale, frame.theme, row.top, row.height
    x0 = np.floor(np.maximum(scale.xs(states.begin), scale.left))
    x1 = np.floor(np.minimum(scale.xs(np.minimum(states.end, frame.end)), scale.right))
    seen = x1 > x0
    if not seen.any():
        return
    x0, x1 = x0[seen], x1[seen]
    cpu, waiting = states.cpu[seen], np.nan_to_num(states.runnable[seen])
    base = top + height
    low = base - np.round(height * cpu)
    high = np.minimum(base - np.round(height * (cpu + waiting)), low)
    # A measured sliver is drawn, however thin.
    low = np.where((cpu > 0.02) & (low == base), base - 1, low)
    high = np.where((waiting > 0.02) & (high >= low), low - 1, high)
    one = np.ones(len(x0))
    yield Rects(boxes(x0, one * top, x1, high - top), frame.ink.asleep if calm else theme.sleeping)
    without = low > high
    if without.any():
        yield Rects(boxes(x0, high, x1, low - high)[without], theme.runnable)
        # One polygon: a hatch is slow to begin with, and as rectangles it would begin a thousand times.
        edges = np.column_stack((x0, x1)).ravel()
        outline = np.concatenate(
            (np.column_stack((edges, np.repeat(high, 2))), np.column_stack((edges, np.repeat(low, 2)))[::-1])
        )
        yield Polygon(outline, hatch(theme.runnable_hatch, Qt.BrushStyle.FDiagPattern))
    yield Rects(boxes(x0, low, x1, base - low), theme.on_cpu)


def _names(trace: Trace, lane: Lane, begin: float, end: float, thin: bool) -> list[str]:
    """Texts for a process's bar, the longest first."""
    name = lane_title(lane)
    cpu, waiting, _ = mean_states(trace, lane.id, begin, end)
    if cpu != cpu:
        return [name]
    share = formats.percent(cpu)
    if thin:
        return [timeline_tr("{0} on a CPU").format(share), share]
    on_cpu = timeline_tr("{0}: {1} on a CPU").format(name, share)
    if waiting != waiting or waiting < 0.005:
        return [on_cpu, name]
    return [timeline_tr("{0}, {1} waiting for one").format(on_cpu, formats.percent(waiting)), on_cpu, name]


def state_of(trace: Trace, lane_id: int, time: float) -> Rows:
    """What the operating system did with a lane's process around `time` (s); empty where that is not known."""
    state = state_at(trace, lane_id, time)
    if not len(state):
        return []
    lane, waiting = trace.lanes[lane_id], float(state.runnable[0])
    known = waiting == waiting
    rows: Rows = [
        (lane_title(lane), card_tr("PID {0}").format(lane.pid)),
        (card_tr("on a CPU"), formats.percent(float(state.cpu[0]))),
        (card_tr("waiting for a core"), formats.percent(waiting) if known else card_tr("not known on this system")),
        (card_tr("sleeping or waiting"), formats.percent(float(state.rest[0])) if known else formats.UNKNOWN),
        (card_tr("between"), f"{formats.moment(float(state.begin[0]))} – {formats.moment(float(state.end[0]))}"),
    ]
    sample = min(int(np.searchsorted(lane.sample_t, float(state.end[0]))), len(lane.sample_t) - 1)
    if lane.sample_core[sample] >= 0:
        rows.append((card_tr("last seen on core"), str(int(lane.sample_core[sample]))))
    if lane.sample_switches[sample] >= 0:
        # Involuntary context switches: the system gave its core to another.
        rows.append((card_tr("involuntary context switches"), str(int(lane.sample_switches[sample]))))
    if lane.alive and lane.role == "outside":
        rows.append((card_tr("status"), outside_words()))
    elif orphaned_at(trace, lane_id) is not None:
        rows.append((card_tr("status"), orphan_words(lane)))
    return rows
