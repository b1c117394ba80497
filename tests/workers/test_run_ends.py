"""How runs end: asked to, at once, by accident; and that nothing of them stays."""

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

from tests.workers.watched import watch, watching, write
from workers.trace.tasks import Status
from workers.wire import events

pytestmark = pytest.mark.usefixtures("no_process_left")
posix = pytest.mark.skipif(os.name != "posix", reason="signals")

STUBBORN = """
    import multiprocessing, os, signal, subprocess, sys, time

    def ready():
        os.write(1, f"ready {os.getpid()}\\n".encode())  # whole, also where many write at once

    def ignore_everything():
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, signal.SIG_IGN)
        ready()
        while True:
            time.sleep(600)

    def hold_the_gil():
        ready()
        all(iter(int, 1)) or sum(iter(int, 1))

    def stop_self():
        ready()
        os.kill(os.getpid(), signal.SIGSTOP)

    def leave_the_family():
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                ignore_everything()
            os._exit(0)
        os.wait()

    if __name__ == "__main__":
        for target in (ignore_everything, hold_the_gil, stop_self, leave_the_family):
            multiprocessing.Process(target=target).start()
        code = "import os, time; os.write(1, b'ready %d%c' % (os.getpid(), 10)); time.sleep(600)"
        subprocess.Popen([sys.executable, "-c", code])
        ignore_everything()
"""
STUBBORN_PROCESSES = 6


def pids_of(output: str) -> set[int]:
    return {int(line.split()[1]) for line in output.splitlines() if line.startswith("ready")}


@posix
def test_stop_ends_stuck_and_signal_ignoring_processes_and_orphans(tmp_path: Path) -> None:
    with watching(write(tmp_path, STUBBORN), timeout=None) as watched:
        watched.until(lambda: len(pids_of(watched.output())) == STUBBORN_PROCESSES)
        pids = pids_of(watched.output())
        watched.run.stop()
        watched.to_the_end()
        assert not any(psutil.pid_exists(pid) for pid in pids)
        assert watched.events[-1] == watched.all(events.RunEnded)[-1]
        assert watched.all(events.RunEnded)[-1].reason == "stopped"


@posix
def test_stop_asks_the_main_process_alone_and_gives_it_time(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, signal, sys, time
        def save(*_):
            time.sleep(0.3)
            print("saved", child.is_alive(), flush=True)
            sys.exit(4)
        if __name__ == "__main__":
            child = multiprocessing.Process(target=time.sleep, args=(600,), daemon=True)
            child.start()
            signal.signal(signal.SIGTERM, save)
            print("ready", flush=True)
            child.join()
        """,
    )
    with watching(program, timeout=None) as watched:
        watched.until(lambda: "ready" in watched.output())
        watched.run.stop()
        watched.to_the_end()
        assert watched.output() == "ready\nsaved True\n"
        assert (watched.run.exit_code, watched.all(events.RunEnded)[-1].reason) == (4, "stopped")


@posix
def test_a_main_process_that_ends_when_it_is_asked_is_not_waited_for_any_longer(tmp_path: Path) -> None:
    """Its workers live on, and its grace is long."""
    program = write(
        tmp_path,
        """
        import multiprocessing, time
        if __name__ == "__main__":
            pool = multiprocessing.Pool(3)
            pool.map_async(time.sleep, [600] * 3, 1)
            print("ready", flush=True)
            pool.close()
            pool.join()
        """,
    )
    for _ in range(3):  # it may end between two signals that are sent to it, or later
        with watching(program, timeout=None, grace=50.0) as watched:
            watched.until(lambda: "ready" in watched.output())
            began = time.monotonic()
            watched.run.stop()
            watched.to_the_end()
            assert time.monotonic() - began < 20
            assert watched.run.exit_code == -signal.SIGTERM


@posix
def test_kill_now_ends_a_bounded_fork_bomb(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import os, time
        before = len(os.listdir("/proc"))
        while True:
            os.fork()
            time.sleep(0.02)
            there = len(os.listdir("/proc")) - before
            if there > 200:
                os.write(1, b"ready\\n")
            if there > 300:
                time.sleep(600)
        """,
    )
    with watching(program, timeout=None) as watched:
        watched.until(lambda: "ready" in watched.output())
        began = time.monotonic()
        watched.run.kill_now()
        watched.to_the_end()
        assert time.monotonic() - began < 10  # 2 s are promised; measured by `make soak`


