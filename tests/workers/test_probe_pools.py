"""What the probe says of real pools, and that the program does not notice."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workers.watched import watch, watching, write
from workers.trace.tasks import Status
from workers.wire import events

METHODS = ("fork", "spawn", "forkserver") if hasattr(os, "fork") else ("spawn",)

POOL = """
    import multiprocessing, os, sys, time

    def work(i):
        if i == 13:
            raise ValueError("unlucky")
        return i + 100

    def done(result):
        print("callback", result, os.getpid())

    def failed(error):
        print("failed", error, os.getpid())

    if __name__ == "__main__":
        context = multiprocessing.get_context(sys.argv[1])
        with context.Pool(2) as pool:
            {body}
            pool.close()
            pool.join()
"""


def pool_program(folder: Path, body: str) -> Path:
    return write(folder, POOL.replace("{body}", body))


@pytest.mark.parametrize("method", METHODS)
def test_a_task_is_followed_from_submission_to_callback(tmp_path: Path, method: str) -> None:
    program = pool_program(tmp_path, "pool.apply_async(work, (7,), callback=done)")
    trace = watch(program, method).trace
    tasks = trace.tasks
    assert len(tasks) == 1
    times = [tasks.submitted[0], tasks.started[0], tasks.ended[0], tasks.returned[0]]
    times += [tasks.callback_began[0], tasks.callback_ended[0]]
    assert times == sorted(times) and not any(map(math.isnan, times))
    assert (trace.label(0), trace.outcome(0), trace.call(0)) == ("work(7)", "107", "apply_async")
    lane = trace.lanes[tasks.lane[0]]
    assert (lane.role, lane.method) == ("worker", method)
    assert lane.pid != trace.lanes[0].pid
    assert trace.lanes[tasks.owner[0]].role == "main"
    assert [int(pid) for pid in trace.callbacks.pid] == [trace.lanes[0].pid]


@pytest.mark.parametrize("method", METHODS)
def test_a_failed_task_says_its_error_and_calls_the_error_callback(tmp_path: Path, method: str) -> None:
    program = pool_program(tmp_path, "pool.apply_async(work, (13,), callback=done, error_callback=failed)")
    watched = watch(program, method)
    assert watched.trace.tasks.status[0] == Status.FAILED
    assert watched.trace.outcome(0) == "ValueError: unlucky"
    assert [event.function for event in watched.all(events.CallbackBegan)] == ["failed"]


def test_apply_blocks_the_main_process_on_the_line_that_calls_it(tmp_path: Path) -> None:
    program = pool_program(tmp_path, "pool.apply(work, (1,)); pool.apply(work, (2,))")
    watched = watch(program, METHODS[0])
    line = 1 + program.read_text().splitlines().index(
        "            pool.apply(work, (1,)); pool.apply(work, (2,))".replace("            ", "        ", 1)
    )
    blocks = [event for event in watched.all(events.BlockBegan) if event.operation == "apply"]
    assert [(block.line, block.file, block.main_thread) for block in blocks] == [(line, str(program), True)] * 2
    assert watched.trace.tasks.ended[0] <= watched.trace.tasks.submitted[1]


@pytest.mark.parametrize(
    ("call", "operation", "kind"),
    [
        ("pool.apply_async(work, (1,)).get()", "get", "result"),
        ("pool.apply_async(work, (1,)).wait()", "wait", "result"),
        ("pool.map(work, range(3))", "map", "result"),
        ("pool.starmap(work, [(1,)])", "starmap", "result"),
        ("next(pool.imap(work, range(3)))", "next", "result"),
        ("list(pool.imap_unordered(work, range(9), 2))", "next", "result"),
        ("p = context.Process(target=time.sleep, args=(0.01,)); p.start(); p.join()", "join", "process"),
    ],
)
def test_waiting_is_called_what_the_program_calls_it(tmp_path: Path, call: str, operation: str, kind: str) -> None:
    watched = watch(pool_program(tmp_path, call), METHODS[0])
    operations = [(event.operation, event.kind) for event in watched.all(events.BlockBegan)]
    assert operations[0] == (operation, kind)
    assert operations[-1] == ("join", "workers")
    assert len(watched.all(events.BlockEnded)) == len(operations)


@pytest.mark.parametrize("method", METHODS)
def test_a_map_is_a_span_a_chunk_with_its_items_counted(tmp_path: Path, method: str) -> None:
    watched = watch(pool_program(tmp_path, "print(pool.map(work, range(10), chunksize=4))"), method)
    tasks = watched.trace.tasks
    assert list(tasks.items) == [4, 4, 2]
    assert list(tasks.status) == [Status.FINISHED] * 3
    assert watched.output().strip() == str([i + 100 for i in range(10)])


@pytest.mark.parametrize(
    ("call", "items"),
    [
        ("pool.map_async(work, range(5), 2, callback=done).wait()", [2, 2, 1]),
        ("pool.starmap(work, [(i,) for i in range(3)], 1)", [1, 1, 1]),
        ("pool.starmap_async(work, [(i,) for i in range(3)], 2).get()", [2, 1]),
        ("list(pool.imap(work, range(3)))", [1, 1, 1]),
        ("list(pool.imap(work, range(5), 3))", [3, 2]),
        ("list(pool.imap_unordered(work, range(3)))", [1, 1, 1]),
        ("pool.map(work, [])", []),
    ],
)
def test_every_member_of_the_map_family_is_followed(tmp_path: Path, call: str, items: list[int]) -> None:
    trace = watch(pool_program(tmp_path, call), METHODS[0]).trace
    assert list(trace.tasks.items) == items
    assert all(status == Status.FINISHED for status in trace.tasks.status)
    assert all(trace.call(row) == call.split("pool.")[1].split("(")[0] for row in range(len(items)))
    assert trace.events_lost == 0


def test_a_result_that_cannot_be_pickled_is_a_failure(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing

        def work():
            return lambda: 1

        if __name__ == "__main__":
            with multiprocessing.Pool(1) as pool:
                try:
                    pool.apply(work)
                except multiprocessing.pool.MaybeEncodingError:
                    print("as it should")
        """,
    )
    watched = watch(program)
    assert watched.output() == "as it should\n"
    assert list(watched.trace.tasks.status) == [Status.FAILED]
    assert watched.trace.outcome(0).startswith("MaybeEncodingError")


