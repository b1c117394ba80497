"""How many bytes went through each TCP connection of this computer, asked of Linux itself: sock_diag(7).

For processes that no probe is in: a Java program, a message server. Nothing of what is sent is seen, only how much.
"""

from __future__ import annotations

import socket
import struct
import sys
from dataclasses import dataclass
from typing import Any

_NETLINK_SOCK_DIAG = 4
_SOCK_DIAG_BY_FAMILY = 20
_REQUEST_DUMP = 0x301  # NLM_F_REQUEST | NLM_F_DUMP
_DONE, _ERROR = 3, 2
_INET_DIAG_INFO = 2
_ESTABLISHED, _LISTEN = 1 << 1, 1 << 10
_HEADER = struct.Struct("=IHHII")  # nlmsghdr: length, type, flags, sequence, port
_REQUEST = struct.Struct("=BBBBI48s")  # inet_diag_req_v2: family, protocol, extensions, padding, states, sockid
_MESSAGE = struct.Struct("=4s2s2s16s16s12s4I I")  # inet_diag_msg: family…, ports, addresses, …, inode
_ATTRIBUTE = struct.Struct("=HH")
_BYTES = struct.Struct("=QQ")  # tcpi_bytes_acked, tcpi_bytes_received
_BYTES_AT = 120  # their place in struct tcp_info


@dataclass(frozen=True, slots=True)
class Connection:
    """An established connection as one of its ends has it, or a socket that listens."""

    inode: int  # of the socket: /proc/PID/fd shows whose it is
    local: str  # "127.0.0.1:41234"
    remote: str
    sent: int  # bytes that the other end has acknowledged
    received: int


def connections() -> list[Connection]:
    """All established IPv4 and IPv6 connections of this network namespace; [] where the system does not report it."""
    return _ask(_ESTABLISHED)


def listening(port: int) -> set[int]:
    """The inodes of the sockets that listen on `port`; empty where there are none or the system does not report it."""
    return {socket.inode for socket in _ask(_LISTEN) if socket.local.endswith(f":{port}")}


def _ask(states: int) -> list[Connection]:
    if sys.platform != "linux":
        return []
    found: list[Connection] = []
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _NETLINK_SOCK_DIAG) as diag:
            diag.settimeout(1)
            for family in (socket.AF_INET, socket.AF_INET6):
                found += _dump(diag, family, states)
    except OSError:  # not allowed here
        return []
    return found


def _dump(diag: Any, family: int, states: int) -> list[Connection]:
    request = _REQUEST.pack(family, socket.IPPROTO_TCP, 1 << (_INET_DIAG_INFO - 1), 0, states, bytes(48))
    diag.send(_HEADER.pack(_HEADER.size + len(request), _SOCK_DIAG_BY_FAMILY, _REQUEST_DUMP, 1, 0) + request)
    found: list[Connection] = []
    while True:
        data = diag.recv(1 << 16)
        at = 0
        while at + _HEADER.size <= len(data):
            length, kind, _flags, _sequence, _port = _HEADER.unpack_from(data, at)
            if kind in (_DONE, _ERROR) or length < _HEADER.size:
                return found
            connection = _connection(family, data[at + _HEADER.size : at + length])
            if connection is not None:
                found.append(connection)
            at += (length + 3) & ~3


def _connection(family: int, message: bytes) -> Connection | None:
    fields = _MESSAGE.unpack_from(message)
    size = 4 if family == socket.AF_INET else 16
    ends = [
        f"{socket.inet_ntop(family, address[:size])}:{int.from_bytes(port, 'big')}"
        for port, address in ((fields[1], fields[3]), (fields[2], fields[4]))
    ]
    at = _MESSAGE.size
    while at + _ATTRIBUTE.size <= len(message):
        length, kind = _ATTRIBUTE.unpack_from(message, at)
        if length < _ATTRIBUTE.size:
            break
        if kind == _INET_DIAG_INFO and length >= _ATTRIBUTE.size + _BYTES_AT + _BYTES.size:
            sent, received = _BYTES.unpack_from(message, at + _ATTRIBUTE.size + _BYTES_AT)
            return Connection(fields[-1], ends[0], ends[1], sent, received)
        at += (length + 3) & ~3
    return None
