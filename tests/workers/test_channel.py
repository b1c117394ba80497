"""The EventQueue, with real processes that are killed in the middle of writing."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections.abc import Iterator
from multiprocessing import connection
from multiprocessing.queues import SimpleQueue
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.wire import events
from workers.wire.channel import EventQueue
from workers.wire.framing import MAX_MESSAGE

fork = multiprocessing.get_context("fork")
posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
PATIENCE = 5.0  # s to wait for what must come; only a dead-locked queue takes that long

TEXT = "x" * 1000


def a_task_ended(number: int, text: str = TEXT) -> tuple[Any, ...]:
    return ("TaskEnded", 1, os.getpid(), 2, number, 3, number, 0, True, 5, text)


def write_for_ever(queue: Any) -> None:
    number = 0
    while True:
        queue.put(a_task_ended(number))
        number += 1


def write_one(queue: Any) -> None:
    queue.put(a_task_ended(-1))


def queue_reader(queue: Any) -> Any:
    """What to wait for: of ours, or of a stock queue's."""
    return queue.reader if isinstance(queue, EventQueue) else queue._reader


def survives_a_kill_in_mid_write(queue: Any) -> bool:
    """Whether a second writer is still heard after a first was killed while the full pipe held it in its write."""
    first = fork.Process(target=write_for_ever, args=(queue,))
    first.start()
    # The pipe is full when the writer sleeps in the system call; nobody has read yet.
    import psutil

    asleep = psutil.Process(first.pid)
    while asleep.status() != psutil.STATUS_SLEEPING or not queue_reader(queue).poll():
        pass
    assert first.pid is not None
    os.kill(first.pid, signal.SIGKILL)
    first.join()
    second = fork.Process(target=write_one, args=(queue,))
    second.start()
    try:
        return heard(queue, second.pid or 0)
    finally:
        second.kill()
        second.join()


def heard(queue: Any, pid: int) -> bool:
    while connection.wait([queue_reader(queue)], PATIENCE):
        messages = [tuple(event) for event in queue.drain()] if isinstance(queue, EventQueue) else [queue.get()[1:]]
        if any(message[1] == pid for message in messages):
            return True
    return False


@pytest.fixture
def queue() -> Iterator[EventQueue]:
    queue = EventQueue()
    yield queue
    queue.close()


@posix
def test_a_writer_killed_in_mid_write_does_not_silence_the_others(queue: EventQueue) -> None:
    assert survives_a_kill_in_mid_write(queue)


@posix
def test_the_stock_queue_would_be_silenced_so_the_test_above_can_fail() -> None:
    assert not survives_a_kill_in_mid_write(SimpleQueue(ctx=fork))


@posix
def test_writers_killed_at_random_lose_nothing_of_the_others(queue: EventQueue) -> None:
    def write_some(queue: EventQueue) -> None:
        for number in range(2000):
            queue.put(a_task_ended(number, "short"))

    steady = fork.Process(target=write_some, args=(queue,))
    steady.start()
    numbers: list[int] = []
    while len(numbers) < 2000:
        victim = fork.Process(target=write_for_ever, args=(queue,))
        victim.start()
        connection.wait([queue.reader], PATIENCE)
        numbers += [event.seq for event in queue.drain() if event.pid == steady.pid]
        victim.kill()
        victim.join()
    steady.join()
    assert numbers == list(range(2000))


@posix
def test_many_writers_at_once_never_mix_their_messages(queue: EventQueue) -> None:
    def write_some(queue: EventQueue, size: int) -> None:
        for number in range(500):
            queue.put(a_task_ended(number, "y" * size))

    writers = [fork.Process(target=write_some, args=(queue, size)) for size in (1, 100, 1000, 3900)]
    for writer in writers:
        writer.start()
    queue.close_writer()
    heard: dict[int, list[int]] = {}
    with pytest.raises(EOFError):
        while connection.wait([queue.reader], PATIENCE):
            for event in queue.drain():
                heard.setdefault(event.pid, []).append(event.seq)
    for writer in writers:
        writer.join()
    assert heard == {writer.pid: list(range(500)) for writer in writers}


@given(text=st.text(max_size=6000), other=st.text(max_size=6000))
def test_any_text_travels_whole_or_cut_and_never_in_two_messages(text: str, other: str) -> None:
    queue = EventQueue()
    try:
        queue.put(("BlockBegan", 1, 2, 3, 4, text, True, other, 5))
        (event,) = queue.drain()
    finally:
        queue.close()
    assert isinstance(event, events.BlockBegan)
    for sent, got in ((text, event.operation), (other, event.file)):
        assert got == sent or (got.endswith("…") and sent.startswith(got[:-1]))
    if len(text.encode()) + len(other.encode()) < MAX_MESSAGE - 200:
        assert (event.operation, event.file) == (text, other)


def test_noise_in_the_channel_is_passed_over(queue: EventQueue) -> None:
    os.write(queue.handle, b"\xff\x00 no event")
    queue.put(("NoSuchKind", 1))
    queue.put(("BlockEnded", 1, 2, 3, 4))
    assert queue.drain() == [events.BlockEnded(1, 2, 3, 4)]


def test_a_message_that_came_in_two_reads_is_put_together(queue: EventQueue) -> None:
    other = EventQueue()
    other.put(("BlockEnded", 1, 2, 3, 4))
    message = os.read(other.reader.fileno(), 1000)
    other.close()
    os.write(queue.handle, message[:7])
    assert queue.drain() == []
    os.write(queue.handle, message[7:])
    assert queue.drain() == [events.BlockEnded(1, 2, 3, 4)]


def test_a_queue_whose_reader_is_gone_says_so_instead_of_waiting(queue: EventQueue) -> None:
    queue.reader.close()
    with pytest.raises(BrokenPipeError):
        queue.put(("BlockEnded", 1, 2, 3, 4))


def test_get_waits_for_one_event_at_a_time(queue: EventQueue) -> None:
    queue.put(("BlockEnded", 1, 2, 3, 4))
    queue.put(("BlockEnded", 5, 6, 7, 8))
    assert [queue.get().t, queue.get().t] == [1, 5]


def test_it_is_a_queue_as_multiprocessing_has_them_also_for_a_spawned_child(queue: EventQueue) -> None:
    assert queue.empty()
    child = multiprocessing.get_context("spawn").Process(target=write_one, args=(queue,))
    child.start()
    assert queue.get().pid == child.pid
    assert queue.empty()
    child.join()
    assert child.exitcode == 0
    queue.put(("BlockEnded", 1, 2, 3, 4))
    assert not queue.empty()
    assert not queue.empty()
    assert queue.get() == events.BlockEnded(1, 2, 3, 4)
    with pytest.raises(RuntimeError, match="inheritance"):
        pickle.dumps(queue)
