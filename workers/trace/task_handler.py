"""Takes in what is reported of pools and executors, and of their tasks up to the result."""

from __future__ import annotations

import math

from workers.trace.records import PoolRecord
from workers.trace.scene import Handlers, Scene
from workers.trace.task_states import TaskStates
from workers.trace.tasks import Status
from workers.wire import events


class TaskHandler:
    """Finds each task's row and lane; the task states count it."""

    def __init__(self, scene: Scene, task_states: TaskStates) -> None:
        self.pools: list[PoolRecord] = []
        self.hidden: set[int] = set()  # processes with an executor whose tasks are not seen
        self._by_name: dict[tuple[int, int], PoolRecord] = {}  # (owner's lane, number there)
        self._scene = scene
        self._task_states = task_states

    def handlers(self) -> Handlers:
        return {
            events.PoolCreated: self._pool_created,
            events.PoolStopped: self._pool_stopped,
            events.TasksSubmitted: self._tasks_submitted,
            events.TaskClaimed: self._task_claimed,
            events.TaskCancelled: self._task_cancelled,
            events.TaskStarted: self._task_started,
            events.TaskEnded: self._task_ended,
            events.ResultReturned: self._result_returned,
            events.TasksHidden: self._tasks_hidden,
        }

    def _tasks_hidden(self, event: events.TasksHidden) -> None:
        self.hidden.add(event.pid)

    def _pool_created(self, event: events.PoolCreated) -> None:
        time = (event.t - self._scene.zero) / 1e9
        owner = self._scene.registry.of(event.pid, time).id
        if (owner, event.pool) not in self._by_name:
            pool = PoolRecord(owner, event.pool, event.kind, event.size, event.method, time, event.line)
            self._by_name[owner, event.pool] = pool
            self.pools.append(pool)
        self._scene.set_current_line(event.pid, event.tid, time, event.line)

    def _pool_stopped(self, event: events.PoolStopped) -> None:
        time = (event.t - self._scene.zero) / 1e9
        pool = self.pool(self._scene.registry.of(event.pid, time).id, event.pool)
        if pool is not None and event.action == "close" and math.isnan(pool.closed):
            pool.closed = time
        elif pool is not None and event.action == "terminate" and math.isnan(pool.terminated):
            pool.terminated = time
        elif pool is not None and event.action == "finalize" and math.isnan(pool.finalized):
            pool.finalized = time
        self._scene.set_current_line(event.pid, event.tid, time, event.line)

    def pool(self, owner: int, number: int) -> PoolRecord | None:
        """The pool that its owner's process (a lane) counts as its `number`th."""
        return self._by_name.get((owner, number))

    def _tasks_submitted(self, event: events.TasksSubmitted) -> None:
        t, pid, tid, _, job, first, count, items, chunk, call, function, arguments, pool, line = event
        time = (t - self._scene.zero) / 1e9
        owner = self._scene.process(pid, time)
        call_site = self._task_states.call_site(call, self._scene.function(function), pool, line)
        self._task_states.submit(owner, job, first, count, time, call_site, arguments, items, chunk)
        self._scene.set_current_line(pid, tid, time, line)

    def _task_started(self, event: events.TaskStarted) -> None:
        t, pid, tid, _, owner, job, index, thread = event
        time = (t - self._scene.zero) / 1e9
        row = self._task_states.row(self._scene.process(owner, time).id, job, index)
        lane = self._scene.registry.thread(pid, tid, thread, time) if thread else self._scene.process(pid, time)
        self._task_states.start(row, lane, time)

    def _task_ended(self, event: events.TaskEnded) -> None:
        t, pid, tid, _, owner, job, index, ok, cpu_ns, outcome, own_ns, line = event
        time = (t - self._scene.zero) / 1e9
        row = self._task_states.row(self._scene.process(owner, time).id, job, index)
        lane = self._scene.registry.by_thread.get((pid, tid)) or self._scene.process(pid, time)
        self._task_states.end(row, lane, time, ok, cpu_ns / 1e9, outcome, own_ns / 1e9)
        if not ok and line:
            self._task_states.error_lines[row] = line

    def _result_returned(self, event: events.ResultReturned) -> None:
        t, pid, _, _, job, index, ok, error = event
        time = (t - self._scene.zero) / 1e9
        owner = self._scene.process(pid, time).id
        row = self._task_states.row(owner, job, index)
        self._task_states.return_result(row, time, ok, error)
        if not ok and not error and (pool := self.pool(owner, self._task_states.submission(row).pool)) is not None:
            pool.broke = min(time, pool.broke)  # NaN as the second one: `time`

    def _task_claimed(self, event: events.TaskClaimed) -> None:
        t, pid, _, _, job, index = event
        time = (t - self._scene.zero) / 1e9
        self._task_states.claim(self._task_states.row(self._scene.process(pid, time).id, job, index), time)

    def _task_cancelled(self, event: events.TaskCancelled) -> None:
        t, pid, _, _, job, index = event
        time = (t - self._scene.zero) / 1e9
        row = self._task_states.row(self._scene.process(pid, time).id, job, index)
        self._task_states.leave(row, time, Status.CANCELLED)
