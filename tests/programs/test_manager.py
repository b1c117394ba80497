"""manager: its own process keeps the objects; each access of the others is a call there and back."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.programs.compare import run_both, run_watched
from workers.wire.events import CallBegan, CallEnded, ManagerStarted


def test_it_says_the_same_alone_and_watched(tmp_path: Path) -> None:
    watched = run_both("manager", tmp_path, TIMES=3, SECONDS=0.02)
    assert "total 9 of 9" in watched.output()


def test_the_manager_is_a_lane_and_each_access_a_call_to_it() -> None:
    watched = run_watched("manager", PROCESSES=3, TIMES=2, SECONDS=0.05)
    main, manager, *others = watched.trace.lanes
    (started,) = watched.all(ManagerStarted)
    assert (started.child, started.pid) == (manager.pid, main.pid)
    assert f"the manager is process {manager.pid}" in watched.output()
    assert manager.ended > max(lane.ended for lane in others)
    calls = watched.all(CallBegan)
    assert {event.address for event in calls} == {started.address}
    ended = {(event.pid, event.number): event for event in watched.all(CallEnded)}
    for call in calls:
        end = ended.pop((call.pid, call.number))
        assert end.ok
        assert end.t > call.t
    for lane in others:
        made = Counter((event.kind, event.method) for event in calls if event.pid == lane.pid)
        assert made["Value", "get"] == made["Value", "set"] == made["Lock", "acquire"] == 2
        assert made["dict", "__setitem__"] == 2
        assert made["list", "append"] == 1
    assert len(others) == 3


@pytest.mark.parametrize("lock", [True, False])
def test_only_a_lock_keeps_two_from_writing_the_same_total(lock: bool) -> None:
    output = run_watched("manager", PROCESSES=8, TIMES=4, SECONDS=0, LOCK=lock).output()
    assert ("total 32 of 32" in output) is lock
