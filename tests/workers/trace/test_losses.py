"""What a program never got back is lost, whatever became of it on the way."""

from __future__ import annotations

import pytest

from tests.workers.trace.streams import MAIN, at, begin, finish, over, start, submit, worker
from workers.trace.tasks import Status
from workers.trace.trace import Trace
from workers.wire.events import PoolCreated, PoolStopped, ResultReturned


@pytest.mark.parametrize(("action", "status"), [("terminate", Status.LOST), ("close", Status.FINISHED)])
def test_a_result_that_still_lay_in_the_pipe_when_its_pool_was_terminated_is_lost(action: str, status: Status) -> None:
    """Also where its worker left in order: the pool drops what it reads after `terminate`."""
    trace = Trace()
    trace.apply([start(), PoolCreated(at(0), MAIN, MAIN, -1, 1, "process", 1, "fork", 3), worker(7)])
    trace.apply([submit(1, 0), submit(1, 1), begin(1, 7, 0), finish(2, 7, 0), begin(2, 7, 1), finish(3, 7, 1)])
    trace.apply([ResultReturned(at(2), MAIN, MAIN, -1, 0, 0, True)])
    trace.apply([PoolStopped(at(3), MAIN, MAIN, -1, 1, action, 9), over(4)])
    assert list(trace.tasks.status) == [Status.FINISHED, status]
