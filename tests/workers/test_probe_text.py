"""The texts of the program's values, made without running any code of the program's."""

from __future__ import annotations

import collections
import functools
import os
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.workers.test_probe_transparency import METHODS, same_alone_and_watched
from tests.workers.watched import watch, write
from workers.probe import text

TOUCHED = '''
    import collections

    touched = collections.Counter()
    SPECIAL = """
        repr str bytes format lt le eq ne gt ge hash bool getattr getattribute setattr delattr dir get call len length_hint
        getitem missing iter next reversed contains add sub mul truediv floordiv mod divmod pow and or xor radd rsub neg pos
        abs invert int float complex index round trunc floor ceil enter exit await aiter anext fspath instancecheck
        subclasscheck subclasses buffer release_buffer reduce reduce_ex copy deepcopy getstate sizeof array array_interface
    """.split()
    PROPERTIES = """
        class traceback context dict module doc qualname name wrapped annotations dtype shape func args exc file self code
    """.split()

    def touching(word):
        def touch(*args, **kwargs):
            touched[word] += 1
            raise RuntimeError("touched: " + word)
        return touch

    def namespace():
        names = {f"__{word}__": touching(word) for word in SPECIAL}
        for word in PROPERTIES:
            names[f"__{word}__"] = names[word] = property(touching(word))
        del names["__qualname__"], names["__dict__"]  # a class cannot be made with these
        return names

    Meta = type("Meta", (type,), {**namespace(), "mro": type.mro, "__call__": type.__call__})

    ErrorMeta = type("ErrorMeta", (Meta,), {"__subclasscheck__": type.__subclasscheck__})

    def make(base, *args, **more):
        """An instance of a class below `base` in which, and in whose class, everything is touched."""
        names = {**namespace(), **more}
        if base is dict:
            del names["__missing__"]
        meta = Meta
        if issubclass(base, BaseException):  # `raise` asks the class whether it is a subclass, a future whether it is true
            meta, names["__bool__"] = ErrorMeta, lambda self: True
        return base.__new__(type.__new__(meta, "Named", (base,), names), *args)

    BASES = [
        (object,), (int, 5), (float, 1.5), (str, "text"), (bytes, b"b"), (list,), (dict,), (tuple, (1,)), (set,),
        (complex, 1), (BaseException, "why"), (ValueError, "why"), (KeyError, "why"),
    ]
    values = [make(*base) for base in BASES]
'''
HERE: dict[str, Any] = {}
exec(__import__("textwrap").dedent(TOUCHED), HERE)
touched, values, make = HERE["touched"], HERE["values"], HERE["make"]


class Name(str):
    """A name that tells when it is used."""

    for _word in ("__str__", "__format__", "__eq__", "__len__", "__getitem__", "replace", "split", "__radd__"):
        locals()[_word] = HERE["touching"](_word)
    __hash__ = str.__hash__


@pytest.fixture(autouse=True)
def nothing_touched() -> Any:
    touched.clear()
    yield
    assert not touched


@pytest.mark.parametrize("at", range(len(values)))
def test_no_value_is_asked_by_what_its_class_defines(at: int) -> None:
    value = values[at]
    error = "Named: why"
    expected = error if issubclass(type(value), BaseException) else "<Named>"
    assert text.short(value) == expected
    assert (
        text.short([value, (value,), {1: value}])
        == f"[{expected}, ({expected},), {{1: {expected}}}]"[: text.MAX_LENGTH]
    )
    assert text.arguments((value,), {"x": value}) == f"{expected}, x={expected}"
    assert text.arguments(value, value) == f"*{expected}, **{expected}"
    assert text.function_name(value) == "Named"
    assert text.type_name(value) == "Named"
    assert text.error(ValueError(value)) == f"ValueError: {expected}"
    assert text.short(type(value)) == "<Named>"
    assert text.function_name(types.MethodType(value, 1) if callable(value) else value) == "Named"


def test_a_dicts_key_is_not_hashed_or_compared() -> None:
    class Key(int):
        touch = False

        def __hash__(self) -> int:
            assert not Key.touch
            return 1

        def __eq__(self, other: object) -> bool:
            assert not Key.touch
            return self is other

    values = {Key(1): 1, Key(2): 2}
    Key.touch = True
    key = "<test_a_dicts_key_is_not_hashed_or_compared.<locals>.Key>"
    assert text.short(values) == f"{{{key}: 1, {key}: 2}}"[: text.MAX_LENGTH - 1] + "…"
    assert text.short(set(values) if not Key.touch else frozenset()) == "{}"


def test_names_may_be_of_a_class_of_the_programs() -> None:
    def work(*args: object) -> None:
        pass

    work.__qualname__ = Name("my work")
    kind = type("Kind", (), {})
    kind.__qualname__ = kind.__name__ = Name("my kind")
    error = type("Error", (Exception,), {})
    error.__name__ = error.__qualname__ = Name("my error")
    texts = [
        text.function_name(work),
        text.function_name(functools.partial(functools.partial(work, 1), 2)),
        text.function_name(types.MethodType(work, 1)),
        text.short(kind()),
        text.short(kind),
        text.error(error(1)),
        text.arguments((), {Name("x"): 1}),
    ]
    assert texts == ["my work", "my work", "my work", "<my kind>", "<my kind>", "my error: 1", "x=1"]
    assert {type(word) for word in texts} == {str}


