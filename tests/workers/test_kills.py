"""Workers killed at random, against what the program itself saw of each of its tasks."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.workers.watched import Watched, watch, write
from workers.analysis.deaths import ended_badly
from workers.analysis.statistics import report
from workers.trace.tasks import Status

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL of a forked worker")

# Only busy workers are killed: one that is just reading or writing a queue leaves half a message, or a lock that nobody gives
# back, and CPython's pools then hang, with or without us.
EXECUTORS = """
    import collections, json, multiprocessing, os, random, signal, sys, time
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    class BrokenThing(Exception):
        pass

    def work(i, seconds):
        busy[i] = os.getpid()
        time.sleep(seconds)
        busy[i] = 0
        if i % 7 == 3:
            raise BrokenThing(i)
        return i

    if __name__ == "__main__":
        random.seed(int(sys.argv[1]))
        context = multiprocessing.get_context("fork")
        seen, kills = collections.Counter(), 0
        for _ in range(int(sys.argv[2])):
            busy = context.RawArray("i", 16)
            pool = ProcessPoolExecutor(3, mp_context=context)
            futures = [pool.submit(work, i, random.choice((0.0, 0.002, 0.006))) for i in range(16)]
            time.sleep(random.uniform(0.0, 0.02))
            while not (running := [pid for pid in busy if pid]) and not futures[15].done():
                pass
            if running:
                os.kill(random.choice(running), signal.SIGKILL)
                kills += 1
            for future in futures:
                try:
                    future.result()
                    seen["finished"] += 1
                except BrokenThing:
                    seen["failed"] += 1
                except BrokenProcessPool:
                    seen["lost"] += 1
            pool.shutdown()
        print(json.dumps({"kills": kills, "tasks": seen}))
"""

POOLS = """
    import collections, json, multiprocessing, os, random, signal, sys, time

    def work(i, seconds):
        busy[i] = os.getpid()
        time.sleep(seconds)
        busy[i] = 0
        if i % 7 == 3:
            raise ValueError(i)
        return i

    if __name__ == "__main__":
        random.seed(int(sys.argv[1]))
        context = multiprocessing.get_context("fork")
        seen, kills = collections.Counter(), 0
        for _ in range(int(sys.argv[2])):
            busy = context.RawArray("i", 16)
            with context.Pool(2) as pool:
                results = [pool.apply_async(work, (i, random.choice((0.005, 0.01, 0.02)))) for i in range(16)]
                for _ in range(2):
                    time.sleep(random.uniform(0.0, 0.03))
                    while not (running := [pid for pid in busy if pid]):
                        if all(result.ready() for result in results):
                            break
                    if running:
                        os.kill(random.choice(running), signal.SIGKILL)
                        kills += 1
                        for i in range(16):
                            busy[i] = 0 if busy[i] in running else busy[i]
                until = time.monotonic() + 0.6
                for result in results:
                    try:
                        result.get(max(0, until - time.monotonic()))
                        seen["finished"] += 1
                    except ValueError:
                        seen["failed"] += 1
                    except multiprocessing.TimeoutError:
                        seen["lost"] += 1
        print(json.dumps({"kills": kills, "tasks": seen}))
"""


def truth_of(run: Watched) -> dict[str, Any]:
    assert run.run.exit_code == 0, run.output("stderr")
    assert run.trace.events_lost == 0
    assert not run.trace.problems
    said: dict[str, Any] = json.loads(run.output().splitlines()[-1])
    return said


@pytest.mark.parametrize("source", [EXECUTORS, POOLS], ids=["executor", "pool"])
@pytest.mark.parametrize("seed", [1, 2])
def test_counts_are_what_the_program_saw_of_its_tasks(tmp_path: Path, source: str, seed: int) -> None:
    run = watch(write(tmp_path, source), str(seed), "25" if source is EXECUTORS else "4", timeout=60.0)
    truth = truth_of(run)
    assert truth["kills"] >= 5
    tasks = report(run.trace)["tasks"]
    assert {word: tasks[word] for word in ("finished", "failed", "lost")} == {
        word: truth["tasks"].get(word, 0) for word in ("finished", "failed", "lost")
    }
    assert tasks["submitted"] == sum(truth["tasks"].values())


ENDS = """
    import multiprocessing, os, signal, sys, time
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    def work(seconds):
        time.sleep(seconds)

    def die():
        os.kill(os.getpid(), signal.SIGTERM)

    if __name__ == "__main__":
        context = multiprocessing.get_context("fork")
        {body}
"""
BODIES = {
    "with Pool": ("""with context.Pool(2) as pool: pool.map(work, [0.01] * 4)""", []),
    "terminate": ("""pool = context.Pool(2); pool.apply(work, [0.01]); pool.terminate(); pool.join()""", []),
    "left alone": ("""pool = context.Pool(2); pool.apply(work, [0.01])""", []),
    "in order": ("""pool = context.Pool(2); pool.apply(work, [0.01]); pool.close(); pool.join()""", []),
    "an accident": (
        """
        pool = context.Pool(2)
        before = {worker.pid for worker in pool._pool}
        pool.apply_async(die)  # a busy one: it holds no lock of the pool's
        while {worker.pid for worker in pool._pool} == before:
            time.sleep(0.01)
        """,
        [-15],
    ),
    "broken": (
        """
        pool = ProcessPoolExecutor(3, mp_context=context)
        future = [pool.submit(work, 30) for _ in range(3)][2]
        while not future.running():
            time.sleep(0.01)
        time.sleep(0.1)
        os.kill(next(iter(pool._processes)), signal.SIGKILL)
        future.exception()
        """,
        [-9],
    ),
}


@pytest.mark.parametrize("case", BODIES)
def test_a_worker_that_its_own_pool_ends_is_no_accident(tmp_path: Path, case: str) -> None:
    body, bad = BODIES[case]
    run = watch(write(tmp_path, ENDS.replace("{body}", body.strip())))
    assert run.run.exit_code == 0, run.output("stderr")
    lanes = [lane for lane in run.trace.lanes if lane.role == "worker"]
    assert len(lanes) >= 2
    assert [lane.exit_code for lane in lanes if ended_badly(run.trace, lane)] == bad


NESTED = """
    import multiprocessing, os, signal
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

    def die():
        os.kill(os.getpid(), signal.SIGKILL)

    def inner():
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
            pool.submit(die).result()

    if __name__ == "__main__":
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
            print(type(pool.submit(inner).exception()).__name__)
        with ThreadPoolExecutor(1) as pool:
            print(type(pool.submit(inner).exception()).__name__)
"""


def test_a_task_that_raises_because_its_own_pool_broke_is_failed(tmp_path: Path) -> None:
    run = watch(write(tmp_path, NESTED))
    assert run.output() == "BrokenProcessPool\n" * 2
    tasks = run.trace.tasks
    counted = {trace_name: report(run.trace)["tasks"][trace_name] for trace_name in ("failed", "lost")}
    assert counted == {"failed": 2, "lost": 2}
    assert {
        run.trace.functions[tasks.function[row]] for row in range(len(tasks)) if tasks.status[row] == Status.FAILED
    } == {"inner"}
