"""What is reported about a run: THE wire format, one class a statement.

Every process of a run writes these to one `channel.EventQueue`; nothing else travels to the window. On the wire an event
is a flat tuple of numbers and text, `(class name, *fields)`; `decoding.decode` makes it one of the classes below again.

The first four fields are the same everywhere and name the *writer*:

    t     when it happened: `time.perf_counter_ns()`, in ns, one clock for all processes of a machine
    pid   the process that reports it
    tid   the thread that reports it: the operating system's thread id
    seq   0, 1, 2, … within one writing process; a gap at its end is an event that was lost

A *task* is named by `(owner, job, index)`: the pid of the process that submitted it, the pool's own job number there, and
its place within the job (a map has one job and a task for each chunk). The standard library sends job and index to the
worker by itself, so nothing is added to what the program sends. An executor has one job number, and its own number for each
task as the index. A map's tasks are announced together: `count` of them.

Rules that a reader can rely on: a task is submitted before it starts; a task that started may never end (its worker died);
a block or callback that began may never end (its process died). Text is cut to fit one message (`channel.MAX_MESSAGE`).

Standard library only: this is imported inside the watched program.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Dict, NamedTuple, Type, Union

from .message_events import CallBegan as CallBegan
from .message_events import CallEnded as CallEnded
from .message_events import ChannelCreated as ChannelCreated
from .message_events import ManagerStarted as ManagerStarted
from .message_events import MessageReceived as MessageReceived
from .message_events import MessageSent as MessageSent
from .message_events import PortOwned as PortOwned
from .message_events import Traffic as Traffic
from .message_events import TrafficSampled as TrafficSampled
from .process_events import ProcessAdopted as ProcessAdopted
from .process_events import ProcessBegan as ProcessBegan
from .process_events import ProcessEnding as ProcessEnding
from .process_events import ProcessGone as ProcessGone
from .process_events import ProcessReaped as ProcessReaped
from .process_events import ProcessSeen as ProcessSeen
from .process_events import ProcessStarted as ProcessStarted
from .process_events import Sample as Sample
from .record_events import CoresSampled as CoresSampled
from .record_events import OutputNotRecorded as OutputNotRecorded
from .record_events import ProgramText as ProgramText
from .record_events import TasksHidden as TasksHidden


class WaitKind(Enum):
    """What a thread waits for."""

    RESULT = "result"  # of a task
    MESSAGE = "message"
    ROOM = "room"  # in a queue
    DONE = "done"  # that all messages of a JoinableQueue are done with
    WORKERS = "workers"  # the end of a pool's
    PROCESS = "process"  # the end of one
    CHILDREN = "children"  # the end of all, as the program itself ends
    ANSWER = "answer"  # bytes from the other end of a TCP connection
    CONNECTION = "connection"  # TCP
    CALL = "call"  # the answer of a manager; not on the wire, where it is a CallBegan


class ProbeProblem(Enum):
    """Why a part of a run is not seen."""

    ERROR = "error"  # the probe's own
    CLOSED = "closed"  # the process closed the descriptor that it is watched through
    UNREADABLE = "unreadable"  # something else than events came out of the channel
    NOT_STARTED = "not started"


class RunStarted(NamedTuple):
    """The program's main process is about to run the program: the run's zero."""

    t: int
    pid: int
    tid: int
    seq: int
    wall_ns: int  # time.time_ns() at t, the one anchor to the wall clock
    program: str  # what __file__ will be, or "-m name"
    python: str  # "3.11.7"
    cores: int  # cores this run may use: the CPU affinity's count where there is one


class PoolCreated(NamedTuple):
    """A pool exists; its owner is `pid`."""

    t: int
    pid: int
    tid: int
    seq: int
    pool: int  # its number within the owner, from 1
    kind: str  # "process" or "thread"
    size: int
    method: str  # start method; "" for threads
    line: int


class PoolStopped(NamedTuple):
    """The program called `close()` or `terminate()`, or the pool begins to end its workers, with the program if not before."""

    t: int
    pid: int
    tid: int
    seq: int
    pool: int
    action: str  # "close", "terminate" or "finalize"
    line: int


class TasksSubmitted(NamedTuple):
    """`count` tasks went into a pool's queue: (pid, job, first) to (pid, job, first + count - 1)."""

    t: int
    pid: int
    tid: int
    seq: int
    job: int
    first: int
    count: int  # type: ignore[assignment]
    items: int  # items in all these tasks: a map of 100 items with chunksize 30 has count 4, items 100
    chunk: int  # items in each task but the last
    call: str  # "apply", "apply_async", "map", "imap"…
    function: str  # "foo"
    arguments: str  # "1, x=2": shortened; "" for a map
    pool: int
    line: int


class TaskStarted(NamedTuple):
    """A worker took the task: the lane is (pid, thread)."""

    t: int
    pid: int
    tid: int
    seq: int
    owner: int
    job: int
    index: int  # type: ignore[assignment]
    thread: str  # the thread's name where the worker is a thread; "" where it is a process


