from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import big_events, pool_events
from tests.workers.trace.streams import MAIN, at, begin, finish, over, start, submit, worker
from workers.analysis import queries
from workers.trace.columns import Floats, StepSeries
from workers.trace.tasks import Status
from workers.trace.trace import Trace
from workers.wire.events import BlockBegan, BlockEnded, CallbackBegan, CallbackEnded, Event, Sample

WORKER = 7


def one_lane(lengths: list[tuple[int, int, bool]], open_end: bool) -> Trace:
    """A worker whose tasks are given as (gap before, length, ok), ms; the last one still runs with `open_end`."""
    events: list[Event] = [start(), worker(WORKER)]
    now = 0.0
    for job, (gap, length, ok) in enumerate(lengths):
        events += [submit(now, job), begin(now + gap / 1000, WORKER, job)]
        now += (gap + length) / 1000
        if job < len(lengths) - 1 or not open_end:
            events.append(finish(now, WORKER, job, ok=ok, cpu=length / 2000))
    events.append(Sample(at(now), 1, 1, -1, MAIN, 0, 0, "running", 0, 1, -1, -1))
    trace = Trace()
    trace.apply(events)
    return trace


LENGTHS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 60), st.booleans()), max_size=60)


@settings(max_examples=200, deadline=None)
@given(LENGTHS, st.booleans(), st.floats(0, 1), st.floats(0.01, 3), st.integers(1, 50))
def test_visible_tasks_are_those_that_a_look_at_every_task_finds(
    lengths: list[tuple[int, int, bool]], open_end: bool, begin_at: float, extent: float, pixels: int
) -> None:
    trace = one_lane(lengths, open_end)
    end_at = begin_at + extent
    spans = queries.visible_tasks(trace, 1, begin_at, end_at, pixels)
    assert len(spans) <= 2 * pixels + 4
    assert (spans.begin[1:] >= spans.end[:-1]).all()
    tasks = trace.tasks
    starts = tasks.started
    ends = np.where(np.isnan(tasks.ended), trace.now, tasks.ended)
    seen = np.zeros(len(tasks), int)
    for k in range(len(spans)):
        inside = np.flatnonzero((starts >= spans.begin[k]) & (ends <= spans.end[k]))
        if spans.row[k] >= 0:
            inside = np.array([spans.row[k]])
            assert (spans.begin[k], spans.end[k]) == (starts[inside[0]], ends[inside[0]])
            assert spans.status[k] == tasks.status[inside[0]]
            assert spans.busy[k] == 1
        elif spans.end[k] > spans.begin[k]:
            wall = (ends - starts)[inside].sum()
            assert spans.busy[k] == pytest.approx(wall / (spans.end[k] - spans.begin[k]), abs=1e-6)
            failed = (tasks.status[inside] == Status.FAILED).any()
            assert (spans.status[k] == Status.FAILED) == failed
            assert (ends - starts)[inside].max() < extent / pixels * 1.000001
        seen[inside] += 1
        closed = inside[~np.isnan(tasks.ended[inside])]
        wall = (ends - starts)[closed].sum()
        if wall > 1e-9:
            assert spans.cpu_share[k] == pytest.approx(tasks.cpu[closed].sum() / wall, abs=1e-6)
    visible = (ends > begin_at) & (starts < end_at) & (ends > starts)
    assert (seen[visible] == 1).all()
    assert (seen <= 1)[ends > starts].all()


def test_spans_stay_the_same_while_the_view_is_moved() -> None:
    trace = Trace()
    for batch in big_events(4000, 1):
        trace.apply(batch)
    one = queries.visible_tasks(trace, 1, 0.5, 1.5, 100)
    other = queries.visible_tasks(trace, 1, 0.5037, 1.5037, 100)
    inner = (one.begin > 0.52) & (one.end < 1.48)
    assert np.isin(one.begin[inner], other.begin).all()
    assert (one.row[inner] == -1).all()


