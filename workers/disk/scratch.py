"""Temporary folders that do not outlive their owner for long: also one that was killed leaves nothing for ever.

A folder holds a file that its owner keeps locked. The system lets go of a lock when its holder ends, however it ends (flock(2)),
so a folder whose lock can be had belongs to nobody any more, and the next one who looks removes it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from workers.log import logger

PREFIX = "poolscope-"
LOCK = "owner.lock"


class Scratch:
    """A new folder, `path`, until `close` or the end of this process. Raises OSError where there can be none.

    Child processes must not inherit the lock: it is not inheritable over exec (PEP 446), and nothing here forks without.
    """

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = _locked(self.path)

    def close(self) -> None:
        """Removes the folder with all that is in it. Can be called again; never raises."""
        if self._lock is not None and sys.platform == "win32":
            os.close(self._lock)  # an open file cannot be removed there
            self._lock = None
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def sweep() -> int:
    """Removes this user's folders whose owners are no more; how many. Never raises, and leaves alone what it cannot tell."""
    removed = 0
    with contextlib.suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            with contextlib.suppress(OSError):
                removed += _remove_if_left(folder)
    if removed:
        logger("scratch").info("%d folders removed that killed windows had left", removed)
    return removed


def _remove_if_left(folder: Path) -> bool:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or (sys.platform != "win32" and found.st_uid != os.geteuid()):
        return False
    descriptor = os.open(folder / LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        if not _lock(descriptor):
            return False
        if sys.platform != "win32":
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)
    if sys.platform == "win32":
        shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _locked(folder: Path) -> int | None:
    """The folder's lock, held; None on a file system that has none (the folder is then never swept).

    It gets its name once it is locked, so that nobody ever sees it free while its owner lives.
    """
    new = folder / f"{LOCK}.new"
    try:
        descriptor = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        return None
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            if _lock(descriptor):
                new.rename(folder / LOCK)
                return descriptor
        os.close(descriptor)
        return None
    os.close(descriptor)  # what is open cannot be renamed there
    with contextlib.suppress(OSError):
        new.rename(folder / LOCK)
        descriptor = os.open(folder / LOCK, os.O_RDWR)
        if _lock(descriptor):
            return descriptor
        os.close(descriptor)
    return None


def _lock(descriptor: int) -> bool:
    """Whether the lock could be had. Raises OSError where the file system has none."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
