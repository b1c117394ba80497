"""Runs one program as a true `__main__`, under the probe. Started as a fresh interpreter, the one that the user names:

    python host.py HANDLE TEXT-FILE PROGRAM.py [ARGS...]
    python host.py HANDLE TEXT-FILE -m MODULE [ARGS...]

HANDLE: the write end of the run's EventQueue, inherited; "HANDLE:PID" for a program that the watched process PID starts.
TEXT-FILE: what to run as the program's text; "-": the program's own file.

The package this file lies in is loaded under a name of its own, so that a program with a module called `workers` keeps it.

Standard library only, Python 3.9 and newer.
"""

from __future__ import annotations

import sys

PACKAGE = "_poolscope"


def _load_package() -> None:
    """This folder as a package called PACKAGE."""
    import importlib.util
    import os

    folder = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
    init = os.path.join(folder, "__init__.py")  # noqa: PTH118
    spec = importlib.util.spec_from_file_location(PACKAGE, init, submodule_search_locations=[folder])
    assert spec is not None and spec.loader is not None
    sys.modules[PACKAGE] = package = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)


def _import_probe() -> None:
    from importlib import import_module

    for name in ("channel", "probe", "probe.source"):
        import_module(f"{PACKAGE}.{name}")


def _program_folder(words: list[str]) -> str:
    """What the interpreter would have put first on `sys.path`."""
    import os

    return os.getcwd() if words[0] == "-m" else os.path.dirname(os.path.abspath(words[0]))  # noqa: PTH100, PTH109, PTH120


def _watch(handle: int, parent: int, program: str, shown: str, text_file: str) -> None:
    """Install the probe and say that the run starts, or a child of `parent`. `shown`: what the program is called."""
    import os
    import time
    from importlib import import_module

    channel = import_module(PACKAGE + ".channel")
    queue = channel.EventQueue.attach(handle)
    try:
        import_module(PACKAGE + ".probe").install(queue, program)
        if text_file:
            import_module(PACKAGE + ".probe.source").use(program, text_file)
        if parent:
            name = os.path.basename(program)  # noqa: PTH119
            import_module(PACKAGE + ".probe.emit").say("ProcessBegan", parent, name, "subprocess")
            return
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        python = ".".join(map(str, sys.version_info[:3]))
        import_module(PACKAGE + ".probe.emit").say("RunStarted", time.time_ns(), shown, python, cores)
    except Exception as error:
        # Whatever of the probe is missing, the program still runs; the window says that it is not watched.
        queue.put(("ProbeFailed", time.perf_counter_ns(), os.getpid(), 0, 0, f"{type(error).__name__}: {error}"))


class _Program:
    """What to run: its code's file, and what `__main__` must look like."""

    def __init__(self, words: list[str]) -> None:
        import importlib.util
        import os

        self.spec = None
        if words[0] != "-m":
            self.file = os.path.abspath(words[0])  # noqa: PTH100
            self.shown, self.arguments = self.file, words
            return
        self.shown = f"-m {words[1]}"
        try:
            spec = importlib.util.find_spec(words[1])
            if spec is not None and spec.submodule_search_locations is not None:
                spec = importlib.util.find_spec(words[1] + ".__main__")
        except ImportError as error:
            sys.exit(f"{sys.executable}: Error while finding module {words[1]!r} ({error})")
        if spec is None or spec.loader is None or not spec.origin:
            sys.exit(f"{sys.executable}: No module named {words[1]}")
        self.spec, self.file = spec, spec.origin
        self.arguments = [self.file, *words[2:]]

    def code(self, text_file: str) -> object:
        """Raises OSError, SyntaxError and whatever else reading a program can raise."""
        if not text_file and self.spec is not None:
            return self.spec.loader.get_code(self.spec.name)  # type: ignore[union-attr]
        try:
            with open(text_file or self.file, "rb") as source:  # noqa: PTH123
                text = source.read()
        except OSError as error:  # in the interpreter's words
            problem = f"[Errno {error.errno}] {error.strerror}"
            print(f"{sys.executable}: can't open file {self.file!r}: {problem}", file=sys.stderr)
            sys.exit(2)
        return compile(text, self.file, "exec", dont_inherit=True)

    def main_module(self) -> dict[str, object]:
        """A new `__main__`, in the place of this file's own."""
        import builtins
        import types
        from importlib.machinery import SourceFileLoader

        module = types.ModuleType("__main__")
        module.__dict__.update(__file__=self.file, __builtins__=builtins, __cached__=None, __package__=None)
        if sys.version_info < (3, 14):
            module.__dict__.update(__annotations__={})
        if self.spec is None:
            module.__loader__ = SourceFileLoader("__main__", self.file)
        else:
            module.__dict__.update(__spec__=self.spec, __loader__=self.spec.loader, __package__=self.spec.parent)
        sys.modules["_poolscope_host"] = sys.modules["__main__"]
        # multiprocessing, which the probe has imported, knows it by this name too: spawned children pickle by it.
        sys.modules["__main__"] = sys.modules["__mp_main__"] = module
        sys.argv[:] = self.arguments
        return module.__dict__


def _show(error: BaseException, text_file: str) -> None:
    """The program's own traceback, as the interpreter would print it."""
    if sys.excepthook is sys.__excepthook__ and text_file:
        import traceback

        # The interpreter's own printer reads the lines from the file on disk, which is not what ran.
        traceback.print_exception(type(error), error, error.__traceback__)
    else:
        sys.excepthook(type(error), error, error.__traceback__)
    sys.excepthook = lambda *_args: None  # the interpreter, which ends by this error, must not print it again


def main() -> None:
    handle, _, parent = sys.argv[1].partition(":")
    text_file = "" if sys.argv[2] == "-" else sys.argv[2]
    words = sys.argv[3:]
    # Until the probe is in, only the standard library is on the path: a file of the program's may be named like one of its
    # modules. This file's own folder was first on it.
    safe_path = getattr(sys.flags, "safe_path", bool(sys.flags.isolated))  # before Python 3.11 only -I kept it out
    if not safe_path:
        del sys.path[0]
    _load_package()
    _import_probe()
    if not safe_path:
        sys.path.insert(0, _program_folder(words))
    program = _Program(words)
    _watch(int(handle), int(parent or 0), program.file, program.shown, text_file)
    namespace = program.main_module()
    try:
        exec(program.code(text_file), namespace)  # type: ignore[arg-type]
    except SystemExit:
        raise
    except BaseException as error:
        # Without this file's lines. An error that came before the first line of the program has none of its own.
        own = error.__traceback__.tb_next if error.__traceback__ else None
        while own is not None and own.tb_frame.f_globals is globals():
            own = own.tb_next
        if isinstance(error, SyntaxError):
            own = None if own is None or own.tb_frame.f_globals is not namespace else own
        error.__traceback__ = own
        _show(error, text_file)
        raise


if __name__ == "__main__":
    main()
