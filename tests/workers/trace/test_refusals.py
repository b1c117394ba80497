"""What the record can make no sense of takes nothing else with it."""

from __future__ import annotations

import pytest

from tests.fakes import pool_events
from tests.workers.trace.streams import MAIN, at, start
from workers.analysis.statistics import report
from workers.trace.trace import Trace
from workers.wire.events import KINDS, Output, ProgramText


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


def test_every_kind_of_event_has_a_handler_and_one_that_has_none_is_counted() -> None:
    trace = Trace()
    assert set(trace._handlers) == set(KINDS.values())

    class Unheard(ProgramText):
        """Of a kind that was added to the wire alone."""

    trace.apply([start(), Unheard(at(0.1), MAIN, MAIN, -1, "", True)])
    assert (trace.unhandled, trace.events) == (1, 2)
