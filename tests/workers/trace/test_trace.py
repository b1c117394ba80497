from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import MAIN as FAKE_MAIN
from tests.fakes import big_events, executor_events, message_events, pool_events
from tests.workers.trace.streams import MAIN, at, begin, finish, over, start, submit, worker
from workers.analysis import queries
from workers.analysis.statistics import headline, report
from workers.trace.lanes import Lane
from workers.trace.messages import ChannelRecord
from workers.trace.tasks import Status
from workers.trace.trace import Trace
from workers.wire.events import (
    BlockBegan,
    CallbackBegan,
    Event,
    Output,
    ProcessBegan,
    ProcessGone,
    ProcessReaped,
    ProcessSeen,
    ResultReturned,
    RunEnded,
    RunStarted,
    Sample,
    TaskStarted,
)


def trace_of(*events: Event) -> Trace:
    trace = Trace()
    trace.apply(events)
    return trace


RUNS = [
    pool_events(workers=3, tasks=7, seconds=0.3),
    pool_events(workers=2, tasks=4, seconds=0.3, mode="apply", cpu_share=0.9),
    pool_events(workers=3, tasks=8, seconds=0.3, dead_worker=True),
    pool_events(workers=2, tasks=3, seconds=0.3, mode="apply", dead_worker=True),
    executor_events(),
    executor_events(broken=True),
    message_events(),
]


def counts(channel: ChannelRecord) -> list[Any]:
    return [channel.sent, channel.received, channel.bytes, channel.length.values.tolist()]


def facts(trace: Trace) -> dict[str, Any]:
    """All that a record says, named by ids instead of rows and lanes, whose order depends on what came first."""
    messages, calls = trace.messages, trace.calls
    tasks, pids = trace.tasks, [(lane.pid, lane.thread) for lane in trace.lanes]

    def number(value: float) -> float | None:
        return None if math.isnan(value) else round(value, 9)

    def process(lane: Lane) -> tuple[Any, ...]:
        parent = pids[lane.parent] if lane.parent >= 0 else None
        spans = [number(t) for t in [*lane.starts.tolist(), *lane.ends.tolist()]]
        born = (lane.role, lane.name, lane.method, lane.pool, parent, lane.parent_pid, number(lane.began))
        return (*born, number(lane.ended), lane.exit_code, lane.zombie, spans, len(lane.sample_t), lane.last_memory)

    return {
        "tasks": {
            (pids[tasks.owner[row]], int(tasks.job[row]), int(tasks.index[row])): (
                *(number(float(column[row])) for column in (tasks.submitted, tasks.claimed, tasks.started)),
                number(float(tasks.ended[row])),
                *(
                    number(float(column[row]))
                    for column in (tasks.returned, tasks.callback_began, tasks.callback_ended)
                ),
                number(float(tasks.cpu[row])),
                pids[tasks.lane[row]] if tasks.lane[row] >= 0 else None,
                Status(int(tasks.status[row])).name,
                (trace.label(row), trace.outcome(row), trace.call(row), trace.line(row)),
            )
            for row in range(len(tasks))
        },
        "lanes": {pids[lane.id]: process(lane) for lane in trace.lanes},
        "blocks": sorted(
            (pids[trace.blocks.lane[row]], number(trace.blocks.began[row]), number(trace.blocks.ended[row]))
            for row in range(len(trace.blocks))
        ),
        "messages": sorted(
            [
                channel.name,
                str(channel.numbers),
                str([pids[lane] if lane >= 0 else None for lane in (messages.sender[row], messages.receiver[row])]),
                str([number(float(column[row])) for column in (messages.sent, messages.received)]),
                *(int(column[row]) for column in (messages.size, messages.sent_line, messages.received_line)),
            ]
            for row, channel in ((row, trace.channels[messages.channel[row]]) for row in range(len(messages)))
        ),
        "channels": sorted(
            [channel.name, channel.numbers, pids[channel.owner], channel.line, *counts(channel)]
            for channel in trace.channels
        ),
        "calls": sorted(
            [
                *(pids[lane] for lane in (calls.caller[row], calls.server[row])),
                *(number(float(column[row])) for column in (calls.began, calls.ended)),
                *(bool(calls.ok[row]), calls.kind(row), calls.method(row), int(calls.line[row])),
            ]
            for row in range(len(calls))
        ),
        "flights": [
            queries.messages_between(trace, begin_at, begin_at + 0.2, 0)[1] for begin_at in (0.0, 0.15, 0.31, 0.62)
        ],
        "waiting": (trace.task_states.queued.values.tolist(), [number(t) for t in trace.task_states.queued.times]),
        "running": (trace.task_states.running.values.tolist(), [number(t) for t in trace.task_states.running.times]),
        "report": {key: value for key, value in report(trace).items() if key != "processes"},
        "line": trace.current_line,
        "output": sorted(line.text for line in trace.output),
    }


