"""What the record can make no sense of takes nothing else with it."""

from __future__ import annotations

import pytest

from tests.fakes import pool_events
from workers.analysis.statistics import report
from workers.trace.trace import Trace
from workers.wire.events import Output


@pytest.mark.parametrize("portion", [1, 7, 10_000], ids=["one by one", "in portions", "all at once"])
def test_events_that_cannot_be_taken_in_are_left_out_and_no_others(
    portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = pool_events(tasks=30, seconds=0.1)
    wanted = Trace()
    wanted.apply(event for event in events if not isinstance(event, Output))

    def broken(self: Trace, event: Output) -> None:
        raise KeyError(event.text)

    monkeypatch.setattr(Trace, "_output", broken)
    trace, refused = Trace(), 0
    for first in range(0, len(events), portion):
        try:
            trace.apply(events[first : first + portion])
        except KeyError as error:
            assert "callback in" in str(error)
            refused += 1
    assert refused > 0
    assert trace.events == len(events)
    assert report(trace) == report(wanted)
