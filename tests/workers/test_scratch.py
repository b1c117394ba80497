"""Temporary folders, and what becomes of those whose owner was killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from workers.disk import scratch
from workers.disk.scratch import Scratch, sweep

ROOT = Path(__file__).parents[2]
OWNER = "from workers.disk.scratch import Scratch; s = Scratch(); print(s.path, flush=True); input()"


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


def start_owner() -> tuple[subprocess.Popen[str], Path]:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert owner.stdout is not None
    return owner, Path(owner.stdout.readline().strip())


def end(owner: subprocess.Popen[str]) -> None:
    owner.kill()
    owner.communicate()


def test_a_folder_is_there_until_it_is_closed() -> None:
    folder = Scratch()
    (folder.path / "text.py").write_text("x")
    folder.close()
    folder.close()
    assert not folder.path.exists()


def test_the_folder_of_a_killed_owner_is_removed_and_that_of_a_living_one_is_not() -> None:
    dead, left = start_owner()
    living, kept = start_owner()
    (left / "run.trace.json").write_text("[")
    try:
        assert sweep() == 0
        end(dead)
        assert sweep() == 1
        assert (left.exists(), kept.exists()) == (False, True)
    finally:
        end(living)


def test_an_owner_does_not_sweep_its_own_folder() -> None:
    with Scratch() as path:
        assert sweep() == 0
        assert path.exists()


def test_a_child_that_outlives_its_parent_does_not_keep_the_folder() -> None:
    code = (
        "import subprocess, sys; from workers.disk.scratch import Scratch; s = Scratch();"
        "child = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE);"
        "print(child.pid, flush=True); input()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert owner.stdout is not None
    owner.stdout.readline()
    end(owner)
    assert sweep() == 1


def test_what_is_not_known_to_be_left_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "poolscope-without-lock").mkdir()
    (tmp_path / "poolscope-file").write_text("mine")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / scratch.LOCK).write_text("")
    (tmp_path / "poolscope-link").symlink_to(elsewhere)
    target = tmp_path / "target"
    target.write_text("")
    (tmp_path / "poolscope-linked-lock").mkdir()
    (tmp_path / "poolscope-linked-lock" / scratch.LOCK).symlink_to(target)
    before = sorted(tmp_path.rglob("*"))
    assert sweep() == 0
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(os.name != "posix", reason="Windows has other descriptors")
def test_a_folder_costs_one_descriptor_and_gives_it_back() -> None:
    def count() -> int:
        return len(list(Path("/dev/fd").iterdir()))

    before = count()
    folder = Scratch()
    folder.close()
    assert count() == before
