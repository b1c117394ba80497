"""What the probe says of real executors and their futures, and that the program does not notice."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from tests.workers.test_probe_transparency import same_alone_and_watched
from tests.workers.watched import Watched, watch, write
from workers.analysis.statistics import report
from workers.trace.tasks import Status
from workers.trace.trace import Trace

METHODS = ("fork", "spawn", "forkserver") if hasattr(os, "fork") else ("spawn",)
KINDS = (*METHODS, "thread")

EXECUTOR = """
    import concurrent.futures, multiprocessing, os, sys, time
    from concurrent.futures import CancelledError, ProcessPoolExecutor, ThreadPoolExecutor, as_completed, wait

    def work(i):
        if i == 13:
            raise ValueError("unlucky")
        return i + 100

    def slow(i):
        time.sleep(0.3)
        return i

    def die(i):
        os._exit(7)

    def done(future):
        print("done")

    def executor(size):
        if sys.argv[1] == "thread":
            return ThreadPoolExecutor(size)
        return ProcessPoolExecutor(size, mp_context=multiprocessing.get_context(sys.argv[1]))

    if __name__ == "__main__":
        {body}
"""


def program(folder: Path, body: str) -> Path:
    lines = body.strip("\n").splitlines()
    depth = len(lines[0]) - len(lines[0].lstrip())
    return write(folder, EXECUTOR.replace("{body}", "\n        ".join(line[depth:] for line in lines)))


def watched(folder: Path, body: str, kind: str) -> Watched:
    run = watch(program(folder, body), kind)
    assert not run.trace.problems
    assert run.trace.events_lost == 0
    return run


def operations(trace: Trace) -> list[str]:
    """For what the main thread waited, in order, each once."""
    main = [row for row in range(len(trace.blocks)) if trace.blocks.lane[row] == 0 and trace.blocks.main_thread[row]]
    return list(dict.fromkeys(trace.blocks.operation(row) for row in main))


@pytest.mark.parametrize("kind", KINDS)
def test_a_future_is_pending_then_claimed_then_running_then_finished_or_failed(tmp_path: Path, kind: str) -> None:
    body = """
        with executor(2) as pool:
            futures = [pool.submit(work, i) for i in (1, 13, 2)]
            futures[0].add_done_callback(done)
            print(futures[0].result(), repr(futures[1].exception()))
    """
    run = watched(tmp_path, body, kind)
    trace = run.trace
    tasks = trace.tasks
    assert tasks.status.tolist() == [Status.FINISHED, Status.FAILED, Status.FINISHED]
    for earlier, later in (
        (tasks.submitted, tasks.claimed),
        (tasks.claimed, tasks.started),
        (tasks.started, tasks.ended),
        (tasks.ended, tasks.returned),
    ):
        assert (earlier <= later).all()  # False where one is not known
    assert [trace.label(row) for row in range(3)] == ["work(1)", "work(13)", "work(2)"]
    assert [trace.outcome(row) for row in range(3)] == ["101", "ValueError: unlucky", "102"]
    assert {trace.call(row) for row in range(3)} == {"submit"}
    roles = {trace.lanes[lane].role for lane in tasks.lane}
    assert roles == {"thread" if kind == "thread" else "worker"}
    assert trace.callbacks.task.tolist() == [0]
    assert "101 ValueError('unlucky')" in run.output()


@pytest.mark.parametrize("kind", KINDS)
def test_more_tasks_are_claimed_than_run_and_the_others_can_be_cancelled(tmp_path: Path, kind: str) -> None:
    body = """
        with executor(1) as pool:
            futures = [pool.submit(slow, i) for i in range(6)]
            while not futures[0].running():
                time.sleep(0.01)
            time.sleep(0.1)
            print([future.cancel() for future in futures])
            try:
                futures[5].result()
            except CancelledError:
                print("cancelled")
    """
    run = watched(tmp_path, body, kind)
    trace = run.trace
    status = trace.tasks.status
    answers = run.output().splitlines()[0]
    cancelled = [word == "True" for word in answers.strip("[]").split(", ")]
    assert (status == Status.CANCELLED).tolist() == cancelled
    assert cancelled[0] is False
    assert cancelled[5] is True
    assert (status[~np.array(cancelled)] == Status.FINISHED).all()
    assert np.isnan(trace.tasks.claimed).tolist() == cancelled
    assert np.isnan(trace.tasks.started).tolist() == cancelled
    assert not np.isnan(trace.tasks.ended).any()
    if kind != "thread":  # its queue is one longer than it has workers
        claimed = trace.tasks.claimed[1] < trace.tasks.ended[0] < trace.tasks.started[1]
        assert claimed


@pytest.mark.parametrize("kind", KINDS)
def test_shutdown_with_cancel_futures_cancels_what_no_worker_has(tmp_path: Path, kind: str) -> None:
    body = """
        pool = executor(1)
        futures = [pool.submit(slow, i) for i in range(6)]
        pool.shutdown(wait=True, cancel_futures=True)
        print(sum(future.cancelled() for future in futures))
    """
    run = watched(tmp_path, body, kind)
    assert report(run.trace)["tasks"]["cancelled"] == int(run.output()) > 0
    assert report(run.trace)["tasks"]["lost"] == 0
    assert operations(run.trace) == ["shutdown"]
    assert run.trace.pools[0].closed > 0


@pytest.mark.parametrize("method", METHODS)
def test_a_worker_that_dies_breaks_the_pool_and_loses_its_tasks(tmp_path: Path, method: str) -> None:
    body = """
        try:
            with executor(1) as pool:
                futures = [pool.submit(work, 1), pool.submit(die, 2), *(pool.submit(work, i) for i in range(3, 9))]
                for future in futures:
                    future.result()
        except concurrent.futures.process.BrokenProcessPool:
            print("broken")
    """
    run = watched(tmp_path, body, method)
    trace = run.trace
    assert run.output() == "broken\n"
    assert trace.tasks.status.tolist() == [Status.FINISHED] + [Status.LOST] * 7
    dead = trace.lanes[trace.tasks.lane[1]]
    assert dead.exit_code == 7
    assert trace.tasks.ended[1] == dead.ended
    assert (trace.tasks.lane[2:] == -1).all()
    assert (trace.tasks.ended < trace.ended).all()  # not only when the run was over
    assert trace.task_states.running.values[-1] == trace.task_states.queued.values[-1] == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_wait_is_called_by_what_the_program_called(tmp_path: Path, kind: str) -> None:
    waits = {
        "as_completed": "for future in as_completed([pool.submit(slow, 1)]): pass",
        "wait": "wait([pool.submit(slow, 1)])",
        "result": "pool.submit(slow, 1).result()",
        "exception": "pool.submit(slow, 1).exception()",
        "map": "list(pool.map(slow, [1]))",
        "shutdown": "pool.submit(slow, 1)",
    }
    body = "with executor(1) as pool:\n    " + "\n    ".join(waits.values())
    assert operations(watched(tmp_path, body, kind).trace) == list(waits)


@pytest.mark.parametrize("method", METHODS)
def test_a_map_in_chunks_has_a_task_for_each_chunk(tmp_path: Path, method: str) -> None:
    run = watched(tmp_path, "with executor(2) as pool: print(list(pool.map(work, range(5), chunksize=2)))", method)
    trace = run.trace
    assert trace.tasks.items.tolist() == [2, 2, 1]
    assert trace.functions[trace.tasks.function[0]] == "work"
    assert run.output() == "[100, 101, 102, 103, 104]\n"


@pytest.mark.parametrize("method", METHODS)
def test_an_executors_own_traffic_is_not_shown_as_messages(tmp_path: Path, method: str) -> None:
    body = """
        with executor(2) as pool:
            print(list(pool.map(work, range(5))))
        with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
            print(pool.map(work, range(5)))
    """
    trace = watched(tmp_path, body, method).trace
    assert (len(trace.messages), len(trace.channels), len(trace.calls)) == (0, 0, 0)
    assert "process" not in {lane.role for lane in trace.lanes}


@pytest.mark.parametrize("kind", KINDS)
def test_an_executors_program_does_the_same_alone_and_watched(tmp_path: Path, kind: str) -> None:
    body = """
        with executor(2) as pool:
            futures = [pool.submit(work, i) for i in (1, 2, 13)]
            wait(futures)
            print([(f.done(), f.running(), f.cancelled(), f.cancel()) for f in futures])
            print(futures[0].result(), type(futures[2].exception()), type(futures[0]), type(pool))
            print(list(pool.map(work, range(4))), sorted(f.result() for f in as_completed(futures[:2])))
            print(type(pool.submit(work, lambda: 0).exception()).__name__)
            try:
                pool.submit(slow, 1).result(timeout=0.01)
            except concurrent.futures.TimeoutError:
                print("too slow")
        try:
            pool.submit(work, 1)
        except RuntimeError as error:
            print(error)
        print(futures[2].result())
    """
    same_alone_and_watched(program(tmp_path, body), kind)


def test_a_map_of_single_items_tells_them(tmp_path: Path) -> None:
    source = """
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        if __name__ == "__main__":
            with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
                list(pool.map(pow, [2, 3], [4, 5]))
                list(pool.map(abs, [-1, -2], chunksize=2))
    """
    run = watch(write(tmp_path, source))
    assert [run.trace.label(row) for row in range(3)] == ["pow(2, 4)", "pow(3, 5)", "abs × 2"]
