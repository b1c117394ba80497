"""What the program gives as a number or a name, as the wire carries it; and that nothing is lost by it."""

from __future__ import annotations

import enum
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workers.test_probe_transparency import METHODS, same_alone_and_watched
from tests.workers.watched import watch, write
from workers.files.traces import TraceWriter, read_trace
from workers.probe.values import LARGEST, are_exact, exact, number
from workers.wire.decoding import decode


class Size(enum.IntEnum):
    TWO = 2


class Own(int):
    def __index__(self) -> int:
        raise AssertionError("asked")

    __int__ = __trunc__ = __hash__ = __eq__ = __lt__ = __gt__ = __le__ = __ge__ = __repr__ = __index__  # type: ignore[assignment]


class Name(str):
    def __str__(self) -> str:
        raise AssertionError("asked")

    __repr__ = __format__ = __str__  # type: ignore[assignment]


class Index:
    def __index__(self) -> int:
        raise AssertionError("asked")


NUMBERS: list[tuple[Any, int]] = [
    (2, 2), (True, 1), (Size.TWO, 2), (Own(7), 7), (np.int8(-3), -3), (np.uint64(2**64 - 1), LARGEST), (2.9, 2),
    (np.float64(3.5), 3), (float("inf"), LARGEST), (float("-inf"), -LARGEST), (float("nan"), 0), (10**30, LARGEST),
    (-(10**30), -LARGEST), (Index(), 0), (object(), 0), (None, 0), ("2", 0), (np.bool_(True), 0),
]  # fmt: skip


@pytest.mark.parametrize("at", range(len(NUMBERS)))
def test_whatever_python_takes_for_a_size_is_a_number_of_64_bits(at: int) -> None:
    given, expected = NUMBERS[at]
    assert type(number(given)) is int
    assert number(given) == expected


def test_fields_of_other_types_are_made_exact_without_asking_them() -> None:
    fields = exact(
        (Name("work"), Own(1), np.int64(2), 1.5, np.float64(2.5), None, True, "x", Index(), b"b", (1,), Size.TWO)
    )
    assert fields == ("work", 1, 2, 1.5, 2.5, None, True, "x", "<Index>", "b'b'", "(1,)", 2)
    assert are_exact(map(type, fields))


@given(st.integers() | st.floats() | st.integers(0, 255).map(np.uint8) | st.text() | st.binary())
def test_a_number_can_always_be_sent(value: Any) -> None:
    assert decode(("PoolCreated", 1, 2, 3, 0, 1, "process", number(value), "fork", 4))


@pytest.mark.parametrize("method", METHODS)
def test_sizes_of_every_kind_are_seen_as_what_they_are(tmp_path: Path, method: str) -> None:
    program = write(
        tmp_path,
        """
        import enum, multiprocessing, sys
        from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

        class Size(enum.IntEnum):
            TWO = 2

        class Name(str):
            def __str__(self):
                raise ValueError("asked")

        if __name__ == "__main__":
            import numpy as np
            context = multiprocessing.get_context(sys.argv[1])
            for size in (np.int64(2), Size.TWO):
                with context.Pool(size) as pool, ProcessPoolExecutor(size, context) as executor:
                    print(pool.map(abs, range(4), chunksize=size), list(executor.map(abs, range(4), chunksize=size)))
                    print(list(pool.imap(abs, range(4), size)), pool.map(abs, range(3), chunksize=sys.maxsize))
            with ThreadPoolExecutor(2.0) as threads:
                print(threads.submit(abs, -1).result())
            with ThreadPoolExecutor(10**30) as threads:
                print(threads.submit(abs, -1).result())
            process = context.Process(target=sys.exit, args=(True,), name=Name("mine"))
            process.start()
            process.join()
            print(process.exitcode)
        """,
    )
    same_alone_and_watched(program, method)
    trace = watch(program, method).trace
    assert trace.problems == []
    assert trace.events_lost == 0
    assert [pool.size for pool in trace.pools] == [2, 2, 2, 2, 2, LARGEST]
    assert len(trace.tasks) == 2 * (2 + 2 + 2 + 1) + 2
    assert "mine" in [lane.name for lane in trace.lanes]


def test_a_size_of_numpys_goes_into_a_trace_and_back(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing
        import numpy as np
        if __name__ == "__main__":
            with multiprocessing.Pool(np.int64(2)) as pool:
                print(pool.map(abs, range(4), chunksize=np.int64(2)))
        """,
    )
    watched = watch(program)
    writer = TraceWriter(tmp_path / "trace.json")
    writer.write(watched.events)
    writer.close()
    assert [event for batch in read_trace(os.fspath(tmp_path / "trace.json")) for event in batch] == watched.events
