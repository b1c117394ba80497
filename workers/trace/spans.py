"""Finds the spans of a stretch of time among spans that may overlap: blocks and callbacks; messages and calls."""

from __future__ import annotations

from array import array
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from workers.trace.columns import NAN, Column, Floats, Ints, Table

MAX_PENDING = 65_536  # moments not sorted in yet
LOOK_BACK = 1000  # spans before a stretch among which those are looked for that outlast it
_SIDES: Final[tuple[Literal["left"], Literal["right"]]] = ("left", "right")


class SpanIndex:
    """Rows of spans, nearly in order of their beginning."""

    __slots__ = ("_latest", "_reach", "_reached", "_rows", "_table", "disorder")

    def __init__(self) -> None:
        self._rows = Column("q", -1, 16)
        self._latest = Column("d", NAN, 16)  # the latest beginning up to each place: never falls, so it can be searched
        self._table = Table(self._rows, self._latest)
        self._reach: Floats = np.zeros(16)  # the latest end up to each place
        self._reached = 0  # for how many places that is known
        self.disorder = 0.0  # by how much a span may begin before one that was added earlier, s

    def __len__(self) -> int:
        return self._table.length

    def add(self, row: int, began: float) -> None:
        position = self._table.add()
        latest = self._latest.data[position - 1] if position else began
        if began < latest:
            self.disorder = max(self.disorder, latest - began)
        self._rows.data[position] = row
        self._latest.data[position] = max(began, latest)

    def moved(self) -> None:
        """An end that was already known has changed."""
        self._reached = 0

    def overlapping(self, began: Floats, ended: Floats, begin: float, end: float) -> Ints:
        """Rows of the spans that overlap [begin, end]; `began`, `ended`: columns by row, NaN: no end yet."""
        length = self._table.length
        rows: Ints = self._rows.array[:length]
        self._extend(rows, ended)
        first = int(np.searchsorted(self._reach[: self._reached], begin))
        last = int(np.searchsorted(self._latest.array[:length], end + self.disorder, side="right"))
        part = rows[first:last]
        keep = (began[part] <= end) & ~(ended[part] < begin)
        found: Ints = part[keep]
        return found

    def _extend(self, rows: Ints, ended: Floats) -> None:
        ends = ended[rows[self._reached :]]
        open_ones = np.flatnonzero(np.isnan(ends))
        if len(open_ones):
            ends = ends[: open_ones[0]]
        if not len(ends):
            return
        done, known = self._reached, self._reached + len(ends)
        if known > len(self._reach):
            self._reach = np.resize(self._reach, max(known, 2 * len(self._reach)))
        before = [self._reach[done - 1]] if done else []
        self._reach[done:known] = np.maximum.accumulate(np.concatenate((before, ends)))[len(before) :]
        self._reached = known


class TimeIndex:
    """Rows in order of one time each, which may be added in any order."""

    __slots__ = ("_length", "_new", "_new_rows", "_rows", "_times")

    def __init__(self) -> None:
        self._length = 0
        self._times: Floats = np.zeros(16)
        self._rows: NDArray[np.int32] = np.zeros(16, np.int32)
        self._new, self._new_rows = array("d"), array("i")

    def __len__(self) -> int:
        return self._length + len(self._new)

    def add(self, time: float, row: int) -> None:
        self._new.append(time)
        self._new_rows.append(row)
        if len(self._new) > MAX_PENDING:
            self.settle()

    def remove(self, time: float, row: int) -> None:
        """Takes one away again: rare, and slow."""
        self.settle()
        first, last = (int(i) for i in (np.searchsorted(self.times, time, side) for side in _SIDES))
        for position in range(first, last):
            if self._rows[position] == row:
                self._times[position : self._length - 1] = self._times[position + 1 : self._length]
                self._rows[position : self._length - 1] = self._rows[position + 1 : self._length]
                self._length -= 1
                return

    def settle(self) -> None:
        """Sorts new ones in; the work is in proportion to them and to how far back they reach."""
        if not self._new:
            return
        times: Floats = np.array(self._new)
        rows: NDArray[np.int32] = np.array(self._new_rows, np.int32)
        self._new, self._new_rows = array("d"), array("i")
        cut = int(np.searchsorted(self._times[: self._length], times.min(), side="right"))
        times = np.concatenate((self._times[cut : self._length], times))
        rows = np.concatenate((self._rows[cut : self._length], rows))
        order = np.argsort(times, kind="stable")
        self._length = cut + len(times)
        if self._length > len(self._times):
            capacity = max(self._length, 2 * len(self._times))
            self._times, self._rows = np.resize(self._times, capacity), np.resize(self._rows, capacity)
        self._times[cut : self._length] = times[order]
        self._rows[cut : self._length] = rows[order]

    @property
    def times(self) -> Floats:
        self.settle()
        return self._times[: self._length]

    @property
    def rows(self) -> NDArray[np.int32]:
        self.settle()
        return self._rows[: self._length]


