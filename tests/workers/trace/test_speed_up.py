"""What is told of the speed-up, and when nothing is."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest

from tests.workers.trace.streams import MAIN, at, begin, finish, over, start, submit, worker
from tests.workers.watched import watch, write
from workers.analysis.speed_up import SpeedUp, speed_up
from workers.analysis.statistics import headline, report, summary
from workers.running.schedstat import CoreWaits
from workers.trace.trace import Trace
from workers.wire.events import Event, PoolCreated, ProcessReaped, ResultReturned, Sample, TaskEnded

schedstat = pytest.mark.skipif(
    not Path("/proc/self/schedstat").exists(), reason="the system does not tell the wait for a core"
)


def sample(seconds: float, pid: int, cpu: float, waiting: float, threads: int = 1) -> Event:
    return Sample(at(seconds), 1, 1, -1, pid, round(cpu * 1e9), 10**7, "running", 0, threads, round(waiting * 1e9), 0)


def of(*events: Event) -> SpeedUp:
    trace = Trace()
    trace.apply(events)
    return speed_up(trace)


def ends(seconds: float, pid: int, job: int, cpu: float, own: float) -> Event:
    return TaskEnded(at(seconds), pid, pid, -1, MAIN, job, 0, True, round(cpu * 1e9), "", round(own * 1e9))


def test_sleeping_tasks_on_two_workers_are_done_in_half_the_time() -> None:
    events: list[Event] = [start(), worker(7), worker(8), *(submit(0, job) for job in range(4))]
    for job in range(4):
        events += [begin(job // 2, 7 + job % 2, job), finish(job // 2 + 1, 7 + job % 2, job)]
    for tick in range(1, 21):
        events += [sample(tick / 10, pid, 0.0, 0.0) for pid in (7, 8)]
    gain = of(*events, over(3))
    assert (gain.value, gain.least, gain.most) == (2.0, 2.0, 2.0)


def test_what_workers_waited_for_a_core_outside_of_tasks_is_not_taken_off_them() -> None:
    """65,008 short tasks had 0.00×: their workers waited for a core between them, for longer than they lasted."""
    events: list[Event] = [start(), worker(7), worker(8)]
    for job in range(200):
        pid, t = 7 + job % 2, 0.01 + 0.005 * job
        events += [submit(0.001 * job, job), begin(t, pid, job), finish(t + 0.001, pid, job, cpu=0.001)]
    for tick in range(1, 12):
        events += [sample(tick / 10, pid, tick * 0.01, tick * 0.08) for pid in (7, 8)]
    gain = of(*events, over(2))
    assert gain.value == pytest.approx(0.2, rel=0.02)  # all of a task's time was computing: no wait was in it


def test_what_the_probe_takes_in_a_task_is_no_gain() -> None:
    """30,000 tasks that do nothing had 1.42×, with 74 % of the workers' time in tasks: the probe's own."""
    events: list[Event] = [
        start(),
        PoolCreated(at(0), MAIN, MAIN, -1, 1, "process", 2, "fork", 3),
        worker(7),
        worker(8),
    ]
    for job in range(1000):
        pid, t = 7 + job % 2, 0.001 * (job // 2)
        events += [submit(0, job), begin(t, pid, job), ends(t + 0.0009, pid, job, 0.00001, 0.00085)]
    events += [sample(0.5, pid, 0.1, 0.0) for pid in (7, 8)]
    trace = Trace()
    trace.apply([*events, over(0.5)])
    numbers = headline(trace, 0.5)
    assert numbers.speed_up.most == pytest.approx(0.1, rel=0.01)
    assert numbers.speed_up.own == pytest.approx(0.85, rel=0.01)
    assert numbers.busy_share == pytest.approx(0.05, rel=0.01)
    assert "0.85 s more of the time in tasks are the probe's own" in summary(trace)


def test_four_computing_tasks_at_once_on_two_cores_gain_two() -> None:
    events: list[Event] = [start(), *(worker(pid) for pid in range(7, 11))]
    for job in range(8):
        pid, t = 7 + job % 4, job // 4
        events += [submit(0, job), begin(t, pid, job), finish(t + 1, pid, job, cpu=0.5)]
    for tick in range(1, 21):
        events += [sample(tick / 10, pid, tick * 0.05, tick * 0.05) for pid in range(7, 11)]
    assert of(*events, over(2)).value == pytest.approx(2.0)


def test_in_a_deadlock_nothing_is_done_and_there_is_no_speed_up() -> None:
    """Two tasks that wait for each other had 2.50×."""
    events = [start(), worker(7), worker(8), submit(0, 0), submit(0, 1), begin(0.1, 7, 0), begin(0.1, 8, 1)]
    samples = [sample(tick, pid, 0.0, 0.0) for tick in range(1, 30) for pid in (7, 8)]
    gain = of(*events, *samples)
    assert math.isnan(gain.value)
    assert math.isnan(gain.most)
    assert "speed-up" not in summary_of(*events, *samples, over(30, -9, "timeout"))


def summary_of(*events: Event) -> str:
    trace = Trace()
    trace.apply(events)
    return summary(trace)


def test_lost_tasks_do_not_count() -> None:
    events = [start(), worker(7), worker(8), submit(0, 0), submit(0, 1), begin(0, 7, 0), begin(0, 8, 1)]
    samples = [sample(tick / 10, pid, 0.0, 0.0) for tick in range(1, 31) for pid in (7, 8)]
    gain = of(*events, *samples, finish(2, 7, 0), ProcessReaped(at(3), MAIN, MAIN, -1, 8, -9), over(3))
    assert gain.value == pytest.approx(1.0)


def test_where_the_system_does_not_tell_of_the_wait_only_bounds_are_known() -> None:
    events = [start(), worker(7), worker(8), submit(0, 0), submit(0, 1), begin(0, 7, 0), begin(0, 8, 1)]
    untold = [sample(0.1, pid, 0.0, -1e-9) for pid in (7, 8)]
    slept = of(*events, *untold, finish(1, 7, 0), finish(1, 8, 1), over(1))
    assert (math.isnan(slept.value), slept.least, slept.most) == (True, 0.0, 2.0)
    assert math.isnan(slept.waited)
    computed = of(*events, *untold, finish(1, 7, 0, cpu=1.0), finish(1, 8, 1, cpu=0.99), over(1))
    assert computed.value == pytest.approx(1.99)


def test_threads_that_compute_may_have_waited_for_each_other() -> None:
    events: list[Event] = [start()]
    for tid in (201, 202):
        job = tid - 201
        events += [submit(0, job), begin(0, MAIN, job, 0, f"Thread-{tid}")._replace(tid=tid)]
        events += [finish(1, MAIN, job, cpu=0.5)._replace(tid=tid)]
    computing = [sample(tick / 10, MAIN, tick / 10, 0.0, 3) for tick in range(11)]
    gain = of(*events, *computing, over(1))
    assert math.isnan(gain.value)
    assert [gain.least, gain.most] == pytest.approx([1.0, 2.0])
    sleeping = [event._replace(cpu_ns=0) if isinstance(event, TaskEnded) else event for event in events]
    assert of(*sleeping, *(sample(tick / 10, MAIN, 0.0, 0.0, 3) for tick in range(11)), over(1)).value == 2.0


def test_the_last_result_ends_the_time_not_what_came_after() -> None:
    events = [start(), worker(7), submit(1, 0), begin(1, 7, 0), finish(2, 7, 0, cpu=1.0)]
    back = ResultReturned(at(2.25), MAIN, MAIN, -1, 0, 0, True)
    assert of(*events, back, over(9)).value == pytest.approx(0.8)


REAL = """
    import multiprocessing, os, sys, threading, time
    from concurrent.futures import ThreadPoolExecutor

    def nothing(i):
        pass

    def compute(seconds):
        end = time.thread_time() + seconds
        while time.thread_time() < end:
            pass

    if __name__ == "__main__":
        pool = multiprocessing.get_context("fork").Pool(4)
        {body}
        pool.close()
        pool.join()
