"""The application as its user starts and ends it, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gui.shell.screen import why_no_picture
from workers.disk.scratch import PREFIX

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="signals"),
    pytest.mark.skipif(bool(why_no_picture()), reason="Qt's libraries are missing"),
]

MAIN = Path(__file__).parents[2] / "main.py"
TEXT = """import pathlib, signal, sys, time
def save(*_):
    pathlib.Path("saved").touch()
    sys.exit()
signal.signal(signal.SIGTERM, save)
pathlib.Path("ready").touch()
time.sleep(60)
"""


def wait_for(what: Callable[[], object]) -> None:
    until = time.monotonic() + 30
    while not what():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture
def start(tmp_path: Path) -> Callable[[], subprocess.Popen[bytes]]:
    """A window with a run that goes on, both in a folder of their own."""
    (tmp_path / "own.py").write_text(TEXT)
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "TMPDIR": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
    }

    def open_one() -> subprocess.Popen[bytes]:
        (tmp_path / "ready").unlink(missing_ok=True)
        command = [sys.executable, str(MAIN), "run", "own.py"]
        opened = subprocess.Popen(command, cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL)
        wait_for((tmp_path / "ready").exists)
        return opened

    return open_one


def test_what_a_killed_window_left_is_gone_once_another_has_started(
    tmp_path: Path, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    first = start()
    (left,) = tmp_path.glob(f"{PREFIX}*")
    wait_for((left / "run.trace.json").exists)
    first.kill()
    first.wait()
    second = start()
    wait_for(lambda: not left.exists())
    (own,) = tmp_path.glob(f"{PREFIX}*")
    second.send_signal(signal.SIGTERM)
    assert second.wait(30) == 0
    assert (tmp_path / "saved").exists()
    assert not own.exists()
