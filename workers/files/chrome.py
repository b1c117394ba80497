"""Turns events into lines of the Chrome trace event format.

What that format wants: pid and tid are integers; begin and end events of one thread nest; what does not nest (a task's wait
in the queue) is an asynchronous pair; an arrow binds to the span that is open, or began last, on its thread at that time.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from workers.wire import events
from workers.wire.events import Event

MAX_UNSTARTED = 10_000  # waits that are drawn for tasks that never started

_text: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


class _Waiting(NamedTuple):
    """Tasks of one submission."""

    time: int
    tid: int
    first: int
    size: int
    name: str
    started: set[int]  # of more than one


class ChromeLines:
    """Keeps what the format's rules need: the open spans of each thread, and when waiting tasks were submitted."""

    def __init__(self) -> None:
        # (pid, tid) → what is open and since when, outermost first
        self._open: dict[tuple[int, int], list[tuple[tuple[object, ...], int]]] = {}
        self._waiting: dict[tuple[int, int], dict[int, _Waiting]] = {}  # (owner, job) → by its first task's index
        self._named: set[tuple[int, int]] = set()
        self._cpu: dict[int, tuple[int, int]] = {}  # time and CPU time of a process's last sample
        self._cores: events.CoresSampled | None = None

    def add(self, event: Event, lines: list[str]) -> None:
        """Appends the lines for one event, each with its line end; exactly one holds the event itself."""
        handler = _HANDLERS.get(type(event))
        if handler is not None:
            handler(self, event, lines)
        else:
            lines.append(_own(event, "i", type(event).__name__, ',"s":"t"'))

    def last(self) -> list[str]:
        """The lines that close the list: the very last one has no comma."""
        return ['{"name":"poolscope","ph":"M","pid":0,"tid":0,"args":{"name":"end of the run"}}\n']

    def _global(self, event: Event, lines: list[str]) -> None:
        lines.append(_own(event, "i", type(event).__name__, ',"s":"g"'))

    def _run_started(self, event: events.RunStarted, lines: list[str]) -> None:
        self._global(event, lines)
        lines.append(_named("process_name", event.pid, event.tid, f"main: {event.program}"))
        lines.append(_meta("process_sort_index", event.pid, event.tid, '"sort_index":-1'))
        self._name_thread(event.pid, event.tid, "main thread", lines)

    def _program_text(self, event: events.ProgramText, lines: list[str]) -> None:
        lines.append(_own(event, "M", "poolscope_program", ""))

    def _run_ended(self, event: events.RunEnded, lines: list[str]) -> None:
        for pid, _ in list(self._open):
            self._close_process(pid, event.t, lines)
        left = MAX_UNSTARTED
        for (owner, job), parts in self._waiting.items():
            for part in parts.values():
                unstarted = (i for i in range(part.first, part.first + part.size) if i not in part.started)
                for index in itertools.islice(unstarted, left):
                    _wait(part, owner, job, index, event.t, lines)
                    left -= 1
        self._waiting.clear()
        self._global(event, lines)

    def _process_started(self, event: events.ProcessStarted, lines: list[str]) -> None:
        lines.append(_own(event, "i", f"start {event.name}", ',"s":"t"'))
        lines.append(_named("process_name", event.child, event.child, event.name))

    def _process_began(self, event: events.ProcessBegan, lines: list[str]) -> None:
        lines.append(_own(event, "i", "begins", ',"s":"p"'))
        if event.name:
            lines.append(_named("process_name", event.pid, event.tid, event.name))

    def _process_seen(self, event: events.ProcessSeen, lines: list[str]) -> None:
        lines.append(_own(event, "M", "poolscope_seen", ""))
        if event.helper:
            lines.append(_named("process_name", event.child, event.child, f"helper: {event.command}"))

    def _process_ending(self, event: events.ProcessEnding, lines: list[str]) -> None:
        lines.append(_own(event, "i", f"ends with {event.code}", ',"s":"p"'))
        self._close_process(event.pid, event.t, lines)

    def _process_over(self, event: events.ProcessReaped | events.ProcessGone, lines: list[str]) -> None:
        lines.append(_own(event, "M", "poolscope_over", ""))
        self._close_process(event.child, event.t, lines)

    def _sample(self, event: events.Sample, lines: list[str]) -> None:
        lines.append(_own(event, "M", "poolscope_sample", ""))
        before, used = self._cpu.get(event.child, (event.t, event.cpu_ns))
        self._cpu[event.child] = (event.t, event.cpu_ns)
        if event.t > before:
            cores = max(0.0, round((event.cpu_ns - used) / (event.t - before), 4))
            lines.append(_counter(event, "CPU", f'"cores":{cores}', event.child))
        lines.append(_counter(event, "memory", f'"MB":{event.memory / 1e6:.3f}', event.child))

    def _cores_sampled(self, event: events.CoresSampled, lines: list[str]) -> None:
        """Two counters beside the processes' own, under the keeper that looked."""
        lines.append(_own(event, "M", "poolscope_cores", ""))
        before, self._cores = self._cores, event
        if before is not None and event.t > before.t:
            passed, own = event.t - before.t, max(0, event.own_ns - before.own_ns)
            others = max(0, event.busy_ns - before.busy_ns - own - (event.run_ns - before.run_ns))
            for name, used in (("CPU of other programs", others), ("CPU of Poolscope", own)):
                lines.append(_counter(event, name, f'"cores":{round(used / passed, 4)}', event.pid))

    def _tasks_submitted(self, event: events.TasksSubmitted, lines: list[str]) -> None:
        name = _task_name(event)
        lines.append(_own(event, "X", f"{event.call} {name}", ',"dur":0'))
        key = (event.pid, event.job)
        part = _Waiting(event.t, event.tid, event.first, event.count, name, set())
        self._waiting.setdefault(key, {})[event.first] = part
        if event.count == 1:
            lines.append(_flow("s", event, event.pid, event.job, event.first))

    def _task_started(self, event: events.TaskStarted, lines: list[str]) -> None:
        key = (event.owner, event.job)
        name = "task"
        part = self._take(key, event.index)
        if part is not None:
            name = part.name
            _wait(part, event.owner, event.job, event.index, max(event.t, part.time), lines)
        self._name_thread(event.pid, event.tid, event.thread or "tasks", lines)
        self._begin(event, name, ("task", event.owner, event.job, event.index), lines)
        lines.append(_flow("t", event, event.owner, event.job, event.index))

    def _take(self, key: tuple[int, int], index: int) -> _Waiting | None:
        """The submission of a task that starts now; forgotten once all its tasks have started."""
        parts = self._waiting.get(key, {})
        part = parts.get(index)
        if part is None or part.size != 1:
            part = next((p for p in parts.values() if p.size > 1 and p.first <= index < p.first + p.size), None)
        if part is not None:
            part.started.add(index)
            if len(part.started) >= part.size:
                del parts[part.first]
                if not parts:
                    del self._waiting[key]
        return part

    def _task_claimed(self, event: events.TaskClaimed, lines: list[str]) -> None:
        lines.append(_own(event, "i", "claimed", ',"s":"t"'))

    def _task_cancelled(self, event: events.TaskCancelled, lines: list[str]) -> None:
        lines.append(_own(event, "i", "cancelled", ',"s":"t"'))
        part = self._take((event.pid, event.job), event.index)
        if part is not None:
            _wait(part, event.pid, event.job, event.index, max(event.t, part.time), lines)

    def _task_ended(self, event: events.TaskEnded, lines: list[str]) -> None:
        self._end(event, ("task", event.owner, event.job, event.index), "task ended", lines)

    def _callback_began(self, event: events.CallbackBegan, lines: list[str]) -> None:
        self._name_thread(event.pid, event.tid, "callbacks", lines)
        self._begin(event, f"callback {event.function}", ("callback", event.pid, event.job, event.index), lines)
        lines.append(_flow("f", event, event.pid, event.job, event.index))

    def _callback_ended(self, event: events.CallbackEnded, lines: list[str]) -> None:
        self._end(event, ("callback", event.pid, event.job, event.index), "callback ended", lines)

    def _block_began(self, event: events.BlockBegan, lines: list[str]) -> None:
        self._begin(
            event,
            f"blocked in {event.operation}{event.target and f' {event.target}'}, line {event.line}",
            ("block",),
            lines,
        )

    def _block_ended(self, event: events.BlockEnded, lines: list[str]) -> None:
        self._end(event, ("block",), "block ended", lines)

    def _channel_created(self, event: events.ChannelCreated, lines: list[str]) -> None:
        lines.append(_own(event, "i", f"new {event.kind}", ',"s":"t"'))

    def _message_sent(self, event: events.MessageSent, lines: list[str]) -> None:
        self._name_thread(event.pid, event.tid, "messages", lines)
        lines.append(_own(event, "X", f"{event.kind}: {event.size} bytes sent", ',"dur":0'))
        lines.append(_message("s", event, event.pid, event.number))

    def _message_received(self, event: events.MessageReceived, lines: list[str]) -> None:
        self._name_thread(event.pid, event.tid, "messages", lines)
        lines.append(_own(event, "X", f"{event.size} bytes received", ',"dur":0'))
        lines.append(_message("f", event, event.sender, event.number))

    def _manager_started(self, event: events.ManagerStarted, lines: list[str]) -> None:
        lines.append(_own(event, "i", "manager started", ',"s":"t"'))
        lines.append(_named("process_name", event.child, event.child, f"manager at {event.address}"))

    def _call_began(self, event: events.CallBegan, lines: list[str]) -> None:
        self._begin(event, f"{event.kind}.{event.method}", ("call", event.number), lines)

    def _call_ended(self, event: events.CallEnded, lines: list[str]) -> None:
        self._end(event, ("call", event.number), "call ended", lines)

    def _begin(self, event: Event, name: str, what: tuple[object, ...], lines: list[str]) -> None:
        self._open.setdefault((event.pid, event.tid), []).append((what, event.t))
        lines.append(_own(event, "B", name, ""))

    def _end(self, event: Event, what: tuple[object, ...], otherwise: str, lines: list[str]) -> None:
        """Ends a span, and before it what is still open inside it. One that is not open becomes an instant."""
        stack = self._open.get((event.pid, event.tid), [])
        if all(what != other for other, _ in stack):
            lines.append(_own(event, "i", otherwise, ',"s":"t"'))
            return
        while stack.pop()[0] != what:
            lines.append(_plain_end(event.pid, event.tid, event.t))
        lines.append(_own(event, "E", "", ""))
        if not stack:
            del self._open[(event.pid, event.tid)]

    def _close_process(self, pid: int, time: int, lines: list[str]) -> None:
        """A process is over: so are its spans."""
        for key in [key for key in self._open if key[0] == pid]:
            lines.extend(_plain_end(*key, max(time, began)) for _, began in reversed(self._open.pop(key)))

    def _name_thread(self, pid: int, tid: int, name: str, lines: list[str]) -> None:
        if (pid, tid) not in self._named:
            self._named.add((pid, tid))
            lines.append(_named("thread_name", pid, tid, name))


