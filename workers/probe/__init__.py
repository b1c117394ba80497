"""The probe: lives in the watched program and reports what its pools do; changes nothing that the program can see.

Standard library only, with `events` and `channel` beside it; Python 3.9 and newer; cheap to import.
"""

from __future__ import annotations

import os
import stat
import sys
from functools import partial
from importlib import import_module
from typing import Any

from ..wire.channel import EventQueue
from . import emitter, frames, processes, source
from .imports import when_imported

# Which function of which part of the probe watches a module of the standard library. A program that never imports the module does
# not pay for that part, nor for what it needs itself.
_WATCHED = (
    ("multiprocessing.process", "processes", "install_processes"),
    ("multiprocessing.util", "processes", "install_log"),
    ("multiprocessing.spawn", "processes", "install_spawn"),
    ("multiprocessing.popen_fork", "processes", "install_popen"),
    ("multiprocessing.popen_forkserver", "processes", "install_popen"),
    ("multiprocessing.popen_spawn_win32", "processes", "install_popen"),
    ("multiprocessing.pool", "pools", "install"),
    ("multiprocessing.connection", "messages", "install_connections"),
    ("multiprocessing.queues", "messages", "install_queues"),
    ("multiprocessing.managers", "messages", "install_managers"),
    ("socket", "sockets", "install"),
    ("subprocess", "subprocesses", "install"),
    ("concurrent.futures._base", "executors", "install_futures"),
    ("concurrent.futures.thread", "executors", "install_threads"),
    ("concurrent.futures.process", "executors", "install_processes"),
)


def install(queue: EventQueue, program: str) -> None:
    """Watch this process, and every child of it, from now on. `program`: the program's file."""
    emitter.connect(queue)
    frames.set_program(program)
    processes.install()
    for module, part, function in _WATCHED:
        when_imported(module, partial(_watch, part, function))
    write_line_by_line()


def _watch(part: str, function: str, module: Any) -> None:
    getattr(_part(part), function)(module)


def _part(name: str) -> Any:
    """A module of the probe, loaded when it is needed first."""
    own = f"{__name__}.{name}"
    if own not in sys.modules:
        package = __name__.partition(".")[0]
        load = getattr(sys.modules[package], "import_module", None)  # of `loading.py`
        import_module(own) if load is None else load(own[len(package) + 1 :])
    return sys.modules[own]


def install_in_child(writer: Any, method: str, program: str, text_file: str, job: int) -> None:
    """The same in a child that was started afresh, by "spawn" or "forkserver".

    `writer`: the queue's write end. `job`: the job number of the executor whose worker it is.
    """
    install(EventQueue.of_writer(writer), program)
    processes.method, processes.own_job = method, job
    if text_file:
        source.use(program, text_file)
        source.install_in_child()


def write_line_by_line() -> None:
    """Give a stdout that the viewer reads the line buffering it would have on a terminal: what is printed is seen at once.

    It reads by a socket; a stdout that is the caller's own stays as it is.
    """
    if sys.stdout is None or not hasattr(sys.stdout, "reconfigure") or sys.stdout.isatty():
        return
    try:
        mode = os.fstat(sys.stdout.fileno()).st_mode
    except (OSError, ValueError):
        return
    if os.name != "posix" or stat.S_ISSOCK(mode):
        sys.stdout.reconfigure(line_buffering=True)
