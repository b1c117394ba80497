"""Runs without a window, from the command line to the exit code: every run here is a real one."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

import psutil
import pytest

MAIN = str(Path(__file__).parents[1] / "main.py")
QUICK = ("--set", "SECONDS=0.05", "--set", "TASKS=6", "--set", "POOL_SIZE=3")

posix_only = pytest.mark.skipif(os.name != "posix", reason="signals and pipes of POSIX")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`main.py run … --headless` in an empty folder."""

    def run(*words: str, script: str | None = None) -> subprocess.CompletedProcess[str]:
        at = words.index("--") if "--" in words else len(words)
        ours = list(words[:at])
        if script is not None:
            (tmp_path / "script.py").write_text(script, encoding="utf-8")
            ours.insert(0, "script.py")
        command = [sys.executable, MAIN, "run", *ours, "--headless", *words[at:]]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=50)

    return run


def read_report(path: Path) -> dict[str, object]:
    report: dict[str, object] = json.loads(path.read_text())
    return report


@pytest.mark.parametrize(("mode", "at_once"), [("apply", 1), ("apply_async", 3)])
def test_apply_runs_one_task_at_a_time_and_apply_async_fills_the_pool(
    run: Run, tmp_path: Path, mode: str, at_once: int
) -> None:
    settings = ("--set", f"MODE={mode}", "--set", "SECONDS=0.3", "--set", "TASKS=6", "--set", "POOL_SIZE=3")
    ended = run("pool", *settings, "--report", "report.json")
    assert ended.returncode == 0
    report = read_report(tmp_path / "report.json")
    assert report["tasks"] == {"submitted": 6, "finished": 6, "failed": 0, "cancelled": 0, "lost": 0}
    assert report["max_running"] == at_once
    assert report["events_lost"] == 0
    main = ended.stdout.splitlines()[0].removeprefix("main process ")
    assert report["callback_pids"] == ([int(main)] if mode == "apply_async" else [])
    assert report["callbacks"] == (6 if mode == "apply_async" else 0)


def test_stdout_is_the_programs_own_and_what_we_say_goes_to_stderr(run: Run) -> None:
    script = "import sys\nprint('out é 中')\nprint('half', end='')\nprint('problem', file=sys.stderr)"
    ended = run(script=script)
    assert ended.returncode == 0
    assert ended.stdout == "out é 中\nhalf"
    assert ended.stderr.startswith("problem\n")
    assert len(ended.stderr.splitlines()) > 1


def test_output_that_was_not_recorded_is_said_in_the_report_and_in_the_trace(run: Run, tmp_path: Path) -> None:
    for words, recorded in (((), False), (("--record-output",), True)):
        assert (
            run(*words, "--report", "report.json", "--trace", "trace.json", script="print('words')").stdout == "words\n"
        )
        assert read_report(tmp_path / "report.json")["output_recorded"] is recorded
        trace = (tmp_path / "trace.json").read_text()
        assert ("OutputNotRecorded" in trace, '"words"' in trace) == (not recorded, recorded)


def test_the_programs_own_exit_code_is_ours(run: Run) -> None:
    assert run(script="import sys; sys.exit(7)").returncode == 7
    assert run(script="import sys; sys.exit('no')").returncode == 1


