"""Pools of other libraries: recognised by what their processes run, and said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.workers.trace.streams import MAIN, at, over, receive, send, start
from tests.workers.watched import Watched, watch, watching, write
from workers.analysis.findings import HiddenTasks, UnknownPool, findings
from workers.analysis.queries import backlog_is_known, readers_unseen
from workers.analysis.statistics import report, summary
from workers.trace.libraries import is_helper, library_of
from workers.trace.trace import Trace
from workers.wire.events import Event, ProcessBegan, ProcessSeen, ProcessStarted

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

# As seen of joblib 1.6.0, multiprocess 0.70.19, billiard 4.3.2, pytest-xdist 3.8.0 (execnet 2.1.2).
COMMANDS = {
    "python -m joblib.externals.loky.backend.popen_loky_posix --process-name LokyProcess-1 --pipe 13": "loky",
    "python -m loky.backend.popen_loky_posix --process-name LokyProcess-2 --pipe 14": "loky",
    "python -c from multiprocess.spawn import spawn_main; spawn_main(tracker_fd=7) --multiprocessing-fork": "multiprocess",
    "python -c from billiard.spawn import spawn_main; spawn_main(pipe_handle=11) --billiard-fork": "billiard",
    "python -u -c import sys;exec(eval(sys.stdin.readline()))": "execnet",
    "python -c from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=7) --multiprocessing-fork": "",
    "python loky.py": "",
    "": "",
}
HELPERS = (
    "python -B -c from joblib.externals.loky.backend.resource_tracker import main; main(3, False)",
    "python -c from multiprocess.resource_tracker import main;main(7)",
)
# Of pebble 5.2.3, mpire 2.10.2, Sphinx 8.
MODULES = {
    "joblib.externals.loky.process_executor": "loky",
    "mpire.worker": "mpire",
    "pebble.pool.process": "pebble",
    "billiard.pool": "billiard",
    "multiprocess.pool": "multiprocess",
    "multiprocess.popen_fork": "",  # its Process, without a pool
    "sphinx.util.parallel": "sphinx",
    "multiprocessing.pool": "",
    "multiprocessing.context": "",
    "__main__": "",
    "": "",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_process_that_starts_afresh_is_known_by_its_command_line(command: str) -> None:
    assert library_of("", command) == COMMANDS[command]
    assert not is_helper(command)


@pytest.mark.parametrize("module", MODULES)
def test_a_process_is_known_by_the_module_it_runs(module: str) -> None:
    assert library_of(module, "python program.py") == MODULES[module]


def test_what_a_library_keeps_for_itself_is_a_helper() -> None:
    for command in HELPERS:
        assert is_helper(command)
        assert library_of("", command) == ""


def seen(pid: int, seconds: float, command: str) -> Event:
    return ProcessSeen(at(seconds), 1, 1, -1, pid, MAIN, 10.0**9 + seconds, command, False)


def trace_of(*events: Event) -> Trace:
    trace = Trace()
    trace.apply(events)
    return trace


LOKY = [seen(7, 0.1, next(iter(COMMANDS))), seen(8, 0.1, next(iter(COMMANDS))), seen(9, 0.1, HELPERS[0])]


def test_unknown_pools_are_one_finding_once_their_processes_are_there() -> None:
    trace = trace_of(start(), *LOKY[:1])
    assert findings(trace) == []
    trace.apply([*LOKY[1:], seen(10, 1.5, "sleep 5")])
    assert findings(trace) == [UnknownPool(2, ("loky",))]
    assert [lane.role for lane in trace.lanes] == ["main", "process", "process", "helper", "process"]
    trace.apply([over(2)])
    sentence = "2 processes run a pool that Poolscope does not know (loky)"
    assert sentence in summary(trace)
    assert report(trace)["findings"][0].startswith(sentence)
    assert findings(trace_of(start(), *LOKY[:1], over(2))) == [UnknownPool(1, ("loky",))]


def test_a_queue_that_only_unwatched_processes_read_has_no_known_backlog() -> None:
    messages = [send(0.2, number) for number in range(26)]
    trace = trace_of(start(), *LOKY, *messages)
    assert not backlog_is_known(trace, 0, readers_unseen(trace))
    trace.apply([receive(0.3, 0, pid=MAIN)])
    assert backlog_is_known(trace, 0, readers_unseen(trace))
    alone = trace_of(start(), *messages)
    assert backlog_is_known(alone, 0, readers_unseen(alone))


def test_a_process_that_began_by_itself_and_one_that_its_parent_told_of_are_both_recognised() -> None:
    trace = trace_of(
        start(),
        ProcessStarted(at(0.1), MAIN, MAIN, -1, 7, "Worker-0", "fork", "process", 0, 5, "mpire.worker"),
        ProcessBegan(at(0.1), 8, 8, -1, MAIN, "", "os.fork", "billiard.pool"),
        over(1),
    )
    assert findings(trace) == [UnknownPool(2, ("billiard", "mpire"))]


# Stand-ins: packages that start their workers as those libraries do.
FORKING = """
    import os

    class Pool:
        def __init__(self, size):
            self.pids = [self._start() for _ in range(size)]

        def _start(self):
            pid = os.fork()
            if not pid:
                os._exit(0)
            return pid

        def join(self):
            for pid in self.pids:
                os.waitpid(pid, 0)
