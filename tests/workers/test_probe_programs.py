"""What can be run, and that it runs as the interpreter would run it: text, byte code, folders, zip files, links, modules."""

from __future__ import annotations

import os
import py_compile
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.workers.test_probe_transparency import INTERPRETERS, alone
from tests.workers.watched import PATIENCE, Watched, watch, write
from workers.program.program import find_program
from workers.running.run import Run, RunSpec

# All that a program can ask about how it was started; with an error at its end.
ASKS = """
import os, re, sys
import beside
def words(value):
    return re.sub("0x[0-9a-f]+|/proc/[0-9]+", "0x", repr(value))
print(__name__, __file__, __package__, __doc__, __cached__, __builtins__.__name__)
print(words(__spec__), words(__loader__), sys.modules["__main__"].__dict__ is globals())
print(sys.argv, words(sys.path), beside.__name__)
print(sorted(name for name in globals() if name.startswith("__")), work.__code__.co_filename)
"""
WORKS = """
def work(number):
    return number + 1
if __name__ == "__main__":
    import multiprocessing
    exec(compile(ASKED, "asked", "exec"))
    with multiprocessing.Pool(1) as pool:
        print(pool.map(work, [1]))
    1 / 0
"""


def written(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    write(folder, "", "beside.py")
    return write(folder, f"ASKED = {ASKS!r}\n{WORKS}", name)


def zipped(folder: Path) -> Path:
    path = folder / "program.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("__main__.py", "beside.py"):
            archive.write(folder / "folder" / name, name)
    return path


def same(program: Path, python: str, options: tuple[str, ...] = ()) -> None:
    plain = alone(program, "a", python=python, options=options)
    assert plain.returncode == 1 and plain.stdout.endswith("[2]\n") and "ZeroDivisionError" in plain.stderr
    watched = watch(program, "a", python=python, python_options=options)
    assert watched.output() == plain.stdout
    # Python 3.13 marks the call in a line that it has; a __main__ that runpy runs has all of them.
    assert watched.output("stderr") == plain.stderr
    assert watched.run.exit_code == 1
    assert len(watched.trace.tasks) == 1
    assert watched.trace.problems == []


@pytest.mark.parametrize("python", sorted({INTERPRETERS[0], *INTERPRETERS[-2:]}))
def test_text_byte_code_folders_and_zip_files_run_as_the_interpreter_runs_them(tmp_path: Path, python: str) -> None:
    folder = written(tmp_path / "folder", "__main__.py").parent
    same(folder, python)
    same(zipped(tmp_path), python)
    text = written(tmp_path / "texts", "program.py")
    same(text, python)
    byte_code = tmp_path / "texts" / "compiled.pyc"
    command = f"import py_compile; py_compile.compile({str(text)!r}, {str(byte_code)!r})"
    subprocess.run([python, "-c", command], check=True)
    same(byte_code, python)


@pytest.mark.parametrize("options", [("-I",), ("-S",)])
def test_a_folder_is_on_the_path_of_an_isolated_interpreter_too(tmp_path: Path, options: tuple[str, ...]) -> None:
    same(written(tmp_path / "folder", "__main__.py").parent, sys.executable, options)


@pytest.mark.skipif(os.name != "posix", reason="Windows shortens a path itself")
@pytest.mark.parametrize("python", sorted({INTERPRETERS[0], INTERPRETERS[-1]}))
def test_a_path_is_told_as_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: str) -> None:
    folder = write(tmp_path, "import sys; print(__file__, sys.argv, sys.path[0], __spec__)", "__main__.py").parent
    monkeypatch.chdir(folder)
    (folder / "a").mkdir()
    for given in ("./__main__.py", "a/..//__main__.py", ".", "./", "a/..", "__main__.py"):
        plain = subprocess.run([python, given], capture_output=True, text=True, check=True).stdout
        run = Run(RunSpec(find_program(given), python=python, timeout=PATIENCE))
        run.start()
        try:
            watched = Watched(run).to_the_end().output()
        finally:
            run.close()
        assert re.sub("0x[0-9a-f]+", "", watched) == re.sub("0x[0-9a-f]+", "", plain)


@pytest.mark.skipif(os.name != "posix", reason="needs the right to make links on Windows")
def test_what_lies_beside_a_link_s_target_is_found(tmp_path: Path) -> None:
    link = tmp_path / "link.py"
    link.symlink_to(written(tmp_path / "texts", "program.py"))
    same(link, sys.executable)


def test_a_folder_s_text_can_be_changed(tmp_path: Path) -> None:
    main = written(tmp_path / "folder", "__main__.py")
    watched = watch(main.parent, text=main.read_text().replace("number + 1", "number + 41"))
    assert watched.output().endswith("[42]\n")
    assert re.search(r'folder/__main__.py", line \d+, in <module>\n +1 / 0\n', watched.output("stderr"))


def test_byte_code_of_another_version_is_refused_in_python_s_words(tmp_path: Path) -> None:
    old = tmp_path / "old.pyc"
    py_compile.compile(str(write(tmp_path, "print(1)")), str(old))
    old.write_bytes(b"\0" + old.read_bytes()[1:])
    watched = watch(old)
    assert watched.output("stderr") == alone(old).stderr
    assert watched.run.exit_code == 1
