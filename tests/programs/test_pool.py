"""pool: a task for each worker at a time, a process for each task without a pool, and what is lost without join."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.programs.compare import run_alone, run_both, run_watched
from workers.analysis.statistics import headline
from workers.program.program import find_program
from workers.trace.tasks import Status


@pytest.mark.parametrize("mode", ["apply", "apply_async"])
def test_it_says_the_same_alone_and_watched(tmp_path: Path, mode: str) -> None:
    run_both("pool", tmp_path, MODE=mode, SECONDS=0.05)


def test_without_a_pool_it_says_the_same_alone_and_watched(tmp_path: Path) -> None:
    watched = run_both("pool", tmp_path, NO_POOL=True, TASKS=5, SECONDS=0.2)
    assert watched.output().count("result") == 5


def test_ten_workers_never_run_more_than_ten_of_a_hundred_tasks_at_once() -> None:
    trace = run_watched("pool", TASKS=100, POOL_SIZE=10, SECONDS=0.1).trace
    assert (trace.tasks.status == Status.FINISHED).all()
    assert len(trace.tasks) == 100
    assert headline(trace, trace.ended).max_running == 10
    assert sum(lane.role == "worker" for lane in trace.lanes) == 10


def test_without_a_pool_a_hundred_tasks_are_a_hundred_processes_at_once() -> None:
    watched = run_watched("pool", NO_POOL=True, TASKS=100, SECONDS=3)
    started = [lane for lane in watched.trace.lanes if lane.role == "process"]
    assert len(started) == 100
    assert max(lane.began for lane in started) < min(lane.ended for lane in started)
    assert "100 processes started in" in watched.output()
    printed_by = {line.pid for line in watched.trace.output if line.text.startswith("result")}
    assert printed_by == {lane.pid for lane in started}  # a result stays where it was made


def test_without_join_the_tasks_are_lost_when_the_main_process_leaves() -> None:
    watched = run_watched("pool", JOIN=False, SECONDS=10)
    tasks = watched.trace.tasks
    assert len(tasks) == 10
    assert (tasks.status == Status.LOST).all()
    assert np.isnan(tasks.callback_began).all()
    assert "result" not in watched.output()


def test_too_many_processes_are_refused_with_one_sentence(tmp_path: Path) -> None:
    ended = run_alone("pool", tmp_path, NO_POOL=True, TASKS=1000)
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "500" in ended.stderr


def test_as_it_comes_it_ends_within_ten_seconds_in_both_modes() -> None:
    """A teacher runs `apply` and then `apply_async` before a class."""
    values = {parameter.name: parameter.value for parameter in find_program("pool").parameters}
    tasks, seconds = values["TASKS"], values["SECONDS"]
    assert isinstance(tasks, int) and isinstance(seconds, float)
    assert tasks * seconds <= 9.0, "apply: one after the other, and a second for starting"
    assert tasks * seconds >= 5.0, "and each task is long enough to be seen"
