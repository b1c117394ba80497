"""One text a row, in one growing buffer: an object a text would take more than the text itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workers.trace.columns import Column, Ints

_LENGTH_BITS = 16
_LONGEST = (1 << _LENGTH_BITS) - 1  # bytes
_ODD = -1  # not in the buffer: too long for it, or no UTF-8


class Texts:
    """Texts by row, "" where none was set; decoded when they are read. `entries`: the rows' column, "q" filled with 0."""

    __slots__ = ("_bytes", "_entries", "_last", "_last_entry", "_odd")

    def __init__(self, entries: Column) -> None:
        self._entries = entries  # each: where it begins, and its length in the lowest bits
        self._bytes = bytearray()  # grows by an eighth
        self._odd: dict[int, str] = {}
        self._last, self._last_entry = "", 0  # what was set last is often set again: "None"

    @property
    def size(self) -> int:
        """Bytes of all texts."""
        return len(self._bytes)

    def __getitem__(self, row: int) -> str:
        entry = self._entries.data[row]
        if entry > 0:
            begin = entry >> _LENGTH_BITS
            return self._bytes[begin : begin + (entry & _LONGEST)].decode("utf-8", "replace")
        return self._odd[row] if entry else ""

    def __setitem__(self, row: int, text: str) -> None:
        if text == self._last:
            self._entries.data[row] = self._last_entry
            return
        try:
            data = text.encode()
        except UnicodeEncodeError:
            data = bytes(_LONGEST + 1)
        if len(data) <= _LONGEST:
            self._last, self._last_entry = text, len(self._bytes) << _LENGTH_BITS | len(data)
            self._entries.data[row] = self._last_entry
            self._bytes += data
        else:
            self._odd[row] = text
            self._entries.data[row] = _ODD

    def fill(self, begin: int, end: int, text: str) -> None:
        """The same text for rows [begin, end)."""
        self[begin] = text
        self._entries.array[begin:end] = entry = self._entries.data[begin]
        if entry == _ODD:
            self._odd.update(dict.fromkeys(range(begin, end), text))

    def put_all(self, rows: NDArray[np.integer] | slice, text: NDArray[np.uint8], lengths: Ints) -> None:
        """UTF-8 texts, a row each of `text`, of which the first `lengths` bytes count."""
        widest = int(lengths.max(initial=0))
        if not widest:
            self._entries.array[rows] = 0
            return
        begin, text = len(self._bytes), text[:, :widest]
        if int(lengths.min()) == widest and bool((text == text[0]).all()):
            self._bytes += text[0].tobytes()
            self._entries.array[rows] = begin << _LENGTH_BITS | widest
            return
        # What is shorter than the longest leaves a gap: cheaper than to close it, unless the gaps are more than the texts.
        if 2 * int(lengths.sum()) >= text.size:
            begins = begin + widest * np.arange(len(lengths))
            self._bytes += text.tobytes()
        else:
            begins = begin + np.cumsum(lengths) - lengths
            self._bytes += text[np.arange(widest) < lengths[:, None]].tobytes()
        entries = begins << _LENGTH_BITS | lengths
        entries[lengths == 0] = 0
        self._entries.array[rows] = entries
