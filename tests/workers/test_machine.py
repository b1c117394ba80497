"""What the computer's cores do beside a run: real processes inside and outside of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
import pytest

from workers.program.program import find_program
from workers.running.machine import Machine, busy_ns
from workers.running.run import Run, RunSpec
from workers.running.sampler import Sampler
from workers.trace.trace import Trace

SPIN = "while True: pass"
IN_SHORT_LIVES = """
import subprocess, sys
work = "import time\\nwhile time.process_time() < 0.17: pass"
for _ in range(4):
    subprocess.run([sys.executable, "-S", "-c", work])
print("done", flush=True)
input()
"""
Cores = tuple[int, int, int]


@contextmanager
def python(text: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", text], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def looks(root: int, enough: Callable[[Cores, Cores], bool], viewer: int) -> tuple[Cores, Cores]:
    """The first look at the cores and the one at which it is `enough`."""
    said: list[Cores] = []

    def hear(kind: str, *fields: int) -> None:
        if kind == "CoresSampled":
            said.append((fields[0], fields[1], fields[2]))

    sampler = Sampler(root, hear, viewer)
    deadline = time.monotonic() + 20
    sampler.sample()
    while not enough(said[0], said[-1]):
        assert time.monotonic() < deadline, said[-1]
        time.sleep(0.02)
        sampler.sample()
    return said[0], said[-1]


@pytest.fixture
def root() -> Iterator[subprocess.Popen[bytes]]:
    with python("input()") as process:
        yield process


def test_what_another_program_uses_is_told_from_the_run_and_from_us(root: subprocess.Popen[bytes]) -> None:
    def others(first: Cores, now: Cores) -> int:
        busy, run, own = (b - a for a, b in zip(first, now, strict=True))
        return busy - run - own

    with python(SPIN):
        first, last = looks(root.pid, lambda first, now: others(first, now) > 0.3e9, os.getpid())
    assert last[1] == first[1], "the run did nothing"


def test_the_cpu_time_of_processes_that_come_and_go_between_two_looks_is_the_run_s() -> None:
    with python(f"exec({IN_SHORT_LIVES!r})") as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"done\n"
        found: list[int] = []

        def run_of(kind: str, *fields: int) -> None:
            if kind == "CoresSampled":
                found.append(fields[1])

        # Seen from here the parent is one of the run's: nobody has looked while its children lived.
        Sampler(os.getpid(), run_of, os.getpid()).sample()
        assert found[0] > 0.5e9


def test_a_run_s_time_never_falls_when_a_process_ends_unseen() -> None:
    machine = Machine(psutil.Process(), os.getpid())
    base = machine._add_up({})
    assert machine._add_up({1: 5 * 10**9, 2: 10**9}) == base + 6 * 10**9
    for _ in range(4):  # its parent ignores SIGCHLD: nobody has waited for it
        assert machine._add_up({1: 5 * 10**9}) == base + 6 * 10**9
    assert machine._add_up({1: 7 * 10**9}) == base + 8 * 10**9, "and what the others use from then on counts at once"


def test_our_own_part_is_that_of_everything_from_the_keeper_up_to_the_viewer(root: subprocess.Popen[bytes]) -> None:
    before = time.process_time_ns()
    look = Machine(psutil.Process(root.pid), os.getpid()).look({})
    assert look is not None
    assert look[2] >= before, "this process is the viewer"
    assert look[0] >= look[2]


@pytest.mark.skipif(sys.platform != "linux", reason="cores are told apart by /proc/stat")
def test_only_the_cores_that_the_run_may_use_count() -> None:
    one = next(iter(os.sched_getaffinity(0)))
    assert 0 < busy_ns([one]) <= busy_ns(os.sched_getaffinity(0)) <= busy_ns(range(os.cpu_count() or 1))


def test_a_watched_run_records_what_was_used_beside_it(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(
        "import time\nend = time.monotonic() + 0.35\nwhile time.monotonic() < end: pass\n"
    )
    trace = Trace()
    run = Run(RunSpec(find_program(str(tmp_path / "script.py"))))
    run.start()
    while not run.finished:
        trace.apply(run.read(5.0))
    machine = trace.machine
    assert len(machine) >= 2
    assert machine.own[-1] > 0, "keeper, guardians and this process"
    assert (np.diff(machine.others) >= 0).all()
    passed = machine.time[-1] - machine.time[0]
    assert machine.others[-1] <= passed * trace.cores + 0.1
