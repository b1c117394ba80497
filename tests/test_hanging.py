"""Whatever hangs, a run's time is kept: --timeout, SIGTERM and Stop hold."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import kills

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes and processes of Linux")

STAYS = "open('stands', 'w').close()\nimport time\nwhile True: time.sleep(600)"
SLACK = 4.0  # s; half a second is promised, and a busy machine must not fail a test for that


@pytest.fixture
def household(tmp_path: Path) -> Iterator[list[kills.Household]]:
    started: list[kills.Household] = []
    yield started
    for one in started:
        one.end()


def stubborn(tmp_path: Path) -> str:
    return "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + STAYS


@pytest.mark.parametrize("option", ["--trace", "--report"])
def test_a_pipe_that_nobody_reads_holds_up_nothing(
    tmp_path: Path, household: list[kills.Household], option: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    household.append(kills.start(tmp_path, "print('words')", option, "pipe"))
    assert household[0].viewer.wait(kills.PATIENCE) == 1
    output = (tmp_path / "output").read_text()
    assert "words\n" in output
    assert output.count("pipe could not be written: nobody reads this pipe") == 1


@pytest.mark.parametrize("how", ["timeout", "SIGTERM"])
def test_a_reader_of_the_trace_that_stalls_does_not_hold_up_the_end(
    tmp_path: Path, household: list[kills.Household], how: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    program = """
import multiprocessing, os
if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        open("stands", "w").close()
        while True:
            pool.map(abs, range(100), chunksize=1)
"""
    try:
        words = ("--timeout", "2", "--grace", "0.5") if how == "timeout" else ()
        household.append(kills.start(tmp_path, program, "--trace", "pipe", *words))
        kills.until_it_stands(tmp_path)
        os.read(reading, 100)  # then the pipe is full, and the trace's writer waits
        began = time.monotonic()
        if how == "SIGTERM":
            household[0].viewer.terminate()
        code = household[0].viewer.wait(kills.PATIENCE)
        assert code == (124 if how == "timeout" else -signal.SIGTERM)
        assert time.monotonic() - began < 2.5 + SLACK
        assert household[0].until_gone(SLACK) == set()
    finally:
        os.close(reading)


def test_a_terminal_that_nobody_reads_does_not_hold_up_the_end(
    tmp_path: Path, household: list[kills.Household]
) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        while True:
            os.write(writing, bytes(1 << 12))
    except BlockingIOError:
        os.set_blocking(writing, True)
    (tmp_path / "program.py").write_text(STAYS)
    command = [sys.executable, kills.MAIN, "run", "program.py", "--headless", "--timeout", "1", "--grace", "0.5"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=writing) as viewer:
        began = time.monotonic()
        assert viewer.wait(kills.PATIENCE) == 124
        assert time.monotonic() - began < 2.0 + SLACK
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize("how", ["timeout", "SIGTERM"])
def test_recorded_output_that_nobody_reads_does_not_hold_up_the_end(tmp_path: Path, how: str) -> None:
    (tmp_path / "program.py").write_text("for i in range(10**8): print('line', i)")
    command = [sys.executable, kills.MAIN, "run", "program.py", "--headless", "--record-output"]
    command += ["--timeout", "1", "--grace", "0.5"] if how == "timeout" else []
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as viewer:
        assert viewer.stdout is not None
        viewer.stdout.read(1)  # of a pipe that is full from then on
        if how == "SIGTERM":
            viewer.terminate()
        assert viewer.wait(kills.PATIENCE) == (124 if how == "timeout" else -signal.SIGTERM)


@pytest.mark.parametrize("how", ["timeout", "SIGTERM"])
def test_an_interpreter_that_never_answers_is_not_waited_for(tmp_path: Path, how: str) -> None:
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\n: > asked\nsleep 600\n")
    silent.chmod(0o755)
    (tmp_path / "program.py").write_text("print(1)")
    command = [sys.executable, kills.MAIN, "run", "program.py", "--headless", "--python", "./silent"]
    command += ["--timeout", "0.5"] if how == "timeout" else []
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as viewer:
        while not (tmp_path / "asked").exists():
            time.sleep(0.01)
        if how == "SIGTERM":
            viewer.terminate()
        _, errors = viewer.communicate(timeout=kills.PATIENCE)
    if how == "SIGTERM":
        assert viewer.returncode == -signal.SIGTERM
    else:
        assert viewer.returncode == 2
        assert errors == "\npoolscope: ./silent did not answer when it was asked for its version.\n"


def test_a_program_that_ignores_sigterm_has_its_grace_and_no_more(
    tmp_path: Path, household: list[kills.Household]
) -> None:
    household.append(kills.start(tmp_path, stubborn(tmp_path), "--timeout", "1.5", "--grace", "1"))
    began = time.monotonic()
    assert household[0].viewer.wait(kills.PATIENCE) == 124
    assert 2.4 < time.monotonic() - began < 2.5 + SLACK
    assert household[0].until_gone(0.5) == set()


def test_a_viewer_that_is_stopped_does_not_keep_the_program_beyond_its_time(
    tmp_path: Path, household: list[kills.Household]
) -> None:
    household.append(kills.start(tmp_path, stubborn(tmp_path), "--timeout", "1.5", "--grace", "0.5"))
    kills.until_it_stands(tmp_path)
    pids = household[0].pids()
    os.kill(pids["viewer"], signal.SIGSTOP)
    deadline = time.monotonic() + 2.0 + SLACK
    while pids["main"] in household[0].alive():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(pids["viewer"], signal.SIGCONT)
    assert household[0].viewer.wait(kills.PATIENCE) == 124
