"""Messages, channels and calls to managers, and what is asked about them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import MAIN as FAKE_MAIN
from tests.fakes import message_events
from tests.workers.trace.streams import MAIN, at, over, receive, send, start, worker
from workers.analysis import queries
from workers.analysis.statistics import report, summary
from workers.trace.spans import OverlappingSpans
from workers.trace.trace import Trace
from workers.wire.events import (
    BlockBegan,
    BlockEnded,
    CallBegan,
    CallEnded,
    ChannelCreated,
    Event,
    ManagerStarted,
    ProcessReaped,
    TaskStarted,
)


def trace_of(*events: Event) -> Trace:
    trace = Trace()
    trace.apply(events)
    return trace


def call(seconds: float, number: int, pid: int = 7, address: str = "a", method: str = "append") -> Event:
    return CallBegan(at(seconds), pid, pid, -1, number, address, "list", method, 8)


def answer(seconds: float, number: int, pid: int = 7, ok: bool = True) -> Event:
    return CallEnded(at(seconds), pid, pid, -1, number, ok)


def test_a_run_with_messages_and_calls_is_recorded_as_it_was() -> None:
    trace = trace_of(*message_events(messages=6, unread=1))
    pids = [lane.pid for lane in trace.lanes]
    assert [(channel.name, channel.sent, channel.received) for channel in trace.channels] == [
        ("Queue 1", 6, 5),
        ("Pipe 1", 2, 2),
    ]
    assert trace.channels[1].numbers == [9002, 9003]
    assert (trace.channels[0].line, pids[trace.channels[0].owner], trace.channels[0].bytes) == (5, FAKE_MAIN, 615)
    messages = trace.messages
    assert (messages.received[:5] - messages.sent[:5]).tolist() == pytest.approx([0.03] * 5)
    assert math.isnan(messages.received[5])
    assert [pids[lane] for lane in messages.sender[-2:]] == [FAKE_MAIN, 4015]
    assert [pids[lane] for lane in messages.receiver[-2:]] == [4015, FAKE_MAIN]
    assert messages.size.tolist() == [100, 101, 102, 103, 104, 105, 20, 30]
    assert (messages.sent_line[6], messages.received_line[6]) == (10, 20)
    assert report(trace)["messages"] == {"sent": 8, "received": 7}
    assert report(trace)["calls"] == 3
    assert "8 messages sent, 7 received" in summary(trace)


def test_a_message_whose_receipt_is_heard_first_is_one_message() -> None:
    trace = trace_of(start(), worker(7), receive(0.5, 1), send(0.2, 1))
    messages = trace.messages
    assert (len(messages), messages.sent[0], messages.received[0]) == (1, 0.2, 0.5)
    assert (messages.sender[0], messages.receiver[0], messages.sent_line[0]) == (0, 1, 4)
    assert queries.channel_length(trace, 0, np.array([0.1, 0.3, 0.6])).tolist() == [0, 1, 0]
    assert queries.messages_between(trace, 0.3, 0.4, 10)[0].tolist() == [0]


def test_a_message_of_which_only_the_receipt_is_known_names_its_sender_and_is_not_in_the_queue() -> None:
    trace = trace_of(start(), worker(7), receive(0.5, 1), receive(0.6, 1))
    assert (trace.messages.sender[0], trace.messages.receiver[0], trace.messages.size[0]) == (0, 1, 10)
    assert math.isnan(trace.messages.sent[0])
    assert trace.messages.received[0] == 0.5
    assert queries.channel_length(trace, 0, np.array([0.1, 0.6])).tolist() == [0, 0]
    assert queries.messages_between(trace, 0, 1, 10) == (np.array([0]), 1)
    assert queries.messages_between(trace, 0.6, 1, 10)[1] == 0


def test_the_same_number_from_another_sender_is_another_message() -> None:
    trace = trace_of(start(), worker(7), send(0.1, 1), send(0.2, 1, pid=7), receive(0.3, 1, pid=7), send(0.1, 1))
    assert len(trace.messages) == 2
    assert np.isnan(trace.messages.received).tolist() == [False, True]


def test_channels_are_numbered_for_each_kind_and_two_directions_are_one() -> None:
    made = [
        ChannelCreated(at(0.1), MAIN, MAIN, -1, 1, 0, "Queue", 1),
        ChannelCreated(at(0.2), MAIN, MAIN, -1, 2, 3, "Pipe", 2),
        ChannelCreated(at(0.3), MAIN, MAIN, -1, 4, 0, "Queue", 3),
        ChannelCreated(at(0.3), MAIN, MAIN, -1, 4, 0, "Queue", 3),
    ]
    trace = trace_of(start(), *made, send(0.4, 1, channel=3, kind="Pipe"), send(0.4, 2, channel=2, kind="Pipe"))
    assert [channel.name for channel in trace.channels] == ["Queue 1", "Pipe 1", "Queue 2"]
    assert trace.messages.channel.tolist() == [1, 1]
    trace.apply([ChannelCreated(at(0.9), MAIN, MAIN, -1, 1, 0, "Queue", 4), send(1, 3, channel=1)])
    assert trace.channels[trace.messages.channel[2]].name == "Queue 3"  # the system used the number again


def test_two_directions_that_were_used_before_they_were_heard_to_be_one_are_put_together() -> None:
    before = [send(0.1, 1, 5, kind="Pipe"), send(0.2, 2, 2, kind="Pipe"), send(0.3, 3, 8), send(0.4, 4, 3, kind="Pipe")]
    trace = trace_of(start(), worker(7), *before, receive(0.5, 4, 3), receive(0.6, 2, 2))
    trace.apply([ChannelCreated(at(0), MAIN, MAIN, -1, 3, 2, "Pipe", 2), send(0.7, 5, 2, kind="Pipe")])
    trace.apply([send(0.8, 6, 8)])
    names = [trace.channels[index].name for index in trace.messages.channel]
    numbers = [trace.channels[index].numbers for index in trace.messages.channel]
    assert numbers == [[5], [3, 2], [8], [3, 2], [3, 2], [8]]
    assert names[1] == names[3] == names[4] != names[0]
    pipe = int(trace.messages.channel[1])
    assert (trace.channels[pipe].sent, trace.channels[pipe].received) == (3, 2)
    assert queries.channel_length(trace, pipe, np.array([0.3, 0.45, 0.55, 0.65, 0.75])).tolist() == [1, 2, 1, 0, 1]
    assert queries.messages_between(trace, 0, 1, 100, pipe)[0].tolist() == [1, 3, 4]


SENT = st.lists(st.tuples(st.integers(0, 100), st.integers(-1, 40), st.integers(1, 2)), max_size=40)


@settings(max_examples=150, deadline=None)
@given(SENT, st.randoms(use_true_random=False), st.integers(0, 100), st.integers(0, 60), st.integers(0, 12))
def test_messages_of_a_stretch_are_those_that_a_look_at_every_message_finds(
    sent: list[tuple[int, int, int]], order: object, begin_at: int, extent: int, pixels: int
) -> None:
    events = []
    for number, (moment, length, channel) in enumerate(sent):
        events.append(send(moment, number, channel))
        if length >= 0:
            events.append(receive(moment + length, number, channel))
    order.shuffle(events)  # type: ignore[attr-defined]
    trace = trace_of(start(), worker(7), *events)
    begins = trace.messages.sent
    ends = np.where(np.isnan(trace.messages.received), np.inf, trace.messages.received)
    end_at = begin_at + extent
    for channel in (None, *range(len(trace.channels))):
        rows, total = queries.messages_between(trace, begin_at, end_at, pixels, channel)
        here = np.ones(len(begins), bool) if channel is None else trace.messages.channel == channel
        unread = np.isinf(ends) & (begins < begin_at)
        expected = np.flatnonzero(here & (begins <= end_at) & (ends >= begin_at) & ~unread)
        assert np.isin(rows, expected).all()
        assert len(rows) <= total <= len(expected) + unread.sum()
        if pixels == 0:
            assert rows.tolist() == expected.tolist()
        if np.isfinite(ends).all():
            assert total == len(expected)
        lengths = [int((here & (begins <= time) & (ends > time)).sum()) for time in range(150)]
        if channel is not None:
            assert queries.channel_length(trace, channel, np.arange(150.0)).tolist() == lengths


def test_of_very_many_messages_some_are_given_for_each_pixel_and_all_are_counted() -> None:
    events = [start(), worker(7)]
    for number in range(5000):
        events += [send(0.001 * number, number), receive(0.001 * number + 0.0005, number)]
    events += [send(2.0003, 9000, 8), receive(4.0002, 9000, 8)]
    trace = trace_of(*events)
    rows, total = queries.messages_between(trace, 1, 3, 100)
    assert len(rows) <= 220
    assert total == 2001 + 1
    sent = trace.messages.sent[rows]
    assert len(np.unique(np.floor((sent[(sent >= 1) & (sent < 3)]) * 50))) == 100
    assert queries.messages_between(trace, 3, 3.5, 100, 1)[0].tolist() == [5000]  # under way all the time
    assert queries.channel_steps(trace, 0, 1, 3, 50)[1].max() == 1


def test_messages_that_nobody_reads_do_not_count_for_ever() -> None:
    trace = trace_of(start(), worker(7), *(send(0.1 * number, number) for number in range(10)), over(3))
    assert np.isnan(trace.messages.received).all()
    assert queries.messages_between(trace, 0.45, 0.65, 100)[1] == 2
    assert queries.messages_between(trace, 2, 3, 100, 0)[1] in (0, 10)
    assert queries.channel_length(trace, 0, np.array([3.0])).tolist() == [10]


def test_a_call_is_on_its_callers_and_its_servers_lane() -> None:
    manager = ManagerStarted(at(0.1), MAIN, MAIN, -1, 8, "a")
    trace = trace_of(start(), worker(7), worker(8), call(0.2, 1), manager, answer(0.3, 1, ok=False), call(0.4, 2))
    calls = trace.calls
    assert trace.lanes[2].role == "manager"
    assert calls.server.tolist() == [2, 2]
    assert calls.caller.tolist() == [1, 1]
    assert (calls.kind(0), calls.method(0), calls.line[0], bool(calls.ok[0])) == ("list", "append", 8, False)
    for lane in (1, 2):
        assert queries.calls_of(trace, lane, 0, 1, 100).tolist() == [0, 1]
        assert queries.calls_of(trace, lane, 0.25, 0.35).tolist() == [0]
    assert queries.calls_of(trace, 0, 0, 1).tolist() == []
    trace.apply([worker(8)])
    assert trace.lanes[2].role == "manager"
    trace.apply([call(0.5, 3, address="unknown")])
    assert calls.server.tolist() == [2, 2, -1]


def test_an_open_call_ends_with_its_process_and_the_late_word_of_its_end_wins() -> None:
    trace = trace_of(start(), worker(7), call(0.2, 1), ProcessReaped(at(0.9), MAIN, MAIN, -1, 7, -9))
    assert (trace.calls.ended.tolist(), trace.calls.ok.tolist()) == ([0.9], [False])
    trace.apply([answer(0.5, 1)])
    assert (trace.calls.ended.tolist(), trace.calls.ok.tolist()) == ([0.5], [True])
    assert queries.calls_of(trace, 1, 0.6, 1).tolist() == []
    assert queries.calls_of(trace, 1, 0.4, 1).tolist() == [0]


def test_long_calls_among_many_short_ones_are_not_left_out() -> None:
    events = [start(), worker(7)]
    for number in range(3000):
        began = 0.001 * number + (0.5 if number > 1500 else 0)
        events += [call(began, number), answer(began + (0.5 if number == 1500 else 0.0004), number)]
    trace = trace_of(*events)
    rows = queries.calls_of(trace, 1, 0, 3.6, 100)
    assert len(rows) <= 220
    assert 1500 in rows
    assert queries.calls_of(trace, 1, 1.6, 1.9, 100).tolist() == [1500]


def test_a_lane_says_for_what_it_waits() -> None:
    trace = trace_of(start(), worker(7))
    assert queries.waiting_for(trace, 1) is None
    trace.apply([BlockBegan(at(0.2), 7, 70, -1, "Queue.put", False, "script.py", 3)])
    trace.apply([BlockBegan(at(0.3), 7, 7, -1, "Queue.get", True, "script.py", 5), call(0.1, 1, method="pop")])
    assert waiting(trace, 1) == ("Queue.get", 5, 0.3)
    assert trace.current_line == 3  # a child's line is not the main thread's
    trace.apply([BlockEnded(at(0.4), 7, 7, -1)])
    assert waiting(trace, 1) == ("Queue.put", 3, 0.2)
    trace.apply([BlockEnded(at(0.5), 7, 70, -1)])
    assert waiting(trace, 1) == ("list.pop", 8, 0.1)
    assert queries.waiting_for(trace, 0) is None
    trace.apply([ProcessReaped(at(0.9), MAIN, MAIN, -1, 7, -9)])
    assert queries.waiting_for(trace, 1) is None


def waiting(trace: Trace, lane: int) -> tuple[str, int, float] | None:
    found = queries.waiting_for(trace, lane)
    return (found[0].operation, *found[1:]) if found is not None else None


def test_blocks_of_workers_and_of_pool_threads_are_found_on_their_lanes() -> None:
    thread = TaskStarted(at(0.2), 7, 70, -1, MAIN, 0, 0, "ThreadPoolExecutor-0_0")
    blocks: list[Event] = [
        BlockBegan(at(0.3), 7, 70, -1, "Queue.get", False, "script.py", 5),
        BlockBegan(at(0.4), 7, 7, -1, "Pipe.recv", True, "script.py", 6),
        BlockEnded(at(0.5), 7, 70, -1),
    ]
    trace = trace_of(start(), worker(7), thread, *blocks)
    assert [trace.blocks.operation(row) for row in queries.blocks_of(trace, 1, 0, 1)] == ["Pipe.recv"]
    assert [trace.blocks.operation(row) for row in queries.blocks_of(trace, 2, 0, 1)] == ["Queue.get"]
    assert waiting(trace, 1) == ("Pipe.recv", 6, 0.4)
    assert queries.waiting_for(trace, 2) is None


def test_a_flight_that_ends_otherwise_than_was_said_is_moved() -> None:
    flights = OverlappingSpans()
    for row in range(3):
        flights.begin(row, 0.0)
        flights.end(row, 5.0, 0.0)
    flights.ended.remove(5.0, 1)
    flights.end(1, 2.0, 0.0)
    assert flights.ended.times.tolist() == [2.0, 5.0, 5.0]
    assert flights.between(np.array([5.0, 2.0, 5.0]), 3.0, 4.0, 10).tolist() == [0, 2]
    assert flights.count(3.0, 4.0) == 2
