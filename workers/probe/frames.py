"""Where in the program the present thread stands: the line that submits, starts or waits."""

from __future__ import annotations

import os
import sys
from typing import Any, Dict, List, Tuple

OURS = "<frozen importlib._bootstrap_poolscope"  # what the probe's code goes by in the watched program: `loading.py`
_OTHER, _LIBRARY, _MULTIPROCESSING, _OURS = range(4)

# The slot itself: a class of the program's may have put something else before it.
_traceback: Any = BaseException.__dict__["__traceback__"]
_program = ""  # the program's file, as its code objects name it
_kinds: Dict[str, int] = {}
_stdlib = os.path.normcase(os.path.dirname(os.__file__))  # noqa: PTH120
_folder = os.path.normcase(os.path.dirname(__file__))  # noqa: PTH120 - pathlib is not cheap to import
_ours = (_folder + os.sep, os.path.join(os.path.dirname(_folder), "channel.py"))  # noqa: PTH118, PTH120
_pools = tuple(os.path.join(_stdlib, name) + os.sep for name in ("multiprocessing", "concurrent"))  # noqa: PTH118


def set_program(file: str) -> None:
    """The program's file, as its code objects name it."""
    global _program
    _program = file


def program() -> str:
    return _program


def _kind_of(file: str) -> int:
    if file.startswith("<frozen "):
        return _OURS if file.startswith(OURS) else _LIBRARY
    path = os.path.normcase(file)
    if path.startswith(_pools):
        return _MULTIPROCESSING
    if path.startswith(_ours):
        return _OURS
    in_library = path.startswith(_stdlib + os.sep) and "site-packages" not in path and "dist-packages" not in path
    return _LIBRARY if in_library else _OTHER


def _kind(file: str) -> int:
    kind = _kinds.get(file)
    if kind is None:
        kind = _kinds[file] = _kind_of(file)
    return kind


def library_path() -> List[str]:
    """The part of `sys.path` that holds the standard library alone: what the program's folders hold may have the same names."""
    parts = [part for part in sys.path if _kind_of(os.path.join(part, "x.py")) == _LIBRARY]  # noqa: PTH118
    return parts or sys.path[:]


def is_machinery(file: str) -> bool:
    """Whether code of this file is the pools' (or the probe's) own, not the program's."""
    return _kind(file) in (_MULTIPROCESSING, _OURS)


def is_ours(file: str) -> bool:
    """Whether code of this file is the probe's."""
    return _kind_of(file) == _OURS


def caller() -> str:
    """The file of the nearest frame that is not the probe's: whose call a wrapper is in."""
    frame = sys._getframe(1)
    while frame.f_back is not None and _kind(frame.f_code.co_filename) == _OURS:
        frame = frame.f_back
    return frame.f_code.co_filename


def is_library(file: str) -> bool:
    """Whether code of this file is the standard library's or the probe's, not the program's."""
    return _kind_of(file) != _OTHER


def call_site() -> Tuple[str, str, int]:
    """(operation, file, line) of the nearest call from the program into the pool machinery.

    operation: the machinery's outermost function, "apply" where the program called `Pool.apply`. file and line: the
    program's own file if that is on the stack, else the nearest one outside the standard library; ("…", "", 0) where the
    thread is the machinery's own.
    """
    frame = sys._getframe(1)
    operation, nearest = "", None
    while frame is not None:
        code = frame.f_code
        file = code.co_filename
        if file == _program:
            return operation, file, frame.f_lineno
        kind = _kinds.get(file)
        if kind is None:
            kind = _kinds[file] = _kind_of(file)
        if kind == _OTHER and nearest is None:
            nearest = (file, frame.f_lineno)
        elif kind == _MULTIPROCESSING and nearest is None and not code.co_name.startswith("<"):
            operation = code.co_name
        frame = frame.f_back  # type: ignore[assignment]
    if nearest is None:
        return operation, "", 0
    return operation, nearest[0], nearest[1]


def raised_at(error: object) -> int:
    """The innermost line of the program's own file in an error's traceback; 0: none."""
    line = 0
    where = _traceback.__get__(error) if issubclass(type(error), BaseException) else None
    while where is not None:
        if where.tb_frame.f_code.co_filename == _program:
            line = where.tb_lineno
        where = where.tb_next
    return line


def raised_at_in(printed: str) -> int:
    """The same in a traceback as the standard library prints it."""
    _, found, rest = printed.rpartition(f'File "{_program}", line ')
    digits = rest.split(",", 1)[0].split("\n", 1)[0]
    return int(digits) if found and digits.isdecimal() and len(digits) < 10 else 0
