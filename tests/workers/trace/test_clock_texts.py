"""Moments of the wall clock in texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import WALL, pool_events
from workers.trace.clock_texts import in_run_time
from workers.trace.trace import Trace
from workers.wire.events import TaskEnded, TasksSubmitted


def test_a_moment_of_the_run_is_told_in_its_own_time_and_no_other_number_is() -> None:
    assert in_run_time("1750000000.423, x=1", WALL) == "0.423 s, x=1"
    assert in_run_time(f"({WALL + 1_500_000_000}, 'a')", WALL) == "(1.500 s, 'a')"
    for other in ("1732500000.123", "1750000000", "01750000000.423", "1750000000.4.23", "'a1750000000.42'", "0.3", ""):
        assert in_run_time(other, WALL) == other
    assert in_run_time("1750000000.423", 0) == "1750000000.423"


@given(st.text())
def test_any_text_is_taken(words: str) -> None:
    assert isinstance(in_run_time(words, WALL), str)


def test_labels_and_results_have_them() -> None:
    events = [
        event._replace(arguments="1750000000.25")
        if isinstance(event, TasksSubmitted)
        else event._replace(outcome="1750000002.25")
        if isinstance(event, TaskEnded)
        else event
        for event in pool_events(tasks=1)
    ]
    trace = Trace()
    trace.apply(events)
    assert (trace.label(0), trace.outcome(0)) == ("foo(0.250 s)", "2.250 s")
