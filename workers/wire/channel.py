"""EventQueue: how every process of a run reports what happens to the window, without ever waiting for one another.

A `multiprocessing` SimpleQueue less its write lock. The stock queues take a lock around each write, and a worker that is
killed while it holds the lock silences all the others for good. A write of at most PIPE_BUF bytes to a pipe is atomic
(pipe(7)), so short messages need no lock. Writing is synchronous: a feeder thread, as `multiprocessing.Queue` has one,
cannot send "task started" while the task holds the GIL in one long C call.

Standard library only: this is imported inside the watched program, on Python 3.9 and newer.
"""

from __future__ import annotations

import contextlib
import errno
import marshal
import os
import stat
import sys
from multiprocessing import connection, context, reduction
from typing import TYPE_CHECKING, Any, List, Optional, Tuple
from zlib import crc32

from . import framing

if TYPE_CHECKING:
    from .events import Event

try:
    import fcntl
except ImportError:  # Windows: pipes there carry whole messages by themselves
    fcntl = None  # type: ignore[assignment]

PIPE_SIZE = 1 << 20  # bytes asked of Linux, so that a burst does not make the program wait for the reader
_HIGH = (700, 200)  # descriptors out of the way of a program that closes or reuses the low numbers: tried in turn

# Version 2 is read by every later Python, whatever interpreter runs the program.
_MARSHAL = 2
_ROOM = framing.MAX_MESSAGE - framing.HEADER.size


class Lost(OSError):
    """The number that was the channel's is not the channel's any more: the program closed it."""

    def __init__(self) -> None:
        super().__init__(errno.EBADF, "the descriptor of the channel was closed")


class EventQueue:
    """One reader, any number of writers; a message is a tuple of numbers and text (see `events`).

    To its users a queue of multiprocessing's: `put`, `get`, `empty`, `close`, and it travels to a child that is being spawned,
    which can write to it. How the bytes lie in a pipe is its two ends' business.
    """

    def __init__(self) -> None:
        if fcntl is None:
            reader, writer = connection.Pipe(duplex=False)
            self._open(_MessageReadEnd(reader), _MessageWriteEnd(writer))
        else:
            read, write = os.pipe()
            self._open(_ReadEnd(read), _WriteEnd(write))

    def _open(self, reader: Any, writer: Any) -> EventQueue:
        self._reader, self._writer = reader, writer
        self._unread: List[Event] = []
        return self

    @classmethod
    def attach(cls, handle: int) -> EventQueue:
        """The write end that this process inherited as a descriptor (Windows: a handle).

        Never raises: where the number is not a channel's (something on the way closed it), the queue is not `alive`.
        """
        if sys.platform == "win32":
            return cls.of_writer(connection.PipeConnection(handle, readable=False))
        return cls.__new__(cls)._open(None, _WriteEnd(handle).moved_up())

    @classmethod
    def of_writer(cls, writer: Any) -> EventQueue:
        """A queue to write to, from the write end that travelled to a child (see `writer`)."""
        if sys.platform == "win32":
            return cls.__new__(cls)._open(None, _MessageWriteEnd(writer))
        return cls.attach(writer.detach())

    def __reduce__(self) -> Tuple[Any, ...]:
        context.assert_spawning(self)
        return EventQueue.of_writer, (self.writer,)

    @property
    def handle(self) -> int:
        """The write end's descriptor (Windows: handle), for a process that is to inherit it."""
        return int(self._writer.fileno())

    @property
    def writer(self) -> Any:
        """The write end as it is pickled to a child that is being spawned, for `of_writer` there."""
        return self._writer.pickled()

    @property
    def reader(self) -> Any:
        """The read end, something to wait for."""
        return self._reader.connection

    @property
    def unreadable(self) -> int:
        """Bytes so far that came out of the channel and were no event."""
        return int(self._reader.incoming.unreadable)

    def alive(self) -> bool:
        """Whether the write end is still the channel: a program may have closed it, and have opened a file at its number."""
        return bool(self._writer.is_ours())

    def put(self, obj: Tuple[Any, ...]) -> None:
        """Write one message at once; text is cut where the message would be too long.

        Raises OSError when nobody can read any more, Lost (an OSError) where the program closed the descriptor: nothing is
        written then. ValueError for what is neither number nor text.
        """
        self._writer.put(obj)

    def message(self, obj: Tuple[Any, ...]) -> bytes:
        """The bytes by which `obj` goes through a pipe. Raises ValueError."""
        return _framed(obj)

    @property
    def identity(self) -> Optional[Tuple[int, ...]]:
        """(st_ino, st_dev) of the pipe; None where the write end never was one, and on Windows."""
        found: Optional[Tuple[int, ...]] = self._writer.identity
        return found

    def drain(self) -> List[Event]:
        """All events that are there, without waiting. Raises EOFError when the last writer is gone and all is read."""
        events: List[Event] = self._reader.drain()
        return events

    def get(self) -> Any:
        """Wait for one event. Meant for tests and small tools; the window drains."""
        while not self._unread:
            connection.wait([self.reader])
            self._unread = self.drain()
        return self._unread.pop(0)

    def empty(self) -> bool:
        """Whether `get` would wait. True too where nothing will ever come: the last writer is gone."""
        if not self._unread:
            with contextlib.suppress(EOFError):
                self._unread = self.drain()
        return not self._unread

    def close_writer(self) -> None:
        """The reader's side gives up its own write end, so that the writers' end can be seen."""
        self._writer.close()

    def close(self) -> None:
        for end in (self._reader, self._writer):
            if end is not None:
                end.close()


