"""Findings in English, for a terminal and a report. The window has words of its own (`gui/sentences.py`)."""

from __future__ import annotations

import signal

from workers.analysis.failures import (
    Blocked,
    CallbackRaised,
    ProcessFailed,
    ProgramFailed,
    TasksFailed,
    WorkerDied,
    WorkersNeverReady,
)
from workers.analysis.findings import Finding, HiddenTasks, NeverBegan, UnknownPool


def sentence(finding: Finding) -> str:
    """One finding, in one line."""
    match finding:
        case NeverBegan():
            return _never_began(finding)
        case WorkerDied():
            return _worker_died(finding)
        case WorkersNeverReady():
            return _never_ready(finding)
        case CallbackRaised():
            return _callback_raised(finding)
        case ProcessFailed():
            who = f"process {finding.pid} ({finding.name})" if finding.name else f"process {finding.pid}"
            return f"{who} {how_ended(finding.code)}{_because(finding.error, finding.line)}{_more(finding.others)}"
        case ProgramFailed():
            return f"the program ended with exit code {finding.code}{_because(finding.error, finding.line)}"
        case TasksFailed():
            return _tasks_failed(finding)
        case UnknownPool():
            return (
                f"{_processes(finding.count)} {'runs' if finding.count == 1 else 'run'} a pool that Poolscope does not know "
                f"({', '.join(finding.libraries)}): its tasks are not seen"
            )
        case HiddenTasks():
            return (
                "tasks of an executor are not seen: the program put a queue of its own in the place of the executor's"
            )


def signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # one of another system's
        return f"signal {number}"


def how_ended(code: int | None) -> str:
    """ "was killed by SIGKILL", "ended with exit code 3"."""
    if code is None:
        return "ended"
    return f"was killed by {signal_name(-code)}" if code < 0 else f"ended with exit code {code}"


def _worker_died(finding: WorkerDied) -> str:
    where = (
        f" in {finding.task}" if finding.task else " as it took a task" if finding.taking else " while it had no task"
    )
    said = f"worker {finding.pid} {how_ended(finding.code)}{where}{_because(finding.error, finding.line)}"
    if finding.executor:
        lost = f"{finding.lost:,} open tasks end" if finding.lost > 1 else "1 open task ends"
        all_open = lost if finding.lost else "all that is open ends"
        then = f"that breaks its executor: {all_open} in BrokenProcessPool"
    elif finding.task or finding.taking:
        then = f"Pool never replaces a lost task, so {_waits(finding.blocked, 'its result never comes')}"
    elif finding.frozen:
        then = f"it held the lock of the queue of tasks, so {_waits(finding.blocked, 'no other worker gets a task')}"
    else:
        then = "Pool starts another one in its place"
    return f"{said}{_more(finding.others)}; {then}"


def _waits(blocked: Blocked | None, otherwise: str) -> str:
    if blocked is None:
        return otherwise
    return f"{blocked.operation}(){_on_line(blocked.line)} waits for ever"


def _never_ready(finding: WorkersNeverReady) -> str:
    said = f"{finding.count:,} workers ended with exit code {finding.code} before their first task"
    why = ": their initializer fails" if finding.in_initializer else ""
    return (
        f"{said}{why}{_because(finding.error, finding.line)}; Pool starts new ones without end, and no task ever runs"
    )


def _callback_raised(finding: CallbackRaised) -> str:
    said = f"callback {finding.function} raised {finding.error or 'an error'}{_at(finding.line)} for {finding.task}"
    said += _more(finding.others)
    if finding.executor:
        return f"{said}; the executor logs that and goes on"
    if not finding.ends_results:
        return f"{said}; Pool passes over a KeyError, but {_waits(finding.blocked, 'this result never comes')}"
    waits = _waits(finding.blocked, "no result comes any more")
    return f"{said}; that ends Pool's thread for results, so {waits}"


def _tasks_failed(finding: TasksFailed) -> str:
    if not finding.sent:
        said = f"{finding.task} could not be sent to a worker: {finding.error}"
    else:
        said = f"{finding.task} raised {finding.error}{_at(finding.line)}"
    return said + _more(finding.count - 1)


def _because(error: str, line: int) -> str:
    return f": {error.rstrip('.')}{_at(line)}" if error else ""


def _at(line: int) -> str:
    return f" (line {line})" if line else ""


def _on_line(line: int) -> str:
    return f" on line {line}" if line else ""


def _more(count: int) -> str:
    return f" (and {count:,} more)" if count else ""


def _processes(count: int) -> str:
    return "1 process" if count == 1 else f"{count:,} processes"


def _never_began(finding: NeverBegan) -> str:
    children = _processes(finding.count)
    return (
        f"{children} ended before they began: under {finding.method} each child imports the program again, so what starts "
        'processes must stand under if __name__ == "__main__":'
    )
