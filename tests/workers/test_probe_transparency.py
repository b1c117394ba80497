"""The probe changes nothing that the program can see: the same program, with and without it, does the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.workers.watched import watch, write
from workers.wire.events import ProcessSeen

# This one first, then those that are named by their paths, or else what other versions are installed beside it.
_named = os.environ.get("POOLSCOPE_PYTHONS", "")
_others = _named.split(os.pathsep) if _named else sorted(map(str, Path(sys.base_prefix).parent.glob("3.*/bin/python3")))
INTERPRETERS = [sys.executable, *(p for p in _others if not re.search(r"/3\.[0-8]\.", p) and sys.base_prefix not in p)]
METHODS = ("fork", "spawn", "forkserver") if hasattr(os, "fork") else ("spawn",)


def alone(
    program: Path | str,
    *arguments: str,
    cwd: Path | None = None,
    python: str = sys.executable,
    options: Sequence[str] = (),
) -> subprocess.CompletedProcess[str]:
    """The program in a plain interpreter. A module by name: run it in its folder."""
    what = [str(program)] if isinstance(program, Path) else ["-m", program]
    return subprocess.run(
        [python, *options, *what, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
    )


def same_alone_and_watched(program: Path | str, *arguments: str, cwd: Path | None = None) -> str:
    """Runs both, compares stdout, stderr and exit code; returns stdout. Addresses and pids must not be printed."""
    plain = alone(program, *arguments, cwd=cwd)
    watched = watch(program, *arguments)
    assert watched.output("stdout") == plain.stdout
    assert watched.output("stderr") == plain.stderr
    assert watched.run.exit_code == plain.returncode
    return plain.stdout


def test_the_program_is_a_true_main(tmp_path: Path) -> None:
    write(tmp_path, "WORD = 'beside'", "neighbour.py")
    program = write(
        tmp_path,
        """
        import multiprocessing, os, sys
        import neighbour
        print(__name__, __file__, __spec__, __package__, __doc__, __builtins__.__name__)
        print(sys.argv, sys.path[0], neighbour.WORD)
        print(multiprocessing.parent_process(), multiprocessing.current_process().name)
        print(sys.modules["__main__"].__dict__ is globals(), os.getpgrp() == os.getpid() or "not a leader")
        print(multiprocessing.get_start_method(allow_none=True))
        print(sorted(name for name in globals() if not name.startswith("__")))
        import concurrent.futures.thread, inspect, threading, warnings
        print(sorted(vars(concurrent.futures.thread.__spec__.loader)))
        print(threading.active_count(), len(inspect.stack()) < 5, threading.current_thread().name)
        """,
    )
    plain = alone(program, "a", "b c", "--flag").stdout.splitlines()
    watched = watch(program, "a", "b c", "--flag").output().splitlines()
    assert watched[:3] == plain[:3]
    assert watched[4:] == plain[4:]


@pytest.mark.parametrize("options", ["-Xdev -Werror -bb -OO", "-I", "-S -E -u -B -Xutf8"])
def test_the_interpreters_own_options_are_passed_on(tmp_path: Path, options: str) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, sys
        def show(*_args):
            print(sys.flags, sys._xoptions, sys.warnoptions, __debug__, sys.path, flush=True)
        if __name__ == "__main__":
            show()
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                pool.map(show, [1])
        """,
    )
    words = options.split()
    for python in INTERPRETERS if options == "-I" else [sys.executable]:
        plain = alone(program, python=python, options=words)
        watched = watch(program, python=python, python_options=tuple(words))
        assert watched.output("stdout") == plain.stdout, python
        assert watched.output("stderr") == plain.stderr


def test_a_safe_path_stays_safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    write(tmp_path, "print('imported')", "neighbour.py")
    same_alone_and_watched(write(tmp_path, "import sys\nprint(sys.path)\nimport neighbour"))


