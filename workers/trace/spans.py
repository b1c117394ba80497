"""Finds the spans of a stretch of time among spans that may overlap: the blocks of a process's threads, callbacks."""

from __future__ import annotations

import numpy as np

from workers.trace.columns import NAN, Column, Floats, Ints, Table


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
        place = self._table.add()
        latest = self._latest.data[place - 1] if place else began
        if began < latest:
            self.disorder = max(self.disorder, latest - began)
        self._rows.data[place] = row
        self._latest.data[place] = max(began, latest)

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
