"""A run without a window in a terminal and under somebody's signals: as if the program ran alone.

Programs that answer a signal sleep a little at a time: one that comes right before a long sleep's system call would be answered
only after it (CPython runs handlers between two instructions).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from tests.terminal import CTRL_BACKSLASH, CTRL_C, CTRL_Z, PATIENCE, terminal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and terminals of Linux")

MAIN = str(Path(__file__).parents[1] / "main.py")
WATCHED = (sys.executable, MAIN, "run", "program.py", "--headless")

SAVES = """
    import signal, sys, time
    try:
        print("ready", flush=True)
        while True: time.sleep(0.02)
    except KeyboardInterrupt:
        print("saved", flush=True)
        time.sleep(0.5)
        print("done", flush=True)
        sys.exit(3)
"""
COUNTS = """
    import os, signal, sys, time
    heard = []
    def hear(number, frame):
        heard.append(signal.Signals(number).name)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1):
        signal.signal(number, hear)
    print("ready", os.getpid(), flush=True)
    while not heard:
        time.sleep(0.01)
    time.sleep(0.3)
    print(heard, flush=True)
"""


def write(folder: Path, text: str) -> None:
    (folder / "program.py").write_text(textwrap.dedent(text), encoding="utf-8")


@pytest.mark.parametrize("words", [(), ("--record-output",)])
def test_ctrl_c_comes_once_and_what_it_does_is_the_programs_own(tmp_path: Path, words: tuple[str, ...]) -> None:
    write(tmp_path, SAVES)
    with terminal(*WATCHED, *words, "--report", "report.json", folder=tmp_path) as driven:
        driven.until("ready\n")
        driven.press(CTRL_C)
        assert driven.to_the_end() == 3
    assert [driven.seen.count(word) for word in ("saved\n", "done\n")] == [1, 1]
    assert "Traceback" not in driven.seen
    assert (tmp_path / "report.json").exists()


def test_a_program_that_does_not_answer_ctrl_c_ends_with_its_own_traceback_and_by_the_signal(tmp_path: Path) -> None:
    write(tmp_path, "import time\nprint('ready', flush=True)\nwhile True: time.sleep(0.02)")
    with terminal(*WATCHED, folder=tmp_path) as driven:
        driven.until("ready\n")
        driven.press(CTRL_C)
        assert driven.to_the_end() == -signal.SIGINT
    assert driven.seen.count("KeyboardInterrupt") == 1
    assert "program.py: ended by SIGINT after" in driven.seen


def test_a_debugger_keeps_its_ctrl_c(tmp_path: Path) -> None:
    """A program that answers each Ctrl-C and goes on is asked as often as the user likes."""
    write(
        tmp_path,
        """
        import time
        for count in range(3):
            try:
                print("ready", count, flush=True)
                while True: time.sleep(0.02)
            except KeyboardInterrupt:
                print("heard", count, flush=True)
        """,
    )
    with terminal(*WATCHED, folder=tmp_path) as driven:
        for count in range(3):
            driven.until(f"ready {count}\n")
            driven.press(CTRL_C)
            driven.until(f"heard {count}\n")
        assert driven.to_the_end() == 0


def test_ctrl_backslash_ends_the_program_and_the_run_by_the_same_signal(tmp_path: Path) -> None:
    write(tmp_path, "import time\nprint('ready', flush=True)\ntime.sleep(600)")
    with terminal(*WATCHED, folder=tmp_path) as driven:
        driven.until("ready\n")
        driven.press(CTRL_BACKSLASH)
        assert driven.to_the_end() == -signal.SIGQUIT
    assert "ended by SIGQUIT" in driven.seen


def test_after_ctrl_z_and_fg_both_go_on(tmp_path: Path) -> None:
    write(
        tmp_path,
        """
        import os, multiprocessing
        if __name__ == "__main__":
            with multiprocessing.Pool(2) as pool:
                print("ready", flush=True)
                print("read", input(), sum(pool.map(abs, range(100))), flush=True)
        """,
    )
    command = f"set -m; {' '.join(WATCHED)}; echo stopped $?; fg >/dev/null; echo ended $?"
    with terminal("bash", "-c", command, folder=tmp_path) as driven:
        driven.until("ready\n")
        driven.press(CTRL_Z)
        driven.until(f"stopped {128 + signal.SIGTSTP}\n")
        driven.press(b"words\n")
        driven.until("read words 4950\n")
        driven.until("ended 0\n")
        assert driven.to_the_end() == 0


@pytest.mark.parametrize("within", [(), ("sh", "-c", '"$@"; true', "sh")], ids=["leader", "within a shell"])
def test_a_terminal_that_hangs_up_tells_the_program(tmp_path: Path, within: tuple[str, ...]) -> None:
    write(
        tmp_path,
        """
        import signal, sys, time
        def save(*_):
            open("saved", "a").write("x")
            sys.exit()
        signal.signal(signal.SIGHUP, save)
        print("ready", flush=True)
        while True: time.sleep(0.02)
        """,
    )
    with terminal(*within, *WATCHED, folder=tmp_path) as driven:
        driven.until("ready\n")
    deadline = time.monotonic() + PATIENCE
    saved = tmp_path / "saved"
    while not (saved.exists() and saved.stat().st_size):  # it is there before anything is written
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert saved.read_text() == "x"


def test_a_run_that_was_stopped_for_a_while_goes_on_to_its_end(tmp_path: Path) -> None:
    """Longer than any wait of ours lasts: what the system then says of a wait must not be taken for a signal."""
    write(tmp_path, "import time\nprint('ready', flush=True)\ntime.sleep(2.5)")
    words = [*WATCHED, "--report", "report.json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGSTOP)
        time.sleep(1.5)
        process.send_signal(signal.SIGCONT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "ended after" in errors
    assert (tmp_path / "report.json").exists()


def test_the_terminal_is_the_programs_as_when_it_runs_alone(tmp_path: Path) -> None:
    write(
        tmp_path,
        """
        import os, sys, shutil
        print([stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)])
        print(os.tcgetpgrp(0) == os.getpgrp(), os.ttyname(0) == os.ttyname(2), os.get_terminal_size())
        with open("/dev/tty", "w") as terminal:
            print("by its name", file=terminal)
        print(sys.stdout.line_buffering, sys.stdout.encoding, sys.stderr.errors)
        print("no end of line", end="")
        """,
    )
    with terminal(sys.executable, "program.py", folder=tmp_path) as alone:
        assert alone.to_the_end() == 0
    with terminal(*WATCHED, folder=tmp_path) as watched:
        assert watched.to_the_end() == 0
    assert watched.seen.startswith(alone.seen)


def test_the_summary_begins_a_line_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, "print('half', end='')")
    command = f"export TERM=xterm; {' '.join(WATCHED)}"
    with terminal("sh", "-c", command, folder=tmp_path) as driven:
        assert driven.to_the_end() == 0
    line = driven.seen.split("\n")[0]
    assert line.startswith("half" + " " * 20)
    assert line.split("\r")[-1].startswith("\x1b[K")
    with (tmp_path / "log").open("wb") as log:
        subprocess.run([*WATCHED], stdout=log, stderr=log, cwd=tmp_path, check=True)
    assert (tmp_path / "log").read_text().startswith(f"half\n{tmp_path}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1])
def test_a_signal_that_is_sent_to_the_run_alone_goes_to_the_program_once(tmp_path: Path, number: int) -> None:
    write(tmp_path, COUNTS)
    with subprocess.Popen(WATCHED, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
        output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (0, f"['{signal.Signals(number).name}']\n"), errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_that_is_sent_to_the_whole_group_comes_once_too(tmp_path: Path, number: int) -> None:
    write(tmp_path, COUNTS)
    with subprocess.Popen(
        WATCHED, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, process_group=0
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        os.killpg(process.pid, number)
        output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (0, f"['{signal.Signals(number).name}']\n"), errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV])
def test_where_a_signal_ended_the_program_the_run_ends_by_it_too(tmp_path: Path, number: signal.Signals) -> None:
    write(tmp_path, f"import os\nos.kill(os.getpid(), {int(number)})")
    ended = subprocess.run([*WATCHED, "--report", "report.json"], capture_output=True, text=True, cwd=tmp_path)
    assert ended.returncode == -number
    assert (tmp_path / "report.json").exists()
    assert f"ended by {number.name} after" in ended.stderr


def test_what_the_caller_ignores_stays_ignored(tmp_path: Path) -> None:
    """As under nohup, and as the shell starts what runs in its background."""
    write(
        tmp_path,
        """
        import os, signal
        print([signal.getsignal(number) == signal.SIG_IGN for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)])
        os.kill(os.getppid(), signal.SIGHUP)
        """,
    )
    command = f"trap '' HUP INT; exec {' '.join(WATCHED)}"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=tmp_path, timeout=30)
    assert (ended.returncode, ended.stdout) == (0, "[True, True, False]\n")


def test_what_the_caller_blocks_is_blocked_in_the_program_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, "import signal\nprint(sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])))")
    start = "import os, signal, sys; signal.pthread_sigmask(0, [signal.SIGUSR2]); os.execv(sys.argv[1], sys.argv[1:])"
    alone = subprocess.run(
        [sys.executable, "-c", start, sys.executable, "program.py"], capture_output=True, text=True, cwd=tmp_path
    )
    watched = subprocess.run(
        [sys.executable, "-c", start, *WATCHED], capture_output=True, text=True, cwd=tmp_path, timeout=30
    )
    assert watched.stdout == alone.stdout == f"[{signal.SIGUSR2!r}]\n"


def test_a_program_that_kills_its_process_group_takes_the_run_with_it_and_nothing_stays(tmp_path: Path) -> None:
    write(
        tmp_path,
        """
        import multiprocessing, os, signal, time
        if __name__ == "__main__":
            child = multiprocessing.Process(target=time.sleep, args=(600,))
            child.start()
            apart = os.fork()
            if apart == 0:
                os.setsid()
                time.sleep(600)
            print(child.pid, apart, flush=True)
            time.sleep(0.1)
            os.killpg(0, signal.SIGKILL)
        """,
    )
    with subprocess.Popen(WATCHED, stdout=subprocess.PIPE, cwd=tmp_path, process_group=0) as process:
        assert process.stdout is not None
        pids = [int(word) for word in process.stdout.readline().split()]
        assert process.wait(timeout=30) == -signal.SIGKILL
        process.stdout.read()  # ends when nobody can write any more
    left = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    _gone, alive = psutil.wait_procs(left, timeout=10)
    assert not alive


def test_a_closed_stream_of_the_caller_is_closed_in_the_program(tmp_path: Path) -> None:
    write(
        tmp_path,
        """
        import os, sys
        def state(descriptor):
            try:
                os.fstat(descriptor)
            except OSError:
                return "closed"
            return "open"
        with open("states", "w") as file:
            print([state(descriptor) for descriptor in (0, 1, 2)], sys.stdin, sys.stdout, sys.stderr, file=file)
        """,
    )
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        states = []
        for command in (f"{sys.executable} program.py", " ".join(WATCHED)):
            ended = subprocess.run(["sh", "-c", f"{command} {closed}"], capture_output=True, cwd=tmp_path, timeout=30)
            assert ended.returncode == 0, ended.stderr
            states.append((tmp_path / "states").read_text().split("<_io")[0])
        assert states[0] == states[1], closed


def test_who_reads_the_output_sees_its_end_when_the_program_closes_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        """
        import os, time
        print("words", flush=True)
        os.close(1)
        while not os.path.exists("seen"):
            time.sleep(0.01)
        """,
    )
    with subprocess.Popen(WATCHED, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.read() == b"words\n"
        assert process.poll() is None
        (tmp_path / "seen").touch()
        assert process.wait(timeout=30) == 0