class OverlappingSpans:
    """Spans of which many may be open at once and in any order: messages under way, calls to a manager."""

    __slots__ = ("began", "ended", "lone")

    def __init__(self) -> None:
        self.began = TimeIndex()
        self.ended = TimeIndex()
        self.lone: dict[int, float] = {}  # row → end, of those whose beginning is not known (yet)

    def begin(self, row: int, time: float) -> None:
        self.began.add(time, row)
        self.lone.pop(row, None)

    def end(self, row: int, time: float, began: float) -> None:
        self.ended.add(time, row)
        if began != began:
            self.lone[row] = time

    def count(self, begin: float, end: float) -> int:
        """How many were under way in [begin, end], without those that began before it and never end.

        Which ones never end is known where they end in the order in which they began; else this is an estimate.
        """
        first, last = (int(i) for i in np.searchsorted(self.began.times, [begin, np.nextafter(end, np.inf)]))
        over = int(np.searchsorted(self.ended.times, begin))
        still = len(self.began) - len(self.ended) + len(self.lone)
        stuck = max(0, still - (len(self.began) - first))
        return max(0, last - over - stuck + sum(1 for time in self.lone.values() if time <= end))

    def between(self, ended: Floats, begin: float, end: float, pixels: int, open_too: bool = True) -> Ints:
        """Rows, in order, of those under way in [begin, end]; at most about 2 × `pixels`, all of them with 0.

        `ended`: a column by row. Without `open_too` those that began before and have no end are left out.
        Where there are too many: of each pixel the last that begins and the first that ends there. Among spans that do
        not overlap each other those are all the wide ones.
        """
        if not begin <= end:
            return np.zeros(0, np.int64)
        reach = [begin, np.nextafter(end, np.inf)]
        first, last = (int(i) for i in np.searchsorted(self.began.times, reach))
        over, late = (int(i) for i in np.searchsorted(self.ended.times, reach))
        if pixels < 1 or last - first + late - over <= 2 * pixels:
            parts = [self.began.rows[first:last], self.ended.rows[over:late]]
        else:
            width = (end - begin) / pixels  # pixels are counted from time 0: they stay while the view is moved
            edges = np.clip((np.floor(begin / width) + np.arange(pixels + 2)) * width, *reach)
            index = np.searchsorted(self.began.times, edges)
            lasts = index[1:][index[1:] > index[:-1]] - 1
            index = np.searchsorted(self.ended.times, edges)
            firsts = index[:-1][index[1:] > index[:-1]]
            parts = [self.began.rows[lasts], self.ended.rows[firsts]]
        # Those that were under way all the time; where they can be many, the latest.
        earliest = max(0, first - max(2 * pixels, LOOK_BACK)) if pixels > 0 else 0
        before = self.began.rows[earliest:first]
        before = before[(ended[before] > end) | (np.isnan(ended[before]) & open_too)]
        if pixels > 0:
            before = before[-max(2 * pixels - len(parts[0]) - len(parts[1]), 16) :]
        return np.unique(np.concatenate((*parts, before))).astype(np.int64)
