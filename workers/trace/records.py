"""The smaller records of a run: pools, blocks, callbacks, and what was printed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from workers.trace.columns import NAN, Column, Table, View
from workers.trace.spans import SpanIndex
from workers.trace.tracebacks import Tracebacks
from workers.wire.events import ProbeFailed, ProbeProblem, WaitKind

KEPT_LINES = 20_000
MAX_PRINTED, MAX_PRINTERS = 60, 1000  # lines of a process that are shown on its lane, and processes


@dataclass(slots=True)
class PoolRecord:
    """One pool. Times in s since the run's zero, NaN: not (yet)."""

    owner: int  # lane
    number: int  # within its owner, from 1
    kind: str  # "process" or "thread"
    size: int
    method: str
    created: float
    line: int
    closed: float = NAN
    terminated: float = NAN
    finalized: float = NAN  # when it began to end its workers
    broke: float = NAN  # when an executor's futures got BrokenProcessPool


class Problem(NamedTuple):
    """Why a part of the run is not seen."""

    kind: ProbeProblem
    pid: int  # who reported it
    message: str  # what Python or the operating system calls it; of an older record a sentence
    unread: int  # bytes, of UNREADABLE


def problem_of(event: ProbeFailed) -> Problem:
    try:
        kind = ProbeProblem(event.kind)
    except ValueError:  # an older record's, or a newer one's
        kind = ProbeProblem.ERROR
    return Problem(kind, event.pid, event.message, event.count)


class Wait(NamedTuple):
    """What a thread waits for."""

    operation: str  # the call: "apply", "get", "Queue.get", "recv"…
    kind: WaitKind
    target: str = ""  # of an answer or a connection, where from: "127.0.0.1:80"


_OLD_TARGETS = {"answer of ": ("recv", WaitKind.ANSWER), "connection to ": ("connect", WaitKind.CONNECTION)}
_OLD_KINDS = {
    "exit": WaitKind.CHILDREN,
    "JoinableQueue.join": WaitKind.DONE,
    "join": WaitKind.WORKERS,
    "close": WaitKind.WORKERS,
    "shutdown": WaitKind.WORKERS,
}
_OLD_ENDS = {"put": WaitKind.ROOM, "get": WaitKind.MESSAGE, "recv": WaitKind.MESSAGE}


def wait_of(operation: str, kind: str, target: str) -> Wait:
    """From an event's fields. An older record has no kind, and "answer of 127.0.0.1:80" for an operation."""
    if not kind:
        for beginning, (call, known) in _OLD_TARGETS.items():
            if operation.startswith(beginning):
                return Wait(call, known, operation.removeprefix(beginning))
        queue, _, call = operation.rpartition(".")
        return Wait(operation, _OLD_KINDS.get(operation) or (_OLD_ENDS.get(call) if queue else None) or WaitKind.RESULT)
    try:
        return Wait(operation, WaitKind(kind), target)
    except ValueError:  # a newer record's
        return Wait(operation, WaitKind.RESULT, target)


class Blocks:
    """Waits of the program's threads, a row each. Views of length `len(blocks)`, valid until the next `Trace.apply`."""

    def __init__(self) -> None:
        self._lane = Column("i", -1)
        self._began = Column("d", NAN)
        self._ended = Column("d", NAN)
        self._line = Column("q", 0)
        self._main_thread = Column("B", 0)
        self._timeout = Column("q", -1)
        self._wait = Column("i", 0)
        self._table = Table(*(column for column in vars(self).values() if isinstance(column, Column)))
        self._waits: list[tuple[Wait, str]] = []  # (what for, file), shared among rows
        self._known: dict[tuple[str, str, str, str], int] = {}  # by the event's fields

    def __len__(self) -> int:
        return self._table.length

    def add(
        self,
        lane: int,
        began: float,
        operation: str,
        main_thread: bool,
        file: str,
        line: int,
        timeout_ms: int = -1,
        kind: str = "",
        target: str = "",
    ) -> int:
        """A new open row, with the fields of its event."""
        row = self._table.add()
        self._lane.data[row] = lane
        self._began.data[row] = began
        self._line.data[row] = line
        self._main_thread.data[row] = main_thread
        self._timeout.data[row] = timeout_ms
        index = self._known.setdefault((operation, kind, target, file), len(self._waits))
        if index == len(self._waits):
            self._waits.append((wait_of(operation, kind, target), file))
        self._wait.data[row] = index
        return row

    def end(self, row: int, ended: float) -> None:
        self._ended.data[row] = ended

    def span(self, row: int) -> tuple[float, float]:
        """When it began and ended; NaN while it lasts."""
        return self._began.data[row], self._ended.data[row]

    def is_open(self, row: int) -> bool:
        ended = self._ended.data[row]
        return bool(ended != ended)

    def lane_of(self, row: int) -> int:
        return int(self._lane.data[row])

    def is_main(self, row: int) -> bool:
        """Whether the main thread of its process waits."""
        return bool(self._main_thread.data[row])

    def wait(self, row: int) -> Wait:
        """What for."""
        return self._waits[int(self._wait.data[row])][0]

    def operation(self, row: int) -> str:
        """The call that waits: "apply", "get", "join"…"""
        return self.wait(row).operation

    def file(self, row: int) -> str:
        return self._waits[int(self._wait.data[row])][1]

    def unlimited(self, row: int) -> bool:
        """Whether it is known to wait without a limit."""
        return int(self._timeout.data[row]) == 0

    lane = View[np.int32]("_lane")
    began = View[np.float64]("_began")
    ended = View[np.float64]("_ended")
    """NaN while it lasts."""
    line = View[np.int64]("_line")
    """1-based; 0: unknown."""
    main_thread = View[np.uint8]("_main_thread")
    """1 where the main thread of its process waits."""


