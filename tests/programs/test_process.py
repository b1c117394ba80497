"""process: one file, started twice, is two processes, each with its own things."""

from __future__ import annotations

import re
from pathlib import Path

from tests.programs.compare import program, run_both, run_watched
from workers.wire.events import Sample


def test_it_says_the_same_alone_and_watched(tmp_path: Path) -> None:
    # The watched one has one file more open: what it tells goes through that. A process that has just said "ready" may
    # not have gone to sleep yet.
    masks = (r"\d+(?= MB)", r"\d+(?= bytes)", r"\d+(?= files)", r"(?<=: )(running|sleeping)(?=,)")
    watched = run_both("process", tmp_path, masks=masks, COPIES=3, SECONDS=0.2, PAUSE=0.1)
    assert watched.output().count("ended with code 0") == 3


def test_two_starts_of_one_file_are_two_processes_with_memory_threads_and_a_state_of_their_own() -> None:
    watched = run_watched("process", MEGABYTES=40, SECONDS=1, PAUSE=0.5)
    main, first, second = watched.trace.lanes
    assert {first.parent, second.parent} == {main.id}
    assert first.pid != second.pid
    assert "process.py" in first.command
    assert "process.py" in second.command
    assert first.began < second.began < first.ended < second.ended < main.ended
    for lane, least in ((first, 40), (second, 80)):
        samples = [event for event in watched.all(Sample) if event.child == lane.pid]
        assert max(event.memory for event in samples) > least * 2**20
        assert any(event.threads == 2 and event.state == "sleeping" for event in samples)


def test_what_it_prints_is_what_was_measured() -> None:
    watched = run_watched("process", SECONDS=1, PAUSE=0.5)
    file = program("process").path
    assert file is not None
    assert f"process.py: {file.stat().st_size} bytes on disk" in watched.output()
    lines = re.findall(
        r"process (\d+) parent (\d+): (\w+), (\d+) MB, (\d+) threads, (\d+) files open", watched.output()
    )
    assert len(lines) == 2
    for lane, (pid, parent, state, memory, threads, _files) in zip(watched.trace.lanes[1:], lines, strict=True):
        assert (lane.pid, lane.parent_pid) == (int(pid), int(parent))
        # One of its samples: the last may be of its very end.
        samples = [event for event in watched.all(Sample) if event.child == lane.pid]
        alike = [event for event in samples if event.threads == int(threads)]
        assert state in {"running", *(event.state for event in alike)}  # it may not have gone to sleep yet
        assert any(abs(event.memory / 2**20 - int(memory)) < 5 for event in alike)
