"""What the command line's words mean, and the sentence for each wrong one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from workers.command_line import Options, UsageError, check_writable, listing, parse
from workers.program import find_program

ROOT = Path(__file__).parents[1]


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
    words = ["run", "pool", "--set", "MODE=apply", "--set", "SECONDS=0.5", "--headless", "--timeout", "2.5"]
    words += ["--report", str(report), "--trace", str(trace), "--png", str(png)]
    options = parse([*words, "--python", sys.executable, "--", "-x", "--", "--headless"])
    program = find_program("pool").with_value("MODE", "apply").with_value("SECONDS", 0.5)
    arguments = ("-x", "--", "--headless")
    assert options == Options("run", program, arguments, sys.executable, True, report, trace, png, 2.5)
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


def test_list_names_every_program_with_its_parameters() -> None:
    text = listing()
    assert "pool  (Pool: apply and apply_async)\n    MODE=apply_async  (apply | apply_async)\n" in text
    assert "    SECONDS=2.0  (0 to 60 seconds)" in text
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