class Callbacks:
    """Callbacks in the order in which they began, a row each. Views valid until the next `Trace.apply`."""

    def __init__(self) -> None:
        self._task = Column("q", -1)
        self._began = Column("d", NAN)
        self._ended = Column("d", NAN)
        self._pid = Column("q", 0)
        self._ok = Column("B", 1)
        self._function = Column("i", 0)
        self._table = Table(*(column for column in vars(self).values() if isinstance(column, Column)))
        self.pids: set[int] = set()
        self.errors: dict[int, tuple[str, int]] = {}  # of those that raised: text, line of the program or 0
        self.index = SpanIndex()

    def __len__(self) -> int:
        return self._table.length

    def add(self, task: int, began: float, pid: int, function: int) -> int:
        """A new open row."""
        row = self._table.add()
        self._task.data[row] = task
        self._began.data[row] = began
        self._pid.data[row] = pid
        self._function.data[row] = function
        self.index.add(row, began)
        self.pids.add(pid)
        return row

    def end(self, row: int, ended: float, ok: bool, error: str = "", line: int = 0) -> float:
        """It ended then, or where it would else have ended before it began: the time is returned."""
        ended, known = max(ended, self._began.data[row]), self._ended.data[row]
        if known == known:
            self.index.moved()
        if not ok:
            self.errors[row] = (error, line)
        self._ended.data[row] = ended
        self._ok.data[row] = ok
        return ended

    def task_of(self, row: int) -> int:
        """Row of the task."""
        return int(self._task.data[row])

    def error_of(self, task: int) -> tuple[str, int] | None:
        """Text and line (0: not known) of the error that a task's callback raised; None: none did."""
        return next((error for row, error in self.errors.items() if self._task.data[row] == task), None)

    def function(self, row: int) -> int:
        """Index into `Trace.functions`."""
        return int(self._function.data[row])

    task = View[np.int64]("_task")
    """Row of the task."""
    began = View[np.float64]("_began")
    ended = View[np.float64]("_ended")
    pid = View[np.int64]("_pid")
    ok = View[np.bool_]("_ok", as_bool=True)
    """False where it raised; True while it runs."""


class OutputLine(NamedTuple):
    """One printed line, or a piece of one (see `OutputLines.unfinished`)."""

    t: float  # s since the run's zero
    pid: int  # 0: not known
    stream: str  # "stdout" or "stderr"
    text: str


class OutputLines:
    """The last lines that the program printed. Line numbers count from 0 over the whole run."""

    def __init__(self) -> None:
        self._lines: deque[OutputLine] = deque(maxlen=KEPT_LINES)
        self.printed: dict[int, list[OutputLine]] = {}  # by pid: the first MAX_PRINTED + 1 lines of each stdout
        self.total = 0
        self.tracebacks = Tracebacks()
        self.unfinished: set[int] = set()  # numbers of pieces whose line goes on in the next one of that pid and stream

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[OutputLine]:
        return iter(self._lines)

    def __getitem__(self, index: int) -> OutputLine:
        return self._lines[index]

    @property
    def lines(self) -> list[OutputLine]:
        """Those still kept, oldest first."""
        return list(self._lines)

    @property
    def dropped(self) -> int:
        """How many at the beginning are no longer kept."""
        return self.total - len(self._lines)

    def since(self, number: int) -> list[OutputLine]:
        """The kept lines from line `number` on: give the `total` of last time to get what is new."""
        kept = len(self._lines)
        new = min(self.total - number, kept)
        return [self._lines[i] for i in range(kept - new, kept)] if new > 0 else []

    def add(self, line: OutputLine, partial: bool) -> None:
        if len(self._lines) == KEPT_LINES and self.unfinished:
            self.unfinished.discard(self.total - KEPT_LINES)
        if partial:
            self.unfinished.add(self.total)
        elif line.stream == "stderr":
            self.tracebacks.add(line.pid, line.text)
        elif line.pid and (line.pid in self.printed or len(self.printed) < MAX_PRINTERS):
            printed = self.printed.setdefault(line.pid, [])
            if len(printed) <= MAX_PRINTED:
                printed.append(line)
        self._lines.append(line)
        self.total += 1
