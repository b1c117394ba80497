"""The terminal of a run without a window: our own sentences and, where the program's output is recorded, that and a progress
line.

Else the terminal is the program's as long as it runs, and we say nothing before it has ended.
"""

from __future__ import annotations

import io
import math
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext

from workers.analysis.failures import Blocked
from workers.analysis.findings import findings, waits_at
from workers.analysis.sentences import sentence
from workers.analysis.statistics import headline
from workers.trace.trace import Trace
from workers.wire.events import Event, Output

REDRAW = 0.1  # s between two progress lines
LOOK = 0.5  # s between two looks for what went wrong


class Terminal:
    """The program's stdout and stderr go to ours; what we say goes to stderr, so that stdout is the program's own.

    recorded: the program's output comes by us. watched: then somebody sees our stderr, so there is a progress line, and output
    must come by `echo` to not run into it.
    """

    def __init__(self, recorded: bool) -> None:
        self._recorded = recorded
        self._shared = not recorded  # the program may have left a line open
        self.watched = recorded and sys.stderr is not None and sys.stderr.isatty()
        self.waiting: Callable[[], AbstractContextManager[None]] = nullcontext  # around what may wait for the reader
        self._open_line = False  # the program has written a part of a line: no place for a progress line
        self._progress = ""
        self._drawn = 0.0
        self._looked = 0.0  # when it was looked for what went wrong
        self._reported: set[tuple[type, Blocked | None]] = set()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # an ASCII terminal shows a program's é as ?

    def echo(self, batch: Iterable[Event]) -> None:
        """Writes the program's output as it came."""
        pieces = [event for event in batch if isinstance(event, Output)]
        if not pieces:
            return
        self._clear()
        try:
            with self.waiting():
                for piece in pieces:
                    stream = sys.stderr if piece.stream == "stderr" else sys.stdout
                    stream.write(piece.text if piece.partial else piece.text + "\n")
                sys.stdout.flush()
                sys.stderr.flush()
        except BrokenPipeError:
            # `| head` has seen enough; the run goes on. Python would complain of what it cannot write any more:
            # https://docs.python.org/3/library/signal.html#note-on-sigpipe
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        self._open_line = pieces[-1].partial

    def say(self, text: str) -> None:
        """Our own lines, after the program's."""
        self._clear()
        begin = "\n" if self._open_line else ""
        if self._shared:
            begin = _fresh_line()
        self._open_line = self._shared = False
        self._write(f"{begin}{text.rstrip()}\n")

    def progress(self, trace: Trace) -> None:
        """How far the run is, on a terminal only, and seldom enough to cost nothing."""
        now = time.perf_counter_ns()
        if not self.watched or self._open_line or trace.zero_ns is None or now / 1e9 - self._drawn < REDRAW:
            return
        self._drawn = now / 1e9
        numbers = headline(trace, (now - trace.zero_ns) / 1e9)
        others = ((numbers.failed, "failed"), (numbers.cancelled, "cancelled"), (numbers.lost, "lost"))
        text = (
            f"{numbers.elapsed:.1f} s   {numbers.finished} of {numbers.submitted} tasks done, "
            f"{numbers.running} running, {numbers.queued} waiting"
            + "".join(f", {count} {word}" for count, word in others if count)
        )
        self.status(text)

    def warn(self, trace: Trace) -> None:
        """Reports what went wrong while the run goes on, for it may never end; again when it means something new."""
        now = time.monotonic()
        if not self.watched or self._open_line or now - self._looked < LOOK or not math.isnan(trace.ended):
            return
        self._looked = now
        for finding in findings(trace):
            if (kind := (type(finding), waits_at(finding))) not in self._reported:
                self._reported.add(kind)
                self.say(f"poolscope: {sentence(finding)}")

    def status(self, text: str) -> None:
        """A line that is written over by the next; on a terminal only."""
        if self.watched:
            self._clear()
            self._progress = text[: shutil.get_terminal_size().columns - 1]
            self._write(self._progress)

    def _clear(self) -> None:
        if self._progress:
            self._write("\r" + " " * len(self._progress) + "\r")
            self._progress = ""

    def _write(self, text: str) -> None:
        if sys.stderr is None:
            return
        try:
            with self.waiting():
                sys.stderr.write(text)
                sys.stderr.flush()
        except OSError:
            self.watched = False


def _fresh_line() -> str:
    """What brings stderr to the beginning of a line, where somebody else may have left it anywhere.

    A terminal does not tell where its cursor stands. Spaces for a whole line take it into the next one unless it stood at the
    beginning; what zsh does before its prompt.
    """
    if sys.stderr is None:
        return ""
    try:
        if sys.stderr.isatty():
            return " " * shutil.get_terminal_size().columns + "\r\x1b[K" if _wraps() else "\n"
        descriptor = sys.stderr.fileno()
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return "" if _ends_a_line(descriptor) else "\n"
    except (OSError, ValueError):
        pass
    return "\n"


def _wraps() -> bool:
    return os.environ.get("TERM", "dumb") not in ("dumb", "")


def _ends_a_line(descriptor: int) -> bool:
    """Whether a file is empty or ends with a line break; False where it cannot be read."""
    with open(f"/dev/fd/{descriptor}", "rb") as file:  # noqa: PTH123 - a descriptor of ours
        if file.seek(0, os.SEEK_END) == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
