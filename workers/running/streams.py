"""The program's two streams, the EventQueue and the keeper's end, waited for together: one way for POSIX, one for Windows."""

from __future__ import annotations

import contextlib
import queue
import selectors
import subprocess
import sys
import threading
from multiprocessing import connection
from typing import IO, Any, Protocol

from workers.running.output import LineSplitter, OutputSocket, Waiting
from workers.wire.events import Event

_READ_SIZE = 1 << 16


class Streams(Protocol):
    """What a Run needs of either way."""

    def options(self) -> dict[str, Any]:
        """Keyword arguments for what starts the keeper, which hands its streams on."""

    def started(self, keeper: subprocess.Popen[bytes]) -> None: ...

    def wait(self, reader: Any, end: int | None, timeout: float) -> None:
        """Until the queue's `reader`, `end` (see `KeeperLink.reader`) or a stream has something, at most `timeout` s."""

    def read(self, most: int) -> list[Event]: ...

    def read_rest(self) -> list[Event]:
        """All that is still there, when every writer is gone."""

    def close(self) -> None: ...


def open_streams(record: bool, echo: bool, waiting: Waiting = contextlib.nullcontext) -> Streams:
    """The way to read the program's streams; `echo`: they also go to our own, `waiting` around each write there.

    Not `record`: it has our own, unread.
    """
    if sys.platform == "win32":
        return _PipeThreads(echo, record)
    return _Sockets(echo, ("stdout", "stderr") if record else (), waiting)


class _Sockets:
    def __init__(self, echo: bool, names: tuple[str, ...], waiting: Waiting) -> None:
        own = {"stdout": 1, "stderr": 2}
        self._both = [OutputSocket(name, own[name] if echo else None, waiting) for name in names]
        self._open = list(self._both)
        self._selector = selectors.DefaultSelector()
        for stream in self._open:
            self._selector.register(stream.receiver, selectors.EVENT_READ)
        self._waits_for_queue = False

    def options(self) -> dict[str, Any]:
        return {stream.name: stream.sender for stream in self._both}

    def started(self, keeper: subprocess.Popen[bytes]) -> None:
        for stream in self._open:
            stream.sender.close()

    def wait(self, reader: Any, end: int | None, timeout: float) -> None:
        if not self._waits_for_queue:
            self._selector.register(reader, selectors.EVENT_READ)
            if end is not None:
                self._selector.register(end, selectors.EVENT_READ)
            self._waits_for_queue = True
        self._selector.select(timeout)

    def read(self, most: int) -> list[Event]:
        events: list[Event] = []
        for stream in list(self._open):
            while len(events) < most:
                read = stream.read()
                if read is None:
                    self._selector.unregister(stream.receiver)
                    self._open.remove(stream)
                if not read:
                    events += stream.overdue()  # only where all is read: the rest of the line may be there already
                    break
                events += read
        return events

    def read_rest(self) -> list[Event]:
        events: list[Event] = []
        while read := self.read(_READ_SIZE):
            events += read
        for stream in self._both:
            events += stream.overdue(patience=0)
        return events

    def close(self) -> None:
        self._selector.close()
        for stream in self._both:
            stream.close()


class _PipeThreads:
    """Windows cannot wait for a pipe and the queue together: a thread a stream reads ahead."""

    def __init__(self, echo: bool, record: bool) -> None:
        self._echo, self._record = echo, record
        self._events: queue.SimpleQueue[list[Any]] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def options(self) -> dict[str, Any]:
        return {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} if self._record else {}

    def started(self, keeper: subprocess.Popen[bytes]) -> None:
        for name, pipe, own in (("stdout", keeper.stdout, sys.stdout), ("stderr", keeper.stderr, sys.stderr)):
            if pipe is None:
                continue
            echo = own.buffer if self._echo else None
            thread = threading.Thread(target=self._read_ahead, args=(name, pipe, echo), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _read_ahead(self, name: str, pipe: Any, echo: IO[bytes] | None) -> None:
        splitter = LineSplitter(name)
        while data := pipe.read1(_READ_SIZE):
            if echo is not None:
                echo.write(data)
                echo.flush()
            self._events.put(splitter.split(0, data))
        self._events.put(splitter.overdue(patience=0))
        pipe.close()

    def wait(self, reader: Any, end: int | None, timeout: float) -> None:
        if self._events.empty():
            connection.wait([reader], min(timeout, 0.05))

    def read(self, most: int) -> list[Event]:
        events: list[Event] = []
        while len(events) < most and not self._events.empty():
            events += self._events.get()
        return events

    def read_rest(self) -> list[Event]:
        for thread in self._threads:
            thread.join()
        return self.read(1 << 30)

    def close(self) -> None:
        for thread in self._threads:
            thread.join()
