"""TCP: what a process sends and receives, and that it waits for an answer. The other end may be any program at all.

`socket.socket` inherits its reading and writing from a class in C; here it gets methods of its own that call those. What ssl
reads and writes goes past them.
"""

from __future__ import annotations

import _socket
import os
import sys
from typing import Any, Optional, Tuple

from . import blocks, frames
from .emitter import emit, emit_at, now
from .values import exact, is_in_c
from .wrapping import wrapped

# The class in C below `socket.socket`: no class of the program's has a part in what it reports of a socket.
_base: Any = _socket.socket
_family, _type = _base.family.__get__, _base.type.__get__
_TCP = (int(_socket.AF_INET), int(_socket.AF_INET6))


def install(socket: Any) -> None:
    cls = socket.socket
    for name in ("send", "sendall"):
        setattr(cls, name, wrapped(getattr(cls, name), _before_sending, _after_sending))
    for name in ("recv", "recv_into"):
        setattr(cls, name, wrapped(getattr(cls, name), _before_receiving, _after_receiving))
    cls.connect = wrapped(cls.connect, _before_connecting, _after_connecting)
    cls.listen = wrapped(cls.listen, after=_observe_listening)


def _ends(self: Any) -> Optional[Tuple[str, str]]:
    """(local, remote) of a connected TCP socket, None for any other."""
    if _family(self) not in _TCP or _type(self) != int(_socket.SOCK_STREAM):
        return None
    try:
        return _text(_base.getsockname(self)), _text(_base.getpeername(self))
    except OSError:
        return None


def _text(address: Any) -> str:
    return ":".join(map(str, exact(address[:2])))


def _size(data: Any) -> int:
    """Bytes of what was sent; 0 where only the program's own code could know (PEP 688)."""
    if sys.version_info >= (3, 12) and not is_in_c(type(data), "__buffer__"):
        return 0
    return memoryview(data).nbytes


def _before_sending(self: Any, data: Any, *_args: Any) -> Tuple[Any, int, Any]:
    return self, now(), data


def _after_sending(begun: Optional[Tuple[Any, int, Any]], ok: bool, sent: Optional[int]) -> None:
    if ok and begun is not None:
        self, began, data = begun
        _observe(self, began, _size(data) if sent is None else sent, True)


def _before_receiving(self: Any, *_args: Any, **_kwargs: Any) -> Tuple[Any, bool]:
    ends = _ends(self) if _base.gettimeout(self) != 0 else None
    return self, ends is not None and blocks.begin("recv", "answer", target=ends[1])


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
        emit_at(t, "Traffic", ends[0], ends[1], size, sent, frames.call_site()[2])


def _before_connecting(self: Any, address: Any) -> bool:
    tcp = _family(self) in _TCP and type(address) is tuple and _base.gettimeout(self) != 0
    return tcp and blocks.begin("connect", "connection", target=_text(address))


def _after_connecting(waited: Optional[bool], _ok: bool, _value: None) -> None:
    if waited:
        blocks.end()


def _observe_listening(self: Any, ok: bool, _value: None) -> None:
    if ok and _family(self) in _TCP:
        emit("PortOwned", os.getpid(), _base.getsockname(self)[1], "", False)
