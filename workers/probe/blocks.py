"""When a thread of the program waits for a pool or a process: `get`, `wait`, `join`, `next` and what is built on them."""

from __future__ import annotations

import functools
import threading
from typing import Any, Callable, Optional

from . import frames
from .emit import hide_frame, say, unfailing

# The machinery's own functions by the name of what the program calls.
_NAMES = {"result_iterator": "map", "_chain_from_iterable_of_lists": "map", "__exit__": "shutdown"}


class _State(threading.local):
    waiting = False  # inside a block already: `apply` waits in `get`, which waits in `wait`


_state = _State()


def after_fork_in_child() -> None:
    _state.waiting = False


def waiting(
    original: Callable[..., Any], at_once: Optional[Callable[[Any], bool]] = None, name: str = ""
) -> Callable[..., Any]:
    """`original`, a method, with its waiting reported.

    `at_once(self)` tells that it is not going to wait. `name`: what to call the wait where the program calls it by itself.
    """
    own_name = name or original.__name__

    @functools.wraps(original)
    def wait(self: Any, *args: Any, **kwargs: Any) -> Any:
        began = False
        if not _state.waiting and not (at_once is not None and at_once(self)):
            _begin(own_name)
            began = _state.waiting
        try:
            return original(self, *args, **kwargs)
        except BaseException as error:
            hide_frame(error)
            raise
        finally:
            if began:
                _state.waiting = False
                say("BlockEnded")

    return wait


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