def test_what_a_spawned_worker_returns_may_be_of_the_programs_own_classes(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing
        class Word(str):
            pass
        if __name__ == "__main__":
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print(pool.apply(Word, ("own",)))
        """,
    )
    same_alone_and_watched(program)


def test_a_module_called_workers_beside_the_program_is_the_programs_own(tmp_path: Path) -> None:
    write(tmp_path, "print('my own workers')", "workers.py")
    write(tmp_path, "print('my own tests')", "tests.py")
    same_alone_and_watched(write(tmp_path, "import workers, tests"))


def test_a_module_by_name_runs_as_with_dash_m(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "package"
    package.mkdir()
    write(package, "")
    (package / "__init__.py").touch()
    source = """
        import multiprocessing, sys
        def work(i):
            return (i, __name__, sys.modules["__main__"].__spec__.name)
        if __name__ == "__main__":
            print(__spec__.name, __package__, __file__, sys.argv, sys.path[0])
            with multiprocessing.get_context(sys.argv[1]).Pool(1) as pool:
                print(pool.apply(work, (1,))[0])
        """
    write(package, source, "thing.py")
    write(package, source, "__main__.py")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    for method in METHODS:
        assert same_alone_and_watched("package.thing", method, cwd=tmp_path).endswith("1\n")
    # Only by fork: a spawned child never imports a package's __main__, and the pool would start workers for ever.
    assert same_alone_and_watched("package", METHODS[0], cwd=tmp_path).endswith("1\n")


@pytest.mark.parametrize(
    "ending",
    [
        "sys.exit()",
        "sys.exit(3)",
        "sys.exit('a sentence')",
        "raise ValueError('bad')",
        "raise KeyboardInterrupt",
        "os.kill(os.getpid(), 9)",
        "os.kill(os.getpid(), 15)",
        "os._exit(7)",
        "deep(3)",
        "1 +",
        "import no_such_module",
        "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError('chained') from error",
        "sys.excepthook = lambda *args: print('hook', args[0].__name__)\nraise ValueError",
        "import atexit\natexit.register(print, 'at exit')\nraise SystemExit(4)",
        "import threading\nthreading.Thread(target=print, args=('a thread after the end',)).start()",
        "import threading\nt = threading.Thread(target=deep, args=(2,), name='t')\nt.start()\nt.join()",
    ],
)
def test_every_way_to_end_is_the_same(tmp_path: Path, ending: str) -> None:
    source = "import os, sys\ndef deep(n):\n    return deep(n - 1) if n else 1 / 0\nprint('begins')\n" + ending + "\n"
    path = tmp_path / "program.py"
    path.write_text(source)
    same_alone_and_watched(path)


@pytest.mark.parametrize("method", METHODS)
def test_errors_of_tasks_have_the_tracebacks_they_always_have(tmp_path: Path, method: str) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, sys, traceback
        def work(i):
            raise ValueError(i)
        if __name__ == "__main__":
            with multiprocessing.get_context(sys.argv[1]).Pool(1) as pool:
                for call in (
                    lambda: pool.apply(work, (1,)),
                    lambda: pool.apply_async(work, (1,)).get(),
                    lambda: pool.map(work, [1]),
                    lambda: list(pool.imap(work, [1])),
                    lambda: pool.apply_async(time.sleep, (0.2,)).get(timeout=0),
                    lambda: pool.apply(lambda: 1),
                    lambda: multiprocessing.Pool(0),
                    lambda: multiprocessing.Process(target=print).join(),
                ):
                    try:
                        call()
                    except BaseException:
                        print(re.sub("0x[0-9a-f]+", "0x", traceback.format_exc()))
                pool.apply(work, (1,))
        """.replace("import multiprocessing, sys", "import multiprocessing, re, sys, time"),
    )
    same_alone_and_watched(program, method)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="older versions keep the wrapper's line")
