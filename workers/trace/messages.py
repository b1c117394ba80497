"""Messages between processes and the channels they go through."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from workers.trace.columns import NAN, Column, DenseIntMap, StepSeries, Table, View
from workers.trace.lanes import Lane
from workers.trace.scene import Handlers, Scene
from workers.trace.spans import MAX_PENDING, OverlappingSpans
from workers.wire import events


@dataclass(slots=True)
class ChannelRecord:
    """A queue or a pipe; both directions of a pipe are one channel. Times in s since the run's zero, NaN: not known."""

    numbers: list[int]  # as the events call it: two for a pipe with two directions
    kind: str = ""  # "Queue", "JoinableQueue", "SimpleQueue", "Pipe" or "TCP"; "" while it is not known
    number: int = 0  # 1, 2, 3… within its kind; the port of "TCP"
    line: int = 0
    created: float = NAN
    owner: int = -1  # lane that made it
    sent: int = 0
    received: int = 0
    bytes: int = 0  # of all that was sent
    length: StepSeries = field(default_factory=StepSeries)  # sent and not yet received
    flights: OverlappingSpans = field(default_factory=OverlappingSpans)

    @property
    def name(self) -> str:
        """ "Queue 1", "Pipe 2"…"""
        return f"{self.kind} {self.number}" if self.kind else ""


class Messages:
    """Columns, as numpy views of length `len(messages)`; a view is valid until the next `Trace.apply`.

    A message that was received but whose sending was not heard of (yet) has no `sent`.
    """

    def __init__(self) -> None:
        self._sent = Column("d", NAN)
        self._received = Column("d", NAN)
        self._sender = Column("i", -1)
        self._receiver = Column("i", -1)
        self._channel = Column("i", -1)
        self._size = Column("q", 0)
        self._sent_line = Column("q", 0)
        self._received_line = Column("q", 0)
        self._table = Table(*(column for column in vars(self).values() if isinstance(column, Column)))
        self.flights = OverlappingSpans()  # of all channels
        self.sent_count = 0
        self.received_count = 0

    def __len__(self) -> int:
        return self._table.length

    def add(self, channel: int) -> int:
        """A new row of a message that is neither sent nor received yet."""
        row = self._table.add()
        self._channel.data[row] = channel
        return row

    def span(self, row: int) -> tuple[float, float]:
        """When it was sent and received; NaN: not (yet)."""
        return self._sent.data[row], self._received.data[row]

    def channel_of(self, row: int) -> int:
        """Index into `Trace.channels`."""
        return int(self._channel.data[row])

    def send(self, row: int, time: float, lane: int, size: int, line: int) -> bool:
        """False where that was known."""
        sent = self._sent.data
        if sent[row] == sent[row]:
            return False
        sent[row] = time
        self._sender.data[row] = lane
        self._size.data[row] = size
        self._sent_line.data[row] = line
        self.sent_count += 1
        self.flights.begin(row, time)
        return True

    def receive(self, row: int, time: float, lane: int, line: int) -> bool:
        """False where that was known."""
        received = self._received.data
        if received[row] == received[row]:
            return False
        received[row] = time
        self._receiver.data[row] = lane
        self._received_line.data[row] = line
        self.received_count += 1
        self.flights.end(row, time, self._sent.data[row])
        return True

    def describe(self, row: int, size: int, sender: int) -> None:
        """What its receiver knows of a message whose sending was not heard of. sender: lane, −1: not known."""
        self._size.data[row] = size
        if sender >= 0:
            self._sender.data[row] = sender

    sent = View[np.float64]("_sent")
    received = View[np.float64]("_received")
    """NaN: not (yet)."""
    sender = View[np.int32]("_sender")
    """Lane, −1: not known."""
    receiver = View[np.int32]("_receiver")
    """Lane, −1: nobody (yet)."""
    channel = View[np.int32]("_channel")
    """Index into `Trace.channels`."""
    size = View[np.int64]("_size")
    """Bytes as pickled."""
    sent_line = View[np.int64]("_sent_line")
    """The program's line, 0 where a queue's own thread wrote it."""
    received_line = View[np.int64]("_received_line")


