"""`multiprocessing.pool`: Pool and ThreadPool, from the call that submits a task to the callback on its result.

Nothing is added to what a pool sends: its own protocol carries a job number and an index with every task and result, and
these name the task in all events. A worker's loop is the standard library's, given a view of its two queues.
"""

from __future__ import annotations

import functools
from multiprocessing import pool
from typing import Any, Callable, Dict, Iterator, Optional, Tuple

from . import blocks, frames, processes, text
from .emit import hide_frame, say, unfailing
from .tasks import Inbox, Outbox, Worker, pool_numbers

_numbers: Dict[int, int] = {}  # id of a pool's list of workers -> the pool's number


def install() -> None:
    cls: Any = pool.Pool
    pool.worker = _worker(pool.worker)  # type: ignore[attr-defined]
    processes.worker_functions.append(pool.worker)  # type: ignore[attr-defined]
    cls.__init__ = _init(cls.__init__)
    cls._repopulate_pool = _repopulate(cls._repopulate_pool)
    cls._repopulate_pool_static = staticmethod(_repopulate_static(cls._repopulate_pool_static))
    cls._get_tasks = staticmethod(_get_tasks(cls._get_tasks))
    cls._guarded_task_generation = _task_generation(cls._guarded_task_generation)
    cls.close = _stopping(cls.close, "close")
    cls.terminate = _stopping(cls.terminate, "terminate")
    # What `terminate` comes to, as does a pool's own end where the program never calls that. It sends SIGTERM to workers.
    cls._terminate_pool = classmethod(_finalizing(cls.__dict__["_terminate_pool"].__func__))
    cls.join = blocks.waiting(cls.join)

    result: Any = pool.ApplyResult
    result.wait = blocks.waiting(result.wait, at_once=lambda self: bool(self._event.is_set()))
    result._set = _set(result._set, _apply_callback)
    mapped: Any = pool.MapResult
    mapped._set = _set(mapped._set, _map_callback)
    for iterator in (pool.IMapIterator, pool.IMapUnorderedIterator):
        iterator._set = _set(iterator._set, _no_callback)  # type: ignore[attr-defined]
    items: Any = pool.IMapIterator
    items.next = items.__next__ = blocks.waiting(items.next, at_once=lambda self: bool(self._items))


# The pool itself


