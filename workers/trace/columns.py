"""Growable columns: written one value at a time from Python, read as numpy arrays.

Writing one element of a numpy array costs several times as much as one of an `array.array`, and reading columns element
by element costs far more than a numpy operation. So both share one buffer here. A buffer is never resized in place: a
view that somebody still holds stays valid memory and merely stops following.
"""

from __future__ import annotations

from array import array
from operator import attrgetter
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NAN = float("nan")
FIRST_CAPACITY = 64
WIDEST_GAP = 4096  # numbers that jump by more go to a dict
FAN = 16  # how many entries one entry of the next coarser level stands for


class Column:
    """One column. `data` is written by index below `capacity`, `array` is the same memory for numpy."""

    __slots__ = ("array", "data", "fill")

    def __init__(self, code: str, fill: float, capacity: int = FIRST_CAPACITY) -> None:
        self.fill = fill
        self.data: array[Any] = array(code, [fill]) * capacity
        self.array: NDArray[Any] = np.frombuffer(self.data, dtype=np.dtype(code))

    def grow(self, capacity: int) -> None:
        """Makes room for `capacity` values; new ones have the fill value."""
        old = self.array
        self.data = array(self.data.typecode, [self.fill]) * capacity
        self.array = np.frombuffer(self.data, dtype=old.dtype)
        self.array[: len(old)] = old


Kind = TypeVar("Kind", bound=np.generic)


class View(Generic[Kind]):
    """The rows of a column that are in use, as a property: a numpy view that is valid until the next `Trace.apply`.

    column, table: the attributes of the object that has them. as_bool: of a column of bytes.
    """

    def __init__(self, column: str, table: str = "_table", *, as_bool: bool = False) -> None:
        self._get = attrgetter(f"{column}.array", f"{table}.length")
        self._as_bool = as_bool

    def __get__(self, owner: Any, kind: type) -> NDArray[Kind]:
        array, length = self._get(owner)
        used: NDArray[Any] = array[:length]
        return used.view(np.bool_) if self._as_bool else used


class Table:
    """Columns of one common length, grown together."""

    __slots__ = ("_columns", "capacity", "length")

    def __init__(self, *columns: Column) -> None:
        self._columns = columns
        self.capacity = len(columns[0].data)
        self.length = 0

    def add(self, count: int = 1) -> int:
        """Makes `count` more rows, filled with the fill values, and returns the first one's number."""
        row = self.length
        self.length = row + count
        if self.length > self.capacity:
            self.capacity = max(self.length, 2 * self.capacity)
            for column in self._columns:
                column.grow(self.capacity)
        return row


class DenseIntMap:
    """Number → row, −1 where there is none. Numbers that follow each other take 8 bytes, not a dict's hundred."""

    __slots__ = ("_count", "_first", "_odd", "_rows")

    def __init__(self) -> None:
        self._first = 0
        self._count = 0  # of numbers that are there
        self._rows = array("q")  # of the numbers from `_first` on
        self._odd: dict[int, int] = {}  # of those far from the others

    def get(self, number: int) -> int:
        position = number - self._first
        if 0 <= position < len(self._rows):
            row: int = self._rows[position]
            if row >= 0:
                return row
        return self._odd.get(number, -1) if self._odd else -1

    def put(self, number: int, row: int) -> None:
        if not self._rows:
            self._first = number
        position = number - self._first
        self._count += 1
        if position == len(self._rows):
            self._rows.append(row)
        elif 0 <= position < 2 * self._count + WIDEST_GAP:  # gap after gap would take more than the numbers are worth
            if position > len(self._rows):
                self._rows.extend([-1] * (position + 1 - len(self._rows)))
            self._rows[position] = row
        else:
            self._odd[number] = row

    def put_all(self, first: int, row: int, count: int) -> None:
        """Numbers that follow each other, and so do their rows."""
        if not self._rows:
            self._first = first
        if first - self._first == len(self._rows):
            self._rows.extend(range(row, row + count))
            self._count += count
            return
        for position in range(count):
            self.put(first + position, row + position)


