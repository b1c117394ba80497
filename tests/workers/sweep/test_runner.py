"""Real runs of a sweep."""

from __future__ import annotations

import threading

import pytest

from workers.program.program import find_program
from workers.sweep import runner
from workers.sweep.plan import Axis, plan
from workers.sweep.sweep import Sweep

pytestmark = pytest.mark.usefixtures("no_process_left")


def test_the_records_of_runs_are_kept_up_to_a_number_of_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "MAX_KEPT", 9)
    program = find_program("pool").with_value("TASKS", 4).with_value("SECONDS", 0.0).with_value("NO_POOL", False)
    made = plan(program, [Axis("POOL_SIZE", (1, 2))], 1)
    sweep = Sweep.of(made, 2)
    runner.run_sweep(made, sweep, threading.Event())
    assert [run.trace is not None for run in sweep.runs] == [True, True, False, False]
    assert all(run.small is not None for run in sweep.runs)
