"""Runs from start to end: what they say, how they end, and that nothing of them stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workers.watched import watch, watching, write
from workers.analysis.findings import NeverBegan, findings
from workers.analysis.statistics import headline, summary
from workers.program.program import find_program
from workers.running.run import Run, RunError, RunSpec
from workers.wire import events

pytestmark = pytest.mark.usefixtures("no_process_left")
posix = pytest.mark.skipif(os.name != "posix", reason="signals")


@posix
def test_exits_are_seen_with_their_code_or_signal(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, os, signal, subprocess, sys
        if __name__ == "__main__":
            for target, argument in ((os._exit, 3), (sys.exit, 4), (signal.raise_signal, signal.SIGSEGV), (os.abs, 1)):
                pass
        """.replace(
            """(os.abs, 1)):
                pass""",
            """(abs, 1)):
                process = multiprocessing.Process(target=target, args=(argument,), name=f"{target.__name__} {int(argument)}")
                process.start()
                process.join()""",
        ),
    )
    watched = watch(program)
    codes = {lane.name: lane.exit_code for lane in watched.trace.lanes if lane.role == "process"}
    assert codes == {"_exit 3": 3, "exit 4": 4, "raise_signal 11": -11, "abs 1": 0}
    assert watched.trace.lanes[0].exit_code == 0


def test_every_process_of_the_tree_is_sampled(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, subprocess, sys
        if __name__ == "__main__":
            context = multiprocessing.get_context(sys.argv[1])
            event = context.Event()
            process = context.Process(target=event.wait)
            process.start()
            subprocess.run([sys.executable, "-c", "import time; time.sleep(600)"])
        """,
    )
    with watching(program, "forkserver" if os.name == "posix" else "spawn") as watched:
        lanes = watched.trace.lanes
        roles = (
            ["helper", "helper", "main", "process", "process"] if os.name == "posix" else ["main", "process", "process"]
        )
        watched.until(
            lambda: sorted(lane.role for lane in lanes) == roles and all(len(lane.sample_t) for lane in lanes)
        )
        assert all(lane.last_memory > 1_000_000 and lane.last_threads >= 1 for lane in lanes)
        assert "time.sleep(600)" in [lane for lane in lanes if lane.role == "process"][-1].command


def test_samples_show_cpu_use_of_a_computing_process(tmp_path: Path) -> None:
    program = write(tmp_path, "import time\nend = time.process_time() + 0.6\nwhile time.process_time() < end: pass")
    lane = watch(program).trace.lanes[0]
    assert lane.sample_cpu[-1] - lane.sample_cpu[0] > 0.2


@posix
def test_lines_come_with_the_pid_of_their_writer(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, os, subprocess
        def child():
            print("child", os.getpid())
            subprocess.run(["sh", "-c", "echo shell $$"])
        if __name__ == "__main__":
            print("main", os.getpid())
            p = multiprocessing.Process(target=child); p.start(); p.join()
        """,
    )
    lines = watch(program).all(events.Output)
    assert [line.text.split()[0] for line in lines] == ["main", "child", "shell"]
    if sys.platform == "linux":
        assert [int(line.text.split()[1]) for line in lines] == [line.pid for line in lines]


def test_binary_output_and_lines_without_end_lose_nothing(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import sys
        sys.stdout.buffer.write(bytes(range(256)) * 300)
        sys.stdout.buffer.write(b"\\n" + b"long" * 10000)
        """,
    )
    output = watch(program).output()
    assert output.startswith((bytes(range(256)) * 2).decode("utf-8", "replace"))
    assert output.endswith("\n" + "long" * 10000)


def test_many_lines_are_all_read(tmp_path: Path) -> None:
    watched = watch(write(tmp_path, "for i in range(100_000): print(i)"))
    assert watched.trace.output.total == 100_000


def test_standard_input_is_the_programs_where_it_is_asked_for(tmp_path: Path) -> None:
    program = write(tmp_path, "print('got', input())")
    command = f"""if True:
        from workers.program.program import find_program
        from workers.running.run import Run, RunSpec
        run = Run(RunSpec(find_program({str(program)!r}), stdin=True, echo=True))
        run.start()
        while not run.finished:
            run.read(1)
    """
    done = subprocess.run([sys.executable, "-c", command], input="words\n", capture_output=True, text=True, check=True)
    assert done.stdout == "got words\n"
    assert "EOFError" in watch(program).output("stderr")


def test_signals_reach_the_program_as_ever(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import signal
        print([signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE)])
        print(signal.pthread_sigmask(signal.SIG_BLOCK, []))
        """,
    )
    alone = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=True).stdout
    assert watch(program).output().split(" at 0x")[0] == alone.split(" at 0x")[0]


def test_an_interpreter_that_does_not_exist_is_one_sentence(tmp_path: Path) -> None:
    run = Run(RunSpec(find_program(str(write(tmp_path, ""))), python="no-such-python"))
    with pytest.raises(RunError, match=r"^There is no Python interpreter called no-such-python\.$"):
        run.start()
    run.close()


