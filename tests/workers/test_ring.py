"""One process writes to a ring, another reads it: nothing is lost, whatever happens to the writer."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.wire import ring, slots
from workers.wire.events import KINDS, BlockBegan, Event, TaskEnded, TasksSubmitted, TaskStarted
from workers.wire.ring import RingWriter
from workers.wire.ring_reader import RingReader
from workers.wire.slot_decoding import RingDecoder

ROOT = Path(__file__).parents[2]
_names = itertools.count()


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "ring")


def put(writer: RingWriter, event: Event) -> None:
    writer.put(type(event).__name__, event.t, tuple(event[4:]))


def said(events: list[Event]) -> list[tuple[Any, ...]]:
    """What they say, less who says it."""
    return [(type(event).__name__, event[0], *event[4:]) for event in events]


numbers = st.one_of(st.integers(0, 5), st.integers(-(2**63), 2**63 - 1))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
FIELDS: dict[Any, st.SearchStrategy[Any]] = {
    int: numbers,
    bool: st.booleans(),
    str: texts,
    float: st.floats(allow_nan=False, allow_infinity=False),
    int | None: st.none() | numbers,
}


@st.composite
def any_event(draw: st.DrawFn) -> Event:
    kind = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    values = [draw(FIELDS[declared]) for declared in get_type_hints(kind).values()]
    event: Event = kind(*values)
    return event


@settings(deadline=None, max_examples=60)
@given(st.lists(any_event(), max_size=30))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, events: list[Event]) -> None:
    name = str(tmp_path_factory.getbasetemp() / f"ring{next(_names)}")
    writer = RingWriter(name, 1 << 20)
    reader = RingReader(name)
    for event in events:
        put(writer, event)
    decoder = RingDecoder(writer.pid)
    found = decoder.decode(reader.poll())
    assert said(found) == said(events)
    assert decoder.unreadable == 0
    assert [event.seq for event in found] == list(range(len(events)))
    assert {event.pid for event in found} <= {os.getpid()}
    assert {event.tid for event in found} <= {threading.get_native_id()}
    reader.close()


def test_a_hot_statement_is_one_slot(path: str) -> None:
    writer = RingWriter(path)
    reader = RingReader(path)
    submitted = TasksSubmitted(1, 0, 0, 0, 7, 8, 1, 1, 1, "apply_async", "foo", "3", 1, 14)
    put(writer, submitted)
    reader.poll()
    for event in (
        submitted,
        TaskStarted(2, 0, 0, 0, os.getpid(), 7, 8, ""),
        TaskEnded(3, 0, 0, 0, os.getpid(), 7, 8, True, 10**12, "'a result'", 1500, 0),
    ):
        put(writer, event)
        assert len(reader.poll()) == slots.SLOT
    reader.close()


def test_many_threads_write_into_a_small_ring_that_is_read_meanwhile(path: str) -> None:
    writer = RingWriter(path, ring.LEAST)
    reader = RingReader(path)
    each, threads = 600, 8
    text = "x" * 100

    def write(number: int) -> None:
        for index in range(each):
            put(writer, TaskEnded(index, 0, 0, 0, 1, number, index, True, 0, text[: index % 100], 0, 0))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(threads)]
    for thread in writers:
        thread.start()
    decoder, found = RingDecoder(0), []
    while any(thread.is_alive() for thread in writers) or reader.waiting:
        found += decoder.decode(reader.poll())
    for thread in writers:
        thread.join()
    assert decoder.unreadable == 0
    for number in range(threads):
        own = [event for event in found if isinstance(event, TaskEnded) and event.job == number]
        assert [event.index for event in own] == list(range(each))
        assert all(event.outcome == text[: event.index % 100] for event in own)
    reader.close()


def test_a_slot_counts_at_the_second_look_where_stores_may_come_in_any_order(path: str) -> None:
    writer = RingWriter(path)
    reader = RingReader(path, in_order=False)
    put(writer, BlockBegan(1, 0, 0, 0, "get", True, "a.py", 3, 0, "result", ""))
    assert reader.poll() == b""
    assert len(RingDecoder(0).decode(reader.poll())) == 1
    put(writer, BlockBegan(1, 0, 0, 0, "get", True, "a.py", 3, 0, "result", ""))
    assert len(reader.poll(last=True)) == slots.SLOT
    reader.close()


def test_a_writer_waits_for_its_reader_and_falls_silent_when_there_is_none(path: str) -> None:
    writer = RingWriter(path, ring.LEAST)
    reader = RingReader(path)
    event = TaskStarted(2, 0, 0, 0, 1, 7, 8, "")
    failed: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(10_000):
                put(writer, event)
        except OSError as error:
            failed.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    while not writer.naps:
        pass
    assert len(reader.poll()) > ring.LEAST // 2
    naps = writer.naps
    while writer.naps == naps:
        pass
    reader.end()
    thread.join()
    assert isinstance(failed[0], BrokenPipeError)
    reader.close()


WRITER = """
    import os, signal, sys, threading, time
    sys.path.insert(0, {root!r})
    from workers.wire.ring import RingWriter
    before = os.listdir("/dev/fd")
    writer = RingWriter({path!r})
    assert len(os.listdir("/dev/fd")) == len(before), "a descriptor stayed"
    def put(index):
        writer.put("TaskStarted", 5, (1, 2, index, ""))
