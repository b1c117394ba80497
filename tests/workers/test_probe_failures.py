"""What the probe tells of errors: the error's own text and the line of the program where it was raised."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workers.watched import watch, write
from workers.wire.events import BlockBegan, CallbackEnded, TaskEnded

RAISING = """
    import sys
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
    from multiprocessing import get_context
    from multiprocessing.pool import ThreadPool

    def inner(x):
        return 1 / x  # line 8

    def f(x):
        return inner(x)

    if __name__ == "__main__":
        fork = get_context("fork")
        kinds = {
            "Pool": lambda: fork.Pool(1),
            "ThreadPool": lambda: ThreadPool(1),
            "ProcessPoolExecutor": lambda: ProcessPoolExecutor(1, mp_context=fork),
            "ThreadPoolExecutor": lambda: ThreadPoolExecutor(1),
        }
        with kinds[sys.argv[1]]() as pool:
            if hasattr(pool, "submit"):
                error = pool.submit(f, 0).exception()
            else:
                error = None
                pool.apply_async(f, (0,)).wait(20)
"""


@pytest.mark.parametrize("kind", ["Pool", "ThreadPool", "ProcessPoolExecutor", "ThreadPoolExecutor"])
def test_a_task_that_raises_is_told_with_the_programs_innermost_line(tmp_path: Path, kind: str) -> None:
    run = watch(write(tmp_path, RAISING), kind)
    assert run.run.exit_code == 0, run.output("stderr")
    (ended,) = run.all(TaskEnded)
    assert (ended.ok, ended.outcome, ended.line) == (False, "ZeroDivisionError: division by zero", 8)
    assert run.trace.tasks.error_lines == {0: 8}


CALLBACKS = """
    import sys
    from concurrent.futures import ThreadPoolExecutor
    from multiprocessing import get_context

    def f():
        pass

    def got(result):
        raise ValueError("not liked")  # line 10

    if __name__ == "__main__":
        if sys.argv[1] == "executor":
            with ThreadPoolExecutor(1) as pool:
                pool.submit(f).add_done_callback(got)
        else:
            pool = get_context("fork").Pool(1)
            pool.apply_async(f, callback=got).wait(0.2)
"""


@pytest.mark.parametrize("kind", ["Pool", "executor"])
def test_a_callback_that_raises_is_told_with_its_own_error(tmp_path: Path, kind: str) -> None:
    run = watch(write(tmp_path, CALLBACKS), kind)
    (ended,) = run.all(CallbackEnded)
    assert (ended.ok, ended.error, ended.error_line) == (False, "ValueError: not liked", 10)
    assert run.trace.callbacks.errors == {0: ("ValueError: not liked", 10)}
    assert not run.trace.problems


WAITS = """
    import multiprocessing, time
    from concurrent.futures import ThreadPoolExecutor

    class Short(float):
        def __mul__(self, other):
            raise RuntimeError("touched")

    if __name__ == "__main__":
        pool = multiprocessing.get_context("fork").Pool(1)
        pool.apply_async(time.sleep, (0.05,)).wait()
        pool.apply_async(time.sleep, (0.05,)).wait(20)
        pool.apply_async(time.sleep, (0.05,)).wait(timeout=2.5)
        pool.apply_async(time.sleep, (0.05,)).get(Short(20))
        for _ in pool.imap(time.sleep, [0.05]):
            pass
        pool.close()
        pool.join()
"""


def test_a_wait_is_told_with_its_limit(tmp_path: Path) -> None:
    run = watch(write(tmp_path, WAITS))
    assert run.run.exit_code == 0, run.output("stderr")
    waits = [(block.operation, block.timeout_ms) for block in run.all(BlockBegan)]
    assert waits[:4] == [("wait", 0), ("wait", 20_000), ("wait", 2_500), ("get", -1)]
    assert waits[-1] == ("join", 0)
    assert {limit for operation, limit in waits[4:-1]} == {0}
