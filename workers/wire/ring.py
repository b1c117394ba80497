"""A ring in shared memory by which one process reports.

Its writer makes no system call, takes no lock, and waits for nobody but a reader that is a whole ring behind.

    header (64 bytes)   mark 8s · slots u32 · pid u32 · read u64 · over u32
    slots               see `slots`

Reserving a place and writing there are one call in C, `mmap.write`, which nothing can come between under the GIL: no other
thread and no signal handler, not even one that raises. (With two calls a raising handler left 160 to 177 holes in 1,000
interrupts.) Each slot takes a number first, from one counter; a slot whose number is below `read` plus the ring's size less a
margin has a free place, whatever other threads do, because places are never taken faster than numbers. The reader clears what
it has read, and then publishes the highest number that it saw, plus one, as `read`.

The ring is a file of the run's own folder, mapped. The writer keeps no descriptor of it: a number that the program may close,
or find open. Python's `mmap` keeps a duplicate of its own and closes that *number* when the object is freed, whoever's it is by
then (`trackfd=False` spares that from 3.13 on); so it is closed at once, and the object is never freed.

A fork's child writes to a ring of its own. One that was forked past Python's hooks is noticed by a page that the kernel wipes
in every child (madvise(2), MADV_WIPEONFORK), before it could write into its parent's.

Standard library only: this is imported inside the watched program, on Python 3.9 and newer.
"""

from __future__ import annotations

import errno
import itertools
import marshal
import mmap
import os
import struct
import sys
import threading
import time
from typing import Any, Callable, Dict, Optional, Tuple

from . import slots
from .slots import SLOT, pack

HEADER = struct.Struct("<8sIIQI")
MARK = b"PSRING01"
READ, OVER = 2, 6  # where `read` is, counted in u64, and `over`, in u32
_KEPT = 1

MAIN_SIZE = 2 << 20  # bytes
SIZE = 256 << 10
LEAST = 16 << 10
_NAP = 0.0005  # s
_WIPE_ON_FORK = 18  # Linux: MADV_WIPEONFORK
_MAX_SITES = 1 << 16