def _own(event: Event, phase: str, name: str, more: str) -> str:
    """The line that carries the event itself."""
    wire = _text([type(event).__name__, *event])
    return (
        f'{{"name":{_text(name)},"cat":"poolscope","ph":"{phase}","ts":{_microseconds(event.t)}'
        f',"pid":{event.pid},"tid":{event.tid}{more},"args":{{"e":{wire}}}}},\n'
    )


def _microseconds(time: int) -> str:
    sign = "-" if time < 0 else ""
    return f"{sign}{abs(time) // 1000}.{abs(time) % 1000:03d}"


def _plain_end(pid: int, tid: int, time: int) -> str:
    return f'{{"ph":"E","ts":{_microseconds(time)},"pid":{pid},"tid":{tid}}},\n'


def _meta(kind: str, pid: int, tid: int, args: str) -> str:
    return f'{{"name":"{kind}","ph":"M","pid":{pid},"tid":{tid},"args":{{{args}}}}},\n'


def _named(kind: str, pid: int, tid: int, name: str) -> str:
    return _meta(kind, pid, tid, f'"name":{_text(name)}')


def _counter(event: Event, name: str, args: str, pid: int) -> str:
    start = f'{{"name":"{name}","ph":"C","ts":{_microseconds(event.t)},"pid":{pid},"tid":{pid}'
    return f'{start},"args":{{{args}}}}},\n'


