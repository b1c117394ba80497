"""What went wrong in a run, and what follows from it in CPython's pools: facts, which the views put into words.

Nothing is guessed. That somebody waits for ever is told only of a wait without a limit which nothing can end any more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from workers.analysis.deaths import SIGTERM, ended_by_its_pool
from workers.trace.lanes import Lane
from workers.trace.records import PoolRecord
from workers.trace.tasks import Status
from workers.trace.trace import Trace
from workers.trace.tracebacks import Traceback
from workers.wire.events import WaitKind

SETTLED = 0.3  # s after which a wait that nothing can end is taken for one
ENDING, SWEEP = (
    0.5,
    0.1,
)  # s before the end of a run that is ended from outside, in which it sends SIGTERM, or kills all
PATIENCE = 1.0  # s in which it is seen whether those that come after a worker end as it did
AT_ONCE = 2  # workers more than the pool has places for, that died before a task: no accident any more


@dataclass(frozen=True, slots=True)
class Blocked:
    """The main process's main thread waits for what can never come."""

    operation: str  # "get", "join"…
    line: int  # of the program; 0: not known


@dataclass(frozen=True, slots=True)
class WorkerDied:
    """A pool's worker ended in a way that nobody meant.

    In a task: `multiprocessing.pool.Pool` puts another worker in its place, but never the task (bpo-22393); an executor gives
    all that is open BrokenProcessPool. Without a task: it may have held the lock of the queue of tasks, and then no other
    worker ever gets one.
    """

    pid: int
    code: int | None  # negative: ended by that signal; None: not known
    task: str  # "f(3)"; "": it had none
    taking: bool  # whether it could not take in a task that was sent to it, which is lost with it
    executor: bool
    error: str  # what it printed last, where that was a traceback
    line: int  # of the program, in that; 0: none
    others: int  # workers that died so besides
    lost: int  # tasks whose owner got an error in place of a result, as an executor gives it
    frozen: bool  # whether tasks wait and none began since
    blocked: Blocked | None


@dataclass(frozen=True, slots=True)
class WorkersNeverReady:
    """All workers of a `multiprocessing.pool.Pool` end before their first task, and it starts new ones for ever (gh-87472)."""

    count: int  # so far
    code: int
    error: str  # where they printed one
    line: int  # of the program, in that; 0: none
    in_initializer: bool  # whether it is known that their initializer fails


@dataclass(frozen=True, slots=True)
class CallbackRaised:
    """A callback raised. In a Pool that ends the thread that hands out results, so nobody gets one any more (gh-83371); only a
    KeyError is passed over there, and the result of that one task never comes. An executor logs it and goes on.
    """

    function: str
    task: str
    error: str  # "": not known
    line: int  # of the program; 0: not known
    executor: bool
    ends_results: bool
    others: int  # callbacks that raised besides
    blocked: Blocked | None


@dataclass(frozen=True, slots=True)
class ProcessFailed:
    """A process that the program started was killed, or ended with a traceback."""

    pid: int
    name: str
    code: int
    error: str
    line: int
    others: int


@dataclass(frozen=True, slots=True)
class ProgramFailed:
    """The main process ended with a traceback."""

    code: int
    error: str
    line: int  # of the program; 0: not in its own file


@dataclass(frozen=True, slots=True)
class TasksFailed:
    """Tasks raised, or could not be sent. `error` is the first one's."""

    count: int
    task: str
    error: str
    line: int  # of the program; 0: not known
    sent: bool  # False: it never reached a worker


Failure = WorkerDied | WorkersNeverReady | CallbackRaised | ProcessFailed | ProgramFailed | TasksFailed


def failures(trace: Trace) -> list[Failure]:
    """All failures, the one that explains the others first."""
    found: list[Failure] = [*_workers(trace), *_callbacks(trace), *_processes(trace)]
    tasks, program = _tasks(trace), _program(trace, found)
    if program is not None and not (tasks is not None and tasks.error == program.error):
        found.append(program)
    if tasks is not None:
        found.append(tasks)
    return found


def is_executors(lane: Lane) -> bool:
    """Whether a worker is a ProcessPoolExecutor's: `Pool` gives its workers names of its own (`_repopulate_pool_static`)."""
    return lane.runs.startswith("concurrent.") or "PoolWorker" not in lane.name


# Processes


