"""Takes in what is reported of processes: their birth, their end, and what the operating system reports of them meanwhile."""

from __future__ import annotations

from workers.trace.lanes import Lane
from workers.trace.scene import EventHandler, Handlers, Scene
from workers.trace.sequence import Sequence
from workers.trace.task_states import TaskStates
from workers.wire import events

MAX_PAUSE = 1.0  # s without a sample of any process; ten times what it is by default, so it is not for want of patience
REAPED, ENDING, GONE = 3, 2, 1  # whose word on an exit code counts most


class ProcessHandler:
    """Ends a lane in all event handlers of the record when its process has ended."""

    def __init__(
        self, scene: Scene, task_states: TaskStates, sequence: Sequence, handlers_: list[EventHandler]
    ) -> None:
        self.cpu = 0.0  # s, of all processes, as far as sampled
        self.sampled = 0.0  # time of the latest sample
        self.pauses: list[tuple[float, float]] = []  # longer than MAX_PAUSE, between two samples
        self._scene = scene
        self._registry = scene.registry
        self._task_states = task_states
        self._sequence = sequence
        self._event_handlers = handlers_

    def handlers(self) -> Handlers:
        return {
            events.ProcessStarted: self._process_started,
            events.ProcessBegan: self._process_began,
            events.ProcessEnding: self._process_ending,
            events.ProcessReaped: self._process_reaped,
            events.ProcessSeen: self._process_seen,
            events.ProcessGone: self._process_gone,
            events.ProcessAdopted: self._process_adopted,
            events.Sample: self._sample,
        }

    def _process_started(self, event: events.ProcessStarted) -> None:
        time = (event.t - self._scene.zero) / 1e9
        self._registry.started(event, time)
        self._scene.set_current_line(event.pid, event.tid, time, event.line)

    def _process_began(self, event: events.ProcessBegan) -> None:
        if self._registry.began(event, (event.t - self._scene.zero) / 1e9):
            self._sequence.expected[event.pid] = event.seq + 1  # a new process counts anew

    def _process_seen(self, event: events.ProcessSeen) -> None:
        self._registry.seen(event, (event.t - self._scene.zero) / 1e9, event.created - self._scene.wall_ns / 1e9)

    def replaced(self, former: Lane, time: float) -> None:
        """Another process has this lane's pid now."""
        if former.alive:
            self.end_lane(former, time)
        for handler in self._event_handlers:
            handler.forget(former.pid)

    def _process_ending(self, event: events.ProcessEnding) -> None:
        time = (event.t - self._scene.zero) / 1e9
        self._exit(self._registry.of(event.pid, time), time, event.code, ENDING)

    def _process_reaped(self, event: events.ProcessReaped) -> None:
        time = (event.t - self._scene.zero) / 1e9
        lane = self._registry.of(event.child, time)
        lane.gone, lane.zombie = True, False
        self._exit(lane, time, event.code, REAPED)

    def _process_gone(self, event: events.ProcessGone) -> None:
        time = (event.t - self._scene.zero) / 1e9
        lane = self._registry.of(event.child, time)
        lane.gone = lane.gone or not event.zombie
        lane.zombie = not lane.gone
        self._exit(lane, time, event.code, GONE)

    def _process_adopted(self, event: events.ProcessAdopted) -> None:
        time = (event.t - self._scene.zero) / 1e9
        lane = self._registry.of(event.child, time)
        lane.adopted, lane.adopted_by = time, event.parent

    def _exit(self, lane: Lane, time: float, code: int | None, rank: int) -> None:
        if code is not None and rank >= lane.exit_rank:
            lane.exit_code, lane.exit_rank = code, rank
        self.end_lane(lane, time)

    def end_lane(self, lane: Lane, time: float) -> None:
        """The lane ended at `time`, or had ended before: the earliest report counts."""
        if not lane.alive and lane.ended <= time:
            return
        lane.ended = max(time, lane.began)
        lane.last_cpu_share = 0.0
        self._task_states.end_lane(lane)
        for handler in self._event_handlers:
            handler.end_lane(lane)
        for thread in lane.threads:
            self.end_lane(thread, lane.ended)

    def _sample(self, event: events.Sample) -> None:
        time = (event.t - self._scene.zero) / 1e9
        if time - self.sampled > MAX_PAUSE:
            self.pauses.append((self.sampled, time))
        self.sampled = max(self.sampled, time)
        lane = self._registry.of(event.child, time)
        cpu = event.cpu_ns / 1e9
        # Of a process that is just ending it can no longer be read: what it was stays.
        waiting = event.waiting_ns / 1e9 if event.waiting_ns >= 0 else lane.last_waiting
        if not lane.add_sample(time, cpu, waiting, event.core, event.switches):
            return
        self.cpu += max(0.0, cpu - lane.last_cpu)
        lane.last_cpu = max(cpu, lane.last_cpu)
        if event.waiting_ns >= 0:
            lane.last_waiting = event.waiting_ns / 1e9
        lane.last_memory, lane.last_state = event.memory, event.state
        lane.most_memory = max(lane.most_memory, event.memory)
        lane.last_core, lane.last_threads = event.core, event.threads
        lane.most_threads = max(lane.most_threads, event.threads)
        if not lane.alive:
            lane.last_cpu_share = 0.0
