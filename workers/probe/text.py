"""Short texts for values of the program, at a bounded price, without running any code of the program's.

A class may define anything: a `__class__` that a lazy proxy evaluates (isinstance asks for it), an `__eq__` of its metaclass
(`in` and `==` ask for it), a `__getattribute__` before its name. So only `type(value)` is asked, compared by identity, and read
by the slots of `type` itself, which no class can redefine. Where the class derives from a built-in one is found by
`issubclass(type(value), …)`: for a class whose metaclass is `type` that looks at the real bases alone.
"""

from __future__ import annotations

import functools
import sys
import types
from typing import Any, List, Optional

MAX_LENGTH = 80  # characters of a value's text
_MAX_ITEMS = 4
_MAX_BYTES = 32  # of bytes that are shown by themselves and not by their size
_MAX_WRAPPERS = 20  # partials of partials; one may even be its own
_MAX_BITS = 256  # a longer int's decimal text takes quadratic time

_qualname = type.__dict__["__qualname__"].__get__
_class_name = type.__dict__["__name__"].__get__
_namespace = type.__dict__["__dict__"].__get__
_module_namespace = types.ModuleType.__dict__["__dict__"].__get__  # type: ignore[index]  # a dict, say the types, not one's name
_partial_func = functools.partial.__dict__["func"].__get__
_method_func = types.MethodType.__dict__["__func__"].__get__
_function_qualname = types.FunctionType.__dict__["__qualname__"].__get__
_builtin_name = types.BuiltinFunctionType.__dict__["__name__"].__get__
_builtin_self = types.BuiltinFunctionType.__dict__["__self__"].__get__
_nbytes_of = memoryview.__dict__["nbytes"].__get__
_exception_args = BaseException.__dict__["args"].__get__


def plain(text: str) -> str:
    """The same text as exactly a `str`: a name may be of a class of the program's."""
    return text if type(text) is str else str.__str__(text)


def type_name(value: object) -> str:
    """`type(value).__name__`"""
    return plain(_class_name(type(value)))


def short(value: object, depth: int = 2) -> str:
    """The text of a result or an argument, at most about MAX_LENGTH characters."""
    text = _text(value, depth)
    return text if len(text) <= MAX_LENGTH else text[: MAX_LENGTH - 1] + "…"


def _text(value: Any, depth: int) -> str:
    kind = type(value)
    if kind is int:
        return repr(value) if value.bit_length() <= _MAX_BITS else f"<int of {value.bit_length()} bits>"
    if value is None or kind is float or kind is bool or kind is complex:
        return repr(value)
    if kind is str:
        return repr(value) if len(value) <= MAX_LENGTH else repr(value[: MAX_LENGTH - 20]) + f"… {len(value)} long"
    if kind is bytes or kind is bytearray:
        return repr(value) if len(value) <= _MAX_BYTES else _size(len(value))
    if kind is memoryview:
        return _size(_nbytes(value))
    if kind is list or kind is tuple:
        return _series(value, depth)
    if kind is dict or kind is set or kind is frozenset:
        return _unordered(value, depth)
    if issubclass(kind, BaseException):
        return error(value)
    if _has_name(kind):
        return f"<{function_name(value)}>"
    array = _array(value, kind)
    return array if array is not None else f"<{plain(_qualname(kind))}>"


def _nbytes(value: memoryview) -> int:
    try:
        return int(_nbytes_of(value))
    except ValueError:  # released
        return 0


def _size(size: int) -> str:
    """ "30 MB": powers of 1000, two or three digits."""
    if size < 1000:
        return f"{size} B"
    real, unit = size / 1000, "kB"
    for unit in ("kB", "MB", "GB", "TB"):
        if real < 999.5 or unit == "TB":
            break
        real /= 1000
    return f"{real:.1f} {unit}".replace(".0 ", " ") if real < 9.95 else f"{real:.0f} {unit}"


