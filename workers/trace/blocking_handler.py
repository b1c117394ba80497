"""Takes in what has a beginning and an end on one thread: blocks, callbacks, calls to managers."""

from __future__ import annotations

from workers.trace.calls import Calls
from workers.trace.lanes import Lane
from workers.trace.records import Blocks, Callbacks
from workers.trace.scene import Handlers, Scene
from workers.trace.task_states import TaskStates
from workers.wire import events


class BlockingHandler:
    """What is still open is kept by its thread, or by its number; it is closed when its process ends."""

    def __init__(self, scene: Scene, task_states: TaskStates) -> None:
        self.blocks = Blocks()
        self.callbacks = Callbacks()
        self.calls = Calls()
        self.blocked_closed = 0.0  # s that the main process's main thread was blocked, as far as those blocks ended
        self._scene = scene
        self._task_states = task_states
        self._open_blocks: dict[tuple[int, int], int] = {}
        self._open_callbacks: dict[tuple[int, int, int], int] = {}
        self._open_calls: dict[tuple[int, int], int] = {}

    def handlers(self) -> Handlers:
        return {
            events.CallbackBegan: self._callback_began,
            events.CallbackEnded: self._callback_ended,
            events.BlockBegan: self._block_began,
            events.BlockEnded: self._block_ended,
            events.CallBegan: self._call_began,
            events.CallEnded: self._call_ended,
            events.ManagerStarted: self._manager_started,
        }

    def open_block(self) -> int:
        """The row of the block in which the main process's main thread is now, −1: none."""
        row = self._open_blocks.get(self._scene.main, -1)
        return row if row >= 0 and self.blocks.is_open(row) else -1

    def last_block(self) -> int:
        """The same, or the one in which that thread was when its process ended."""
        return self._open_blocks.get(self._scene.main, -1)

    def open_blocks(self, lane: int) -> list[int]:
        """Rows of the blocks in which a lane's threads are now; its main thread's first."""
        blocks = self.blocks
        rows = [row for row in self._open_blocks.values() if blocks.lane_of(row) == lane and blocks.is_open(row)]
        return sorted(rows, key=lambda row: (not blocks.is_main(row), blocks.span(row)[0]))

    def open_calls(self, lane: int) -> list[int]:
        """Rows of the calls that a lane waits for now, the oldest first."""
        calls = self.calls
        return [row for row in self._open_calls.values() if calls.caller_of(row) == lane and calls.is_open(row)]

    def end_lane(self, lane: Lane) -> None:
        for row in self._open_blocks.values():
            if self.blocks.lane_of(row) == lane.id:
                self._finish_block(row, lane.ended)
        for row in self._open_calls.values():
            if self.calls.caller_of(row) == lane.id:
                self.calls.end(row, lane.ended, False)
        if lane.role != "thread":
            for key, row in self._open_callbacks.items():
                if key[0] == lane.pid and self._scene.by_pid.get(lane.pid) is lane:
                    self._finish_callback(row, lane.ended, True)

    def forget(self, pid: int) -> None:
        self._open_blocks = {key: row for key, row in self._open_blocks.items() if key[0] != pid}
        self._open_callbacks = {key: row for key, row in self._open_callbacks.items() if key[0] != pid}
        self._open_calls = {key: row for key, row in self._open_calls.items() if key[0] != pid}

    # Callbacks

    def _callback_began(self, event: events.CallbackBegan) -> None:
        t, pid, _, _, job, index, function = event
        time = (t - self._scene.zero) / 1e9
        owner = self._scene.process(pid, time)
        task = self._task_states.row(owner.id, job, max(index, 0))
        if not self._task_states.callback_begins(task, time):
            return
        row = self.callbacks.add(task, time, pid, self._scene.function(function))
        self._open_callbacks[(pid, job, index)] = row
        if not owner.alive:
            self._finish_callback(row, owner.ended, True)

    def _callback_ended(self, event: events.CallbackEnded) -> None:
        row = self._open_callbacks.pop((event.pid, event.job, event.index), -1)
        if row >= 0:
            time = (event.t - self._scene.zero) / 1e9
            self._finish_callback(row, time, event.ok, event.error, event.error_line)

    def _finish_callback(self, row: int, time: float, ok: bool, error: str = "", line: int = 0) -> None:
        time = self.callbacks.end(row, time, ok, error, line)
        self._task_states.callback_ends(self.callbacks.task_of(row), time)

    # Blocks

    def _block_began(self, event: events.BlockBegan) -> None:
        t, pid, tid, _, operation, main_thread, file, line, timeout_ms, kind, target = event
        scene = self._scene
        time = (t - scene.zero) / 1e9
        blocks, key = self.blocks, (pid, tid)
        lane = scene.by_thread.get(key) or scene.process(pid, time)
        former = self._open_blocks.get(key, -1)
        if former >= 0:
            began, ended = blocks.span(former)
            if began == time:
                return
            if not ended <= time:  # its end was never heard of
                self._finish_block(former, time)
        row = blocks.add(lane.id, time, operation, main_thread, file, line, timeout_ms, kind, target)
        lane.blocks.add(row, time)
        self._open_blocks[key] = row
        if not lane.alive:
            self._finish_block(row, lane.ended)
        if file in ("", scene.program) or scene.program.startswith("-m "):
            scene.set_current_line(pid, tid, time, line)

    def _block_ended(self, event: events.BlockEnded) -> None:
        row = self._open_blocks.pop((event.pid, event.tid), -1)
        if row >= 0:
            self._finish_block(row, (event.t - self._scene.zero) / 1e9)

    def _finish_block(self, row: int, time: float) -> None:
        blocks = self.blocks
        lane = self._scene.lanes[blocks.lane_of(row)]
        began, known = blocks.span(row)
        time = max(time, began)
        if known == known:
            lane.blocks.moved()
        if lane.role == "main" and blocks.is_main(row):
            self.blocked_closed += time - (known if known == known else began)
        blocks.end(row, time)

    # Calls to managers

    def _manager_started(self, event: events.ManagerStarted) -> None:
        time = (event.t - self._scene.zero) / 1e9
        lane = self._scene.process(event.child, time)
        if lane.role != "main":
            self._scene.registry.set_role(lane, "manager")
        self.calls.serve(event.address, lane.id)

    def _call_began(self, event: events.CallBegan) -> None:
        t, pid, tid, _, number, address, kind, method, line = event
        scene, key = self._scene, (pid, number)
        time = (t - scene.zero) / 1e9
        former = self._open_calls.get(key, -1)
        if former >= 0 and self.calls.began_at(former) == time:
            return
        lane = scene.lane(pid, tid, time)
        row = self.calls.add(time, lane.id, address, kind, method, line)
        self._open_calls[key] = row
        if not lane.alive:
            self.calls.end(row, lane.ended, False)
        scene.set_current_line(pid, tid, time, line)

    def _call_ended(self, event: events.CallEnded) -> None:
        row = self._open_calls.pop((event.pid, event.number), -1)
        if row >= 0:
            self.calls.end(row, (event.t - self._scene.zero) / 1e9, event.ok)
