"""Books the life of tasks: their rows, their lane's spans, and the running totals that the headline shows."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from workers.trace.columns import StepSeries
from workers.trace.lanes import Lane
from workers.trace.tasks import MAX_AT_ONCE, Status, Tasks

QUEUED, RUNNING, FINISHED, FAILED, CANCELLED, LOST = (int(status) for status in Status)


class TaskStates(Tasks):
    """The tasks with the steps that are taken on them: their only writer.

    Each step may come late or twice: what is known already stays as it is.
    """

    def __init__(self, lanes: list[Lane]) -> None:
        super().__init__()
        self.queued = StepSeries()
        self.running = StepSeries()
        self.counts = [0] * len(Status)
        self.claimed_now = 0  # of the waiting ones: taken out of an executor's queue, and not started yet
        self.wall = 0.0  # s, of all tasks that ended, lost ones too
        self.cpu_sum = 0.0  # s, of all tasks whose CPU time is known
        self.running_since = 0.0  # sum of the starts of all tasks that run
        self.first_submit = float("inf")
        self.last_return = float("-inf")  # when an owner had a result, or an error of its own task, last
        self._lanes = lanes
        self._refused: dict[int, int] = {}  # row → FAILED or LOST: its owner got an error in place of a result

    def row(self, owner: int, job: int, index: int) -> int:
        """The row of a task; a new one if its submission was never seen."""
        row = self.find(owner, job, index)
        if row < 0:
            row = self.add(owner, job, index, 1)
            self.counts[QUEUED] += 1
        return row

    def submit(
        self,
        owner: Lane,
        job: int,
        first: int,
        count: int,
        time: float,
        call_site: int,
        arguments: str,
        items: int,
        chunk: int,
    ) -> None:
        """`count` tasks of a job went into the queue; `call_site` is from `Tasks.call_site`."""
        count = min(count, MAX_AT_ONCE)
        if count < 1:
            return
        new = count
        if self.find(owner.id, job, first) < 0 if count == 1 else self.is_new(owner.id, job):
            row = self.add(owner.id, job, first, count)
            self.describe(row, count, time, call_site, arguments, items, chunk)
            self.counts[QUEUED] += count
            self.queued.add(time, count)
        else:  # a job of which some tasks are known already
            new = self._submit_rest(owner.id, job, first, count, time, call_site, arguments, items, chunk)
        if new:
            owner.add_submission(time, new)
            if time < self.first_submit:
                self.first_submit = time

    def _submit_rest(
        self,
        owner: int,
        job: int,
        first: int,
        count: int,
        time: float,
        call_site: int,
        arguments: str,
        items: int,
        chunk: int,
    ) -> int:
        """Those that are known are submitted one by one, those between them together. Returns how many are new."""
        beyond, new = first + count, 0
        rest = max(items - chunk * (count - 1), 1)  # the last one has what is left
        at = first
        for index in [*self.known(owner, job, first, count), beyond]:
            between = index - at
            if between:
                row = self.add(owner, job, at, between)
                held = chunk * (between - 1) + (rest if index == beyond else chunk)
                self.describe(row, between, time, call_site, arguments, held, chunk)
                self.counts[QUEUED] += between
                self.queued.add(time, between)
                new += between
            if index < beyond:
                new += self._submit_one(
                    owner, job, index, time, call_site, arguments, rest if index == beyond - 1 else chunk
                )
            at = index + 1
        return new

    def _submit_one(
        self, owner: int, job: int, index: int, time: float, call_site: int, arguments: str, items: int
    ) -> bool:
        """False if this task was submitted before."""
        row = self.row(owner, job, index)
        known = self._submitted.data[row]
        if known == known:
            return False
        self.describe(row, 1, time, call_site, arguments, items, items)
        self.queued.add(time, 1)
        started = self._started.data[row]
        if started == started:
            self.queued.add(started, -1)
        elif self._status.data[row] != QUEUED:
            self.queued.add(self._ended.data[row], -1)
        return True

    def claim(self, row: int, time: float) -> None:
        """An executor took the task for a worker."""
        claimed = self._claimed.data
        if claimed[row] == claimed[row]:
            return
        claimed[row] = time
        if self._status.data[row] == QUEUED:
            self.claimed_now += 1

    def leave(self, row: int, time: float, status: int) -> None:
        """The task ended, cancelled or lost, without ever being started. One that was started stays as it is."""
        if self._status.data[row] != QUEUED:
            return
        submitted, claimed = self._submitted.data[row], self._claimed.data[row]
        if claimed == claimed:
            self.claimed_now -= 1
        time = max(time, submitted)  # NaN as the second one: stays as it is
        self._ended.data[row] = time
        self._status.data[row] = status
        self.counts[QUEUED] -= 1
        self.counts[status] += 1
        if submitted == submitted:
            self.queued.add(time, -1)

    def start(self, row: int, lane: Lane, time: float) -> None:
        """A worker took the task."""
        started = self._started.data
        known = started[row]
        if known == known:
            return
        dead = lane.ended == lane.ended
        if lane.open_row >= 0:  # its end was never heard of
            self.lose(lane.open_row, time)
        elif dead and lane.last_end() > time:  # its end was assumed to be the lane's
            self.lose(lane.last_row(), time)
        submitted = self._submitted.data[row]
        status = self._status.data[row]
        if status != QUEUED:  # it was thought to have left the queue otherwise
            if submitted == submitted:
                self.queued.add(self._ended.data[row], 1)
            self._ended.data[row] = float("nan")
        elif self.claimed_now and self._claimed.data[row] == self._claimed.data[row]:
            self.claimed_now -= 1
        self.counts[status] -= 1
        self.counts[RUNNING] += 1
        self._status.data[row] = RUNNING
        started[row] = time
        self._lane.data[row] = lane.id
        self._slot.data[row] = lane.add_task(row, time)
        lane.open_row = row
        if submitted == submitted:
            self.queued.add(time, -1)
        self.running.add(time, 1)
        self.running_since += time
        if dead:
            self.lose(row, lane.ended)

    def end(self, row: int, lane: Lane, time: float, ok: bool, cpu: float, outcome: str, own: float = 0.0) -> None:
        """The task's function returned or raised; `lane` is where, for a task whose start was never seen."""
        status = self._status.data[row]
        if status in (FINISHED, FAILED):
            if not ok:  # a worker's second word: its result could not be sent
                self._restate(row, FAILED)
                self.outcomes[row] = outcome
            return
        started = self._started.data[row]
        if started != started:
            self.start(row, lane, time)
            status = self._status.data[row]
        self._reopen(row, status)
        refused = self._refused.get(row, FINISHED)
        self._close(row, time, LOST if refused == LOST else refused if ok else FAILED)
        self._cpu.data[row], self._own.data[row] = cpu, own
        self.cpu_sum += cpu
        self.outcomes[row] = outcome

    def _restate(self, row: int, status: int) -> None:
        """A task that has ended ended otherwise than was thought, though then and there."""
        self.counts[self._status.data[row]] -= 1
        self.counts[status] += 1
        self._status.data[row] = status
        self._lanes[self._lane.data[row]].changed(self._slot.data[row])

    def lose(self, row: int, time: float) -> None:
        """The lane of a started task ended, at `time`, before the task did."""
        self._reopen(row, self._status.data[row])
        self._close(row, time, LOST)

    def _reopen(self, row: int, status: int) -> None:
        """Takes a started task out of the totals."""
        self.counts[status] -= 1
        if status == RUNNING:
            self.running_since -= self._started.data[row]
        else:
            ended = self._ended.data[row]
            self.running.add(ended, 1)
            self.wall -= ended - self._started.data[row]

    def _close(self, row: int, time: float, status: int) -> None:
        started = self._started.data[row]
        if time < started:
            time = started
        lane = self._lanes[self._lane.data[row]]
        if lane.open_row == row:
            lane.open_row = -1
        lane.end_task(self._slot.data[row], time)
        self._ended.data[row] = time
        self._status.data[row] = status
        self.counts[status] += 1
        self.running.add(time, -1)
        self.wall += time - started

    def return_result(self, row: int, time: float, ok: bool, error: str = "") -> None:
        """The owner has the result: an error also where the function returned what cannot be pickled.

        An error without a text: its executor broke, and the task is lost, even where its function had returned or raised.
        One with a text, for a task that never started: it could not be sent.
        """
        returned = self._returned.data
        known = returned[row]
        if known != known:
            returned[row] = time
        if (ok or error) and time > self.last_return:
            self.last_return = time
        if ok:
            return
        self._refused[row] = refused = FAILED if error else LOST
        if error and not self.outcomes[row]:
            self.outcomes[row] = error
        self.leave(row, time, refused)
        status = self._status.data[row]
        if status == FINISHED or (status == FAILED and refused == LOST):
            self._restate(row, refused)

    def callback_begins(self, row: int, time: float) -> bool:
        """The owner calls back with the task's result. False where that is known."""
        began = self._callback_began.data
        known = began[row]
        if known != known:
            began[row] = time
        return bool(known != time)

    def callback_ends(self, row: int, time: float) -> None:
        self._callback_ended.data[row] = time

    def end_lane(self, lane: Lane) -> None:
        """What ran on a lane that has ended (or ended earlier than was thought) is lost."""
        if lane.open_row >= 0:
            self.lose(lane.open_row, lane.ended)
        elif lane.last_end() > lane.ended and self._status.data[lane.last_row()] == LOST:
            self.lose(lane.last_row(), lane.ended)

    def end_queued(self, time: float) -> None:
        """The run is over: what still waits is lost."""
        if not self.counts[QUEUED]:
            return
        rows = np.flatnonzero(self.status == QUEUED)
        self.status[rows] = LOST
        self.ended[rows] = np.fmax(time, self.submitted[rows])
        self.counts[LOST] += len(rows)
        self.counts[QUEUED] = self.claimed_now = 0
        ends = self.ended[rows][~np.isnan(self.submitted[rows])]
        for moment, count in zip(*np.unique(ends, return_counts=True), strict=True):
            self.queued.add(float(moment), -int(count))

    def lose_undelivered(self, terminated: Collection[tuple[int, int]]) -> None:
        """The run is over: what a worker had done, and its owner never got, is lost: the worker was killed, or its pool ended.

        terminated: (owner's lane, number) of the pools that were terminated; results that still lay in the pipe went with it.
        """
        ended = ((self.status == FINISHED) | (self.status == FAILED)) & np.isnan(self.returned)
        if not ended.any():
            return
        killed = [lane.id for lane in self._lanes if lane.role == "worker" and lane.exit_code not in (None, 0)]
        of_killed = np.isin(self.lane, killed)
        for row in np.flatnonzero(ended & of_killed).tolist():
            self._restate(row, LOST)
        for row in np.flatnonzero(ended & ~of_killed).tolist() if terminated else ():
            if (int(self.owner[row]), self.submission(row).pool) in terminated:
                self._restate(row, LOST)

    def settle(self) -> None:
        """Keeps what is not sorted in yet within bounds."""
        for level in (self.queued, self.running):
            if level.pending > 65_536:
                level.settle()
