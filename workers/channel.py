"""EventQueue: how every process of a run tells the window what happens, without ever waiting for one another.

A `multiprocessing` SimpleQueue less its write lock. The stock queues take a lock around each write, and a worker that is
killed while it holds the lock silences all the others for good. A write of at most PIPE_BUF bytes to a pipe is atomic
(pipe(7)), so short messages need no lock. Writing is synchronous: a feeder thread, as `multiprocessing.Queue` has one,
cannot send "task started" while the task holds the GIL in one long C call.

Standard library only: this is imported inside the watched program, on Python 3.9 and newer.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import struct
import sys
from multiprocessing import connection, context
from multiprocessing.queues import SimpleQueue
from typing import TYPE_CHECKING, Any, List, Tuple

if TYPE_CHECKING:
    from .events import Event

    _Base = SimpleQueue[Tuple[Any, ...]]
else:
    _Base = SimpleQueue

try:
    import fcntl
except ImportError:  # Windows: pipes there carry whole messages by themselves
    fcntl = None  # type: ignore[assignment]

MAX_MESSAGE = (
    4096  # bytes with the length before it: Linux's PIPE_BUF; the least that POSIX allows is 512, macOS has 512
)
if fcntl is not None:
    import select

    MAX_MESSAGE = min(MAX_MESSAGE, select.PIPE_BUF)
PIPE_SIZE = 1 << 20  # bytes asked of Linux, so that a burst does not make the program wait for the reader
HIGH_DESCRIPTOR = 700  # out of the way of a program that closes or reuses the low numbers

# Version 2 is read by every later Python, whatever interpreter runs the program.
_MARSHAL = 2
_LENGTH = struct.Struct("!i")  # as multiprocessing.connection frames its messages


class EventQueue(_Base):
    """One reader, any number of writers; a message is a tuple of numbers and text (see `events`).

    Pickled to a child that is being spawned, only the write end travels.
    """

    def __init__(self) -> None:
        self._reader, self._writer = connection.Pipe(duplex=False)
        self._rest = b""
        if fcntl is not None:
            os.set_blocking(self._reader.fileno(), False)
            with contextlib.suppress(OSError):  # not Linux, or over the user's limit
                fcntl.fcntl(self._reader.fileno(), getattr(fcntl, "F_SETPIPE_SZ", 1031), PIPE_SIZE)

    @classmethod
    def attach(cls, handle: int) -> EventQueue:
        """The write end that this process inherited as a descriptor (Windows: a handle)."""
        if sys.platform == "win32":
            return cls.of_writer(connection.PipeConnection(handle, readable=False))
        return cls.of_writer(connection.Connection(handle, readable=False))

    @classmethod
    def of_writer(cls, writer: Any) -> EventQueue:
        """A queue to write to, from the write end that travelled to a child."""
        queue = cls.__new__(cls)
        queue.__setstate__(writer)
        return queue

    def __getstate__(self) -> Any:
        context.assert_spawning(self)
        return self._writer

    def __setstate__(self, writer: Any) -> None:
        if fcntl is not None:
            try:
                high = fcntl.fcntl(writer.fileno(), fcntl.F_DUPFD_CLOEXEC, HIGH_DESCRIPTOR)
            except OSError:  # the process may not have so many descriptors
                os.set_inheritable(writer.fileno(), False)
            else:
                writer.close()
                writer = connection.Connection(high, readable=False)
        self._writer = writer

    @property
    def handle(self) -> int:
        """The write end's descriptor (Windows: handle), for a process that is to inherit it."""
        return self._writer.fileno()

    @property
    def writer(self) -> Any:
        """The write end: a Connection, which can be pickled to a child that is being spawned."""
        return self._writer

    @property
    def reader(self) -> Any:
        """The read end, something to wait for."""
        return self._reader

    def put(self, obj: Tuple[Any, ...]) -> None:
        """Write one message at once; text is cut where the message would be too long.

        Raises OSError when nobody can read any more, ValueError for what is neither number nor text.
        """
        message = marshal.dumps(obj, _MARSHAL)
        if len(message) > MAX_MESSAGE - _LENGTH.size:
            message = marshal.dumps(_shortened(obj, MAX_MESSAGE - _LENGTH.size), _MARSHAL)
        if fcntl is None:
            self._writer.send_bytes(message)
        else:
            os.write(self._writer.fileno(), _LENGTH.pack(len(message)) + message)

    def drain(self) -> List[Event]:
        """All events that are there, without waiting. Raises EOFError when the last writer is gone and all is read."""
        if fcntl is None:
            return self._drain_messages()
        try:
            data = os.read(self._reader.fileno(), PIPE_SIZE)
        except BlockingIOError:
            return []
        if not data:
            raise EOFError
        data = self._rest + data
        events: List[Event] = []
        at = 0
        while at + _LENGTH.size <= len(data):
            (length,) = _LENGTH.unpack_from(data, at)
            end = at + _LENGTH.size + length
            if end > len(data):
                break
            _decode_into(events, data[at + _LENGTH.size : end])
            at = end
        self._rest = data[at:]
        return events

    def _drain_messages(self) -> List[Event]:
        events: List[Event] = []
        try:
            while self._reader.poll(0) and len(events) < 5000:
                _decode_into(events, self._reader.recv_bytes())
        except (BrokenPipeError, EOFError):
            if not events:
                raise EOFError from None
        return events

    def get(self) -> Any:
        """Wait for one event. Meant for tests and small tools; the window drains."""
        waiting: List[Event] = getattr(self, "_waiting", [])
        while not waiting:
            connection.wait([self._reader])
            waiting = self.drain()
        first, self._waiting = waiting[0], waiting[1:]
        return first

    def close_writer(self) -> None:
        """The reader's side gives up its own write end, so that the writers' end can be seen."""
        self._writer.close()

    def close(self) -> None:
        for end in (getattr(self, "_reader", None), self._writer):
            if end is not None and not end.closed:
                end.close()


def _decode_into(events: List[Event], message: bytes) -> None:
    from .decoding import decode  # a reader's need; the watched program only writes

    with contextlib.suppress(ValueError, EOFError, TypeError):  # not ours; what is missing shows in the numbering
        events.append(decode(marshal.loads(message)))


def _shortened(event: Tuple[Any, ...], room: int) -> Tuple[Any, ...]:
    """The same message with its long texts cut so that all fit into `room` bytes."""
    texts = sum(isinstance(field, str) for field in event) or 1
    share = max(16, (room - 16 * len(event)) // texts)  # bytes each text may take; a number takes at most 16 here
    return tuple(_cut(field, share) if isinstance(field, str) else field for field in event)


def _cut(text: str, size: int) -> str:
    data = text.encode("utf-8", "surrogatepass")
    if len(data) <= size:
        return text
    return data[: size - 4].decode("utf-8", "ignore") + "…"
