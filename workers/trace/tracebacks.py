"""The tracebacks among what a program prints: whose they are, the error, and the lines of which file they name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HEAD = "Traceback (most recent call last):"
_PLACE = re.compile(r'\s*File "(?P<file>[^"]+)", line (?P<line>\d{1,9})')
_MAX_ERROR_LENGTH = 300
_MAX_FRAMES, _MAX_PROCESSES = 500, 10_000  # what is printed may be anything: a record must not grow with it
_STEPS = {  # lines of multiprocessing/pool.py and concurrent/futures/process.py, the same from Python 3.9 to 3.13
    "initializer(*initargs)": "initializer",
    "task = get()": "get",
}


@dataclass(frozen=True, slots=True)
class Traceback:
    """One that was printed whole. `frames`: file and line of each entry, the innermost last."""

    error: str  # "ValueError: no such thing"; a longer error's first line
    frames: tuple[tuple[str, int], ...]
    step: str  # what a pool's worker was about: "initializer", "get" (it took a task), "" for neither

    def line_in(self, file: str) -> int:
        """The innermost line of a file; 0: none."""
        return next((line for other, line in reversed(self.frames) if other == file), 0)


@dataclass(slots=True)
class _Open:
    frames: list[tuple[str, int]] = field(default_factory=list)
    step: str = ""


class Tracebacks:
    """Follows the lines of stderr; keeps the last traceback of each process. A line that is none costs next to nothing."""

    def __init__(self) -> None:
        self.last: dict[int, Traceback] = {}  # by pid; 0: not known whose
        self._open: dict[int, _Open] = {}

    def add(self, pid: int, text: str) -> None:
        """A whole line that a process wrote."""
        found = self._open.get(pid)
        if text.endswith(_HEAD) or (found is None and text.startswith('  File "')):  # without its head: a SyntaxError
            found = self._open[pid] = _Open()
        if found is None or text.endswith(_HEAD):
            return
        if frame := frame_in(text):
            found.frames = [*found.frames[-_MAX_FRAMES:], frame]
        elif text[:1] in (" ", "\t") or not text:
            found.step = _STEPS.get(text.strip(), found.step)
        else:
            del self._open[pid]
            if found.frames and (len(self.last) < _MAX_PROCESSES or pid in self.last):
                self.last[pid] = Traceback(text[:_MAX_ERROR_LENGTH].rstrip(), tuple(found.frames), found.step)


def frame_in(text: str) -> tuple[str, int] | None:
    """(file, line) that a line of a traceback names; None for any other line."""
    if 'File "' not in text:
        return None
    found = _PLACE.match(text)
    return (found["file"], int(found["line"])) if found else None