@st.composite
def shuffled(draw: st.DrawFn, run: list[Event]) -> list[Event]:
    """The events in another order that keeps each process's own; the run's end stays last."""
    queues: dict[int, list[Event]] = {}
    for event in run[:-1]:
        queues.setdefault(event.pid, []).append(event)
    choices = draw(st.randoms(use_true_random=False))
    mixed: list[Event] = []
    while queues:
        pid = choices.choice(sorted(queues))
        for _ in range(choices.randint(1, 6)):
            if pid in queues:
                mixed.append(queues[pid].pop(0))
                if not queues[pid]:
                    del queues[pid]
    return [*mixed, run[-1]]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_record_does_not_depend_on_how_the_processes_events_are_interleaved(data: st.DataObject) -> None:
    run = data.draw(st.sampled_from(RUNS))
    mixed = data.draw(shuffled(run))
    size = data.draw(st.integers(1, 50))
    trace = Trace()
    for first in range(0, len(mixed), size):
        trace.apply(mixed[first : first + size])
    assert facts(trace) == facts(trace_of(*run))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_run_cut_off_anywhere_and_then_ended_leaves_nothing_open(data: st.DataObject) -> None:
    run = data.draw(st.sampled_from(RUNS))
    cut = data.draw(st.integers(0, len(run) - 1))
    end = RunEnded(run[-1].t, run[-1].pid, 0, 0, -9, "stopped")
    trace = trace_of(*run[:cut], end)
    counts = trace.task_states.counts
    assert counts[Status.QUEUED] == counts[Status.RUNNING] == 0
    assert counts == np.bincount(trace.tasks.status, minlength=len(Status)).tolist()
    assert not np.isnan(trace.tasks.ended).any()
    assert not any(lane.alive or lane.zombie or lane.open_row >= 0 for lane in trace.lanes)
    assert not np.isnan(trace.blocks.ended).any()
    assert not np.isnan(trace.callbacks.ended).any()
    assert not np.isnan(trace.calls.ended).any()
    assert trace.task_states.claimed_now == 0
    for level in (trace.task_states.queued, trace.task_states.running):
        assert level.values[-1:].tolist() in ([], [0])
        assert (level.values >= 0).all()
    assert headline(trace, 1e9).task_wall == pytest.approx(np.nansum(trace.tasks.ended - trace.tasks.started))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_events_that_come_twice_do_no_harm(data: st.DataObject) -> None:
    run = [event for event in data.draw(st.sampled_from(RUNS)) if not isinstance(event, Output)]
    twice = [event for event in run for _ in range(data.draw(st.integers(1, 2)) if event.seq % 3 else 1)]
    assert facts(trace_of(*twice)) == facts(trace_of(*run))