def test_a_task_that_runs_reaches_to_now() -> None:
    trace = one_lane([(0, 500, True), (100, 1000, True)], open_end=True)
    spans = queries.visible_tasks(trace, 1, 0, 5, 100)
    assert spans.end.tolist() == pytest.approx([0.5, 1.6])
    assert spans.status.tolist() == [Status.FINISHED, Status.RUNNING]
    assert np.isnan(spans.cpu_share[1])


CHANGES = st.lists(st.tuples(st.integers(0, 40), st.sampled_from([1, 1, -1, 3])), max_size=60)


def level_at(changes: list[tuple[int, int]], time: float) -> int:
    return sum(change for moment, change in changes if moment <= time)


@settings(max_examples=200, deadline=None)
@given(CHANGES, st.integers(1, 20))
def test_a_level_is_the_sum_of_its_changes_in_whatever_order_they_come(
    changes: list[tuple[int, int]], portion: int
) -> None:
    level = StepSeries()
    for first in range(0, len(changes), portion):
        for moment, change in changes[first : first + portion]:
            level.add(float(moment), change)
        level.settle()
    times: Floats = np.arange(-1, 42, 0.5)
    expected = [level_at(changes, time) for time in times.tolist()]
    assert level.at(times).tolist() == expected
    assert level.peak() == max(0, *expected)
    assert (np.diff(level.times) > 0).all()


@settings(max_examples=100, deadline=None)
@given(CHANGES, st.floats(-1, 40), st.floats(0.1, 45), st.integers(1, 12))
def test_steps_have_the_highest_level_of_each_pixel(
    changes: list[tuple[int, int]], begin_at: float, extent: float, pixels: int
) -> None:
    level = StepSeries()
    for moment, change in changes:
        level.add(float(moment), change)
    end_at = begin_at + extent
    times, values = level.steps(begin_at, end_at, pixels)
    assert len(times) == len(values) <= 2 * pixels
    inside = [float(moment) for moment, _ in changes if begin_at <= moment <= end_at]
    edges = [*times.tolist(), end_at + 1e-9]
    for k, value in enumerate(values.tolist()):
        moments = [edges[k], *(m for m in inside if edges[k] < m < edges[k + 1])]
        assert value == max(level_at(changes, moment) for moment in moments)


def test_the_peak_of_a_very_long_level_is_not_lost_at_any_width() -> None:
    level = StepSeries()
    for step in range(100_000):
        level.add(step, 1)
        level.add(step + 0.5, -1)
    level.add(77_777.1, 5)
    level.add(77_777.2, -5)
    level.add(99_999.6, 3)
    assert level.peak() == 6
    for pixels in (5, 10, 100, 1920):
        times, values = level.steps(0, 100_000, pixels)
        assert values.max() == 6
        assert abs(times[int(values.argmax())] - 77_777) <= 100_000 / pixels
        assert values[-1] == 3
    late = StepSeries()
    late.add(0.0, 2)
    assert late.steps(5, 6, 100)[1].tolist() == [2]


def test_queue_and_running_tasks_are_counted_at_any_time() -> None:
    trace = Trace()
    trace.apply(pool_events(workers=3, tasks=10, seconds=2.0))
    assert queries.queue_length(trace, np.array([0.0, 1.0, 3.0, 5.0, 7.0])).tolist() == [0, 7, 4, 1, 0]
    assert trace.task_states.running.steps(1, 1.5, 100)[1].tolist() == [3]
    assert queries.queue_steps(trace, 1, 1.5, 100)[1].tolist() == [7]