@pytest.mark.parametrize("pool", ["multiprocessing.Pool(1).apply_async", "futures.ProcessPoolExecutor(1).submit"])
def test_a_task_that_cannot_be_sent_has_failed_with_the_reason(tmp_path: Path, pool: str) -> None:
    program = write(
        tmp_path,
        f"""
        import multiprocessing, os
        from concurrent import futures

        if __name__ == "__main__":
            result = {pool}(lambda: 1)
            print(getattr(result, "exception", lambda: "never sent")() is not None)
            getattr(result, "wait", lambda: 0)()
            os._exit(0)
        """,
    )
    trace = watch(program).trace
    assert list(trace.tasks.status) == [Status.FAILED]
    assert "pickle" in trace.outcome(0)


def test_workers_are_replaced_after_their_share_of_tasks(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, os

        def work(i):
            return os.getpid()

        if __name__ == "__main__":
            pool = multiprocessing.Pool(2, maxtasksperchild=1)
            print(len(set(pool.map(work, range(6), chunksize=1))))
            pool.close()
            pool.join()
        """,
    )
    watched = watch(program)
    lanes = [lane for lane in watched.trace.lanes if lane.role == "worker" and len(lane.rows)]
    assert watched.output() == "6\n"
    assert [len(lane.rows) for lane in lanes] == [1] * 6
    assert all(lane.exit_code == 0 for lane in lanes)


def test_threads_of_a_thread_pool_are_lanes_of_their_process(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        from multiprocessing.pool import ThreadPool
        import threading

        together = threading.Barrier(3)

        def work(i):
            together.wait()
            return i

        with ThreadPool(3) as pool:
            print(pool.map(work, range(3), 1))
        """,
    )
    watched = watch(program)
    threads = [lane for lane in watched.trace.lanes if lane.role == "thread"]
    assert [lane.parent for lane in threads] == [0, 0, 0]
    assert {lane.pid for lane in threads} == {watched.trace.lanes[0].pid}
    assert sorted(len(lane.rows) for lane in threads) == [1, 1, 1]
    assert not [lane for lane in watched.trace.lanes if lane.role == "worker"]


