"""Tasks of executors: claimed, cancelled, lost with their pool."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import executor_events
from tests.workers.trace.streams import (
    MAIN,
    at,
    begin,
    cancel,
    claim,
    finish,
    over,
    put,
    returned,
    start,
    submit,
    worker,
)
from workers.analysis import queries
from workers.analysis.statistics import headline, report, summary
from workers.trace.columns import DenseIntMap
from workers.trace.tasks import Status
from workers.trace.trace import Trace
from workers.wire.events import Event, ProcessReaped


def trace_of(*events: Event) -> Trace:
    trace = Trace()
    trace.apply(events)
    return trace


def test_a_task_is_claimed_before_it_runs_and_counted_so_until_then() -> None:
    trace = trace_of(start(), worker(7), put(0.1, 0), put(0.1, 1), claim(0.2, 0), claim(0.3, 1))
    assert trace.tasks.claimed.tolist() == [0.2, 0.3]
    assert (headline(trace, 1).claimed, headline(trace, 1).queued) == (2, 2)
    trace.apply([begin(0.5, 7, 3, 0), claim(0.6, 0)])
    assert trace.tasks.claimed.tolist() == [0.2, 0.3]
    assert (headline(trace, 1).claimed, headline(trace, 1).queued, headline(trace, 1).running) == (1, 1, 1)
    trace.apply([over(2)])
    assert headline(trace, 2).claimed == 0


def test_a_claim_that_is_heard_after_the_start_counts_no_task_as_waiting() -> None:
    trace = trace_of(start(), worker(7), put(0.1, 0), begin(0.3, 7, 3, 0), claim(0.2, 0))
    assert trace.tasks.claimed[0] == 0.2
    assert headline(trace, 1).claimed == 0


def test_a_cancelled_task_leaves_the_queue_when_it_is_cancelled() -> None:
    trace = trace_of(start(), worker(7), put(0.1, 0), put(0.1, 1), cancel(0.4, 1), cancel(0.5, 1))
    assert trace.tasks.status.tolist() == [Status.QUEUED, Status.CANCELLED]
    assert trace.tasks.ended[1] == 0.4
    assert math.isnan(trace.tasks.started[1])
    assert queries.queue_length(trace, np.array([0.2, 0.4, 1.0])).tolist() == [2, 1, 1]
    trace.apply([over(2)])
    assert report(trace)["tasks"] == {"submitted": 2, "finished": 0, "failed": 0, "cancelled": 1, "lost": 1}
    assert trace.tasks.ended.tolist() == [2, 0.4]
    assert "1 cancelled" in summary(trace)


def test_a_task_that_runs_cannot_be_cancelled() -> None:
    trace = trace_of(start(), worker(7), put(0.1, 0), begin(0.2, 7, 3), cancel(0.3, 0), finish(0.4, 7, 3))
    assert trace.tasks.status.tolist() == [Status.FINISHED]
    assert trace.task_states.queued.times.tolist() == [0.1, 0.2]


def test_a_broken_pool_loses_the_tasks_that_no_worker_had() -> None:
    trace = trace_of(start(), worker(7), put(0.1, 0), put(0.1, 1), put(0.1, 2), claim(0.2, 0), claim(0.2, 1))
    trace.apply([begin(0.3, 7, 3, 0), *(returned(0.8, index, ok=False) for index in range(3))])
    assert trace.tasks.status.tolist() == [Status.RUNNING, Status.LOST, Status.LOST]
    assert trace.tasks.ended[1:].tolist() == [0.8, 0.8]
    assert headline(trace, 1).claimed == 0
    trace.apply([ProcessReaped(at(0.9), MAIN, MAIN, -1, 7, -9)])
    assert trace.tasks.status.tolist() == [Status.LOST] * 3
    assert trace.tasks.ended[0] == 0.9  # its lane's end
    assert queries.queue_length(trace, np.array([0.5, 0.85])).tolist() == [2, 0]


def test_a_task_that_was_thought_lost_and_yet_started_is_lost_with_its_worker() -> None:
    trace = trace_of(start(), worker(7), put(0.1, 0), returned(0.8, 0, ok=False), begin(0.3, 7, 3))
    assert trace.tasks.status.tolist() == [Status.RUNNING]
    trace.apply([ProcessReaped(at(0.7), MAIN, MAIN, -1, 7, -9)])
    assert trace.tasks.status.tolist() == [Status.LOST]
    assert trace.tasks.ended.tolist() == [0.7]
    assert trace.task_states.queued.times.tolist() == [0.1, 0.3]


@pytest.mark.parametrize("raised", [False, True])
@pytest.mark.parametrize("late", [False, True])
def test_a_task_that_had_ended_when_its_pool_broke_is_lost(raised: bool, late: bool) -> None:
    events = [finish(0.5, 7, 3, ok=not raised), returned(0.8, 0, ok=False)]
    trace = trace_of(
        start(), worker(7), put(0.1, 0), begin(0.2, 7, 3), *(reversed(events) if late else events), over(1)
    )
    assert trace.tasks.status.tolist() == [Status.LOST]
    assert trace.tasks.ended.tolist() == [0.5]
    assert headline(trace, 1).task_wall == pytest.approx(0.3)


def test_what_a_killed_worker_had_done_and_nobody_got_is_lost() -> None:
    done = [begin(0.2, 7, 3, 0), finish(0.3, 7, 3, 0), begin(0.4, 8, 3, 1), finish(0.5, 8, 3, 1)]
    dead = [ProcessReaped(at(0.9), MAIN, MAIN, -1, 7, -9), ProcessReaped(at(0.9), MAIN, MAIN, -1, 8, 0)]
    trace = trace_of(start(), worker(7), worker(8), put(0.1, 0), put(0.1, 1), *done, *dead, over(1))
    assert trace.tasks.status.tolist() == [Status.LOST, Status.FINISHED]  # the other's result was on its way


@pytest.mark.parametrize("broken", [False, True])
def test_a_whole_run_of_an_executor_is_recorded_as_it_was(broken: bool) -> None:
    run = report(trace_of(*executor_events(tasks=8, cancelled=1, broken=broken)))
    expected = {"finished": 0, "lost": 7} if broken else {"finished": 7, "lost": 0}
    assert run["tasks"] == {"submitted": 8, "failed": 0, "cancelled": 1, **expected}
    assert run["max_running"] == 2


def test_an_executors_tasks_share_one_base_as_long_as_they_follow_each_other() -> None:
    trace = trace_of(start(), *(put(0.001 * index, index) for index in range(1000)), cancel(2, 567))
    assert trace.tasks.index.tolist() == list(range(1000))
    assert np.flatnonzero(trace.tasks.status == Status.CANCELLED).tolist() == [567]
    assert not trace.tasks._scattered  # no entry for each task


TURNS = st.lists(st.tuples(st.sampled_from([3, 4]), st.integers(1, 4)), max_size=30)


@settings(max_examples=80, deadline=None)
@given(TURNS)
def test_tasks_of_two_executors_and_a_pool_in_turns_are_all_found_again(turns: list[tuple[int, int]]) -> None:
    events: list[Event] = [start()]
    number = {3: 0, 4: 0}
    for turn, (job, count) in enumerate(turns):
        for _ in range(count):
            events.append(put(0.001 * turn, number[job], job))
            number[job] += 1
        events.append(submit(0.001 * turn, 10 + turn))
    trace = trace_of(*events)
    assert len(trace.tasks) == len(events) - 1
    for job, count in number.items():
        rows = [trace.tasks.find(0, job, index) for index in range(count)]
        assert trace.tasks.index[rows].tolist() == list(range(count))
        assert set(trace.tasks.job[rows].tolist()) <= {job}
        assert trace.tasks.find(0, job, count) == -1


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-(2**62), 2**62) | st.integers(0, 30) | st.integers(4000, 4200), unique=True))
def test_numbers_are_found_whether_they_follow_each_other_or_not(numbers: list[int]) -> None:
    known = DenseIntMap()
    for row, number in enumerate(numbers):
        assert known.get(number) == -1
        known.put(number, row)
    assert [known.get(number) for number in numbers] == list(range(len(numbers)))
