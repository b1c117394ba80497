"""`multiprocessing.pool`: Pool and ThreadPool, from the call that submits a task to the callback on its result.

Nothing is added to what a pool sends: its own protocol carries a job number and an index with every task and result, and
these name the task in all events. A worker's loop is the standard library's, given a view of its two queues.
"""

from __future__ import annotations

import functools
from multiprocessing import pool
from typing import Any, Callable, Iterator, Optional, Tuple

from . import blocks, frames, processes, text, values
from .emitter import emit, raised, unfailing
from .tasks import Inbox, Outbox, SimpleQueue, Worker, pool_numbers, share_job_numbers
from .wrapping import wrapped

_NUMBER = processes.POOL  # of the attribute by which a pool, too, knows its number


def install(_pool: Any) -> None:
    cls: Any = pool.Pool
    share_job_numbers(pool)
    processes.worker_functions[pool.worker] = _watch_worker  # type: ignore[attr-defined]
    # No function is wrapped below which workers are forked: all that they do would be above the wrapper's frame.
    cls._processes = _Size()
    threads: Any = pool.ThreadPool
    threads.Process = staticmethod(_thread(threads.Process))
    cls._get_tasks = staticmethod(_get_tasks(cls._get_tasks))
    cls._guarded_task_generation = _task_generation(cls._guarded_task_generation)
    for name in ("close", "terminate"):
        setattr(cls, name, wrapped(getattr(cls, name), functools.partial(_observe_stop, name)))
    # What `terminate` comes to, as does a pool's own end where the program never calls that. It sends SIGTERM to workers.
    cls._terminate_pool = classmethod(wrapped(cls.__dict__["_terminate_pool"].__func__, _observe_end))
    cls.join = blocks.waiting(cls.join, kind="workers")

    result: Any = pool.ApplyResult
    result.wait = blocks.waiting(result.wait, at_once=lambda self: bool(self._event.is_set()))
    result._set = wrapped(result._set, functools.partial(_observe_result, _apply_callback), _after_callback)
    mapped: Any = pool.MapResult
    mapped._set = wrapped(mapped._set, functools.partial(_observe_result, _map_callback), _after_callback)
    for iterator in (pool.IMapIterator, pool.IMapUnorderedIterator):
        iterator._set = wrapped(iterator._set, functools.partial(_observe_result, _no_callback))  # type: ignore[attr-defined]
    items: Any = pool.IMapIterator
    items.next = items.__next__ = blocks.waiting(items.next, at_once=lambda self: bool(self._items))


# The pool itself


def number_of(self: Any) -> int:
    """The number of a pool; 0: it was there before the probe."""
    return getattr(self, _NUMBER, 0)


class _Size:
    """Of a pool. Its setting is the last that a pool does before it takes on its first workers and threads."""

    def __get__(self, pool: Any, _cls: Any) -> Any:
        if pool is None or "_processes" not in pool.__dict__:
            raise AttributeError(f"{'Pool' if pool is None else type(pool).__name__!r} has no attribute '_processes'")
        return pool.__dict__["_processes"]

    def __set__(self, pool: Any, size: Any) -> None:
        pool.__dict__["_processes"] = size
        _observe_pool(pool)


@unfailing
def _observe_pool(self: Any) -> None:
    number = next(pool_numbers)
    setattr(self, _NUMBER, number)
    threads = issubclass(type(self), pool.ThreadPool)
    if not threads:
        setattr(self._inqueue, _NUMBER, number)
    self._taskqueue = _TaskQueue()
    self._taskqueue.watch(number)
    how = "" if threads else self._ctx.get_start_method()
    line = frames.call_site()[2]
    emit("PoolCreated", number, "thread" if threads else "process", values.number(self._processes), how, line)


def _thread(original: Callable[..., Any]) -> Callable[..., Any]:
    """A ThreadPool's worker gets its view of the queues before it starts."""

    @functools.wraps(original)
    def Process(*args: Any, **kwargs: Any) -> Any:
        if kwargs.get("target") is pool.worker and "args" in kwargs:  # type: ignore[attr-defined]
            kwargs["args"] = _watch_worker(kwargs["args"])
        return original(*args, **kwargs)

    return Process


def _observe_stop(action: str, self: Any) -> None:
    emit("PoolStopped", number_of(self), action, frames.call_site()[2])


def _observe_end(_cls: Any, _taskqueue: Any, inqueue: Any, *_args: Any) -> None:
    if number_of(inqueue):  # a ThreadPool's has none, and no processes
        emit("PoolStopped", number_of(inqueue), "finalize", 0)


# Submission


