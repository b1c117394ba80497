"""A run on disk: the Chrome trace event format, which Perfetto opens and Poolscope reads back without loss.

The JSON array form, one event a line; its closing bracket is optional, so a file cut off at any line is still a trace. Each
wire event is exactly one line whose `args` hold the wire tuple as "e"; further lines (names, queue waits, arrows, counters)
are there for other viewers only. Times are µs with three decimals, so that no ns is lost.

https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU (Trace Event Format)
"""

from __future__ import annotations

import contextlib
import errno
import json
import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO

from workers.disk.writing import goes_straight, open_straight
from workers.errors import EngineError, ErrorKind, reason
from workers.files.chrome import ChromeLines
from workers.files.limits import Limits
from workers.log import logger
from workers.wire.decoding import decode
from workers.wire.events import Event, ProgramText, RunStarted

MAX_LINE_LENGTH = 1 << 20  # characters; an event is at most some kB, so a longer line is something else
MAX_TEXT_LENGTH = MAX_LINE_LENGTH - (1 << 16)  # characters that a program's text takes in its line
MAX_BAD = 1000  # lines that cannot be read, where they are more than those that can
MAX_REFUSED = 20_000  # events that are left out, where they are more than half
MAX_SKIPPED = 64  # times MAX_LINE_LENGTH of one line
AT_ONCE = 5000  # lines between two batches that are read


class TraceFileError(EngineError):
    """A file cannot be read as a trace, or not all of it."""


class RecordingFull(OSError):
    """A recording has become as long as it may be."""


_log = logger("trace")


class TraceWriter:
    """Writes a run to `path` while it goes on. Raises OSError where the file cannot be written.

    `text`: the program's, as it runs. It goes into the file, so that a reader needs no file but that one. `most`: bytes after
    which nothing more is written. After an error the file holds whole lines, what was written before, and is closed. A pipe's
    reader is waited for for some seconds (see `open_straight`).
    """

    def __init__(self, path: str | Path, text: str = "", most: float = math.inf) -> None:
        self._path = path = Path(path)
        self.size = 0  # bytes
        self.last: int | None = None  # time of the latest event in the file, ns on the run's clock
        self._straight = goes_straight(path)
        self._file: IO[bytes] = open_straight(path) if self._straight else path.open("wb", buffering=0)
        self._lines = ChromeLines()
        self._text = text
        self._most = most
        self._put("[\n")

    def write(self, batch: Iterable[Event]) -> None:
        """Adds events; they are in the file (not only in a buffer) when this returns. Raises RecordingFull before `most`."""
        lines: list[str] = []
        last = self.last
        for event in batch:
            self._lines.add(event, lines)
            last = event.t
            if self._text and isinstance(event, RunStarted):
                self._lines.add(_program_text(event, self._text), lines)
                self._text = ""
        text = "".join(lines)
        if self.size + len(text) > self._most:
            self._file.close()
            _log.warning("%s has the run's beginning, in %d bytes: that is as long as it may be", self._path, self.size)
            raise RecordingFull(errno.EFBIG, "the recording is as long as it may be")
        if text:
            self._put(text)
            self.last = last

    def close(self) -> None:
        """Ends the file: from now on it is strict JSON too. Closing twice does no harm."""
        if self._file.closed:
            return
        self._put("".join(self._lines.last()) + "]\n")
        self._file.close()
        _log.info("%s has the run, in %d bytes", self._path, self.size)

    def _put(self, text: str) -> None:
        data = text.encode("ascii")
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
            self._file.flush()
        except BaseException:
            with contextlib.suppress(OSError):
                if not self._straight:
                    self._file.truncate(self.size)
            with contextlib.suppress(OSError):
                self._file.close()
            raise
        self.size += len(data)


