"""Calls of proxies to their managers' servers: one row each, in the order in which they became known."""

from __future__ import annotations

import numpy as np

from workers.trace.columns import NAN, Column, Table, View
from workers.trace.spans import OverlappingSpans


class Calls:
    """Columns, as numpy views of length `len(calls)`; a view is valid until the next `Trace.apply`.

    A call to a server of which nobody reported where it runs has no server lane. A call that its process did not live to see
    the end of ends with that process, and not ok.
    """

    def __init__(self) -> None:
        self._began = Column("d", NAN)
        self._ended = Column("d", NAN)
        self._caller = Column("i", -1)
        self._server = Column("i", -1)
        self._ok = Column("B", 1)
        self._line = Column("q", 0)
        self._name = Column("i", 0)
        self._address = Column("i", 0)
        self._table = Table(*(column for column in vars(self).values() if isinstance(column, Column)))
        self._names: list[tuple[str, str]] = []  # (kind, method), shared among rows
        self._known_names: dict[tuple[str, str], int] = {}
        self._addresses: dict[str, int] = {}
        self._servers: list[int] = []  # by address: its lane
        self._by_address: list[OverlappingSpans] = []
        self._by_caller: dict[int, OverlappingSpans] = {}

    def __len__(self) -> int:
        return self._table.length

    def add(self, began: float, caller: int, address: str, kind: str, method: str, line: int) -> int:
        """A new open row."""
        row, server = self._table.add(), self._number(address)
        self._began.data[row] = began
        self._caller.data[row] = caller
        self._address.data[row] = server
        self._server.data[row] = self._servers[server]
        self._line.data[row] = line
        name = self._known_names.setdefault((kind, method), len(self._names))
        if name == len(self._names):
            self._names.append((kind, method))
        self._name.data[row] = name
        flights = self._by_caller.get(caller)
        if flights is None:
            flights = self._by_caller[caller] = OverlappingSpans()
        flights.begin(row, began)
        self._by_address[server].begin(row, began)
        return row

    def end(self, row: int, ended: float, ok: bool) -> None:
        """The call ended; what was reported of its end before is wrong."""
        began, known = self._began.data[row], self._ended.data[row]
        ended = max(ended, began)
        self._ok.data[row] = ok
        if ended == known:
            return
        self._ended.data[row] = ended
        for flights in (self._by_caller[self._caller.data[row]], self._by_address[self._address.data[row]]):
            if known == known:
                flights.ended.remove(known, row)
            flights.end(row, ended, began)

    def is_open(self, row: int) -> bool:
        """Whether the caller still waits."""
        ended = self._ended.data[row]
        return bool(ended != ended)

    def caller_of(self, row: int) -> int:
        """Lane."""
        return int(self._caller.data[row])

    def began_at(self, row: int) -> float:
        return float(self._began.data[row])

    def serve(self, address: str, lane: int) -> None:
        """The server with this address is that lane's process."""
        number = self._number(address)
        self._servers[number] = lane
        rows = np.flatnonzero((self._address.array[: len(self)] == number) & (self.server < 0))
        self._server.array[rows] = lane

    def _number(self, address: str) -> int:
        number = self._addresses.setdefault(address, len(self._servers))
        if number == len(self._servers):
            self._servers.append(-1)
            self._by_address.append(OverlappingSpans())
        return number

    def flights(self, lane: int) -> list[OverlappingSpans]:
        """The calls that a lane makes, and those that it serves."""
        own = [self._by_caller[lane]] if lane in self._by_caller else []
        return own + [self._by_address[number] for number, server in enumerate(self._servers) if server == lane]

    def kind(self, row: int) -> str:
        """What is called: "dict", "list", "Namespace"…"""
        return self._names[int(self._name.data[row])][0]

    def method(self, row: int) -> str:
        """ "__setitem__", "append"…"""
        return self._names[int(self._name.data[row])][1]

    began = View[np.float64]("_began")
    ended = View[np.float64]("_ended")
    """NaN while the caller waits."""
    caller = View[np.int32]("_caller")
    """Lane."""
    server = View[np.int32]("_server")
    """Lane, −1: not known."""
    ok = View[np.bool_]("_ok", as_bool=True)
    """False where it raised, or was cut off; True while it lasts."""
    line = View[np.int64]("_line")
    """The program's line, 0: unknown."""
