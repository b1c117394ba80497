from __future__ import annotations

import json
import subprocess
import sys
import typing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes import executor_events, message_events, pool_events
from workers.files.limits import MAX_RUN, RANGES
from workers.files.traces import RecordingFull, TraceFileError, TraceWriter, read_trace
from workers.trace.trace import Trace
from workers.wire.events import KINDS, Event, ProcessGone, ProcessStarted

VALUES: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**63) + 1, 2**63 - 1),
    str: st.text() | st.text(st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF)),  # undecodable bytes, to Python
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    int | None: st.none() | st.integers(-255, 255),
}


def any_event(kind: type[Any]) -> st.SearchStrategy[Event]:
    types = typing.get_type_hints(kind)
    ranges: dict[str, st.SearchStrategy[Any]] = {name: st.integers(*RANGES[name]) for name in RANGES}
    ranges |= {name: st.integers(0, 50) for name in ("count", "first", "job", "index", "pid", "tid", "child", "owner")}
    ranges |= {"t": st.integers(-MAX_RUN // 2, MAX_RUN // 2), "created": st.floats(0, 2**40)}
    fields = [
        ranges[name] if name in ranges and types[name] in (int, float) else VALUES[types[name]] for name in kind._fields
    ]
    return st.builds(kind, *fields)


ANY_EVENTS = st.lists(st.one_of([any_event(kind) for kind in KINDS.values()]), max_size=30)
RUNS = [
    pool_events(tasks=6, seconds=0.2, dead_worker=dead, mode=mode)
    for dead in (False, True)
    for mode in ("apply", "apply_async")
]
RUNS += [executor_events(), executor_events(broken=True), message_events()]
same_folder = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(path: Path, events: list[Event], close: bool = True) -> Path:
    writer = TraceWriter(path)
    writer.write(events[: len(events) // 2])
    writer.write(events[len(events) // 2 :])
    if close:
        writer.close()
        writer.close()
    return path


def read(path: Path) -> list[Event]:
    return [event for batch in read_trace(path) for event in batch]


@same_folder
@given(events=ANY_EVENTS)
def test_every_kind_of_event_with_any_text_is_read_back_as_it_was(tmp_path: Path, events: list[Event]) -> None:
    back = read(written(tmp_path / "trace.json", events))
    assert back == events
    assert [type(event) for event in back] == [type(event) for event in events]
    entries = json.loads((tmp_path / "trace.json").read_text())
    assert all(isinstance(entry["pid"], int) and isinstance(entry["tid"], int) for entry in entries)


@same_folder
@given(data=st.data())
def test_a_file_cut_off_anywhere_is_read_up_to_its_last_whole_line(tmp_path: Path, data: st.DataObject) -> None:
    events = data.draw(st.sampled_from(RUNS))
    whole = written(tmp_path / "whole.json", events).read_bytes()
    cut = data.draw(st.integers(0, len(whole)))
    (tmp_path / "cut.json").write_bytes(whole[:cut])
    back = read(tmp_path / "cut.json")
    assert back == events[: len(back)]
    lines = whole[:cut].count(b'"args":{"e":') - (0 if whole[:cut].endswith(b"\n") else 1)
    assert len(back) >= lines


def test_what_is_written_is_in_the_file_before_it_is_closed(tmp_path: Path) -> None:
    events = RUNS[0]
    writer = TraceWriter(tmp_path / "trace.json")
    writer.write(events)
    assert read(tmp_path / "trace.json") == events
    writer.close()


@pytest.mark.parametrize("text", ["POOL_SIZE = 3\nprint('déjà vu')\r\n", "\U0001f40d" * 200_000, "x" * (2 << 20), ""])
def test_the_recording_carries_the_text_that_ran(tmp_path: Path, text: str) -> None:
    writer = TraceWriter(tmp_path / "trace.json", text)
    writer.write(RUNS[0])
    writer.close()
    trace = Trace()
    for batch in read_trace(tmp_path / "trace.json"):
        trace.apply(batch)
    assert text.startswith(trace.text)
    assert trace.text_is_whole == (trace.text == text)
    assert trace.text_is_whole == (len(text) < 100_000)
    assert len(trace.text) > 80_000 or trace.text_is_whole
    assert trace.ended == trace.ended
    json.loads((tmp_path / "trace.json").read_text())


@pytest.mark.parametrize("number", range(len(RUNS)))
def test_the_file_keeps_the_rules_of_the_format(tmp_path: Path, number: int) -> None:
    entries = json.loads(written(tmp_path / "trace.json", RUNS[number]).read_text())
    stacks: dict[tuple[int, int], list[str]] = {}
    waits: dict[int, str] = {}
    flows: set[tuple[str, int]] = set()
    last: dict[tuple[int, int], float] = {}  # when something began last
    timed = [entry for entry in entries if "ts" in entry]
    for entry in sorted(timed, key=lambda entry: float(entry["ts"])):  # stable, as viewers sort
        place = (entry["pid"], entry["tid"])
        if entry["ph"] in "BX":
            last[place] = entry["ts"]
        if entry["ph"] == "B":
            stacks.setdefault(place, []).append(entry["name"])
        elif entry["ph"] == "E":
            stacks[place].pop()
        elif entry["ph"] == "b":
            waits[entry["id"]] = entry["name"]
        elif entry["ph"] == "e":
            assert waits.pop(entry["id"]) == entry["name"]
        elif entry["ph"] == "s":
            flows.add((entry["cat"], entry["id"]))
            assert last[place] == entry["ts"]
        elif entry["ph"] in "tf":
            assert (entry["cat"], entry["id"]) in flows
            assert stacks.get(place) or last[place] == entry["ts"]  # an arrow binds to a span
    assert not any(stacks.values())
    assert not waits
    named = {entry["pid"] for entry in entries if entry["ph"] == "M" and entry["name"] == "process_name"}
    assert {event.child for event in RUNS[number] if isinstance(event, ProcessStarted)} <= named


def test_a_message_is_an_arrow_and_a_call_a_span(tmp_path: Path) -> None:
    entries = json.loads(written(tmp_path / "trace.json", message_events(messages=6, unread=1)).read_text())
    arrows = [entry for entry in entries if entry.get("cat") == "message"]
    tails = {entry["id"]: entry for entry in arrows if entry["ph"] == "s"}
    heads = {entry["id"]: entry for entry in arrows if entry["ph"] == "f"}
    assert (len(tails), len(heads)) == (8, 7)
    assert all(heads[number]["pid"] != tails[number]["pid"] for number in heads)
    names = [entry["name"] for entry in entries if entry["ph"] == "B"]
    assert [name for name in names if "." in name and "blocked" not in name] == [
        "dict.__setitem__",
        "list.append",
        "dict.__getitem__",
    ]


def test_a_cancelled_task_waits_no_longer(tmp_path: Path) -> None:
    entries = json.loads(written(tmp_path / "trace.json", executor_events(tasks=4, cancelled=1)).read_text())
    cancelled = next(entry for entry in entries if entry["name"] == "cancelled")
    ends = [entry["ts"] for entry in entries if entry["ph"] == "e"]
    assert len(ends) == 4
    assert cancelled["ts"] in ends
    assert sum(entry.get("name") == "claimed" for entry in entries) == 3


def test_a_task_still_open_when_its_process_dies_ends_there(tmp_path: Path) -> None:
    run = pool_events(tasks=6, seconds=0.2, dead_worker=True)
    entries = json.loads(written(tmp_path / "trace.json", run).read_text())
    dead = next(event for event in run if isinstance(event, ProcessGone))
    ends = [entry for entry in entries if entry["ph"] == "E" and entry["pid"] == dead.child]
    assert [round(entry["ts"] * 1000) for entry in ends] == [dead.t]


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\xff\xfe",
        b"hello\n",
        b'{"traceEvents": []}\n',
        b"[\n{]\n{}\n",
        b"[\n1,\n2,\n",
        b'[\n{"args":{"e":["NoSuchEvent",1,2]}},\n{}',
        b'[\n{"args":{"e":["RunEnded",1,2,3,4,"five",""]}},\n{}',
        b'[\n{"args":{"e":["RunEnded",1e400,2,3,4,5,""]}},\n{}',
        b'[\n{"args":{"e":["RunEnded",1' + b"0" * 30 + b',2,3,4,5,""]}},\n{}',
        b'[\n{"args":{"e":"__import__(\'os\')"}},\n{}',
        b"[\n" + b"[" * 100_000 + b"\n{}",
        b"[\n" + b"x" * (3 << 20),
    ],
)
def test_a_file_that_is_no_trace_gives_one_clear_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "what.json").write_bytes(content)
    with pytest.raises(TraceFileError, match=r"^what\.json [^\n]*\.$"):
        read(tmp_path / "what.json")


def test_a_file_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(TraceFileError, match="cannot be opened"):
        read_trace(tmp_path / "nothing.json")
    with pytest.raises(TraceFileError, match="cannot be opened"):
        read_trace(tmp_path)


def test_an_empty_file_holds_no_events(tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_bytes(b"")
    assert read(tmp_path / "empty.json") == []


def test_a_recording_ends_before_it_is_longer_than_it_may_be(tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    writer = TraceWriter(path, most=20_000)
    events = pool_events(tasks=300, seconds=0.01)
    with pytest.raises(RecordingFull):
        for event in events:
            writer.write([event])
    writer.close()
    kept = [event for batch in read_trace(path) for event in batch]
    assert kept == events[: len(kept)]
    assert 19_000 < path.stat().st_size == writer.size <= 20_000
    assert kept[-1].t == writer.last


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_recording_into_what_is_full_says_so_at_once_and_when_it_is_closed_no_more() -> None:
    with pytest.raises(OSError, match="No space left"):
        TraceWriter("/dev/full")


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is a Linux one")
def test_a_recording_that_ran_out_of_room_holds_whole_lines(tmp_path: Path) -> None:
    """As on a full disk: a write ends in the middle of a line (RLIMIT_FSIZE, setrlimit(2))."""
    code = (
        "import resource, signal, sys; from tests.fakes import pool_events; from workers.files.traces import TraceWriter\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        "writer = TraceWriter(sys.argv[1])\n"
        "try:\n"
        "    for event in pool_events(tasks=300): writer.write([event])\n"
        "except OSError: writer.close(); print(writer.size)\n"
    )
    path = tmp_path / "trace.json"
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert int(done.stdout) == path.stat().st_size <= 10_000
    assert path.read_bytes().endswith(b"\n")
    assert len([event for batch in read_trace(path) for event in batch]) > 30
