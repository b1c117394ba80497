"""`concurrent.futures`: ProcessPoolExecutor, ThreadPoolExecutor (and its InterpreterPoolExecutor), and their futures.

An executor takes one job number; its own number for each task is the index. A process worker learns the job number when it is
started (`processes.starting.job`), because the executor's messages carry only their own number.
"""

from __future__ import annotations

import functools
import queue
import sys
import threading
import types
from typing import Any, Callable, Dict, Optional, Tuple

from . import blocks, frames, processes, text
from .emit import hide_frame, say, unfailing
from .tasks import Inbox, Outbox, Worker, job_numbers, pool_numbers

_broken: type = type(None)  # `concurrent.futures.BrokenExecutor`, once that is imported
_NAME = "_poolscope_task"  # of the attribute by which a future knows its task: (job, index)


def install_futures(base: Any) -> None:
    """`concurrent.futures._base`"""
    global _broken
    _broken = base.BrokenExecutor
    future = base.Future
    future.set_running_or_notify_cancel = _claim(future.set_running_or_notify_cancel)
    future.cancel = _cancel(future.cancel)
    future.set_result = _settle(future.set_result, True)
    future.set_exception = _settle(future.set_exception, False)
    future.add_done_callback = _add_done_callback(future.add_done_callback)
    for name in ("result", "exception"):
        setattr(future, name, blocks.waiting(getattr(future, name), at_once=lambda self: bool(self.done())))
    base._Waiter.__init__ = _waiter(base._Waiter.__init__)


def install_threads(thread: Any) -> None:
    """`concurrent.futures.thread`"""
    executor = thread.ThreadPoolExecutor
    executor.__init__ = _init(executor.__init__, _watch_threads)
    executor.shutdown = _shutdown(executor.shutdown)
    thread._WorkItem.run = _run(thread._WorkItem.run)


def install_processes(process: Any) -> None:
    """`concurrent.futures.process`"""
    executor = process.ProcessPoolExecutor
    executor.__init__ = _init(executor.__init__, _watch_processes)
    executor._spawn_process = _spawning(executor._spawn_process)
    executor.shutdown = _shutdown(executor.shutdown)
    process._process_worker = _process_worker(process._process_worker)
    processes.worker_functions.append(process._process_worker)


# The executor


def _init(original: Callable[..., None], watch: Callable[[Any], None]) -> Callable[..., None]:
    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        try:
            original(self, *args, **kwargs)
        except BaseException as error:
            hide_frame(error)
            raise
        watch(self)

    return __init__


@unfailing
def _watch_processes(self: Any) -> None:
    number = _observe_pool(self, "process", self._mp_context.get_start_method())
    pending = _Pending(self._poolscope_job, number)
    self._pending_work_items = pending
    # The call queue knows the pending items too: by them it finds the future of a task that cannot be pickled.
    self._call_queue.pending_work_items = pending


@unfailing
def _watch_threads(self: Any) -> None:
    number = _observe_pool(self, "thread", "")
    self._work_queue = _WorkQueue()
    self._work_queue.watch(self._poolscope_job, number)


def _observe_pool(self: Any, kind: str, method: str) -> int:
    number = next(pool_numbers)
    self._poolscope_pool, self._poolscope_job = number, next(job_numbers())
    say("PoolCreated", number, kind, self._max_workers, method, frames.place()[2])
    return number