class RingWriter:
    """This process's end. Raises OSError where there can be no ring.

    path: of the file to create. size: bytes, at most; halved while the file system has not eight times as much free.
    """

    def __init__(self, path: str, size: int = SIZE) -> None:
        self.path = path
        self.pid = os.getpid()
        count = _count(os.path.dirname(path), size)  # noqa: PTH120 - pathlib is not cheap to import
        self._map = _new_file(path, SLOT * (1 + count))
        HEADER.pack_into(self._map, 0, b"", count, self.pid, 0, 0)
        self._map[: len(MARK)] = MARK  # last: the reader may be looking already
        self._map.seek(SLOT)
        view = memoryview(self._map)
        self._read = view[:SLOT].cast("Q")
        self._over = view[:SLOT].cast("I")
        self._margin = count - count // 8
        self._limit = self._margin  # numbers below it have a place
        self._next = itertools.count(1).__next__
        self._wrap = threading.RLock()
        self._local = threading.local()
        self._threads = itertools.count()
        self._sites: Dict[Tuple[Any, ...], int] = {}
        self._site_numbers = itertools.count()
        self._alive = _wiped_by_fork()
        self.naps = 0

    @property
    def is_own(self) -> bool:
        """Whether this process is the one that made the ring, and not a child that was forked past Python's hooks."""
        return self._alive is None or self._alive[0] == _KEPT

    def put(self, kind: str, t: int, fields: Tuple[Any, ...]) -> None:
        """Writes one event: its class's name, when, and its fields behind the common four, which are exactly numbers and text.

        Waits where the ring is full. Raises BrokenPipeError where nobody will ever read again, ValueError for what is neither
        number nor text.
        """
        packer = _PACKERS.get(kind)
        if packer is not None:
            try:
                number, values, text = packer(self, t, fields)
                self._write_one(number, t, values, text)
                return
            except struct.error:  # a number that is too large for the short form
                pass
        self._write_one(slots.GENERIC, t, (), _marshalled((kind, *fields)))

    def _write_one(self, kind: int, t: int, values: Tuple[int, ...], text: bytes) -> None:
        try:
            thread: int = self._local.number
        except AttributeError:
            thread = self._new_thread(t)
        self._write(kind, thread, t, values, text)

    def _write(self, kind: int, thread: int, t: int, values: Tuple[int, ...], text: bytes) -> None:
        tag = self._next()
        if tag >= self._limit:
            self._await_room(tag)
        data = pack(kind, tag & 0xFFFFFFFF or 1, thread, t, values, text)
        if len(data) > SLOT:
            for _ in range(len(data) // SLOT - 1):
                tag = self._next()
            if tag >= self._limit:
                self._await_room(tag)
        try:
            self._map.write(data)
        except ValueError:
            self._write_around(data)

    def _write_around(self, data: bytes) -> None:
        """Where the ring's end is too near: what is left there is filled, and the writing goes on at the beginning."""
        while True:
            with self._wrap:
                if self._map.tell() == len(self._map):
                    self._map.seek(SLOT)
            try:
                self._map.write(data)
                return
            except ValueError:
                pass
            tag = self._next()
            if tag >= self._limit:
                self._await_room(tag)
            filler = pack(slots.FILLER, tag & 0xFFFFFFFF or 1, 0, 0, ())
            try:
                self._map.write(filler)
            except ValueError:
                continue

    def _await_room(self, tag: int) -> None:
        waited = 0.0
        while True:
            self._limit = self._read[READ] + self._margin
            if tag < self._limit:
                return
            if self._over[OVER]:
                raise BrokenPipeError
            self.naps += 1
            time.sleep(_NAP)
            waited += _NAP

    def _new_thread(self, t: int) -> int:
        number: int = next(self._threads) & 0xFFFF
        this = threading._active.get(threading.get_ident())  # type: ignore[attr-defined]  # current_thread() would make one
        name = getattr(this, "_name", "")
        text = _utf8(name) if type(name) is str else b""
        self._write(slots.THREAD, number, t, (number, threading.get_native_id()), text)
        self._local.number = number  # not before: a signal handler may raise at any moment
        return number

    def site(self, t: int, *fields: Any) -> int:
        """The number by which these go in this ring; they are exactly numbers and text."""
        number = self._sites.get(fields)
        if number is None:
            number = next(self._site_numbers) & 0xFFFFFFFF
            # Written before anybody can find it: another thread would else use a number that nobody has been told.
            self._write(slots.SITE, 0, t, (number,), _marshalled(fields))
            if len(self._sites) >= _MAX_SITES:
                self._sites.clear()
            self._sites[fields] = number
        return number


def _marshalled(fields: Tuple[Any, ...]) -> bytes:
    data = marshal.dumps(fields, slots.MARSHAL)
    if len(data) <= slots.MAX_TEXT:
        return data
    texts = sum(type(field) is str for field in fields) or 1
    share = max(16, (slots.MAX_TEXT - 16 * len(fields)) // texts)
    return marshal.dumps(tuple(_cut(field, share) if type(field) is str else field for field in fields), slots.MARSHAL)


def _cut(text: str, size: int) -> str:
    data = _utf8(text)
    return text if len(data) <= size else data[: size - 4].decode("utf-8", "ignore") + "…"


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _count(folder: str, size: int) -> int:
    """How many slots a new ring has."""
    if hasattr(os, "statvfs"):
        found = os.statvfs(folder)
        while size > LEAST and size * 8 > found.f_bavail * found.f_frsize:
            size //= 2
    return size // SLOT - 1


def _new_file(path: str, size: int) -> mmap.mmap:
    """A new file, mapped, without a descriptor. Raises OSError, also where it has no room: writing to a sparse one would kill."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(fd, 0, size)
        else:
            os.write(fd, bytes(size))
        return _mapped(fd, size)
    finally:
        os.close(fd)


def _mapped(fd: int, size: int) -> mmap.mmap:
    if sys.platform == "win32":
        return mmap.mmap(fd, size)
    if sys.version_info >= (3, 13):
        return mmap.mmap(fd, size, trackfd=False)
    try:
        import ctypes
    except ImportError as error:
        raise OSError(errno.ENOSYS, "no ctypes") from error
    likely = os.dup(fd)
    os.close(likely)
    mapped = mmap.mmap(fd, size)
    found = os.fstat(fd)
    for number in (likely, *map(int, os.listdir("/dev/fd"))):  # noqa: PTH208
        try:
            same = number != fd and os.path.sameopenfile(number, fd) and os.fstat(number) == found
        except OSError:
            continue
        if same:
            os.close(number)
            break
    # Freed, it would close that number again, also at the interpreter's end, where a library in C may still use it (Qt does).
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(mapped))
    return mapped


def _wiped_by_fork() -> Optional[mmap.mmap]:
    """A page that says 1 here and 0 in every child; None where the system has no such pages."""
    if sys.platform != "linux":
        return None
    page = mmap.mmap(-1, mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    try:
        page.madvise(_WIPE_ON_FORK)
    except (OSError, ValueError):  # Linux before 4.14
        return None
    page[0] = _KEPT
    return page


# How the hot events are packed: (kind, the slot's fields, text) from the event's.

_Packed = Tuple[int, Tuple[int, ...], bytes]


def _submitted(ring: RingWriter, t: int, fields: Tuple[Any, ...]) -> _Packed:
    job, index, count, items, chunk, call, function, arguments, pool, line = fields
    if count != 1 or items != chunk:
        raise struct.error
    return slots.SUBMITTED, (job, index, ring.site(t, call, function, pool, line), items), _utf8(arguments)


def _started(_ring: RingWriter, _t: int, fields: Tuple[Any, ...]) -> _Packed:
    owner, job, index, thread = fields
    return slots.STARTED, (owner, job, index), _utf8(thread)


def _ended(_ring: RingWriter, _t: int, fields: Tuple[Any, ...]) -> _Packed:
    owner, job, index, ok, cpu, outcome, own, line = fields
    return slots.ENDED, (owner, job, index, min(own, 2**32 - 1), cpu, line, ok), _utf8(outcome)


def _returned(_ring: RingWriter, _t: int, fields: Tuple[Any, ...]) -> _Packed:
    job, index, ok, error = fields
    return slots.RETURNED, (job, index, ok), _utf8(error)


def _callback_began(ring: RingWriter, t: int, fields: Tuple[Any, ...]) -> _Packed:
    job, index, function = fields
    return slots.CALLBACK_BEGAN, (job, index, ring.site(t, function)), b""


def _callback_ended(_ring: RingWriter, _t: int, fields: Tuple[Any, ...]) -> _Packed:
    job, index, ok, error, line = fields
    return slots.CALLBACK_ENDED, (job, index, line, ok), _utf8(error)


def _claimed(_ring: RingWriter, _t: int, fields: Tuple[Any, ...]) -> _Packed:
    return slots.CLAIMED, fields, b""


def _cancelled(_ring: RingWriter, _t: int, fields: Tuple[Any, ...]) -> _Packed:
    return slots.CANCELLED, fields, b""


def _block_began(ring: RingWriter, t: int, fields: Tuple[Any, ...]) -> _Packed:
    operation, main, file, line, timeout, kind, target = fields
    return slots.BLOCK_BEGAN, (ring.site(t, operation, file, line, kind), timeout, main), _utf8(target)


def _block_ended(_ring: RingWriter, _t: int, _fields: Tuple[Any, ...]) -> _Packed:
    return slots.BLOCK_ENDED, (), b""


def _sent(ring: RingWriter, t: int, fields: Tuple[Any, ...]) -> _Packed:
    channel, number, size, kind, line = fields
    return slots.SENT, (channel, number, size, ring.site(t, kind, line)), b""


def _received(_ring: RingWriter, _t: int, fields: Tuple[Any, ...]) -> _Packed:
    channel, sender, number, size, line = fields
    return slots.RECEIVED, (channel, number, size, sender, line), b""


def _call_began(ring: RingWriter, t: int, fields: Tuple[Any, ...]) -> _Packed:
    return slots.CALL_BEGAN, (fields[0], ring.site(t, *fields[1:])), b""


def _call_ended(_ring: RingWriter, _t: int, fields: Tuple[Any, ...]) -> _Packed:
    return slots.CALL_ENDED, fields, b""


_PACKERS: Dict[str, Callable[[RingWriter, int, Tuple[Any, ...]], _Packed]] = {
    "TasksSubmitted": _submitted,
    "TaskStarted": _started,
    "TaskEnded": _ended,
    "ResultReturned": _returned,
    "CallbackBegan": _callback_began,
    "CallbackEnded": _callback_ended,
    "TaskClaimed": _claimed,
    "TaskCancelled": _cancelled,
    "BlockBegan": _block_began,
    "BlockEnded": _block_ended,
    "MessageSent": _sent,
    "MessageReceived": _received,
    "CallBegan": _call_began,
    "CallEnded": _call_ended,
}