def test_a_whole_run_is_recorded_as_it_was() -> None:
    trace = trace_of(*pool_events(workers=3, tasks=10, seconds=2.0))
    assert [lane.role for lane in trace.lanes] == ["main", "worker", "worker", "worker"]
    assert [lane.title_number for lane in trace.lanes] == [1, 1, 2, 3]
    assert trace.task_states.counts[Status.FINISHED] == len(trace.tasks) == 10
    assert (trace.label(3), trace.outcome(3), trace.call(3), trace.line(3)) == ("foo(3)", "103", "apply_async", 17)
    assert set(trace.callbacks.pid.tolist()) == {FAKE_MAIN}
    assert trace.callbacks.task.tolist() == list(range(10))
    assert trace.callbacks.ok.all()
    assert trace.task_states.queued.peak() == 7
    assert trace.task_states.running.peak() == 3
    assert trace.events_lost == 0
    assert trace.current_line == 0


def test_the_current_line_is_where_the_main_thread_was_last_seen() -> None:
    trace = trace_of(start(), submit(0.1, 0))
    assert trace.current_line == 5
    trace.apply([BlockBegan(at(0.2), MAIN, MAIN, -1, "join", True, "script.py", 9)])
    assert trace.current_line == 9
    trace.apply([BlockBegan(at(0.3), MAIN, MAIN + 1, -1, "get", False, "script.py", 4)])
    assert trace.current_line == 9
    assert trace.open_block() == 0
    trace.apply([over(1)])
    assert trace.current_line == 0
    assert trace.open_block() == -1


def test_events_before_the_runs_start_wait_for_its_zero() -> None:
    trace = Trace()
    trace.apply([ProcessSeen(at(0.5), 1, 1, 0, 7, MAIN, 1e9, "x", False)])
    assert len(trace.lanes) == 0
    trace.apply([start()])
    assert [lane.pid for lane in trace.lanes] == [MAIN, 7]
    assert trace.lanes[1].parent == 0
    assert trace.lanes[1].began == 0.5


def test_a_run_that_never_started_still_ends() -> None:
    trace = trace_of(Output(at(3), 0, 0, -1, "stderr", "no such file", False), over(4, 2, "failed"))
    assert trace.ended == 1.0
    assert trace.exit_code == 2
    assert [line.text for line in trace.output] == ["no such file"]


def test_a_task_is_lost_when_its_worker_dies_and_the_late_word_of_its_end_wins() -> None:
    trace = trace_of(start(), worker(7), submit(0.1, 0), begin(0.2, 7, 0))
    trace.apply([ProcessReaped(at(0.9), MAIN, MAIN, -1, 7, -9)])
    assert trace.tasks.status[0] == Status.LOST
    assert trace.tasks.ended[0] == 0.9
    assert trace.lanes[1].exit_code == -9
    trace.apply([finish(0.8, 7, 0, cpu=0.5)])
    assert trace.tasks.status[0] == Status.FINISHED
    assert trace.tasks.ended[0] == 0.8
    assert trace.lanes[1].ends.tolist() == [0.8]
    assert headline(trace, 1).task_wall == pytest.approx(0.6)
    assert trace.task_states.running.times.tolist() == [0.2, 0.8]


def test_a_map_gives_a_task_for_each_chunk_and_the_last_one_has_what_is_left() -> None:
    trace = trace_of(start(), submit(0.1, 0, count=4, items=100 - 10))
    assert trace.tasks.items.tolist() == [23, 23, 23, 21]
    assert trace.label(0) == "foo × 23"
    assert trace.task_states.queued.peak() == 4


def test_tasks_of_a_job_that_are_submitted_one_by_one_among_others_are_found_again() -> None:
    events = [start(), worker(7)]
    for turn in range(4):
        events.append(submit(0.1 * turn, 0, first=turn))
        events.append(submit(0.1 * turn, turn + 1))
    events += [begin(1, 7, 0, 2), finish(2, 7, 0, 2), begin(3, 7, 3), finish(4, 7, 3)]
    trace = trace_of(*events)
    assert len(trace.tasks) == 8
    started = np.flatnonzero(~np.isnan(trace.tasks.started))
    assert [(int(trace.tasks.job[row]), int(trace.tasks.index[row])) for row in started] == [(0, 2), (3, 0)]