class MessageHandler:
    """The only writer of `Messages` and channels. A message is named by its sender's pid and its number there."""

    def __init__(self, scene: Scene) -> None:
        self.messages = Messages()
        self.channels: list[ChannelRecord] = []
        self._scene = scene
        self._by_number: dict[int, int] = {}  # a channel's number in the events → its index
        self._rows: dict[int, DenseIntMap] = {}  # by sender's pid
        self._by_kind_and_number: dict[tuple[str, int], int] = {}  # channels that have no number of their own
        self._kinds: dict[str, int] = {}  # how many channels of each kind

    def handlers(self) -> Handlers:
        return {
            events.ChannelCreated: self._channel_created,
            events.MessageSent: self._message_sent,
            events.MessageReceived: self._message_received,
        }

    def end_lane(self, lane: Lane) -> None:
        """What it sent may still be received."""

    def forget(self, pid: int) -> None:
        self._rows.pop(pid, None)

    def passed(
        self, sender: Lane, receiver: Lane, kind: str, number: int, size: int, time: float, line: int, owner: int
    ) -> None:
        """A message that was sent and received at one moment: bytes on a connection. `number`: the channel's, in its kind."""
        index = self._by_kind_and_number.get((kind, number), -1)
        if index < 0:
            index = self._by_kind_and_number[(kind, number)] = len(self.channels)
            self.channels.append(ChannelRecord([], kind, number, 0, time, owner))
        channel = self.channels[index]
        row = self.messages.add(index)
        self.messages.send(row, time, sender.id, size, line)
        self.messages.receive(row, time, receiver.id, line)
        channel.sent, channel.received, channel.bytes = channel.sent + 1, channel.received + 1, channel.bytes + size
        channel.flights.begin(row, time)
        channel.flights.end(row, time, time)

    def _channel_created(self, event: events.ChannelCreated) -> None:
        time = (event.t - self._scene.zero) / 1e9
        owner = self._scene.process(event.pid, time).id
        index = self._by_number.get(event.channel, -1)
        if index >= 0 and self.channels[index].created == self.channels[index].created:
            if time <= self.channels[index].created:
                return  # reported twice
            index = -1  # the system uses a number again
        if index < 0:
            index = self._new_channel(event.channel)
        channel = self.channels[index]
        if event.other and event.other not in channel.numbers:
            second = self._by_number.get(event.other, -1)
            if second >= 0 and self.channels[second].created != self.channels[second].created:
                index = self._merge(index, second)
            channel.numbers.append(event.other)
            self._by_number[event.other] = index
        channel.created, channel.owner, channel.line = time, owner, event.line
        self._set_kind(channel, event.kind)
        self._scene.set_current_line(event.pid, event.tid, time, event.line)

    def _new_channel(self, number: int) -> int:
        index = self._by_number[number] = len(self.channels)
        self.channels.append(ChannelRecord([number]))
        return index

    def _set_kind(self, channel: ChannelRecord, kind: str) -> None:
        if kind and not channel.kind:
            channel.kind = kind
            channel.number = self._kinds[kind] = self._kinds.get(kind, 0) + 1

    def _merge(self, index: int, other: int) -> int:
        """Two directions of one pipe were used before it was heard that they are one: rare. Returns the new index."""
        kept, gone = self.channels[index], self.channels.pop(other)
        if gone.kind and gone.number == self._kinds[gone.kind]:
            self._kinds[gone.kind] -= 1
        column = self.messages.channel
        column[column == other] = index
        column[column > other] -= 1
        self._by_number = {number: i - (i > other) for number, i in self._by_number.items() if i != other}
        self._by_kind_and_number = {number: i - (i > other) for number, i in self._by_kind_and_number.items()}
        index -= index > other
        kept.sent, kept.received = kept.sent + gone.sent, kept.received + gone.received
        kept.bytes += gone.bytes
        kept.length, kept.flights = StepSeries(), OverlappingSpans()
        for row in np.flatnonzero(column == index).tolist():
            sent, received = self.messages.span(row)
            if sent == sent:
                kept.length.add(sent, 1)
                kept.flights.begin(row, sent)
            if received == received:
                kept.flights.end(row, received, sent)
                if sent == sent:
                    kept.length.add(max(sent, received), -1)
        return index

    def _row(self, sender: int, number: int, number_of_channel: int) -> int:
        rows = self._rows.get(sender)
        if rows is None:
            rows = self._rows[sender] = DenseIntMap()
        row = rows.get(number)
        if row < 0:
            index = self._by_number.get(number_of_channel, -1)
            row = self.messages.add(index if index >= 0 else self._new_channel(number_of_channel))
            rows.put(number, row)
        return row

    def _message_sent(self, event: events.MessageSent) -> None:
        t, pid, tid, _, number_of_channel, number, size, kind, line = event
        time = (t - self._scene.zero) / 1e9
        messages = self.messages
        row = self._row(pid, number, number_of_channel)
        if not messages.send(row, time, self._scene.lane(pid, tid, time).id, size, line):
            return
        channel = self.channels[messages.channel_of(row)]
        channel.sent += 1
        channel.bytes += size
        channel.flights.begin(row, time)
        channel.length.add(time, 1)
        if channel.length.pending > MAX_PENDING:
            channel.length.settle()
        _, received = messages.span(row)
        if received == received:
            channel.length.add(max(time, received), -1)
        if not channel.kind:
            self._set_kind(channel, kind)
        if line:
            self._scene.set_current_line(pid, tid, time, line)

    def _message_received(self, event: events.MessageReceived) -> None:
        t, pid, tid, _, number_of_channel, sender, number, size, line = event
        scene, messages = self._scene, self.messages
        time = (t - scene.zero) / 1e9
        row = self._row(sender, number, number_of_channel)
        if not messages.receive(row, time, scene.lane(pid, tid, time).id, line):
            return
        channel = self.channels[messages.channel_of(row)]
        channel.received += 1
        sent, _ = messages.span(row)
        channel.flights.end(row, time, sent)
        if sent == sent:
            channel.length.add(max(time, sent), -1)
        else:
            lane = scene.by_pid.get(sender)
            messages.describe(row, size, lane.id if lane is not None else -1)
        if line:
            scene.set_current_line(pid, tid, time, line)
