"""What the user asked for is written as a whole or not at all, and into what is no file without waiting for ever."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from workers.disk import writing
from workers.disk.writing import check, is_same, open_straight, replacing

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="Windows has other files")


def write(path: Path, data: bytes = b"new", fails: bool = False) -> None:
    with replacing(path) as file:
        file.write(data)
        if fails:
            raise OSError(28, "No space left on device")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_there_when_it_is_whole(tmp_path: Path) -> None:
    with replacing(tmp_path / "report.json") as file:
        file.write(b"new")
        assert not (tmp_path / "report.json").exists()
    assert (tmp_path / "report.json").read_bytes() == b"new"
    assert names(tmp_path) == ["report.json"]


@pytest.mark.parametrize("before", [None, b"old"])
def test_what_could_not_be_written_whole_leaves_what_was_there(tmp_path: Path, before: bytes | None) -> None:
    path = tmp_path / "report.json"
    if before is not None:
        path.write_bytes(before)
    with pytest.raises(OSError, match="No space"):
        write(path, b"x" * 100_000, fails=True)
    assert names(tmp_path) == ([] if before is None else ["report.json"])
    assert before is None or path.read_bytes() == before


@posix
def test_the_mode_of_the_file_before_stays_and_a_new_one_has_the_usual(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.touch()
    usual = path.stat().st_mode
    path.chmod(0o640)
    write(path)
    assert path.stat().st_mode & 0o777 == 0o640
    path.unlink()
    write(path)
    assert path.stat().st_mode == usual


@posix
def test_a_link_stays_a_link_also_one_to_nothing_yet(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("there")
    write(tmp_path / "link", b"one")
    write(tmp_path / "link", b"two")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"two"
    assert names(tmp_path) == ["link", "there"]


@posix
def test_a_file_with_two_names_stays_one_file(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"old and longer")
    (tmp_path / "other").hardlink_to(tmp_path / "one")
    write(tmp_path / "one")
    assert (tmp_path / "other").read_bytes() == b"new"


@posix
def test_a_write_protected_file_is_not_replaced(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everything")
    path = tmp_path / "report.json"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(PermissionError):
        write(path)
    assert path.read_bytes() == b"old"


@posix
def test_standard_output_is_written_where_it_stands(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from workers.disk.writing import replacing; print('before', flush=True)\n"
        "with replacing(Path('/dev/stdout')) as file: file.write(b'report\\n')\n"
        "print('after')"
    )
    with (tmp_path / "out.txt").open("wb") as out:
        subprocess.run([sys.executable, "-c", code], stdout=out, cwd=ROOT, check=True)
    assert (tmp_path / "out.txt").read_text() == "before\nreport\nafter\n"
    piped = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True)
    assert piped.stdout == "before\nreport\nafter\n"


@posix
def test_a_pipe_gets_all_that_its_reader_takes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    got: list[bytes] = []
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(reading, True)
    held = os.open(tmp_path / "pipe", os.O_WRONLY)  # a reader that comes before any writer would see the end at once
    with os.fdopen(reading, "rb") as source:
        reader = threading.Thread(target=lambda: got.append(source.read()))
        reader.start()
        write(tmp_path / "pipe", b"x" * 1_000_000)
        os.close(held)
        reader.join()
    assert got == [b"x" * 1_000_000]
    assert (tmp_path / "pipe").is_fifo()


@posix
def test_a_pipe_without_a_reader_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    check(tmp_path / "pipe")
    with pytest.raises(OSError, match="nobody reads this pipe"):
        open_straight(tmp_path / "pipe")


@posix
@pytest.mark.parametrize("ours", [True, False], ids=["opened here", "a descriptor that was given"])
def test_a_reader_that_stalls_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ours: bool
) -> None:
    monkeypatch.setattr(writing, "PATIENCE", 0.1)
    reading, writing_end = os.pipe()
    path = Path(f"/dev/fd/{writing_end}")
    if ours:
        os.mkfifo(tmp_path / "pipe")
        os.close(reading)
        path, reading = tmp_path / "pipe", os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(TimeoutError, match="took nothing"):
        write(path, b"x" * 1_000_000)
    os.close(reading)
    os.close(writing_end)


@posix
def test_looking_whether_a_file_can_be_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("nothing")
    (tmp_path / "round").symlink_to("round")
    before = {name: (tmp_path / name).lstat() for name in names(tmp_path)}
    for name in ("old", "new", "link", "pipe"):
        check(tmp_path / name)
    check(Path("/dev/null"))
    check(Path("/dev/stdout"))
    for name in ("old/below", "no folder/file", "round", "x" * 300):
        with pytest.raises(OSError, match=r"\[Errno"):
            check(tmp_path / name)
    with pytest.raises(IsADirectoryError):
        check(tmp_path)
    assert {name: (tmp_path / name).lstat() for name in names(tmp_path)} == before


@posix
def test_one_file_is_known_by_all_its_names(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "hard").hardlink_to(tmp_path / "a")
    (tmp_path / "dangling").symlink_to("b")
    for name in ("a", "link", "hard", "../" + tmp_path.name + "/a"):
        assert is_same(tmp_path / name, tmp_path / "a")
    assert is_same(tmp_path / "dangling", tmp_path / "b")
    assert not is_same(tmp_path / "a", tmp_path / "b")
