"""What lanes are called, how their processes fare, and what they wait for, in words."""

from __future__ import annotations

import math
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication

from gui import formats
from workers.analysis.queries import waiting_for
from workers.trace.lanes import Lane
from workers.trace.trace import Trace


def _tr(words: str) -> str:
    return QCoreApplication.translate("Lanes", words)


def lane_title(lane: Lane) -> str:
    if lane.role == "main":
        return _tr("Main process")
    if lane.role == "worker":
        return _tr("Worker {0}").format(lane.title_number)
    if lane.role == "thread":
        return lane.thread or _tr("Thread {0}").format(lane.title_number)
    if lane.role == "manager":
        return _tr("Manager") if lane.title_number <= 1 else _tr("Manager {0}").format(lane.title_number)
    if lane.role == "outside":
        return program_of(lane.name or lane.command or _tr("Program"))
    if lane.library and lane.role == "process":
        return _tr("{0} process {1}").format(lane.library, lane.library_number)
    if lane.role == "helper":
        return lane.name or _tr("Helper {0}").format(lane.title_number)
    if lane.method in ("", "subprocess") and lane.command.strip():
        return program_of(lane.command)
    return lane.name or _tr("Process {0}").format(lane.title_number)


def program_of(command: str) -> str:
    """A command line's program, for Python what it runs: "redis-server", "peer.py"."""
    words = command.split()
    name = PurePath(words[0]).name
    runs = len(words) > 1 and name.startswith("python") and not words[1].startswith("-")
    return PurePath(words[1]).name if runs else name


def lane_end(lane: Lane) -> str:
    """How a dead lane ended, "" for a living one: "exit 0", "SIGKILL", "zombie"."""
    if lane.zombie:
        return _tr("zombie")
    if math.isnan(lane.ended):
        return ""
    if lane.exit_code is None:
        return _tr("ended")
    code = formats.exit_code(lane.exit_code)
    return _tr("exit {0}").format(code) if lane.exit_code >= 0 else code


def orphaned_at(trace: Trace, lane_id: int) -> float | None:
    """When (s) the parent of a lane's process ended while the process went on; None: it did not."""
    lane = trace.lanes[lane_id]
    if lane.role not in ("worker", "process", "manager") or lane.parent < 0:
        return None
    if lane.adopted == lane.adopted:
        return lane.adopted
    ended = trace.lanes[lane.parent].ended
    return ended if lane.began <= ended < (lane.ended if lane.ended == lane.ended else math.inf) else None


def orphan_words(lane: Lane) -> str:
    """What became of a process that lost its parent."""
    if lane.adopted_by:
        return _tr("taken over by PID {0} (its parent ended)").format(lane.adopted_by)
    return _tr("its parent ended")


def outside_words() -> str:
    """Of a server that ran before and only answers this run."""
    return _tr("not of this run")


def wait_words(trace: Trace, lane_id: int, until: float) -> str:
    """What a lane waits for now: "waits: Queue.get, line 23, 3.2 s"; "" for nothing."""
    waiting = waiting_for(trace, lane_id)
    if waiting is None:
        return ""
    wait, line, since = waiting
    operation, took = formats.wait_text(wait), formats.duration(max(until - since, 0.0))
    if not line:
        return _tr("waits: {0}, {1}").format(operation, took)
    return _tr("waits: {0}, line {1}, {2}").format(operation, line, took)


def lane_figures(lane: Lane) -> list[str]:
    """CPU, memory and core, as far as they are known; how it ended for a dead one."""
    if lane.role == "outside":
        return [outside_words()]
    if end := lane_end(lane):
        used = _tr("used {0} of CPU").format(formats.duration(lane.last_cpu)) if lane.last_cpu > 0 else ""
        return [end, *([used] if used else [])]
    figures = []
    if lane.last_cpu_share == lane.last_cpu_share:
        figures.append(_tr("CPU {0}").format(formats.percent(lane.last_cpu_share)))
    if lane.last_memory > 0:
        figures.append(formats.memory(lane.last_memory))
    if lane.last_core >= 0:
        figures.append(_tr("core {0}").format(lane.last_core))
    return figures


def channel_title(trace: Trace, channel: int) -> str:
    """ "Queue 1"."""
    record = trace.channels[channel]
    if record.kind == "TCP":
        return _tr("TCP port {0}").format(record.number)
    return record.name or _tr("Channel {0}").format(channel + 1)
