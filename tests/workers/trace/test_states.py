from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import FIRST_WORKER, KEEPER, MAIN, WALL, Script, pool_events
from workers.analysis.states import mean_states, state_at, states_of, waiting_is_known, zombie_span
from workers.trace.trace import Trace
from workers.wire.events import ProcessBegan, ProcessGone, ProcessReaped, ProcessStarted, RunStarted, Sample

CHILD = FIRST_WORKER


def sampled(stretches: list[tuple[float, float]], known: bool = True, step: float = 0.1) -> Trace:
    """A child whose samples stand `step` s apart; each stretch: share on a CPU, share waiting for one."""
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "slices.py", "3.11", 2)
    script.emit(ProcessStarted, 1.0, MAIN, MAIN, CHILD, "Process-1", "fork", "process", 0, 3)
    script.emit(ProcessBegan, 1.0, CHILD, CHILD, MAIN, "Process-1", "fork")
    cpu = runnable = 0.0
    for number, (on_cpu, without) in enumerate(stretches, 1):
        cpu, runnable = cpu + on_cpu * step, runnable + without * step
        told = round(runnable * 1e9) if known else -1
        at = 1.0 + number * step
        script.emit(Sample, at, KEEPER, KEEPER, CHILD, round(cpu * 1e9), 1, "running", 0, 1, told, 0)
    trace = Trace()
    trace.apply(script.events())
    return trace


def test_each_stretch_between_two_samples_has_its_shares() -> None:
    trace = sampled([(0.25, 0.75), (0.0, 0.0), (1.0, 0.0), (0.5, 0.2)])
    states = states_of(trace, 1, 0.0, 2.0, 1000)
    assert states.begin == pytest.approx([1.0, 1.1, 1.2, 1.3])
    assert states.end == pytest.approx([1.1, 1.2, 1.3, 1.4])
    assert states.cpu == pytest.approx([0.25, 0, 1, 0.5], abs=1e-6)
    assert states.runnable == pytest.approx([0.75, 0, 0, 0.2], abs=1e-6)
    assert states.rest == pytest.approx([0, 1, 0, 0.3], abs=1e-6)


def test_where_the_platform_does_not_tell_waiting_is_not_known_and_not_zero() -> None:
    trace = sampled([(0.25, 0.5)] * 4, known=False)
    states = states_of(trace, 1, 0.0, 2.0, 1000)
    assert np.isnan(states.runnable).all()
    assert states.rest == pytest.approx([0.75] * 4)
    assert waiting_is_known(trace) is False
    assert waiting_is_known(sampled([(0.25, 0.5)])) is True
    assert waiting_is_known(Trace()) is None


def test_a_process_of_many_threads_is_never_more_than_always_on_a_cpu() -> None:
    states = states_of(sampled([(3.5, 0.9)]), 1, 0.0, 2.0, 100)
    assert (states.cpu[0], states.runnable[0], states.rest[0]) == (1.0, 0.0, 0.0)


SHARES = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda pair: (pair[0], pair[1] * (1 - pair[0])))


@settings(max_examples=50, deadline=None)
@given(st.lists(SHARES, min_size=1, max_size=120), st.integers(1, 40), st.floats(0.5, 1.5), st.floats(0.2, 12))
def test_however_few_pixels_the_means_stay_true(
    stretches: list[tuple[float, float]], pixels: int, begin: float, extent: float
) -> None:
    trace = sampled(stretches)
    end = begin + extent
    states = states_of(trace, 1, begin, end, pixels)
    assert len(states) <= 2 * pixels + 2
    assert (states.cpu + states.runnable + states.rest == pytest.approx(1)) or not len(states)
    if not len(states):
        return
    assert (states.begin[1:] == states.end[:-1]).all()
    lengths = states.end - states.begin
    whole = mean_states(trace, 1, float(states.begin[0]), float(states.end[-1]))
    assert (states.cpu * lengths).sum() / lengths.sum() == pytest.approx(whole[0], abs=1e-6)
    assert (states.runnable * lengths).sum() / lengths.sum() == pytest.approx(whole[1], abs=1e-6)


def test_a_moment_has_the_state_of_its_stretch_and_none_after_the_last_sample() -> None:
    trace = sampled([(0.25, 0.75), (0.0, 0.0)])
    assert state_at(trace, 1, 1.05).cpu == pytest.approx([0.25])
    assert state_at(trace, 1, 1.15).cpu == pytest.approx([0.0], abs=1e-9)
    assert state_at(trace, 1, float(trace.lanes[1].sample_t[-1])).end == pytest.approx([1.2])
    assert len(state_at(trace, 1, 1.25)) == 0
    assert len(state_at(trace, 1, 0.5)) == 0
    assert all(math.isnan(share) for share in mean_states(trace, 1, 3.0, 4.0))


def zombie(reaped: bool) -> Trace:
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "zombie.py", "3.11", 2)
    script.emit(ProcessStarted, 0.0, MAIN, MAIN, CHILD, "", "os.fork", "process", 0, 3)
    for tick in range(30):
        at = 0.05 + 0.1 * tick
        state, runnable = ("sleeping", 0) if at < 1 else ("zombie", 500_000_000)
        if at < 2.5 or not reaped:
            script.emit(Sample, at, KEEPER, KEEPER, CHILD, 1_000_000, 1, state, 0, 1, runnable, 0)
    script.emit(ProcessGone, 1.02, KEEPER, KEEPER, CHILD, 7, True)
    if reaped:
        script.emit(ProcessReaped, 2.5, MAIN, MAIN, CHILD, 7)
    trace = Trace()
    trace.apply(script.events())
    return trace


def test_a_zombie_lasts_from_its_end_to_its_reaping() -> None:
    assert zombie_span(zombie(True), 1, 9.0) == pytest.approx((1.02, 2.45))
    assert zombie_span(zombie(False), 1, 9.0) == pytest.approx((1.02, 9.0))


def test_a_zombie_is_in_no_state_any_more() -> None:
    states = states_of(zombie(True), 1, 0.0, 4.0, 1000)
    assert states.end[-1] <= 1.02
    assert states.runnable.max() == 0


def test_processes_that_were_waited_for_at_once_were_no_zombies_to_be_seen() -> None:
    trace = Trace()
    trace.apply(pool_events())
    spans = [zombie_span(trace, lane.id, trace.now) for lane in trace.lanes if lane.role == "worker"]
    assert all(span is None or span[1] - span[0] < 0.11 for span in spans)


def test_a_wait_that_can_no_longer_be_read_stays_what_it_was() -> None:
    script = Script()
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "slices.py", "3.11", 2)
    script.emit(ProcessBegan, 1.0, CHILD, CHILD, MAIN, "Process-1", "fork")
    for at, runnable in ((1.1, 50_000_000), (1.2, 80_000_000), (1.3, -1)):
        script.emit(Sample, at, KEEPER, KEEPER, CHILD, 1_000_000, 1, "running", 0, 1, runnable, 0)
    trace = Trace()
    trace.apply(script.events())
    (lane,) = [lane for lane in trace.lanes if lane.pid == CHILD]
    assert lane.sample_waiting.tolist() == [0.05, 0.08, 0.08]