@pytest.mark.parametrize("text", ["no program at all", "#!/bin/sh\necho 3 8", "#!/bin/sh\nexit 3"])
def test_an_interpreter_that_is_none_or_too_old_is_one_sentence(tmp_path: Path, text: str) -> None:
    fake = write(tmp_path, text, "python")
    fake.chmod(0o755)
    run = Run(RunSpec(find_program(str(write(tmp_path, ""))), python=str(fake)))
    with pytest.raises(RunError, match=r"python is (not a Python interpreter|Python 3\.8, and programs .* 3\.9 on)\.$"):
        run.start()
    run.close()


def test_closing_a_run_twice_and_before_its_start_is_harmless(tmp_path: Path) -> None:
    run = Run(RunSpec(find_program(str(write(tmp_path, "import time; time.sleep(600)")))))
    run.close()
    run.start()
    run.close()
    run.close()
    assert run.finished


def test_the_temporary_text_is_removed_with_the_run(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    run = Run(RunSpec(find_program(str(path)).with_text("import sys; print(sys.argv)")))
    run.start()
    folder = run._folder
    assert folder is not None and (folder.path / "program.py").exists()
    run.close()
    assert not folder.path.exists()


@pytest.mark.parametrize("method", ["spawn", "forkserver"] if os.name == "posix" else ["spawn"])
def test_a_program_without_a_main_guard_is_told_what_it_lacks(tmp_path: Path, method: str) -> None:
    program = write(
        tmp_path, f"import multiprocessing\nmultiprocessing.get_context({method!r}).Pool(1).apply(abs, (1,))"
    )
    with watching(program) as watched:
        watched.until(lambda: findings(watched.trace))
        watched.run.stop()
        watched.to_the_end()
    assert "if __name__" in summary(watched.trace)


def test_workers_that_are_killed_or_fail_later_are_no_finding(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, os, time
        if __name__ == "__main__":
            context = multiprocessing.get_context("spawn")
            for code in (0, 3):
                process = context.Process(target=os._exit, args=(code,))
                process.start()
                process.join()
            process = context.Process(target=time.sleep, args=(600,))
            process.start()
            process.kill()
            process.join()
        """,
    )
    watched = watch(program)
    assert len(watched.all(events.ProcessStarted)) == 3
    assert not [finding for finding in findings(watched.trace) if isinstance(finding, NeverBegan)]


@posix
def test_children_that_are_other_programs_are_lanes_with_their_exit_code(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import subprocess
        subprocess.run(["true"])
        subprocess.run("exit 3", shell=True)
        subprocess.run(["sh", "-c", "kill -9 $$"])
        """,
    )
    lanes = [lane for lane in watch(program).trace.lanes if lane.role == "process"]
    assert [(lane.name, lane.exit_code) for lane in lanes] == [("true", 0), ("exit", 3), ("sh", -9)]


@posix
def test_an_orphan_that_is_taken_over_says_so(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import os, time
        if os.fork() == 0:
            if os.fork() == 0:
                time.sleep(600)
            time.sleep(0.3)
            os._exit(0)
        os.wait()
        time.sleep(600)
        """,
    )
    with watching(program) as watched:
        watched.until(lambda: watched.all(events.ProcessAdopted))
        adopted = watched.all(events.ProcessAdopted)[0]
        if sys.platform == "linux":
            assert adopted.parent == adopted.pid  # the keeper
        (lane,) = [lane for lane in watched.trace.lanes if lane.adopted == lane.adopted]
        assert (lane.pid, lane.adopted_by) == (adopted.child, adopted.parent)


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="the system does not tell the wait for a core")
def test_more_workers_than_cores_are_no_speed_up(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, os, time

        def compute(seconds):
            end = time.process_time() + seconds
            while time.process_time() < end:
                pass

        if __name__ == "__main__":
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
            with multiprocessing.Pool(6) as pool:
                pool.map(compute, [0.3] * 6, 1)
        """,
    )
    figures = headline(watch(program).trace, 0.0)
    assert figures.task_wall > 2 * figures.task_cpu
    assert figures.speed_up.waited > 0.5 * (figures.task_wall - figures.task_cpu)
    # On a busy machine the two bounds may lie too far apart for one figure; what is sure is that it was none.
    assert figures.speed_up.least <= 1.01
    assert not figures.speed_up.value > 1.01


@posix
def test_a_process_that_becomes_another_program_is_called_by_what_it_runs(tmp_path: Path) -> None:
    program = write(tmp_path, "import subprocess\nsubprocess.run(['sh', '-c', 'sleep 0.4; exec sleep 600.25'])")
    with watching(program) as watched:
        watched.until(lambda: any("sleep 0.4" in lane.command for lane in watched.trace.lanes))
        watched.until(lambda: any(lane.command == "sleep 600.25" for lane in watched.trace.lanes))
        assert len([lane for lane in watched.trace.lanes if lane.role != "main"]) == 2, (
            "the shell's first child, and it"
        )