@posix_only
def test_a_killed_program_gives_the_signal(run: Run) -> None:
    ended = run(script="import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert ended.returncode == -signal.SIGKILL


def test_a_program_that_raises_shows_its_own_traceback_only(run: Run) -> None:
    ended = run(script="def fail():\n    raise ValueError('mine')\n\nfail()\n")
    assert ended.returncode == 1
    assert "ValueError: mine" in ended.stderr
    assert 'script.py", line 4' in ended.stderr
    assert "workers" not in ended.stderr


def test_a_program_with_a_syntax_error_says_where(run: Run) -> None:
    ended = run(script="x = 1\ndef\n")
    assert ended.returncode == 1
    assert "SyntaxError" in ended.stderr
    assert "line 2" in ended.stderr


def test_arguments_after_two_dashes_are_the_programs(run: Run) -> None:
    ended = run("--", "-v", "--headless", "a b", script="import sys; print(sys.argv[1:])")
    assert ended.stdout == "['-v', '--headless', 'a b']\n"


def test_a_module_runs_with_its_arguments(run: Run, tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("import sys\nprint(__name__, sys.argv[1:])\n")
    ended = run("-m", "module", "--", "x")
    assert (ended.returncode, ended.stdout) == (0, "__main__ ['x']\n")


def test_what_is_set_is_what_runs_and_the_file_stays(run: Run, tmp_path: Path) -> None:
    script = "SIZE = 3\nprint(SIZE)\n"
    ended = run("--set", "SIZE=4", script=script)
    assert ended.stdout == "4\n"
    assert (tmp_path / "script.py").read_text() == script


def test_after_the_timeout_nothing_is_left_and_the_code_is_124(run: Run, tmp_path: Path) -> None:
    ended = run("pool", "--set", "SECONDS=60", "--timeout", "1", "--grace", "30", "--report", "report.json")
    assert ended.returncode == 124
    report = read_report(tmp_path / "report.json")
    assert report["wall_s"] < 20, "a main process that ended when it was asked has no use for its grace"  # type: ignore[operator]
    assert report["tasks"] == {"submitted": 10, "finished": 0, "failed": 0, "cancelled": 0, "lost": 10}
    processes = report["processes"]
    assert isinstance(processes, list)
    assert len(processes) >= 4
    assert not any(psutil.pid_exists(process["pid"]) for process in processes)


def test_leaving_without_join_loses_the_tasks(run: Run, tmp_path: Path) -> None:
    ended = run("pool", "--set", "SECONDS=60", "--set", "JOIN=False", "--report", "report.json")
    assert ended.returncode == 0
    tasks = read_report(tmp_path / "report.json")["tasks"]
    assert isinstance(tasks, dict)
    assert (tasks["submitted"], tasks["lost"]) == (10, 10)


def read_until(stream: IO[str] | None, beginning: str) -> str:
    assert stream is not None
    for line in stream:
        if line.startswith(beginning):
            return line
    raise AssertionError(f"the program ended without {beginning!r}")


@posix_only
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_whole_tree_and_keeps_what_was_recorded(tmp_path: Path, number: int) -> None:
    words = ["run", "pool", "--set", "SECONDS=60", "--headless", "--report", "report.json", "--trace", "trace.json"]
    with subprocess.Popen(
        [sys.executable, MAIN, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    ) as process:
        main = int(read_until(process.stdout, "main process").removeprefix("main process "))
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == -number
    assert errors.count("KeyboardInterrupt") == (number == signal.SIGINT), "the program's own traceback"
    assert not psutil.pid_exists(main)
    assert read_report(tmp_path / "report.json")["exit_code"] != 0
    assert (tmp_path / "trace.json").read_text().startswith("[")


@posix_only
def test_a_reader_that_goes_away_does_not_end_the_run(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("for i in range(100_000): print(i, flush=True)\nopen('ended', 'w')")
    with subprocess.Popen(
        [sys.executable, MAIN, "run", "script.py", "--headless", "--record-output"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    ) as process:
        read_until(process.stdout, "5")
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
    assert process.returncode == 0
    assert (tmp_path / "ended").exists()
    assert "BrokenPipe" not in errors


@posix_only
def test_on_a_terminal_a_progress_line_stays_clear_of_the_programs_output(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    words = ["run", "pool", "--set", "SECONDS=0.3", "--set", "TASKS=6", "--headless", "--record-output"]
    with subprocess.Popen([sys.executable, MAIN, *words], stdout=theirs, stderr=theirs, cwd=tmp_path) as process:
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # what Linux says at a terminal's end
            while data := os.read(ours, 1 << 16):
                seen += data
    os.close(ours)
    assert process.returncode == 0
    lines = [line.rpartition("\r")[2] for line in seen.decode().replace("\r\n", "\n").split("\n")]
    assert "6 tasks done" in seen.decode()
    assert sum(line.startswith("result 10") for line in lines) == 6
    assert "end" in lines


def test_on_a_terminal_a_program_that_hangs_is_told_why_while_it_hangs(tmp_path: Path) -> None:
    from tests.terminal import CTRL_C, terminal

    (tmp_path / "script.py").write_text(
        "import multiprocessing, os\n"
        "if __name__ == '__main__':\n"
        "    pool = multiprocessing.get_context('fork').Pool(1)\n"
        "    pool.apply(os.abort)\n"
    )
    command = [sys.executable, MAIN, "run", "script.py", "--headless", "--record-output"]
    with terminal(*command, folder=tmp_path) as driven:
        driven.until(
            "was killed by SIGABRT in abort(); Pool never replaces a lost task, so apply() on line 4 waits for ever"
        )
        driven.until("0 of 1 tasks done, 0 running, 0 waiting, 1 lost")
        driven.press(CTRL_C)
        assert driven.to_the_end() != 0


@pytest.mark.parametrize("words", [(), ("--record-output",)])
def test_binary_output_arrives_byte_for_byte(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "script.py").write_text("import sys; sys.stdout.buffer.write(bytes(range(256)) * 100)")
    command = [sys.executable, MAIN, "run", "script.py", "--headless", *words]
    ended = subprocess.run(command, capture_output=True, cwd=tmp_path, timeout=50)
    assert (ended.returncode, ended.stdout) == (0, bytes(range(256)) * 100)


def test_a_hundred_thousand_recorded_lines_arrive_whole_and_in_order(run: Run) -> None:
    ended = run("--record-output", script="for i in range(100_000): print(i)")
    assert ended.returncode == 0
    assert ended.stdout == "".join(f"{i}\n" for i in range(100_000))


def test_the_trace_holds_the_run(run: Run, tmp_path: Path) -> None:
    from workers.analysis.statistics import report
    from workers.files.traces import read_trace
    from workers.trace.trace import Trace

    assert run("pool", *QUICK, "--trace", "trace.json", "--report", "report.json").returncode == 0
    trace = Trace()
    for batch in read_trace(tmp_path / "trace.json"):
        trace.apply(batch)
    assert json.loads(json.dumps(report(trace))) == read_report(tmp_path / "report.json")


def test_a_program_may_read_what_is_piped_in(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("print(input()[::-1])")
    command = [sys.executable, MAIN, "run", "script.py", "--headless"]
    ended = subprocess.run(command, input="abc\n", capture_output=True, text=True, cwd=tmp_path, timeout=50)
    assert (ended.returncode, ended.stdout) == (0, "cba\n")


def test_another_interpreter_that_is_no_python_is_said(run: Run, tmp_path: Path) -> None:
    fake = tmp_path / ("fake.exe" if os.name == "nt" else "fake")
    fake.write_text("no interpreter")
    fake.chmod(0o755)
    ended = run("pool", "--python", str(fake))
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux may be without a screen")
def test_without_a_screen_the_same_run_leaves_a_picture(tmp_path: Path) -> None:
    from gui.shell.screen import why_no_picture

    if why_no_picture():
        pytest.skip(why_no_picture())
    bare = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    bare.pop("QT_QPA_PLATFORM", None)
    command = [sys.executable, MAIN, "run", "pool", *QUICK]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=bare, timeout=50)
    assert ended.returncode == 0
    assert ended.stderr.startswith("poolscope: No window: there is no screen")
    picture = (tmp_path / "poolscope.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (1920, 1080)


def test_an_error_of_ours_while_reading_is_said_once_and_the_program_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from workers.commands import headless
    from workers.commands.command_line import parse
    from workers.trace.trace import Trace
    from workers.wire.events import Event, Sample

    class Puzzled(Trace):
        def apply(self, batch: Iterable[Event]) -> None:
            events = list(batch)
            super().apply(events)
            if any(isinstance(event, Sample) for event in events):
                raise TypeError("'<' not supported")

    (tmp_path / "script.py").write_text("import time\ntime.sleep(0.5)\nopen('ended', 'w')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(headless, "Trace", Puzzled)
    assert headless.run_headless(parse(["run", "script.py", "--record-output"])) == 0
    assert (tmp_path / "ended").exists()
    said = capsys.readouterr().err
    assert said.count("Part of this run could not be taken into its record: TypeError") == 1
    assert "ended after" in said


@posix_only
def test_a_report_may_go_to_standard_output(run: Run) -> None:
    ended = run("--report", "/dev/stdout", script="print('words')")
    assert ended.returncode == 0
    words, _, report = ended.stdout.partition("\n")
    assert words == "words"
    assert json.loads(report)["exit_code"] == 0