def _workers(trace: Trace) -> Iterator[Failure]:
    any_lost = trace.task_states.counts[Status.LOST] > 0
    dead = [
        lane
        for lane in trace.lanes
        if lane.role == "worker"
        and not lane.alive
        and (
            any_lost or lane.exit_code or not len(lane)
        )  # else it did its work: a pool may have had many thousand of those
        and _nobody_meant(trace, lane)
    ]
    if not dead:
        return
    never_ready = _never_ready(trace, dead)
    if never_ready is not None:
        yield never_ready
    accidents = [lane for lane in dead if _is_accident(trace, lane, never_ready is not None)]
    accidents.sort(key=lambda lane: (_lost_task(trace, lane) < 0, lane.ended))
    if not accidents:
        return
    lane = accidents[0]
    row, executor, pool = _lost_task(trace, lane), is_executors(lane), trace.pool_of(lane)
    printed = _printed(trace, lane.pid)
    killed = lane.exit_code is not None and lane.exit_code < 0
    frozen = killed and not executor and row < 0 and pool is not None and _is_frozen(trace, pool, lane.ended)
    taking = row < 0 and printed is not None and printed.step == "get"
    rows = {lost for one in accidents if (lost := _lost_task(trace, one)) >= 0}
    yield WorkerDied(
        lane.pid,
        lane.exit_code,
        trace.label(row) if row >= 0 else "",
        taking,
        executor,
        printed.error if printed else "",
        printed.line_in(trace.program) if printed else 0,
        len(accidents) - 1,
        int(((trace.tasks.status == Status.LOST) & (trace.tasks.returned == trace.tasks.returned)).sum()),
        frozen,
        _blocked(trace, pool, lane.ended, rows, frozen) if pool and not executor and (rows or frozen) else None,
    )


def _nobody_meant(trace: Trace, lane: Lane) -> bool:
    """Whether a worker ended before its pool was done, and neither with its owner nor with the whole run."""
    pool = trace.pool_of(lane)
    if pool is None or ended_by_its_pool(trace, lane) or pool.terminated <= lane.ended or pool.finalized <= lane.ended:
        return False
    if _of_the_end(trace, lane):
        return False
    return not trace.lanes[pool.owner].ended <= lane.ended


def _of_the_end(trace: Trace, lane: Lane) -> bool:
    """Whether a process died because the whole run was ended from outside; with an exit code of its own it did not."""
    code = lane.exit_code or 0
    before = ENDING if code == -SIGTERM else SWEEP
    return bool(trace.end_reason) and code <= 0 and lane.ended >= trace.lanes[0].ended - before


def _is_accident(trace: Trace, lane: Lane, never_ready: bool) -> bool:
    if _lost_task(trace, lane) >= 0:
        return True
    if not len(lane) and (lane.exit_code or 0) > 0 and (never_ready or _now(trace) - lane.ended < PATIENCE):
        return False  # one of those, or perhaps the first of them
    if is_executors(lane) and not len(lane) and lane.exit_code == 0:  # its initializer failed, which is only logged
        pool = trace.pool_of(lane)
        return pool is not None and lane.ended <= pool.broke + SETTLED
    return lane.exit_code not in (None, 0)


def _lost_task(trace: Trace, lane: Lane) -> int:
    """The row of the task in which a lane ended; −1: in none."""
    row = lane.last_row()
    return row if row >= 0 and trace.tasks.status[row] == Status.LOST and lane.last_end() >= lane.ended else -1


def _never_ready(trace: Trace, dead: list[Lane]) -> WorkersNeverReady | None:
    """Of the first pool that has had so many workers without a task that this is no accident."""
    for pool in trace.pools:
        of_it = [lane for lane in dead if (lane.parent, lane.pool) == (pool.owner, pool.number)]
        tracebacks = trace.output.tracebacks.last
        unready = [
            lane
            for lane in of_it
            if not len(lane)
            and (lane.exit_code or 0) >= 0
            and not is_executors(lane)
            and not pool.closed <= lane.ended
            and not ((found := tracebacks.get(lane.pid)) and found.step == "get")
        ]
        if len(unready) >= pool.size + AT_ONCE:
            printed = next((found for lane in unready if (found := tracebacks.get(lane.pid))), None)
            return WorkersNeverReady(
                len(unready),
                unready[0].exit_code or 0,
                printed.error if printed else "",
                printed.line_in(trace.program) if printed else 0,
                printed is None or printed.step == "initializer",
            )
    return None


def _is_frozen(trace: Trace, pool: PoolRecord, since: float) -> bool:
    """Whether a pool's tasks wait, though its workers have nothing to do, and none began since."""
    tasks = trace.tasks
    if not len(tasks) or _now(trace) - since < PATIENCE:
        return False
    waits = bool(((tasks.status == Status.QUEUED) | (tasks.status == Status.LOST)).any())
    busy = bool((tasks.status == Status.RUNNING).any())
    return waits and not busy and not bool((tasks.started > since).any()) and len(trace.pools) == 1


