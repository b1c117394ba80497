"""`multiprocessing.Process`, forks, and the way of the probe into every child.

fork: inherited. spawn and forkserver: the child first unpickles its preparation data (`spawn.get_preparation_data`), and
unpickling the probe's part of it installs the probe there, before the program's module is imported.
"""

from __future__ import annotations

import functools
import os
import sys
import threading
from multiprocessing import context, process, spawn
from pathlib import Path
from typing import Any, Callable, Dict, Optional, Tuple

from . import blocks, emit, frames, source
from .emit import hide_frame, say, say_at, unfailing

method = "fork"  # how this process came to be, where it is a child
own_job = 0  # the job number of the executor whose worker this process is


class _Starting(threading.local):
    active = False  # inside Process.start(): a fork now is multiprocessing's
    pool = 0  # the pool that is taking on workers
    job = 0  # an executor's job number: its workers learn it at their start, because its messages do not name it


starting = _Starting()

#: The functions that make a process a pool's worker, filled by the rooms that wrap pools.
worker_functions: list[Callable[..., Any]] = []

# What a child that starts afresh runs to install the probe: plain text, because the child cannot import us yet.
_BOOTSTRAP = """
import sys
before = sys.path[:]
try:
    sys.path[:] = library
    import importlib.util
    spec = importlib.util.spec_from_file_location(name, folder + "/__init__.py", submodule_search_locations=[folder])
    sys.modules[name] = package = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    importlib.import_module(name + ".probe").install_in_child(writer, method, program, text, job)
except Exception:
    pass
finally:
    sys.path[:] = before
"""


class Rider:
    """Rides in the preparation data of a child; unpickled there, it installs the probe."""

    def __reduce__(self) -> Tuple[Any, ...]:
        popen = context.get_spawning_popen()
        queue = emit.connection()
        package = __name__.split(".")[0]
        return exec, (
            _BOOTSTRAP,
            {
                "name": package,
                "folder": str(Path(__file__).resolve().parent.parent),
                "writer": queue.writer if queue is not None else None,
                "method": popen.method if popen is not None else "spawn",
                "program": frames.program(),
                "text": source.text_file(),
                "job": starting.job,
                "library": frames.library_path(),
            },
        )


def install() -> None:
    base = process.BaseProcess
    base.start = _start(base.start)  # type: ignore[method-assign]
    base._bootstrap = _bootstrap(base._bootstrap)  # type: ignore[attr-defined]
    base.join = blocks.waiting(base.join)  # type: ignore[method-assign]
    spawn.get_preparation_data = _preparation_data(spawn.get_preparation_data)  # type: ignore[assignment]
    for popen, name in _popens():
        setattr(popen, name, _poll(getattr(popen, name)))
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_after_fork_in_child)


def _popens() -> list[tuple[type, str]]:
    """The classes that ask the operating system for a child's end, and their method for it."""
    if sys.platform == "win32":
        from multiprocessing import popen_spawn_win32

        return [(popen_spawn_win32.Popen, "wait")]
    from multiprocessing import popen_fork, popen_forkserver

    return [(popen_fork.Popen, "poll"), (popen_forkserver.Popen, "poll")]


def _after_fork_in_child() -> None:
    global method, own_job
    method, own_job = "fork", starting.job
    emit.after_fork_in_child()
    blocks.after_fork_in_child()
    if not starting.active:
        say("ProcessBegan", os.getppid(), "", "os.fork")


def _start(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def start(self: Any) -> None:
        began = emit.now()
        target = getattr(self, "_target", None)
        starting.active = True
        try:
            original(self)
        except BaseException as error:
            hide_frame(error)
            raise
        finally:
            starting.active = False
        _observe_start(self, began, "worker" if target in worker_functions else "process")

    return start


@unfailing
def _observe_start(started: Any, began: int, role: str) -> None:
    _operation, _file, line = frames.place()
    how = started._popen.method
    say_at(began, "ProcessStarted", started.pid, str(started.name), how, role, starting.pool, line)


def _bootstrap(original: Callable[..., int]) -> Callable[..., int]:
    @functools.wraps(original)
    def bootstrap(self: Any, *args: Any, **kwargs: Any) -> int:
        starting.active, starting.pool, starting.job = False, 0, 0  # copied by fork from the thread that started us
        say("ProcessBegan", self._parent_pid, str(self.name), method)
        code = original(self, *args, **kwargs)
        say("ProcessEnding", code if isinstance(code, int) else 1)
        return code

    return bootstrap


def _poll(original: Callable[..., Optional[int]]) -> Callable[..., Optional[int]]:
    @functools.wraps(original)
    def poll(self: Any, *args: Any, **kwargs: Any) -> Optional[int]:
        known = self.returncode is not None
        code = original(self, *args, **kwargs)
        if not known and self.returncode is not None:
            say("ProcessReaped", self.pid, self.returncode)
        return code

    return poll


def _preparation_data(original: Callable[[str], Dict[str, Any]]) -> Callable[[str], Dict[str, Any]]:
    @functools.wraps(original)
    def get_preparation_data(name: str) -> Dict[str, Any]:
        data = original(name)
        if (
            name == "ignore"
        ):  # the forkserver's own: it takes known keys only, and must load the program from no other text
            if source.text_file():
                data.pop("init_main_from_path", None)
                data.pop("init_main_from_name", None)
            return data
        if emit.connection() is None:
            return data
        return {"poolscope": Rider(), **data}

    return get_preparation_data
