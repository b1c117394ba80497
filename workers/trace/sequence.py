"""Counts events that were lost, by the gaps in what each process numbers."""

from __future__ import annotations

MAX_MISSING = 100_000  # numbers that are remembered because they may still come


class Sequence:
    """What number each process should say next. Numbers may come late, two threads write at the same time."""

    def __init__(self) -> None:
        self.expected: dict[int, int] = {}  # by pid; the caller counts on where the number is the expected one
        self.lost = 0
        self._remembered = 0
        self._missing: dict[int, set[int]] = {}

    def irregular(self, pid: int, number: int) -> None:
        """Takes in a number that was not expected: the first, one after a gap, a late or a repeated one."""
        if number < 0:
            return  # not numbered
        expected = self.expected.get(pid, 0)
        if number < expected:
            missing = self._missing.get(pid)
            if missing and number in missing:
                missing.remove(number)
                self._remembered -= 1
                self.lost -= 1
            return
        if number > expected:
            self.lost += number - expected
            some = range(expected, min(number, expected + MAX_MISSING - self._remembered))
            if some:
                self._missing.setdefault(pid, set()).update(some)
                self._remembered += len(some)
        self.expected[pid] = number + 1
