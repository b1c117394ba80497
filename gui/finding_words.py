"""What is wrong with a run, in the window's language: one sentence for each finding."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gui import formats
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


def _tr(words: str) -> str:
    return QCoreApplication.translate("Findings", words)


def _counted(words: str, count: int) -> str:
    return QCoreApplication.translate("Findings", words, None, count)


def finding_words(finding: Finding) -> str:
    match finding:
        case NeverBegan():
            return _counted(
                "%Ln process(es) ended before they began: under {0} each child imports the program again, so what "
                "starts processes must stand under {1}",
                finding.count,
            ).format(finding.method, 'if __name__ == "__main__":')
        case WorkerDied():
            return _worker_died(finding)
        case WorkersNeverReady():
            return _never_ready(finding)
        case CallbackRaised():
            return _callback_raised(finding)
        case ProcessFailed():
            who = _tr("Process {0} ({1})").format(finding.pid, finding.name)
            how = _how(who if finding.name else _tr("Process {0}").format(finding.pid), finding.code)
            return _more(_because(how, finding.error, finding.line), finding.others)
        case ProgramFailed():
            said = _tr("The program ended with exit code {0}").format(finding.code)
            return _because(said, finding.error, finding.line)
        case TasksFailed():
            pattern = _tr("{0} raised {1}") if finding.sent else _tr("{0} could not be sent to a worker: {1}")
            return _more(_at(pattern.format(finding.task, finding.error), finding.line), finding.count - 1)
        case UnknownPool():
            return _counted(
                "%Ln process(es) run a pool that Poolscope does not know ({0}): its tasks are not seen", finding.count
            ).format(_tr(", ").join(finding.libraries))
        case HiddenTasks():
            return _tr(
                "Tasks of an executor are not seen: the program put a queue of its own in the place of the executor's"
            )


def _worker_died(finding: WorkerDied) -> str:
    said = _how(_tr("Worker {0}").format(finding.pid), finding.code)
    if finding.task:
        said = _tr("{0} in {1}").format(said, finding.task)
    else:
        said = (_tr("{0} as it took a task") if finding.taking else _tr("{0} while it had no task")).format(said)
    said = _more(_because(said, finding.error, finding.line), finding.others)
    if finding.executor:
        words = _counted("that breaks its executor: %Ln open task(s) end in BrokenProcessPool", finding.lost)
        then = words if finding.lost else _tr("that breaks its executor: all that is open ends in BrokenProcessPool")
    elif finding.task or finding.taking:
        waits = _waits(finding.blocked) or _tr("its result never comes")
        then = _tr("Pool never replaces a lost task, so {0}").format(waits)
    elif finding.frozen:
        waits = _waits(finding.blocked) or _tr("no other worker gets a task")
        then = _tr("it held the lock of the queue of tasks, so {0}").format(waits)
    else:
        then = _tr("Pool starts another one in its place")
    return _tr("{0}; {1}").format(said, then)


def _never_ready(finding: WorkersNeverReady) -> str:
    said = _tr("{0} workers ended with exit code {1} before their first task").format(
        formats.count(finding.count), finding.code
    )
    if finding.in_initializer:
        said = _tr("{0}: their initializer fails").format(said)
    then = _tr("Pool starts new ones without end, and no task ever runs")
    return _tr("{0}; {1}").format(_because(said, finding.error, finding.line), then)


def _callback_raised(finding: CallbackRaised) -> str:
    error = _at(finding.error or _tr("an error"), finding.line)
    said = _more(_tr("Callback {0} raised {1} for {2}").format(finding.function, error, finding.task), finding.others)
    if finding.executor:
        then = _tr("the executor logs that and goes on")
    elif not finding.ends_results:
        waits = _waits(finding.blocked) or _tr("this result never comes")
        then = _tr("Pool passes over a KeyError, but {0}").format(waits)
    else:
        waits = _waits(finding.blocked) or _tr("no result comes any more")
        then = _tr("that ends Pool's thread for results, so {0}").format(waits)
    return _tr("{0}; {1}").format(said, then)


def _how(who: str, code: int | None) -> str:
    if code is None:
        return _tr("{0} ended").format(who)
    pattern = _tr("{0} was killed by {1}") if code < 0 else _tr("{0} ended with exit code {1}")
    return pattern.format(who, formats.exit_code(code))


def _waits(blocked: Blocked | None) -> str:
    if blocked is None:
        return ""
    if not blocked.line:
        return _tr("{0}() waits for ever").format(blocked.operation)
    return _tr("{0}() on line {1} waits for ever").format(blocked.operation, blocked.line)


def _because(said: str, error: str, line: int) -> str:
    return _at(_tr("{0}: {1}").format(said, error.rstrip(".")), line) if error else said


def _at(said: str, line: int) -> str:
    return _tr("{0} (line {1})").format(said, line) if line else said


def _more(said: str, others: int) -> str:
    return _tr("{0} (and {1} more)").format(said, formats.count(others)) if others > 0 else said
