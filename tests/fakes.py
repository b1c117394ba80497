"""Believable event streams, for tests that need a run without running one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workers.wire.events import (
    BlockBegan,
    BlockEnded,
    CallbackBegan,
    CallbackEnded,
    CallBegan,
    CallEnded,
    ChannelCreated,
    Event,
    ManagerStarted,
    MessageReceived,
    MessageSent,
    Output,
    PoolCreated,
    PoolStopped,
    ProcessBegan,
    ProcessEnding,
    ProcessGone,
    ProcessReaped,
    ProcessSeen,
    ProcessStarted,
    ResultReturned,
    RunEnded,
    RunStarted,
    Sample,
    TaskCancelled,
    TaskClaimed,
    TaskEnded,
    TasksSubmitted,
    TaskStarted,
)

ZERO = 5_000_000_000_000  # ns on the machine's clock
WALL = 1_750_000_000_000_000_000
MAIN, RESULTS, KEEPER = 4012, 4013, 4010  # pids; the thread that runs callbacks
FIRST_WORKER = 4015
MEGABYTE = 1 << 20


class Script:
    """Collects events in any order and numbers them by time, as the processes would have."""

    def __init__(self) -> None:
        self._said: list[tuple[float, int, type[Any], int, int, tuple[Any, ...]]] = []

    def emit(self, kind: type[Any], at: float, pid: int, tid: int, *fields: object) -> None:
        """`at`: s since the run's zero."""
        self._said.append((at, len(self._said), kind, pid, tid, fields))

    def events(self) -> list[Event]:
        numbers: dict[int, int] = {}
        events: list[Event] = []
        for at, _, kind, pid, tid, fields in sorted(self._said, key=lambda said: said[:2]):
            number = -1
            if kind is not Output:
                number = numbers.get(pid, 0)
                numbers[pid] = number + 1
            events.append(kind(ZERO + round(at * 1e9), pid, tid, number, *fields))
        return events


def pool_events(
    workers: int = 3,
    tasks: int = 10,
    seconds: float = 2.0,
    mode: str = "apply_async",
    cpu_share: float = 0.0,
    callbacks: bool = True,
    dead_worker: bool = False,
) -> list[Event]:
    """The whole stream of a pool of `workers` that runs `tasks` calls of foo, each `seconds` long.

    `mode` is "apply" (one after the other, the main process waits) or "apply_async". With `dead_worker` a worker is
    killed in the middle of its first task and replaced; as in truth the program then waits for ever, and is stopped.
    """
    script = Script()
    pids = [FIRST_WORKER + number for number in range(workers)]
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "pool.py", "3.11.7", 2)
    script.emit(ProcessSeen, 0.001, KEEPER, KEEPER, MAIN, KEEPER - 1, WALL / 1e9, "python pool.py", False)
    script.emit(PoolCreated, 0.02, MAIN, MAIN, 1, "process", workers, "fork", 15)
    lives = {pid: [0.021 + 0.003 * number, 0.0] for number, pid in enumerate(pids)}
    for number, pid in enumerate(pids):
        _birth(script, pid, f"ForkPoolWorker-{number + 1}", lives[pid][0])
    free = {pid: lives[pid][0] + 0.004 for pid in pids}
    busy: dict[int, list[tuple[float, float]]] = {MAIN: []}
    killed = called = 0.0
    time = 0.06
    ends = [time]
    for task in range(tasks):
        if mode == "apply":
            time = max(time, ends[-1] + 0.001)
        line = 17
        script.emit(TasksSubmitted, time, MAIN, MAIN, task, 0, 1, 1, 1, mode, "foo", str(task), 1, line)
        if mode == "apply":
            script.emit(BlockBegan, time + 0.0001, MAIN, MAIN, "apply", True, "pool.py", line)
        pid = min(free, key=lambda pid: (max(free[pid], time), busy.get(pid, [(0.0, 0.0)])[-1][1], pid))
        start = max(free[pid], time) + 0.0003
        end = start + seconds
        script.emit(TaskStarted, start, pid, pid, MAIN, task, 0, "")
        if dead_worker and not killed and (pid == pids[1 % workers] or mode == "apply"):
            killed = start + seconds / 2
            lives[pid][1] = killed
            del free[pid]
            new = max(lives) + 1
            lives[new] = [killed + 0.05, 0.0]
            free[new] = killed + 0.055
            script.emit(ProcessGone, killed + 0.001, KEEPER, KEEPER, pid, None, True)
            script.emit(ProcessReaped, killed + 0.04, MAIN, MAIN + 2, pid, -9)
            _birth(script, new, f"ForkPoolWorker-{len(lives)}", lives[new][0])
            busy.setdefault(pid, []).append((start, killed))
            if mode == "apply":
                break  # the program waits for ever
            time += 0.0005
            continue
        script.emit(TaskEnded, end, pid, pid, MAIN, task, 0, True, round(seconds * cpu_share * 1e9), str(task + 100))
        script.emit(ResultReturned, end + 0.0004, MAIN, RESULTS, task, 0, True)
        if callbacks and mode != "apply":
            called = max(end + 0.0005, called + 0.001)  # one at a time
            _callback(script, task, called, task + 100)
        if mode == "apply":
            script.emit(BlockEnded, end + 0.0006, MAIN, MAIN)
        busy.setdefault(pid, []).append((start, end))
        free[pid] = end + 0.0002
        ends.append(end + 0.002)
        time += 0.0005
    over = max(*ends, killed, called) + (1.0 if killed else 0.01)
    _finish(script, lives, max(time, ends[-1] if mode == "apply" else time) + 0.001, over, bool(killed), mode)
    _samples(script, lives, busy, over, cpu_share)
    script.emit(RunEnded, over + 0.06, KEEPER - 1, 0, -15 if killed else 0, "stopped" if killed else "")
    return script.events()


