"""The keeper: starts a run's host, has its processes sampled, and ends every one of them.

A small process above the program. Its first thread supervises: it only ever waits, for an order, for a process's end, for a
deadline, and so does each of them at once whatever else goes on. Sampling, looking for ports and speaking to the viewer are other
threads' work. On Linux it is the subreaper of the tree (prctl(2), PR_SET_CHILD_SUBREAPER): a process that left its parent stays
within reach, and the keeper waits for it. `workers.running.guardian` watches over it.

Arguments: the write end of the run's EventQueue, and `Settings` as JSON. Orders come one a line: `stop REASON` (the main
process is asked to end), `end` (all end at once), `signal N` (for the main process), `kill PID`, `port N` (who listens
there?). Where they end, the viewer is gone.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil

from workers.log import close_log, described, join_log, logger
from workers.probe import emitter
from workers.running import process_tree
from workers.running.ports import Ports
from workers.running.sampler import Sampler
from workers.running.speaker import Speaker
from workers.wire.channel import EventQueue

_log = logger("keeper")

ORDERLY = 0.3  # s between SIGTERM and SIGKILL, for all but the main process
AFTER_MAIN = 0.7  # s that what is left of the run may take when its main process has ended
VIEWER_GONE = 1.0  # s that the main process may take to end when the viewer is gone
_MAX_UNSAID = 20_000  # events; with more the viewer is stalled, and what would be sampled is not measured
_LAST_SAMPLE = 0.3  # s that the last look at all processes may take


@dataclass(frozen=True, slots=True)
class Settings:
    command: list[str]  # the host's
    interval: float  # s between two samples
    viewer: int  # pid of the process that shows or records the run
    orders: int | None  # descriptor that the viewer's orders come by; None: standard input
    stdin: bool  # whether the program has this process's standard input; else none
    group: int | None  # the process group that the program joins, the viewer's own; None: a session of its own
    timeout: float | None  # s after which the program is asked to end
    grace: float  # s that it then has for that
    folder: str | None  # the run's own, with the program's changed text: removed at the end
    log: dict[str, Any] | None = None  # of `workers.log.shared`


class Keeper:
    def __init__(self, events: EventQueue, settings: Settings) -> None:
        self._events = events
        self._settings = settings
        self._requests: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._speaker = Speaker()
        self._sampler = Sampler(os.getpid(), self._speaker.emit, settings.viewer)
        self._ports = Ports(self._sampler, self._speaker.emit)
        self._started, self._over = threading.Event(), threading.Event()
        self._sampling = threading.Thread(target=self._sample, daemon=True)
        self._host: subprocess.Popen[bytes] | None = None
        self._code: int | None = None  # the host's, as soon as it has ended
        self._reason = ""  # why the program was asked to end
        self._deadline: float | None = None  # when the asking ends
        self._at_once = False

    def run(self) -> None:
        """Start the host, watch until it ends or has to, leave nothing behind."""
        self._start_threads()
        try:
            self._host = self._start_host()
        except OSError as error:
            said = f"{self._settings.command[0]}: {error.strerror or error}"
            self._speaker.emit("ProbeFailed", said, "not started")
            _log.error("the interpreter cannot be started: %s", error.strerror or error)
            self._finish(127, "failed")
            return
        _log.info("main process %d started", self._host.pid)
        process_tree.let_go_of_streams()
        self._started.set()
        if sys.platform == "win32":
            threading.Thread(target=self._await_host, daemon=True).start()
        self._await_main()
        _log.debug("ending what is left")
        self._end_tree()
        self._over.set()
        self._sampling.join(_LAST_SAMPLE)
        self._finish(self._host.wait() if self._code is None else self._code, self._reason)

    def _start_threads(self) -> None:
        """SIGCHLD must come to the first thread: given to another one it would not wake it up."""
        if sys.platform != "win32":
            signal.signal(signal.SIGCHLD, lambda *_args: self._requests.put("child"))
            before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        self._speaker.start()
        threading.Thread(target=self._listen, daemon=True).start()
        self._sampling.start()
        self._ports.start()
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _finish(self, code: int, reason: str) -> None:
        if self._settings.folder is not None:
            shutil.rmtree(self._settings.folder, ignore_errors=True)
        self._speaker.emit("RunEnded", code, reason)
        self._speaker.finish()

    def _start_host(self) -> subprocess.Popen[bytes]:
        handle = self._events.handle
        command = [word.replace("{handle}", str(handle)) for word in self._settings.command]
        options: dict[str, object] = {"close_fds": True}
        if sys.platform == "win32":
            os.set_handle_inheritable(handle, True)
            options["startupinfo"] = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
        else:
            options["pass_fds"] = [handle]
            if self._settings.group is None:  # a program that signals its process group must not reach the viewer
                options["start_new_session"] = True
            else:
                options["process_group"] = self._settings.group
        stdin = None if self._settings.stdin else subprocess.DEVNULL
        return subprocess.Popen(command, stdin=stdin, **options)  # type: ignore[call-overload,no-any-return]

    # Other threads

    def _listen(self) -> None:
        orders = 0 if self._settings.orders is None else self._settings.orders
        rest = b""
        with contextlib.suppress(OSError):
            while data := os.read(orders, 4096):
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._requests.put(line.decode("ascii", "replace").strip())
        self._requests.put("gone")

    def _await_host(self) -> None:
        assert self._host is not None
        self._host.wait()
        self._requests.put("child")

    def _sample(self) -> None:
        self._started.wait()
        failed, following = False, time.monotonic()
        while not self._over.wait(max(0.0, following - time.monotonic())):
            following = max(following + self._settings.interval, time.monotonic())
            if self._speaker.unsaid > _MAX_UNSAID:
                continue
            try:
                self._sampler.sample()
            except Exception as error:  # whatever it is: the run goes on, with less to see
                if not failed:
                    _log.error("processes could not be measured: %s", described(error))
                    emitter.failed(error)
                failed = True
        with contextlib.suppress(Exception):
            self._sampler.sample()

    # The first thread

    def _await_main(self) -> None:
        """Until the main process has ended, or its time for that is over."""
        if self._settings.timeout is not None:
            timeout_at = time.monotonic() + self._settings.timeout
        while self._code is None and not self._at_once:
            now = time.monotonic()
            if self._settings.timeout is not None and not self._reason and now >= timeout_at:
                self._ask_to_end("timeout", self._settings.grace)
            if self._deadline is not None and now >= self._deadline:
                return
            due = [self._deadline] if self._deadline is not None else []
            if self._settings.timeout is not None and not self._reason:
                due.append(timeout_at)
            self._attend(min(due) - now if due else None)

    def _attend(self, seconds: float | None) -> None:
        """Wait at most `seconds` for something to happen, and answer it."""
        with contextlib.suppress(queue.Empty):
            request = self._requests.get(timeout=None if seconds is None else max(0.0, seconds))
            if request != "child":
                _log.log(logging.DEBUG if request.startswith("port") else logging.INFO, "order: %s", request)
            order, _, rest = request.partition(" ")
            if order == "stop":
                self._ask_to_end(rest or "stopped", self._settings.grace)
            elif order == "gone":
                self._ask_to_end("gone", VIEWER_GONE)
            elif order == "end":
                self._reason = self._reason or "stopped"
                self._at_once = True
            elif order == "signal":
                self._pass_on(int(rest))
            elif order == "kill":
                self._kill_one(int(rest))
            elif order == "port":
                self._ports.ask(int(rest))
        self._reap()

    def _ask_to_end(self, reason: str, seconds: float) -> None:
        """SIGTERM to the main process, which has so many seconds; asked again, it has no more than before."""
        deadline = time.monotonic() + seconds
        self._deadline = deadline if self._deadline is None else min(self._deadline, deadline)
        if not self._reason:
            _log.info("main process is asked to end (%s), within %.1f s", reason, seconds)
            self._reason = reason
            self._pass_on(signal.SIGTERM)
            if sys.platform != "win32":
                self._pass_on(signal.SIGCONT)  # a stopped process hears SIGTERM only when it goes on

    def _pass_on(self, number: int) -> None:
        assert self._host is not None
        if self._code is None and sys.platform == "win32":
            self._host.send_signal(number)
        elif self._code is None:
            # Not by the Popen object, which would wait for a process that has just ended, and say so to nobody. Its number
            # is its own as long as nobody has waited for it.
            process_tree.send([self._host.pid], number)
        elif number in (signal.SIGINT, signal.SIGTERM):  # nobody is there to hear it: what is left has no more time
            self._deadline = time.monotonic()

    def _kill_one(self, pid: int) -> None:
        if pid in self._alive():
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)

    def _reap(self) -> None:
        """Wait for what has ended: the host, and on Linux what was left to us by its parents."""
        assert self._host is not None
        if sys.platform != "linux":  # no subreaper there: nothing else is ours to wait for
            if self._code is None:
                self._main_ended(self._host.poll())
            return
        with contextlib.suppress(ChildProcessError):
            # Only a look: the host's end belongs to its Popen object.
            while (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) is not None:
                if ended.si_pid == self._host.pid:
                    self._main_ended(self._host.wait())
                else:
                    _pid, status = os.waitpid(ended.si_pid, 0)
                    self._sampler.gone(ended.si_pid, os.waitstatus_to_exitcode(status))

    def _main_ended(self, code: int | None) -> None:
        if code is not None and self._code is None and self._host is not None:
            self._code = code
            _log.info("main process %d ended with %d", self._host.pid, code)
            if not self._sampler.gone(self._host.pid, code):
                self._speaker.emit("ProcessGone", self._host.pid, code, False)

    # The end

    def _end_tree(self) -> None:
        """End every process that is left: in order where there is time for that, the helpers last."""
        if self._code is not None and not self._reason:
            self._await_end(AFTER_MAIN, lambda: self._deadline is not None)
        left = self._but_helpers(self._alive())
        if not self._at_once and left:
            if sys.platform == "win32":
                process_tree.send(left, signal.SIGTERM)
            else:
                process_tree.send(left, signal.SIGTERM, signal.SIGCONT)
            self._await_end(ORDERLY, lambda: False)
        if sys.platform == "linux":
            process_tree.end_all(os.getpid(), reap=self._reap)
        else:
            self._end_all_seen()

    def _await_end(self, seconds: float, hurried: Callable[[], bool]) -> None:
        """Until all have ended, or the time is over, or there is a reason not to wait so long."""
        deadline = time.monotonic() + seconds
        while self._alive() and time.monotonic() < deadline and not self._at_once and not hurried():
            if self._but_helpers(self._alive()):
                self._attend(0.02)
            else:
                return

    def _alive(self) -> set[int]:
        if sys.platform == "linux":
            return {pid for pid, alive in process_tree.descendants(os.getpid()).items() if alive}
        alive = set()
        for process in self._sampler.descendants():
            with contextlib.suppress(psutil.Error):
                if process.status() != psutil.STATUS_ZOMBIE:
                    alive.add(process.pid)
        return alive

    def _but_helpers(self, pids: set[int]) -> set[int]:
        return pids - process_tree.Helpers().among(pids) if sys.platform == "linux" else pids

    def _end_all_seen(self) -> None:
        """Where no orphan comes to us: what is below us now. What left its parent before is out of reach there."""
        for _ in range(20):
            alive = self._alive()
            if not alive:
                return
            for pid in alive:
                with contextlib.suppress(psutil.Error):
                    psutil.Process(pid).kill()
            self._attend(0.05)


def main() -> None:
    events = EventQueue.attach(int(sys.argv[1]))
    emitter.connect(events)
    process_tree.become_subreaper()
    if sys.platform == "win32":
        from workers.running.windows_job import end_with_this_process

        end_with_this_process()
    else:
        process_tree.leave_requests_to_the_program()
    settings = Settings(**json.loads(sys.argv[2]))
    join_log(settings.log)
    Keeper(events, settings).run()
    _log.info("leaving")
    close_log()
