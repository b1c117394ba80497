"""The keeper: starts a run's host, samples its processes, and ends every one of them.

A small process between the window and the program. It lives as long as anything of the run does; when its standard input
ends, because the window says so or has been killed, it ends the whole tree. On Linux it is the subreaper of the tree (prctl(2),
PR_SET_CHILD_SUBREAPER): a process that left its parent stays within reach, and the keeper waits for it.

Arguments: the write end of the run's EventQueue, and `Settings` as JSON. Standard input, one command a line: `stop REASON`,
`kill PID`.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

import psutil

from workers.channel import EventQueue
from workers.probe import emit
from workers.sampler import Sampler

PR_SET_CHILD_SUBREAPER = 36
ORDERLY = 0.3  # s between SIGTERM and SIGKILL
PORTS = 0.5  # s between two looks at what the foreign processes of the run listen on
HELPERS = 0.3  # s for the standard library's helpers to clean up and leave by themselves
AFTER_MAIN = 0.7  # s that what is left of the run may take when its main process has ended


@dataclass(frozen=True, slots=True)
class Settings:
    command: list[str]  # the host's
    interval: float  # s between two samples
    stdin: int | None  # descriptor for the program's standard input; None: it has none
    folder: (
        str | None
    )  # the run's own, with the program's changed text: removed at the end, also when the window was killed


class Keeper:
    def __init__(self, events: EventQueue, settings: Settings) -> None:
        self._events = events
        self._settings = settings
        self._requests: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._sampler = Sampler(os.getpid(), emit.say)
        self._host: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Start the host, watch until it ends or the window wants it to, leave nothing behind."""
        if sys.platform != "win32":
            signal.signal(signal.SIGCHLD, lambda *_args: self._requests.put("child"))
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            self._host = self._start_host()
        except OSError as error:
            emit.say("ProbeFailed", f"{self._settings.command[0]} cannot be started: {error.strerror or error}.")
            emit.say("RunEnded", 127, "failed")
            return
        reason = self._watch()
        if not reason:
            self._await_end(AFTER_MAIN)
        self.end_tree()
        self._sampler.sample()
        if self._settings.folder is not None:
            shutil.rmtree(self._settings.folder, ignore_errors=True)
        emit.say("RunEnded", self._host.wait(), reason)

    def _start_host(self) -> subprocess.Popen[bytes]:
        handle, stdin = self._events.handle, self._settings.stdin
        command = [word.replace("{handle}", str(handle)) for word in self._settings.command]
        options: dict[str, object] = {"close_fds": True}
        if sys.platform == "win32":
            os.set_handle_inheritable(handle, True)
            options["startupinfo"] = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
        else:
            options["pass_fds"] = [handle]
            options["start_new_session"] = True  # a program that signals its process group must not reach the keeper
        return subprocess.Popen(command, stdin=subprocess.DEVNULL if stdin is None else stdin, **options)  # type: ignore[call-overload,no-any-return]

    def _listen(self) -> None:
        for line in sys.stdin:
            self._requests.put(line.strip())
        self._requests.put("stop gone")

    def _watch(self) -> str:
        """Until the program's main process ends (""), or something asks for its end: the reason."""
        assert self._host is not None
        following = time.monotonic()
        ports, first = following + PORTS, True
        while True:
            if self._reap():
                return ""
            if time.monotonic() >= following:
                self._sampler.sample()
                if time.monotonic() >= ports:
                    if first:
                        self._sampler.look_for_ports_outside()
                    first = False
                    self._sampler.look_for_ports()
                    ports = time.monotonic() + PORTS
                following = max(following + self._settings.interval, time.monotonic())
            with contextlib.suppress(queue.Empty):
                word, _, rest = self._requests.get(timeout=max(0.001, following - time.monotonic())).partition(" ")
                if word == "stop":
                    return rest or "stopped"
                if word == "kill":
                    self._kill_one(int(rest))

    def _reap(self) -> bool:
        """Wait for what has ended: the host (True), and on Linux what was left to us by its parents."""
        assert self._host is not None
        if sys.platform != "linux":  # no subreaper there: nothing else is ours to wait for
            return self._host.poll() is not None
        while True:
            try:
                # Only a look: the host's end belongs to its Popen object.
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return self._host.returncode is not None
            if ended is None:
                return self._host.returncode is not None
            if ended.si_pid == self._host.pid:
                self._sampler.gone(ended.si_pid, self._host.wait())
            else:
                _pid, status = os.waitpid(ended.si_pid, 0)
                self._sampler.gone(ended.si_pid, os.waitstatus_to_exitcode(status))

    def _kill_one(self, pid: int) -> None:
        for process in self._sampler.descendants():
            if process.pid == pid:
                with contextlib.suppress(psutil.Error):
                    process.kill()

    def end_tree(self) -> None:
        """End every process of the run: those that listen within `ORDERLY`, the others then."""
        for process in self._alive():
            with contextlib.suppress(psutil.Error):
                process.terminate()
                process.resume()  # a stopped process hears SIGTERM only when it goes on
        self._await_end(ORDERLY, but_helpers=True)
        self._kill_all(but_helpers=True)
        # Helpers ignore SIGTERM, remove what the program leaked (shared memory) and leave when the others are gone.
        self._await_end(HELPERS)
        while self._alive():  # one may have started another since
            self._kill_all()
            self._await_end(0.1)

    def _kill_all(self, but_helpers: bool = False) -> None:
        for process in self._alive(but_helpers):
            with contextlib.suppress(psutil.Error):
                process.kill()

    def _await_end(self, seconds: float, but_helpers: bool = False) -> None:
        deadline = time.monotonic() + seconds
        while self._alive(but_helpers) and time.monotonic() < deadline:
            with contextlib.suppress(queue.Empty):
                self._requests.get(timeout=0.02)

    def _alive(self, but_helpers: bool = False) -> list[psutil.Process]:
        self._reap()
        alive = []
        for process in self._sampler.descendants():
            with contextlib.suppress(psutil.Error):
                ended = process.status() == psutil.STATUS_ZOMBIE
                if not ended and not (but_helpers and self._sampler.is_helper(process.pid)):
                    alive.append(process)
        return alive


def become_subreaper() -> None:
    """Have orphans of this tree handed to this process (Linux; elsewhere nothing happens)."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def main() -> None:
    events = EventQueue.attach(int(sys.argv[1]))
    emit.connect(events)
    become_subreaper()
    if sys.platform != "win32":
        # Ctrl+C in the terminal is the window's to answer. A handler, not SIG_IGN, which the program would inherit.
        signal.signal(signal.SIGINT, lambda *_args: None)
    Keeper(events, Settings(**json.loads(sys.argv[2]))).run()
