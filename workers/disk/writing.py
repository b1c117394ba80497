"""Files that the user asked for: written as a whole or not at all, and never waited for without end."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import secrets
import select
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PATIENCE = 5.0  # s in which the reader of a pipe must take something
MAX_LINKS = 40  # one after the other, as path_resolution(7) has it
_PIECE = 4096  # bytes; a pipe that is ready takes so many without waiting, pipe(7): PIPE_BUF


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to that takes the place of `path` when the block has ended well.

    After an error the old file, or none, is there as before. The file that a link names is replaced, not the link; owner,
    mode and attributes stay. What `goes_straight`, and a file that has several names, another owner or a folder where
    nothing new may be, is written into. Raises OSError; EACCES where the file there is write-protected.
    """
    target = path if goes_straight(path) else Path(os.path.realpath(path))
    if not _replaceable(target):
        with open_straight(target) as file:
            try:
                yield file
                file.flush()
            except BaseException:
                if stat.S_ISREG(os.fstat(file.fileno()).st_mode) and descriptor_of(path) is None:
                    os.ftruncate(file.fileno(), 0)  # rather nothing than a half
                raise
        return
    beside = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as file:
            _dress(beside, target)
            yield file
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def goes_straight(path: Path) -> bool:
    """Whether this is something to write into rather than a file to replace: a device, a pipe, a descriptor of ours."""
    if descriptor_of(path) is not None:
        return True
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def open_straight(path: Path) -> IO[bytes]:
    """Opens for writing, from an empty beginning where it is a file. Never waits for a pipe's reader.

    Raises OSError: ENXIO for a pipe that nobody reads. Writing raises TimeoutError when the reader of a pipe takes nothing
    for `PATIENCE` s.
    """
    own = descriptor_of(path)
    if own is not None:
        descriptor = os.dup(own)  # by its name a redirected file would be cut to nothing, and a socket not be opened
    else:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY", "O_CLOEXEC"):
            flags |= getattr(os, name, 0)
        try:
            descriptor = os.open(path, flags, 0o666)
        except OSError as error:
            if error.errno == errno.ENXIO:
                error.strerror = "nobody reads this pipe"
            raise
    if sys.platform == "win32" or stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "wb")
    return io.BufferedWriter(_Patient(descriptor))  # type: ignore[type-var]


def check(path: Path) -> None:
    """Raises OSError or ValueError if no file can be written there. Nothing is made, changed or opened by it."""
    own = descriptor_of(path)
    if own is not None:
        os.fstat(own)
        return
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        target = Path(os.path.realpath(path))  # also the one that a dangling link names
        if not stat.S_ISDIR(target.parent.stat().st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path)) from None
        _must(os.access(target.parent, os.W_OK | os.X_OK), errno.EACCES, path)
        return
    _must(not stat.S_ISDIR(mode), errno.EISDIR, path)
    _must(os.access(path, os.W_OK), errno.EACCES, path)


def is_same(one: Path, other: Path) -> bool:
    """Whether both are the same file, by whatever names; where neither exists, whether it would be."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))


def descriptor_of(path: Path) -> int | None:
    """The descriptor of ours that `path` is a name of, as /dev/stdout and /dev/fd/63 are; else None."""
    own = (Path("/dev/fd"), Path(f"/proc/{os.getpid()}/fd"))
    step = Path.cwd() / path
    for _ in range(MAX_LINKS):
        folder = Path(os.path.realpath(step.parent))
        if folder in own and step.name.isdecimal():
            return int(step.name)
        try:
            step = folder / (folder / step.name).readlink()
        except OSError:
            return None
    return None


def _must(holds: bool, number: int, path: Path) -> None:
    if not holds:
        raise OSError(number, os.strerror(number), str(path))


def _replaceable(target: Path) -> bool:
    """Whether another file can take its place and nobody be the worse for it. Raises OSError where it is protected."""
    if goes_straight(target):
        return False
    try:
        found = target.stat()
    except FileNotFoundError:
        return True
    _must(os.access(target, os.W_OK), errno.EACCES, target)
    ours = sys.platform == "win32" or os.geteuid() in (0, found.st_uid)
    return ours and found.st_nlink == 1 and os.access(target.parent, os.W_OK | os.X_OK)


def _dress(new: Path, old: Path) -> None:
    """Gives a new file what the old one has: owner, mode, attributes."""
    with contextlib.suppress(FileNotFoundError):
        found = old.stat()
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                os.chown(new, found.st_uid, found.st_gid)
        with contextlib.suppress(OSError):
            shutil.copymode(old, new)
        with contextlib.suppress(OSError):
            shutil.copystat(old, new)


class _Patient(io.RawIOBase):
    """A pipe, a terminal or a device. It may be somebody else's too: whether it blocks is left as it is."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._stalled = False

    def fileno(self) -> int:
        return self._descriptor

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | memoryview) -> int:  # type: ignore[override]
        poll = select.poll()
        poll.register(self._descriptor, select.POLLOUT)
        if self._stalled or not poll.poll(PATIENCE * 1000):
            self._stalled = True  # closing writes what is left over: it must not wait again
            raise TimeoutError(errno.ETIMEDOUT, f"its reader took nothing for {PATIENCE:g} s")
        try:
            return os.write(self._descriptor, memoryview(data)[:_PIECE])
        except BlockingIOError:  # somebody else was faster
            return 0

    def close(self) -> None:
        if not self.closed:
            super().close()
            os.close(self._descriptor)
