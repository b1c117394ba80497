"""Checks that a decoded event holds what its class declares: for events that do not come from our own probe but a file."""

from __future__ import annotations

import math
import typing

from workers.events import KINDS, Event

LARGEST = 2**63 - 1

_FIELDS: dict[str, tuple[tuple[type, ...], ...]] = {}
for _name, _kind in KINDS.items():
    _types = typing.get_type_hints(_kind)
    _FIELDS[_name] = tuple(typing.get_args(_types[field]) or (_types[field],) for field in _kind._fields)


def check(event: Event) -> Event:
    """The same event. Raises ValueError if a field has another type, or a number that does not fit 64 bits."""
    for value, types in zip(event, _FIELDS[type(event).__name__], strict=True):
        if type(value) not in types:
            raise ValueError(f"{type(event).__name__}: {value!r:.40}")
        if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
            raise ValueError("a number too large")
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError("not a number")
    return event
