"""What is under a pixel of the timeline: a task, a wait, a call, a message, a state. By binary search, not by looking at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from gui.geometry import TimeScale
from gui.views.timeline_calls import call_at
from gui.views.timeline_cards import (
    Rows,
    call_of,
    cancelled_of,
    channel_of,
    message_of,
    state_of,
    tasks_of,
    wait_of,
    zombie_of,
)
from gui.views.timeline_layout import TASKS, LaneBox, TimelineLayout, bar_is_states
from gui.views.timeline_life import zombie_rect
from gui.views.timeline_main import main_rows
from gui.views.timeline_messages import REACH, Arrows
from gui.views.timeline_paint import Ink
from gui.views.timeline_waits import wait_at
from workers.analysis.queries import callbacks_between, task_at
from workers.trace.future_states import FutureStateIndex
from workers.trace.trace import Trace


@dataclass(frozen=True, slots=True)
class Shown:
    """What one timeline shows at the moment."""

    trace: Trace
    ink: Ink
    layout: TimelineLayout
    scale: TimeScale
    until: float  # s
    arrows: Arrows
    claims: FutureStateIndex

    def task_rect(self, row: int) -> QRectF | None:
        """Where task `row` is drawn; None while it has no lane or is scrolled away."""
        tasks, layout, scale = self.trace.tasks, self.layout, self.scale
        if not 0 <= row < len(tasks.lane) or int(tasks.lane[row]) < 0:
            return None
        box = layout.box_of(int(tasks.lane[row]))
        if box is None or box.top + box.height <= layout.lanes_top or box.top >= layout.axis:
            return None
        ended = float(tasks.ended[row])
        x0 = scale.x(float(tasks.started[row]))
        x1 = scale.x(self.until if ended != ended else ended)
        if x1 < scale.left or x0 > scale.right:
            return None
        x0, x1 = max(x0, scale.left - 4), min(x1, scale.right + 4)
        return QRectF(x0, box.bar_top, max(x1 - x0, 2), box.bar)

    def task_under(self, position: QPointF) -> int:
        """Row of the task under a pixel, or of the callback's task in the main strip; -1: none."""
        scale, layout, trace = self.scale, self.layout, self.trace
        if not self._inside(position):
            return -1
        time = scale.time(position.x())
        slack = 3 * scale.seconds_per_pixel
        if time > self.until + slack:
            return -1
        if position.y() < layout.main:
            rows = main_rows(self.ink, layout)
            if position.y() > rows.marks + rows.marks_height:
                return -1
            near = callbacks_between(trace, time - 2 * slack, time + 2 * slack, 16)
            if len(near) == 0:
                return -1
            nearest = near[int(np.argmin(np.abs(trace.callbacks.began[near] - time)))]
            return int(trace.callbacks.task[nearest])
        box = layout.box_at(position.y())
        if box is None or not box.bar_top - 2 <= position.y() <= box.bar_top + box.bar + 2:
            return -1
        row = task_at(trace, box.lane, time, slack)
        lane = trace.lanes[box.lane]
        if row < 0 and lane.open_row >= 0 and time >= trace.tasks.started[lane.open_row]:
            return lane.open_row  # it runs until now, which is later than the record's last event
        return row

    def wait_under(self, position: QPointF) -> int:
        """Row of the wait under a pixel, of the main process or of another lane; -1: none."""
        lane = self._waits_under(position)
        time, slack = self.scale.time(position.x()), 2 * self.scale.seconds_per_pixel
        return wait_at(self.trace, lane, time, slack, self.until) if lane >= 0 else -1

    def call_under(self, position: QPointF) -> int:
        """Row of the call to a manager under a pixel; -1: none."""
        lane = self._waits_under(position)
        time, slack = self.scale.time(position.x()), 2 * self.scale.seconds_per_pixel
        return call_at(self.trace, lane, time, slack) if lane >= 0 else -1

    def message_under(self, position: QPointF, reach: float = REACH) -> int:
        """Row of the message whose arrow is within `reach` pixels; -1: none."""
        return self.arrows.nearest(position, reach) if self._inside(position) else -1

    def cancelled_under(self, position: QPointF) -> int:
        """Row of the cancelled task whose mark is under a pixel; -1: none."""
        rows, y = main_rows(self.ink, self.layout), position.y()
        box = self.layout.box_at(y) if y >= self.layout.main else None
        lane, at = (0, rows.marks + rows.marks_height / 2) if box is None else (box.lane, box.bar_top)
        if not self._inside(position) or abs(y - at) > self.ink.px(6):
            return -1
        time, reach = self.scale.time(position.x()), self.ink.px(6) * self.scale.seconds_per_pixel
        found, _ = self.claims.cancelled_between(time - reach, time + reach, 16)
        found = found[self.trace.tasks.owner[found] == lane]
        if not len(found):
            return -1
        return int(found[np.argmin(np.abs(self.trace.tasks.ended[found] - time))])

    def card_under(self, position: QPointF) -> Rows:
        """What there is to say of anything but a task; empty for nothing."""
        trace, until = self.trace, self.until
        if not self._inside(position):
            return []
        if (row := self.cancelled_under(position)) >= 0:
            return cancelled_of(trace, row)
        on_task = self.task_under(position) >= 0
        if (row := self.message_under(position, REACH / 2 if on_task else REACH)) >= 0:
            return message_of(trace, row, until)
        if on_task:
            return []
        if (row := self.call_under(position)) >= 0:
            return call_of(trace, row, until)
        if (row := self.wait_under(position)) >= 0:
            return wait_of(trace, row, until)
        time = self.scale.time(position.x())
        if time > until:
            return []
        if (strip := self.layout.strip_at(position.y())) is not None:
            return (
                tasks_of(trace, self.claims, time) if strip.channel == TASKS else channel_of(trace, strip.channel, time)
            )
        rows = main_rows(self.ink, self.layout)
        if rows.states <= position.y() < rows.states + rows.states_height:
            return state_of(trace, 0, time)
        box = self.layout.box_at(position.y())
        return self._lane_card(box, position, time) if box is not None else []

    def _lane_card(self, box: LaneBox, position: QPointF, time: float) -> Rows:
        lane, y = self.trace.lanes[box.lane], position.y()
        zombie = zombie_rect(self.ink, self.trace, box, self.scale, self.until)
        if zombie is not None and zombie.contains(position):
            return zombie_of(self.trace, box.lane, self.until)
        in_strip = box.states > 0 and box.states_top - 1 <= y <= box.states_top + box.states + 1
        in_bar = bar_is_states(lane) and box.bar_top <= y <= box.bar_top + box.bar
        return state_of(self.trace, box.lane, time) if in_strip or in_bar else []

    def _waits_under(self, position: QPointF) -> int:
        """The lane whose row of waits is under a pixel; -1: none."""
        if not self._inside(position):
            return -1
        rows, y = main_rows(self.ink, self.layout), position.y()
        if 0 <= y - rows.bar <= rows.bar_height:
            return 0
        box = self.layout.box_at(y)
        return box.lane if box is not None and 0 <= y - box.waits_top <= box.waits and box.waits else -1

    def _inside(self, position: QPointF) -> bool:
        return bool(self.trace.lanes) and self.scale.left <= position.x() <= self.scale.right
