"""What every kind of pool shares: numbers, a worker's two queues as it sees them, and the two ends of a task."""

from __future__ import annotations

import itertools
import os
import sys
import threading
import time
from typing import Any, Callable, Iterator, Optional, Tuple

try:  # `queue` itself may be a module of the program's, and not be wanted yet
    from _queue import SimpleQueue as SimpleQueue
except ImportError:
    from queue import SimpleQueue as SimpleQueue

from . import text
from .emitter import emit_at, hide_frame, now, unfailing

pool_numbers = itertools.count(1)  # one series for all pools and executors of a process


_job_numbers: Iterator[int] = itertools.count()


def job_numbers() -> Iterator[int]:
    """The series from which executors take their job numbers: `multiprocessing.pool`'s own, once that is imported."""
    return _job_numbers


def share_job_numbers(pool: Any) -> None:
    """From now on the pools of this module take theirs from the same series."""
    global _job_numbers
    _job_numbers = pool.job_counter = itertools.count(max(next(_job_numbers), next(pool.job_counter)))


#: (owner, job, index) where the message is a task, None where it is something else.
TaskOf = Callable[[Any], Optional[Tuple[int, int]]]
#: ((job, index), ok, value, line where it was raised) where the message is a result.
ResultOf = Callable[[Any], Optional[Tuple[Tuple[int, int], bool, Any, int]]]


class Worker(threading.local):
    """The worker that the present thread or process is, and the clock of its tasks: each thread finds its own."""

    def __init__(self) -> None:
        thread = threading.current_thread()
        in_thread = thread is not threading.main_thread()
        process = sys.modules.get("multiprocessing.process")
        parent = None if process is None else process.parent_process()
        self.owner: int = os.getpid() if in_thread or parent is None else (parent.pid or 0)
        self.thread = str(thread.name) if in_thread else ""
        self._cpu_time = time.thread_time_ns if in_thread else time.process_time_ns
        self._cpu_began = 0
        self._own = 0

    def begin(self, job: int, index: int) -> None:
        started = now()
        emit_at(started, "TaskStarted", self.owner, job, index, self.thread)
        self._own = now() - started
        self._cpu_began = self._cpu_time()

    def end(self, job: int, index: int, ok: bool, value: object, line: int = 0) -> None:
        ended, cpu = now(), self._cpu_time() - self._cpu_began
        emit_at(ended, "TaskEnded", self.owner, job, index, ok, cpu, text.short(value), self._own, line)


class Inbox:
    """The queue a worker takes its tasks from."""

    def __init__(self, real: Any, worker: Worker, task_of: TaskOf) -> None:
        self._real, self._worker, self._task_of = real, worker, task_of
        if hasattr(real, "_writer"):  # the worker closes the end that it does not use
            self._writer = real._writer

    def get(self, *args: Any, **kwargs: Any) -> Any:
        task: Any = None
        try:
            task = self._real.get(*args, **kwargs)
            self._observe(task)
            return task
        except BaseException as error:
            hide_frame(error)
            raise
        finally:
            task = None

    @unfailing
    def _observe(self, task: Any) -> None:
        found = self._task_of(task)
        if found is not None:
            self._worker.begin(*found)


class Outbox:
    """The queue a worker puts its results into."""

    def __init__(self, real: Any, worker: Worker, result_of: ResultOf) -> None:
        self._real, self._worker, self._result_of = real, worker, result_of
        if hasattr(real, "_reader"):
            self._reader = real._reader

    def put(self, result: Any) -> None:
        # A result that cannot be pickled makes the worker put a second one, an error: it then speaks last.
        try:
            self._observe(result)
            self._real.put(result)
        except BaseException as error:
            hide_frame(error)
            raise
        finally:
            del result

    @unfailing
    def _observe(self, result: Any) -> None:
        found = self._result_of(result)
        if found is not None:
            (job, index), ok, value, line = found
            self._worker.end(job, index, ok, value, line)
