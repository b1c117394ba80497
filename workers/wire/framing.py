"""How messages lie in the channel's pipe, and how a reader finds them again behind anything that is none.

    MARK     2 bytes that no UTF-8 text holds
    length   of the body in bytes, at most MAX_MESSAGE less the header
    check    CRC-32 of the body
    body     a tuple, as `marshal` writes it

A message is written at once and is never split (pipe(7)), so whatever else a program writes into a descriptor that is not its
own lies before, between or behind whole messages.

Standard library only: this is imported inside the watched program, on Python 3.9 and newer.
"""

from __future__ import annotations

import marshal
import os
import struct
from typing import TYPE_CHECKING, List
from zlib import crc32

if TYPE_CHECKING:
    from .events import Event

MAX_MESSAGE = 4096  # bytes with the header: Linux's PIPE_BUF; the least that POSIX allows is 512, macOS has 512
if os.name == "posix":
    import select

    MAX_MESSAGE = min(MAX_MESSAGE, select.PIPE_BUF)
HEADER = struct.Struct("!2sHI")
MARK = b"\xf8\xc1"


class Incoming:
    """What came out of the channel, as events. `unreadable`: bytes so far that were none, or of another version."""

    def __init__(self) -> None:
        self.unreadable = 0
        self._rest = b""

    def take(self, data: bytes) -> List[Event]:
        """The events that are complete with the next bytes; b"": nothing more will come."""
        from .decoding import decode  # a reader's need; the watched program only writes

        events: List[Event] = []
        ended, data = not data, self._rest + data
        at, size, header = 0, len(data), HEADER.size
        unpack, loads = HEADER.unpack_from, marshal.loads
        while at + header <= size:
            mark, length, check = unpack(data, at)
            end = at + header + length
            if mark == MARK and end - at <= MAX_MESSAGE:
                if end > size and not ended:
                    break
                body = data[at + header : end]
                if crc32(body) == check:
                    try:
                        events.append(decode(loads(body)))
                    except (
                        ValueError,
                        EOFError,
                        TypeError,
                    ):  # another version's; what is missing shows in the numbering
                        self.unreadable += end - at
                    at = end
                    continue
            at += self._skip(data, at)
        self._rest = b"" if ended else data[at:]
        if ended:
            self.unreadable += size - at
        return events

    def _skip(self, data: bytes, at: int) -> int:
        """How many bytes from `at` on are certainly no message."""
        found = data.find(MARK, at + 1)
        if found < 0:
            found = len(data) - data.endswith(MARK[:1])
        skipped = max(1, found - at)
        self.unreadable += skipped
        return skipped

    def take_message(self, body: bytes, events: List[Event]) -> None:
        """One whole message, where the channel itself keeps them apart (Windows)."""
        from .decoding import decode

        try:
            events.append(decode(marshal.loads(body)))
        except (ValueError, EOFError, TypeError):
            self.unreadable += len(body)