def test_cpu_use_is_the_slope_between_samples() -> None:
    trace = Trace()
    samples = [
        Sample(at(0.1 * k), 1, 1, -1, WORKER, round(5e7 * k), 0, "running", 0, 1, -1, -1) for k in range(1, 1000)
    ]
    trace.apply([start(), worker(WORKER), *samples])
    for pixels in (2000, 50):
        times, cores = queries.cpu_curve(trace, 1, 10, 60, pixels)
        assert cores == pytest.approx(0.5)
        assert (np.diff(times) > 0).all()
        assert len(times) <= 2 * 501
        assert times[0] <= 11.1
        assert times[-1] >= 59.9
    assert len(queries.cpu_curve(trace, 0, 0, 10, 100)[0]) == 0
    assert trace.lanes[1].last_cpu_share == pytest.approx(0.5)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(0, 30)), max_size=30),
    st.integers(-5, 200),
    st.integers(0, 100),
)
def test_blocks_and_callbacks_of_a_stretch_are_found_among_several_threads(
    waits: list[tuple[int, int, int]], begin_at: int, extent: int
) -> None:
    free = dict.fromkeys(range(3), 0)
    said: list[tuple[int, int, Event]] = []
    expected = []
    for number, (thread, gap, length) in enumerate(waits):
        first = free[thread] + gap + 1
        last = free[thread] = first + length
        expected.append((first, last))
        said.append((first, 1, BlockBegan(at(first), MAIN, thread, -1, "get", False, "", 1)))
        said.append((last, 0 if length else 2, BlockEnded(at(last), MAIN, thread, -1)))
        said.append((first, 1, CallbackBegan(at(first), MAIN, thread, -1, number, 0, "done")))
        said.append((last, 2, CallbackEnded(at(last), MAIN, thread, -1, number, 0, True)))
    trace = Trace()
    trace.apply([start(), *(event for _, _, event in sorted(said, key=lambda item: item[:2]))])
    wanted = sorted(span for span in expected if span[0] <= begin_at + extent and span[1] >= begin_at)
    rows = queries.blocks_of(trace, 0, begin_at, begin_at + extent)
    assert sorted(zip(trace.blocks.began[rows], trace.blocks.ended[rows], strict=True)) == wanted
    rows = queries.callbacks_between(trace, begin_at, begin_at + extent)
    assert sorted(zip(trace.callbacks.began[rows], trace.callbacks.ended[rows], strict=True)) == wanted


def test_blocks_that_are_thinned_still_hold_the_wide_ones() -> None:
    events: list[Event] = [start()]
    for k in range(2000):
        wide = 0.5 if k == 1000 else 0.0
        events.append(BlockBegan(at(0.001 * k + (0.5 if k > 1000 else 0)), MAIN, MAIN, -1, "apply", True, "", 1))
        events.append(BlockEnded(at(0.001 * k + 0.0005 + (0.5 if k > 1000 else wide)), MAIN, MAIN, -1))
    trace = Trace()
    trace.apply(events)
    rows = queries.blocks_of(trace, 0, 0, 2.5, 100)
    assert len(rows) <= 200
    assert 1000 in rows
    assert len(queries.blocks_of(trace, 0, 0, 2.5)) == 2000


def test_submissions_are_merged_per_pixel_and_none_is_left_out() -> None:
    trace = Trace()
    trace.apply([start(), *(submit(0.001 * k, k, count=1 + k % 3) for k in range(1000))])
    times, counts = queries.submits_of(trace, 0, 0, 1, 50)
    assert len(times) <= 50
    assert counts.sum() == len(trace.tasks)
    assert queries.submits_of(trace, 0, 0.0005, 0.0025, 50)[1].tolist() == [2, 3]
    assert len(queries.submits_of(trace, 0, 5, 6, 50)[0]) == 0


def test_the_task_under_the_mouse_is_the_nearest_within_reach() -> None:
    trace = one_lane([(100, 100, True), (100, 100, True), (100, 100, True)], open_end=False)
    assert queries.task_at(trace, 1, 0.15, 0) == 0
    assert queries.task_at(trace, 1, 0.22, 0.05) == 0
    assert queries.task_at(trace, 1, 0.28, 0.05) == 1
    assert queries.task_at(trace, 1, 0.25, 0.01) == -1
    assert queries.task_at(trace, 1, 9, 1) == -1
    assert queries.task_at(trace, 0, 0.15, 1) == -1
    assert queries.neighbour_task(trace, 1, 1) == 2
    assert queries.neighbour_task(trace, 1, -1) == 0
    assert queries.neighbour_task(trace, 2, 1) == -1
    trace.apply([submit(2, 99), over(3)])
    assert queries.neighbour_task(trace, 3, 1) == -1
