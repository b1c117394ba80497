"""What is reported of communication: channels and messages, managers and calls, TCP ports and traffic. Part of `events`.

The first four fields are those of every event (see there). Standard library only: this is imported inside the watched program.
"""

from __future__ import annotations

from typing import NamedTuple


class ChannelCreated(NamedTuple):
    """The program made a queue or a pipe. A channel is named by its file's number, the same in every process."""

    t: int
    pid: int
    tid: int
    seq: int
    channel: int  # what is written to this end…
    other: int  # …and, for a pipe with two directions, to the other; else 0
    kind: str  # "Queue", "JoinableQueue", "SimpleQueue" or "Pipe"
    line: int


class MessageSent(NamedTuple):
    """A message is being written; `(pid, number)` travels with it."""

    t: int
    pid: int
    tid: int
    seq: int
    channel: int
    number: int
    size: int  # bytes as pickled, without our few
    kind: str  # "Queue", "JoinableQueue", "SimpleQueue" or "Pipe"
    line: int  # 0 where a queue's own thread writes it


class MessageReceived(NamedTuple):
    """A message was read: the one that `sender` sent as its `number`th."""

    t: int
    pid: int
    tid: int
    seq: int
    channel: int
    sender: int
    number: int
    size: int
    line: int


class ManagerStarted(NamedTuple):
    """A manager's server runs in process `child`."""

    t: int
    pid: int
    tid: int
    seq: int
    child: int
    address: str


class CallBegan(NamedTuple):
    """A proxy calls its manager's server, and its thread waits for the answer."""

    t: int
    pid: int
    tid: int
    seq: int
    number: int
    address: str  # of the server, see ManagerStarted
    kind: str  # "dict", "list", "Namespace"…
    method: str  # "__setitem__"
    line: int


class CallEnded(NamedTuple):
    """The answer is there, or the call failed."""

    t: int
    pid: int
    tid: int
    seq: int
    number: int
    ok: bool


class PortOwned(NamedTuple):
    """A process listens on a TCP port of this computer: reported by itself, or by the keeper of those that no probe is in."""

    t: int
    pid: int
    tid: int
    seq: int
    child: int
    port: int
    command: str  # "" where the process reports it itself
    outside: bool  # it is no process of this run: a server that ran before


class Traffic(NamedTuple):
    """Bytes went through a TCP connection: seen in the process that wrote (or read) them."""

    t: int
    pid: int
    tid: int
    seq: int
    local: str  # "127.0.0.1:41234"
    remote: str
    size: int  # bytes
    sent: bool  # else received
    line: int


class TrafficSampled(NamedTuple):
    """The same of a process that no probe is in, as the operating system counts it; it happened since the sample before."""

    t: int
    pid: int
    tid: int
    seq: int
    child: int
    local: str
    remote: str
    sent: int  # bytes since the sample before
    received: int
