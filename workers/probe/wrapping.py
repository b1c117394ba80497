"""Functions of the standard library that tell what they do: one frame more while they run, and nothing of it afterwards.

A wrapper's frame is within reach of every traceback that began below it (`tb_frame.f_back`), also of one that the program keeps.
What the frame's variables hold then stays alive: a failed future with all its task's data, an executor with its threads. The
standard library breaks such cycles with `self = None` in a `finally`; so does each wrapper here.

`sys.monitoring` would need no frame (Python 3.12 and newer). Tried, and left: see docs/TRANSPARENCY.md.
"""

from __future__ import annotations

import functools
from typing import Any, Callable, Optional

from .emitter import hide_frame, kept

Before = Callable[..., Any]  # gets the call's arguments; what it returns goes to `after`
After = Callable[[Any, bool, Any], None]  # (what `before` returned, whether the call succeeded, its value)


def wrapped(original: Callable[..., Any], before: Optional[Before] = None, after: Optional[After] = None) -> Any:
    """`original` with `before` ahead of each call and `after` behind it, also where the call raises.

    Neither can fail: an error of theirs is reported, and kept from the program. Without `before`, `after` gets the call's first
    argument, a method's `self`.
    """

    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        begun = value = None
        ok = False
        try:
            if before is None:
                begun = args[0] if args else None
            else:
                try:
                    begun = before(*args, **kwargs)
                except BaseException as error:
                    if not kept(error):
                        raise
            value = original(*args, **kwargs)
            ok = True
            return value
        except BaseException as error:
            hide_frame(error)
            raise
        finally:
            if after is not None:
                try:
                    after(begun, ok, value)
                except BaseException as error:
                    if not kept(error):
                        raise
            del args, kwargs, begun, value

    return call