def _processes(trace: Trace) -> Iterator[Failure]:
    """Of processes that are no workers. Who is ended by SIGTERM was most likely told to; a chosen exit code is no failure."""
    bad: list[tuple[Lane, Traceback | None]] = []
    for lane in trace.lanes:
        if lane.role not in ("process", "manager") or not lane.exit_code or lane.method not in _METHODS:
            continue
        never_began = math.isnan(lane.reported) and lane.exit_code > 0  # told by itself
        if never_began or lane.exit_code == -SIGTERM or _of_the_end(trace, lane):
            continue
        printed = _printed(trace, lane.pid)
        if lane.exit_code < 0 or printed is not None:
            bad.append((lane, printed))
    if bad:
        lane, printed = bad[0]
        error, line = (printed.error, printed.line_in(trace.program)) if printed else ("", 0)
        yield ProcessFailed(lane.pid, lane.name, lane.exit_code or 0, error, line, len(bad) - 1)


_METHODS = ("fork", "spawn", "forkserver")


def _program(trace: Trace, others: list[Failure]) -> ProgramFailed | None:
    if not trace.exit_code or trace.exit_code < 0 or trace.end_reason or not trace.lanes:
        return None
    printed = _printed(trace, trace.lanes[0].pid)
    if printed is None:
        return None
    for other in others:  # what only follows from it explains nothing
        if isinstance(other, CallbackRaised) and "Cannot have cache with result_han" in printed.error:
            return None
        if isinstance(other, WorkerDied) and other.executor and "BrokenProcessPool" in printed.error:
            return None
    return ProgramFailed(trace.exit_code, printed.error, printed.line_in(trace.program))


def _printed(trace: Trace, pid: int) -> Traceback | None:
    tracebacks = trace.output.tracebacks.last
    return tracebacks.get(pid) or tracebacks.get(0)


# Callbacks and tasks


def _callbacks(trace: Trace) -> Iterator[Failure]:
    callbacks = trace.callbacks
    if not callbacks.errors:
        return
    row, (error, line) = next(iter(callbacks.errors.items()))
    task, ended = int(callbacks.task[row]), float(callbacks.ended[row])
    executor = trace.call(task) == "submit"
    ends_results = not executor and not error.startswith("KeyError")
    blocked = None
    if not executor and int(callbacks.pid[row]) == trace.lanes[0].pid:
        pool = trace.pool_named(int(trace.tasks.owner[task]), trace.tasks.submission(task).pool)
        if pool is not None:
            blocked = _blocked(trace, pool, ended, {task}, ends_results)
    name = trace.functions[callbacks.function(row)]
    others = len(callbacks.errors) - 1
    yield CallbackRaised(name, trace.label(task), error, line, executor, ends_results, others, blocked)


def _tasks(trace: Trace) -> TasksFailed | None:
    count = trace.task_states.counts[Status.FAILED]
    if not count:
        return None
    row = int(np.argmax(trace.tasks.status == Status.FAILED))
    if trace.outcome(row).startswith("KeyboardInterrupt"):  # Ctrl-C, of which nothing needs to be explained
        return None
    sent = not math.isnan(trace.tasks.started[row])
    return TasksFailed(count, trace.label(row), trace.outcome(row), trace.tasks.error_lines.get(row, 0), sent)


# Who waits for ever


def _now(trace: Trace) -> float:
    """s; of a run that is over, its main process's end: after that nobody waits."""
    return min(trace.now, trace.lanes[0].ended) if not trace.lanes[0].alive else trace.now


def _blocked(trace: Trace, pool: PoolRecord, since: float, lost: set[int], no_more: bool) -> Blocked | None:
    """Where the main thread waits for a result that never comes; None where it does not, or where that is not sure.

    since: when that became so. lost: rows of tasks whose results never come. no_more: no result of the pool comes any more.
    """
    row = trace.last_block()
    if row < 0 or pool.owner != 0:
        return None
    blocks = trace.blocks
    wait, line = blocks.wait(row), int(blocks.line[row])
    if not blocks.unlimited(row) or _now(trace) - max(since, float(blocks.began[row])) < SETTLED:
        return None
    blocked = Blocked(wait.operation, line)
    if wait == ("join", WaitKind.WORKERS, "") and pool.closed <= blocks.began[row] and len(trace.pools) == 1:
        return blocked
    if wait.kind != WaitKind.RESULT:
        return None
    for task in lost:
        submission = trace.tasks.submission(task)
        if submission.line == line and submission.call == wait.operation:  # it sends and waits in one
            return blocked
    if no_more and len(trace.pools) == 1:
        return blocked
    return None if _others_open(trace, lost) else blocked


def _others_open(trace: Trace, lost: set[int]) -> bool:
    """Whether results may still come, or might have when the main process ended."""
    tasks, until = trace.tasks, _now(trace) - SETTLED
    status = tasks.status
    open_ones = (status == Status.QUEUED) | (status == Status.RUNNING)
    open_ones |= (status == Status.LOST) & (tasks.ended >= until)
    open_ones |= ((status == Status.FINISHED) | (status == Status.FAILED)) & ~(tasks.returned <= until)
    open_ones[list(lost)] = False
    return bool(open_ones.any())
