"""TCP: what a process sends and receives, and that it waits for an answer. The other end may be any program at all.

`socket.socket` inherits its reading and writing from a class in C; here it gets methods of its own that call those. What ssl
reads and writes goes past them.
"""

from __future__ import annotations

import functools
import os
import socket
from typing import Any, Callable, Optional, Tuple

from . import blocks, frames
from .emit import hide_frame, now, say, say_at, unfailing


def install() -> None:
    cls: Any = socket.socket
    for name in ("send", "sendall"):
        setattr(cls, name, _sending(getattr(cls, name)))
    for name in ("recv", "recv_into"):
        setattr(cls, name, _receiving(getattr(cls, name)))
    cls.connect = _connecting(cls.connect)
    cls.listen = _listening(cls.listen)


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


def _sending(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def send(self: Any, data: Any, *args: Any) -> Any:
        began = now()
        try:
            sent = original(self, data, *args)
        except BaseException as error:
            hide_frame(error)
            raise
        _observe(self, began, memoryview(data).nbytes if sent is None else sent, True)
        return sent

    return send


def _receiving(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def receive(self: Any, *args: Any, **kwargs: Any) -> Any:
        ends = _ends(self) if self.gettimeout() != 0 else None
        try:
            if ends is None:
                received = original(self, *args, **kwargs)
            else:
                received = blocks.waiting(original, name=f"answer of {ends[1]}")(self, *args, **kwargs)
        except BaseException as error:
            hide_frame(error)
            raise
        _observe(self, now(), received if isinstance(received, int) else len(received), False)
        return received

    return receive


@unfailing
def _observe(self: Any, t: int, size: int, sent: bool) -> None:
    ends = _ends(self)
    if ends is not None and size:
        say_at(t, "Traffic", ends[0], ends[1], size, sent, frames.place()[2])


def _connecting(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def connect(self: Any, address: Any) -> None:
        tcp = self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple) and self.gettimeout() != 0
        try:
            if tcp:
                blocks.waiting(original, name=f"connection to {_text(address)}")(self, address)
            else:
                original(self, address)
        except BaseException as error:
            hide_frame(error)
            raise

    return connect


def _listening(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def listen(self: Any, *args: Any) -> None:
        try:
            original(self, *args)
        except BaseException as error:
            hide_frame(error)
            raise
        _observe_listening(self)

    return listen


@unfailing
def _observe_listening(self: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6):
        say("PortOwned", os.getpid(), self.getsockname()[1], "", False)
