"""What a reader needs to judge a record, beside what happened in the run. Part of `events`.

The first four fields are those of every event (see there). Standard library only: this is imported inside the watched program.
"""

from __future__ import annotations

from typing import NamedTuple


class ProgramText(NamedTuple):
    """The text that ran, as a recording carries it: written by the recorder after RunStarted, not sent by the probe.

    So a recording can be shown where the program's file is another one by now, or none.
    """

    t: int
    pid: int
    tid: int
    seq: int  # -1: not numbered
    text: str
    whole: bool  # False: only its beginning fits


class OutputNotRecorded(NamedTuple):
    """The program writes to its caller's own streams, untouched: the record knows nothing of its output.

    Reported by the reader, after RunStarted.
    """

    t: int
    pid: int
    tid: int
    seq: int  # -1: not numbered


class CoresSampled(NamedTuple):
    """What the cores that the run may use did, the run or others: CPU time since the computer started, in ns. After each look
    at the run's processes; the differences count. What was neither the run nor Poolscope was other programs."""

    t: int
    pid: int
    tid: int
    seq: int
    busy_ns: int  # of all these cores: not idle
    run_ns: int  # of the run's processes, ended ones included
    own_ns: int  # of Poolscope's: keeper, guardians, viewer


class TasksHidden(NamedTuple):
    """An executor of this process has tasks that are not seen: the program put a queue of its own in the place of the executor's.

    Reported once in a process.
    """

    t: int
    pid: int
    tid: int
    seq: int
