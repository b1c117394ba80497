"""Whole trees of processes, ended from their root while they do what they can to stay."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from workers.running import process_tree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="proc(5)")

ROOT = """
    import os, sys
    sys.path.insert(0, {root!r})
    from workers.running import process_tree
    process_tree.become_subreaper()
    if os.fork() == 0:
        exec(sys.stdin.read())
        os._exit(0)
    os.read({ready}, 1)
    process_tree.end_all(os.getpid())
    left = process_tree.descendants(os.getpid())
    print(len(left), flush=True)
"""


def end_all_of(tree: str) -> str:
    """Run `tree` below a root that ends all of it as soon as the tree has written to descriptor READY; what the root says."""
    import os

    read_end, write_end = os.pipe()
    code = textwrap.dedent(ROOT.format(root=str(Path(__file__).parents[2]), ready=read_end))
    tree = f"READY = {write_end}\n" + textwrap.dedent(tree)
    try:
        return subprocess.run(
            [sys.executable, "-c", code],
            input=tree,
            capture_output=True,
            text=True,
            pass_fds=(read_end, write_end),
            timeout=50,
            check=True,
        ).stdout
    finally:
        os.close(read_end)
        os.close(write_end)


def test_processes_that_ignore_signals_are_stopped_or_left_their_family_are_ended() -> None:
    tree = """
        import os, signal, time
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        def fork(*steps):
            if os.fork() == 0:
                for step in steps:
                    step()
                while True:
                    time.sleep(600)
        fork()
        fork(lambda: os.kill(os.getpid(), signal.SIGSTOP))
        fork(os.setsid, lambda: os.fork() and os._exit(0))
        fork(lambda: os.execvp("sleep", ["sleep", "600"]))
        os.write(READY, b"x")
        time.sleep(600)
    """
    assert end_all_of(tree) == "0\n"


def test_a_tree_that_starts_processes_as_fast_as_it_can_is_ended() -> None:
    """Two of each three processes start others and end, so that what is listed is gone before it is killed."""
    tree = """
        import os, time
        before = len(os.listdir("/proc"))
        while True:
            if os.fork() and os.fork():
                time.sleep(0.002)
                os._exit(0)
            time.sleep(0.01)
            there = len(os.listdir("/proc")) - before
            if there > 150:
                os.write(READY, b"x")
            if there > 300:
                time.sleep(600)
    """
    assert end_all_of(tree) == "0\n"


def test_a_helper_may_clean_up_before_it_goes() -> None:
    """The resource tracker removes shared memory that the program has left; killed, it could not."""
    tree = """
        import os, time
        from multiprocessing import shared_memory
        names = [shared_memory.SharedMemory(create=True, size=100).name for _ in range(50)]
        with open("/dev/shm/poolscope-test-names", "w") as file:
            print(*names, file=file)
        os.write(READY, b"x")
        time.sleep(600)
    """
    names = Path("/dev/shm/poolscope-test-names")
    try:
        assert end_all_of(tree) == "0\n"
        left = [name for name in names.read_text().split() if (Path("/dev/shm") / name).exists()]
        assert left == []
    finally:
        names.unlink(missing_ok=True)


HELPER = """
from multiprocessing.resource_tracker import main
import os, sys, time
sys.stdin.read()
{then}
os.unlink(sys.argv[1])
"""
PROGRAM = """
    import os, signal, subprocess, sys, time
    helper = subprocess.Popen([sys.executable, "-c", {helper!r}, {shared!r}], stdin=subprocess.PIPE)
    {then}
    os.write(READY, b"x")
    time.sleep(600)
"""


def test_a_helper_that_is_still_at_work_is_waited_for(tmp_path: Path) -> None:
    """On a busy machine the resource tracker takes more than a moment to start, to read what is left and to remove it."""
    shared = tmp_path / "shared"
    shared.touch()
    helper = HELPER.format(then="while time.process_time() < 1.5: pass")
    assert end_all_of(PROGRAM.format(helper=helper, shared=str(shared), then="")) == "0\n"
    assert not shared.exists()


def test_a_helper_that_was_stopped_goes_on_and_cleans_up(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.touch()
    program = PROGRAM.format(
        helper=HELPER.format(then=""), shared=str(shared), then="helper.send_signal(signal.SIGSTOP)"
    )
    assert end_all_of(program) == "0\n"
    assert not shared.exists()


def test_a_helper_that_only_sleeps_is_ended(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.touch()
    helper = HELPER.format(then="time.sleep(600)")
    assert end_all_of(PROGRAM.format(helper=helper, shared=str(shared), then="")) == "0\n"
    assert shared.exists()


def test_who_is_below_whom_is_told_also_over_generations() -> None:
    import os

    with subprocess.Popen(["sh", "-c", "sleep 600 & echo $!; wait"], stdout=subprocess.PIPE, text=True) as shell:
        assert shell.stdout is not None
        grandchild = int(shell.stdout.readline())
        assert process_tree.is_below(grandchild, os.getpid())
        assert not process_tree.is_below(os.getppid(), os.getpid())
        assert process_tree.descendants(os.getpid())[grandchild]
        assert grandchild in process_tree.descendants(shell.pid)
        psutil.Process(grandchild).kill()
        shell.wait()
        assert not process_tree.is_alive(grandchild)


def test_an_end_is_told_once_and_without_looking() -> None:
    import os

    read_end, write_end = os.pipe()
    with subprocess.Popen(["sleep", "600"]) as process:
        ends = process_tree.Ends()
        ends.await_process(process.pid)
        ends.await_hang_up(read_end)
        assert list(ends.wait(0.0)) == []
        process.kill()
        assert list(ends.wait(30.0)) == [process.pid]
        os.write(write_end, b"words")
        assert list(ends.wait(0.0)) == []
        os.close(write_end)
        assert list(ends.wait(30.0)) == [-read_end - 1]
        assert list(ends.wait(0.0)) == []
    os.close(read_end)
