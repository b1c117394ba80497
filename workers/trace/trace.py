"""The record of one run. `Trace.apply` is its only writer; views ask `queries` and `statistics`."""

from __future__ import annotations

import math
from collections.abc import Iterable

from workers.trace.blocking_handler import BlockingHandler
from workers.trace.calls import Calls
from workers.trace.clock_texts import in_run_time
from workers.trace.columns import NAN
from workers.trace.lanes import Lane
from workers.trace.machine import MachineUse
from workers.trace.messages import ChannelRecord, MessageHandler, Messages
from workers.trace.network import Network
from workers.trace.process_handler import MAX_PAUSE, ProcessHandler
from workers.trace.records import Blocks, Callbacks, OutputLine, OutputLines, PoolRecord, Problem, problem_of
from workers.trace.scene import EventHandler, Handlers, Scene
from workers.trace.sequence import Sequence
from workers.trace.task_handler import TaskHandler
from workers.trace.task_states import TaskStates
from workers.trace.tasks import Tasks
from workers.wire import events
from workers.wire.events import Event

MAX_EARLY = 10_000  # events that wait for the run's zero
LONE_CALLS = ("apply", "submit")  # calls that send one task with its arguments


class Trace:
    """All times are s since the run's zero, float64; NaN: not (yet) known. Each kind of event has its handler."""

    def __init__(self) -> None:
        self.revision = 0  # grows when something changed
        self.python = ""
        self.cores = 0
        self.zero_ns: int | None = None
        self.ended = NAN
        self.exit_code: int | None = None
        self.end_reason = ""
        self.text = ""  # the program's, where a recording carries it
        self.text_is_whole = True  # False: only the text's beginning is there
        self.events = 0
        self.output = OutputLines()
        self.output_recorded = True  # False: the program wrote to its caller's own streams
        self.problems: list[Problem] = []
        self._scene = scene = Scene(lambda lane, time: self._process_handler.replaced(lane, time))
        self.lanes: list[Lane] = scene.lanes  # in order of birth, main first
        self.functions: list[str] = scene.functions
        self.task_states = TaskStates(scene.lanes)
        self.tasks: Tasks = self.task_states
        self._task_handler = TaskHandler(scene, self.task_states)
        self.pools: list[PoolRecord] = self._task_handler.pools
        self._blocking_handler = BlockingHandler(scene, self.task_states)
        self.blocks: Blocks = self._blocking_handler.blocks
        self.callbacks: Callbacks = self._blocking_handler.callbacks
        self.calls: Calls = self._blocking_handler.calls
        self._message_handler = MessageHandler(scene)
        self._network = Network(scene, self._message_handler)
        self.machine = MachineUse(scene)
        self.messages: Messages = self._message_handler.messages
        self.channels: list[ChannelRecord] = self._message_handler.channels
        self._sequence = Sequence()
        closed_at_an_end: list[EventHandler] = [self._blocking_handler, self._message_handler, self._network]
        self._process_handler = ProcessHandler(scene, self.task_states, self._sequence, closed_at_an_end)
        self._now_ns = 0
        self._early: list[Event] = []
        self.unhandled = 0  # events of kinds that no handler takes in: there is one for each
        self._handlers: Handlers = {
            events.RunStarted: self._run_started,
            events.RunEnded: self._run_ended,
            events.ProgramText: self._program_text,
            events.OutputNotRecorded: self._output_not_recorded,
            events.Output: self._output,
            events.ProbeFailed: self._probe_failed,
        }
        for handlers in (self._process_handler.handlers, self._task_handler.handlers, self.machine.handlers):
            self._handlers |= handlers()
        for handler in closed_at_an_end:
            self._handlers |= handler.handlers()

    def apply(self, batch: Iterable[Event]) -> None:
        """Takes in what was reported. Events of one process must be in order; others may come late, or twice.

        One that the record can make no sense of is left out, and no other with it: the first error, whatever it is, is raised
        when the rest has been taken in.
        """
        if self.zero_ns is None:
            batch = self._hold(batch)
        handlers, expected, latest, count = self._handlers, self._sequence.expected, self._now_ns, 0
        rest, wrong, unhandled = iter(batch), None, self._unhandled
        while True:
            try:
                for event in rest:
                    count += 1
                    pid = event[1]
                    if expected.get(pid) == event[3]:
                        expected[pid] += 1
                    else:
                        self._sequence.irregular(pid, event[3])
                    if event[0] > latest:
                        latest = event[0]
                    handlers.get(type(event), unhandled)(event)
                break
            except Exception as error:
                wrong = wrong or error
        if count:
            self._now_ns = latest
            self.events += count
            self.revision += 1
            self.task_states.settle()
            if not math.isnan(self.ended):
                self._close_all()
        if wrong is not None:
            raise wrong

    @property
    def now(self) -> float:
        """Time of the latest event."""
        return (self._now_ns - self._scene.zero) / 1e9 if self.events else 0.0

    @property
    def program(self) -> str:
        return self._scene.program

    @property
    def wall_ns(self) -> int:
        """`time.time_ns()` at the run's zero."""
        return self._scene.wall_ns

    @property
    def cpu(self) -> float:
        """s, of all processes, as far as sampled."""
        return self._process_handler.cpu

    def unmeasured(self, now: float) -> list[tuple[float, float]]:
        """Stretches, s, in which no process was sampled up to `now`: what they used is known over the whole of one at best."""
        until = min(now, self.ended) if not math.isnan(self.ended) else now
        last = [(self._process_handler.sampled, until)] if until - self._process_handler.sampled > MAX_PAUSE else []
        return self._process_handler.pauses + last

    @property
    def blocked_closed(self) -> float:
        """s that the main process's main thread was blocked, as far as those blocks ended."""
        return self._blocking_handler.blocked_closed

    @property
    def events_lost(self) -> int:
        """How many events were reported but never arrived; of a damaged record at most what 32 bits hold."""
        return min(self._sequence.lost, 2**31 - 1)

    @property
    def current_line(self) -> int:
        """The program's line that the main thread was last seen on; 0: unknown, or the run is over."""
        return self._scene.line[1] if math.isnan(self.ended) else 0

    def label(self, row: int) -> str:
        """ "foo(0)"; for a chunk "foo × 25"."""
        submission, arguments = self.tasks.submission(row), self.tasks.arguments(row)
        name = self.functions[submission.function] or "?"
        if arguments or submission.call.startswith(LONE_CALLS):
            return f"{name}({in_run_time(arguments, self._scene.wall_ns)})"
        return f"{name} × {self.tasks.items[row]}"

    def outcome(self, row: int) -> str:
        """The result's or the error's text; "" while there is none."""
        return in_run_time(self.tasks.outcomes[row], self._scene.wall_ns)

    def call(self, row: int) -> str:
        """How it was submitted: "apply_async"; "" unknown."""
        return self.tasks.submission(row).call

    def line(self, row: int) -> int:
        """The program's line that submitted it; 0 unknown."""
        return self.tasks.submission(row).line

    @property
    def hidden(self) -> set[int]:
        """Pids with an executor whose tasks are not seen: the program replaced its queue."""
        return self._task_handler.hidden

    def pool_of(self, lane: Lane) -> PoolRecord | None:
        """The pool whose worker a lane's process is, None for any other process."""
        return self._task_handler.pool(lane.parent, lane.pool) if lane.pool else None

    def open_block(self) -> int:
        """The row of the block in which the main process's main thread is now, −1: none."""
        return self._blocking_handler.open_block()

    def last_block(self) -> int:
        """The row of the block in which the main process's main thread is now, or was when its process ended; −1: none."""
        return self._blocking_handler.last_block()

    def pool_named(self, owner: int, number: int) -> PoolRecord | None:
        """The pool that its owner's process (a lane) counts as its `number`th."""
        return self._task_handler.pool(owner, number)

    def open_blocks(self, lane: int) -> list[int]:
        """Rows of the blocks in which a lane's threads are now; its main thread's first."""
        return self._blocking_handler.open_blocks(lane)

    def open_calls(self, lane: int) -> list[int]:
        """Rows of the calls to managers that a lane waits for now, the oldest first."""
        return self._blocking_handler.open_calls(lane)

    # The run

    def _hold(self, batch: Iterable[Event]) -> list[Event]:
        """Keeps events until the run's zero is known, then gives them all, the run's start first."""
        early = self._early
        early.extend(batch)
        start = next((event for event in early if isinstance(event, events.RunStarted)), None)
        if start is None and len(early) < MAX_EARLY and not any(isinstance(e, events.RunEnded) for e in early):
            return []
        zero = start.t if start else min(event.t for event in early)
        self.zero_ns = self._now_ns = self._scene.zero = zero
        self._early = []
        if start is None:
            return early
        return [start, *(event for event in early if event is not start)]

    def _run_started(self, event: events.RunStarted) -> None:
        scene = self._scene
        if scene.main[0]:
            return
        scene.main = (event.pid, event.tid)
        scene.program, scene.wall_ns = event.program, event.wall_ns
        self.python, self.cores = event.python, event.cores
        lane = scene.registry.of(event.pid, (event.t - scene.zero) / 1e9)
        scene.registry.set_role(lane, "main")
        lane.tid = event.tid

    def _run_ended(self, event: events.RunEnded) -> None:
        if not math.isnan(self.ended):
            return
        self.ended = (event.t - self._scene.zero) / 1e9
        self.exit_code, self.end_reason = event.code, event.reason
        if (main := self._scene.by_pid.get(self._scene.main[0])) is not None and main.exit_code is None:
            main.exit_code = event.code

    def _close_all(self) -> None:
        """The run is over: nothing is open any longer, not even what was reported too late."""
        for lane in self.lanes:
            lane.zombie = False
            if lane.alive:
                self._process_handler.end_lane(lane, self.ended)
        self.task_states.end_queued(self.ended)
        terminated = {(pool.owner, pool.number) for pool in self.pools if not math.isnan(pool.terminated)}
        self.task_states.lose_undelivered(terminated)

    def _program_text(self, event: events.ProgramText) -> None:
        if not self.text:
            self.text, self.text_is_whole = event.text, event.whole

    def _output_not_recorded(self, _event: events.OutputNotRecorded) -> None:
        self.output_recorded = False

    def _probe_failed(self, event: events.ProbeFailed) -> None:
        if (problem := problem_of(event)) not in self.problems[-20:]:
            self.problems.append(problem)

    def _output(self, event: events.Output) -> None:
        line = OutputLine((event.t - self._scene.zero) / 1e9, event.pid, event.stream, event.text)
        self.output.add(line, event.partial)

    def _unhandled(self, _event: Event) -> None:
        self.unhandled += 1
