"""The program's stdout and stderr: what its processes write, line by line, with the writer's pid where the system reports it."""

from __future__ import annotations

import codecs
import contextlib
import os
import socket
import sys
import time
from collections.abc import Callable

from workers.wire.events import Output

MAX_PIECE_LENGTH = 8192  # characters of one event; a longer line comes in parts
Waiting = Callable[[], contextlib.AbstractContextManager[None]]
PATIENCE = 50_000_000  # ns that the rest of a line may take
_CHUNK = 1 << 16  # bytes a read takes at most

# Linux reports who wrote (unix(7), SO_PASSCRED): struct ucred is three ints, the pid first.
_CREDENTIALS = getattr(socket, "SCM_CREDENTIALS", None) if sys.platform == "linux" else None


class LineSplitter:
    """One stream's bytes as Output events; the lines of different writers do not mix.

    What a writer wrote without a line break is given as a part when nothing has followed for PATIENCE: a prompt must be
    seen, but an unbuffered `print` writes each of its words by itself.
    """

    def __init__(self, stream: str, now: Callable[[], int] = time.perf_counter_ns) -> None:
        self._stream, self._now = stream, now
        self._decoders: dict[int, codecs.IncrementalDecoder] = {}
        self._rests: dict[int, tuple[int, str]] = {}  # pid -> when its unfinished line began, and the line so far

    def split(self, pid: int, data: bytes) -> list[Output]:
        """The lines that `data` of `pid` completes."""
        decoder = self._decoders.get(pid)
        if decoder is None:
            decoder = self._decoders[pid] = codecs.getincrementaldecoder("utf-8")("replace")
        t = self._now()
        began, before = self._rests.pop(pid, (t, ""))
        *lines, rest = (before + decoder.decode(data)).split("\n")
        events = []
        for line in lines:
            events += self._pieces(began, pid, line, False)
            began = t
        if len(rest) > MAX_PIECE_LENGTH:
            events += self._pieces(began, pid, rest, True)
        elif rest:
            self._rests[pid] = (began, rest)
        return events

    def overdue(self, patience: int = PATIENCE) -> list[Output]:
        """Unfinished lines that began more than `patience` ns ago, as parts."""
        latest = self._now() - patience
        events = []
        for pid, (began, rest) in list(self._rests.items()):
            if began <= latest:
                del self._rests[pid]
                events.append(Output(began, pid, 0, -1, self._stream, rest, True))
        return events

    def _pieces(self, t: int, pid: int, line: str, partial: bool) -> list[Output]:
        line = line.removesuffix("\r")
        pieces = [line[at : at + MAX_PIECE_LENGTH] for at in range(0, len(line), MAX_PIECE_LENGTH)] or [""]
        last = len(pieces) - 1
        return [Output(t, pid, 0, -1, self._stream, piece, partial or at < last) for at, piece in enumerate(pieces)]


class OutputSocket:
    """One stream of the program (POSIX): a socket, because a pipe does not report who wrote.

    `echo`: a descriptor that gets the same bytes as they come. `waiting`: around what may wait for its reader without end.
    """

    def __init__(self, stream: str, echo: int | None, waiting: Waiting = contextlib.nullcontext) -> None:
        self.receiver, self.sender = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self.receiver.setblocking(False)
        if _CREDENTIALS is not None:
            self.receiver.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.name = stream
        self._splitter = LineSplitter(stream)
        self._echo, self._waiting = echo, waiting

    def read(self) -> list[Output] | None:
        """What was written, a chunk of one writer; [] when there is nothing now, None when nobody can write any more."""
        pid = 0
        try:
            if _CREDENTIALS is None:
                data = self.receiver.recv(_CHUNK)
            else:
                data, extra, _flags, _address = self.receiver.recvmsg(_CHUNK, socket.CMSG_SPACE(12))
                if extra:
                    pid = int.from_bytes(extra[0][2][:4], sys.byteorder)
        except BlockingIOError:
            return []
        if not data:
            return None
        if self._echo is not None:
            self._write_echo(data)
        return self._splitter.split(pid, data)

    def overdue(self, patience: int = PATIENCE) -> list[Output]:
        return self._splitter.overdue(patience)

    def _write_echo(self, data: bytes) -> None:
        assert self._echo is not None
        try:
            with self._waiting():
                while data:
                    data = data[os.write(self._echo, data) :]
        except OSError:  # `| head` has seen enough: the run goes on without
            self._echo = None

    def close(self) -> None:
        self.receiver.close()
        self.sender.close()