def _birth(script: Script, pid: int, name: str, at: float) -> None:
    script.emit(ProcessStarted, at, MAIN, MAIN, pid, name, "fork", "worker", 1, 15)
    script.emit(ProcessBegan, at + 0.002, pid, pid, MAIN, name, "fork")
    script.emit(ProcessSeen, at + 0.01, KEEPER, KEEPER, pid, MAIN, (WALL + at * 1e9) / 1e9, "python pool.py", False)


def _callback(script: Script, task: int, at: float, result: int) -> None:
    script.emit(CallbackBegan, at, MAIN, RESULTS, task, 0, "done")
    script.emit(Output, at + 0.0001, MAIN, 0, "stdout", f"callback in {MAIN} {result}", False)
    script.emit(CallbackEnded, at + 0.0008, MAIN, RESULTS, task, 0, True)


def _finish(script: Script, lives: dict[int, list[float]], close: float, over: float, stuck: bool, mode: str) -> None:
    """The pool's end. `lives` gets its ends."""
    if not (stuck and mode == "apply"):
        script.emit(PoolStopped, close, MAIN, MAIN, 1, "close", 18)
        script.emit(BlockBegan, close + 0.0002, MAIN, MAIN, "join", True, "pool.py", 19)
    for pid, life in lives.items():
        if life[1]:
            continue
        life[1] = over + 0.01
        if stuck:
            script.emit(ProcessGone, life[1], KEEPER, KEEPER, pid, -15, False)
        else:
            script.emit(ProcessEnding, life[1], pid, pid, 0)
            script.emit(ProcessReaped, over + 0.02, MAIN, MAIN, pid, 0)
    if not stuck:
        script.emit(BlockEnded, over + 0.025, MAIN, MAIN)
    script.emit(ProcessGone, over + 0.05, KEEPER, KEEPER, MAIN, None, False)


def _samples(
    script: Script,
    lives: dict[int, list[float]],
    busy: dict[int, list[tuple[float, float]]],
    over: float,
    cpu_share: float,
) -> None:
    """Ten samples a second of every process."""
    for tick in range(int(over * 10) + 1):
        at = 0.1 * tick + 0.05
        for pid, (began, ended) in [(MAIN, [0.0, over + 0.05]), *lives.items()]:
            if not began <= at <= ended:
                continue
            worked = sum(max(0.0, min(end, at) - start) for start, end in busy.get(pid, []))
            running = any(start <= at < end for start, end in busy.get(pid, []))
            cpu = 0.01 + 0.002 * (at - began) + worked * cpu_share
            state = "running" if running and cpu_share > 0.5 else "sleeping"
            memory = 14 * MEGABYTE + 4096 * tick
            script.emit(
                Sample, at, KEEPER, KEEPER, pid, round(cpu * 1e9), memory, state, pid % 2, 1, round(cpu * 1e8), tick
            )