class _ReadEnd:
    """The read end of a pipe (POSIX)."""

    def __init__(self, fd: int) -> None:
        os.set_blocking(fd, False)
        with contextlib.suppress(OSError):  # not Linux, or over the user's limit
            fcntl.fcntl(fd, getattr(fcntl, "F_SETPIPE_SZ", 1031), PIPE_SIZE)
        self.connection: Any = connection.Connection(fd, writable=False)
        self.incoming = framing.Incoming()

    def drain(self) -> List[Event]:
        try:
            data = os.read(self.connection.fileno(), PIPE_SIZE)
        except BlockingIOError:
            return []
        events = self.incoming.take(data)
        if not data and not events:
            raise EOFError
        return events

    def close(self) -> None:
        if not self.connection.closed:
            self.connection.close()


class _MessageReadEnd:
    """The same where the pipe itself keeps messages apart (Windows)."""

    def __init__(self, reader: Any) -> None:
        self.connection = reader
        self.incoming = framing.Incoming()

    def drain(self) -> List[Event]:
        events: List[Event] = []
        try:
            while self.connection.poll(0) and len(events) < 5000:
                self.incoming.take_message(self.connection.recv_bytes(), events)
        except (BrokenPipeError, EOFError):
            if not events:
                raise EOFError from None
        return events

    def close(self) -> None:
        if not self.connection.closed:
            self.connection.close()


class _WriteEnd:
    """The write end of a pipe, by its number alone (POSIX).

    A `Connection` would close its number when it is collected, whoever's file that is by then. This object closes nothing
    that it is not asked to, and looks before each write that the number is still the pipe's: its device and inode. That
    takes 0.8 µs. The mark that F_SETSIG leaves on an open file takes 0.25 to read, but every `fcntl` is reported to the
    program's audit hooks (sys.addaudithook).

    Between the look and the write another thread may close the number and open a file there: a program that does so while
    its pool works can still find one message in that file. Only a write without a number would be safe from it.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self.closed = False
        self.identity: Optional[Tuple[int, ...]] = None  # st_ino and st_dev; None: it never was a pipe
        with contextlib.suppress(OSError):
            found = os.fstat(fd)
            if stat.S_ISFIFO(found.st_mode):
                self.identity = found[1:3]

    def moved_up(self) -> _WriteEnd:
        """The same at a number where programs seldom look, not inherited by other programs."""
        if self.identity is None:
            return self
        for least in _HIGH:
            try:
                high = fcntl.fcntl(self._fd, fcntl.F_DUPFD_CLOEXEC, least)
            except OSError:  # the process may not have so many descriptors
                continue
            os.close(self._fd)
            return _WriteEnd(high)
        os.set_inheritable(self._fd, False)
        return self

    def is_ours(self) -> bool:
        try:
            return os.fstat(self._fd)[1:3] == self.identity
        except OSError:
            return False

    def fileno(self) -> int:
        return self._fd

    def pickled(self) -> Any:
        return reduction.DupFd(self._fd)

    def put(self, obj: Tuple[Any, ...]) -> None:
        data = _framed(obj)
        if not self.is_ours():
            raise Lost
        os.write(self._fd, data)

    def close(self) -> None:
        if not self.closed and self.is_ours():
            os.close(self._fd)
        self.closed = True


class _MessageWriteEnd:
    """The same where the pipe itself keeps messages apart (Windows)."""

    identity = None

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def is_ours(self) -> bool:
        return not self._writer.closed

    def fileno(self) -> int:
        return int(self._writer.fileno())

    def pickled(self) -> Any:
        return self._writer

    def put(self, obj: Tuple[Any, ...]) -> None:
        self._writer.send_bytes(_body(obj))

    def close(self) -> None:
        if not self._writer.closed:
            self._writer.close()


def _framed(obj: Tuple[Any, ...]) -> bytes:
    body = _body(obj)
    return framing.HEADER.pack(framing.MARK, len(body), crc32(body)) + body


def _body(obj: Tuple[Any, ...]) -> bytes:
    body = marshal.dumps(obj, _MARSHAL)
    return body if len(body) <= _ROOM else marshal.dumps(_shortened(obj, _ROOM), _MARSHAL)


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
