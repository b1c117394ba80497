"""TCP traffic as messages: from the process that wrote or read it to the one that owns the port at the other end."""

from __future__ import annotations

from workers.trace.lanes import Lane
from workers.trace.messages import MessageHandler
from workers.trace.scene import Handlers, Scene
from workers.wire import events

MAX_HELD = 10_000  # traffic with a server that nobody has named yet


class Network:
    """Shows a connection from its client's side: what both ends tell would else be there twice."""

    def __init__(self, scene: Scene, message_handler: MessageHandler) -> None:
        self._scene = scene
        self._message_handler = message_handler
        self._owners: dict[int, events.PortOwned] = {}
        self._held: dict[int, list[events.Traffic]] = {}  # by the server's port, until its owner is known
        self._held_count = 0

    def handlers(self) -> Handlers:
        return {
            events.PortOwned: self._port_owned,
            events.Traffic: self._traffic,
            events.TrafficSampled: self._traffic_sampled,
        }

    def end_lane(self, lane: Lane) -> None:
        """What was sent was sent."""

    def forget(self, pid: int) -> None:
        for port in [port for port, owned in self._owners.items() if owned.child == pid]:
            del self._owners[port]

    def _port_owned(self, event: events.PortOwned) -> None:
        self._owners[event.port] = event
        held = self._held.pop(event.port, [])
        self._held_count -= len(held)
        for traffic in held:
            self._traffic(traffic)

    def _traffic(self, event: events.Traffic) -> None:
        host, _, port_text = event.remote.rpartition(":")
        own_port, port = int(event.local.rpartition(":")[2]), int(port_text)
        if own_port in self._owners:  # the server's own word on it
            return
        if not host.startswith(("127.", "::1")) and host != event.local.rpartition(":")[0]:
            return  # another computer's
        owner = self._owners.get(port)
        if owner is None:
            if self._held_count < MAX_HELD:
                self._held.setdefault(port, []).append(event)
                self._held_count += 1
            return
        time = (event.t - self._scene.zero) / 1e9
        client, server = self._scene.lane(event.pid, event.tid, time), self._server(owner, time)
        ends = (client, server) if event.sent else (server, client)
        self._message_handler.passed(*ends, "TCP", port, event.size, time, event.line, server.id)

    def _traffic_sampled(self, event: events.TrafficSampled) -> None:
        # Reported by the keeper; it is as if the process itself had reported it.
        for size, sent in ((event.sent, True), (event.received, False)):
            if size:
                self._traffic(events.Traffic(event.t, event.child, 0, -1, event.local, event.remote, size, sent, 0))

    def _server(self, owner: events.PortOwned, time: float) -> Lane:
        lane = self._scene.by_pid.get(owner.child)
        if lane is None and owner.outside:
            lane = self._scene.registry.add(owner.child, "outside", time)
            lane.name = lane.command = owner.command
        return lane if lane is not None else self._scene.process(owner.child, time)
