"""Poolscope's own log: what is in it, what never is, and that there is none unless it is asked for."""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workers.log import close_log, join_log, logger, open_log, shared

MAIN = str(Path(__file__).parents[1] / "main.py")
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (DEBUG|INFO|WARNING|ERROR) +\d+ poolscope\.(\w+): (.*)")
PROGRAM = """\
import multiprocessing, sys
SECRET = "constant-secret"
if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        print(pool.map(str.upper, ["task-secret", sys.argv[1]]))
    sys.exit(3)
"""


def run(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, MAIN, *words],
        cwd=folder,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own.py").write_text(PROGRAM)
    return tmp_path


def test_everybody_writes_starts_and_ends_to_one_file_and_nothing_of_the_program(folder: Path) -> None:
    words = ["run", "own.py", "--headless", "--set", "SECRET=set-secret"]
    plain = run(folder, *words, "--", "argument-secret")
    logged = run(folder, *words, "--log-file", "log.txt", "--verbose", "--", "argument-secret")
    assert plain.stdout == logged.stdout == "['TASK-SECRET', 'ARGUMENT-SECRET']\n"
    assert (plain.returncode, logged.returncode) == (3, 3)
    assert plain.stderr.count("\n") == logged.stderr.count("\n")
    assert sorted(path.name for path in folder.iterdir()) == ["log.txt", "own.py"]
    lines = (folder / "log.txt").read_text().splitlines()
    matches = [LINE.fullmatch(line) for line in lines]
    assert all(matches), lines
    told = {(match[2], re.sub(r"\d+", "N", match[3])) for match in matches if match}
    assert ("run", "own.py ended with N: N events") in told
    assert ("keeper", "main process N ended with N") in told
    if sys.platform == "linux":
        assert {"guardian", "spare"} <= {who for who, _what in told}
    assert "secret" not in "\n".join(lines).lower()


def test_without_a_file_details_go_to_stderr(folder: Path) -> None:
    told = run(folder, "--verbose", "run", "own.py", "--headless", "--", "x").stderr
    assert [line for line in told.splitlines() if LINE.fullmatch(line)]


def test_the_environment_names_the_file_where_the_command_line_does_not(folder: Path) -> None:
    run(folder, "list", POOLSCOPE_LOG="named.txt")
    assert " poolscope.start: list: Poolscope " in (folder / "named.txt").read_text()
    run(folder, "--log-file", "other.txt", "list", POOLSCOPE_LOG="named.txt")
    assert len((folder / "named.txt").read_text().splitlines()) == 1
    assert (folder / "other.txt").exists()


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("own.py", "own.py is the program itself: it would be overwritten."),
        ("no/log.txt", "no/log.txt cannot be written: No such file or directory."),
    ],
)
def test_a_file_that_must_not_be_written_is_refused(folder: Path, file: str, sentence: str) -> None:
    refused = run(folder, "run", "own.py", "--headless", "--log-file", file)
    assert (refused.returncode, refused.stderr) == (2, f"poolscope: {sentence}\n")
    assert (folder / "own.py").read_text() == PROGRAM


def test_the_versions_are_named_one_a_line(folder: Path) -> None:
    told = dict(line.split(" ", 1) for line in run(folder, "--version").stdout.splitlines())
    assert list(told) == ["Poolscope", "Python", "PySide6-Essentials", "pyqtgraph", "numpy", "psutil", "System"]
    assert told["Poolscope"][0].isdecimal()


def test_a_log_that_is_closed_says_nothing_more(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "log.txt"
    open_log(file)
    logger("test").info("one")
    logger("test").debug("a detail")
    close_log()
    logger("test").critical("two")
    assert [line.rpartition(": ")[2] for line in file.read_text().splitlines()] == ["one"]
    assert shared() is None
    assert capfd.readouterr() == ("", "")


def test_a_file_in_which_nothing_can_be_written_stops_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full")
    open_log(full)
    try:
        assert shared() is None  # for the viewer alone: no keeper waits for a device
        logger("test").info("lost")
    finally:
        close_log()
    join_log({"file": "/nowhere/at/all", "level": logging.INFO})
    close_log()
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="the guardians")
def test_a_keeper_that_was_killed_is_in_the_log_of_those_that_outlive_it(folder: Path) -> None:
    (folder / "own.py").write_text("import time; print('ready', flush=True); time.sleep(60)")
    command = [sys.executable, MAIN, "run", "own.py", "--headless", "--log-file", "log.txt"]
    viewer = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert viewer.stdout is not None
    assert viewer.stdout.readline() == b"ready\n"
    log = folder / "log.txt"
    (keeper,) = {int(pid) for pid in re.findall(r"watching keeper (\d+)", log.read_text())}
    os.kill(keeper, signal.SIGKILL)
    assert viewer.wait(50) == 128 + signal.SIGKILL
    viewer.stdout.close()
    told = log.read_text()
    assert re.search(r"poolscope\.(guardian|spare): ending \d+ processes that were left\n", told)
    assert "WARNING" in told
    assert "poolscope.run: own.py ended with -9 (lost)" in told
