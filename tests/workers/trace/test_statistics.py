from __future__ import annotations

import json
import math

import pytest

from tests.fakes import MAIN as FAKE_MAIN
from tests.fakes import ZERO, pool_events
from tests.workers.trace.streams import MAIN, at, begin, finish, over, start, submit, worker
from workers.analysis.statistics import headline, report, selection_statistics, summary
from workers.trace.trace import Trace
from workers.wire.events import BlockBegan, BlockEnded, Event, ProbeFailed, Sample


def trace_of(*events: Event) -> Trace:
    trace = Trace()
    trace.apply(events)
    return trace


def test_apply_never_runs_two_tasks_at_once_and_apply_async_fills_the_pool() -> None:
    one = report(trace_of(*pool_events(workers=3, tasks=10, seconds=2.0, mode="apply")))
    many = report(trace_of(*pool_events(workers=3, tasks=10, seconds=2.0)))
    assert (one["max_running"], many["max_running"]) == (1, 3)
    assert one["wall_s"] == pytest.approx(20, abs=0.5)
    assert many["wall_s"] == pytest.approx(8, abs=0.5)
    assert (one["callbacks"], many["callbacks"]) == (0, 10)
    assert many["callback_pids"] == [FAKE_MAIN]
    assert one["blocked_s"] == pytest.approx(20, abs=0.1)
    assert one["task_wall_s"] == many["task_wall_s"] == pytest.approx(20)
    assert many["tasks"] == {"submitted": 10, "finished": 10, "failed": 0, "cancelled": 0, "lost": 0}
    assert [process["role"] for process in many["processes"]] == ["main", "worker", "worker", "worker"]
    assert [process["exit_code"] for process in many["processes"]] == [0, 0, 0, 0]
    assert json.loads(json.dumps(many, allow_nan=False)) == many


def test_a_task_that_starts_at_the_instant_another_ends_does_not_overlap_it() -> None:
    starts = [submit(0, 0), submit(0, 1), begin(1, 7, 0)]
    for turn in ([finish(2, 7, 0), begin(2, 8, 1)], [begin(2, 8, 1), finish(2, 7, 0)]):
        assert report(trace_of(start(), worker(7), worker(8), *starts, *turn, finish(3, 8, 1)))["max_running"] == 1
    overlap = [begin(1.999999999, 8, 1), finish(2, 7, 0)]
    assert report(trace_of(start(), worker(7), worker(8), *starts, *overlap, finish(3, 8, 1)))["max_running"] == 2


def test_a_run_with_a_dead_worker_reports_its_lost_task() -> None:
    run = report(trace_of(*pool_events(workers=3, tasks=10, dead_worker=True)))
    assert run["tasks"] == {"submitted": 10, "finished": 9, "failed": 0, "cancelled": 0, "lost": 1}
    assert [process["exit_code"] for process in run["processes"]].count(-9) == 1
    assert run["end_reason"] == "stopped"


def test_time_without_samples_is_not_measured_and_said_so() -> None:
    events = [
        event
        for event in pool_events(tasks=10, cpu_share=1.0)
        if not (isinstance(event, Sample) and 2 < since(event) < 6)
    ]
    trace = trace_of(*events)
    ((begin, end),) = trace.unmeasured(trace.now)
    assert [begin, end] == pytest.approx([2, 6], abs=0.2)
    assert report(trace)["not_sampled_s"] == pytest.approx(end - begin)
    assert f"for {end - begin:.1f} s of the run no process was measured" in summary(trace)
    whole = trace_of(*pool_events(tasks=10, cpu_share=1.0))
    assert (whole.unmeasured(whole.now), report(whole)["not_sampled_s"]) == ([], 0)


def since(event: Event) -> float:
    return (event.t - ZERO) / 1e9


