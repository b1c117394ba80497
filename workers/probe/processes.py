"""`multiprocessing.Process`, forks, and the way of the probe into every child.

fork: inherited. spawn and forkserver: the child first unpickles its preparation data (`spawn.get_preparation_data`), and
unpickling the probe's part of it installs the probe there, before the program's module is imported.
"""

from __future__ import annotations

import functools
import os
import sys
import threading
from types import CodeType, FrameType, FunctionType, MethodType
from typing import Any, Callable, Dict, Optional, Set, Tuple

from . import blocks, emitter, frames, source, values
from .emitter import emit, emit_at, unfailing
from .wrapping import wrapped

method = "fork"  # how this process came to be, where it is a child
own_job = 0  # the job number of the executor whose worker this process is


POOL, JOB = "_poolscope_pool", "_poolscope_job"  # attributes by which the queue of a pool's workers knows their numbers


class _Starting(threading.local):
    """The child that this thread is starting."""

    began = 0  # perf_counter_ns
    role = ""
    runs = ""  # the module of what it runs
    pool = 0  # the pool whose worker it is
    job = 0  # an executor's job number: its workers learn it at their start, because its messages do not name it


_starting = _Starting()
_start: Optional[CodeType] = None  # of `Process.start`

_MAX_CALLERS = 20  # frames from a fork to what it is for
_MODULE = type.__dict__["__module__"]  # what a class's metaclass cannot redefine

#: The functions that make a process a pool's worker, each with what gives its arguments the view of its two queues; filled by
#: the modules that watch pools.
worker_functions: Dict[Callable[..., Any], Callable[[Tuple[Any, ...]], Tuple[Any, ...]]] = {}

# What a child that starts afresh runs to install the probe: plain text, because the child cannot import us yet.
_BOOTSTRAP = """
import sys
before = sys.path[:]
try:
    sys.path[:] = library
    from importlib.machinery import SourceFileLoader
    import _imp
    code = SourceFileLoader("loading", folder + "/running/loading.py").get_code("loading")
    _imp._fix_co_filename(code, ours + ".loading>")
    loading = {"__name__": "_poolscope_loading"}
    exec(code, loading)
    loading["load_package"](folder)
    loading["import_module"]("probe").install_in_child(writer, method, program, text, job)
except Exception:
    pass
finally:
    sys.path[:] = before
"""


class ChildBootstrap:
    """Rides in the preparation data of a child; unpickled there, it installs the probe."""

    def __reduce__(self) -> Tuple[Any, ...]:
        from multiprocessing import context

        popen = context.get_spawning_popen()
        queue = emitter.connection()
        return exec, (
            _BOOTSTRAP,
            {
                "ours": frames.OURS,
                "folder": os.path.dirname(os.path.dirname(os.path.realpath(__file__))),  # noqa: PTH120
                "writer": queue.writer if queue is not None else None,
                "method": popen.method if popen is not None else "spawn",
                "program": frames.program(),
                "text": source.text_file(),
                "job": _starting.job,
                "library": frames.library_path(),
            },
        )


def install() -> None:
    """Forks are seen also where nobody imports multiprocessing."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_after_fork_in_child)


def install_processes(process: Any) -> None:
    """`multiprocessing.process`"""
    base = process.BaseProcess
    # `start` itself is not wrapped: with fork, all that the child does would be above the wrapper's frame. It calls `_cleanup`
    # right before the new process and `_children.add` right after.
    global _start
    _start = base.start.__code__
    process._cleanup = _before_start(process._cleanup)
    process._children = _Children(process._children)
    base.join = blocks.waiting(base.join, kind="process")


def install_log(util: Any) -> None:
    """`multiprocessing.util`"""
    util.info = _info(util.info, util.process.BaseProcess._bootstrap.__code__)


def install_spawn(spawn: Any) -> None:
    """`multiprocessing.spawn`"""
    spawn.get_preparation_data = _preparation_data(spawn.get_preparation_data)


def install_popen(module: Any) -> None:
    """A class that asks the operating system for a child's end."""
    popen, name = module.Popen, "wait" if sys.platform == "win32" else "poll"
    setattr(popen, name, wrapped(getattr(popen, name), _before_poll, _after_poll))