"""


def real(folder: Path, body: str) -> SpeedUp:
    run = watch(write(folder, REAL.replace("{body}", body)))
    assert run.run.exit_code == 0, run.output("stderr")
    assert report(run.trace)["speed_up_bounds"]
    return speed_up(run.trace)


@schedstat
def test_real_tasks_that_do_nothing_gain_nothing(tmp_path: Path) -> None:
    gain = real(tmp_path, "[result.get() for result in [pool.apply_async(nothing, [i]) for i in range(3000)]]")
    assert gain.least < 0.4
    assert gain.own > 0


@schedstat
def test_real_computing_tasks_gain_no_more_than_there_are_cores(tmp_path: Path) -> None:
    gain = real(tmp_path, "pool.map(compute, [0.4] * 4, 1)")
    assert gain.value <= len(os.sched_getaffinity(0)) + 0.02 or math.isnan(gain.value)
    assert gain.least <= len(os.sched_getaffinity(0)) + 0.02
    assert gain.most > 0.3


@schedstat
def test_real_sleeping_tasks_gain_the_number_of_workers(tmp_path: Path) -> None:
    gain = real(tmp_path, "pool.map(time.sleep, [0.5] * 8, 1)")
    assert 3.0 < gain.least <= gain.most <= 4.0


@schedstat
def test_the_wait_of_all_threads_counts_also_of_those_that_have_ended() -> None:
    import threading
    import time

    waits = CoreWaits()
    core = {min(os.sched_getaffinity(0))}
    before, seen = waits.of(os.getpid()), []

    def compute() -> None:
        os.sched_setaffinity(threading.get_native_id(), core)
        end = time.thread_time() + 0.1
        while time.thread_time() < end:
            hash_of(b"x" * 100_000)
        seen.append(waits.of(os.getpid()))

    from hashlib import sha256 as hash_of  # lets go of the interpreter's lock: so the threads wait for the core

    threads = [threading.Thread(target=compute) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert min(seen) >= before
    assert waits.of(os.getpid()) >= max(seen)
    assert waits.of(os.getpid()) - before > 0.1e9  # the first thread alone only waited for the others to end
