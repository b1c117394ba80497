"""Run: one run of one program, from its start to the end of its last process.

It owns the EventQueue, the program's output, and the keeper, which owns the processes. Reading a run is draining it: events of
the probe, samples, and lines of output come in one stream, which always closes with RunEnded.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from workers.channel import EventQueue
from workers.events import Event, ProcessSeen, RunEnded
from workers.program import Program
from workers.streams import Streams, open_streams

_ROOT = Path(__file__).resolve().parent.parent
# In the place of the current folder, whose files may be named like modules of the standard library.
_START_KEEPER = f"import sys; sys.path[0] = {str(_ROOT)!r}; from workers.keeper import main; main()"
OLDEST_PYTHON = (3, 9)
_MOST_EVENTS = 5000  # of one read, so that a reader keeps its rhythm


class RunError(Exception):
    """A run that cannot be started; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class RunSpec:
    """What to run, and how.

    python_options: the interpreter's own, ("-X", "dev") for instance. interval: s between two samples. stdin: the program reads
    this process's standard input (else it has none). timeout: s after which the run is ended. echo: the program's output also
    goes to this process's stdout and stderr, byte by byte.
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


class Run:
    def __init__(self, spec: RunSpec) -> None:
        self.spec = spec
        self.exit_code: int | None = None
        self.finished = False
        self._keeper: subprocess.Popen[bytes] | None = None
        self._queue: EventQueue | None = None
        self._streams: Streams | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._seen: dict[int, float] = {}  # pid -> creation time, of every process the keeper told of
        self._deadline: float | None = None
        self._last: Event | None = None
        self._writing = threading.Lock()

    def start(self) -> None:
        """Start the program. Raises RunError where that is not possible."""
        _check_interpreter(self.spec.python)
        self._queue = EventQueue()
        self._streams = open_streams(self.spec.echo)
        settings: dict[str, Any] = {"command": self._host_command(), "interval": self.spec.interval, "stdin": None}
        settings["folder"] = self._folder.name if self._folder is not None else None
        pass_fds: tuple[int, ...] = ()
        if sys.platform != "win32":
            pass_fds = (self._queue.handle,)
            if self.spec.stdin:
                settings["stdin"] = own_stdin = os.dup(0)
                pass_fds += (own_stdin,)
        self._keeper = self._start_keeper(settings, pass_fds)
        if settings["stdin"] is not None:
            os.close(settings["stdin"])
        self._queue.close_writer()
        self._streams.started(self._keeper)
        if self.spec.timeout is not None:
            self._deadline = time.monotonic() + self.spec.timeout

    def _host_command(self) -> list[str]:
        program = self.spec.program
        text_file = "-"
        if program.changed:
            self._folder = tempfile.TemporaryDirectory(prefix="poolscope-")
            text = Path(self._folder.name) / "program.py"
            text.write_bytes(program.data)
            text_file = str(text)
        what = [str(program.path)] if program.module is None else ["-m", program.module]
        host = str(_ROOT / "workers" / "host.py")
        return [self.spec.python, *self.spec.python_options, host, "{handle}", text_file, *what, *self.spec.arguments]

    def _start_keeper(self, settings: dict[str, Any], pass_fds: tuple[int, ...]) -> subprocess.Popen[bytes]:
        assert self._queue is not None and self._streams is not None
        options: dict[str, object] = {"stdin": subprocess.PIPE, **self._streams.options()}
        if sys.platform == "win32":
            os.set_handle_inheritable(self._queue.handle, True)
            options["startupinfo"] = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [self._queue.handle]})
            options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
        else:
            options.update(pass_fds=pass_fds, start_new_session=True)
        command = [sys.executable, "-c", _START_KEEPER, str(self._queue.handle), json.dumps(settings)]
        try:
            return subprocess.Popen(command, **options)  # type: ignore[call-overload,no-any-return]
        except OSError as error:
            raise RunError(f"{sys.executable} cannot be started: {error.strerror}.") from error

    def read(self, timeout: float) -> list[Event]:
        """Wait at most `timeout` s for something to happen, then all that is there, at most about 5,000 events.

        From one thread at a time. The last event is always RunEnded; after it there is nothing more.
        """
        if self.finished or self._queue is None or self._streams is None or self._keeper is None:
            return []
        if self._deadline is not None:
            if time.monotonic() >= self._deadline:
                self._deadline = None
                self.stop("timeout")
            else:
                timeout = min(timeout, self._deadline - time.monotonic())
        events = self._read(max(0.0, timeout))
        if not events and self._keeper.poll() is not None:
            events = self._read(0.0) or [*self._streams.read_rest(), self._end()]
        for event in events:
            if isinstance(event, ProcessSeen):
                self._seen[event.child] = event.created
        if events and isinstance(events[-1], RunEnded):
            self.exit_code, self.finished = events[-1].code, True
            self._free()
        return events

    def _read(self, timeout: float) -> list[Event]:
        """All but the RunEnded event: that is kept until everything else has been read."""
        assert self._queue is not None and self._streams is not None
        events: list[Event] = []
        self._streams.wait(self._queue.reader, timeout)
        with contextlib.suppress(EOFError):
            while len(events) < _MOST_EVENTS and (drained := self._queue.drain()):
                events += drained
        events += self._streams.read(_MOST_EVENTS)
        for at, event in enumerate(events):
            if isinstance(event, RunEnded):
                self._last = events.pop(at)
                break
        return events

    def _end(self) -> RunEnded:
        """The event that closes the run: the keeper's, or our own where the keeper was killed."""
        if isinstance(self._last, RunEnded):
            return self._last
        self._end_seen()
        return RunEnded(time.perf_counter_ns(), os.getpid(), 0, -1, -9, "lost")

    def _end_seen(self) -> None:
        """The keeper is gone without a word: end what it had told of."""
        for pid, created in self._seen.items():
            with contextlib.suppress(psutil.Error):
                process = psutil.Process(pid)
                if abs(process.create_time() - created) < 0.01:
                    process.kill()

    def stop(self, reason: str = "stopped") -> None:
        """Ask for the end of every process; RunEnded follows within 1 s. From any thread; never raises."""
        self._ask(f"stop {reason}")

    def kill_now(self) -> None:
        """End every process at once; RunEnded follows within 1 s. From any thread; never raises."""
        self._ask("stop stopped")

    def kill(self, pid: int) -> None:
        """Kill one process of this run at once (SIGKILL). From any thread; never raises."""
        self._ask(f"kill {pid}")

    def _ask(self, line: str) -> None:
        with self._writing, contextlib.suppress(OSError, ValueError):
            if self._keeper is not None and self._keeper.stdin is not None:
                self._keeper.stdin.write(line.encode() + b"\n")
                self._keeper.stdin.flush()

    def close(self) -> None:
        """End everything that is still running and free what the run holds. Idempotent; call it when nobody reads."""
        self.stop()
        while not self.finished and self._keeper is not None:
            self.read(0.1)
        self._free()

    def _free(self) -> None:
        if self._keeper is not None:
            with contextlib.suppress(OSError), self._writing:
                if self._keeper.stdin is not None:
                    self._keeper.stdin.close()
            self._keeper.wait()
        if self._queue is not None:
            self._queue.close()
        if self._streams is not None:
            self._streams.close()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def _check_interpreter(python: str) -> None:
    """Raises RunError where `python` is none that a probe can be in."""
    if python == sys.executable:
        return
    if shutil.which(python) is None:
        raise RunError(f"There is no Python interpreter called {python}.")
    try:
        answer = subprocess.run(
            [python, "-S", "-c", "import sys; print(sys.version_info[0], sys.version_info[1])"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
        version = tuple(map(int, answer.stdout.split()))
    except (OSError, subprocess.SubprocessError, ValueError):
        version = ()
    if len(version) != 2:
        raise RunError(f"{python} is no Python interpreter.")
    if version < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        raise RunError(f"{python} is Python {version[0]}.{version[1]}, and programs can be watched from {oldest} on.")
