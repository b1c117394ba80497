"""Whoever keeps a run is killed, at some moment; then nothing of it may stay, and no viewer may hang. Linux."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from workers.running import process_tree

MAIN = str(Path(__file__).parents[1] / "main.py")
PARTS = ("viewer", "guardian", "spare", "keeper", "main")  # each the parent of the next
TOKEN = "POOLSCOPE_TEST_RUN"
PATIENCE = 20.0  # s for a run to begin

# Makes a tree that does not want to go, and writes one byte when it stands; then it makes short-lived processes without end.
STUBBORN = """
import multiprocessing, os, signal, subprocess, sys, time

def stay():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while True:
        time.sleep(600)

def leave():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            stay()
        os._exit(0)
    os.wait()

if __name__ == "__main__":
    for target in (stay, leave, stay):
        multiprocessing.Process(target=target).start()
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    open("stands", "w").close()
    while True:
        child = multiprocessing.Process(target=time.sleep, args=(0.02,))
        child.start()
        time.sleep(0.01)
"""


@dataclass
class Household:
    """A run without a window and who keeps it; all its processes are known by a word in their environment."""

    viewer: subprocess.Popen[bytes]  # or what started it, in a namespace of its own
    token: str
    apart: bool = False  # whether that is so

    def pids(self) -> dict[str, int]:
        """Those of PARTS that are there by now."""
        parents = process_tree.parents()
        pid = self.viewer.pid
        if self.apart:
            pid = next(child for child, (parent, _alive) in parents.items() if parent == pid)
        found = {"viewer": pid}
        for part in PARTS[1:]:
            # The oldest child: orphans come to them too.
            children = [child for child, (parent, _alive) in parents.items() if parent == pid and self._is_ours(child)]
            if not children:
                break
            found[part] = pid = min(children)
        return found

    def alive(self) -> set[int]:
        return {pid for pid, (_parent, alive) in process_tree.parents().items() if alive and self._is_ours(pid)}

    def _is_ours(self, pid: int) -> bool:
        with contextlib.suppress(OSError):
            return self.token.encode() in Path(f"/proc/{pid}/environ").read_bytes()
        return False

    def until_gone(self, seconds: float) -> set[int]:
        """Who is still alive after that time; the viewer is waited for."""
        deadline = time.monotonic() + seconds
        while (alive := self.alive()) and time.monotonic() < deadline:
            self.viewer.poll()
            time.sleep(0.02)
        return alive

    def end(self) -> None:
        """Whatever a test has found: nothing stays."""
        for _ in range(20):
            alive = self.alive()
            if not alive:
                break
            process_tree.send(alive, signal.SIGKILL)
            time.sleep(0.05)
        self.viewer.wait(10)


def start(folder: Path, program: str = STUBBORN, *words: str, before: tuple[str, ...] = ()) -> Household:
    """The run of `program` in `folder`, started; it writes its summary to a file there.

    before: words that start the viewer as the first process of a namespace.
    """
    token = uuid.uuid4().hex
    (folder / "program.py").write_text(program, encoding="utf-8")
    command = [*before, sys.executable, MAIN, "run", "program.py", "--headless", *words]
    with (folder / "output").open("wb") as output:
        viewer = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=output, env={**os.environ, TOKEN: token}, process_group=0
        )
    return Household(viewer, token, bool(before))


def until_it_stands(folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not (folder / "stands").exists():
        assert time.monotonic() < deadline, (folder / "output").read_text()
        time.sleep(0.01)
