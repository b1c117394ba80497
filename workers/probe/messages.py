"""Messages that the program sends: Queue, JoinableQueue, SimpleQueue, Pipe; and its calls to managers.

A sent object carries a few bytes behind its pickle, from which the receiver knows who sent it: pickle stops at its end and never
looks at them, and a watched receiver takes them off. `send_bytes` carries none: there is no end but the message's own.
The machinery's own traffic (pools, executors, managers) is recognised by who calls: a file of the standard library's.
"""

from __future__ import annotations

import functools
import itertools
import os
import struct
import sys
import threading
from typing import Any, Callable, Optional, Tuple

from . import blocks, frames, text
from .emitter import emit, emit_at, hide_frame, now, unfailing
from .wrapping import wrapped

_TRAILER = struct.Struct("!4sIQQ")  # the mark, the sender's pid, its number for the message, the channel
_LARGE, _MAX_BYTES = 1 << 16, 0x7FFFFF00  # bytes
_MARK = b"\x00Psc"
_CREATING = ("Queue", "JoinableQueue", "SimpleQueue", "Pipe", "")  # what the program called to get a channel

_numbers = itertools.count(1)


class _State(threading.local):
    sending: Optional[Tuple[str, int]] = None  # kind and line of the message that this thread is about to write


_state = _State()


def install_connections(connection: Any) -> None:
    """`multiprocessing.connection`"""
    connections = [connection.Connection]
    if sys.platform == "win32":
        connections.append(connection.PipeConnection)
    for cls in connections:
        cls._send_bytes = _send_bytes(cls._send_bytes)
        cls._recv_bytes = _recv_bytes(cls._recv_bytes)
    base = connection._ConnectionBase
    base.send = _sending(base.send, "Pipe")
    base.recv = _receiving(base.recv, "Pipe.recv", base.poll)
    connection.Pipe = wrapped(connection.Pipe, _before_pipe, _observe_pipe)


def install_queues(queues: Any) -> None:
    """`multiprocessing.queues`"""
    simple = queues.SimpleQueue
    simple.__init__ = wrapped(simple.__init__, after=_observe_queue)
    simple.put = _sending(simple.put, "SimpleQueue")
    simple.get = _receiving(simple.get, "SimpleQueue.get", _not(simple.empty))
    queue = queues.Queue
    queue.__init__ = wrapped(queue.__init__, after=_observe_queue)
    queue._reset = wrapped(queue._reset, after=_watch_feeder)
    queue.get = _receiving(queue.get, "Queue.get", _not(queue.empty))
    queue.put = _receiving(queue.put, "Queue.put", _not(queue.full), "room")
    joinable = queues.JoinableQueue
    joinable.join = blocks.waiting(joinable.join, name="JoinableQueue.join", kind="done")


def _not(asked: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """The library's own method, not what a class of the program's has in its place."""
    return lambda self: not asked(self)


def install_managers(managers: Any) -> None:
    """`multiprocessing.managers`"""
    proxy, manager = managers.BaseProxy, managers.BaseManager
    proxy._callmethod = wrapped(proxy._callmethod, _observe_call, _after_call)
    manager.start = wrapped(manager.start, after=_observe_manager)


def _channel(end: Any) -> int:
    """The number of the file behind an end of a pipe: both ends of a one-way pipe have the same."""
    return os.fstat(end.fileno()).st_ino if os.name == "posix" else int(end.fileno())


# Channels


def _observe_queue(self: Any, ok: bool, _value: None) -> None:
    if ok:
        _observe_creation(text.type_name(self), self._reader, None)


def _before_pipe(duplex: bool = True) -> bool:
    return bool(duplex)


def _observe_pipe(duplex: Optional[bool], ok: bool, ends: Any) -> None:
    if ok:
        _observe_creation("Pipe", ends[0], ends[1] if duplex else None)


def _observe_creation(kind: str, end: Any, other: Any) -> None:
    operation, _file, line = frames.call_site()
    if line and operation in _CREATING and (kind != "Pipe" or operation in ("Pipe", "")):
        emit("ChannelCreated", _channel(end), 0 if other is None else _channel(other), kind, line)


# Sending


def _sending(original: Callable[..., None], kind: str) -> Any:
    return wrapped(original, functools.partial(_before_sending, kind), _after_sending)


def _before_sending(kind: str, *_args: Any, **_kwargs: Any) -> None:
    _state.sending = None if frames.is_machinery(frames.caller()) else (kind, frames.call_site()[2])


def _after_sending(_begun: Any, _ok: bool, _value: None) -> None:
    _state.sending = None


def _watch_feeder(self: Any, ok: bool, _value: None) -> None:
    """A Queue keeps its pipe's `send_bytes` for its own thread, which writes what `put` left for it."""
    if ok and not type(self).__module__.startswith("concurrent."):
        self._send_bytes = wrapped(
            self._send_bytes, functools.partial(_before_feeding, text.type_name(self)), _after_sending
        )


def _before_feeding(kind: str, _data: Any) -> None:
    _state.sending = (kind, 0)


def _send_bytes(original: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    @functools.wraps(original)
    def _send_bytes(self: Any, buf: Any) -> None:
        sending, _state.sending = _state.sending, None
        try:
            if sending is None:
                original(self, buf)
                return
            kind, line = sending
            number, channel, size = next(_numbers), _channel(self), len(buf)
            began = now()
            trailer = _TRAILER.pack(_MARK, os.getpid(), number, channel)
            if os.name == "posix" and _LARGE < size < _MAX_BYTES:
                # As the original does, which would need a copy of the whole.
                for part in (struct.pack("!i", size + len(trailer)), buf, trailer):
                    self._send(part)
            else:
                original(self, bytes(buf) + trailer)
            emit_at(began, "MessageSent", channel, number, size, kind, line)
        except BaseException as error:
            hide_frame(error)
            raise
        finally:
            del self, buf

    return _send_bytes


# Receiving


def _receiving(
    original: Callable[..., Any], name: str, at_once: Callable[[Any], bool], kind: str = "message"
) -> Callable[..., Any]:
    """A call that may wait for the other side; the machinery's own waits are nobody's business."""
    return blocks.waiting(original, at_once, name, programs_only=True, kind=kind)


def _recv_bytes(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def _recv_bytes(self: Any, maxsize: Optional[int] = None) -> Any:
        data: Any = None
        try:
            data = original(self, None if maxsize is None else maxsize + _TRAILER.size)
            if data is None:
                return None
            size = data.tell() - _TRAILER.size
            if size >= 0:
                data.seek(size)
                trailer = data.read(_TRAILER.size)
                if trailer.startswith(_MARK):
                    data.seek(size)
                    data.truncate()
                    _observe_received(trailer, size)
            return None if maxsize is not None and data.tell() > maxsize else data
        except BaseException as error:
            hide_frame(error)
            raise
        finally:
            del self, data

    return _recv_bytes


@unfailing
def _observe_received(trailer: bytes, size: int) -> None:
    _mark, sender, number, channel = _TRAILER.unpack(trailer)
    emit("MessageReceived", channel, sender, number, size, frames.call_site()[2])


# Managers


def _observe_manager(self: Any, ok: bool, _value: None) -> None:
    if ok:
        emit("ManagerStarted", self._process.pid, str(self._address))


def _observe_call(self: Any, methodname: str, *_args: Any, **_kwargs: Any) -> int:
    token, number = self._token, next(_numbers)
    emit("CallBegan", number, str(token.address), token.typeid, methodname, frames.call_site()[2])
    return number


def _after_call(number: Optional[int], ok: bool, _value: Any) -> None:
    if number is not None:
        emit("CallEnded", number, ok)