def test_a_callback_that_raises_is_reported_by_python_as_ever(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, threading, traceback
        ended = threading.Event()
        def hook(args):
            traceback.print_exception(args.exc_type, args.exc_value, args.exc_traceback)
            ended.set()
        threading.excepthook = hook
        def callback(result):
            raise ValueError(result)
        if __name__ == "__main__":
            pool = multiprocessing.Pool(1)
            pool.apply_async(abs, (1,), callback=callback)
            ended.wait()
            import os
            for process in multiprocessing.active_children():
                process.kill()
            os._exit(0)
        """,
    )
    same_alone_and_watched(program)


@pytest.mark.parametrize("method", METHODS)
def test_what_is_pickled_to_a_worker_keeps_its_size(tmp_path: Path, method: str) -> None:
    """Tasks and results travel exactly as without the probe."""
    program = write(
        tmp_path,
        """
        import multiprocessing, sys
        from multiprocessing import connection
        sizes = []
        original = connection.Connection._send_bytes
        def counting(self, data):
            sizes.append(len(data))
            return original(self, data)
        def work(i):
            return i
        if __name__ == "__main__":
            with multiprocessing.get_context(sys.argv[1]).Pool(1) as pool:
                pool.apply(work, (0,))
                connection.Connection._send_bytes = counting
                pool.apply(work, (1,))
                pool.map(work, range(100))
                connection.Connection._send_bytes = original
                print(sorted(sizes))
        """,
    )
    same_alone_and_watched(program, method)


def test_output_order_and_buffering_are_those_of_a_terminal(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import sys, multiprocessing
        def child():
            print("child", 1)
            print("child error", file=sys.stderr)
        if __name__ == "__main__":
            print("before")
            p = multiprocessing.Process(target=child)
            p.start(); p.join()
            print("after")
        """,
    )
    watched = watch(program)
    assert watched.output() == "before\nchild 1\nafter\n"


def test_a_program_that_closes_all_descriptors_goes_on_unwatched(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import os, multiprocessing
        os.closerange(3, 5000)
        with open(__file__ + ".txt", "w") as file:
            p = multiprocessing.Pool(2)
            print(p.map(abs, range(3)))
            p.close(); p.join()
            file.write("mine")
        print(open(__file__ + ".txt").read())
        """,
    )
    watched = watch(program)
    assert watched.output() == "[0, 1, 2]\nmine\n"
    assert watched.run.exit_code == 0


def test_changed_text_runs_under_the_programs_own_name(tmp_path: Path) -> None:
    write(tmp_path, "", "data.txt")
    program = write(
        tmp_path,
        """
        import inspect, multiprocessing, sys
        from pathlib import Path
        SIZE = 1
        HERE = Path(__file__).parent
        assert (HERE / "data.txt").exists()
        def work(i):
            return SIZE, __name__, Path(__file__).name, inspect.getsource(work)[:8]
        if __name__ == "__main__":
            with multiprocessing.get_context(sys.argv[1]).Pool(SIZE) as pool:
                print(pool.apply(work, (1,)))
            raise ValueError(SIZE)
        """,
    )
    text = program.read_text().replace("SIZE = 1", "\n\nSIZE = 2")
    for method in METHODS:
        name = "__main__" if method == "fork" else "__mp_main__"
        watched = watch(program, method, text=text)
        assert watched.output() == f"(2, {name!r}, 'program.py', 'def work')\n"
        assert re.search(r'program.py", line 14, in <module>\n    raise ValueError\(SIZE\)\n', watched.output("stderr"))
        assert watched.trace.pools[0].size == 2


def test_the_probe_runs_in_every_interpreter_named(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, sys
        if __name__ == "__main__":
            for method in multiprocessing.get_all_start_methods():
                with multiprocessing.get_context(method).Pool(2) as pool:
                    print(pool.map(abs, range(4), chunksize=1))
        """,
    )
    for python in INTERPRETERS:
        watched = watch(program, python=python)
        assert watched.output() == "[0, 1, 2, 3]\n" * len(METHODS), watched.output("stderr")
        assert len(watched.trace.tasks) == 4 * len(METHODS)
        assert watched.trace.problems == []


