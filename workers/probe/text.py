"""Short texts for values of the program, at a bounded price: no `__repr__` or `__str__` of the program's is ever called."""

from __future__ import annotations

import functools
import types
from typing import Any, Dict, Sequence

LONGEST = 80  # characters of a value's text
_MOST_ITEMS = 4
_NAMED = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type)
_MOST_BITS = 256  # a longer int's decimal text takes quadratic time


def short(value: object, depth: int = 2) -> str:
    """The text of a result or an argument, at most about LONGEST characters."""
    text = _text(value, depth)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _text(value: Any, depth: int) -> str:
    kind = type(value)
    if kind is int:
        return repr(value) if value.bit_length() <= _MOST_BITS else f"<int of {value.bit_length()} bits>"
    if value is None or kind in (float, bool, complex):
        return repr(value)
    if kind in (str, bytes, bytearray):
        return repr(value) if len(value) <= LONGEST else repr(value[: LONGEST - 20]) + f"… {len(value)} long"
    if kind in (list, tuple, set, frozenset, dict):
        return _collection(value, depth)
    if isinstance(value, BaseException):
        return error(value)
    if isinstance(value, _NAMED):
        return f"<{function_name(value)}>"
    module = kind.__module__
    if module == "numpy" and kind.__name__ == "ndarray":
        return f"<ndarray {value.dtype} {'×'.join(map(str, value.shape))}>"
    return f"<{kind.__qualname__}>"


def _collection(value: Any, depth: int) -> str:
    kind = type(value)
    opening, closing = "[]" if kind is list else "()" if kind is tuple else "{}"
    if len(value) > _MOST_ITEMS or depth <= 0:
        inner = f"{len(value)} items"
        if depth > 0 and kind in (list, tuple):
            inner = ", ".join(_text(item, depth - 1) for item in value[: _MOST_ITEMS - 1]) + f", … {len(value)} items"
        return f"{opening}{inner}{closing}"
    if kind is dict:
        inner = ", ".join(f"{_text(key, 0)}: {_text(item, depth - 1)}" for key, item in value.items())
    else:
        inner = ", ".join(_text(item, depth - 1) for item in value)
    return f"{opening}{inner}{',' if kind is tuple and len(value) == 1 else ''}{closing}"


def error(value: BaseException) -> str:
    """ "ValueError: no such file": the class and its first argument."""
    name = type(value).__name__
    args = BaseException.args.__get__(value)  # type: ignore[attr-defined]  # not `value.args`, which a class of the program's may have made its own
    if not args:
        return name
    return f"{name}: {args[0] if type(args[0]) is str and len(args[0]) < 200 else short(args[0], 1)}"


def arguments(args: Sequence[object], kwargs: Dict[str, object]) -> str:
    """The call's arguments: "1, x=2"."""
    words = [short(value, 1) for value in args[: _MOST_ITEMS * 2]]
    words += [f"{name}={short(value, 1)}" for name, value in list(kwargs.items())[:_MOST_ITEMS]]
    if len(args) > _MOST_ITEMS * 2 or len(kwargs) > _MOST_ITEMS:
        words.append("…")
    text = ", ".join(words)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def function_name(function: object) -> str:
    """What to call a task: the function's own name, whatever it is wrapped in."""
    while isinstance(function, functools.partial):
        function = function.func
    named = isinstance(function, _NAMED)
    name = function.__qualname__ if named else type(function).__qualname__  # type: ignore[attr-defined]
    return str(name).replace("<locals>.", "")[:LONGEST]
