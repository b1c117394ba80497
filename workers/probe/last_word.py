"""What a process still emits when the program has closed the descriptor of the channel in it.

A daemon closes all descriptors that it knows nothing of. Its events end then, and a reader would see no more than silence. On
Linux a parent's descriptor of the same pipe can be opened by its name, /proc/PID/fd/N (proc(5)), for one sentence.
"""

from __future__ import annotations

import itertools
import os
from typing import Iterator, Optional, Tuple

_MAX_DESCRIPTORS = 4096  # descriptors of others to look at


def write(message: bytes, identity: Optional[Tuple[int, ...]]) -> None:
    """Write one message into the pipe that has this (st_ino, st_dev), where a parent has it open. Raises OSError."""
    if identity is None:
        return
    for path in itertools.islice(_descriptors_of_parents(), _MAX_DESCRIPTORS):
        try:
            if os.readlink(path) != f"pipe:[{identity[0]}]":  # noqa: PTH115 - pathlib is not cheap to import
                continue
            fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # not waiting for a reader that is gone
        except OSError:
            continue
        try:
            if os.fstat(fd)[1:3] == identity:
                os.set_blocking(fd, True)
                os.write(fd, message)
                return
        finally:
            os.close(fd)


def _descriptors_of_parents() -> Iterator[str]:
    pid = os.getppid()
    while pid > 1:
        try:
            names = os.listdir(f"/proc/{pid}/fd")  # noqa: PTH208
            with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123
                parent = int(file.read().rsplit(b")", 1)[1].split()[1])
        except OSError:  # another user's
            return
        for name in names:
            yield f"/proc/{pid}/fd/{name}"
        pid = parent
