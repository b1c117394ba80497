"""Runs one program as a true `__main__`, under the probe. Started as a fresh interpreter, the one that the user names:

    python host.py HANDLE TEXT-FILE PROGRAM [ARGS...]
    python host.py HANDLE TEXT-FILE -m MODULE [ARGS...]

HANDLE: the write end of the run's EventQueue, inherited; "HANDLE:PID" for a program that the watched process PID starts.
TEXT-FILE: what to run as the program's text; "-": the program's own file.
PROGRAM: a file with a program's text or its byte code (.pyc), a folder or a zip file with a `__main__` in it.

The package this file lies in is loaded under a name of its own, so that a program with a module called `workers` keeps it.
One frame of this file lies below the program's own, and tools pass over that (`loading.py`).

A Python that the program starts runs the same by a few lines of text (`probe/subprocesses.py`): coverage can begin with the
interpreter, and would then measure this file.

Standard library only, Python 3.9 and newer.
"""

from __future__ import annotations

import sys
from typing import Any


def _load_loading() -> Any:
    """`loading.py`, which loads the rest."""
    import os
    import types
    from importlib.machinery import SourceFileLoader

    folder = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
    loader = SourceFileLoader("loading", os.path.join(folder, "loading.py"))  # noqa: PTH118
    loading: Any = types.ModuleType("_poolscope_loading")
    code: Any = loader.get_code("loading")
    own = sys._getframe(2).f_code  # this file's, with all functions in it
    try:
        import _imp

        ours = "<frozen importlib._bootstrap_poolscope"
        _imp._fix_co_filename(own, ours + ".host>")  # type: ignore[attr-defined]
        _imp._fix_co_filename(code, ours + ".loading>")  # type: ignore[attr-defined]
    except (ImportError, AttributeError):  # not CPython
        pass
    exec(code, loading.__dict__)
    loading.load_package(os.path.dirname(folder))  # noqa: PTH120
    return loading


def _watch(loading: Any, handle: int, parent: int, program: str, shown: str, text_file: str) -> None:
    """Install the probe and say that the run starts, or a child of `parent`. `shown`: what the program is called."""
    import contextlib
    import os
    import time

    queue = loading.import_module("wire.channel").EventQueue.attach(handle)
    try:
        loading.import_module("probe").install(queue, program)
        if text_file:
            loading.import_module("probe.source").use(program, text_file)
        emit = loading.import_module("probe.emitter").emit
        if parent:
            name = os.path.basename(program)  # noqa: PTH119
            emit("ProcessBegan", parent, name, "subprocess")
            return
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        python = ".".join(map(str, sys.version_info[:3]))
        emit("RunStarted", time.time_ns(), shown, python, cores)
    except Exception as error:
        # Whatever of the probe is missing, the program still runs; the window reports that it is not watched.
        with contextlib.suppress(OSError):  # nor can that be reported where the channel is gone
            said = f"{type(error).__name__}: {error}"
            queue.put(("ProbeFailed", time.perf_counter_ns(), os.getpid(), 0, 0, said, "error"))


def _show(error: BaseException, text_file: str) -> None:
    """The program's own traceback, as the interpreter would print it."""
    if sys.excepthook is sys.__excepthook__ and text_file:
        import traceback

        # The interpreter's own printer reads the lines from the file on disk, which is not what ran.
        traceback.print_exception(type(error), error, error.__traceback__)
    else:
        sys.excepthook(type(error), error, error.__traceback__)
    sys.excepthook = lambda *_args: None  # the interpreter, which ends by this error, must not print it again


def _text_file() -> str:
    return "" if sys.argv[2] == "-" else sys.argv[2]


def prepare() -> Any:
    """Installs the probe; returns what runs the program."""
    handle, _, parent = sys.argv[1].partition(":")
    text_file, words = _text_file(), sys.argv[3:]
    # Until the probe is in, only the standard library is on the path: a file of the program's may be named like one of its
    # modules. This file's own folder was first on it.
    safe_path = getattr(sys.flags, "safe_path", bool(sys.flags.isolated))  # before Python 3.11 only -I kept it out
    if not safe_path:
        del sys.path[0]
    loading = _load_loading()
    for name in ("wire.channel", "probe", "probe.source", "probe.launching"):
        loading.import_module(name)
    program = loading.import_module("probe.launching").Program(words, safe_path)
    _watch(loading, int(handle), int(parent or 0), program.file, program.shown, text_file)
    return program.prepared(text_file)


def end(error: BaseException, text_file: str = "") -> None:
    """The program ends by `error`: shown without this file's lines; those of an error before its first line are all ours."""
    ours = sys._getframe(0).f_code.co_filename.rpartition(".")[0]
    own = error.__traceback__
    while own is not None and own.tb_frame.f_code.co_filename.startswith(ours):
        own = own.tb_next
    error.__traceback__ = own
    _show(error, text_file)


if __name__ == "__main__":
    _text = _text_file()
    try:
        prepare()()  # here: each further frame would be one more below all that the program does
    except SystemExit:
        raise
    except BaseException as _error:
        end(_error, _text)
        raise
