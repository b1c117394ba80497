"""What all event handlers of a record share: the run's zero, its lanes, its functions, and where the main thread stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from workers.trace.lanes import Lane
from workers.trace.process_registry import ProcessRegistry

Handlers = dict[type, Callable[[Any], None]]


class EventHandler(Protocol):
    """One part of the record: it takes in some kinds of events and closes what a process leaves open at its end."""

    def handlers(self) -> Handlers: ...

    def end_lane(self, lane: Lane) -> None:
        """The lane has ended, or ended earlier than was thought."""

    def forget(self, pid: int) -> None:
        """Another process has this pid now."""


class Scene:
    """Written by the event handlers of one `Trace`."""

    __slots__ = (
        "_numbers",
        "by_pid",
        "by_thread",
        "functions",
        "lanes",
        "line",
        "main",
        "program",
        "registry",
        "wall_ns",
        "zero",
    )

    def __init__(self, replaced: Callable[[Lane, float], None]) -> None:
        self.zero = 0  # ns
        self.wall_ns = 0
        self.program = ""
        self.main = (0, 0)  # pid and tid of the main thread
        self.line = (0.0, 0)  # when, where
        self.registry = ProcessRegistry(replaced)
        self.lanes, self.by_pid, self.by_thread = self.registry.lanes, self.registry.by_pid, self.registry.by_thread
        self.functions = [""]
        self._numbers = {"": 0}

    def process(self, pid: int, time: float) -> Lane:
        """The lane of the process that has the pid now."""
        lane = self.by_pid.get(pid)
        return lane if lane is not None else self.registry.of(pid, time)

    def lane(self, pid: int, tid: int, time: float) -> Lane:
        """The lane of a pool's thread, or else of its process."""
        return self.by_thread.get((pid, tid)) or self.process(pid, time)

    def function(self, name: str) -> int:
        """The number of a function's name."""
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self.functions)
            self.functions.append(name)
        return number

    def set_current_line(self, pid: int, tid: int, time: float, line: int) -> None:
        """The main thread was seen on that line."""
        if line and (pid, tid) == self.main and time >= self.line[0]:
            self.line = (time, line)
