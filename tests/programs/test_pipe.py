"""pipe: messages in both directions between two children, none through the parent."""

from __future__ import annotations

from pathlib import Path

from tests.programs.compare import run_both, run_watched
from workers.wire.events import ChannelCreated, MessageReceived, MessageSent


def test_it_says_the_same_alone_and_watched(tmp_path: Path) -> None:
    watched = run_both("pipe", tmp_path, QUESTIONS=4, SECONDS=0.02, SIZE=100_000)
    assert watched.output().count("got an answer of 100000 bytes") == 4


def test_questions_go_one_way_and_answers_the_other() -> None:
    watched = run_watched("pipe", QUESTIONS=4, SECONDS=0.05)
    main, asking, answering = (lane.pid for lane in watched.trace.lanes)
    (channel,) = watched.all(ChannelCreated)
    assert (channel.kind, channel.pid) == ("Pipe", main)
    sent = {(event.channel, event.pid, event.number): event for event in watched.all(MessageSent)}
    ways: dict[tuple[int, int], list[int]] = {}
    for event in watched.all(MessageReceived):
        origin = sent.pop((event.channel, event.sender, event.number))
        assert event.size == origin.size
        assert event.t >= origin.t
        ways.setdefault((origin.pid, event.pid), []).append(event.size)
    assert sent == {}
    assert set(ways) == {(asking, answering), (answering, asking)}
    assert len(ways[asking, answering]) == 4 + 1  # and a last word
    assert [size // 1000 for size in ways[answering, asking]] == [1] * 4
    assert len({event.channel for event in watched.all(MessageSent)}) == 2
