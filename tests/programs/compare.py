"""A classroom program alone in a plain interpreter and under the probe: the same output but for PIDs, times and order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from tests.workers.watched import PATIENCE, Watched, watching
from workers.program.program import PROGRAMS, Program, find_program

#: What differs from run to run in every program: each match becomes "#".
MASKS = (
    r"(?<=process )\d+",
    r"(?<=pid )\d+",
    r"(?<=PID )\d+",
    r"(?<=parent )\d+",
    r"-?\d+\.\d+",  # seconds
)


def program(name: str, **values: object) -> Program:
    """The classroom program with these values of its constants."""
    found = find_program(name)
    for constant, value in values.items():
        found = found.with_value(constant, value)
    return found


def run_alone(name: str, folder: Path, *arguments: str, **values: object) -> subprocess.CompletedProcess[str]:
    """In a plain interpreter, from a copy of all programs in `folder`. Raises TimeoutExpired for one that hangs."""
    found = program(name, **values)
    assert found.path is not None
    copies = folder / "programs"
    shutil.rmtree(copies, ignore_errors=True)
    shutil.copytree(PROGRAMS, copies, ignore=shutil.ignore_patterns("__pycache__"))
    copy = copies / found.path.relative_to(PROGRAMS)
    copy.write_bytes(found.data)
    with whole_lines():
        return subprocess.run(
            [sys.executable, str(copy), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE,
        )


@contextmanager
def whole_lines() -> Iterator[None]:
    """With PYTHONUNBUFFERED, print() would write a line in pieces, and those of two processes would mix."""
    with patch.dict(os.environ):
        os.environ.pop("PYTHONUNBUFFERED", None)
        yield


@contextmanager
def running(name: str, *arguments: str, **values: object) -> Iterator[Watched]:
    """The program under the probe, started; it is ended on leaving."""
    found = program(name, **values)
    assert found.path is not None
    with whole_lines(), watching(found.path, *arguments, text=found.text if found.changed else None) as watched:
        yield watched


def run_watched(name: str, *arguments: str, **values: object) -> Watched:
    """The whole run under the probe; it ended by itself, and the probe had nothing to complain of."""
    with running(name, *arguments, **values) as watched:
        watched.to_the_end()
    assert watched.trace.end_reason == "", watched.output("stderr")
    assert watched.trace.problems == []
    assert watched.trace.events_lost == 0
    return watched


def run_both(name: str, folder: Path, *arguments: str, masks: tuple[str, ...] = (), **values: object) -> Watched:
    """Runs both ways, compares, and returns the watched run. `masks`: what else differs from run to run."""
    plain = run_alone(name, folder, *arguments, **values)
    watched = run_watched(name, *arguments, **values)
    assert told(watched.output("stdout"), masks) == told(plain.stdout, masks)
    assert told(watched.output("stderr"), masks) == told(plain.stderr, masks)
    assert watched.run.exit_code == plain.returncode
    return watched


def told(output: str, masks: tuple[str, ...] = ()) -> list[str]:
    """The lines in alphabetical order, without what differs from run to run."""
    for mask in (*masks, *MASKS):
        output = re.sub(mask, "#", output)
    return sorted(re.sub(r" +", " ", line) for line in output.splitlines())