"""


def process(path: str, code: str) -> subprocess.Popen[str]:
    text = textwrap.dedent(WRITER.format(root=str(ROOT), path=path)) + textwrap.dedent(code)
    return subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True)


def started(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


posix = pytest.mark.skipif(os.name != "posix", reason="signals, forks")


@posix
def test_a_killed_writer_leaves_nothing_half_read(path: str) -> None:
    with process(path, "print('ready', flush=True)\nfor index in range(10**9): put(index)") as writer:
        started(writer)
        reader = RingReader(path)
        decoder = RingDecoder(writer.pid)
        found: list[Event] = []
        while len(found) < 20_000:
            found += decoder.decode(reader.poll())
        writer.kill()
        writer.wait()
        while data := reader.poll(last=True):
            found += decoder.decode(data)
    assert decoder.unreadable == 0
    assert [event.index for event in found if isinstance(event, TaskStarted)] == list(range(len(found)))
    reader.close()


@posix
def test_handlers_that_raise_leave_no_hole(path: str) -> None:
    code = """
    class Struck(Exception): pass
    def strike(*_args): raise Struck
    signal.signal(signal.SIGALRM, strike)
    print("ready", flush=True)
    struck = 0
    for index in range(300):
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.0002)
            while True: put(index)
        except Struck:
            struck += 1
    print(struck, flush=True)
    """
    with process(path, code) as writer:
        started(writer)
        reader, decoder, count = RingReader(path), RingDecoder(writer.pid), 0
        while writer.poll() is None:
            count += len(decoder.decode(reader.poll()))
        count += len(decoder.decode(reader.poll(last=True)))
        assert started(writer) == "300"
    assert count > 300
    assert decoder.unreadable == 0
    assert not reader.waiting
    reader.close()


@posix
def test_no_descriptor_is_needed_and_none_is_closed_when_the_writer_is_let_go(path: str) -> None:
    code = """
    import atexit, gc
    os.closerange(3, 100)
    files = [open(os.devnull, "rb") for _ in range(20)]
    put(0)
    del writer
    gc.collect()
    print([os.fstat(file.fileno()).st_rdev != 0 for file in files].count(True), flush=True)
    """
    with process(path, code) as writer:
        assert started(writer) == "20"
    reader = RingReader(path)
    assert len(RingDecoder(0).decode(reader.poll())) == 1
    reader.close()
    assert writer.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_no_number_of_the_programs_is_closed_when_its_interpreter_ends(path: str) -> None:
    """The C library's own exit comes after the interpreter's: what is missing by then, the interpreter has closed."""
    code = """
    import ctypes
    numbers = [os.dup(2) for _ in range(20)]
    libc = ctypes.CDLL(None)
    libc.__cxa_atexit(ctypes.cast(getattr(libc, "raise"), ctypes.c_void_p), ctypes.c_void_p(signal.SIGSTOP), None)
    print(*numbers, flush=True)
    """
    with process(path, code) as writer:
        numbers = started(writer).split()
        assert os.WIFSTOPPED(os.waitpid(writer.pid, os.WUNTRACED)[1])
        there = [number for number in numbers if Path(f"/proc/{writer.pid}/fd/{number}").exists()]
        writer.kill()
    assert there == numbers


@pytest.mark.skipif(sys.platform != "linux", reason="madvise(2)")
def test_a_child_that_was_forked_past_the_hooks_knows_that_the_ring_is_its_parents(path: str) -> None:
    code = """
    import ctypes
    own = writer.is_own
    child = ctypes.CDLL(None).fork()
    if child == 0:
        os._exit(writer.is_own)
    print(own, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    """
    with process(path, code) as writer:
        assert started(writer) == "True 0"


@posix
def test_the_file_is_its_owners_alone_and_gone_when_it_is_read(path: str) -> None:
    RingWriter(path)
    assert Path(path).stat().st_mode & 0o777 == 0o600
    reader = RingReader(path)
    assert not Path(path).exists()
    reader.close()


def test_what_is_no_ring_is_refused(path: str) -> None:
    for content in (b"", b"x" * 1000, bytes(5000)):
        Path(path).write_bytes(content)
        with pytest.raises(ValueError):
            RingReader(path)
        assert Path(path).exists()