def _series(value: Any, depth: int) -> str:
    size = len(value)
    if depth <= 0 and size:
        inner = f"{size} items"
    elif size > _MAX_ITEMS:
        inner = ", ".join([_text(item, depth - 1) for item in value[: _MAX_ITEMS - 1]]) + f", … {size} items"
    else:
        inner = ", ".join([_text(item, depth - 1) for item in value])
    if type(value) is list:
        return f"[{inner}]"
    return f"({inner},)" if size == 1 and depth > 0 else f"({inner})"


def _unordered(value: Any, depth: int) -> str:
    size = len(value)
    if size > _MAX_ITEMS or (depth <= 0 and size):
        return f"{{{size} items}}"
    # A list first: another thread of the program may change what is iterated over here.
    if type(value) is dict:
        words = [f"{_text(key, 0)}: {_text(item, depth - 1)}" for key, item in list(value.items())]
    else:
        words = [_text(item, depth - 1) for item in list(value)]
    return f"{{{', '.join(words)}}}"


def _array(value: Any, kind: type) -> Optional[str]:
    """ "<ndarray float64 3×4>" where it is numpy's own array and not just a class of that name."""
    numpy = dict.get(sys.modules, "numpy")
    if numpy is None or not issubclass(type(numpy), types.ModuleType):
        return None
    if _module_namespace(numpy).get("ndarray") is not kind:
        return None
    parts = [_namespace(kind).get(name) for name in ("dtype", "shape")]
    if not all(type(part) is types.GetSetDescriptorType for part in parts):  # those of a class in C
        return None
    dtype, shape = (part.__get__(value) for part in parts)
    return f"<ndarray {dtype} {'×'.join(map(str, shape))}>"


def error(value: BaseException) -> str:
    """ "ValueError: no such file": the class and its first argument."""
    name, args = type_name(value), _exception_args(value)
    if not args:
        return name
    return f"{name}: {args[0] if type(args[0]) is str and len(args[0]) < 200 else short(args[0], 1)}"


def arguments(args: object, kwargs: object) -> str:
    """The call's arguments: "1, x=2". What is no plain tuple, list or dict is shown as a whole: "*<Lazy>"."""
    words: List[str] = []
    more = False
    if type(args) is tuple or type(args) is list:
        words += [short(value, 1) for value in args[: _MAX_ITEMS * 2]]
        more = len(args) > _MAX_ITEMS * 2
    else:
        words.append(f"*{short(args, 1)}")
    if type(kwargs) is dict:
        items: List[Any] = list(kwargs.items())
        more = more or len(items) > _MAX_ITEMS
        words += [f"{_key(name)}={short(value, 1)}" for name, value in items[:_MAX_ITEMS]]
    else:
        words.append(f"**{short(kwargs, 1)}")
    text = ", ".join([*words, "…"] if more else words)
    return text if len(text) <= MAX_LENGTH else text[: MAX_LENGTH - 1] + "…"


def _key(name: Any) -> str:
    return plain(name) if issubclass(type(name), str) else _text(name, 0)


def _has_name(kind: type) -> bool:
    return (
        kind is types.FunctionType
        or kind is types.BuiltinFunctionType
        or kind is types.MethodType
        or issubclass(kind, type)
    )


def function_name(function: Any) -> str:
    """What to call a task: the function's own name, whatever it is wrapped in."""
    for _ in range(_MAX_WRAPPERS):
        kind = type(function)
        if kind is types.MethodType:
            function = _method_func(function)
        elif issubclass(kind, functools.partial):
            function = _partial_func(function)
        else:
            break
    kind = type(function)
    if kind is types.FunctionType:
        name = _function_qualname(function)
    elif kind is types.BuiltinFunctionType:
        name = _builtin_qualname(function)
    else:
        name = _qualname(function if issubclass(kind, type) else kind)
    return plain(name).replace("<locals>.", "")[:MAX_LENGTH]


def _builtin_qualname(function: Any) -> str:
    """Its `__qualname__`, which would ask the class of its `__self__` by the ways of that class."""
    name, owner = _builtin_name(function), _builtin_self(function)
    if owner is None or issubclass(type(owner), types.ModuleType):
        return str(name)
    return f"{plain(_qualname(owner if issubclass(type(owner), type) else type(owner)))}.{name}"
