"""Small hand-made streams."""

from __future__ import annotations

from workers.wire.events import (
    Event,
    MessageReceived,
    MessageSent,
    ProcessStarted,
    ResultReturned,
    RunEnded,
    RunStarted,
    TaskCancelled,
    TaskClaimed,
    TaskEnded,
    TasksSubmitted,
    TaskStarted,
)

MAIN = 100
ZERO = 1_000_000_000


def at(seconds: float) -> int:
    return ZERO + round(seconds * 1e9)


def start() -> Event:
    return RunStarted(ZERO, MAIN, MAIN, -1, 10**18, "script.py", "3.11.7", 4)


def worker(pid: int, seconds: float = 0.0) -> Event:
    return ProcessStarted(at(seconds), MAIN, MAIN, -1, pid, f"ForkPoolWorker-{pid}", "fork", "worker", 1, 3)


def submit(seconds: float, job: int, count: int = 1, function: str = "foo", first: int = 0, items: int = 0) -> Event:
    items = items or count
    chunk = max(1, -(-items // count))
    call = "apply_async" if count == 1 else "map"
    arguments = str(job) if count == 1 else ""
    return TasksSubmitted(at(seconds), MAIN, MAIN, -1, job, first, count, items, chunk, call, function, arguments, 1, 5)


def begin(seconds: float, pid: int, job: int, index: int = 0, thread: str = "") -> Event:
    return TaskStarted(at(seconds), pid, pid, -1, MAIN, job, index, thread)


def finish(seconds: float, pid: int, job: int, index: int = 0, ok: bool = True, cpu: float = 0.0) -> Event:
    return TaskEnded(
        at(seconds), pid, pid, -1, MAIN, job, index, ok, round(cpu * 1e9), "done" if ok else "ValueError()"
    )


def over(seconds: float, code: int = 0, reason: str = "") -> Event:
    return RunEnded(at(seconds), 1, 1, -1, code, reason)


def send(seconds: float, number: int, channel: int = 9, pid: int = MAIN, size: int = 10, kind: str = "Queue") -> Event:
    return MessageSent(at(seconds), pid, pid, -1, channel, number, size, kind, 4)


def receive(seconds: float, number: int, channel: int = 9, pid: int = 7, sender: int = MAIN, size: int = 10) -> Event:
    return MessageReceived(at(seconds), pid, pid, -1, channel, sender, number, size, 14)


def put(seconds: float, index: int, job: int = 3) -> Event:
    """Submits a task to an executor."""
    return TasksSubmitted(at(seconds), MAIN, MAIN, -1, job, index, 1, 1, 1, "submit", "work", str(index), 1, 6)


def claim(seconds: float, index: int, job: int = 3) -> Event:
    return TaskClaimed(at(seconds), MAIN, MAIN + 1, -1, job, index)


def cancel(seconds: float, index: int, job: int = 3) -> Event:
    return TaskCancelled(at(seconds), MAIN, MAIN, -1, job, index)


def returned(seconds: float, index: int, ok: bool = True, job: int = 3) -> Event:
    return ResultReturned(at(seconds), MAIN, MAIN + 1, -1, job, index, ok)
