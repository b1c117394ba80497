from __future__ import annotations

import numpy as np
import pytest

from tests.fakes import executor_events, pool_events
from workers.trace.future_states import FutureStateIndex
from workers.trace.tasks import Status
from workers.trace.trace import Trace


def counted(trace: Trace, time: float) -> int:
    """How many stand claimed at `time`, by a look at every task."""
    tasks = trace.tasks
    left = np.where(np.isnan(tasks.started), tasks.ended, tasks.started)
    return int(((tasks.claimed <= time) & ~(left <= time)).sum())


@pytest.mark.parametrize("batches", [1, 3, 20])
def test_claimed_tasks_are_those_that_a_look_at_every_task_finds(batches: int) -> None:
    events = executor_events(tasks=12, cancelled=3)
    trace = Trace()
    claims = FutureStateIndex(trace)
    for part in np.array_split(np.arange(len(events)), batches):
        trace.apply([events[i] for i in part])
        claims.update()
        times = np.linspace(0, max(trace.now, 0.01), 60)
        assert claims.claimed_at(times).tolist() == [counted(trace, float(time)) for time in times]
    assert claims.any_claimed
    corners, lengths = claims.claimed_steps(0.0, trace.now, 1000)
    assert lengths.max() >= 1
    assert lengths.tolist() == [counted(trace, float(time)) for time in corners]
    assert len(claims.claimed_steps(0.0, trace.now, 3)[0]) <= 6


def test_cancelled_tasks_are_found_by_their_time() -> None:
    trace = Trace()
    trace.apply(executor_events(tasks=12, cancelled=3))
    claims = FutureStateIndex(trace)
    claims.update()
    rows, total = claims.cancelled_between(0.0, trace.now, 100)
    assert sorted(rows.tolist()) == np.flatnonzero(trace.tasks.status == Status.CANCELLED).tolist()
    assert total == 3
    assert claims.cancelled_between(0.0, 0.04, 100)[1] == 0
    assert (claims.cancelled_by(0.04), claims.cancelled_by(1.0)) == (0, 3)
    assert len(claims.cancelled_between(0.0, trace.now, 1)[0]) <= 1


def test_a_pool_claims_nothing() -> None:
    trace = Trace()
    trace.apply(pool_events())
    claims = FutureStateIndex(trace)
    claims.update()
    assert not claims.any_claimed
    assert claims.cancelled_between(0.0, trace.now, 100)[1] == 0
