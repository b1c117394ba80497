"""Messages as arrows, from the lane that sent to the lane that received; the numbers come from the record, not from guesses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from gui import formats
from gui.ink import RIGHT_MIDDLE, Ink
from gui.lanes import channel_title, lane_title
from gui.timeline.arrows import NO_ARROWS, REACH, Arrows, arrow_sign, arrows_look
from gui.timeline.frame import Frame
from gui.timeline.primitives import Drawn, Layer, Primitive, Text
from gui.timeline.track import Hit, LegendEntry, Rows, Track
from gui.timeline.words import card_tr, legend_tr, timeline_tr
from workers.analysis.queries import messages_between
from workers.trace.trace import Trace

_EVERY = 6
"""Logical pixels: where messages are closer, one stands for them."""


class MessagesTrack(Track):
    name = "messages"

    def draw_across(self, frame: Frame) -> Iterator[Drawn]:
        arrows, ink = arrows_of(frame), frame.ink
        for part in arrows_look(ink, arrows, ink.theme.message, (frame.scale.left, frame.scale.right)):
            yield Layer.ARROWS, part
        if arrows.hidden:  # so that nobody takes the arrows for all messages
            number, every = formats.count(len(arrows)), formats.count(len(arrows) + arrows.hidden)
            words = timeline_tr("{0} of {1} messages are drawn; zoom in for more").format(number, every)
            width = ink.metrics(13).horizontalAdvance(words) + ink.px(12)
            plate = QRectF(frame.scale.right - width, frame.layout.axis - ink.px(23), width, ink.px(20))
            where = plate.adjusted(0, 0, -ink.px(6), 0)
            yield (
                Layer.NOTES,
                Text(where, words, 13, ink.theme.text, align=RIGHT_MIDDLE, plate=plate, ground=ink.theme.card),
            )

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        # Among tasks an arrow must be met exactly, so that it does not hide what it lies on.
        row, distance = arrows_of(frame).nearest(at)
        return Hit(self, row=row, near=distance > REACH / 2) if row >= 0 else None

    def highlight(self, frame: Frame, hit: Hit, strong: bool) -> Iterator[Primitive]:
        across = (frame.scale.left, frame.scale.right)
        return arrows_look(frame.ink, arrows_of(frame).only(hit.row), frame.theme.message, across, strong=True)

    def card(self, frame: Frame, hit: Hit) -> Rows:
        return message_of(frame.trace, hit.row, frame.until)

    def legend(self, trace: Trace, brief: bool) -> Sequence[LegendEntry]:
        return (LegendEntry("message", legend_tr("message"), len(trace.messages) > 0, self._sign, 11),)

    def _sign(self, ink: Ink, where: QRectF) -> Iterator[Primitive]:
        return arrow_sign(ink, where, ink.theme.message)


def arrows_of(frame: Frame) -> Arrows:
    """The arrows of a frame's messages."""
    return frame.keep("messages", lambda: _collect(frame))


def edges_of(frame: Frame, lane: int) -> tuple[float, float]:
    """y of the upper and the lower edge of what is drawn of a lane, kept within what can be seen."""
    box = frame.box_of(lane) or frame.layout.main_box
    if box.lane == 0:
        return box.edges
    low, high = frame.layout.lanes_top + 1, frame.layout.axis - 1
    return min(max(box.edges[0], low), high), min(max(box.edges[1], low), high)


def _collect(frame: Frame) -> Arrows:
    scale, messages, px, end = frame.scale, frame.trace.messages, frame.px, frame.end
    if not len(messages) or end <= scale.begin:
        return NO_ARROWS
    rows, total = messages_between(frame.trace, scale.begin, end, max(round(scale.width / px(_EVERY)), 1))
    rows = rows[(messages.sent[rows] <= end) & (messages.sender[rows] >= 0)]
    if not len(rows):
        return NO_ARROWS
    sent, received = messages.sent[rows], messages.received[rows]
    arrived = (received <= frame.until) & (messages.receiver[rows] >= 0)
    sender, receiver = messages.sender[rows], messages.receiver[rows]
    edges = {lane: edges_of(frame, lane) for lane in {*sender.tolist(), *receiver[arrived].tolist()}}
    x0 = scale.xs(sent)
    x1 = np.where(arrived, scale.xs(received), x0 + px(9))
    y0, y1 = np.empty(len(rows)), np.empty(len(rows))
    for i, (source, goal, there) in enumerate(zip(sender.tolist(), receiver.tolist(), arrived.tolist(), strict=True)):
        top, bottom = edges[source]
        if not there or source == goal:
            y0[i], y1[i] = bottom, bottom + px(9) * (not there)
            continue
        upper, lower = edges[goal]
        down = upper + lower > top + bottom
        y0[i], y1[i] = (bottom, upper) if down else (top, lower)
    # Far outside there is nothing to see, and no painter likes coordinates of millions.
    x0, x1 = (np.clip(x, scale.left - 3 * scale.width, scale.right + 3 * scale.width) for x in (x0, x1))
    return Arrows(rows, x0, y0, x1, y1, arrived, max(total - len(rows), 0))


def message_of(trace: Trace, row: int, now: float) -> Rows:
    """One message, a row of `trace.messages`."""
    messages = trace.messages
    sent, received = float(messages.sent[row]), float(messages.received[row])
    size = int(messages.size[row])
    words = card_tr("1 byte") if size == 1 else card_tr("{0} bytes").format(formats.count(size))
    channel = int(messages.channel[row])
    rows: Rows = [(channel_title(trace, channel), card_tr("message of {0}").format(words))]
    if trace.channels[channel].kind == "TCP":  # seen at one end, at one moment
        line = int(messages.sent_line[row])
        ends = (int(messages.sender[row]), int(messages.receiver[row]))
        rows.extend(
            (name, name_of(trace, lane)) for name, lane in zip((card_tr("from"), card_tr("to")), ends, strict=True)
        )
        return [*rows, (card_tr("at"), card_tr("{0}, line {1}").format(formats.moment(sent), line) if line else
                        formats.moment(sent))]  # fmt: skip
    rows.append((card_tr("sent by"), someone(trace, int(messages.sender[row]), sent, int(messages.sent_line[row]))))
    if received != received or received > now:
        rows.append(
            (card_tr("received"), card_tr("not yet, {0} so far").format(formats.duration(max(now - sent, 0.0))))
        )
        return rows
    who = someone(trace, int(messages.receiver[row]), received, int(messages.received_line[row]))
    rows.append((card_tr("received by"), who))
    rows.append((card_tr("under way"), formats.duration(max(received - sent, 0.0))))
    return rows


def name_of(trace: Trace, lane: int) -> str:
    if lane < 0:
        return card_tr("somebody")
    return card_tr("{0}, PID {1}").format(lane_title(trace.lanes[lane]), trace.lanes[lane].pid)


def someone(trace: Trace, lane: int, time: float, line: int) -> str:
    name = name_of(trace, lane)
    at = card_tr("{0} at {1}").format(name, formats.moment(time))
    return card_tr("{0}, line {1}").format(at, line) if line else at