class _TaskQueue(SimpleQueue):  # type: ignore[type-arg]
    """A pool's queue of submissions."""

    def watch(self, number: int) -> None:
        self._number = number

    def put(self, submission: Any, block: bool = True, timeout: Optional[float] = None) -> None:
        # One task: apply, apply_async. Series come by _guarded_task_generation; None asks a thread to leave.
        if submission is not None and type(submission[0]) is list:
            self._observe(submission[0])
        super().put(submission, block, timeout)

    @unfailing
    def _observe(self, tasks: Any) -> None:
        call, _file, line = frames.call_site()
        for job, index, function, args, kwargs in tasks:
            name, given = text.function_name(function), text.arguments(args, kwargs)
            emit("TasksSubmitted", job, index, 1, 1, 1, call, name, given, self._number, line)


class _Batches:
    """A map's chunks, with the function that they are for."""

    def __init__(self, function: Any, batches: Iterator[Any]) -> None:
        self.function, self.batches = function, batches

    def __iter__(self) -> Iterator[Any]:
        return self.batches


def _get_tasks(original: Callable[..., Iterator[Any]]) -> Callable[..., Any]:
    @functools.wraps(original)
    def get_tasks(func: Any, it: Any, size: int) -> _Batches:
        return _Batches(func, original(func, it, size))

    return get_tasks


def _task_generation(original: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    @functools.wraps(original)
    def _guarded_task_generation(self: Any, result_job: int, func: Any, iterable: Any) -> Iterator[Any]:
        tasks = original(self, result_job, func, iterable)
        function = iterable.function if type(iterable) is _Batches else func
        result = self._cache.get(result_job)
        if isinstance(result, pool.MapResult):
            _observe_map(self, result_job, result, function)
            return tasks
        if result is None:  # a map of nothing
            return tasks
        call, _file, line = frames.call_site()
        number = number_of(self)
        return _announcing(tasks, text.function_name(function), call, number, line, type(iterable) is _Batches)

    return _guarded_task_generation


@unfailing
def _observe_map(self: Any, job: int, result: Any, function: Any) -> None:
    call, _file, line = frames.call_site()
    name, number = text.function_name(function), number_of(self)
    chunks, items, size = values.number(result._number_left), len(result._value), values.number(result._chunksize)
    emit("TasksSubmitted", job, 0, chunks, items, size, call, name, "", number, line)


def _announcing(tasks: Iterator[Any], name: str, call: str, number: int, line: int, chunks: bool) -> Iterator[Any]:
    """imap's tasks, which exist only when the pool's thread draws them: each is reported before it can start."""
    for task in tasks:
        _observe_drawn(task, name, call, number, line, chunks)
        yield task
        task = None  # the program's iterable comes next, and may raise an error that is kept


@unfailing
def _observe_drawn(task: Any, name: str, call: str, number: int, line: int, chunks: bool) -> None:
    job, index, _function, args, kwargs = task
    items = len(args[0][1]) if chunks and type(args[0]) is tuple else 1
    given = "" if chunks else text.arguments(args, kwargs)
    emit("TasksSubmitted", job, index, 1, items, items, call, name, given, number, line)


# The worker


def _task_of(message: Any) -> Optional[Tuple[int, int]]:
    return None if message is None else (message[0], message[1])


def _result_of(message: Any) -> Tuple[Tuple[int, int], bool, Any, int]:
    job, index, (ok, value) = message
    line = 0
    if type(value) is pool.ExceptionWithTraceback:  # type: ignore[attr-defined]
        line = frames.raised_at_in(value.tb)
        value = value.exc
    elif not ok:  # a thread's
        line = frames.raised_at(value)
    return (job, index), bool(ok), value, line


def _watch_worker(args: Tuple[Any, ...]) -> Tuple[Any, ...]:
    """The arguments of a worker that is about to begin, with a view of its two queues."""
    this = Worker()
    return (Inbox(args[0], this, _task_of), Outbox(args[1], this, _result_of), *args[2:])


# Results


Callback = Optional[Callable[[Any], object]]


def _apply_callback(result: Any, ok: bool) -> Callback:
    return result._callback if ok else result._error_callback  # type: ignore[no-any-return]


def _map_callback(result: Any, ok: bool) -> Callback:
    """A map calls back once, on its last chunk."""
    if result._number_left != 1:
        return None
    return result._callback if ok and result._success else result._error_callback  # type: ignore[no-any-return]


def _no_callback(_result: Any, _ok: bool) -> Callback:
    return None


def _observe_result(
    callback_of: Callable[[Any, bool], Callback], self: Any, i: int, obj: Tuple[bool, Any]
) -> Optional[Tuple[int, int]]:
    """(job, index) where a callback follows."""
    job, ok = self._job, bool(obj[0])
    emit("ResultReturned", job, i, ok, "" if ok else text.short(obj[1]))
    callback = callback_of(self, ok)
    if callback is None:
        return None
    emit("CallbackBegan", job, i, text.function_name(callback))
    return job, i


def _after_callback(task: Optional[Tuple[int, int]], ok: bool, _value: None) -> None:
    if task is not None:
        emit("CallbackEnded", *task, ok, *(("", 0) if ok else raised()))