def test_an_error_of_a_signal_handler_reaches_the_program_wherever_it_strikes(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import multiprocessing, signal, sys

        class Strikes(Exception):
            pass

        def strike(number, frame):
            raise Strikes

        def strike_inside(frame, event, arg):
            if event == "call" and frame.f_code.co_name == "emit_at":  # the probe's: it is there only when watched
                sys.setprofile(None)
                signal.raise_signal(signal.SIGUSR1)

        if __name__ == "__main__":
            signal.signal(signal.SIGUSR1, strike)
            sys.setprofile(strike_inside)
            try:
                multiprocessing.SimpleQueue().put(1)
            except Strikes:
                print("struck")
        """,
    )
    watched = watch(program)
    assert watched.output() == "struck\n"
    assert watched.trace.problems == []


def test_what_lies_beside_the_program_is_not_imported_for_the_probe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("queue", "select", "json", "selectors", "subprocess", "struct", "trace", "marshal"):
        write(tmp_path, f"print('imported {name}')", f"{name}.py")
    program = write(tmp_path, "import concurrent.futures; print('hello')")
    monkeypatch.chdir(tmp_path)
    assert watch(program).output() == "hello\n"


def test_what_the_program_does_not_import_is_not_imported_for_it(tmp_path: Path) -> None:
    names = ("pool", "queues", "spawn", "popen_fork", "popen_forkserver", "managers", "resource_tracker")
    modules = [*(f"multiprocessing.{name}" for name in names), "concurrent", "linecache", "pathlib", "sysconfig"]
    program = write(tmp_path, f"import sys; print([name for name in {modules} if name in sys.modules])")
    assert watch(program, python_options=("-S",)).output() == "[]\n"


def test_tasks_of_threads_and_of_a_pool_that_is_imported_later_are_not_confused(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        from concurrent.futures.thread import ThreadPoolExecutor
        with ThreadPoolExecutor(1) as first, ThreadPoolExecutor(1) as second:
            assert [executor.submit(abs, -number).result() for executor in (first, second) for number in (1, 2)] == [1, 2, 1, 2]
        from multiprocessing.pool import ThreadPool
        with ThreadPool(1) as pool:
            assert pool.apply(abs, (-3,)) == 3
        with ThreadPoolExecutor(1) as third:
            assert third.submit(abs, -4).result() == 4
        """,
    )
    trace = watch(program).trace
    assert len(trace.tasks) == 6 and trace.problems == []


@pytest.mark.skipif(os.name != "posix", reason="followed on POSIX only")
def test_a_python_program_that_the_program_starts_is_watched_and_does_not_notice(tmp_path: Path) -> None:
    write(
        tmp_path,
        """
        import os, sys
        from multiprocessing import Pool
        print(__name__, os.path.basename(__file__), sys.argv, os.path.basename(sys.path[0]), os.getcwd(), sys.stdin.read())
        if __name__ == "__main__" and "pool" in sys.argv:
            with Pool(2) as pool:
                print(pool.map(abs, range(4)))
        sys.exit(len(sys.argv))
        """,
        "other.py",
    )
    write(tmp_path, "def deep():\n    1 / 0\ndeep()", "raises.py")
    program = write(
        tmp_path,
        """
        import os, subprocess, sys
        from pathlib import Path
        os.chdir(Path(__file__).parent)
        def run(*command, **options):
            done = subprocess.run(command, input="given", capture_output=True, text=True, **options)
            print(done.args[1:], done.returncode, done.stdout, done.stderr)
        run(sys.executable, "other.py", "pool")
        run(sys.executable, "-u", Path("other.py"), cwd="/usr", env={})
        run(sys.executable, "-m", "other", "a")
        run(sys.executable, "no_such.py")
        run(sys.executable, "raises.py")
        run(sys.executable, "-c", "print(1)")
        run(sys.executable, "-X", "utf8", "-Wignore", "-bB", "other.py")
        run(sys.executable, "-I", ".", "-X")
        run(sys.executable, "-c", "import sys; print(sys.argv)", "other.py")
        run(sys.executable, "-V")
        print(subprocess.run(sys.executable + " other.py", shell=True, stdin=subprocess.DEVNULL).returncode)
        """,
    )
    same_alone_and_watched(program)
    watched = watch(program, python_options=("-X", "utf8"))
    trace = watched.trace
    assert len(trace.tasks) == 4
    assert not [seen.command for seen in watched.all(ProcessSeen) if "host" in seen.command]
    (owner,) = {trace.lanes[lane].pid for lane in trace.tasks.owner}
    (lane,) = [lane for lane in trace.lanes if lane.pid == owner]
    assert (lane.role, lane.method, lane.parent, lane.name) == ("process", "subprocess", 0, "other.py")
