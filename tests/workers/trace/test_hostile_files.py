"""Recordings that are damaged, or made to do harm: what can be read is, and one sentence says what cannot."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes import pool_events
from tests.soak.mutations import looked_at, mutated, opened, recordings, run
from tests.workers.trace.streams import MAIN, at, begin, finish, over, send, start, submit, worker
from workers.files.limits import MAX_CHANNELS, MAX_LANES, MAX_TASKS
from workers.files.traces import TraceWriter
from workers.trace.tasks import Status
from workers.wire.events import (
    BlockBegan,
    CallBegan,
    ChannelCreated,
    Event,
    ProcessBegan,
    ProcessSeen,
    RunEnded,
    RunStarted,
    Sample,
    TasksSubmitted,
)

PROMISED = 2.0  # s; what is asserted leaves room for a machine with other work
SENTENCE = re.compile(r"file\.json [^\n]+\.")


def recorded(folder: Path, events: Iterable[Event]) -> Path:
    path = folder / "file.json"
    writer = TraceWriter(path)
    writer.write(events)
    writer.close()
    return path


def raw(folder: Path, lines: Iterable[str]) -> Path:
    """A file with these wire tuples (as JSON) among those of a small run."""
    path = folder / "file.json"
    before = recorded(folder, pool_events(tasks=4, seconds=0.1)).read_text().splitlines(keepends=True)
    more = [f'{{"name":"x","ph":"i","ts":1,"pid":1,"tid":1,"args":{{"e":{line}}}}},\n' for line in lines]
    path.write_text("".join(before[:-8] + more + before[-8:]))
    return path


@pytest.mark.parametrize("known", [False, True])
def test_twenty_million_tasks_in_one_line_are_cut(tmp_path: Path, known: bool) -> None:
    many = TasksSubmitted(at(1), MAIN, MAIN, -1, 7, 0, 20_000_000, 20_000_000, 1, "map", "foo", "", 1, 5)
    before = [begin(0.5, 7, 7, 5)] if known else []
    events = [start(), worker(7), *before, many, finish(2, 7, 7, 5), over(3)]
    path = recorded(tmp_path, events)
    began = time.process_time()
    trace, sentence = opened(path)
    assert len(trace.tasks) == MAX_TASKS
    assert trace.tasks.status[trace.tasks.find(0, 7, 5)] == Status.FINISHED
    assert sentence == "file.json has what no run can have, or too much of it (events left out: 1)."
    assert time.process_time() - began < 3 * PROMISED


MANY = 12_000  # of each


@pytest.mark.parametrize("kind", ["seen", "again", "threads", "channels", "used again", "managers"])
def test_more_of_a_kind_than_a_record_can_hold_is_left_out(tmp_path: Path, kind: str) -> None:
    def one(number: int) -> Event:
        t = at(0.001 * number)
        return {
            "seen": ProcessSeen(t, 1, 1, -1, 1000 + number, MAIN, 1e9, "python", False),
            "again": ProcessBegan(t, 500, 500, -1, MAIN, f"Process-{number}", "fork"),
            "threads": begin(0.001 * number, MAIN, 0, number, f"Thread-{number}")._replace(tid=number),
            "channels": send(0.001 * number, number, channel=number),
            "used again": ChannelCreated(t, MAIN, MAIN, -1, 9, 0, "Queue", 4),
            "managers": CallBegan(t, MAIN, MAIN, -1, number, f"/tmp/{number}", "dict", "get", 3),
        }[kind]

    trace, sentence = opened(recorded(tmp_path, [start(), worker(7), submit(0, 1), *map(one, range(MANY)), over(99)]))
    assert len(trace.lanes) <= MAX_LANES + 2
    assert len(trace.channels) <= MAX_CHANNELS
    assert trace.ended == (99 if "left out" in sentence else trace.now)
    assert SENTENCE.fullmatch(sentence)


def test_two_hundred_thousand_processes_are_read_in_no_time(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    line = '{{"name":"x","ph":"M","ts":1,"pid":1,"tid":1,"args":{{"e":["ProcessSeen",{0},1,1,-1,{1},100,1e9,"x",false]}}}},\n'
    head = recorded(tmp_path, [start(), worker(7)]).read_text().splitlines(keepends=True)
    path.write_text("".join(head[:-1]) + "".join(line.format(at(0.1), 1000 + number) for number in range(200_000)))
    began = time.process_time()
    trace, sentence = opened(path)
    took = time.process_time() - began
    assert MAX_LANES / 2 < len(trace.lanes) <= MAX_LANES
    assert re.fullmatch(r"file\.json has too much in it for a run: it is read up to line \d+\.", sentence)
    assert took < 3 * PROMISED


def test_numbers_with_gaps_take_memory_for_what_is_there(tmp_path: Path) -> None:
    events: list[Event] = [start(), worker(7)]
    for number in range(3000):
        events.append(submit(0.001 * number, 60_000 * number))
        events.append(send(0.001 * number, 4_000 * number))
        events.append(Sample(at(0.001 * number), 1, 1, 90_000 * number, 7, 0, 0, "running", 0, 1, 0, 0))
    trace, sentence = opened(recorded(tmp_path, [*events, over(9)]))
    assert sentence == ""
    assert len(trace.tasks) == len(trace.messages) == 3000
    assert sum(len(bases) for bases in trace.tasks._bases.values()) < 2_000_000
    assert trace._sequence._remembered <= 100_000
    assert [trace.tasks.find(0, 60_000 * number, 0) for number in (0, 1500, 2999)] == [0, 1500, 2999]


@pytest.mark.parametrize(
    "line",
    [
        '["RunEnded",NaN,2,3,4,5,""]',
        '["RunEnded",Infinity,2,3,4,5,""]',
        '["Sample",1,2,3,4,5,1e400,7,"running",0,1,0,0]',
        '["RunEnded",1,2,3,4,"five",""]',
        '["RunEnded",1]',
        '["NoSuchEvent",1,2,3]',
        '["RunEnded",99999999999999999999999,2,3,4,5,""]',
        "\"__import__('os')\"",
        "[" * 100_000,
        "{" * 1000,
        '"' + "x" * (3 << 20) + '"',
        "[]",
        "",
    ],
)
def test_a_line_that_cannot_be_read_takes_no_other_with_it(tmp_path: Path, line: str) -> None:
    trace, sentence = opened(raw(tmp_path, [line]))
    looked_at(trace)
    assert trace.tasks.status.tolist() == [Status.FINISHED] * 4
    assert trace.exit_code == 0
    assert re.fullmatch(r"file\.json is damaged: 1 of its lines cannot be read, the first is line \d+\.", sentence)


@pytest.mark.parametrize(
    "event",
    [
        Sample(at(1), 1, 1, -1, 4012, 0, 0, "running", 2**40, 1, 0, 0),
        BlockBegan(at(1), MAIN, MAIN, -1, "get", True, "x.py", 2**62),
        TasksSubmitted(at(1), MAIN, MAIN, -1, 7, 2**62, 5, 5, 1, "map", "foo", "", 1, 5),
        TasksSubmitted(at(1), MAIN, MAIN, -1, 7, 0, -5, 5, 1, "map", "foo", "", 1, 5),
        RunEnded(2**62, 1, 1, -1, 0, ""),
        RunEnded(-(2**62), 1, 1, -1, 0, ""),
        ProcessSeen(at(1), 1, 1, -1, -(2**60), 100, 1e9, "python", False),
    ],
)
def test_a_value_that_no_run_can_have_is_left_out_and_counted(tmp_path: Path, event: Event) -> None:
    trace, sentence = opened(raw(tmp_path, [json.dumps([type(event).__name__, *event])]))
    looked_at(trace)
    assert trace.tasks.status.tolist() == [Status.FINISHED] * 4
    assert sentence == "file.json has what no run can have, or too much of it (events left out: 1)."


def test_a_second_start_of_the_run_changes_nothing(tmp_path: Path) -> None:
    again = RunStarted(at(0.5), 999, 999, -1, 5, "other.py", "2.7", 1)
    trace, sentence = opened(recorded(tmp_path, [start(), again, over(1)]))
    assert (trace.program, trace.cores, sentence) == ("script.py", 4, "")


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    return recordings(tmp_path_factory.mktemp("recordings"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), which=st.integers(0, 4))
def test_whatever_is_changed_in_a_recording_it_is_opened_or_one_sentence(
    tmp_path: Path, originals: list[bytes], seed: int, which: int
) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(mutated(originals[which], random.Random(seed)))
    trace, sentence = opened(path)
    looked_at(trace)
    assert not sentence or SENTENCE.fullmatch(sentence)
    assert trace.lanes or sentence or not trace.events


def test_some_hundred_changed_recordings_as_the_long_trial_opens_them() -> None:
    found = run(random.Random(6), 0.03)
    assert found.wrong == []
    assert found.figures["recordings with something changed at random"] == 300