def _program_text(start: RunStarted, text: str) -> ProgramText:
    """As much of the text as a line may hold: a character takes up to 12 there."""
    kept = text[:MAX_TEXT_LENGTH]
    while (size := len(json.dumps(kept))) > MAX_TEXT_LENGTH:
        kept = kept[: len(kept) * MAX_TEXT_LENGTH // size]
    return ProgramText(start.t, start.pid, start.tid, -1, kept, len(kept) == len(text))


def begins_as_trace(path: Path) -> bool:
    """Whether the file's first line is that of a trace; no more of it is read."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.readline(MAX_LINE_LENGTH).strip() == b"["
    except (OSError, ValueError):
        return False


def read_trace(path: str | Path) -> Iterator[list[Event]]:
    """The events of a trace that Poolscope wrote, in batches. A last line that is cut off is left out.

    A batch is empty now and then, so that who reads gets a turn after so much of whatever is in the file.

    Nothing is unpickled or evaluated. Raises TraceFileError: at the call if the file cannot be opened, and after the
    last batch if it turns out not to be such a trace, or not from there on.
    """
    name = Path(path).name
    try:
        if Path(path).exists() and not (
            Path(path).is_file() or Path(path).is_dir()
        ):  # a pipe is waited for, a device has no end
            raise TraceFileError(ErrorKind.TRACE_NO_FILE, name)
        file = Path(path).open("rb")  # noqa: SIM115 - _batches closes it
    except (OSError, ValueError) as error:
        raise TraceFileError(ErrorKind.NOT_OPENED, name, reason(error)) from None
    return _batches(file, name)


def _batches(file: BinaryIO, name: str) -> Iterator[list[Event]]:
    limits = Limits()
    batch: list[Event] = []
    read = bad = first_bad = number = length = 0
    with file:
        while True:
            if number % AT_ONCE == 0 or length > MAX_LINE_LENGTH:  # whoever reads may leave here
                yield batch
                batch, length = [], 0
            try:
                line = file.readline(MAX_LINE_LENGTH)
            except OSError as error:
                yield batch
                raise TraceFileError(ErrorKind.NOT_READABLE, name, reason(error)) from None
            if not line:
                break
            number += 1
            length += len(line)
            if number == 1:
                if line.strip() not in (b"[", b""):
                    raise TraceFileError(ErrorKind.NOT_A_TRACE, name)
                continue
            try:
                event = _event_of(line)
            except (ValueError, RecursionError):
                whole = line.endswith(b"\n") or _skip_line(file)
                if not whole and not (len(line) >= MAX_LINE_LENGTH):
                    break  # cut off here
                bad += 1
                first_bad = first_bad or number
                if not whole or bad > max(MAX_BAD, read):
                    break
                continue
            if event is not None:
                read += 1
                if (event := limits.let_in(event)) is not None:
                    batch.append(event)
                elif limits.refused > max(MAX_REFUSED, read // 2):
                    break
        yield batch
    if bad and (not read or bad > max(MAX_BAD, read)):
        raise TraceFileError(ErrorKind.TRACE_DAMAGED, name, first_bad)
    if bad:
        raise TraceFileError(ErrorKind.TRACE_LINES_DAMAGED, name, bad, first_bad)
    if limits.refused > max(MAX_REFUSED, read // 2):
        raise TraceFileError(ErrorKind.TRACE_TOO_MUCH, name, number)
    if limits.refused:
        raise TraceFileError(ErrorKind.TRACE_REFUSED, name, limits.refused)


def _skip_line(file: BinaryIO) -> bool:
    """Goes to the end of a line that is too long. False where that is not to be found."""
    for _ in range(MAX_SKIPPED):
        rest = file.readline(MAX_LINE_LENGTH)
        if rest.endswith(b"\n"):
            return True
        if not rest:
            return False
    return False


def _event_of(line: bytes) -> Event | None:
    """The wire event that a line carries, None for other lines. Raises ValueError for what is not a trace's line."""
    text = line.decode("utf-8").strip().removesuffix(",").removesuffix("]").rstrip()
    if not text:
        return None
    entry = _object(text)
    if not isinstance(entry, dict):
        raise ValueError("not an object")
    args = entry.get("args")
    if not isinstance(args, dict) or "e" not in args:
        return None
    wire = args["e"]
    if not isinstance(wire, list):
        raise ValueError("not an event")
    return decode(tuple(wire))


def _refuse(constant: str) -> None:
    raise ValueError(constant)


_object: Callable[[str], Any] = json.JSONDecoder(parse_constant=_refuse).decode
