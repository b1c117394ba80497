"""The record of one run. `Trace.apply` is its only writer; views ask `queries` and `statistics`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from workers import events
from workers.events import Event
from workers.trace.census import Census
from workers.trace.columns import NAN
from workers.trace.lanes import Lane
from workers.trace.ledger import Ledger
from workers.trace.records import Blocks, Callbacks, OutputLine, OutputLines, PoolRecord
from workers.trace.sequence import Sequence
from workers.trace.tasks import Status, Tasks

__all__ = ["Lane", "PoolRecord", "Status", "Trace"]

MOST_EARLY = 10_000  # events that wait for the run's zero
REAPED, ENDING, GONE = 3, 2, 1  # whose word on an exit code counts most
LONE_CALLS = ("apply", "submit")  # calls that send one task with its arguments


class Trace:
    """All times are s since the run's zero, float64; NaN: not (yet) known."""

    def __init__(self) -> None:
        self.revision = 0  # grows when something changed
        self.program = ""
        self.python = ""
        self.cores = 0
        self.zero_ns: int | None = None
        self.wall_ns = 0
        self.ended = NAN
        self.exit_code: int | None = None
        self.end_reason = ""
        self.events = 0
        self.functions: list[str] = [""]
        self.pools: list[PoolRecord] = []
        self.blocks = Blocks()
        self.callbacks = Callbacks()
        self.output = OutputLines()
        self.problems: list[str] = []
        self.census = Census(self._replaced)
        self.lanes, self._by_pid = self.census.lanes, self.census.by_pid
        self.ledger = Ledger(self.lanes)
        self.tasks: Tasks = self.ledger.tasks
        self.blocked_closed = 0.0  # s that the main process's main thread was blocked, as far as those blocks ended
        self.cpu = 0.0  # s, of all processes, as far as sampled
        self._now_ns = 0
        self._zero = 0
        self._main = (0, 0)  # pid and tid of the main thread
        self._line = (0.0, 0)  # when, where
        self._early: list[Event] = []
        self._sequence = Sequence()
        self._function_numbers = {"": 0}
        self._open_blocks: dict[tuple[int, int], int] = {}
        self._open_callbacks: dict[tuple[int, int, int], int] = {}
        self._handlers: dict[type, Callable[[Any], None]] = {
            events.RunStarted: self._run_started,
            events.ProcessStarted: self._process_started,
            events.ProcessBegan: self._process_began,
            events.ProcessEnding: self._process_ending,
            events.ProcessReaped: self._process_reaped,
            events.ProcessSeen: self._process_seen,
            events.ProcessGone: self._process_gone,
            events.Sample: self._sample,
            events.PoolCreated: self._pool_created,
            events.PoolStopped: self._pool_stopped,
            events.TasksSubmitted: self._tasks_submitted,
            events.TaskStarted: self._task_started,
            events.TaskEnded: self._task_ended,
            events.ResultReturned: self._result_returned,
            events.CallbackBegan: self._callback_began,
            events.CallbackEnded: self._callback_ended,
            events.BlockBegan: self._block_began,
            events.BlockEnded: self._block_ended,
            events.Output: self._output,
            events.ProbeFailed: self._probe_failed,
            events.RunEnded: self._run_ended,
        }

    def apply(self, batch: Iterable[Event]) -> None:
        """Takes in what was said. Events of one process must be in order; others may come late, or twice."""
        if self.zero_ns is None:
            batch = self._hold(batch)
        handlers, expected, latest, count = self._handlers, self._sequence.expected, self._now_ns, 0
        for event in batch:
            count += 1
            pid = event[1]
            if expected.get(pid) == event[3]:
                expected[pid] += 1
            else:
                self._sequence.irregular(pid, event[3])
            if event[0] > latest:
                latest = event[0]
            handlers.get(type(event), _nothing)(event)
        if count:
            self._now_ns = latest
            self.events += count
            self.revision += 1
            self.ledger.settle()
            if self.ended == self.ended:
                self._close_all()

    @property
    def now(self) -> float:
        """Time of the latest event."""
        return (self._now_ns - self._zero) / 1e9 if self.events else 0.0

    @property
    def events_lost(self) -> int:
        """How many events were said but never arrived."""
        return self._sequence.lost

    @property
    def current_line(self) -> int:
        """The program's line that the main thread was last seen on; 0: unknown, or the run is over."""
        return self._line[1] if self.ended != self.ended else 0

    def label(self, row: int) -> str:
        """ "foo(0)"; for a chunk "foo × 25"."""
        submission, arguments = self.tasks.submission(row), self.tasks.arguments(row)
        name = self.functions[submission.function] or "?"
        if arguments or submission.call.startswith(LONE_CALLS):
            return f"{name}({arguments})"
        return f"{name} × {self.tasks.items[row]}"

    def outcome(self, row: int) -> str:
        """The result's or the error's text; "" while there is none."""
        return self.tasks.outcomes[row]

    def call(self, row: int) -> str:
        """How it was submitted: "apply_async"; "" unknown."""
        return self.tasks.submission(row).call

    def line(self, row: int) -> int:
        """The program's line that submitted it; 0 unknown."""
        return self.tasks.submission(row).line

    def open_block(self) -> int:
        """The row of the block in which the main process's main thread is now, −1: none."""
        row = self._open_blocks.get(self._main, -1)
        return row if row >= 0 and self.blocks._ended.data[row] != self.blocks._ended.data[row] else -1

    # The run

    def _hold(self, batch: Iterable[Event]) -> list[Event]:
        """Keeps events until the run's zero is known, then gives them all, the run's start first."""
        early = self._early
        early.extend(batch)
        start = next((event for event in early if isinstance(event, events.RunStarted)), None)
        if start is None and len(early) < MOST_EARLY and not any(isinstance(e, events.RunEnded) for e in early):
            return []
        self._zero = start.t if start else min(event.t for event in early)
        self.zero_ns = self._now_ns = self._zero
        self._early = []
        if start is None:
            return early
        return [start, *(event for event in early if event is not start)]

    def _run_started(self, event: events.RunStarted) -> None:
        if self._main[0]:
            return
        self._main = (event.pid, event.tid)
        self.program, self.python, self.cores, self.wall_ns = event.program, event.python, event.cores, event.wall_ns
        lane = self.census.of(event.pid, (event.t - self._zero) / 1e9)
        self.census.set_role(lane, "main")
        lane.tid = event.tid

    def _run_ended(self, event: events.RunEnded) -> None:
        if self.ended == self.ended:
            return
        self.ended = (event.t - self._zero) / 1e9
        self.exit_code, self.end_reason = event.code, event.reason
        if (main := self.census.by_pid.get(self._main[0])) is not None and main.exit_code is None:
            main.exit_code = event.code

    def _close_all(self) -> None:
        """The run is over: nothing is open any longer, not even what was said too late."""
        for lane in self.lanes:
            lane.zombie = False
            if lane.alive:
                self._end_lane(lane, self.ended)
        self.ledger.end_waiting(self.ended)

    def _probe_failed(self, event: events.ProbeFailed) -> None:
        if event.message not in self.problems[-20:]:
            self.problems.append(event.message)

    def _output(self, event: events.Output) -> None:
        line = OutputLine((event.t - self._zero) / 1e9, event.pid, event.stream, event.text)
        self.output.add(line, event.partial)

    # Processes

    def _process_started(self, event: events.ProcessStarted) -> None:
        time = (event.t - self._zero) / 1e9
        self.census.started(event, time)
        self._stand_on(event.pid, event.tid, time, event.line)

    def _process_began(self, event: events.ProcessBegan) -> None:
        if self.census.began(event, (event.t - self._zero) / 1e9):
            self._sequence.expected[event.pid] = event.seq + 1  # a new process counts anew

    def _process_seen(self, event: events.ProcessSeen) -> None:
        self.census.seen(event, (event.t - self._zero) / 1e9, event.created - self.wall_ns / 1e9)

    def _replaced(self, former: Lane, time: float) -> None:
        """Another process has this lane's pid now."""
        if former.alive:
            self._end_lane(former, time)
        pid = former.pid
        self._open_blocks = {key: row for key, row in self._open_blocks.items() if key[0] != pid}
        self._open_callbacks = {key: row for key, row in self._open_callbacks.items() if key[0] != pid}

    def _process_ending(self, event: events.ProcessEnding) -> None:
        time = (event.t - self._zero) / 1e9
        self._exit(self.census.of(event.pid, time), time, event.code, ENDING)

    def _process_reaped(self, event: events.ProcessReaped) -> None:
        time = (event.t - self._zero) / 1e9
        lane = self.census.of(event.child, time)
        lane.gone, lane.zombie = True, False
        self._exit(lane, time, event.code, REAPED)

    def _process_gone(self, event: events.ProcessGone) -> None:
        time = (event.t - self._zero) / 1e9
        lane = self.census.of(event.child, time)
        lane.gone = lane.gone or not event.zombie
        lane.zombie = not lane.gone
        self._exit(lane, time, event.code, GONE)

    def _exit(self, lane: Lane, time: float, code: int | None, rank: int) -> None:
        if code is not None and rank >= lane.exit_rank:
            lane.exit_code, lane.exit_rank = code, rank
        self._end_lane(lane, time)

    def _end_lane(self, lane: Lane, time: float) -> None:
        """The lane ended at `time`, or had ended before: the earliest witness counts."""
        if not lane.alive and lane.ended <= time:
            return
        lane.ended = max(time, lane.began)
        lane.last_cpu_share = 0.0
        self.ledger.end_lane(lane)
        for row in self._open_blocks.values():
            if self.blocks._lane.data[row] == lane.id:
                self._finish_block(row, lane.ended)
        if lane.role != "thread":
            for key, row in self._open_callbacks.items():
                if key[0] == lane.pid and self.census.by_pid.get(lane.pid) is lane:
                    self._finish_callback(row, lane.ended, True)
        for thread in lane.threads:
            self._end_lane(thread, lane.ended)

    def _sample(self, event: events.Sample) -> None:
        time = (event.t - self._zero) / 1e9
        lane = self.census.of(event.child, time)
        cpu = event.cpu_ns / 1e9
        if not lane.add_sample(time, cpu, event.memory, event.waiting_ns / 1e9 if event.waiting_ns >= 0 else NAN):
            return
        self.cpu += max(0.0, cpu - lane.last_cpu)
        lane.last_cpu = max(cpu, lane.last_cpu)
        lane.last_memory, lane.last_state = event.memory, event.state
        lane.last_core, lane.last_threads = event.core, event.threads
        if not lane.alive:
            lane.last_cpu_share = 0.0

    # Pools and tasks

    def _pool_created(self, event: events.PoolCreated) -> None:
        time = (event.t - self._zero) / 1e9
        owner = self.census.of(event.pid, time).id
        if self._pool(owner, event.pool) is None:
            self.pools.append(PoolRecord(owner, event.pool, event.kind, event.size, event.method, time, event.line))
        self._stand_on(event.pid, event.tid, time, event.line)

    def _pool_stopped(self, event: events.PoolStopped) -> None:
        time = (event.t - self._zero) / 1e9
        pool = self._pool(self.census.of(event.pid, time).id, event.pool)
        if pool is not None and event.action == "close" and pool.closed != pool.closed:
            pool.closed = time
        elif pool is not None and event.action == "terminate" and pool.terminated != pool.terminated:
            pool.terminated = time
        self._stand_on(event.pid, event.tid, time, event.line)

    def _pool(self, owner: int, number: int) -> PoolRecord | None:
        return next((pool for pool in reversed(self.pools) if pool.owner == owner and pool.number == number), None)

    def _function(self, name: str) -> int:
        number = self._function_numbers.get(name)
        if number is None:
            number = self._function_numbers[name] = len(self.functions)
            self.functions.append(name)
        return number

    def _tasks_submitted(self, event: events.TasksSubmitted) -> None:
        t, pid, tid, _, job, first, count, items, chunk, call, function, arguments, pool, line = event
        time = (t - self._zero) / 1e9
        owner = self._process(pid, time)
        place = self.tasks.place(call, self._function(function), pool, line)
        self.ledger.submit(owner, job, first, count, time, place, arguments, items, chunk)
        self._stand_on(pid, tid, time, line)

    def _process(self, pid: int, time: float) -> Lane:
        """The lane of the process that has the pid now."""
        lane = self._by_pid.get(pid)
        return lane if lane is not None else self.census.of(pid, time)

    def _task_started(self, event: events.TaskStarted) -> None:
        t, pid, tid, _, owner, job, index, thread = event
        time = (t - self._zero) / 1e9
        row = self.ledger.row(self._process(owner, time).id, job, index)
        lane = self.census.thread(pid, tid, thread, time) if thread else self._process(pid, time)
        self.ledger.start(row, lane, time)

    def _task_ended(self, event: events.TaskEnded) -> None:
        t, pid, tid, _, owner, job, index, ok, cpu_ns, outcome = event
        time = (t - self._zero) / 1e9
        row = self.ledger.row(self._process(owner, time).id, job, index)
        lane = self.census.by_thread.get((pid, tid)) or self._process(pid, time)
        self.ledger.end(row, lane, time, ok, cpu_ns / 1e9, outcome)

    def _result_returned(self, event: events.ResultReturned) -> None:
        t, pid, _, _, job, index, ok = event
        time = (t - self._zero) / 1e9
        self.ledger.returned(self.ledger.row(self._process(pid, time).id, job, index), time, ok)

    # Callbacks and blocks

    def _callback_began(self, event: events.CallbackBegan) -> None:
        t, pid, _, _, job, index, function = event
        time = (t - self._zero) / 1e9
        owner, began = self._process(pid, time), self.tasks._callback_began.data
        task = self.ledger.row(owner.id, job, max(index, 0))
        if began[task] == time:
            return
        if began[task] != began[task]:
            began[task] = time
        row = self.callbacks.add(task, time, pid, self._function(function))
        self._open_callbacks[(pid, job, index)] = row
        if not owner.alive:
            self._finish_callback(row, owner.ended, True)

    def _callback_ended(self, event: events.CallbackEnded) -> None:
        row = self._open_callbacks.pop((event.pid, event.job, event.index), -1)
        if row >= 0:
            self._finish_callback(row, (event.t - self._zero) / 1e9, event.ok)

    def _finish_callback(self, row: int, time: float, ok: bool) -> None:
        callbacks = self.callbacks
        if callbacks._ended.data[row] == callbacks._ended.data[row]:
            callbacks.index.moved()
        time = max(time, callbacks._began.data[row])
        callbacks.end(row, time, ok)
        self.tasks._callback_ended.data[callbacks._task.data[row]] = time

    def _block_began(self, event: events.BlockBegan) -> None:
        t, pid, tid, _, operation, main_thread, file, line = event
        time = (t - self._zero) / 1e9
        blocks, key = self.blocks, (pid, tid)
        lane = self.census.by_thread.get(key) or self._process(pid, time)
        former = self._open_blocks.get(key, -1)
        if former >= 0:
            if blocks._began.data[former] == time:
                return
            if not blocks._ended.data[former] <= time:  # its end was never heard of
                self._finish_block(former, time)
        row = blocks.add(lane.id, time, operation, main_thread, file, line)
        lane.blocks.add(row, time)
        self._open_blocks[key] = row
        if not lane.alive:
            self._finish_block(row, lane.ended)
        if file in ("", self.program) or self.program.startswith("-m "):
            self._stand_on(pid, tid, time, line)

    def _block_ended(self, event: events.BlockEnded) -> None:
        row = self._open_blocks.pop((event.pid, event.tid), -1)
        if row >= 0:
            self._finish_block(row, (event.t - self._zero) / 1e9)

    def _finish_block(self, row: int, time: float) -> None:
        blocks = self.blocks
        lane = self.lanes[blocks._lane.data[row]]
        began, known = blocks._began.data[row], blocks._ended.data[row]
        time = max(time, began)
        if known == known:
            lane.blocks.moved()
        if lane.role == "main" and blocks._main_thread.data[row]:
            self.blocked_closed += time - (known if known == known else began)
        blocks.end(row, time)

    def _stand_on(self, pid: int, tid: int, time: float, line: int) -> None:
        """The main thread was seen on that line."""
        if line and pid == self._main[0] and tid == self._main[1] and time >= self._line[0]:
            self._line = (time, line)


def _nothing(_event: Event) -> None:
    """An event of which the record keeps nothing."""
