"""Which lane a process id means, at a time when several sources report its birth and its end in any order."""

from __future__ import annotations

import math
from collections.abc import Callable

from workers.trace.lanes import Lane
from workers.trace.libraries import is_helper, library_of
from workers.wire.events import ProcessBegan, ProcessSeen, ProcessStarted

CLOCK_GRAIN = 1.0  # s: no better does the operating system's time of birth agree with the run's clock


class ProcessRegistry:
    """All lanes, by process and by thread.

    A process id may be used again, but not before the former process has ended. So a birth that is reported twice with the
    same time is the same process; a birth later than the known end is another one.
    """

    def __init__(self, replaced: Callable[[Lane, float], None]) -> None:
        self._replaced = replaced  # called with a lane whose pid another process has from that time on
        self.lanes: list[Lane] = []
        self.by_pid: dict[int, Lane] = {}  # the latest process with that id
        self.by_thread: dict[tuple[int, int], Lane] = {}  # threads of thread pools, by (pid, tid)
        self._numbers: dict[str, int] = {}
        self._libraries: dict[str, int] = {}  # how many processes work for each
        self._orphans: dict[int, list[Lane]] = {}  # lanes whose parent's lane is not there yet, by its pid

    def of(self, pid: int, time: float) -> Lane:
        """The lane of process `pid` at `time`; made where nothing was heard of it."""
        lane = self.by_pid.get(pid)
        if lane is None:
            return self.add(pid, "process", time)
        while time < lane.began and lane.previous is not None and time <= lane.previous.ended:
            lane = lane.previous
        return lane

    def add(self, pid: int, role: str, began: float) -> Lane:
        """A new lane for a process that was not there before."""
        lane = Lane(len(self.lanes), pid, "", began)
        self.lanes.append(lane)
        lane.previous = self.by_pid.get(pid)
        self.by_pid[pid] = lane
        if lane.previous is not None:
            for key in [key for key in self.by_thread if key[0] == pid]:
                del self.by_thread[key]
        self.set_role(lane, role)
        for child in self._orphans.pop(pid, ()):
            child.parent = lane.id
        return lane

    def thread(self, pid: int, tid: int, name: str, began: float) -> Lane:
        """The lane of a thread of a thread pool."""
        lane = self.by_thread.get((pid, tid))
        if lane is None:
            process = self.of(pid, began)
            lane = Lane(len(self.lanes), pid, "", began)
            self.lanes.append(lane)
            self.set_role(lane, "thread")
            lane.tid, lane.thread, lane.name = tid, name, name
            lane.parent, lane.parent_pid = process.id, process.parent_pid
            process.threads.append(lane)
            self.by_thread[(pid, tid)] = lane
        return lane

    def set_role(self, lane: Lane, role: str) -> None:
        """Gives a lane its role and its number within that role."""
        if role == lane.role:
            return
        if lane.role and lane.title_number == self._numbers[lane.role]:
            self._numbers[lane.role] -= 1
        lane.role = role
        lane.title_number = self._numbers[role] = self._numbers.get(role, 0) + 1

    def set_parent(self, lane: Lane, pid: int) -> None:
        lane.parent_pid = pid
        parent = self.by_pid.get(pid)
        if parent is lane:
            parent = None
        lane.parent = -1 if parent is None else parent.id
        if parent is None:
            self._orphans.setdefault(pid, []).append(lane)

    def started(self, event: ProcessStarted, time: float) -> None:
        """A parent started a child."""
        lane = self._born(event.child, time, "reported_by_parent")
        lane.name, lane.method, lane.pool = event.name, event.method, event.pool
        self._recognise(lane, event.runs)
        self.set_parent(lane, event.pid)
        if lane.role != "manager":
            self.set_role(lane, event.role)

    def began(self, event: ProcessBegan, time: float) -> bool:
        """A child spoke for the first time. True if its lane is new."""
        known = len(self.lanes)
        lane = self._born(event.pid, time, "reported")
        lane.tid = event.tid
        lane.name = lane.name or event.name
        lane.method = lane.method or event.method
        self.set_parent(lane, event.parent)
        self._recognise(lane, event.runs)
        if lane.role == "helper":
            self.set_role(lane, "process")
        if lane.role == "process" and "PoolWorker" in event.name:
            self.set_role(lane, "worker")
        return len(self.lanes) > known

    def seen(self, event: ProcessSeen, time: float, birth: float) -> None:
        """The keeper found a process; `birth`: its time of creation on the run's clock, roughly."""
        lane = self.by_pid.get(event.child)
        if lane is None:
            lane = self._new(event.child, time)
        elif not math.isnan(lane.created):
            if event.created != lane.created and birth >= lane.began - CLOCK_GRAIN:
                lane = self._new(event.child, time)
        elif not lane.alive and birth > lane.ended + CLOCK_GRAIN:
            lane = self._new(event.child, time)
        lane.created = event.created
        if lane.role != "main":  # that one may be seen while it still prepares the run
            lane.began = min(lane.began, time)
        lane.command = event.command
        if lane.parent_pid is None:
            self.set_parent(lane, event.parent)
        self._recognise(lane, "")
        if (
            (event.helper or is_helper(lane.command))
            and lane.role == "process"
            and math.isnan(lane.reported)
            and not lane.name
        ):
            self.set_role(lane, "helper")

    def _recognise(self, lane: Lane, module: str) -> None:
        """Finds out whose pool the process works for."""
        lane.runs = lane.runs or module
        library = library_of(lane.runs, lane.command)
        if library and not lane.library:
            lane.library = library
            lane.library_number = self._libraries[library] = self._libraries.get(library, 0) + 1

    def _born(self, pid: int, time: float, source: str) -> Lane:
        """The lane of a process whose birth is reported; `source` is the field for when this source reported it."""
        lane = self.by_pid.get(pid)
        if lane is None:
            lane = self._new(pid, time)
        else:
            told = getattr(lane, source)
            again = not math.isnan(told) and time != told and time >= lane.began
            later = math.isnan(told) and not lane.alive and time >= lane.ended
            lane = self._new(pid, time) if again or later else self.of(pid, time)
        setattr(lane, source, time)
        lane.began = min(lane.began, time)
        return lane

    def _new(self, pid: int, time: float) -> Lane:
        former = self.by_pid.get(pid)
        if former is not None:
            self._replaced(former, time)
        return self.add(pid, "process", time)
