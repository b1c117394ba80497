"""futures: the states of a future, what can be cancelled, errors that cannot be sent, and threads under one lock."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from tests.programs.compare import run_both, run_watched
from workers.trace.tasks import Status

pytestmark = pytest.mark.usefixtures("no_process_left")


@pytest.mark.parametrize("executor", ["process", "thread"])
def test_it_says_the_same_alone_and_watched(executor: str, tmp_path: Path) -> None:
    watched = run_both("futures", tmp_path, EXECUTOR=executor, SECONDS=0.15)
    output, tasks = watched.output(), watched.trace.tasks
    assert output.count("came to process") == 8
    assert "map: [0, 1, 4, 9, 16, 25, 36, 49]" in output
    assert set(tasks.status) == {Status.FINISHED, Status.FAILED, Status.CANCELLED}  # nothing is left waiting or running
    assert np.isnan(tasks.started[tasks.status == Status.CANCELLED]).all()
    assert {lane.role for lane in watched.trace.lanes} == {"main", "worker" if executor == "process" else "thread"}


def test_a_future_may_be_claimed_before_a_worker_has_it() -> None:
    watched = run_watched("futures", SHOW="submit")
    tasks = watched.trace.tasks
    finished = tasks.status == Status.FINISHED
    assert (tasks.submitted[finished] <= tasks.claimed[finished]).all()
    assert (tasks.claimed[finished] <= tasks.started[finished]).all()
    queued = tasks.started[finished] - tasks.claimed[finished] > 0.1
    assert queued.any()  # it waited for a worker and said "running"
    assert "more say running than there are workers: True" in watched.output()


def test_a_running_future_is_not_cancelled_and_a_waiting_one_is() -> None:
    watched = run_watched("futures", SHOW="cancel")
    assert "the first, which runs, is cancelled: False" in watched.output()
    assert "the last, which waits, is cancelled: True" in watched.output()
    assert watched.trace.tasks.status[[0, 7]].tolist() == [Status.FINISHED, Status.CANCELLED]


@pytest.mark.parametrize(("executor", "kind"), [("process", "AttributeError|PicklingError"), ("thread", "ValueError")])
def test_an_exception_that_cannot_be_sent_is_a_failure(executor: str, kind: str) -> None:
    watched = run_watched("futures", SHOW="errors", EXECUTOR=executor)
    assert "fail_plainly: ValueError" in watched.output()
    assert any(f"fail_with_a_function: {name}" in watched.output() for name in kind.split("|"))
    assert watched.trace.tasks.status[:2].tolist() == [Status.FAILED] * 2


@pytest.mark.skipif(not getattr(sys, "_is_gil_enabled", lambda: True)(), reason="this Python has no such lock")
def test_computing_threads_have_one_core_among_them() -> None:
    tasks = run_watched("futures", SHOW="wait", TASK="cpu", EXECUTOR="thread").trace.tasks
    ran = tasks.status == Status.FINISHED
    elapsed = tasks.ended[ran].max() - tasks.started[ran].min()
    assert tasks.cpu[ran].sum() <= 1.1 * elapsed
    assert (tasks.ended - tasks.started)[ran].sum() > 1.2 * tasks.cpu[ran].sum()  # each waits for the other


def test_computing_processes_have_a_core_each_where_there_are_two() -> None:
    trace = run_watched("futures", SHOW="wait", TASK="cpu").trace
    ran = trace.tasks.status == Status.FINISHED
    assert len(set(trace.tasks.lane[ran])) == 2
    assert trace.tasks.cpu[ran].min() > 0.2


def test_shutdown_cancels_those_that_still_wait() -> None:
    watched = run_watched("futures", SHOW="errors", TASKS=20)
    cancelled = watched.trace.tasks.status == Status.CANCELLED
    assert cancelled.sum() >= 20 - 2 - 3  # all but the running and the claimed ones
    assert "those that waited were cancelled: True" in watched.output()
