"""`subprocess`: children that are other programs, from their start to the moment the program hears of their end.

The keeper finds them by itself, but looks only ten times a second, and only their parent learns their exit code.
"""

from __future__ import annotations

import functools
import os
from typing import Any, Callable

from . import frames
from .emit import hide_frame, now, say, say_at, unfailing


def install(subprocess: Any) -> None:
    popen = subprocess.Popen
    popen._execute_child = _execute_child(popen._execute_child)
    if hasattr(popen, "_handle_exitstatus"):  # POSIX
        popen._handle_exitstatus = _handle_exitstatus(popen._handle_exitstatus)


def _execute_child(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def _execute_child(self: Any, args: Any, *others: Any) -> None:
        began = now()
        try:
            original(self, args, *others)
        except BaseException as error:
            hide_frame(error)
            raise
        _observe_start(self, args, began)

    return _execute_child


@unfailing
def _observe_start(self: Any, args: Any, began: int) -> None:
    first = args if isinstance(args, (str, bytes, os.PathLike)) else next(iter(args))
    words = os.fsdecode(first).split() or [""]
    name = os.path.basename(words[0])  # noqa: PTH119 - pathlib is not cheap to import
    say_at(began, "ProcessStarted", self.pid, name, "subprocess", "process", 0, frames.place()[2])


def _handle_exitstatus(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def _handle_exitstatus(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        _observe_end(self)

    return _handle_exitstatus


@unfailing
def _observe_end(self: Any) -> None:
    say("ProcessReaped", self.pid, self.returncode)
