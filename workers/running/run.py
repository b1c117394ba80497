"""Run: one run of one program, from its start to the end of its last process.

It owns the EventQueue, the program's output, and the link to the keeper, which owns the processes. Reading a run is draining it:
events of the probe, samples, and lines of output come in one stream, which always closes with RunEnded.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from workers.disk.scratch import Scratch
from workers.errors import EngineError, ErrorKind, reason
from workers.log import logger, shared
from workers.program.program import Program
from workers.running.interpreter import ANSWER, InterpreterError, check_interpreter
from workers.running.keeper_link import KeeperLink
from workers.running.output import Waiting
from workers.running.streams import Streams, open_streams
from workers.wire.channel import EventQueue
from workers.wire.events import (
    Event,
    OutputNotRecorded,
    PortOwned,
    ProbeFailed,
    ProbeProblem,
    ProcessSeen,
    RunEnded,
    RunStarted,
    Traffic,
    TrafficSampled,
)

_log = logger("run")
_HOST = Path(__file__).resolve().with_name("host.py")
_MAX_EVENTS = 5000  # of one read, so that a reader keeps its rhythm
_MAX_PORTS = 200  # that the keeper is asked about
_CLOSING = 2.0  # s that a keeper may take to end everything at once


class RunError(EngineError):
    """A run that cannot be started."""


@dataclass(frozen=True, slots=True)
class RunSpec:
    """What to run, and how.

    python_options: the interpreter's own, ("-X", "dev") for instance. interval: s between two samples. timeout: s after which the
    program is asked to end. grace: s that it then has, and after `stop`. stdin: the program reads this process's standard input
    (else it has none). record_output: its output is read and recorded, and goes to this process's stdout and stderr as well where
    `echo`; else it has this process's own stdout and stderr. foreground: it is in this process's group, and so has its terminal;
    else it has a session of its own. mask: the signals that are blocked in it; None: those that are blocked in the thread that
    starts it.
    """

    program: Program
    arguments: tuple[str, ...] = ()
    python: str = sys.executable
    interval: float = 0.1
    stdin: bool = False
    timeout: float | None = None
    echo: bool = False
    grace: float = 5.0  # s that the program has to end by itself when it is asked to
    python_options: tuple[str, ...] = ()
    record_output: bool = True
    foreground: bool = False
    mask: frozenset[int] | None = None


class Run:
    def __init__(self, spec: RunSpec) -> None:
        self.spec = spec
        self.exit_code: int | None = None
        self.finished = False
        self.waiting: Waiting = contextlib.nullcontext  # around what may wait without end for who reads our own streams
        self._link: KeeperLink | None = None
        self._queue: EventQueue | None = None
        self._streams: Streams | None = None
        self._folder: Scratch | None = None
        self._seen: dict[int, float] = {}  # pid -> creation time, of every process the keeper reported
        self._owned: set[int] = set()  # ports that a process of the run listens on
        self._asked: set[int] = set()  # other ports that it talked to
        self._last: RunEnded | None = None
        self._count = 0  # events read so far
        self._unwanted = threading.Event()  # asked to end, maybe before it has started

    def start(self) -> None:
        """Start the program. Raises RunError where that is not possible."""
        spec, began = self.spec, time.monotonic()
        patience = ANSWER if spec.timeout is None else min(ANSWER, spec.timeout)
        try:
            check_interpreter(spec.python, patience, self._unwanted)
            self._queue = EventQueue()
            self._streams = open_streams(spec.record_output, spec.echo, self.waiting)
            settings: dict[str, Any] = {
                "command": self._host_command(),
                "interval": spec.interval,
                "viewer": os.getpid(),
                "stdin": spec.stdin,
                "group": os.getpgrp() if spec.foreground and sys.platform != "win32" else None,
                "timeout": None if spec.timeout is None else max(0.0, began + spec.timeout - time.monotonic()),
                "grace": spec.grace,
                "folder": str(self._folder.path) if self._folder is not None else None,
                "log": shared(),
            }
            options = self._streams.options()
            mask = spec.mask if spec.mask is not None or sys.platform == "win32" else _blocked()
            self._link = KeeperLink(settings, self._queue.handle, options, spec.foreground, mask or ())
        except InterpreterError as error:
            _log.warning("%s", error)
            raise RunError(error.kind, *error.arguments) from None
        except OSError as error:
            _log.warning("%s cannot be started: %s", spec.program.name, reason(error))
            raise RunError(ErrorKind.NOT_STARTED, spec.program.name, reason(error)) from error
        self._queue.close_writer()
        self._streams.started(self._link.process)
        pid = self._link.process.pid
        _log.info("%s runs under process %d, by %s", spec.program.name, pid, spec.python)
        if self._unwanted.is_set():
            self.kill_now()

    @property
    def unwanted(self) -> bool:
        """Whether it was asked to end."""
        return self._unwanted.is_set()

    def _host_command(self) -> list[str]:
        program = self.spec.program
        text_file = "-"
        if program.changed:
            self._folder = Scratch()
            text = self._folder.path / "program.py"
            text.write_bytes(program.data)
            text_file = str(text)
        what = [program.given or str(program.path)] if program.module is None else ["-m", program.module]
        return [
            self.spec.python,
            *self.spec.python_options,
            str(_HOST),
            "{handle}",
            text_file,
            *what,
            *self.spec.arguments,
        ]

    def read(self, timeout: float) -> list[Event]:
        """Wait at most `timeout` s for something to happen, then all that is there, at most about 5,000 events.

        From one thread at a time. The last event is always RunEnded; after it there is nothing more.
        """
        if self.finished or self._queue is None or self._streams is None or self._link is None:
            return []
        events = self._read(max(0.0, timeout))
        if not events and (self._last is not None or self._link.gone()):
            # The keeper emits its last event when nobody is left who could emit or write anything.
            events = self._read(0.0) or [*self._streams.read_rest(), *self._unreadable(), self._end()]
        self._look_at(events)
        self._count += len(events)
        if events and isinstance(events[-1], RunEnded):
            self.exit_code, self.finished = events[-1].code, True
            why = f" ({events[-1].reason})" if events[-1].reason else ""
            _log.info("%s ended with %d%s: %d events", self.spec.program.name, self.exit_code, why, self._count)
            self._free()
        return events

    def _look_at(self, events: list[Event]) -> None:
        """What a run needs to know of itself: which processes there are, and whose ports they talk to."""
        for at, event in enumerate(events):
            kind = type(event)
            if kind is ProcessSeen:
                self._seen[event.child] = event.created  # type: ignore[union-attr]
            elif kind is PortOwned:
                self._owned.add(event.port)  # type: ignore[union-attr]
            elif kind is Traffic or kind is TrafficSampled:
                self._ask_whose(event.local, event.remote)  # type: ignore[union-attr]
            elif kind is RunStarted and not self.spec.record_output:
                events.insert(at + 1, OutputNotRecorded(event.t, event.pid, 0, -1))

    def _ask_whose(self, local: str, remote: str) -> None:
        """Have the keeper find out who listens at the other end, where that is on this computer and no process of the run's."""
        host, _, port = remote.rpartition(":")
        own_host, _, own_port = local.rpartition(":")
        known = self._owned | self._asked
        if not port.isdecimal() or int(port) in known or not own_port.isdecimal() or int(own_port) in self._owned:
            return
        if host.startswith(("127.", "::1")) or host == own_host:
            self._asked.add(int(port))
            if len(self._asked) <= _MAX_PORTS:
                self._ask(f"port {int(port)}")

    def _read(self, timeout: float) -> list[Event]:
        """All but the RunEnded event: that is kept until everything else has been read."""
        assert self._queue is not None and self._streams is not None
        events: list[Event] = []
        self._streams.wait(self._queue.reader, self._link.reader if self._link is not None else None, timeout)
        with contextlib.suppress(EOFError):
            while len(events) < _MAX_EVENTS and (drained := self._queue.drain()):
                events += drained
        events += self._streams.read(_MAX_EVENTS)
        for at, event in enumerate(events):
            if isinstance(event, RunEnded):
                self._last = event
                del events[at]
                break
        return events

    def _unreadable(self) -> list[Event]:
        """What to say where something else than events came out of the channel."""
        if self._queue is None or not self._queue.unreadable:
            return []
        kind, count = ProbeProblem.UNREADABLE.value, self._queue.unreadable
        return [ProbeFailed(time.perf_counter_ns(), os.getpid(), 0, -1, "", kind, count)]

    def _end(self) -> RunEnded:
        """The event that closes the run: the keeper's, or our own where the keeper was killed."""
        if self._last is not None:
            return self._last
        _log.warning("the keeper is gone without a word; it had named %d processes", len(self._seen))
        self._end_seen()
        return RunEnded(time.perf_counter_ns(), os.getpid(), 0, -1, -9, "lost")

    def _end_seen(self) -> None:
        """The keeper is gone without a last event: end what it had reported."""
        for pid, created in self._seen.items():
            with contextlib.suppress(psutil.Error):
                process = psutil.Process(pid)
                if abs(process.create_time() - created) < 0.01:
                    process.kill()

    def stop(self, reason: str = "stopped") -> None:
        """Ask the main process to end (SIGTERM); when it has, or its grace is over, the others are ended.

        RunEnded follows at most 1 s after the grace. From any thread; never raises.
        """
        self._unwanted.set()
        self._ask(f"stop {reason}")

    def kill_now(self) -> None:
        """End every process at once (SIGKILL). From any thread; never raises.

        RunEnded follows within 1 s, or when the standard library's helpers have removed what the program shared
        (`process_tree.HELPERS_AT_WORK`).
        """
        self._unwanted.set()
        self._ask("end")

    def signal(self, number: int) -> bool:
        """Have the main process get a signal; False where nobody is there any more. From any thread; never raises."""
        if self._link is None:
            self._unwanted.set()
        return self._ask(f"signal {number}")

    def kill(self, pid: int) -> None:
        """Kill one process of this run at once (SIGKILL). From any thread; never raises."""
        self._ask(f"kill {pid}")

    def _ask(self, order: str) -> bool:
        return self._link is not None and self._link.ask(order)

    def witnessed(self, number: int, seconds: float = 0.05) -> bool:
        """Whether a signal that came to this process went to its whole group, and so to the program as well."""
        return self._link is not None and self._link.witnessed(number, seconds)

    def over(self) -> bool:
        """Whether nothing of the run is alive; there may still be something to read. From any thread."""
        return self._link is None or self._link.gone()

    def close(self) -> None:
        """End everything that is still running and free what the run holds. Idempotent; call it when nobody reads."""
        self.kill_now()
        deadline: float | None = time.monotonic() + _CLOSING
        while not self.finished and self._link is not None:
            if deadline is not None and time.monotonic() > deadline:
                self._link.hang_up()  # a keeper that hangs is then ended by its guardians
                deadline = None
            self.read(0.1)
        self._free()

    def _free(self) -> None:
        if self._link is not None:
            self._link.close()
        if self._queue is not None:
            self._queue.close()
        if self._streams is not None:
            self._streams.close()
        if self._folder is not None:
            self._folder.close()
            self._folder = None


def _blocked() -> frozenset[int]:
    return frozenset(signal.pthread_sigmask(signal.SIG_BLOCK, []))