class TaskEnded(NamedTuple):
    """The task's function returned or raised, on the lane that started it."""

    t: int
    pid: int
    tid: int
    seq: int
    owner: int
    job: int
    index: int  # type: ignore[assignment]
    ok: bool
    cpu_ns: int  # CPU time between start and end: the process's for a process, the thread's for a thread
    outcome: str  # the result's or the error's text, shortened
    own_ns: int = 0  # of the time since the start, what the probe took to say that it started
    line: int = 0  # the innermost line of the program's file in the traceback of a task that raised; 0: none


class ResultReturned(NamedTuple):
    """The owner has the result."""

    t: int
    pid: int
    tid: int
    seq: int
    job: int
    index: int  # type: ignore[assignment]
    ok: bool
    error: str = (
        ""  # of a task that may never have reached a worker: its arguments could not be sent; "": its pool broke
    )


class CallbackBegan(NamedTuple):
    """The owner calls the program's callback (or error_callback) for a task; for a map, once for the whole job."""

    t: int
    pid: int
    tid: int
    seq: int
    job: int
    index: int  # type: ignore[assignment]
    function: str


class CallbackEnded(NamedTuple):
    """The callback returned (ok) or raised."""

    t: int
    pid: int
    tid: int
    seq: int
    job: int
    index: int  # type: ignore[assignment]
    ok: bool
    error: str = ""  # of one that raised, shortened
    error_line: int = 0  # the innermost line of the program's file in its traceback; 0: none


class BlockBegan(NamedTuple):
    """A thread of the program waits; blocks of one thread do not nest.

    An older record has neither kind nor target: "answer of 127.0.0.1:80" stands in `operation` there.
    """

    t: int
    pid: int
    tid: int
    seq: int
    operation: str  # the call: "apply", "get", "Queue.get", "join", "recv"…; "exit": the program ends
    main_thread: bool
    file: str  # the program's file where that is on the stack, else the nearest file outside the standard library
    line: int
    timeout_ms: int = -1  # how long it waits at most; 0: without a limit; -1: not known
    kind: str = ""  # a WaitKind: for what it waits
    target: str = ""  # of an answer or a connection, where from: "127.0.0.1:80"


class BlockEnded(NamedTuple):
    """The same thread waits no longer."""

    t: int
    pid: int
    tid: int
    seq: int


class TaskClaimed(NamedTuple):
    """An executor took the task out of its queue for a worker: its Future now says "running", and no cancel is possible."""

    t: int
    pid: int
    tid: int
    seq: int
    job: int
    index: int  # type: ignore[assignment]


class TaskCancelled(NamedTuple):
    """The program cancelled the task's Future before a worker had it."""

    t: int
    pid: int
    tid: int
    seq: int
    job: int
    index: int  # type: ignore[assignment]


class Output(NamedTuple):
    """The program, or a child of it, wrote this. Read from its stdout or stderr, not sent by the probe.

    One event is one line without its line break, or a part of one where `partial` (the line goes on in the next event of the
    same pid and stream). Undecodable bytes are shown as U+FFFD.
    """

    t: int
    pid: int  # the writer where the operating system reports it (Linux), else 0
    tid: int  # 0
    seq: int  # -1: not numbered
    stream: str  # "stdout" or "stderr"
    text: str
    partial: bool


class ProbeFailed(NamedTuple):
    """The probe could not do its work; the program goes on without it. An older record has no kind, and a sentence as message."""

    t: int
    pid: int
    tid: int
    seq: int
    message: str  # what Python or the operating system calls it, "KeyError: 3"; "" where the kind says all
    kind: str = ""  # a ProbeProblem
    count: int = 0  # type: ignore[assignment]  # of "unreadable": bytes


class RunEnded(NamedTuple):
    """The last event of a run: no process of it is alive."""

    t: int
    pid: int
    tid: int
    seq: int
    code: int  # the program's exit code, as subprocess gives it: -9 is "ended by signal 9"
    reason: str  # "" ended by itself, "stopped", "timeout", "failed": could not be started


Event = Union[
    RunStarted,
    ProcessStarted,
    ProcessBegan,
    ProcessEnding,
    ProcessReaped,
    ProcessSeen,
    ProcessGone,
    ProcessAdopted,
    Sample,
    CoresSampled,
    PoolCreated,
    PoolStopped,
    TasksSubmitted,
    TaskStarted,
    TaskEnded,
    ResultReturned,
    CallbackBegan,
    CallbackEnded,
    BlockBegan,
    BlockEnded,
    TaskClaimed,
    TaskCancelled,
    ChannelCreated,
    MessageSent,
    MessageReceived,
    ManagerStarted,
    CallBegan,
    CallEnded,
    PortOwned,
    Traffic,
    TrafficSampled,
    Output,
    ProbeFailed,
    RunEnded,
    OutputNotRecorded,
    ProgramText,
    TasksHidden,
]

KINDS: Dict[str, Type[Any]] = {kind.__name__: kind for kind in Event.__args__}  # type: ignore[attr-defined]
