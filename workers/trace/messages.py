"""Messages between processes and the channels they go through."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workers.trace.columns import NAN, Column, DenseIntMap, Floats, Ints, StepSeries, Table
from workers.trace.lanes import Lane
from workers.trace.scene import Handlers, Scene
from workers.trace.spans import MAX_PENDING, OverlappingSpans
from workers.wire import events


@dataclass(slots=True)
class ChannelRecord:
    """A queue or a pipe; both directions of a pipe are one channel. Times in s since the run's zero, NaN: not known."""

    numbers: list[int]  # as the events call it: two for a pipe with two directions
    kind: str = ""  # "Queue", "JoinableQueue", "SimpleQueue", "Pipe" or "TCP"; "" while it is not known
    place: int = 0  # 1, 2, 3… within its kind; the port of "TCP"
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
        return f"{self.kind} {self.place}" if self.kind else ""


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

    @property
    def sent(self) -> Floats:
        return self._sent.array[: self._table.length]

    @property
    def received(self) -> Floats:
        """NaN: not (yet)."""
        return self._received.array[: self._table.length]

    @property
    def sender(self) -> NDArray[np.int32]:
        """Lane, −1: not known."""
        return self._sender.array[: self._table.length]

    @property
    def receiver(self) -> NDArray[np.int32]:
        """Lane, −1: nobody (yet)."""
        return self._receiver.array[: self._table.length]

    @property
    def channel(self) -> NDArray[np.int32]:
        """Index into `Trace.channels`."""
        return self._channel.array[: self._table.length]

    @property
    def size(self) -> Ints:
        """Bytes as pickled."""
        return self._size.array[: self._table.length]

    @property
    def sent_line(self) -> Ints:
        """The program's line, 0 where a queue's own thread wrote it."""
        return self._sent_line.array[: self._table.length]

    @property
    def received_line(self) -> Ints:
        return self._received_line.array[: self._table.length]


class MessageHandler:
    """The only writer of `Messages` and channels. A message is named by its sender's pid and its number there."""

    def __init__(self, scene: Scene) -> None:
        self.messages = Messages()
        self.channels: list[ChannelRecord] = []
        self._scene = scene
        self._by_number: dict[int, int] = {}  # a channel's number in the events → its index
        self._rows: dict[int, DenseIntMap] = {}  # by sender's pid
        self._by_place: dict[tuple[str, int], int] = {}  # channels that have no number of their own
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
        self, sender: Lane, receiver: Lane, kind: str, place: int, size: int, time: float, line: int, owner: int
    ) -> None:
        """A message that was sent and received at one moment: bytes on a connection. `place`: the channel's, in its kind."""
        messages = self.messages
        index = self._by_place.get((kind, place), -1)
        if index < 0:
            index = self._by_place[(kind, place)] = len(self.channels)
            self.channels.append(ChannelRecord([], kind, place, 0, time, owner))
        channel = self.channels[index]
        row = messages._table.add()
        messages._channel.data[row] = index
        messages._sent.data[row] = messages._received.data[row] = time
        messages._sender.data[row], messages._receiver.data[row] = sender.id, receiver.id
        messages._size.data[row] = size
        messages._sent_line.data[row] = messages._received_line.data[row] = line
        messages.sent_count += 1
        messages.received_count += 1
        channel.sent, channel.received, channel.bytes = channel.sent + 1, channel.received + 1, channel.bytes + size
        for flights in (messages.flights, channel.flights):
            flights.begin(row, time)
            flights.end(row, time, time)

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
            channel.place = self._kinds[kind] = self._kinds.get(kind, 0) + 1

    def _merge(self, index: int, other: int) -> int:
        """Two directions of one pipe were used before it was heard that they are one: rare. Returns the new index."""
        kept, gone = self.channels[index], self.channels.pop(other)
        if gone.kind and gone.place == self._kinds[gone.kind]:
            self._kinds[gone.kind] -= 1
        column = self.messages.channel
        column[column == other] = index
        column[column > other] -= 1
        self._by_number = {number: i - (i > other) for number, i in self._by_number.items() if i != other}
        self._by_place = {place: i - (i > other) for place, i in self._by_place.items()}
        index -= index > other
        kept.sent, kept.received = kept.sent + gone.sent, kept.received + gone.received
        kept.bytes += gone.bytes
        kept.length, kept.flights = StepSeries(), OverlappingSpans()
        for row in np.flatnonzero(column == index).tolist():
            sent, received = self.messages._sent.data[row], self.messages._received.data[row]
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
            row = self.messages._table.add()
            rows.put(number, row)
            index = self._by_number.get(number_of_channel, -1)
            self.messages._channel.data[row] = index if index >= 0 else self._new_channel(number_of_channel)
        return row

    def _message_sent(self, event: events.MessageSent) -> None:
        t, pid, tid, _, number_of_channel, number, size, kind, line = event
        time = (t - self._scene.zero) / 1e9
        messages = self.messages
        row = self._row(pid, number, number_of_channel)
        known = messages._sent.data[row]
        if known == known:
            return
        messages._sent.data[row] = time
        messages._sender.data[row] = self._scene.lane(pid, tid, time).id
        messages._size.data[row] = size
        messages._sent_line.data[row] = line
        messages.sent_count += 1
        messages.flights.begin(row, time)
        channel = self.channels[messages._channel.data[row]]
        channel.sent += 1
        channel.bytes += size
        channel.flights.begin(row, time)
        channel.length.add(time, 1)
        if channel.length.pending > MAX_PENDING:
            channel.length.settle()
        received = messages._received.data[row]
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
        known = messages._received.data[row]
        if known == known:
            return
        messages._received.data[row] = time
        messages._receiver.data[row] = scene.lane(pid, tid, time).id
        messages._received_line.data[row] = line
        messages.received_count += 1
        channel = self.channels[messages._channel.data[row]]
        channel.received += 1
        sent = messages._sent.data[row]
        messages.flights.end(row, time, sent)
        channel.flights.end(row, time, sent)
        if sent == sent:
            channel.length.add(max(time, sent), -1)
        else:
            messages._size.data[row] = size
            lane = scene.by_pid.get(sender)
            if lane is not None:
                messages._sender.data[row] = lane.id
        if line:
            scene.set_current_line(pid, tid, time, line)
