"""A reader of the channel gets every message, whatever else somebody wrote into it."""

from __future__ import annotations

import os
import struct
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.wire.channel import EventQueue
from workers.wire.events import BlockEnded, Event
from workers.wire.framing import HEADER, MARK, MAX_MESSAGE, Incoming

if os.name != "posix":
    pytest.skip("pipes keep messages apart by themselves", allow_module_level=True)

_writing = EventQueue()
PIECES = [_writing.message(("BlockEnded", number, 2, 3, number)) for number in range(8)]
_writing.close()

# Also what looks like the beginning of a message, and cut ones.
NOISE = st.one_of(
    st.binary(max_size=40),
    st.just(b"\xff\xff\xff\xfc"),
    st.builds(lambda length, check: HEADER.pack(MARK, length, check), st.integers(0, 65535), st.integers(0, 2**32 - 1)),
    st.builds(lambda body: HEADER.pack(MARK, len(body), crc32(body)) + body, st.binary(max_size=9)),
    st.builds(lambda piece, size: piece[:size], st.sampled_from(PIECES), st.integers(0, 20)),
    st.just(MARK * 3000),
    st.just(b"\x00" * 70_000),
)


@given(noises=st.lists(NOISE, min_size=9, max_size=9), cuts=st.lists(st.integers(0, 500), max_size=9))
def test_messages_between_noise_all_arrive_once_and_in_order(noises: list[bytes], cuts: list[int]) -> None:
    data = b"".join(piece for pair in zip(noises, [*PIECES, b""], strict=True) for piece in pair)
    incoming, events = Incoming(), list[Event]()
    for size in cuts:
        if data[:size]:
            events += incoming.take(data[:size])
        data = data[size:]
        assert len(incoming._rest) < MAX_MESSAGE
    if data:
        events += incoming.take(data)
    events += incoming.take(b"")
    assert events == [BlockEnded(number, 2, 3, number) for number in range(len(PIECES))]
    assert incoming.unreadable == sum(map(len, noises))


@given(st.binary(max_size=3000))
def test_noise_alone_is_counted_and_is_no_event(noise: bytes) -> None:
    incoming = Incoming()
    assert (incoming.take(noise) if noise else []) + incoming.take(b"") == []
    assert incoming.unreadable == len(noise)


@pytest.mark.parametrize(
    "noise",
    [
        b"\xff\xff\xff\xfc",
        struct.pack("!i", 2**31 - 1),
        HEADER.pack(MARK, 65535, 0),
        HEADER.pack(MARK, 4000, 0),
        b"hello\n",
    ],
)
def test_a_length_that_cannot_be_hangs_nothing_and_swallows_nothing(noise: bytes) -> None:
    queue = EventQueue()
    try:
        events: list[Event] = []
        for number in range(200):
            queue.put(("BlockEnded", number, 2, 3, number))
            if number % 50 == 7:
                os.write(queue.handle, noise)
            events += queue.drain()
        queue.close_writer()
        with pytest.raises(EOFError):
            while True:
                events += queue.drain()
        assert events == [BlockEnded(number, 2, 3, number) for number in range(200)]
        assert queue.unreadable == 4 * len(noise)
    finally:
        queue.close()