def test_a_partial_of_the_programs_is_looked_into_by_its_own_slots() -> None:
    partial = make(functools.partial, print)
    assert text.function_name(partial) == "print"
    own = functools.partial(print)
    own.__setstate__((own, (), {}, {}))  # type: ignore[attr-defined]
    assert text.function_name(own) == "partial"


def test_a_builtin_method_is_called_by_its_class() -> None:
    functions: list[Any] = [[].append, {}.get, dict.fromkeys, "x".join, abs, os.getpid, object().__reduce_ex__]
    for function in functions:
        assert text.function_name(function) == function.__qualname__
    assert text.function_name(list.append.__get__(make(list))) == "Named.append"


def test_only_numpys_own_array_is_asked_for_its_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    assert text.short(np.zeros((3, 4))) == "<ndarray float64 3×4>"
    assert text.short(np.int64(3)) == "<int64>"
    value = make(object, __module__="numpy", __qualname__="ndarray")
    kind = type(value)
    assert text.short(value) == "<ndarray>"
    stub = make(types.ModuleType, "numpy")
    types.ModuleType.__init__(stub, "numpy")
    text._module_namespace(stub)["ndarray"] = kind
    monkeypatch.setitem(sys.modules, "numpy", stub)
    assert text.short(value) == "<ndarray>"


def test_collections_are_shown_as_far_as_there_is_room() -> None:
    point = collections.namedtuple("point", "x y")
    assert text.short(point(1, 2)) == "<point>"
    assert text.short([]) == text.short([], 0) == "[]"
    assert text.short({1, 2, 3, 4, 5}) == "{5 items}"
    assert text.short([1, 2, 3, 4, 5]) == "[1, 2, 3, … 5 items]"
    assert text.short({"a": [1, [2]]}) == "{'a': [1, [1 items]]}"
    assert text.short("x" * 1000).endswith("… 1000 long")
    assert len(text.short(["x" * 50] * 4)) == text.MAX_LENGTH


@pytest.mark.parametrize("method", METHODS)
def test_a_pool_asks_nothing_more_of_the_programs_objects_than_it_does_alone(tmp_path: Path, method: str) -> None:
    program = write(
        tmp_path,
        TOUCHED
        + """
    import functools, multiprocessing, os, sys
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
    from multiprocessing.pool import ThreadPool

    def give(value, *rest, **named):
        if issubclass(type(value), BaseException):
            raise value
        return value

    def keep(value, *rest, **named):
        return value

    class Lazy:  # as Django's SimpleLazyObject, werkzeug's LocalProxy: evaluated by isinstance()
        __class__ = property(touching("lazy class"))
        def __reduce__(self):
            return Lazy, ()

    class Task:
        __class__ = property(touching("lazy task"))
        def __reduce__(self):
            return Task, ()
        def __call__(self, value):
            return give(value)

    def settled(result):
        try:
            return type(result.result())
        except BaseException as error:
            return type(error)

    def gotten(result):
        try:
            return type(result.get())
        except BaseException as error:
            return type(error)

    if __name__ == "__main__":
        call = make(object, __call__=lambda self, *args: 1)
        done = make(object, __call__=lambda self, *args: print("done"), __bool__=lambda self: True)
        with ThreadPoolExecutor(1) as threads:
            for value in values:
                print(settled(threads.submit(give, value, x=value)) is type(value))
            future = threads.submit(call, {1: values[0]})
            future.add_done_callback(done)
            print(settled(future), settled(threads.submit(functools.partial(call, 1))))
        with ThreadPool(1) as pool:
            for value in values:
                print(gotten(pool.apply_async(keep, [value], {"x": value}, callback=done, error_callback=done)) is type(value))
                print(gotten(pool.map_async(keep, [value, value], 2)) is type(value))
            print(list(pool.imap(call, [values[0]])), list(pool.imap(call, values, 3)), pool.map(call, values))
        print(sorted(touched.items()))
        context = multiprocessing.get_context(sys.argv[1])
        with context.Pool(1) as pool, ProcessPoolExecutor(1, context) as executor:
            for value in (Lazy(), [Lazy()], {1: Lazy()}):
                print(gotten(pool.apply_async(give, (value,))), settled(executor.submit(give, value)))
            print(gotten(pool.map_async(Task(), [Lazy(), Lazy()])))
            print([type(x) for x in executor.map(Task(), [Lazy()] * 4, chunksize=2)])
        print(sorted(touched.items()))
        """,
    )
    same_alone_and_watched(program, method)
    trace = watch(program, method).trace
    assert trace.problems == []
    assert trace.events_lost == 0


def test_bytes_are_shown_by_their_size_and_short_ones_by_themselves() -> None:
    assert text.arguments((b"GET /",), {}) == "b'GET /'"
    assert text.arguments((b"x" * 30_000_000,), {}) == "30 MB"
    assert text.short([bytearray(1_500), b"y" * 999, memoryview(b"z" * 64)]) == "[1.5 kB, 999 B, 64 B]"
    released = memoryview(b"z" * 64)
    released.release()
    assert text.short(released) == "0 B"
    assert [text._size(size) for size in (1000, 9_960, 999_499, 999_500, 2 * 10**9, 5 * 10**15)] == [
        "1 kB", "10 kB", "999 kB", "1 MB", "2 GB", "5000 TB",
    ]  # fmt: skip