def _after_fork_in_child() -> None:
    global method, own_job
    method, own_job = "fork", _starting.job
    emitter.after_fork_in_child()
    blocks.after_fork_in_child()
    if not _in_start(sys._getframe().f_back):
        emit("ProcessBegan", os.getppid(), "", "os.fork", _forked_by(sys._getframe().f_back))


def _in_start(frame: Optional[FrameType]) -> bool:
    """Whether a fork is multiprocessing's."""
    for _ in range(_MAX_CALLERS):
        if frame is None or frame.f_code is _start:
            break
        frame = frame.f_back
    return frame is not None and frame.f_code is _start


def _forked_by(frame: Optional[FrameType]) -> str:
    """The module that called `os.fork`; a pool's, where another library's own multiprocessing did it for its pool."""
    first = ""
    for _ in range(_MAX_CALLERS):
        if frame is None:
            break
        name = dict.get(frame.f_globals, "__name__")  # the program may have made a dict of its own
        name = name if type(name) is str else ""
        first = first or name
        if name.endswith(".pool") and name.split(".")[0] == first.split(".")[0]:
            return name
        frame = frame.f_back
    return first


def _module_of(started: Any, target: Any) -> str:
    """The module of what a process runs, by what no class of the program's can redefine."""
    if type(target) is MethodType:
        target = target.__func__
    module = target.__module__ if type(target) is FunctionType else _MODULE.__get__(type(started))
    return module if type(module) is str else ""


def _before_start(original: Callable[[], None]) -> Callable[[], None]:
    @functools.wraps(original)
    def _cleanup() -> None:
        frame = sys._getframe(1)
        if frame.f_code is _start:
            _observe_start(frame.f_locals["self"])
        del frame
        original()

    return _cleanup


@unfailing
def _observe_start(child: Any) -> None:
    target = getattr(child, "_target", None)  # it is not there any more afterwards
    worker = any(target is function for function in worker_functions)
    queue = child._args[0] if worker else None
    _starting.role, _starting.runs = "worker" if worker else "process", _module_of(child, target)
    _starting.pool, _starting.job = getattr(queue, POOL, 0), getattr(queue, JOB, 0)
    _starting.began = emitter.now()


class _Children(Set[Any]):
    """multiprocessing's set of children; one comes into it by having been started."""

    def add(self, child: Any) -> None:
        super().add(child)
        _observe_started(child)


@unfailing
def _observe_started(child: Any) -> None:
    _operation, _file, line = frames.call_site()
    how, this = child._popen.method, _starting
    emit_at(this.began, "ProcessStarted", child.pid, child._name, how, this.role, this.pool, line, this.runs)
    this.pool = this.job = 0


def _info(original: Callable[..., None], bootstrap: CodeType) -> Callable[..., None]:
    """`util.info`, by which the standard library logs a child's first and last moment, right before `run` and right before its
    end. A wrapper around the child's main function itself would be a frame below all that the child does."""

    @functools.wraps(original)
    def info(msg: Any, *args: Any) -> None:
        if sys._getframe(1).f_code is bootstrap:
            _observe_child(str(msg))
        original(msg, *args)

    return info


@unfailing
def _observe_child(told: str) -> None:
    if told.endswith(" calling self.run()"):
        process = sys.modules["multiprocessing.process"]
        this = process.current_process()
        _starting.pool, _starting.job = 0, 0  # copied by fork from the thread that started us
        process._children = _Children(process._children)  # type: ignore[attr-defined]  # a new one since
        emit("ProcessBegan", this._parent_pid, this._name, method)
        for function, watch in worker_functions.items():
            if this._target is function:
                this._args = watch(this._args)
    elif told.startswith("process exiting with exitcode "):
        code = told.rpartition(" ")[2]
        emit("ProcessEnding", values.number(int(code)) if code.lstrip("-").isdigit() else 1)


def _before_poll(self: Any, *_args: Any, **_kwargs: Any) -> Tuple[Any, bool]:
    return self, self.returncode is not None


def _after_poll(begun: Optional[Tuple[Any, bool]], _ok: bool, _value: Any) -> None:
    if begun is not None and not begun[1] and begun[0].returncode is not None:
        emit("ProcessReaped", begun[0].pid, begun[0].returncode)


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
        if emitter.connection() is None:
            return data
        return {"poolscope": ChildBootstrap(), **data}

    return get_preparation_data
