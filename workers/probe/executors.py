"""`concurrent.futures`: ProcessPoolExecutor, ThreadPoolExecutor (and its InterpreterPoolExecutor), and their futures.

An executor takes one job number; its own number for each task is the index. A process worker learns the job number when it is
started (`processes.JOB`), because the executor's messages carry only their own number.
"""

from __future__ import annotations

import functools
import sys
import threading
import types
from typing import Any, Callable, Dict, Optional, Tuple

from . import blocks, frames, processes, text, values
from .emitter import emit, hide_frame, raised, unfailing
from .tasks import Inbox, Outbox, SimpleQueue, Worker, job_numbers, pool_numbers
from .wrapping import wrapped

_broken: type = type(None)  # `concurrent.futures.BrokenExecutor`, once that is imported
_hidden = False  # whether it was reported that there are tasks which are not seen
_MAX_CALLERS = 6  # frames from a future's claim to the executor that claims it
_NAME = "_poolscope_task"  # of the attribute by which a future knows its task: (job, index)


def install_futures(base: Any) -> None:
    """`concurrent.futures._base`"""
    global _broken
    _broken = base.BrokenExecutor
    future = base.Future
    future.set_running_or_notify_cancel = wrapped(future.set_running_or_notify_cancel, after=_observe_claim)
    future.cancel = wrapped(future.cancel, functools.partial(_before_cancel, future.cancelled), _observe_cancel)
    future.set_result = wrapped(future.set_result, _observe_result)
    future.set_exception = wrapped(future.set_exception, _observe_exception)
    future.add_done_callback = _add_done_callback(future.add_done_callback)
    for name in ("result", "exception"):
        setattr(future, name, blocks.waiting(getattr(future, name), at_once=future.done))
    base._Waiter.__init__ = wrapped(base._Waiter.__init__, after=_observe_waiter)


def install_threads(thread: Any) -> None:
    """`concurrent.futures.thread`"""
    executor = thread.ThreadPoolExecutor
    executor.__init__ = wrapped(executor.__init__, after=_watch_threads)
    executor.shutdown = wrapped(executor.shutdown, _observe_shutdown, _after_shutdown)


def install_processes(process: Any) -> None:
    """`concurrent.futures.process`"""
    executor = process.ProcessPoolExecutor
    executor.__init__ = wrapped(executor.__init__, after=_watch_processes)
    executor.shutdown = wrapped(executor.shutdown, _observe_shutdown, _after_shutdown)
    processes.worker_functions[process._process_worker] = _watch_worker


# The executor


def _watch_processes(self: Any, ok: bool, _value: None) -> None:
    if not ok:
        return
    number = _observe_pool(self, "process", self._mp_context.get_start_method())
    pending = _Pending(self._poolscope_job, number)
    self._pending_work_items = pending
    # The call queue knows the pending items too: by them it finds the future of a task that cannot be pickled.
    self._call_queue.pending_work_items = pending
    # And the workers learn from it whose they are.
    setattr(self._call_queue, processes.POOL, number)
    setattr(self._call_queue, processes.JOB, self._poolscope_job)


def _watch_threads(self: Any, ok: bool, _value: None) -> None:
    if not ok:
        return
    number = _observe_pool(self, "thread", "")
    self._work_queue = _WorkQueue()
    self._work_queue.watch(self._poolscope_job, number)


def _observe_pool(self: Any, kind: str, method: str) -> int:
    number = next(pool_numbers)
    self._poolscope_pool, self._poolscope_job = number, next(job_numbers())
    emit("PoolCreated", number, kind, values.number(self._max_workers), method, frames.call_site()[2])
    return number


def _observe_shutdown(self: Any, wait: bool = True, **_others: Any) -> bool:
    emit("PoolStopped", getattr(self, "_poolscope_pool", 0), "close", frames.call_site()[2])
    return bool(wait) and blocks.begin("shutdown", "workers", blocks.UNLIMITED)


def _after_shutdown(began: Optional[bool], _ok: bool, _value: None) -> None:
    if began:
        blocks.end()


# Submission


@unfailing
def _observe_submission(item: Any, task: Tuple[int, int], number: int) -> None:
    call, _file, line = frames.call_site()
    function, args, kwargs = _call_of(item)
    items = 1
    # map with a chunksize submits a function of its own with a tuple of argument tuples.
    if type(function) is functools.partial and function.func is _process_chunk():
        function, items, args = function.args[0], len(args[0]), args[0][0] if len(args[0]) == 1 else ()
    name = text.function_name(function)
    given = text.arguments(args, kwargs)
    setattr(item.future, _NAME, task)
    emit("TasksSubmitted", *task, 1, items, items, call, name, given, number, line)


def _process_chunk() -> Any:
    process = sys.modules.get("concurrent.futures.process")
    return getattr(process, "_process_chunk", None)


