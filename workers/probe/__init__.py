"""The probe: lives in the watched program and reports what its pools do; changes nothing that the program can see.

Standard library only, with `events` and `channel` beside it; Python 3.9 and newer; cheap to import.
"""

from __future__ import annotations

import os
import stat
import sys
from typing import Any

from ..wire.channel import EventQueue
from . import emitter, frames, messages, pools, processes, sockets, source, subprocesses
from .imports import when_imported


def install(queue: EventQueue, program: str) -> None:
    """Watch this process, and every child of it, from now on. `program`: the program's file."""
    emitter.connect(queue)
    frames.set_program(program)
    processes.install()
    pools.install()
    messages.install()
    sockets.install()
    when_imported("subprocess", subprocesses.install)
    when_imported("multiprocessing.managers", messages.install_managers)
    when_imported("concurrent.futures._base", lambda base: _executors().install_futures(base))
    when_imported("concurrent.futures.thread", lambda thread: _executors().install_threads(thread))
    when_imported("concurrent.futures.process", lambda process: _executors().install_processes(process))
    write_line_by_line()


def _executors() -> Any:
    loading = getattr(sys.modules[__name__.partition(".")[0]], "import_module", None)
    if loading is not None:
        loading("probe.executors")
    from . import executors

    return executors


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
