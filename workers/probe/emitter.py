"""`emit`: one event from this process to the window; never raises, never waits for another process."""

from __future__ import annotations

import functools
import itertools
import os
import sys
import threading
import time
import types
from typing import Any, Callable, Optional, Tuple, TypeVar, cast

from ..wire.channel import EventQueue, Lost
from . import frames, last_word, text
from .values import are_exact, exact

_queue: Optional[EventQueue] = None
_pid = os.getpid()
_numbers = itertools.count()
_failures = itertools.count()
_MAX_FAILURES = 20  # reported of one process; more would only repeat

Function = TypeVar("Function", bound=Callable[..., Any])

# The slot itself: a class of the program's may have put something else before it.
_traceback: Any = BaseException.__dict__["__traceback__"]

now = time.perf_counter_ns


def connect(queue: EventQueue) -> None:
    """From now on this process speaks through `queue`."""
    global _queue, _pid, _numbers
    _queue, _pid, _numbers = queue, os.getpid(), itertools.count()


def connection() -> Optional[EventQueue]:
    """The queue, or None where nobody listens (any more)."""
    if _queue is not None and not _queue.alive():
        _lose(_queue)
    return _queue


def after_fork_in_child() -> None:
    global _pid, _numbers
    _pid, _numbers = os.getpid(), itertools.count()


def emit(kind: str, *fields: object) -> None:
    """Say that `kind` (a class of `events`) happened now."""
    emit_at(now(), kind, *fields)


def emit_at(t: int, kind: str, *fields: object) -> None:
    """Say that `kind` happened at `t` (perf_counter_ns)."""
    global _queue
    queue = _queue
    if queue is None:
        return
    try:
        if not are_exact(map(type, fields)):
            fields = exact(fields)
        queue.put((kind, t, _pid, threading.get_native_id(), next(_numbers), *fields))
    except Lost:
        _lose(queue)
    except OSError as error:
        if not is_ours(error):
            raise
        _queue = None  # the window is gone: fall silent, the program goes on
    except Exception as error:
        if not is_ours(error):
            raise
        failed(error)


def _lose(queue: EventQueue) -> None:
    """The program closed the channel's descriptor: one event by another way, then silence."""
    global _queue
    if _queue is None:
        return
    _queue = None
    try:
        message = queue.message(("ProbeFailed", now(), _pid, threading.get_native_id(), next(_numbers), "", "closed"))
        last_word.write(message, queue.identity)
    except Exception as error:
        if not is_ours(error):
            raise


def failed(error: BaseException) -> None:
    """Say that the probe itself went wrong; the program must not notice."""
    if _queue is None or next(_failures) >= _MAX_FAILURES:
        return
    where = _struck_at(error)
    place = f" (line {where.tb_lineno} of {os.path.basename(where.tb_frame.f_code.co_filename)})" if where else ""  # noqa: PTH119 - pathlib is not cheap to import
    try:
        words = f"{text.error(error)}{place}"
        _queue.put(("ProbeFailed", now(), _pid, threading.get_native_id(), next(_numbers), words, "error"))
    except Exception:  # nothing more can be reported
        pass


def is_ours(error: BaseException) -> bool:
    """Whether the probe raised it: a signal handler of the program's may raise wherever its main thread is."""
    where = _struck_at(error)
    return where is None or frames.is_library(where.tb_frame.f_code.co_filename)


def _struck_at(error: BaseException) -> Optional[types.TracebackType]:
    """The innermost entry of the error's traceback."""
    where: Optional[types.TracebackType] = _traceback.__get__(error)
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    return where


def raised() -> Tuple[str, int]:
    """Text and line (see `frames.raised_at`) of the error that is just passing through the caller; ("", 0) for none."""
    error = sys.exc_info()[1]
    try:
        return ("", 0) if error is None else (text.error(error), frames.raised_at(error))
    finally:
        del error


def unfailing(function: Function) -> Function:
    """For what only observes: an error in it is reported, and kept from the program; None is returned then."""

    @functools.wraps(function)
    def observe(*args: Any, **kwargs: Any) -> Any:
        if _queue is None:
            return None
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            if not kept(error):
                raise
            return None
        finally:
            del args, kwargs  # within reach of a traceback that the program may keep

    return cast(Function, observe)


def kept(error: BaseException) -> bool:
    """Whether an error below code of the probe is the probe's own: it has been reported then, and the program must not see it.

    Another one is to be raised again: the program's, whose signal handler struck here.
    """
    if issubclass(type(error), Exception) and is_ours(error):
        failed(error)
        return True
    hide_frames(error)
    return False


def hide_frames(error: BaseException) -> None:
    """The same for all of the probe's lines, where an error of the program's own struck below several of them."""
    where = _traceback.__get__(error)
    while where is not None and frames.is_ours(where.tb_frame.f_code.co_filename):
        where = where.tb_next
    _traceback.__set__(error, where)


def hide_frame(error: BaseException) -> None:
    """Take the calling wrapper's own line out of a traceback that passes through it; a bare `raise` must follow.

    From Python 3.11 on a bare `raise` goes on with `__traceback__` as it is; older versions keep a copy of their own, so
    there the wrapper's line stays.

    Each wrapper has its own `except` for this. A context manager would do the same without a frame in the traceback, but calls
    of two functions more for each call that succeeds: 130 to 170 ns (3.9 to 3.13), which doubles what a wrapper costs, and both
    would be in the program's profile.
    """
    where = _traceback.__get__(error)
    if where is not None:
        _traceback.__set__(error, where.tb_next)
