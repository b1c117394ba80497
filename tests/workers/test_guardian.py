"""Of viewer, guardians, keeper and main process any two are killed: nothing of the run stays, and nobody hangs."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import kills

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="subreapers, pidfds")

SECONDS = 5.0  # 2 are promised; on a busy machine a test of it must not fail for that


def kill(household: kills.Household, *parts: str) -> None:
    pids = household.pids()
    assert set(pids) == set(kills.PARTS)
    for part in parts:
        os.kill(pids[part], signal.SIGKILL)


@pytest.mark.parametrize(
    "parts",
    [
        *((part,) for part in ("viewer", "keeper", "main")),
        *(pair for pair in itertools.combinations(kills.PARTS, 2) if pair != ("guardian", "spare")),
    ],
    ids="+".join,
)
def test_whoever_is_killed_nothing_of_the_run_stays(tmp_path: Path, parts: tuple[str, ...]) -> None:
    household = kills.start(tmp_path)
    try:
        kills.until_it_stands(tmp_path)
        kill(household, *parts)
        assert household.until_gone(SECONDS) == set()
        assert household.viewer.wait(SECONDS) != 0
    finally:
        household.end()


APART = ("unshare", "--fork", "--pid", "--mount-proc")


@pytest.mark.skipif(
    shutil.which("unshare") is None or subprocess.run([*APART, "true"], capture_output=True).returncode != 0,
    reason="a process namespace of its own is not allowed here",
)
@pytest.mark.parametrize("parts", [("keeper",), ("spare", "keeper"), ("guardian", "main")], ids="+".join)
def test_as_the_first_process_of_a_container_the_run_leaves_nothing_either(
    tmp_path: Path, parts: tuple[str, ...]
) -> None:
    household = kills.start(tmp_path, before=APART)
    try:
        kills.until_it_stands(tmp_path)
        kill(household, *parts)
        assert household.until_gone(SECONDS) == set()
        assert household.viewer.wait(SECONDS) == 128 + signal.SIGKILL, "no signal's default action ends process 1"
    finally:
        household.end()


@pytest.mark.parametrize("parts", [("guardian",), ("spare",), ("guardian", "spare")], ids="+".join)
def test_a_program_goes_on_without_its_guardians(tmp_path: Path, parts: tuple[str, ...]) -> None:
    program = """
import os, time
open("stands", "w").close()
while not os.path.exists("enough"):
    time.sleep(0.01)
raise SystemExit(7)
"""
    household = kills.start(tmp_path, program)
    try:
        kills.until_it_stands(tmp_path)
        kill(household, *parts)
        (tmp_path / "enough").touch()
        assert household.viewer.wait(SECONDS) == 7
        assert household.until_gone(SECONDS) == set()
    finally:
        household.end()


def test_a_keeper_that_hangs_does_not_outlive_its_viewer(tmp_path: Path) -> None:
    household = kills.start(tmp_path)
    try:
        kills.until_it_stands(tmp_path)
        pids = household.pids()
        os.kill(pids["keeper"], signal.SIGSTOP)
        os.kill(pids["viewer"], signal.SIGKILL)
        assert household.until_gone(3 * SECONDS) == set()
    finally:
        household.end()


def test_a_viewer_that_is_killed_leaves_the_program_a_moment_to_end_in_order(tmp_path: Path) -> None:
    program = """
import signal, sys, time
def end(*_args):
    time.sleep(0.2)
    open("saved", "w").close()
    sys.exit()
signal.signal(signal.SIGTERM, end)
open("stands", "w").close()
time.sleep(600)
"""
    household = kills.start(tmp_path, program)
    try:
        kills.until_it_stands(tmp_path)
        kill(household, "viewer")
        assert household.until_gone(SECONDS) == set()
        assert (tmp_path / "saved").exists()
    finally:
        household.end()
