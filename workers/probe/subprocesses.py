"""`subprocess`: children that are other programs, from their start to the moment the program hears of their end.

The keeper finds them by itself, but looks only ten times a second, and only their parent learns their exit code.

A Python program that is started by this very interpreter (`[sys.executable, "other.py", ...]`) is watched as well: the host runs
it, as it runs the program itself.
"""

from __future__ import annotations

import functools
import os
import sys
from typing import Any, Callable, List, Tuple

from . import frames, text
from .emitter import connection, emit, emit_at, hide_frame, now, unfailing
from .wrapping import wrapped


def install(subprocess: Any) -> None:
    popen = subprocess.Popen
    popen._execute_child = _execute_child(popen._execute_child)
    if hasattr(popen, "_handle_exitstatus"):  # POSIX
        popen._handle_exitstatus = wrapped(popen._handle_exitstatus, after=_observe_end)


_HOST = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "running", "host.py")  # noqa: PTH100, PTH118, PTH120
# What runs the host there: as text, because a tool that begins with the interpreter would else see the host's file.
_START = f"""
import sys, _imp
from importlib.machinery import SourceFileLoader
del sys.argv[0]
code = SourceFileLoader("host", sys.argv[0]).get_code("host")
for one in code, sys._getframe().f_code: _imp._fix_co_filename(one, "{frames.OURS}.host>")
host = {{"__name__": "_poolscope_host", "__file__": sys.argv[0]}}
exec(code, host)
try: host["prepare"]()()
except SystemExit: raise
except BaseException as error:
    host["end"](error)
    raise
"""
_ALONE = frozenset("bBdEIOPqsSuv")  # letters of the interpreter's own options; the host need not know of them
_WITH_VALUE = ("-X", "-W")
_SHELL = 4  # place of `shell` among what follows `pass_fds`


def _execute_child(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def _execute_child(
        self: Any, args: Any, executable: Any, preexec_fn: Any, close_fds: bool, pass_fds: Any, *others: Any
    ) -> None:
        began = now()
        command, descriptors = args, pass_fds
        try:
            if os.name == "posix" and executable is None and not others[_SHELL]:
                command, descriptors = _followed(args, pass_fds)
            original(self, command, executable, preexec_fn, close_fds, descriptors, *others)
            _observe_start(self, args, began)
        except BaseException as error:
            hide_frame(error)
            raise
        finally:
            del self, args, command, preexec_fn, others

    return _execute_child


def _word(value: Any) -> str:
    """A command line's word; "" for what only the program's own code could turn into text."""
    if issubclass(type(value), str):
        return text.plain(value)
    if type(value) is bytes:
        return os.fsdecode(value)
    pathlib = sys.modules.get("pathlib")
    return str(value) if pathlib is not None and type(value) is pathlib.PosixPath else ""


def _words(args: Any) -> List[str]:
    return [_word(value) for value in args] if type(args) is list or type(args) is tuple else _word(args).split()


def _followed(args: Any, pass_fds: Any) -> Tuple[Any, Any]:
    """The command and the descriptors that run the same Python program under the host; others stay as they are."""
    queue = connection()
    if queue is None or (type(args) is not list and type(args) is not tuple):
        return args, pass_fds
    words = _words(args)
    at = _program_at(words) if words and words[0] == sys.executable else 0
    if at == 0:
        return args, pass_fds
    handle = queue.handle
    return [*args[:at], "-c", _START, _HOST, f"{handle}:{os.getpid()}", "-", *args[at:]], (*pass_fds, handle)


def _program_at(words: List[str]) -> int:
    """Where a Python's command line has its program (or `-m`), behind the interpreter's own options; 0: it has none that runs
    from a file, or one that is not understood."""
    at = 1
    while at < len(words):
        word = words[at]
        if not word.startswith("-"):
            return at if word else 0
        if word == "-m" and at + 1 < len(words):
            return at
        if word in _WITH_VALUE:
            at += 1
        elif word[:2] not in _WITH_VALUE and (len(word) < 2 or not _ALONE.issuperset(word[1:])):
            return 0
        at += 1
    return 0


@unfailing
def _observe_start(self: Any, args: Any, began: int) -> None:
    words = _words(args)
    if words and words[0] == sys.executable:  # a Python program is called by its file
        words = [word for word in words[1:] if not word.startswith("-")] or words
    name = os.path.basename(words[0]) if words else ""  # noqa: PTH119 - pathlib is not cheap to import
    emit_at(began, "ProcessStarted", self.pid, name, "subprocess", "process", 0, frames.call_site()[2])


def _observe_end(self: Any, ok: bool, _value: None) -> None:
    if ok:
        emit("ProcessReaped", self.pid, self.returncode)