class _ThreadTask(Tuple[int, int]):
    """(job, index) of a task that a thread of this process will run."""


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
        _observe_submission(item, (self._job, work_id), self._number)
        super().__setitem__(work_id, item)


class _WorkQueue(SimpleQueue):  # type: ignore[type-arg]
    """A thread executor's queue; an item gets its number by being put in here."""

    def watch(self, job: int, number: int) -> None:
        self._job, self._number, self._index = job, number, 0

    def put(self, item: Any, block: bool = True, timeout: Optional[float] = None) -> None:
        if item is not None:  # None asks a worker to leave
            # Two puts at once cannot be: `submit` holds the executor's lock.
            _observe_submission(item, _ThreadTask((self._job, self._index)), self._number)
            self._index += 1
        super().put(item, block, timeout)


# The worker


def _call_item(message: Any) -> Optional[Tuple[int, int]]:
    return None if message is None else (processes.own_job, message.work_id)


def _result_item(message: Any) -> Optional[Tuple[Tuple[int, int], bool, Any, int]]:
    if isinstance(message, int):  # the worker's farewell: its pid
        return None
    ok = message.exception is None
    value, line = message.result if ok else message.exception, 0
    if not ok and type(value) is sys.modules["concurrent.futures.process"]._ExceptionWithTraceback:
        line = frames.raised_at_in(value.tb)
        value = value.exc
    return (processes.own_job, message.work_id), ok, value, line


def _watch_worker(args: Tuple[Any, ...]) -> Tuple[Any, ...]:
    """The arguments of a worker that is about to begin, with a view of its two queues."""
    this = Worker()
    return (Inbox(args[0], this, _call_item), Outbox(args[1], this, _result_item), *args[2:])


class _Running(threading.local):
    """The task that this thread of a thread executor runs: it starts when its future is claimed and ends when that is settled."""

    worker: Optional[Worker] = None
    task: Optional[Tuple[int, int]] = None


_running = _Running()


# Futures


def _observe_claim(self: Any, ok: bool, claimed: bool) -> None:
    task = getattr(self, _NAME, None)
    if not (ok and claimed):
        return
    if task is None:
        _notice_hidden()
        return
    emit("TaskClaimed", *task)
    if type(task) is _ThreadTask:
        _running.worker, _running.task = Worker(), task
        _running.worker.begin(*task)


def _notice_hidden() -> None:
    """A future that no queue of ours has seen is claimed: by another library, or by an executor that has another queue now."""
    global _hidden
    frame = None if _hidden else sys._getframe(1)
    for _ in range(_MAX_CALLERS):
        if frame is None:
            return
        if dict.get(frame.f_globals, "__name__") in ("concurrent.futures.thread", "concurrent.futures.process"):
            _hidden = True
            emit("TasksHidden")
            return
        frame = frame.f_back


def _before_cancel(cancelled: Callable[[Any], bool], self: Any) -> Tuple[Any, bool]:
    return self, cancelled(self)


def _observe_cancel(begun: Optional[Tuple[Any, bool]], ok: bool, cancelled: bool) -> None:
    if begun is None:
        return
    self, before = begun
    task = getattr(self, _NAME, None)
    if ok and cancelled and not before and task is not None:
        emit("TaskCancelled", *task)


def _observe_result(self: Any, result: Any) -> None:
    _observe_end(self, True, result)


def _observe_exception(self: Any, exception: Any) -> None:
    _observe_end(self, False, exception)


def _observe_end(self: Any, ok: bool, value: Any) -> None:
    task = getattr(self, _NAME, None)
    if task is None:
        return
    broke, worker = _broke(value), _running.worker
    if worker is not None and _running.task == task:
        _running.worker = _running.task = None
        worker.end(task[0], task[1], ok, value, 0 if ok else frames.raised_at(value))
    emit("ResultReturned", *task, ok, "" if ok or broke else text.short(value))


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
        try:
            task = getattr(self, _NAME, None)
            original(self, fn if task is None else _called_back(fn, *task))
        except BaseException as error:
            hide_frame(error)
            raise
        finally:
            del self, fn

    return add_done_callback


def _called_back(callback: Callable[[Any], object], job: int, index: int) -> Callable[[Any], object]:
    name = text.function_name(callback)

    @functools.wraps(callback, assigned=(), updated=())
    def call(future: Any) -> object:
        ok, value, said = False, None, ("", 0)
        emit("CallbackBegan", job, index, name)
        try:
            value = callback(future)
            ok = True
            return value
        except BaseException as error:
            hide_frame(error)
            said = raised()
            raise
        finally:
            emit("CallbackEnded", job, index, ok, *said)
            del future, value

    return call


# Waiting for several: `wait` and `as_completed` both wait for a waiter's event


class _WaiterEvent(threading.Event):
    wait = blocks.waiting(threading.Event.wait, at_once=threading.Event.is_set)


def _observe_waiter(self: Any, ok: bool, _value: None) -> None:
    if ok:
        self.event = _WaiterEvent()
