"""Message channels: how many messages of each wait for a receiver, in a strip of steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF

from gui import formats
from gui.lanes import channel_title
from gui.timeline.frame import Frame
from gui.timeline.layout import Room, Strip
from gui.timeline.primitives import Drawn, Layer
from gui.timeline.steps import steps, strip_title
from gui.timeline.track import Hit, Rows, Track
from gui.timeline.words import card_tr, lane_tr, timeline_tr
from workers.analysis.queries import backlog_is_known, channel_length, channel_steps, readers_unseen
from workers.trace.trace import Trace


class ChannelsTrack(Track):
    name = "channels"

    def strips(self, trace: Trace, room: Room) -> Sequence[Strip]:
        if room.height < room.px(210):
            return ()
        height = room.px(30 if room.height < room.px(330) else 42)
        unseen = readers_unseen(trace)
        # Bytes on a connection are seen at one moment only: there is no wait to be drawn.
        return [
            Strip(index, 0, height, self)
            for index, record in enumerate(trace.channels)
            if record.kind != "TCP" and backlog_is_known(trace, index, unseen)
        ]

    def draw_across(self, frame: Frame) -> Iterator[Drawn]:
        trace, layout, scale = frame.trace, frame.layout, frame.scale
        for strip in layout.strips:
            if strip.track is not self:
                continue
            below = lane_tr("messages that wait")
            if strip is layout.strips[-1] and layout.hidden_channels:
                below = lane_tr("and {0} more channels").format(layout.hidden_channels)
            for line in strip_title(frame, strip, channel_title(trace, strip.channel), below):
                yield Layer.GUTTER, line
            if frame.end > scale.begin:
                lengths = channel_steps(trace, strip.channel, scale.begin, frame.end, frame.pixels)
                for part in steps(frame, strip, lengths, frame.theme.message, _words):
                    yield Layer.FRONT, part

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        strip, time = frame.layout.strip_at(at.y()), frame.scale.time(at.x())
        if strip is None or strip.track is not self or time > frame.until:
            return None
        return Hit(self, row=strip.channel, time=time)

    def card(self, frame: Frame, hit: Hit) -> Rows:
        return channel_of(frame.trace, hit.row, hit.time)


def _words(count: int, _time: float) -> tuple[str, ...]:
    if count == 1:
        return (timeline_tr("1 message waits"),)
    return (timeline_tr("{0} messages wait").format(formats.count(count)),)


def channel_of(trace: Trace, channel: int, time: float) -> Rows:
    """How many messages of a channel wait at `time` (s)."""
    record = trace.channels[channel]
    rows: Rows = [
        (channel_title(trace, channel), formats.moment(time)),
        (card_tr("messages wait"), formats.count(int(channel_length(trace, channel, np.array([time]))[0]))),
        (card_tr("in all"), card_tr("{0} sent, {1} received, {2}").format(
            formats.count(record.sent), formats.count(record.received), formats.memory(float(record.bytes)))),
    ]  # fmt: skip
    if record.line:
        rows.append((card_tr("made"), card_tr("on line {0}").format(record.line)))
    return rows
