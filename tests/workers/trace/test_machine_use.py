"""Other programs' use of the computer, in the record and in files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import KEEPER, ZERO, pool_events
from workers.analysis.statistics import report, summary
from workers.files.traces import TraceWriter, read_trace
from workers.trace.trace import Trace
from workers.wire.events import CoresSampled, Event, Sample


def looks(others: float, own: float, run: float, seconds: float, noise: float = 0.0) -> list[Event]:
    """Ten looks a second at cores that these used evenly, s a second; the busy time comes early or late by `noise` s."""
    events: list[Event] = []
    for tick in range(int(seconds * 10) + 1):
        at = tick / 10
        busy = 100 + at * (others + own + run) + (noise if tick % 2 else -noise)
        events.append(
            CoresSampled(
                ZERO + round(at * 1e9), KEEPER, KEEPER, -1,
                round(busy * 1e9), round(at * run * 1e9), round((3 + at * own) * 1e9),
            )
        )  # fmt: skip
    return events


def recorded(events: list[Event]) -> Trace:
    trace = Trace()
    trace.apply([*pool_events(), *events])
    return trace


def test_what_is_neither_the_run_s_nor_ours_is_other_programs() -> None:
    machine = recorded(looks(others=1.2, own=0.1, run=0.6, seconds=8)).machine
    edges, cores = machine.cores(machine.others, 0.0, 8.0)
    assert cores == pytest.approx(np.full(len(cores), 1.2), abs=1e-6)
    assert machine.cores(machine.own, 0.0, 8.0)[1] == pytest.approx(np.full(len(cores), 0.1), abs=1e-6)
    assert edges[-1] == pytest.approx(8.0)
    assert np.diff(edges).min() > 0.4


def test_the_grain_of_the_system_s_clock_is_not_another_program() -> None:
    """A hundredth too early at one look, too late at the next: cut off at 0 each would add up to a tenth of a core."""
    machine = recorded(looks(others=0.0, own=0.1, run=1.8, seconds=20, noise=0.01)).machine
    assert machine.others[-1] <= 0.0201


def test_a_view_that_moves_sees_the_same_stretches() -> None:
    machine = recorded(looks(others=1.0, own=0.1, run=0.5, seconds=20)).machine
    one, _ = machine.cores(machine.others, 3.0, 9.0)
    other, _ = machine.cores(machine.others, 3.7, 9.7)
    shared = (one > 4.5) & (one < 8.5)
    assert set(np.round(one[shared], 6)) <= set(np.round(other, 6))


def test_a_recording_without_it_has_none_of_it() -> None:
    machine = recorded([]).machine
    assert len(machine) == 0
    assert len(machine.cores(machine.others, 0.0, 8.0)[0]) == 0


def test_it_goes_into_a_file_and_back_and_is_a_counter_for_other_viewers(tmp_path: Path) -> None:
    events = [*pool_events(tasks=1), *looks(others=1.25, own=0.1, run=0.0, seconds=1)]
    with_counters = tmp_path / "trace.json"
    writer = TraceWriter(with_counters)
    writer.write(events)
    writer.close()
    assert [event for batch in read_trace(with_counters) for event in batch] == events
    lines = json.loads(with_counters.read_text())
    counted = {line["name"]: line["args"]["cores"] for line in lines if line["ph"] == "C" and "CPU of" in line["name"]}
    assert counted == {"CPU of other programs": 1.25, "CPU of Poolscope": 0.1}
    of_processes = sum(line["name"] == "CPU" for line in lines)
    assert of_processes < sum(isinstance(event, Sample) for event in events)


def test_a_summary_names_who_had_the_cores_that_tasks_waited_for() -> None:
    crowded = Trace()
    waiting = [
        event._replace(waiting_ns=event.t - ZERO) if isinstance(event, Sample) else event
        for event in pool_events(cpu_share=0.2)
    ]
    crowded.apply([*waiting, *looks(others=1.25, own=0.1, run=0.6, seconds=8)])
    assert "other programs used 1.2 of 2 cores meanwhile" in summary(crowded)
    assert report(crowded)["other_programs_cores"] == pytest.approx(1.25, abs=1e-3)
    assert "other programs" not in summary(recorded(looks(others=1.25, own=0.1, run=0.0, seconds=8))), "nothing waited"
    assert report(recorded([]))["other_programs_cores"] is None
