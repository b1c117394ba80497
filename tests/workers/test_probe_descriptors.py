"""Programs that close descriptors they know nothing of, the probe's among them, and open files at the same numbers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import workers
from tests.workers.test_probe_transparency import METHODS, same_alone_and_watched
from tests.workers.watched import watch, write
from workers.wire.events import ProbeProblem

if os.name != "posix":
    pytest.skip("descriptors are POSIX's", allow_module_level=True)

import resource

HEAD = """
    import gc, multiprocessing, os, subprocess, sys
    from concurrent.futures import ProcessPoolExecutor

    def close_all():
        os.closerange(3, 4096)

    def open_files(count):
        return [open(f"{__file__}.{i}", "wb") for i in range(count)]

    def sizes(files):
        return {os.fstat(file.fileno()).st_size for file in files}

"""


@contextmanager
def at_most(descriptors: int) -> Iterator[None]:
    """For what this process starts: it may have so many descriptors."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < descriptors:
        pytest.skip("the user may not have so many descriptors")
    resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def program(folder: Path, body: str) -> Path:
    return write(folder, HEAD + body)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("descriptors", "files"), [(256, 10), (4096, 900)])
def test_nothing_of_the_probe_is_written_into_a_file_that_got_its_number(
    tmp_path: Path, descriptors: int, files: int, method: str
) -> None:
    path = program(
        tmp_path,
        """
    if __name__ == "__main__":
        close_all()
        files = open_files(int(sys.argv[2]))
        context = multiprocessing.get_context(sys.argv[1])
        with context.Pool(2) as pool, ProcessPoolExecutor(2, context) as executor:
            print(pool.map(abs, range(4)), list(executor.map(abs, range(4))))
        gc.collect()
        print(sizes(files))
        """,
    )
    with at_most(descriptors):
        assert same_alone_and_watched(path, method, str(files)).endswith("{0}\n")
        assert [problem.kind for problem in watch(path, method, str(files)).trace.problems] == [ProbeProblem.CLOSED]


def test_a_file_at_the_probes_number_is_never_closed_and_python_complains_of_nothing(tmp_path: Path) -> None:
    path = program(
        tmp_path,
        """
    close_all()
    files = open_files(900)
    with multiprocessing.Pool(1) as pool:
        print(pool.apply(abs, (-1,)))
    gc.collect()
    for file in files:
        file.write(b"mine")
        file.close()
    print({os.path.getsize(file.name) for file in files})
        """,
    )
    assert same_alone_and_watched(path) == "1\n{4}\n"


def test_another_program_started_after_that_gets_no_file_of_ours(tmp_path: Path) -> None:
    write(tmp_path, "import os, sys\nprint(sys.argv[1:], sorted(set(os.listdir('/dev/fd')) - set('0123')))", "other.py")
    path = program(
        tmp_path,
        """
    close_all()
    files = open_files(900)
    os.chdir(os.path.dirname(__file__))
    print(subprocess.run([sys.executable, "other.py", "x"], capture_output=True, text=True).stdout)
        """,
    )
    assert same_alone_and_watched(path) == "['x'] []\n\n"


def test_another_program_whose_descriptors_are_closed_on_the_way_runs_unwatched(tmp_path: Path) -> None:
    write(tmp_path, "from multiprocessing import Pool\nprint(Pool(1).apply(abs, (-1,)))", "other.py")
    path = program(
        tmp_path,
        """
    os.chdir(os.path.dirname(__file__))
    command = [sys.executable, "other.py"]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=lambda: os.closerange(4, 256))
    print(done.returncode, done.stdout, done.stderr)
        """,
    )
    with at_most(256):
        same_alone_and_watched(path)


def test_a_daemon_that_closed_everything_works_on_and_is_said_to_be_unwatched(tmp_path: Path) -> None:
    path = program(
        tmp_path,
        """
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        os.closerange(writing + 1, 4096)
        files = open_files(900)
        with multiprocessing.Pool(2) as pool:
            os.write(writing, f"{pool.map(abs, range(3))} {sizes(files)}".encode())
        os._exit(0)
    os.wait()
    os.close(writing)
    print(open(reading).read())
    with multiprocessing.Pool(1) as pool:
        print(pool.apply(abs, (-1,)))
        """,
    )
    assert same_alone_and_watched(path) == "[0, 1, 2] {0}\n1\n"
    trace = watch(path).trace
    assert [problem.kind for problem in trace.problems] == [ProbeProblem.CLOSED]
    assert len(trace.tasks) == 1  # of the process that closed nothing


def test_a_worker_whose_initializer_closes_the_probes_number_works_on(tmp_path: Path) -> None:
    path = program(
        tmp_path,
        """
    def close_high():
        os.closerange(200, 4096)
        global files
        files = open_files(5)
        for file in files:
            os.dup2(file.fileno(), 700 + files.index(file))

    def work(i):
        return sizes(files)

    if __name__ == "__main__":
        with multiprocessing.Pool(1, close_high) as pool:
            print(pool.map(work, range(3)))
        """,
    )
    assert same_alone_and_watched(path) == "[{0}, {0}, {0}]\n"
    assert [problem.kind for problem in watch(path).trace.problems] == [ProbeProblem.CLOSED]


def test_what_a_program_writes_into_the_channel_is_counted_and_said_and_takes_no_event_with_it(tmp_path: Path) -> None:
    path = program(
        tmp_path,
        """
    import struct
    channel = max(int(name) for name in os.listdir("/dev/fd"))
    noise = [b"hello\\n", b"\\xff\\xff\\xff\\xfc", struct.pack("!i", 2**31 - 1), b"\\xf8\\xc1" * 9, os.urandom(20_000)]
    with multiprocessing.Pool(2) as pool:
        for piece in noise:
            os.write(channel, piece)
            print(pool.map(abs, range(3), chunksize=1))
    print(sum(map(len, noise)))
        """,
    )
    watched = watch(path)
    size = watched.output().splitlines()[-1]
    assert [(problem.kind, str(problem.unread)) for problem in watched.trace.problems] == [
        (ProbeProblem.UNREADABLE, size)
    ]
    assert watched.trace.events_lost == 0
    assert len(watched.trace.tasks) == 15


def test_a_program_runs_where_the_probe_fails_and_the_channel_is_not_there_to_say_so(tmp_path: Path) -> None:
    path = program(tmp_path, "    print('runs', sys.argv[1:])")
    library = shutil.copytree(Path(workers.__file__).parent, tmp_path / "library")
    (library / "probe" / "pools.py").write_text("def install() -> None:\n    raise ValueError")
    command = [sys.executable, str(library / "running" / "host.py"), "999", "-", str(path), "a"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("runs ['a']\n", "", 0)
