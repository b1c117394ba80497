"""The terminal of a run without a window: the program's output, our own sentences, and a progress line."""

from __future__ import annotations

import io
import os
import shutil
import sys
import time
from collections.abc import Iterable

from workers.events import Event, Output
from workers.trace.statistics import headline
from workers.trace.trace import Trace

REDRAW = 0.1  # s between two progress lines


class Terminal:
    """The program's stdout and stderr go to ours; what we say goes to stderr, so that stdout is the program's own.

    watched: somebody sees our stderr, so there is a progress line, and output must come by `echo` to not run into it.
    """

    def __init__(self) -> None:
        self.watched = sys.stderr.isatty()
        self._open_line = False  # the program has written a part of a line: no place for a progress line
        self._progress = ""
        self._drawn = 0.0
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
        self._open_line = False
        self._write(f"{begin}{text.rstrip()}\n")

    def progress(self, trace: Trace) -> None:
        """How far the run is, on a terminal only, and seldom enough to cost nothing."""
        now = time.perf_counter_ns()
        if not self.watched or self._open_line or trace.zero_ns is None or now / 1e9 - self._drawn < REDRAW:
            return
        self._drawn = now / 1e9
        numbers = headline(trace, (now - trace.zero_ns) / 1e9)
        done = numbers.finished + numbers.failed + numbers.cancelled + numbers.lost
        text = (
            f"{numbers.elapsed:.1f} s   {done} of {numbers.submitted} tasks done, "
            f"{numbers.running} running, {numbers.waiting} waiting"
        )
        self._clear()
        self._progress = text[: shutil.get_terminal_size().columns - 1]
        self._write(self._progress)

    def _clear(self) -> None:
        if self._progress:
            self._write("\r" + " " * len(self._progress) + "\r")
            self._progress = ""

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except BrokenPipeError:
            self.watched = False
