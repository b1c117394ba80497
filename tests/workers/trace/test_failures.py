"""What goes wrong in real runs is named, with what follows from it, and nothing else is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes import executor_events, pool_events
from tests.workers.watched import Watched, watch, watching, write
from workers.analysis.failures import (
    Blocked,
    CallbackRaised,
    Failure,
    ProcessFailed,
    ProgramFailed,
    TasksFailed,
    WorkerDied,
    WorkersNeverReady,
    failures,
)
from workers.analysis.findings import findings
from workers.analysis.sentences import sentence
from workers.analysis.statistics import summary
from workers.trace.trace import Trace
from workers.trace.tracebacks import Tracebacks
from workers.wire.events import TaskEnded

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL of a forked worker")

PROGRAM = """
    import multiprocessing, os, signal, sys, time
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("fork")

    def f(x):
        if x == 1:
            {fate}
        return x

    def got(result):
        {callback}

    def prepare():
        {prepare}

    if __name__ == "__main__":
        {main}
"""
SUBMIT = "results = [pool.apply_async(f, (x,), callback=got) for x in range(3)]"
POOL = f"pool = context.Pool(2); {SUBMIT}; [result.get() for result in results]"
GET = 19  # its line


def source(main: str = POOL, fate: str = "pass", callback: str = "pass", prepare: str = "pass") -> str:
    return PROGRAM.format(main=main, fate=fate, callback=callback, prepare=prepare)


def hanging(folder: Path, text: str, found: Callable[[Failure], object]) -> tuple[Failure, Watched]:
    """The gravest failure of a program that hangs, as soon as it is so; and again when the program was stopped."""
    with watching(write(folder, text), grace=0.2) as run:
        run.until(lambda: any(found(failure) for failure in failures(run.trace)))
        first = failures(run.trace)[0]
        run.run.stop()
        run.to_the_end()
    assert not run.trace.problems
    return first, run


def test_a_killed_worker_is_named_with_its_task_and_with_who_waits_for_it_for_ever(tmp_path: Path) -> None:
    text = source(fate="os.kill(os.getpid(), signal.SIGKILL)")
    died, run = hanging(tmp_path, text, lambda failure: isinstance(failure, WorkerDied) and failure.blocked)
    assert isinstance(died, WorkerDied)
    assert (died.code, died.task, died.executor, died.others) == (-9, "f(1)", False, 0)
    assert died.blocked == Blocked("get", GET)
    assert failures(run.trace) == [died]  # stopped, it is the same
    said = sentence(died)
    assert said.startswith(f"worker {died.pid} was killed by SIGKILL in f(1); Pool never replaces a lost task, ")
    assert said.endswith(f", so get() on line {GET} waits for ever")
    assert said in summary(run.trace)


def test_a_worker_that_leaves_in_a_task_loses_it_whatever_its_exit_code(tmp_path: Path) -> None:
    main = "pool = context.Pool(2); pool.map_async(f, range(3), 1); pool.close(); pool.join()"
    for fate, code in (("os._exit(3)", 3), ("sys.exit()", 0)):
        died, _ = hanging(tmp_path, source(main, fate), lambda each: isinstance(each, WorkerDied) and each.blocked)
        assert isinstance(died, WorkerDied)
        assert (died.code, died.task, died.blocked) == (code, "f × 1", Blocked("join", GET))


def test_a_worker_that_waits_with_a_limit_is_not_told_to_wait_for_ever(tmp_path: Path) -> None:
    main = f"pool = context.Pool(2); {SUBMIT}; results[1].wait(0.7)"
    run = watch(write(tmp_path, source(main, "os.kill(os.getpid(), signal.SIGKILL)")))
    (died,) = failures(run.trace)
    assert isinstance(died, WorkerDied) and died.blocked is None
    assert sentence(died).endswith("Pool never replaces a lost task, so its result never comes")


def test_a_death_in_an_executor_breaks_it(tmp_path: Path) -> None:
    main = (
        "pool = ProcessPoolExecutor(2, context); futures = [pool.submit(f, x) for x in (0, 1, 2)]; futures[1].result()"
    )
    run = watch(write(tmp_path, source(main, "os.kill(os.getpid(), signal.SIGSEGV)")))
    (died,) = failures(run.trace)  # and not the BrokenProcessPool that the program ended with
    assert isinstance(died, WorkerDied)
    assert (died.code, died.task, died.executor, died.blocked) == (-11, "f(1)", True, None)
    assert 1 <= died.lost <= 3
    assert sentence(died).endswith("in BrokenProcessPool")
    main = "pool = ProcessPoolExecutor(1, context, prepare); pool.submit(f, 0).result()"
    run = watch(write(tmp_path, source(main, prepare="{}[7]")))
    (died,) = failures(run.trace)
    assert isinstance(died, WorkerDied)
    assert (died.task, died.error, died.line, died.lost) == ("", "KeyError: 7", 16, 1)


def test_a_callback_that_raises_is_named_by_its_own_error(tmp_path: Path) -> None:
    text = source(callback="assert result != 1, 'one'")
    raised, _ = hanging(tmp_path, text, lambda failure: isinstance(failure, CallbackRaised) and failure.blocked)
    waits = Blocked("get", GET)
    assert raised == CallbackRaised("got", "f(1)", "AssertionError: one", 13, False, True, 0, waits)
    assert sentence(raised).endswith(f"that ends Pool's thread for results, so get() on line {GET} waits for ever")
    text = source(callback="{0: 0, 2: 2}[result]")  # passed over by multiprocessing.pool, as if the job were gone
    raised, _ = hanging(tmp_path, text, lambda failure: isinstance(failure, CallbackRaised) and failure.blocked)
    assert isinstance(raised, CallbackRaised) and not raised.ends_results


def test_the_pools_assertion_after_a_callback_that_raised_is_no_failure_of_its_own(tmp_path: Path) -> None:
    main = "pool = context.Pool(1); pool.apply_async(f, (0,), callback=got).wait(0.5); pool.terminate()"
    run = watch(write(tmp_path, source(main, callback="1 / 0")), timeout=1.5)
    assert [type(failure) for failure in failures(run.trace)] == [CallbackRaised]


def test_workers_that_are_never_ready_are_told_of_once(tmp_path: Path) -> None:
    for prepare, code, error, line in (("sys.exit(4)", 4, "", 0), ("{}[7]", 1, "KeyError: 7", 16)):
        # With a chunk size: without one a map divides by the number of workers, which is 0 for moments.
        text = source("pool = context.Pool(2, prepare); pool.map(f, range(3), 1)", prepare=prepare)
        found, run = hanging(tmp_path, text, lambda failure: isinstance(failure, WorkersNeverReady))
        assert isinstance(found, WorkersNeverReady) and found.count >= 4
        assert (found.code, found.error, found.line, found.in_initializer) == (code, error, line, True)
        assert [type(failure) for failure in failures(run.trace)] == [WorkersNeverReady]


def test_what_raised_is_told_with_its_line_and_the_programs_own_end_only_where_it_is_another(tmp_path: Path) -> None:
    main = "pool = context.Pool(1); pool.apply(f, (1,))"
    run = watch(write(tmp_path, source(main, fate="raise ValueError('no')")))
    assert failures(run.trace) == [TasksFailed(1, "f(1)", "ValueError: no", 9, True)]
    main = "child = context.Process(target=f, args=(1,), name='Child'); child.start(); child.join(); open('/nowhere')"
    run = watch(write(tmp_path, source(main, fate="raise ValueError('no')")))
    error = "FileNotFoundError: [Errno 2] No such file or directory: '/nowhere'"
    child = run.trace.lanes[1].pid
    assert failures(run.trace) == [
        ProcessFailed(child, "Child", 1, "ValueError: no", 9, 0),
        ProgramFailed(1, error, GET),
    ]


def test_pools_that_end_in_order_have_no_failures(tmp_path: Path) -> None:
    main = "\n        ".join(
        (
            "with context.Pool(2, maxtasksperchild=1) as pool: pool.map(f, range(6), 1)",
            "pool = context.Pool(2); pool.apply_async(time.sleep, (30,)); time.sleep(0.1); pool.terminate(); pool.join()",
            "with ProcessPoolExecutor(2, context) as pool: list(pool.map(f, range(3)))",
            "child = context.Process(target=sys.exit, args=(7,)); child.start(); child.join()",
            "child = context.Process(target=time.sleep, args=(30,)); child.start(); child.terminate(); child.join()",
            "pool = context.Pool(2); pool.apply_async(time.sleep, (30,)); time.sleep(0.1)",
        )
    )
    run = watch(write(tmp_path, source(main)))
    assert run.run.exit_code == 0, run.output("stderr")
    assert findings(run.trace) == []


def test_an_older_record_does_not_know_whether_a_wait_has_a_limit() -> None:
    trace = Trace()
    trace.apply(pool_events(dead_worker=True))
    (died,) = failures(trace)
    assert isinstance(died, WorkerDied) and (died.code, died.executor, died.blocked) == (-9, False, None)
    trace = Trace()
    trace.apply(executor_events(broken=True))
    (died,) = failures(trace)
    assert isinstance(died, WorkerDied) and died.executor


@pytest.mark.parametrize(("outcome", "count"), [("KeyboardInterrupt", 0), ("KeyError: 1", 1)])
def test_a_task_that_ctrl_c_ended_is_no_failure(outcome: str, count: int) -> None:
    trace = Trace()
    trace.apply(
        event._replace(ok=False, outcome=outcome) if isinstance(event, TaskEnded) else event
        for event in pool_events(tasks=1)
    )
    assert len(failures(trace)) == count


def test_tracebacks_are_told_from_what_else_is_printed() -> None:
    printed = Tracebacks()
    for line in (
        'a line with File "x.py", line 3 in it',
        "Exception in thread Thread-1:",
        "Traceback (most recent call last):",
        '  File "/x/pool.py", line 3, in worker',
        "    initializer(*initargs)",
        '  File "/y/program.py", line 7, in prepare',
        "    1 / 0",
        "    ~~^~~",
        "ZeroDivisionError: division by zero",
        "and more",
    ):
        printed.add(5, line)
        printed.add(6, "Traceback (most recent call last):")
    assert list(printed.last) == [5]
    found = printed.last[5]
    assert (found.error, found.step) == ("ZeroDivisionError: division by zero", "initializer")
    assert (found.line_in("/y/program.py"), found.line_in("/z.py")) == (7, 0)