class StepSeries:
    """A whole number that steps up and down in time: tasks that wait, tasks that run.

    Changes may be added in any order. Changes at the same instant are one step: what ends when another begins does not
    overlap it. Above the steps stands a pyramid of maxima, so that a pixel's maximum costs the same in any long run.
    """

    __slots__ = ("_deltas", "_maxima", "_new", "_times", "_valid", "_values", "length")

    def __init__(self) -> None:
        self.length = 0
        self._times: Floats = np.zeros(FIRST_CAPACITY)
        self._values: Ints = np.zeros(FIRST_CAPACITY, np.int64)
        self._new: list[float] = []
        self._deltas: list[int] = []
        self._maxima: list[Ints] = []  # level k holds the maxima of FAN ** (k + 1) steps each
        self._valid: list[int] = []  # how many entries of each are right

    def add(self, time: float, change: int) -> None:
        self._new.append(time)
        self._deltas.append(change)

    @property
    def pending(self) -> int:
        """How many changes are not sorted in yet."""
        return len(self._new)

    def settle(self) -> None:
        """Sorts new changes in; the work is in proportion to them and to how far back they reach."""
        if not self._new:
            return
        times: Floats = np.array(self._new)
        changes: Ints = np.array(self._deltas, np.int64)
        self._new.clear()
        self._deltas.clear()
        cut = int(np.searchsorted(self._times[: self.length], times.min()))
        base = int(self._values[cut - 1]) if cut else 0
        if cut < self.length:
            times = np.concatenate((self._times[cut : self.length], times))
            changes = np.concatenate((np.diff(self._values[cut : self.length], prepend=base), changes))
        order = np.argsort(times, kind="stable")
        times, changes = times[order], changes[order]
        first = np.flatnonzero(np.concatenate(([True], times[1:] != times[:-1])))
        times, changes = times[first], np.add.reduceat(changes, first)
        real = changes != 0
        times, values = times[real], base + np.cumsum(changes[real])
        self.length = cut + len(times)
        if self.length > len(self._times):
            capacity = max(self.length, 2 * len(self._times))
            self._times = np.resize(self._times, capacity)
            self._values = np.resize(self._values, capacity)
        self._times[cut : self.length] = times
        self._values[cut : self.length] = values
        for level in range(len(self._valid)):
            self._valid[level] = min(self._valid[level], cut // FAN ** (level + 1))

    @property
    def times(self) -> Floats:
        """When it changed, s, strictly increasing."""
        self.settle()
        return self._times[: self.length]

    @property
    def values(self) -> Ints:
        """Its value from that time on."""
        self.settle()
        return self._values[: self.length]

    def at(self, times: Floats) -> Ints:
        """Its value at each of `times` (s)."""
        self.settle()
        if not self.length:
            return np.zeros(len(times), np.int64)
        index = np.searchsorted(self.times, times, side="right") - 1
        return np.where(index >= 0, self.values[index], 0)

    def peak(self) -> int:
        """The highest value so far, at least 0."""
        self.settle()
        finer, highest, level = self._values[: self.length], 0, 0
        while len(finer):
            coarser = self._coarse(level) if len(finer) >= FAN else finer[:0]
            rest = finer[len(coarser) * FAN :]
            highest = max(highest, int(rest.max()) if len(rest) else 0)
            finer, level = coarser, level + 1
        return highest

    def steps(self, begin: float, end: float, pixels: int) -> tuple[Floats, Ints]:
        """Corners from `begin` to `end`: `values[k]` holds from `times[k]` to `times[k + 1]` (the last one to `end`).

        At most 2 × `pixels` corners. Where there are more steps, a corner a pixel with the pixel's maximum; for very
        many the pixel's border is moved to the nearest coarse step before it, by less than a pixel.
        """
        times = self.times
        pixels = max(pixels, 1)
        first, last = (int(i) for i in np.searchsorted(times, [begin, end], side="right"))
        if last - first < 2 * pixels:
            corner: Floats = np.array([begin], np.float64)
            return np.concatenate((corner, times[first:last])), np.concatenate(
                (self.at(corner), self._values[first:last])
            )
        edges: Floats = begin + (end - begin) / pixels * np.arange(pixels, dtype=np.float64)
        level = 0
        while (last - first) // FAN**level > FAN * pixels:
            level += 1
        highest = self.at(edges)
        fine = self._values[: self.length] if not level else self._coarse(level - 1)
        index = np.append(np.searchsorted(times, edges, side="right"), last) // FAN**level
        index = np.minimum(index, len(fine))
        full = index[1:] > index[:-1]
        if full.any():
            maxima = np.maximum.reduceat(fine[: index[-1]], index[:-1][full])
            highest[full] = np.maximum(highest[full], maxima)
        rest = self._values[int(index[-1]) * FAN**level : last]  # not a whole block yet: where a live run grows
        if len(rest):
            highest[-1] = max(int(highest[-1]), int(rest.max()))
        return edges, highest

    def _coarse(self, level: int) -> Ints:
        """The maxima of whole blocks of FAN ** (level + 1) steps."""
        finer = self._values[: self.length] if not level else self._coarse(level - 1)
        if level == len(self._maxima):
            self._maxima.append(np.zeros(FIRST_CAPACITY, np.int64))
            self._valid.append(0)
        done, whole = self._valid[level], len(finer) // FAN
        if whole > len(self._maxima[level]):
            self._maxima[level] = np.resize(self._maxima[level], max(whole, 2 * len(self._maxima[level])))
        if whole > done:
            self._maxima[level][done:whole] = finer[done * FAN : whole * FAN].reshape(-1, FAN).max(axis=1)
        self._valid[level] = max(whole, 0)
        return self._maxima[level][:whole]
