"""Sweeps from the command line, each a real one of small programs."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

MAIN = str(Path(__file__).parents[1] / "main.py")
SLEEPS = """
import time
from multiprocessing.pool import ThreadPool
POOL_SIZE = 2  # 1 to 64
if __name__ == "__main__":
    with ThreadPool(POOL_SIZE) as pool:
        pool.map(time.sleep, [0.1] * 4, 1)
"""


def sweep(folder: Path, *words: str, script: str = SLEEPS) -> subprocess.CompletedProcess[str]:
    (folder / "script.py").write_text(script, encoding="utf-8")
    command = [sys.executable, MAIN, "sweep", "script.py", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=55, stdin=subprocess.DEVNULL)


def test_a_sweep_says_which_size_is_best_and_writes_its_figures(tmp_path: Path) -> None:
    done = sweep(tmp_path, "--over", "POOL_SIZE=1,2,4", "--repeat", "1", "--json", "s.json", "--csv", "s.csv")
    assert done.returncode == 0, done.stderr
    assert "4 workers: the smallest pool within 5 % of the best.\n" in done.stdout
    assert "The tasks mostly sleep or wait" in done.stdout
    data: dict[str, Any] = json.loads((tmp_path / "s.json").read_text())
    assert [point["values"] for point in data["points"]] == [{"POOL_SIZE": 1}, {"POOL_SIZE": 2}, {"POOL_SIZE": 4}]
    assert all(point["median_s"] == point["wall_s"][0] for point in data["points"])
    assert data["points"][0]["speed_up"] == 1 and data["points"][2]["speed_up"] > 1.5
    assert data["points"][2]["efficiency"] == pytest.approx(data["points"][2]["speed_up"] / 4)
    assert data["recommended"] == {"POOL_SIZE": 4}
    assert data["baseline"] == {"values": {"POOL_SIZE": 1}, "seconds": data["points"][0]["median_s"], "own": False}
    assert data["machine"]["cores"] == len(os.sched_getaffinity(0))
    assert data["sentence"] in done.stdout
    rows = list(csv.DictReader((tmp_path / "s.csv").read_text().splitlines()))
    assert sorted(row["POOL_SIZE"] for row in rows) == ["1", "2", "4"]
    bare = {
        key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    opened = subprocess.run(
        [sys.executable, MAIN, "open", "s.json"], capture_output=True, text=True, cwd=tmp_path, env=bare
    )
    assert (opened.returncode, opened.stdout) == (0, done.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux may be without a screen")
def test_a_sweep_leaves_its_picture(tmp_path: Path) -> None:
    from gui.shell.screen import why_no_picture

    if why_no_picture():
        pytest.skip(why_no_picture())
    done = sweep(tmp_path, "--over", "POOL_SIZE=1,4", "--repeat", "1", "--png", "sweep.png")
    assert done.returncode == 0, done.stderr
    assert "sweep.png shows the sweep." in done.stderr
    picture = (tmp_path / "sweep.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (1920, 1080)


def test_a_second_constant_makes_a_family(tmp_path: Path) -> None:
    script = SLEEPS.replace("POOL_SIZE = 2", "HOW = 'long'  # long | short\nPOOL_SIZE = 2").replace(
        "[0.1] * 4", "[0.1 if HOW == 'long' else 0.02] * 4"
    )
    words = ("--over", "POOL_SIZE=1,4", "--over", "HOW=long,short", "--repeat", "1", "--json", "s.json")
    done = sweep(tmp_path, *words, script=script)
    assert done.returncode == 0, done.stderr
    data = json.loads((tmp_path / "s.json").read_text())
    assert [tuple(point["values"].values()) for point in data["points"]] == [
        (1, "long"),
        (4, "long"),
        (1, "short"),
        (4, "short"),
    ]
    assert [point["speed_up"] for point in data["points"]][0::2] == [1, 1], "each family against its own smallest value"


@pytest.mark.parametrize(
    ("script", "code", "sentence"),
    [
        ("POOL_SIZE = 1\nraise SystemExit(7)", 7, "script.py with POOL_SIZE=2 ended with exit code 7."),
        ("POOL_SIZE = 1\ninput()", 1, "script.py with POOL_SIZE=2 asks for input, and the runs of a sweep have none."),
        ("POOL_SIZE = 1\nimport os\nos.abort()", 134, "script.py with POOL_SIZE=2 was ended by signal 6."),
    ],
)
def test_a_program_whose_runs_fail_is_one_sentence_and_its_own_exit_code(
    tmp_path: Path, script: str, code: int, sentence: str
) -> None:
    done = sweep(tmp_path, "--over", "POOL_SIZE=1,2", script=script)
    assert done.returncode == code
    assert done.stderr.count(sentence) == 1
    assert "Traceback" not in done.stderr


def test_one_value_that_fails_is_said_and_the_others_are_measured(tmp_path: Path) -> None:
    script = "POOL_SIZE = 1\nimport sys\nif POOL_SIZE == 3: sys.exit('three are too many')\n"
    done = sweep(tmp_path, "--over", "POOL_SIZE=1,2,3,4", "--repeat", "2", script=script)
    assert done.returncode == 1
    assert done.stdout.count("script.py with POOL_SIZE=3 ended with exit code 1: three are too many.") == 1
    assert "speed-up against 1 worker" in done.stdout


def test_a_run_that_hangs_is_ended_after_ten_times_the_longest_before_or_the_timeout(tmp_path: Path) -> None:
    script = "POOL_SIZE = 1\nimport time\nif POOL_SIZE == 1: time.sleep(600)\n"
    done = sweep(tmp_path, "--over", "POOL_SIZE=1,2,3", "--repeat", "2", "--timeout", "1", script=script)
    assert "script.py with POOL_SIZE=1 did not end within its time and was stopped." in done.stdout
    assert done.returncode != 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--over", "POOL_SIZE=1,100"), 'POOL_SIZE must be from 1 to 64, not "100".'),
        (("--over", "POOL_SIZE=1"), "A sweep over POOL_SIZE needs 2 values at least."),
        (("--over", "SIZE=1,2"), "script.py has no constant SIZE to sweep over: it has POOL_SIZE."),
        (("--over", "POOL_SIZE=1-64"), "A sweep over POOL_SIZE takes at most 40 values, not 64."),
        (("--repeat", "0"), "A sweep repeats each run 1 to 20 times, not 0."),
        (("--json", "a", "--csv", "a"), "--json, --csv, --png and --log-file must be different files."),
        (("--json", "script.py"), "script.py is the program itself: it would be overwritten."),
    ],
)
def test_wrong_words_are_one_sentence(tmp_path: Path, words: tuple[str, ...], sentence: str) -> None:
    done = sweep(tmp_path, *words)
    assert (done.returncode, done.stderr, done.stdout) == (2, f"poolscope: {sentence}\n", "")


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_in_the_middle_keeps_what_was_measured_and_leaves_nothing_running(tmp_path: Path) -> None:
    script = SLEEPS + "    if POOL_SIZE == 3:\n        open('third', 'w').close()\n        time.sleep(600)\n"
    (tmp_path / "script.py").write_text(script)
    words = ["--over", "POOL_SIZE=1,2,3,4", "--repeat", "1", "--json", "s.json"]
    with subprocess.Popen(
        [sys.executable, MAIN, "sweep", "script.py", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    ) as process:
        while not (tmp_path / "third").exists() and process.poll() is None:
            time.sleep(0.01)
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=50)
    assert process.returncode == -signal.SIGINT, errors
    points = json.loads((tmp_path / "s.json").read_text())["points"]
    assert [len(point["wall_s"]) for point in points] == [1, 1, 0, 0]
    assert "2 workers: the smallest pool within 5 % of the best." in output
    _gone, alive = psutil.wait_procs(children, timeout=10)
    assert not alive
