"""queue: each message goes from the parent to one child, and the queue grows as far as it may."""

from __future__ import annotations

from pathlib import Path

from tests.programs.compare import run_both, run_watched
from workers.wire.events import BlockBegan, ChannelCreated, MessageReceived, MessageSent


def test_it_says_the_same_alone_and_watched(tmp_path: Path) -> None:
    # Which child gets which message is chance; that each is got once is not.
    watched = run_both("queue", tmp_path, MESSAGES=12, PRODUCING=0.01, CONSUMING=0.05, SIZE=70_000)
    assert watched.output().count(" bytes") == 12


def test_each_message_is_an_arrow_from_the_parent_to_the_child_that_got_it() -> None:
    watched = run_watched("queue", MESSAGES=8, SIZE=1000, PRODUCING=0.02, CONSUMING=0.1)
    main, *children = [lane.pid for lane in watched.trace.lanes]
    (channel,) = watched.all(ChannelCreated)
    assert (channel.kind, channel.pid) == ("Queue", main)
    sent = {event.number: event for event in watched.all(MessageSent)}
    received = watched.all(MessageReceived)
    assert len(sent) == len(received) == 8 + 2  # and a last word for each child
    assert {event.pid for event in sent.values()} == {main}
    for event in received:
        origin = sent.pop(event.number)
        assert (event.sender, event.channel, event.size) == (main, channel.channel, origin.size)
        assert event.t >= origin.t
        assert event.pid in children
    # What the child printed is what it was sent.
    sizes = sorted(event.size for event in received if event.size > 100)
    assert [size // 1000 for size in sizes] == [1, 1, 2, 2, 3, 3, 4, 4]
    for pid in children:
        printed = [line.text for line in watched.trace.output if line.pid == pid]
        assert len(printed) == sum(event.pid == pid for event in received) - 1


def test_a_full_queue_makes_its_producer_wait() -> None:
    watched = run_watched("queue", MESSAGES=8, LIMIT=3, PRODUCING=0, CONSUMING=0.1)
    main = watched.trace.lanes[0].pid
    # Messages that nobody has, and those that the children have in hand: no more than the limit allows.
    steps = [(event.t, 1) for event in watched.all(MessageSent)]
    steps += [(event.t, -1) for event in watched.all(MessageReceived)]
    lengths, length = [], 0
    for _t, step in sorted(steps):
        length += step
        lengths.append(length)
    assert 2 <= max(lengths) <= 3 + 1  # the feeder writes one message while a child takes another
    assert lengths[-1] == 0
    assert any(event.pid == main and "put" in event.operation for event in watched.all(BlockBegan))
