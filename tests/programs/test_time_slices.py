"""time_slices: more computing processes than cores take turns, and are not done any sooner."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from tests.programs.compare import run_both, run_watched
from workers.wire.events import Sample


def test_it_says_the_same_alone_and_watched(tmp_path: Path) -> None:
    watched = run_both("time_slices", tmp_path, masks=(r"(?<=switched )\d+",), WORKERS=3, CORES=1, WORK=30)
    assert "3 processes took" in watched.output()
    assert "1 processes took" in watched.output()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how long a process waited for a core")
def test_more_processes_than_cores_wait_for_a_core_most_of_their_time() -> None:
    watched = run_watched("time_slices", WORKERS=8, CORES=2, WORK=300)
    lanes = [lane for lane in watched.trace.lanes if lane.role == "process"]
    many, few = lanes[:8], lanes[8:]
    assert len(few) == min(2, watched.trace.cores)
    for lane in many:
        computed, waited = float(lane.sample_cpu[-1]), float(lane.sample_waiting[-1])
        assert computed > 0
        assert waited > computed  # three of four wait at any time
        samples = [event for event in watched.all(Sample) if event.child == lane.pid]
        assert int(lane.sample_switches[-1]) == samples[-1].switches > 0
        assert lane.sample_core.tolist() == [event.core for event in samples]
        assert "running" in {event.state for event in samples}
    cores = {event.core for event in watched.all(Sample) if event.child in [lane.pid for lane in lanes]}
    assert len(cores) <= 2
    # The same work: as much CPU time, however many share it. The last sample comes before the end.
    shares = [np.sum([float(lane.sample_cpu[-1]) for lane in group]) for group in (many, few)]
    assert 0.5 < shares[0] / shares[1] < 2
