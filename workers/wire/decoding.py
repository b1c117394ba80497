"""From a wire tuple to its event, checked: whoever reads an event may rely on the types that its class declares.

`marshal` writes more than numbers and text without a word: what has a buffer, as numpy's numbers have, arrives as bytes.
"""

from __future__ import annotations

import math
import struct
from operator import itemgetter
from typing import Any, get_args, get_type_hints

from .events import KINDS, Event

_LARGEST = 2**63 - 1

# By the class's name: the types of each field, the name's first. Optional[int] has two.
_ALLOWED: dict[str, list[tuple[type, ...]]] = {}
# The same for the fast way: the class, the one type of each field, and how to see that the numbers fit 64 bits.
_USUAL: dict[str, tuple[type[Any], list[type], Any, Any]] = {}
for _name, _kind in KINDS.items():
    _hints = get_type_hints(_kind)
    _ALLOWED[_name] = [(str,), *(get_args(_hints[field]) or (_hints[field],) for field in _kind._fields)]
    _types = [types[0] for types in _ALLOWED[_name]]
    _numbers = [at for at, kind in enumerate(_types) if kind is int]
    if float in _types:
        _types = []  # always the slow way, which looks for NaN
    _USUAL[_name] = (_kind, _types, itemgetter(*_numbers), struct.Struct(f"{len(_numbers)}q").pack)


def decode(message: tuple[Any, ...]) -> Event:
    """The event of one wire tuple. Raises ValueError for anything that is not one (another version's, or noise).

    Every field has exactly the type that its class declares, every number fits 64 bits.
    """
    try:
        kind, usual, numbers, pack = _USUAL[message[0]]
        if [*map(type, message)] == usual:
            pack(*numbers(message))
        else:
            message = _completed(kind, message)
            _check(message)
        event: Event = tuple.__new__(kind, message[1:])
    except (KeyError, TypeError, IndexError, struct.error) as error:
        raise ValueError(f"not an event: {message!r:.80}") from error
    return event


def _completed(kind: Any, message: tuple[Any, ...]) -> tuple[Any, ...]:
    """An older record has fewer fields where the last ones have defaults."""
    missing = kind._fields[len(message) - 1 :]
    return (*message, *(kind._field_defaults[field] for field in missing)) if missing else message


def _check(message: tuple[Any, ...]) -> None:
    """Raises ValueError where a field is not as its class declares it."""
    for value, allowed in zip(message, _ALLOWED[message[0]], strict=True):
        kind = type(value)
        if (
            kind not in allowed
            or (kind is int and not -_LARGEST - 1 <= value <= _LARGEST)
            or (kind is float and not math.isfinite(value))
        ):
            raise ValueError(f"{message[0]}: {value!r:.40}")