"""
CLASS = """
    import multiprocessing

    class Worker(multiprocessing.get_context("fork").Process):
        def run(self):
            pass
"""
AFRESH = """
    import sys
    from multiprocessing.connection import Connection
    reader = Connection(int(sys.argv[-1]), writable=False)
    while reader.recv() is not None:
        pass
"""


def package(folder: Path, source: str, *names: str) -> None:
    for depth in range(1, len(names)):
        place = folder.joinpath(*names[:depth])
        place.mkdir()
        (place / "__init__.py").touch()
    write(folder.joinpath(*names[:-1]), source, f"{names[-1]}.py")


def watched(folder: Path, source: str) -> Watched:
    run = watch(write(folder, source))
    assert run.run.exit_code == 0, run.output("stderr")
    assert not run.trace.problems
    return run


@forks
def test_a_real_pool_that_forks_by_itself_is_recognised(tmp_path: Path) -> None:
    package(tmp_path, FORKING, "billiard", "pool")
    run = watched(tmp_path, "from billiard.pool import Pool\npool = Pool(2)\npool.join()\n")
    assert findings(run.trace) == [UnknownPool(2, ("billiard",))]


@forks
def test_a_real_process_class_of_a_library_is_recognised(tmp_path: Path) -> None:
    package(tmp_path, CLASS, "mpire", "worker")
    run = watched(
        tmp_path,
        """
        from mpire.worker import Worker
        workers = [Worker() for _ in range(2)]
        for worker in workers: worker.start()
        for worker in workers: worker.join()
        """,
    )
    assert findings(run.trace) == [UnknownPool(2, ("mpire",))]


@forks
def test_what_unwatched_workers_read_from_a_queue_is_no_backlog(tmp_path: Path) -> None:
    package(tmp_path, AFRESH, "loky", "backend", "popen_loky_posix")
    program = write(
        tmp_path,
        """
        import multiprocessing, os, pathlib, sys, time
        queue = multiprocessing.get_context("fork").Queue()
        os.set_inheritable(queue._reader.fileno(), True)
        folder = pathlib.Path(__file__).parent
        words = [sys.executable, "-m", "loky.backend.popen_loky_posix", "--pipe", str(queue._reader.fileno())]
        child = os.posix_spawn(sys.executable, words, {**os.environ, "PYTHONPATH": str(folder)})
        for message in range(26):
            queue.put(message)
        while not (folder / "seen").exists():
            time.sleep(0.01)
        queue.put(None)
        os.waitpid(child, 0)
        """,
    )
    with watching(program) as run:
        run.until(lambda: any(lane.library for lane in run.trace.lanes))
        (tmp_path / "seen").touch()
        trace = run.to_the_end().trace
    assert run.run.exit_code == 0, run.output("stderr")
    assert (trace.channels[0].sent, trace.channels[0].received) == (27, 0)
    assert not backlog_is_known(trace, 0, readers_unseen(trace))
    assert findings(trace) == [UnknownPool(1, ("loky",))]


def test_an_executor_whose_queue_was_replaced_is_said(tmp_path: Path) -> None:
    run = watched(
        tmp_path,
        """
        import queue
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(2) as pool:
            pool._work_queue = queue.SimpleQueue()
            print(sum(pool.map(abs, range(5))))
        with ThreadPoolExecutor(2) as pool:
            print(sum(pool.map(abs, range(5))))
        """,
    )
    assert findings(run.trace) == [HiddenTasks(1)]
    assert run.output() == "10\n10\n"
    assert "put a queue of its own" in summary(run.trace)
    assert len(run.trace.tasks) == 5
