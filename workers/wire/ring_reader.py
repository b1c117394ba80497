"""The reader's end of a ring (see `ring`): polls, for nobody is woken by a writer.

Standard library only: the keeper reads the rings.
"""

from __future__ import annotations

import mmap
import os
import platform
import sys

from . import ring, slots
from .slots import SLOT

# There a slot whose two tags are seen is there as a whole. Elsewhere what is stored later may be seen earlier (memory ordering):
# a slot counts at the poll after the one that first saw it.
_STORES_IN_ORDER = platform.machine().lower() in ("x86_64", "amd64", "i386", "i686")
_STEP = 512  # slots that are looked at together
_WORDS = SLOT // 4
_HALF, _MASK = 2**31, 2**32 - 1


class RingReader:
    """Maps the ring at `path` and removes its file. Raises OSError, ValueError where it is none (yet).

    pid: its writer's. A writer that has died leaves at most one statement that is not whole; it is left out.
    """

    def __init__(self, path: str, in_order: bool = _STORES_IN_ORDER) -> None:
        with open(path, "r+b", buffering=0) as file:  # noqa: PTH123 - a str throughout
            size = os.fstat(file.fileno()).st_size
            head = file.read(ring.HEADER.size)
            if len(head) < ring.HEADER.size or size < 2 * SLOT:
                raise ValueError(path)
            mark, self._count, self.pid, _read, _over = ring.HEADER.unpack(head)
            if mark != ring.MARK or SLOT * (1 + self._count) > size:
                raise ValueError(path)
            if sys.platform != "win32" and sys.version_info >= (3, 13):
                self._map = mmap.mmap(file.fileno(), size, trackfd=False)
            else:
                self._map = mmap.mmap(file.fileno(), size)
        if sys.platform != "win32":
            os.unlink(path)  # noqa: PTH108
        whole = memoryview(self._map)
        self._read = whole[:SLOT].cast("Q")
        self._over = whole[:SLOT].cast("I")
        words = whole[SLOT : SLOT * (1 + self._count)].cast("I")
        self._heads, self._tails = words[0::_WORDS], words[_WORDS - 1 :: _WORDS]
        self._views = [self._read, self._over, self._heads, self._tails, words, whole]
        self._in_order = in_order
        self._at = 0  # the slot that is read next
        self._whole = 0  # how many from there on were whole at the last poll, up to the ring's end
        self._highest = 0  # number of a statement so far

    @property
    def waiting(self) -> bool:
        """Whether there is something to read."""
        return self._heads[self._at] != 0

    def poll(self, last: bool = False) -> bytes:
        """What was written since, as whole statements in their order. `last`: the writer is dead, nothing more will come."""
        if not self._heads[self._at]:
            return b""
        taken = []
        while True:
            before, self._whole = self._whole, self._look(self._whole)
            count = self._whole if last or self._in_order else before
            count = self._without_half(count)
            if count:
                taken.append(self._take(count))
            if self._at or not count:  # only at the ring's end there may be more, at its beginning
                break
        return b"".join(taken)

    def end(self) -> None:
        """Says that nobody will read any more: its writer falls silent."""
        self._over[ring.OVER] = 1

    def close(self) -> None:
        for view in self._views:
            view.release()
        self._map.close()

    def _look(self, whole: int) -> int:
        """How many slots from `_at` on are whole, up to the ring's end; so many of them are known to be."""
        at = self._at + whole
        while at < self._count:
            heads, tails = self._heads[at : at + _STEP].tolist(), self._tails[at : at + _STEP].tolist()
            if heads == tails and 0 not in heads:
                at += len(heads)
                continue
            for head, tail in zip(heads, tails, strict=True):
                if head != tail or not head:
                    return at - self._at
                at += 1
        return at - self._at

    def _without_half(self, count: int) -> int:
        """So many less as belong to a last statement of which not all slots are there."""
        at = self._at + count - 1
        while at >= self._at:
            start = SLOT * (1 + at)
            if self._map[start + 4] != slots.CONTINUED:
                missing = self._map[start + 5] - (self._at + count - 1 - at)
                return count if missing <= 0 else at - self._at
            at -= 1
        return 0

    def _take(self, count: int) -> bytes:
        start, end = SLOT * (1 + self._at), SLOT * (1 + self._at + count)
        numbers = self._heads[self._at : self._at + count].tolist()
        data = self._map[start:end]
        self._map[start:end] = bytes(end - start)
        for number in (max(numbers), min(numbers)):  # the least is the latest where 32 bits were not enough
            ahead = (number - self._highest) & _MASK
            if ahead < _HALF:
                self._highest += ahead
        self._read[ring.READ] = self._highest + 1
        self._at += count
        self._whole -= count
        if self._at == self._count:
            self._at = 0
        return data