@posix
def test_shared_memory_of_a_program_that_is_killed_is_removed(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import time
        from multiprocessing import shared_memory
        for _ in range(100):
            print(shared_memory.SharedMemory(create=True, size=100).name, flush=True)
        print("ready", flush=True)
        time.sleep(600)
        """,
    )
    with watching(program, timeout=None) as watched:
        watched.until(lambda: "ready" in watched.output())
        watched.run.kill_now()
        watched.to_the_end()
        names = watched.output().split()[:-1]
    assert len(names) == 100
    assert [name for name in names if (Path("/dev/shm") / name).exists()] == []


def test_the_end_of_the_main_process_is_known_at_once(tmp_path: Path) -> None:
    """Not with the next sample, and not when what it left behind has ended as well."""
    program = write(
        tmp_path,
        """
        import os, subprocess, sys, time
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print(time.perf_counter_ns(), flush=True)
        os._exit(0)
        """,
    )
    watched = watch(program, interval=5.0)
    main = watched.trace.lanes[0]
    said = int(watched.output())
    assert watched.trace.zero_ns is not None
    assert (main.ended + watched.trace.zero_ns / 1e9) - said / 1e9 < 0.5  # 0.05 on a machine with a core to spare
    assert main.exit_code == 0
    assert watched.trace.ended - main.ended >= 0.6, "what it left behind had its time"


@posix
def test_a_killed_window_leaves_no_process_of_the_run(tmp_path: Path) -> None:
    """The window's part is played by a process that runs the program and is killed with SIGKILL."""
    program = write(tmp_path, STUBBORN)
    window = textwrap.dedent(
        f"""
        import sys
        from workers.program.program import find_program
        from workers.running.run import Run, RunSpec
        run = Run(RunSpec(find_program({str(program)!r}), echo=True))
        run.start()
        while True:
            run.read(1)
        """
    )
    process = subprocess.Popen([sys.executable, "-c", window], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    output = ""
    try:
        while len(pids_of(output)) < STUBBORN_PROCESSES:
            output += process.stdout.readline()
    except BaseException:
        process.terminate()
        raise
    tree = psutil.Process(process.pid).children(recursive=True)
    tree += [psutil.Process(pid) for pid in pids_of(output)]
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    _gone, alive = psutil.wait_procs(tree, timeout=20)
    assert not alive


@posix
def test_a_killed_keeper_still_ends_the_run(tmp_path: Path) -> None:
    with watching(write(tmp_path, STUBBORN), timeout=None) as watched:
        watched.until(lambda: len(pids_of(watched.output())) == STUBBORN_PROCESSES)
        pids = pids_of(watched.output())
        watched.until(lambda: pids <= {event.child for event in watched.all(events.ProcessSeen)})
        keeper = watched.all(events.ProcessSeen)[0].pid
        os.kill(keeper, signal.SIGKILL)
        watched.to_the_end()
        psutil.wait_procs([psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)], timeout=20)
        assert not any(psutil.pid_exists(pid) for pid in pids)
        assert watched.run.exit_code == -9


@posix
def test_orphans_of_a_killed_main_process_are_ended(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, os, signal, time
        if __name__ == "__main__":
            pool = multiprocessing.Pool(3)
            pool.apply_async(time.sleep, (600,))
            pool.apply(abs, (1,))
            os.kill(os.getpid(), signal.SIGKILL)
        """,
    )
    watched = watch(program)
    assert watched.run.exit_code == -signal.SIGKILL
    assert list(watched.trace.tasks.status) == [Status.LOST, Status.FINISHED]
    assert all(lane.ended == lane.ended for lane in watched.trace.lanes)


def test_a_run_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    watched = watch(write(tmp_path, "import time\nprint('on', flush=True)\ntime.sleep(600)"), timeout=1.0)
    assert watched.all(events.RunEnded)[-1].reason == "timeout"
    assert watched.output() == "on\n"


def test_the_keeper_is_out_of_reach_of_a_program_that_signals_its_group(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import os, signal
        signal.signal(signal.SIGTERM, lambda *args: print("heard"))
        os.kill(0, signal.SIGTERM)
        print("done")
        """,
    )
    watched = watch(program)
    assert watched.output() == "heard\ndone\n"
    assert watched.run.exit_code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="waitid(2)")
def test_a_signal_to_a_main_process_that_has_just_ended_does_not_hide_its_end() -> None:
    """By itself, in a process of its own: the keeper waits for all children there are."""
    code = """
        import os, signal, subprocess
        from workers.wire.channel import EventQueue
        from workers.running.keeper import Keeper, Settings
        keeper = Keeper(EventQueue(), Settings([], 0.1, os.getpid(), None, False, None, None, 5.0, None))
        keeper._host = subprocess.Popen(["sleep", "600"])
        keeper._host.kill()
        os.waitid(os.P_PID, keeper._host.pid, os.WEXITED | os.WNOWAIT)
        keeper._pass_on(signal.SIGCONT)
        keeper._reap()
        print(keeper._code)
    """
    words = [sys.executable, "-c", textwrap.dedent(code)]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout == f"{-signal.SIGKILL}\n"
