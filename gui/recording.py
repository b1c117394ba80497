"""The file in which the present run is recorded, and what can be saved of it."""

from __future__ import annotations

import contextlib
import math
import os
import shutil
from pathlib import Path
from shutil import disk_usage

from workers.disk.scratch import Scratch
from workers.disk.writing import replacing
from workers.files.traces import TraceWriter

MAX_BYTES = 500e6  # of a recording that nobody asked for
MAX_SHARE = 0.25  # of what is free on its disk, where that is less


class Recording:
    """`kept_in` is a file that every run is written to while it goes on; without one it is a temporary one, up to a length.

    `whole`: whether the run is recorded to its end, as far as is known; None: it did not run here. `path`: the file; None:
    there is none.
    """

    def __init__(self, kept_in: Path | None) -> None:
        self.path: Path | None = None
        self.whole: bool | None = None
        self._kept_in = kept_in
        self._scratch: Scratch | None = None
        self._writer: TraceWriter | None = None

    def begin(self, text: str) -> TraceWriter:
        """A new file for a run of a program with this text. Raises OSError; there is no recording then."""
        self.path, self._writer, self.whole = None, None, False
        path, most = self._kept_in, math.inf
        if path is None:
            path = self._temporary("run")
            most = min(MAX_BYTES, disk_usage(path.parent).free * MAX_SHARE)
        self._writer = TraceWriter(path, text, most)
        self.path, self.whole = path, True
        return self._writer

    def give_up(self) -> None:
        """The file holds the run's beginning only."""
        self.whole = False

    def show(self, path: Path | None) -> None:
        """The run that is shown did not run here; `path`: the file that it is from."""
        self.path, self._writer, self.whole = path, None, None

    def keep(self, path: Path | None) -> None:
        """The same, of a file that may be gone before the window is."""
        kept = None
        if path is not None:
            with contextlib.suppress(OSError):
                kept = self._temporary("shown")
                _take(path, kept)
        self.show(kept)

    def _temporary(self, name: str) -> Path:
        """Raises OSError."""
        self._scratch = self._scratch or Scratch()
        path = self._scratch.path / f"{name}.trace.json"
        path.unlink(missing_ok=True)  # what the run before took is free again
        return path

    @property
    def size(self) -> int:
        """Bytes."""
        return self._writer.size if self._writer is not None else 0

    @property
    def last(self) -> int | None:
        """Time of the last event in the file, ns on the run's clock, where it ended before the run did; else None."""
        return self._writer.last if self._writer is not None and self.whole is False else None

    def save(self, path: Path) -> None:
        """Copies the file, which there must be. Raises OSError."""
        assert self.path is not None
        with self.path.open("rb") as source, replacing(path) as file:
            shutil.copyfileobj(source, file, 1 << 20)

    def close(self) -> None:
        if self._scratch is not None:
            self._scratch.close()
            self._scratch = self.path = None


def _take(path: Path, kept: Path) -> None:
    """One file by two names where the disk can do that, else a copy. Raises OSError."""
    try:
        os.link(path, kept)
    except OSError:
        shutil.copyfile(path, kept)