def executor_events(tasks: int = 8, seconds: float = 0.2, cancelled: int = 1, broken: bool = False) -> list[Event]:
    """A ProcessPoolExecutor of two workers. Its last `cancelled` tasks are cancelled before a worker has them.

    With `broken` the second worker is killed in its first task: all tasks that have no result then fail.
    """
    script = Script()
    manager = MAIN + 2  # the executor's own thread
    pids = [FIRST_WORKER, FIRST_WORKER + 1]
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "futures.py", "3.11.7", 2)
    script.emit(PoolCreated, 0.01, MAIN, MAIN, 1, "process", 2, "fork", 12)
    for number, pid in enumerate(pids):
        at = 0.011 + 0.002 * number
        script.emit(ProcessStarted, at, MAIN, MAIN, pid, f"ForkProcess-{number + 1}", "fork", "worker", 1, 12)
        script.emit(ProcessBegan, at + 0.001, pid, pid, MAIN, f"ForkProcess-{number + 1}", "fork")
    for task in range(tasks):
        script.emit(
            TasksSubmitted, 0.02 + task / 1000, MAIN, MAIN, 5, task, 1, 1, 1, "submit", "work", str(task), 1, 13
        )
    run = tasks - cancelled
    for task in range(run, tasks):
        script.emit(TaskCancelled, 0.045, MAIN, MAIN, 5, task)
    over = 0.0
    for task in range(run):  # two at once; the executor claims three ahead
        start = 0.05 + (task // 2) * (seconds + 0.001)
        if task < 5 or not broken:
            claimed = 0.04 if task < 3 else 0.051 if broken else start - seconds
            script.emit(TaskClaimed, claimed, MAIN, manager, 5, task)
        if task < 2 or not broken:
            script.emit(TaskStarted, start, pids[task % 2], pids[task % 2], MAIN, 5, task, "")
        over = 0.05 + seconds / 2 if broken else start + seconds
        if not broken:
            script.emit(TaskEnded, over, pids[task % 2], pids[task % 2], MAIN, 5, task, True, 0, str(task))
        script.emit(ResultReturned, over + 0.0005, MAIN, manager, 5, task, not broken)
    for pid, code in zip(pids, (-15, -9) if broken else (0, 0), strict=True):
        if not broken:
            script.emit(ProcessEnding, over + 0.01, pid, pid, code)
        script.emit(ProcessReaped, over + 0.02, MAIN, manager, pid, code)
    script.emit(RunEnded, over + 0.05, KEEPER - 1, 0, 0, "")
    return script.events()


def message_events(messages: int = 6, unread: int = 1) -> list[Event]:
    """A child that puts `messages` into a Queue, answers over a Pipe and uses a manager's dict and list.

    The main process reads all messages of the queue but the last `unread` ones.
    """
    script = Script()
    child, server, address = FIRST_WORKER, FIRST_WORKER + 1, "/tmp/listener"
    queue, there, back = 9001, 9002, 9003
    script.emit(RunStarted, 0.0, MAIN, MAIN, WALL, "queue.py", "3.11.7", 2)
    script.emit(ChannelCreated, 0.01, MAIN, MAIN, queue, 0, "Queue", 5)
    script.emit(ChannelCreated, 0.011, MAIN, MAIN, there, back, "Pipe", 6)
    for pid, name in ((server, "SyncManager-1"), (child, "Process-2")):
        script.emit(ProcessStarted, 0.02, MAIN, MAIN, pid, name, "fork", "process", 0, 7)
        script.emit(ProcessBegan, 0.021, pid, pid, MAIN, name, "fork")
    script.emit(ManagerStarted, 0.025, MAIN, MAIN, server, address)
    for number in range(messages):
        at = 0.1 + 0.1 * number
        script.emit(MessageSent, at, child, child + 50, queue, number + 1, 100 + number, "Queue", 0)
        if number < messages - unread:
            script.emit(BlockBegan, at - 0.05, MAIN, MAIN, "Queue.get", True, "queue.py", 9)
            script.emit(MessageReceived, at + 0.03, MAIN, MAIN, queue, child, number + 1, 100 + number, 9)
            script.emit(BlockEnded, at + 0.031, MAIN, MAIN)
    at = 0.2 + 0.1 * messages
    script.emit(MessageSent, at, MAIN, MAIN, there, 1, 20, "Pipe", 10)
    script.emit(MessageReceived, at + 0.001, child, child, there, MAIN, 1, 20, 20)
    script.emit(MessageSent, at + 0.002, child, child, back, messages + 1, 30, "Pipe", 21)
    script.emit(MessageReceived, at + 0.003, MAIN, MAIN, back, child, messages + 1, 30, 11)
    for number, (kind, method) in enumerate((("dict", "__setitem__"), ("list", "append"), ("dict", "__getitem__"))):
        began = at + 0.01 * (number + 1)
        script.emit(CallBegan, began, child, child, messages + 2 + number, address, kind, method, 22)
        script.emit(CallEnded, began + 0.004, child, child, messages + 2 + number, number < 2)
    for pid in (child, server):
        script.emit(ProcessEnding, at + 0.1, pid, pid, 0)
        script.emit(ProcessReaped, at + 0.11, MAIN, MAIN, pid, 0)
    script.emit(RunEnded, at + 0.2, KEEPER - 1, 0, 0, "")
    return script.events()


def big_events(tasks: int, workers: int = 8, microseconds: float = 500.0) -> Iterator[list[Event]]:
    """A large run in batches of some thousand events: `tasks` short ones on `workers`, submitted as they run."""
    numbers: dict[int, int] = {}

    def number(pid: int) -> int:
        numbers[pid] = numbers.get(pid, -1) + 1
        return numbers[pid]

    pids = [FIRST_WORKER + worker for worker in range(workers)]
    batch: list[Event] = [
        RunStarted(ZERO, MAIN, MAIN, number(MAIN), WALL, "pool.py", "3.11.7", workers),
        PoolCreated(ZERO, MAIN, MAIN, number(MAIN), 1, "process", workers, "fork", 15),
    ]
    for worker, pid in enumerate(pids):
        name = f"ForkPoolWorker-{worker + 1}"
        batch.append(ProcessStarted(ZERO + worker, MAIN, MAIN, number(MAIN), pid, name, "fork", "worker", 1, 15))
        batch.append(ProcessBegan(ZERO + worker + 10, pid, pid, number(pid), MAIN, name, "fork"))
    length = round(microseconds * 1000)
    turn = length + length // 10
    at = ZERO + 1_000_000
    for first in range(0, tasks, workers):
        some = range(first, min(first + workers, tasks))
        batch.extend(
            TasksSubmitted(
                at - 1000, MAIN, MAIN, number(MAIN), task, 0, 1, 1, 1, "apply_async", "foo", str(task), 1, 17
            )
            for task in some
        )
        for task in some:
            pid = pids[task - first]
            batch.append(TaskStarted(at + task - first, pid, pid, number(pid), MAIN, task, 0, ""))
        for task in some:
            pid, end = pids[task - first], at + length + task - first
            cpu = length if task % 2 else length // 10
            batch.append(TaskEnded(end, pid, pid, number(pid), MAIN, task, 0, task % 1000 != 0, cpu, "None"))
        for task in some:
            end = at + length + 100 + task - first
            ok = task % 1000 != 0
            batch.append(ResultReturned(end, MAIN, RESULTS, number(MAIN), task, 0, ok, "" if ok else "ValueError"))
        at += turn
        if len(batch) > 5000:
            yield batch
            batch = []
    for pid in pids:
        batch.append(ProcessEnding(at, pid, pid, number(pid), 0))
    batch.append(RunEnded(at + 1000, KEEPER - 1, 0, 0, 0, ""))
    yield batch
