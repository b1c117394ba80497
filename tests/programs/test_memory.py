"""memory: each process raises a counter of its own; threads share one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.programs.compare import run_both, run_watched
from workers.wire.events import Sample


def counters(output: str, who: str) -> list[int]:
    return [int(value) for value in re.findall(rf"^counter (\d+) in {who}", output, re.MULTILINE)]


# A spawned process imports the program again; a forked one copies its parent's memory.
@pytest.mark.parametrize(("method", "expected"), [("fork", 105), ("spawn", 5), ("forkserver", 5)])
def test_a_process_raises_its_own_counter_and_threads_share_one(tmp_path: Path, method: str, expected: int) -> None:
    watched = run_both("memory", tmp_path, START_METHOD=method, SECONDS=0.05)
    output = watched.output()
    assert counters(output, "process") == [expected] * 3
    assert counters(output, "thread") == [115] * 3
    assert counters(output, "main process") == [100, 100, 115]


def test_processes_are_lanes_of_their_own_and_threads_are_not() -> None:
    watched = run_watched("memory", PROCESSES=2, THREADS=4, START_METHOD="fork")
    main, *children = watched.trace.lanes
    assert [lane.role for lane in children] == ["process", "process"]
    printed = {line.text.partition(" in ")[2]: line.pid for line in watched.trace.output}
    for lane in children:
        assert printed[f"process {lane.pid}"] == lane.pid
    assert {pid for words, pid in printed.items() if words.startswith("thread")} == {main.pid}
    threads = {lane.pid: 0 for lane in watched.trace.lanes}
    for event in watched.all(Sample):
        threads[event.child] = max(threads[event.child], event.threads)
    assert threads[main.pid] == 5
    assert {threads[lane.pid] for lane in children} == {1}