def _init(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        try:
            original(self, *args, **kwargs)
        except BaseException as error:
            hide_frame(error)
            raise
        self._taskqueue = _TaskQueue(self._taskqueue, _numbers.get(id(self._pool), 0))

    return __init__


def _repopulate(original: Callable[..., None]) -> Callable[..., None]:
    """Called once, when the pool takes on its first workers: its size and start method are known then."""

    @functools.wraps(original)
    def _repopulate_pool(self: Any) -> None:
        _observe_pool(self)
        original(self)

    return _repopulate_pool


@unfailing
def _observe_pool(self: Any) -> None:
    number = _numbers[id(self._pool)] = next(pool_numbers)
    threads = isinstance(self, pool.ThreadPool)
    how = "" if threads else self._ctx.get_start_method()
    line = frames.place()[2]
    say("PoolCreated", number, "thread" if threads else "process", self._processes, how, line)


def _repopulate_static(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def _repopulate_pool_static(ctx: Any, Process: Any, size: int, workers: Any, *args: Any) -> None:
        processes.starting.pool = _numbers.get(id(workers), 0)
        try:
            original(ctx, Process, size, workers, *args)
        finally:
            processes.starting.pool = 0

    return _repopulate_pool_static


def _stopping(original: Callable[..., None], action: str) -> Callable[..., None]:
    @functools.wraps(original)
    def stop(self: Any) -> None:
        _observe_stop(self, action)
        original(self)

    return stop


def _finalizing(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def _terminate_pool(cls: Any, taskqueue: Any, inqueue: Any, outqueue: Any, workers: Any, *args: Any) -> None:
        say("PoolStopped", _numbers.get(id(workers), 0), "finalize", 0)
        original(cls, taskqueue, inqueue, outqueue, workers, *args)

    return _terminate_pool


@unfailing
def _observe_stop(self: Any, action: str) -> None:
    say("PoolStopped", _numbers.get(id(self._pool), 0), action, frames.place()[2])


# Submission


class _TaskQueue:
    """A pool's queue of submissions, as the submitting thread sees it; its own threads keep the real one."""

    def __init__(self, real: Any, number: int) -> None:
        self._real, self.number = real, number

    def put(self, submission: Any) -> None:
        if type(submission[0]) is list:  # one task: apply, apply_async. Series come by _guarded_task_generation
            self._observe(submission[0])
        self._real.put(submission)

    @unfailing
    def _observe(self, tasks: Any) -> None:
        call, _file, line = frames.place()
        for job, index, function, args, kwargs in tasks:
            name, given = text.function_name(function), text.arguments(args, kwargs)
            say("TasksSubmitted", job, index, 1, 1, 1, call, name, given, self.number, line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


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
        function = iterable.function if isinstance(iterable, _Batches) else func
        result = self._cache.get(result_job)
        if isinstance(result, pool.MapResult):
            _observe_map(self, result_job, result, function)
            return tasks
        if result is None:  # a map of nothing
            return tasks
        call, _file, line = frames.place()
        number = _numbers.get(id(self._pool), 0)
        return _announcing(tasks, text.function_name(function), call, number, line, isinstance(iterable, _Batches))

    return _guarded_task_generation


@unfailing
def _observe_map(self: Any, job: int, result: Any, function: Any) -> None:
    call, _file, line = frames.place()
    name, number = text.function_name(function), _numbers.get(id(self._pool), 0)
    chunks, items = result._number_left, len(result._value)
    say("TasksSubmitted", job, 0, chunks, items, result._chunksize, call, name, "", number, line)


def _announcing(tasks: Iterator[Any], name: str, call: str, number: int, line: int, chunks: bool) -> Iterator[Any]:
    """imap's tasks, which exist only when the pool's thread draws them: each is said before it can start."""
    for task in tasks:
        _observe_drawn(task, name, call, number, line, chunks)
        yield task


@unfailing
def _observe_drawn(task: Any, name: str, call: str, number: int, line: int, chunks: bool) -> None:
    job, index, _function, args, kwargs = task
    items = len(args[0][1]) if chunks and isinstance(args[0], tuple) else 1
    given = "" if chunks else text.arguments(args, kwargs)
    say("TasksSubmitted", job, index, 1, items, items, call, name, given, number, line)


# The worker


def _task_of(message: Any) -> Optional[Tuple[int, int]]:
    return None if message is None else (message[0], message[1])


def _result_of(message: Any) -> Tuple[Tuple[int, int], bool, Any]:
    job, index, (ok, value) = message
    if isinstance(value, pool.ExceptionWithTraceback):  # type: ignore[attr-defined]
        value = value.exc
    return (job, index), bool(ok), value


def _worker(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)  # pickled by name to a spawned child, which has its own
    def worker(inqueue: Any, outqueue: Any, *args: Any, **kwargs: Any) -> None:
        this = Worker()
        original(Inbox(inqueue, this, _task_of), Outbox(outqueue, this, _result_of), *args, **kwargs)

    return worker


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


def _set(original: Callable[..., None], callback_of: Callable[[Any, bool], Callback]) -> Callable[..., None]:
    @functools.wraps(original)
    def _set(self: Any, i: int, obj: Tuple[bool, Any]) -> None:
        job, ok = self._job, bool(obj[0])
        say("ResultReturned", job, i, ok, "" if ok else text.short(obj[1]))
        callback = callback_of(self, ok)
        if callback is None:
            original(self, i, obj)
            return
        say("CallbackBegan", job, i, text.function_name(callback))
        try:
            original(self, i, obj)
        except BaseException as error:
            say("CallbackEnded", job, i, False)
            hide_frame(error)
            raise
        say("CallbackEnded", job, i, True)

    return _set