def _flow(phase: str, event: Event, owner: int, job: int, index: int) -> str:
    """A point of the arrow from submission to worker to callback."""
    return _arrow("task", phase, event, _number(owner, job, index))


def _message(phase: str, event: Event, sender: int, number: int) -> str:
    """An end of the arrow from a message's sender to its receiver."""
    return _arrow("message", phase, event, _number(sender, 0, number))


def _arrow(kind: str, phase: str, event: Event, number: int) -> str:
    bind = ',"bp":"e"' if phase == "f" else ""
    return (
        f'{{"name":"{kind}","cat":"{kind}","ph":"{phase}","ts":{_microseconds(event.t)},"pid":{event.pid}'
        f',"tid":{event.tid},"id":{number}{bind}}},\n'
    )


def _wait(part: _Waiting, owner: int, job: int, index: int, until: int, lines: list[str]) -> None:
    """The wait of one task in the queue."""
    start = f'{{"name":{_text("waits: " + part.name)},"cat":"queue"'
    place = f'"pid":{owner},"tid":{part.tid},"id":{_number(owner, job, index)}'
    lines.append(f'{start},"ph":"b","ts":{_microseconds(part.time)},{place}}},\n')
    lines.append(f'{start},"ph":"e","ts":{_microseconds(until)},{place}}},\n')


