"""When a thread of the program waits for a pool or a process: `get`, `wait`, `join`, `next` and what is built on them."""

from __future__ import annotations

import functools
import threading
from typing import Any, Callable, Optional

from . import frames
from .emit import hide_frame, hide_frames, is_ours, say, unfailing

# The machinery's own functions by the name of what the program calls.
_NAMES = {"result_iterator": "map", "_chain_from_iterable_of_lists": "map", "__exit__": "shutdown"}


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
) -> Callable[..., Any]:
    """`original`, a method, with its waiting reported.

    `at_once(self)` tells that it is not going to wait. `name`: what to call the wait where the program calls it by itself.
    `programs_only`: calls by the machinery itself are nobody's business.
    """
    own_name = name or original.__name__

    @functools.wraps(original)
    def wait(*args: Any, **kwargs: Any) -> Any:
        began = False
        try:
            if not _state.waiting and not (programs_only and frames.is_machinery(frames.caller())):
                began = _begin_unless(at_once, args, own_name)
            return original(*args, **kwargs)
        except BaseException as error:
            hide_frame(error)
            raise
        finally:
            if began:
                end()
            del args, kwargs

    return wait


def _begin_unless(at_once: Optional[Callable[[Any], bool]], args: Any, name: str) -> bool:
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
    return begin(name)


def begin(name: str) -> bool:
    """This thread is about to wait; whether it did not already: `end` must follow then."""
    if not _state.waiting:
        _begin(name)
        return _state.waiting
    return False


def end() -> None:
    _state.waiting = False
    say("BlockEnded")


@unfailing
def _begin(name: str) -> None:
    operation, file, line = frames.place()
    main_thread = threading.current_thread() is threading.main_thread()
    if line == 0:
        if operation != "_exit_function" or not main_thread:
            return  # a thread of the machinery's own, not the program
        operation = "exit"
    _state.waiting = True
    say("BlockBegan", _NAMES.get(operation, operation) or name, main_thread, file, line)
