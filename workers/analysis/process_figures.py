"""What a run's processes do, in a few numbers: for programs whose work is not in tasks."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workers.trace.columns import NAN
from workers.trace.trace import Trace


@dataclass(frozen=True, slots=True)
class ProcessFigures:
    """Of all processes of the run's own; times in s, shares of the time that they lived. NaN: not known."""

    count: int
    alive: int
    zombies: int
    failed: int  # of the ended ones: with a signal, or an exit code other than 0
    threads: int  # of the living ones, as last seen
    on_cpu: float
    runnable: float  # waiting for a core
    memory: int  # bytes, of the living ones as last seen; of a run that is over the most that each had, added up


@dataclass(frozen=True, slots=True)
class MessageFigures:
    """Of all queues, pipes and connections, and of calls to managers."""

    sent: int
    received: int
    bytes: int
    waiting: int  # sent and not yet received, where that is known
    waiting_peak: int  # of the channel that had most
    calls: int


def process_figures(trace: Trace, now: float) -> ProcessFigures:
    """The numbers at `now`, s since the run's zero. One step for each process."""
    count = alive = zombies = failed = threads = memory = most = 0
    lived = cpu = runnable = 0.0
    for lane in trace.lanes:
        if lane.role in ("thread", "outside", "helper"):
            continue
        count += 1
        end = now if lane.alive else lane.ended
        lived += max(0.0, end - lane.began)
        cpu += lane.last_cpu
        runnable += lane.last_waiting  # NaN where the system does not tell
        most += lane.most_memory
        if lane.alive:
            alive += 1
            threads += max(lane.last_threads, 1)
            memory += lane.last_memory
        elif lane.zombie:
            zombies += 1
        elif lane.exit_code not in (None, 0):
            failed += 1
    over = not math.isnan(trace.ended)
    return ProcessFigures(
        count,
        alive,
        zombies,
        failed,
        threads,
        min(cpu / lived, 1.0) if lived > 0 else NAN,
        min(runnable / lived, 1.0) if lived > 0 else NAN,
        most if over else memory,
    )


def message_figures(trace: Trace) -> MessageFigures:
    """One step for each channel."""
    known = [channel for channel in trace.channels if channel.kind != "TCP"]
    return MessageFigures(
        trace.messages.sent_count,
        trace.messages.received_count,
        sum(channel.bytes for channel in trace.channels),
        sum(max(0, channel.sent - channel.received) for channel in known),
        max((channel.length.peak() for channel in known), default=0),
        len(trace.calls),
    )
