"""TCP: what a process sends and receives, and that it waits for an answer. The other end may be any program at all.

`socket.socket` inherits its reading and writing from a class in C; here it gets methods of its own that call those. What ssl
reads and writes goes past them.
"""

from __future__ import annotations

import os
import socket
from typing import Any, Optional, Tuple

from . import blocks, frames
from .emit import now, say, say_at
from .wrapping import wrapped


def install() -> None:
    cls: Any = socket.socket
    for name in ("send", "sendall"):
        setattr(cls, name, wrapped(getattr(cls, name), _before_sending, _after_sending))
    for name in ("recv", "recv_into"):
        setattr(cls, name, wrapped(getattr(cls, name), _before_receiving, _after_receiving))
    cls.connect = wrapped(cls.connect, _before_connecting, _after_connecting)
    cls.listen = wrapped(cls.listen, after=_observe_listening)


def _ends(self: Any) -> Optional[Tuple[str, str]]:
    """(local, remote) of a connected TCP socket, None for any other."""
    if self.family not in (socket.AF_INET, socket.AF_INET6) or self.type != socket.SOCK_STREAM:
        return None
    try:
        return _text(self.getsockname()), _text(self.getpeername())
    except OSError:
        return None


def _text(address: Any) -> str:
    return f"{address[0]}:{address[1]}"


def _before_sending(self: Any, data: Any, *_args: Any) -> Tuple[Any, int, Any]:
    return self, now(), data


def _after_sending(begun: Optional[Tuple[Any, int, Any]], ok: bool, sent: Optional[int]) -> None:
    if ok and begun is not None:
        self, began, data = begun
        _observe(self, began, memoryview(data).nbytes if sent is None else sent, True)


def _before_receiving(self: Any, *_args: Any, **_kwargs: Any) -> Tuple[Any, bool]:
    ends = _ends(self) if self.gettimeout() != 0 else None
    return self, ends is not None and blocks.begin(f"answer of {ends[1]}")


def _after_receiving(begun: Optional[Tuple[Any, bool]], ok: bool, received: Any) -> None:
    if begun is None:
        return
    self, waited = begun
    t = now()
    if waited:
        blocks.end()
    if ok:
        _observe(self, t, received if isinstance(received, int) else len(received), False)


def _observe(self: Any, t: int, size: int, sent: bool) -> None:
    ends = _ends(self)
    if ends is not None and size:
        say_at(t, "Traffic", ends[0], ends[1], size, sent, frames.place()[2])


def _before_connecting(self: Any, address: Any) -> bool:
    tcp = self.family in (socket.AF_INET, socket.AF_INET6) and type(address) is tuple and self.gettimeout() != 0
    return tcp and blocks.begin(f"connection to {_text(address)}")


def _after_connecting(waited: Optional[bool], _ok: bool, _value: None) -> None:
    if waited:
        blocks.end()


def _observe_listening(self: Any, ok: bool, _value: None) -> None:
    if ok and self.family in (socket.AF_INET, socket.AF_INET6):
        say("PortOwned", os.getpid(), self.getsockname()[1], "", False)
