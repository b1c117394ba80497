"""What the command line's words mean, and the sentence for each wrong one."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from workers.commands.command_line import Options, UsageError, check_writable, listing, parse
from workers.program.program import find_program

ROOT = Path(__file__).parents[1]
posix = pytest.mark.skipif(os.name != "posix", reason="Windows has other files")


def run_main(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        timeout=50,
    )


def test_without_words_the_window_opens_with_the_pool_program() -> None:
    assert parse([]) == Options("window", find_program("pool"))


def test_every_option_of_run_is_understood(tmp_path: Path) -> None:
    report, trace, png = files = [tmp_path / name for name in ("report.json", "trace.json", "picture.png")]
    words = [
        "run",
        "pool",
        "--set",
        "MODE=apply",
        "--set",
        "SECONDS=0.5",
        "--headless",
        "--timeout",
        "2.5",
        "--grace",
        "0",
    ]
    words += ["--report", str(report), "--trace", str(trace), "--png", str(png)]
    options = parse([*words, "--python", sys.executable, "--", "-x", "--", "--headless"])
    program = find_program("pool").with_value("MODE", "apply").with_value("SECONDS", 0.5)
    arguments = ("-x", "--", "--headless")
    assert options == Options("run", program, arguments, sys.executable, True, report, trace, png, 2.5, (), 0.0)
    assert not any(path.exists() for path in files)


def test_the_interpreters_own_options_are_passed_on_in_their_order() -> None:
    options = parse(["run", "-X", "dev", "-OO", "-Werror", "-I", "pool", "-Ximporttime", "--", "-X", "a"])
    assert options.python_options == ("-Xdev", "-O", "-O", "-Werror", "-I", "-Ximporttime")
    assert options.arguments == ("-X", "a")


def test_a_module_is_a_program_too() -> None:
    options = parse(["run", "-m", "json.tool", "--headless"])
    assert (options.program.module, options.headless) == ("json.tool", True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["walk"], "walk"),
        (["--fast"], "--fast"),
        (["run"], "run needs a program"),
        (["run", "pool", "-m", "json"], "run needs a program"),
        (["run", "nothing-like-this"], "There is no program nothing-like-this"),
        (["run", "-m", "no module"], "not the name of a module"),
        (["run", "pool", "--set", "POOLSIZE=3"], "pool has no parameter POOLSIZE: it has MODE, POOL_SIZE"),
        (["run", "pool", "--set", "POOL_SIZE=0"], "POOL_SIZE must be from 1 to 64"),
        (["run", "pool", "--set", "POOL_SIZE=10000"], "POOL_SIZE must be from 1 to 64"),
        (["run", "pool", "--set", "POOL_SIZE=three"], 'POOL_SIZE must be a number, not "three"'),
        (["run", "pool", "--set", "POOL_SIZE"], "NAME=VALUE"),
        (["run", "pool", "--timeout", "soon"], "seconds above 0"),
        (["run", "pool", "--timeout", "-1"], "seconds above 0"),
        (["run", "pool", "--timeout", "nan"], "seconds above 0"),
        (["run", "pool", "--grace", "-1"], "seconds, 0 or more"),
        (["run", "pool", "--grace", "inf"], "seconds, 0 or more"),
        (["run", "pool", "--python", "no-such-python"], "There is no interpreter no-such-python"),
        (["run", "pool", "--trace", "/no/such/folder/trace.json"], "/no/such/folder/trace.json cannot be written"),
        (["run", "pool", "--report", "."], "cannot be written"),
        (["run", "pool", "--png", "same", "--trace", "same"], "different files"),
        (["run", "pool", "--png", "picture.jpg"], "ends in .png"),
        (["run", "pool", "own", "arguments"], "come after --"),
        (["run", "pool", "--head"], "--head"),
        (["list", "more"], "more"),
        (["--", "own"], "belong to a program"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(words: list[str], sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(words)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_looking_whether_a_file_can_be_written_leaves_it_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old")
    check_writable(tmp_path / "old")
    check_writable(tmp_path / "new")
    assert (tmp_path / "old").read_text() == "old"
    assert not (tmp_path / "new").exists()


@posix
def test_a_link_to_nothing_yet_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("report.json")
    parse(["run", "pool", "--report", str(tmp_path / "link")])
    assert (tmp_path / "link").is_symlink()
    assert not (tmp_path / "report.json").exists()


@posix
@pytest.mark.parametrize("name", ["own.py", "link", "hard", "folder/../own.py"])
@pytest.mark.parametrize("option", ["--trace", "--report"])
def test_no_output_takes_the_place_of_the_program(tmp_path: Path, name: str, option: str) -> None:
    own = tmp_path / "own.py"
    own.write_text("print('mine')\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(own)
    (tmp_path / "hard").hardlink_to(own)
    with pytest.raises(UsageError, match="is the program itself: it would be overwritten"):
        parse(["run", str(own), option, str(tmp_path / name)])
    assert own.read_text() == "print('mine')\n"


def test_no_output_takes_the_place_of_a_module_an_interpreter_or_an_argument(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "tool.py").write_text("")
    (tmp_path / "data.csv").write_text("1,2")
    for words, sentence in (
        (["-m", "package.tool", "--trace", "package/tool.py"], "the program itself"),
        (["pool", "--trace", sys.executable], "the interpreter"),
        (["pool", "--report", "data.csv", "--", "data.csv"], "one of the program's arguments"),
        (["pool", "--report", "one", "--trace", str(tmp_path / "one")], "different files"),
    ):
        with pytest.raises(UsageError, match=sentence):
            parse(["run", *words])
    assert parse(["run", "pool", "--report", os.devnull, "--trace", os.devnull]).trace == Path(os.devnull)


def test_a_value_that_the_program_s_encoding_has_not_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("# coding: latin-1\nNAME = 'x'\n", encoding="latin-1")
    with pytest.raises(UsageError, match="a character that its encoding iso-8859-1 does not have"):
        parse(["run", str(tmp_path / "own.py"), "--set", "NAME=\u0416"])


def test_longer_than_a_system_can_wait_is_for_ever() -> None:
    options = parse(["run", "pool", "--timeout", "1e300", "--grace", "1e300"])
    assert options.timeout == options.grace == 1e8 <= threading.TIMEOUT_MAX


@posix
def test_a_program_is_read_from_a_descriptor_and_from_no_other_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in (str(tmp_path / "pipe"), "/dev/zero"):
        with pytest.raises(UsageError, match="is a pipe or a device, not a program"):
            parse(["run", name])
    reading, writing = os.pipe()
    os.write(writing, b"print('mine')\n")
    os.close(writing)
    program = parse(["run", f"/dev/fd/{reading}"]).program
    os.close(reading)
    assert (program.text, program.changed) == ("print('mine')\n", True)


@posix
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_standard_descriptor_that_is_closed_does_no_harm(tmp_path: Path, number: int) -> None:
    (tmp_path / "own.py").write_text("import sys\nprint('said')\nprint('wrong', file=sys.stderr)\n")
    words = ["sh", "-c", f'exec "$@" {number}{"<" if number == 0 else ">"}&-', "sh", sys.executable]
    alone = subprocess.run([*words, "own.py"], capture_output=True, text=True, cwd=tmp_path, timeout=50)
    words += [str(ROOT / "main.py"), "run", "own.py", "--headless", "--report", "report.json"]
    ended = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, timeout=50)
    assert ended.returncode == 0, ended.stderr
    assert json.loads((tmp_path / "report.json").read_text())["exit_code"] == 0
    assert ended.stdout == alone.stdout
    assert "Traceback" not in ended.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.py", "report.json"]


@posix
def test_what_is_no_python_is_said_before_a_window_opens(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho hello\n")
    python.chmod(0o755)
    ended = run_main("run", "pool", "--python", str(python), QT_QPA_PLATFORM="offscreen")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"poolscope: {python} is not a Python interpreter.\n"


@posix
def test_too_few_files_to_open_are_one_sentence() -> None:
    command = ["sh", "-c", 'ulimit -n 12; exec "$@"', "sh", sys.executable, str(ROOT / "main.py"), "run", "pool"]
    ended = subprocess.run([*command, "--headless"], capture_output=True, text=True, timeout=50)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "poolscope: Only 12 files may be open at once here, and a run needs 20.\n"


def test_list_names_every_program_with_its_parameters() -> None:
    text = listing()
    assert "pool  (Pool: apply and apply_async)\n    MODE=apply_async  (apply | apply_async)\n" in text
    assert "    SECONDS=0.8  (0 to 60 seconds)" in text
    assert "    JOIN=True  (True | False)" in text


def test_main_lists_and_refuses_with_the_right_exit_codes() -> None:
    listed = run_main("list")
    assert (listed.returncode, listed.stdout, listed.stderr) == (0, listing() + "\n", "")
    refused = run_main("run", "nothing-like-this")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("poolscope: There is no program nothing-like-this")
    assert refused.stderr.count("\n") == 1


def test_a_missing_dependency_is_named_with_the_command_that_installs_it(tmp_path: Path) -> None:
    (tmp_path / "numpy.py").write_text("raise ModuleNotFoundError(\"No module named 'numpy'\", name='numpy')")
    ended = run_main("run", "pool", "--headless", PYTHONPATH=str(tmp_path))
    assert ended.returncode == 2
    assert ended.stderr == (
        f"poolscope: numpy is not installed. Install it with: "
        f"{sys.executable} -m pip install -r {ROOT / 'requirements.txt'}\n"
    )


def test_importing_main_loads_nothing_that_a_spawned_child_would_pay_for() -> None:
    code = "import sys; before = set(sys.modules); import main; print(*(set(sys.modules) - before))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = {name.partition(".")[0] for name in ended.stdout.split()}
    assert loaded & {"gui", "workers", "PySide6", "numpy", "multiprocessing", "argparse"} == set()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such pipes")
def test_a_list_of_which_nobody_reads_the_rest_ends_quietly() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    command = [sys.executable, str(ROOT / "main.py"), "list"]
    ended = subprocess.run(command, stdout=write_end, stderr=subprocess.PIPE, text=True, check=False, timeout=50)
    os.close(write_end)
    assert (ended.returncode, ended.stderr) == (141, "")


def test_open_takes_a_recorded_run_or_a_sweep_and_has_one_sentence_for_anything_else(tmp_path: Path) -> None:
    for name, text in (("run.json", "[\n"), ("sweep.json", '{"format": "poolscope sweep 1"}'), ("own.py", "print()\n")):
        (tmp_path / name).write_text(text)
    for name in ("run.json", "sweep.json"):
        assert parse(["open", str(tmp_path / name)]).file == tmp_path / name
    (tmp_path / "notes.txt").write_text("nothing\n")
    (tmp_path / "empty.json").write_text("")
    for name, said in (
        ("own.py", "is a program, not a recording: use run "),
        ("notes.txt", "is neither a recorded run nor a sweep."),
        ("empty.json", "is neither a recorded run nor a sweep."),
        ("none.json", "There is no file "),
        (".", "is not a file that can be opened."),
        ("long" * 200, "There is no file "),
    ):
        with pytest.raises(UsageError) as refused:
            parse(["open", str(tmp_path / name)])
        assert said in str(refused.value)
        assert "\n" not in str(refused.value)
