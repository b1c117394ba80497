"""What the card beside the mouse says of a wait, a message, a call, a state: (name, value) lines, the first its headline."""

from __future__ import annotations

import math
from pathlib import PurePath

import numpy as np
from PySide6.QtCore import QCoreApplication

from gui import formats
from gui.views.lanes import channel_title, lane_end, lane_title, orphan_words, orphaned_at, outside_words
from gui.views.timeline_waits import reason, waiting_words
from workers.analysis.queries import channel_length, queue_length
from workers.analysis.states import state_at, zombie_span
from workers.trace.future_states import FutureStateIndex
from workers.trace.trace import Trace

Rows = list[tuple[str, str]]


def _tr(words: str) -> str:
    return QCoreApplication.translate("Hover", words)


def wait_of(trace: Trace, block: int, now: float) -> Rows:
    """One wait, a row of `trace.blocks`; `now` (s) is the end of one that goes on."""
    blocks = trace.blocks
    began, ended, line = float(blocks.began[block]), float(blocks.ended[block]), int(blocks.line[block])
    open_one = math.isnan(ended)
    took = formats.duration((now if open_one else ended) - began)
    lane, wait = trace.lanes[int(blocks.lane[block])], blocks.wait(block)
    pools = bool(trace.pools)
    words = waiting_words(wait, pools)
    if lane.role != "main":
        name = f"{wait.operation}(): " if formats.is_call(wait) else ""
        words = _tr("{0}waits for {1}").format(name, reason(wait, pools))
    rows: Rows = [
        (_tr("{0} waits").format(lane_title(lane)), words),
        (_tr("for"), _tr("{0} so far").format(took) if open_one else took),
        (_tr("from"), formats.moment(began)),
    ]
    if line:
        rows.append((_tr("on line {0}").format(line), PurePath(blocks.file(block)).name))
    return rows


def message_of(trace: Trace, row: int, now: float) -> Rows:
    """One message, a row of `trace.messages`."""
    messages = trace.messages
    sent, received = float(messages.sent[row]), float(messages.received[row])
    size = int(messages.size[row])
    words = _tr("1 byte") if size == 1 else _tr("{0} bytes").format(formats.count(size))
    channel = int(messages.channel[row])
    rows: Rows = [(channel_title(trace, channel), _tr("message of {0}").format(words))]
    if trace.channels[channel].kind == "TCP":  # seen at one end, at one moment
        line = int(messages.sent_line[row])
        ends = (int(messages.sender[row]), int(messages.receiver[row]))
        rows.extend((name, _name_of(trace, lane)) for name, lane in zip((_tr("from"), _tr("to")), ends, strict=True))
        return [*rows, (_tr("at"), _tr("{0}, line {1}").format(formats.moment(sent), line) if line else
                        formats.moment(sent))]  # fmt: skip
    rows.append((_tr("sent by"), _someone(trace, int(messages.sender[row]), sent, int(messages.sent_line[row]))))
    if received != received or received > now:
        rows.append((_tr("received"), _tr("not yet, {0} so far").format(formats.duration(max(now - sent, 0.0)))))
        return rows
    who = _someone(trace, int(messages.receiver[row]), received, int(messages.received_line[row]))
    rows.append((_tr("received by"), who))
    rows.append((_tr("under way"), formats.duration(max(received - sent, 0.0))))
    return rows


def _name_of(trace: Trace, lane: int) -> str:
    if lane < 0:
        return _tr("somebody")
    return _tr("{0}, PID {1}").format(lane_title(trace.lanes[lane]), trace.lanes[lane].pid)


def _someone(trace: Trace, lane: int, time: float, line: int) -> str:
    name = _name_of(trace, lane)
    at = _tr("{0} at {1}").format(name, formats.moment(time))
    return _tr("{0}, line {1}").format(at, line) if line else at


def call_of(trace: Trace, row: int, now: float) -> Rows:
    """One call to a manager, a row of `trace.calls`."""
    calls = trace.calls
    began, ended, server = float(calls.began[row]), float(calls.ended[row]), int(calls.server[row])
    took = formats.duration((now if math.isnan(ended) else ended) - began)
    rows: Rows = [
        (_tr("Call to a manager"), f"{calls.kind(row)}.{calls.method(row)}()"),
        (_tr("from"), _someone(trace, int(calls.caller[row]), began, int(calls.line[row]))),
    ]
    if server >= 0:
        rows.append((_tr("to"), _tr("{0}, PID {1}").format(lane_title(trace.lanes[server]), trace.lanes[server].pid)))
    rows.append((_tr("answer after"), took if ended == ended else _tr("none yet, {0} so far").format(took)))
    if not calls.ok[row]:
        rows.append((_tr("status"), _tr("failed")))
    return rows


