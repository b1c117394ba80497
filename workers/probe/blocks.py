"""When a thread of the program waits for a pool or a process: `get`, `wait`, `join`, `next` and what is built on them."""

from __future__ import annotations

import functools
import math
import threading
from typing import Any, Callable, Optional

from . import frames
from .emitter import emit, hide_frame, hide_frames, is_ours, unfailing

# The machinery's own functions by the name of what the program calls.
_NAMES = {"result_iterator": "map", "_chain_from_iterable_of_lists": "map", "__exit__": "shutdown"}


NOT_KNOWN, UNLIMITED = -1, 0  # of how long a call waits at most, ms
_MAX_TIMEOUT = 2**40  # ms
_VARIABLE = 0x0C  # CO_VARARGS, CO_VARKEYWORDS: what a function takes is not seen at its code


class _State(threading.local):
    waiting = False  # inside a block already: `apply` waits in `get`, which waits in `wait`


_state = _State()


def after_fork_in_child() -> None:
    _state.waiting = False


def waiting(
    original: Callable[..., Any],
    at_once: Optional[Callable[[Any], bool]] = None,
    name: str = "",
    programs_only: bool = False,
    kind: str = "result",
) -> Callable[..., Any]:
    """`original`, a method, with its waiting reported.

    `at_once(self)`: whether it is not going to wait. `name`: what to call the wait where the program calls it by itself.
    `programs_only`: calls by the machinery itself are nobody's business. `kind`: a WaitKind of `events`.
    """
    own_name = name or original.__name__
    place = _place_of_timeout(original)

    @functools.wraps(original)
    def wait(*args: Any, **kwargs: Any) -> Any:
        began = False
        try:
            if not _state.waiting and not (programs_only and frames.is_machinery(frames.caller())):
                began = _begin_unless(at_once, args, own_name, kind, _limit(place, args, kwargs))
            return original(*args, **kwargs)
        except BaseException as error:
            hide_frame(error)
            raise
        finally:
            if began:
                end()
            del args, kwargs

    return wait


def _place_of_timeout(function: Any) -> int:
    """Where the argument `timeout` stands; 0: it takes none; -1: not known."""
    code = getattr(function, "__code__", None)
    if code is None or code.co_flags & _VARIABLE:
        return -1
    names = code.co_varnames[: code.co_argcount]
    return names.index("timeout") if "timeout" in names else 0


def _limit(place: int, args: Any, kwargs: Any) -> int:
    """How long a call with these arguments waits at most, ms, UNLIMITED or NOT_KNOWN. None of the program's code runs for it."""
    if place <= 0:
        return NOT_KNOWN if place else UNLIMITED
    timeout = args[place] if place < len(args) else dict.get(kwargs, "timeout")
    if timeout is None:
        return UNLIMITED
    if (type(timeout) is int or type(timeout) is float) and timeout == timeout:
        return UNLIMITED if timeout == math.inf else max(1, math.ceil(min(timeout * 1000, _MAX_TIMEOUT)))
    return NOT_KNOWN


def _begin_unless(at_once: Optional[Callable[[Any], bool]], args: Any, name: str, kind: str, limit: int) -> bool:
    try:
        if at_once is not None and at_once(args[0]):
            return False
    except BaseException as error:
        if issubclass(type(error), Exception) and is_ours(error):
            return False  # closed, or never set up, or called without self: the call itself is going to say so
        hide_frames(error)
        raise
    finally:
        del args
    return begin(name, kind, limit)


def begin(name: str, kind: str, limit: int = NOT_KNOWN, target: str = "") -> bool:
    """This thread is about to wait, see `events.BlockBegan`; whether it did not already: `end` must follow then."""
    if not _state.waiting:
        _begin(name, kind, limit, target)
        return _state.waiting
    return False


def end() -> None:
    _state.waiting = False
    emit("BlockEnded")


@unfailing
def _begin(name: str, kind: str, limit: int, target: str) -> None:
    operation, file, line = frames.call_site()
    main_thread = threading.current_thread() is threading.main_thread()
    if line == 0:
        if operation != "_exit_function" or not main_thread:
            return  # a thread of the machinery's own, not the program
        operation, kind = "exit", "children"
    _state.waiting = True
    emit("BlockBegan", _NAMES.get(operation, operation) or name, main_thread, file, line, limit, kind, target)