def test_a_task_whose_submission_was_lost_has_a_row_all_the_same() -> None:
    trace = trace_of(start(), worker(7), begin(0.2, 7, 12345678901, 3), finish(0.4, 7, 12345678901, 3))
    assert len(trace.tasks) == 1
    assert math.isnan(trace.tasks.submitted[0])
    assert trace.tasks.status[0] == Status.FINISHED
    assert trace.label(0) == "? × 1"
    assert trace.task_states.queued.peak() == 0


def test_a_task_whose_end_was_lost_ends_when_its_worker_takes_the_next() -> None:
    trace = trace_of(start(), worker(7), submit(0, 0), submit(0, 1), begin(1, 7, 0), begin(2, 7, 1), finish(3, 7, 1))
    assert trace.tasks.status.tolist() == [Status.LOST, Status.FINISHED]
    assert trace.lanes[1].ends.tolist() == [2, 3]


def test_a_lost_tasks_assumed_end_gives_way_to_the_late_start_of_the_next() -> None:
    death = ProcessReaped(at(5), MAIN, MAIN, -1, 7, -9)
    late = [begin(2, 7, 1), finish(3, 7, 1)]
    trace = trace_of(start(), worker(7), submit(0, 0), submit(0, 1), begin(1, 7, 0), death, *late)
    assert trace.lanes[1].ends.tolist() == [2, 3]
    assert trace.tasks.status.tolist() == [Status.LOST, Status.FINISHED]
    assert headline(trace, 9).task_wall == 2
    assert trace.task_states.running.peak() == 1


def test_the_main_lane_begins_with_the_run_though_the_process_was_there_before() -> None:
    seen = ProcessSeen(at(-0.05), 1, 1, 0, MAIN, 1, 1e9, "python script.py", False)
    trace = trace_of(seen, start())
    assert (trace.lanes[0].role, trace.lanes[0].began, trace.lanes[0].parent_pid) == ("main", 0.0, 1)


def test_a_result_that_cannot_be_pickled_makes_the_task_failed() -> None:
    for late in (False, True):
        events = [finish(2, 7, 0), ResultReturned(at(3), MAIN, MAIN, -1, 0, 0, False, "MaybeEncodingError")]
        trace = trace_of(start(), worker(7), submit(0, 0), begin(1, 7, 0), *(reversed(events) if late else events))
        assert trace.tasks.status[0] == Status.FAILED
        assert trace.task_states.counts[Status.FAILED] == 1


def test_a_pid_that_is_used_again_makes_a_new_lane() -> None:
    trace = trace_of(
        start(),
        worker(7, 0.1),
        ProcessBegan(at(0.2), 7, 7, 0, MAIN, "ForkPoolWorker-7", "fork"),
        ProcessReaped(at(1), MAIN, MAIN, -1, 7, 0),
        worker(7, 2),
        ProcessBegan(at(2.1), 7, 7, 0, MAIN, "ForkPoolWorker-7", "fork"),
        submit(2.2, 0),
        begin(2.3, 7, 0),
    )
    assert [lane.pid for lane in trace.lanes] == [MAIN, 7, 7]
    assert trace.tasks.lane[0] == 2
    assert trace.lanes[1].ended == 1.0
    assert trace.lanes[2].alive
    assert trace.events_lost == 0
    assert trace.lanes[2].title_number == 2