def state_of(trace: Trace, lane_id: int, time: float) -> Rows:
    """What the operating system did with a lane's process around `time` (s); empty where that is not known."""
    state = state_at(trace, lane_id, time)
    if not len(state):
        return []
    lane, waiting = trace.lanes[lane_id], float(state.runnable[0])
    known = waiting == waiting
    rows: Rows = [
        (lane_title(lane), _tr("PID {0}").format(lane.pid)),
        (_tr("on a CPU"), formats.percent(float(state.cpu[0]))),
        (_tr("waiting for a core"), formats.percent(waiting) if known else _tr("not known on this system")),
        (_tr("sleeping or waiting"), formats.percent(float(state.rest[0])) if known else formats.UNKNOWN),
        (_tr("between"), f"{formats.moment(float(state.begin[0]))} – {formats.moment(float(state.end[0]))}"),
    ]
    sample = min(int(np.searchsorted(lane.sample_t, float(state.end[0]))), len(lane.sample_t) - 1)
    if lane.sample_core[sample] >= 0:
        rows.append((_tr("last seen on core"), str(int(lane.sample_core[sample]))))
    if lane.sample_switches[sample] >= 0:
        # Involuntary context switches: the system gave its core to another.
        rows.append((_tr("times it had to leave a core"), str(int(lane.sample_switches[sample]))))
    if lane.alive and lane.role == "outside":
        rows.append((_tr("status"), outside_words()))
    elif orphaned_at(trace, lane_id) is not None:
        rows.append((_tr("status"), orphan_words(lane)))
    return rows


def tasks_of(trace: Trace, claims: FutureStateIndex, time: float) -> Rows:
    """The task queue at `time` (s)."""
    if not len(trace.tasks):
        return []
    at = np.array([time])
    waiting, claimed = int(queue_length(trace, at)[0]), int(claims.claimed_at(at)[0])
    rows: Rows = [
        (_tr("Task queue"), formats.moment(time)),
        (_tr("not with a worker yet"), formats.count(waiting)),
    ]
    if claims.any_claimed:
        rows.append((_tr("pending: may be cancelled"), formats.count(max(waiting - claimed, 0))))
        rows.append((_tr("claimed: its Future says running"), formats.count(claimed)))
    if cancelled := claims.cancelled_by(time):
        rows.append((_tr("cancelled so far"), formats.count(cancelled)))
    return rows


def cancelled_of(trace: Trace, row: int) -> Rows:
    """A task that was cancelled."""
    rows: Rows = [
        (_tr("Task {0}").format(row), trace.label(row)),
        (_tr("status"), _tr("cancelled at {0}").format(formats.moment(float(trace.tasks.ended[row])))),
        (_tr("waited in queue"), formats.duration(float(trace.tasks.ended[row] - trace.tasks.submitted[row]))),
    ]
    if line := trace.line(row):
        rows.append((_tr("submitted"), _tr("{0}() on line {1}, at {2}").format(
            trace.call(row), line, formats.moment(float(trace.tasks.submitted[row])))))  # fmt: skip
    return rows


def channel_of(trace: Trace, channel: int, time: float) -> Rows:
    """How many messages of a channel wait at `time` (s)."""
    record = trace.channels[channel]
    rows: Rows = [
        (channel_title(trace, channel), formats.moment(time)),
        (_tr("messages wait"), formats.count(int(channel_length(trace, channel, np.array([time]))[0]))),
        (_tr("in all"), _tr("{0} sent, {1} received, {2}").format(
            formats.count(record.sent), formats.count(record.received), formats.memory(float(record.bytes)))),
    ]  # fmt: skip
    if record.line:
        rows.append((_tr("made"), _tr("on line {0}").format(record.line)))
    return rows


def zombie_of(trace: Trace, lane_id: int, now: float) -> Rows:
    """A process that ended and was not waited for."""
    lane, span = trace.lanes[lane_id], zombie_span(trace, lane_id, now)
    if span is None:
        return []
    took = formats.duration(span[1] - span[0])
    end = formats.exit_code(lane.exit_code)
    return [
        (lane_title(lane), _tr("a zombie, PID {0}").format(lane.pid)),
        (_tr("ended"), _tr("at {0}, {1}").format(formats.moment(span[0]), lane_end(lane) if not lane.zombie else end)),
        (_tr("its parent waited for it"), _tr("not yet, {0} so far").format(took) if lane.zombie else
            _tr("{0} later").format(took)),
    ]  # fmt: skip
