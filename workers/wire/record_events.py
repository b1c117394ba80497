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

    Said by the reader, after RunStarted.
    """

    t: int
    pid: int
    tid: int
    seq: int  # -1: not numbered


class TasksHidden(NamedTuple):
    """An executor of this process has tasks that are not seen: the program put a queue of its own in the place of the executor's.

    Said once in a process.
    """

    t: int
    pid: int
    tid: int
    seq: int
