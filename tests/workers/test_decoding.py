"""Whoever reads an event may rely on the types its class declares."""

from __future__ import annotations

import marshal
import typing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.wire.decoding import decode
from workers.wire.events import KINDS, BlockEnded, PoolCreated, ProcessGone

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=9),
    st.binary(max_size=9),
    st.just([]),
    st.just(()),
)
VALUES = {int: st.integers(-(2**63), 2**63 - 1), str: st.text(max_size=9), bool: st.booleans(), float: st.just(1.5)}


def wires(values: typing.Callable[[type], st.SearchStrategy[object]]) -> st.SearchStrategy[tuple[object, ...]]:
    """Wire tuples of every class: each field by the first type that it declares."""
    kinds = []
    for name, kind in KINDS.items():
        hints = typing.get_type_hints(kind)
        types = [(typing.get_args(hints[field]) or (hints[field],))[0] for field in kind._fields]
        kinds.append(st.tuples(st.just(name), *map(values, types)))
    return st.one_of(kinds)


@given(wires(lambda kind: VALUES[kind]))
def test_every_class_travels(wire: typing.Any) -> None:
    event = decode(marshal.loads(marshal.dumps(wire, 2)))
    assert (type(event).__name__, *event) == wire


@given(wires(lambda kind: VALUES[kind] | ANYTHING))
def test_what_is_decoded_has_the_declared_types_and_the_rest_is_a_value_error(wire: tuple[object, ...]) -> None:
    try:
        event = decode(wire)
    except ValueError:
        return
    for field, hint in typing.get_type_hints(type(event)).items():
        value = getattr(event, field)
        assert type(value) in (typing.get_args(hint) or (hint,))
        assert type(value) is not int or -(2**63) <= value < 2**63
        assert value == value


@given(ANYTHING | st.tuples(ANYTHING) | st.tuples(st.sampled_from(sorted(KINDS)), ANYTHING, ANYTHING))
def test_what_is_no_event_at_all_is_a_value_error(wire: typing.Any) -> None:
    with pytest.raises(ValueError):
        decode(wire)


@pytest.mark.parametrize("size", [np.int64(2), np.float64(2), 2.0, True, None, "2", b"2", 2**63, -(2**63) - 1])
def test_a_number_of_another_kind_or_out_of_range_is_refused(size: object) -> None:
    wire = ("PoolCreated", 1, 2, 3, 0, 1, "process", size, "fork", 4)
    with pytest.raises(ValueError):
        decode(wire)
    assert decode((*wire[:7], 2**63 - 1, *wire[8:])) == PoolCreated(1, 2, 3, 0, 1, "process", 2**63 - 1, "fork", 4)


def test_a_field_that_may_be_none_may_be() -> None:
    assert decode(("ProcessGone", 1, 2, 3, 4, 5, None, True)) == ProcessGone(1, 2, 3, 4, 5, None, True)
    assert type(decode(("BlockEnded", 1, 2, 3, 4))) is BlockEnded
