"""Numbers and names of the program as the wire carries them: exactly int, float, str, bool or None (see `events`).

A size may be one of numpy's numbers or an IntEnum's member, a name of a class of the program's own. `marshal` refuses some of
these and writes others as bytes. They are converted without running any code of the program's (see `text`).
"""

from __future__ import annotations

import math
import operator
import types
from typing import Any, Iterable, Tuple

from . import text

LARGEST = 2**63 - 1

_bases = type.__dict__["__mro__"].__get__
_namespace = type.__dict__["__dict__"].__get__

#: Whether all of these types may stand on the wire as they are.
are_exact = frozenset((int, float, str, bool, type(None))).issuperset


def exact(fields: Iterable[object]) -> Tuple[object, ...]:
    """The same fields, each as one of the exact types; what is neither number nor text by its short text."""
    return tuple(_exact(field) for field in fields)


def _exact(value: Any) -> object:
    kind = type(value)
    if value is None or kind is bool or kind is float or kind is str:
        return value
    if issubclass(kind, str):
        return text.plain(value)
    if issubclass(kind, float):
        return float.__float__(value)
    return number(value) if issubclass(kind, int) or is_in_c(kind, "__index__") else text.short(value)


def number(value: Any) -> int:
    """What the program gave as a size, as an int of at most 64 bits: `value` may be of any type that Python takes for one.

    0 for NaN and for what only the program's own code could know.
    """
    kind = type(value)
    result = 0
    if issubclass(kind, int):
        result = int.__index__(value)
    elif issubclass(kind, float):
        real = float.__float__(value)
        result = 0 if math.isnan(real) else LARGEST if real >= LARGEST else -LARGEST if real <= -LARGEST else int(real)
    elif is_in_c(kind, "__index__"):
        result = operator.index(value)
    return max(-LARGEST, min(LARGEST, result))


def is_in_c(kind: type, name: str) -> bool:
    """Whether a special method of `kind` is code in C, as `__index__` of numpy's numbers is."""
    for base in _bases(kind):
        method = _namespace(base).get(name)
        if method is not None:
            return type(method) is types.WrapperDescriptorType
    return False