def _number(owner: int, job: int, index: int) -> int:
    """One whole number for a task, small enough for a double."""
    return ((owner * 1_000_003 + job) * 1_000_003 + index) % 2**53


def _task_name(event: events.TasksSubmitted) -> str:
    return f"{event.function} × {event.items}" if event.items > 1 else f"{event.function}({event.arguments})"


_HANDLERS: dict[type, Callable[[ChromeLines, Any, list[str]], None]] = {
    events.RunStarted: ChromeLines._run_started,
    events.ProgramText: ChromeLines._program_text,
    events.OutputNotRecorded: ChromeLines._global,
    events.RunEnded: ChromeLines._run_ended,
    events.ProbeFailed: ChromeLines._global,
    events.ProcessStarted: ChromeLines._process_started,
    events.ProcessBegan: ChromeLines._process_began,
    events.ProcessSeen: ChromeLines._process_seen,
    events.ProcessEnding: ChromeLines._process_ending,
    events.ProcessReaped: ChromeLines._process_over,
    events.ProcessGone: ChromeLines._process_over,
    events.Sample: ChromeLines._sample,
    events.CoresSampled: ChromeLines._cores_sampled,
    events.TasksSubmitted: ChromeLines._tasks_submitted,
    events.TaskStarted: ChromeLines._task_started,
    events.TaskClaimed: ChromeLines._task_claimed,
    events.TaskCancelled: ChromeLines._task_cancelled,
    events.TaskEnded: ChromeLines._task_ended,
    events.CallbackBegan: ChromeLines._callback_began,
    events.CallbackEnded: ChromeLines._callback_ended,
    events.BlockBegan: ChromeLines._block_began,
    events.BlockEnded: ChromeLines._block_ended,
    events.ChannelCreated: ChromeLines._channel_created,
    events.MessageSent: ChromeLines._message_sent,
    events.MessageReceived: ChromeLines._message_received,
    events.ManagerStarted: ChromeLines._manager_started,
    events.CallBegan: ChromeLines._call_began,
    events.CallEnded: ChromeLines._call_ended,
}