def test_cpu_time_tells_a_computing_task_from_a_sleeping_one(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, time

        def compute(seconds):
            end = time.process_time() + seconds
            while time.process_time() < end:
                pass

        if __name__ == "__main__":
            with multiprocessing.Pool(1) as pool:
                pool.apply(compute, (0.3,))
                pool.apply(time.sleep, (0.3,))
        """,
    )
    cpu = watch(program).trace.tasks.cpu
    assert 0.3 <= cpu[0] < 0.6
    assert cpu[1] < 0.1


def test_a_task_that_holds_the_gil_in_one_call_shows_as_running_at_once(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import itertools, multiprocessing

        def hold_the_gil():
            all(itertools.repeat(True))

        if __name__ == "__main__":
            with multiprocessing.Pool(1) as pool:
                pool.apply(hold_the_gil)
        """,
    )
    with watching(program) as watched:
        watched.until(lambda: watched.all(events.TaskStarted))
        assert list(watched.trace.tasks.status) == [Status.RUNNING]
        watched.run.stop()
        watched.to_the_end()
    assert list(watched.trace.tasks.status) == [Status.LOST]


def test_a_feeder_thread_would_be_silent_so_the_test_above_can_fail() -> None:
    program = """if True:
        import itertools, multiprocessing, os, sys
        queue = multiprocessing.get_context("fork").Queue()
        if os.fork() == 0:
            queue.put("started")
            all(itertools.repeat(True))
        import queue as q
        try:
            queue.get(timeout=2)
            print("heard")
        except q.Empty:
            print("silent")
        sys.stdout.flush()
        os.kill(0, 9)
    """
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, start_new_session=True
    )
    assert run.stdout == "silent\n"


def test_a_killed_worker_loses_its_task_and_is_replaced(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, time

        if __name__ == "__main__":
            pool = multiprocessing.Pool(2)
            pool.apply_async(time.sleep, (600,))
            time.sleep(600)
        """,
    )
    with watching(program) as watched:
        watched.until(lambda: watched.all(events.TaskStarted))
        victim = watched.all(events.TaskStarted)[0].pid
        watched.run.kill(victim)
        watched.until(lambda: len(watched.all(events.ProcessStarted)) == 3)
        watched.until(lambda: watched.trace.tasks.status[0] == Status.LOST)
        (lane,) = [lane for lane in watched.trace.lanes if lane.pid == victim]
        watched.until(lambda: lane.exit_code == -9)


def test_huge_results_cost_a_short_text_and_no_repr_of_the_program_runs(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing

        class Loud:
            def __repr__(self):
                print("repr was called")
                return "loud"
            __str__ = __repr__

        def work(kind):
            return {"loud": Loud(), "list": list(range(10**6)), "int": 10**10**5, "text": "x" * 10**6}[kind]

        if __name__ == "__main__":
            with multiprocessing.Pool(1) as pool:
                for kind in ("loud", "list", "int", "text"):
                    pool.apply(work, (kind,))
        """,
    )
    watched = watch(program)
    outcomes = [watched.trace.outcome(row) for row in range(4)]
    assert outcomes[:3] == ["<Loud>", "[0, 1, 2, … 1000000 items]", "<int of 332193 bits>"]
    assert all(len(outcome) <= 80 for outcome in outcomes)
    assert watched.output() == ""