def _spawning(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def _spawn_process(self: Any) -> None:
        starting = processes.starting
        starting.pool, starting.job = getattr(self, "_poolscope_pool", 0), getattr(self, "_poolscope_job", 0)
        try:
            original(self)
        finally:
            starting.pool, starting.job = 0, 0

    return _spawn_process


def _shutdown(original: Callable[..., None]) -> Callable[..., None]:
    waiting = blocks.waiting(original)

    @functools.wraps(original)
    def shutdown(self: Any, wait: bool = True, **kwargs: Any) -> None:
        _observe_shutdown(self)
        (waiting if wait else original)(self, wait, **kwargs)

    return shutdown


@unfailing
def _observe_shutdown(self: Any) -> None:
    say("PoolStopped", getattr(self, "_poolscope_pool", 0), "close", frames.place()[2])


# Submission


@unfailing
def _observe_submission(item: Any, job: int, index: int, number: int) -> None:
    call, _file, line = frames.place()
    function, args, kwargs = _call_of(item)
    items = 1
    # map with a chunksize submits a function of its own with a tuple of argument tuples.
    if isinstance(function, functools.partial) and function.func.__name__ == "_process_chunk":
        function, items, args = function.args[0], len(args[0]), ()
    name = text.function_name(function)
    given = text.arguments(args, kwargs)
    setattr(item.future, _NAME, (job, index))
    say("TasksSubmitted", job, index, 1, items, items, call, name, given, number, line)


def _call_of(item: Any) -> Tuple[Any, Tuple[Any, ...], Dict[str, Any]]:
    if hasattr(item, "fn"):
        return item.fn, item.args, item.kwargs
    task = item.task  # from Python 3.14 on a thread's work item holds the call as one
    return (task[0], task[1], task[2]) if isinstance(task, tuple) else (task, (), {})


class _Pending(Dict[int, Any]):
    """A process executor's pending work items; an item gets its number by being put in here."""

    def __init__(self, job: int, number: int) -> None:
        super().__init__()
        self._job, self._number = job, number

    def __setitem__(self, work_id: int, item: Any) -> None:
        _observe_submission(item, self._job, work_id, self._number)
        super().__setitem__(work_id, item)


class _WorkQueue(queue.SimpleQueue):  # type: ignore[type-arg]
    """A thread executor's queue; an item gets its number by being put in here."""

    def watch(self, job: int, number: int) -> None:
        self._job, self._number, self._index = job, number, 0

    def put(self, item: Any, block: bool = True, timeout: Optional[float] = None) -> None:
        if item is not None:  # None tells a worker to leave
            # Two puts at once cannot be: `submit` holds the executor's lock.
            _observe_submission(item, self._job, self._index, self._number)
            self._index += 1
        super().put(item, block, timeout)


# The worker


def _call_item(message: Any) -> Optional[Tuple[int, int]]:
    return None if message is None else (processes.own_job, message.work_id)


def _result_item(message: Any) -> Optional[Tuple[Tuple[int, int], bool, Any]]:
    if isinstance(message, int):  # the worker's farewell: its pid
        return None
    ok = message.exception is None
    value = message.result if ok else getattr(message.exception, "exc", message.exception)
    return (processes.own_job, message.work_id), ok, value


def _process_worker(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def _process_worker(call_queue: Any, result_queue: Any, *args: Any, **kwargs: Any) -> None:
        this = Worker()
        original(Inbox(call_queue, this, _call_item), Outbox(result_queue, this, _result_item), *args, **kwargs)

    return _process_worker


class _Running(threading.local):
    worker: Optional[Worker] = None  # of the thread executor's thread that this is


_running = _Running()


def _run(original: Callable[..., None]) -> Callable[..., None]:
    """A thread's task: it starts when its future is claimed and ends when that is settled, both inside."""

    @functools.wraps(original)
    def run(self: Any, *args: Any) -> None:
        _running.worker = Worker()
        try:
            original(self, *args)
        finally:
            _running.worker = None

    return run


# Futures


def _claim(original: Callable[[Any], bool]) -> Callable[[Any], bool]:
    @functools.wraps(original)
    def set_running_or_notify_cancel(self: Any) -> bool:
        claimed = original(self)
        if claimed:
            _observe_claim(self)
        return claimed

    return set_running_or_notify_cancel


@unfailing
def _observe_claim(self: Any) -> None:
    task = getattr(self, _NAME, None)
    if task is None:
        return
    say("TaskClaimed", *task)
    if _running.worker is not None:
        _running.worker.begin(*task)


def _cancel(original: Callable[[Any], bool]) -> Callable[[Any], bool]:
    @functools.wraps(original)
    def cancel(self: Any) -> bool:
        before = self.cancelled()
        cancelled = original(self)
        task = getattr(self, _NAME, None)
        if cancelled and not before and task is not None:
            say("TaskCancelled", *task)
        return cancelled

    return cancel


def _settle(original: Callable[..., None], ok: bool) -> Callable[..., None]:
    @functools.wraps(original)
    def settle(self: Any, value: Any) -> None:
        _observe_end(self, ok, value)
        try:
            original(self, value)
        except BaseException as error:
            hide_frame(error)
            raise

    return settle


@unfailing
def _observe_end(self: Any, ok: bool, value: Any) -> None:
    task = getattr(self, _NAME, None)
    if task is None:
        return
    if _running.worker is not None:
        _running.worker.end(task[0], task[1], ok, value)
    say("ResultReturned", *task, ok, "" if ok or _broke(value) else text.short(value))


def _broke(error: object) -> bool:
    """True for what a broken executor gives to its futures; a task can raise the same, where an executor of its own broke."""
    if not issubclass(type(error), _broken) or _running.worker is not None:
        return False
    frame: Optional[types.FrameType] = sys._getframe()
    while frame is not None and frame.f_code.co_name != "process_result_item":
        frame = frame.f_back
    return frame is None


def _add_done_callback(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def add_done_callback(self: Any, fn: Callable[[Any], object]) -> None:
        task = getattr(self, _NAME, None)
        original(self, fn if task is None else _called_back(fn, *task))

    return add_done_callback


def _called_back(callback: Callable[[Any], object], job: int, index: int) -> Callable[[Any], object]:
    name = text.function_name(callback)

    @functools.wraps(callback, assigned=(), updated=())
    def call(future: Any) -> object:
        say("CallbackBegan", job, index, name)
        try:
            value = callback(future)
        except BaseException as error:
            say("CallbackEnded", job, index, False)
            hide_frame(error)
            raise
        say("CallbackEnded", job, index, True)
        return value

    return call


# Waiting for several: `wait` and `as_completed` both wait for a waiter's event


class _WaiterEvent(threading.Event):
    wait = blocks.waiting(threading.Event.wait, at_once=threading.Event.is_set)


def _waiter(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def __init__(self: Any, *args: Any) -> None:
        original(self, *args)
        self.event = _WaiterEvent()

    return __init__