def test_a_short_lived_process_whose_parent_speaks_last_is_one_lane() -> None:
    trace = trace_of(
        start(),
        ProcessBegan(at(0.2), 7, 7, 0, MAIN, "P", "fork"),
        ProcessGone(at(0.4), 1, 1, 0, 7, None, False),
        ProcessReaped(at(0.5), MAIN, MAIN, -1, 7, 3),
        worker(7, 0.1),
        ProcessSeen(at(0.3), 1, 1, 1, 7, MAIN, 1e9 + 0.1, "x", False),
    )
    assert len(trace.lanes) == 2
    assert (trace.lanes[1].began, trace.lanes[1].ended, trace.lanes[1].exit_code) == (0.1, 0.4, 3)
    assert trace.lanes[1].role == "worker"


def test_a_zombie_is_one_until_somebody_waits_for_it() -> None:
    trace = trace_of(start(), worker(7), ProcessGone(at(1), 1, 1, 0, 7, None, True))
    assert trace.lanes[1].zombie
    assert trace.lanes[1].ended == 1.0
    trace.apply([ProcessReaped(at(2), MAIN, MAIN, -1, 7, -9)])
    assert not trace.lanes[1].zombie
    assert (trace.lanes[1].ended, trace.lanes[1].exit_code) == (1.0, -9)


def test_threads_of_a_thread_pool_are_lanes_under_their_process() -> None:
    thread = TaskStarted(at(0.2), MAIN, 555, -1, MAIN, 0, 0, "Thread-1 (worker)")
    trace = trace_of(start(), submit(0.1, 0), thread)
    lane = trace.lanes[1]
    assert (lane.role, lane.thread, lane.tid, lane.parent, lane.pid) == ("thread", "Thread-1 (worker)", 555, 0, MAIN)
    assert trace.tasks.lane[0] == 1
    trace.apply([over(1)])
    assert trace.tasks.status[0] == Status.LOST
    assert lane.ended == 1.0


def test_lost_events_are_counted_by_gaps_and_late_ones_taken_back() -> None:
    def said(number: int) -> Event:
        return Sample(at(number), 1, 1, number, MAIN, 0, 0, "running", 0, 1, -1, -1)

    trace = trace_of(start(), said(0), said(1), said(4))
    assert trace.events_lost == 2
    trace.apply([said(3)])
    assert trace.events_lost == 1
    trace.apply([said(3), said(5)])
    assert trace.events_lost == 1


def test_a_callback_of_a_map_belongs_to_the_jobs_first_task_if_no_other_is_named() -> None:
    trace = trace_of(start(), submit(0, 0), submit(0, 1, count=3), CallbackBegan(at(1), MAIN, 9, -1, 1, -1, "done"))
    assert trace.callbacks.task.tolist() == [1]
    trace.apply([over(2)])
    assert trace.callbacks.ended.tolist() == [2.0]


def test_only_the_last_lines_are_kept_and_the_others_counted() -> None:
    lines = [Output(at(0.1), MAIN, 0, -1, "stdout", str(number), number % 2 == 0) for number in range(25_000)]
    trace = trace_of(start(), *lines)
    output = trace.output
    assert (len(output), output.total, output.dropped) == (20_000, 25_000, 5_000)
    assert output[0].text == "5000"
    assert [line.text for line in output.since(24_998)] == ["24998", "24999"]
    assert output.since(25_000) == []
    assert len(output.since(0)) == 20_000
    assert 24_998 in output.unfinished
    assert len(output.unfinished) == 10_000


def test_views_of_columns_that_somebody_holds_do_not_hinder_growth() -> None:
    trace = Trace()
    held = []
    for batch in big_events(3000):
        trace.apply(batch)
        held.append((trace.tasks.started, trace.lanes[-1].starts))
    assert len(trace.tasks) == 3000
    assert trace.task_states.counts[Status.FAILED] == 3
    assert trace.tasks.submitted.dtype == trace.lanes[1].starts.dtype == np.float64


def test_a_second_start_of_the_run_changes_nothing() -> None:
    trace = trace_of(start(), RunStarted(at(1), 9, 9, 0, 0, "other", "", 1))
    assert trace.program == "script.py"
    assert len(trace.lanes) == 1