def test_the_headline_while_a_run_goes_on_counts_running_tasks_up_to_now() -> None:
    trace = trace_of(
        start(),
        worker(7),
        worker(8),
        submit(1, 0),
        submit(1, 1),
        submit(1, 2),
        BlockBegan(at(1), MAIN, MAIN, -1, "join", True, "script.py", 9),
        begin(1, 7, 0),
        begin(2, 8, 1),
        finish(2, 7, 0, cpu=0.25),
    )
    numbers = headline(trace, 4.0)
    assert (numbers.submitted, numbers.finished, numbers.running, numbers.queued) == (3, 1, 1, 1)
    assert numbers.task_wall == pytest.approx(1 + 2)
    assert numbers.task_cpu == pytest.approx(0.25)
    assert numbers.speed_up.most == pytest.approx(1.0)
    assert (numbers.speed_up.least, math.isnan(numbers.speed_up.value)) == (0.25, True)  # no sample tells of its wait
    assert numbers.busy_share == pytest.approx(3 / 6)
    assert numbers.blocked == pytest.approx(3)
    assert (numbers.workers, numbers.max_running, numbers.queued_peak) == (2, 1, 2)
    trace.apply([BlockEnded(at(5), MAIN, MAIN, -1), over(6)])
    assert headline(trace, 99.0).elapsed == 6
    assert headline(trace, 99.0).blocked == pytest.approx(4)


def test_a_replaced_worker_is_not_one_more() -> None:
    trace = trace_of(*pool_events(workers=3, tasks=10, dead_worker=True))
    assert len(trace.lanes) == 5
    assert headline(trace, 0).workers == 3


def test_a_run_without_tasks_has_no_speed_up_and_still_a_report() -> None:
    for trace in (Trace(), trace_of(start()), trace_of(start(), over(1, 3))):
        numbers = headline(trace, 0.5)
        assert math.isnan(numbers.speed_up.value)
        assert math.isnan(numbers.busy_share)
        json.dumps(report(trace), allow_nan=False)
        assert summary(trace)
        assert selection_statistics(trace, 0, 1) == []


def test_a_selection_counts_of_each_task_only_the_part_inside() -> None:
    trace = trace_of(
        start(),
        worker(7),
        worker(8),
        submit(0, 0, function="foo"),
        submit(0, 1, function="bar"),
        submit(0, 2, function="foo"),
        begin(1, 7, 0),
        finish(2, 7, 0, cpu=0.5),
        begin(2.5, 7, 2),
        finish(5, 7, 2, cpu=0.5),
        begin(1, 8, 1),
        finish(1.5, 8, 1),
    )
    rows = selection_statistics(trace, 1.9, 3)
    assert [(row.kind, row.key, row.count) for row in rows] == [("function", 1, 2), ("lane", 1, 2)]
    assert trace.functions[rows[0].key] == "foo"
    times = (rows[0].total, rows[0].minimum, rows[0].average, rows[0].maximum)
    assert times == pytest.approx((0.6, 0.1, 0.3, 0.5))
    assert rows[0].cpu == pytest.approx((0.5 * 0.1 + 0.2 * 0.5) / 0.6)
    assert math.isnan(rows[0].runnable)  # nothing was sampled
    assert [(row.kind, row.count) for row in selection_statistics(trace, 0, 9)] == [
        ("function", 2),
        ("function", 1),
        ("lane", 2),
        ("lane", 1),
    ]
    assert selection_statistics(trace, 2.1, 2.4) == []


def test_the_summary_tells_what_was_lost_and_where_callbacks_ran() -> None:
    text = summary(trace_of(*pool_events(workers=3, tasks=10, dead_worker=True)))
    assert "9 of 10 tasks finished, 1 lost; at most 3 at once on 3 workers" in text
    assert f"9 callbacks in process {FAKE_MAIN}" in text
    failed = summary(trace_of(start(), ProbeFailed(at(0), MAIN, MAIN, -1, "no memory"), over(1, 1)))
    assert "exit code 1" in failed
    assert "not watched: no memory" in failed
    unread = ProbeFailed(at(0), MAIN, MAIN, -1, "", "unreadable", 1200)
    assert "not watched: 1,200 bytes in the channel were no events" in summary(trace_of(start(), unread, over(1, 1)))
