"""Does what the command line asks for, in a window or without one.

Nothing heavy is imported at the top, and nothing at all that may be missing: every function imports what it needs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workers.commands.command_line import Options

DEPENDENCIES = ("PySide6", "shiboken6", "pyqtgraph", "numpy", "psutil", "requests")
WRONG_USAGE = 2
PICTURE = Path("poolscope.png")
FEWEST_FILES = 20  # open at once, of a run with its keeper; a window that is short of them hangs or is aborted by Qt
FEWEST_FILES_OF_WINDOW = 40


def main(words: Sequence[str] | None = None) -> int:
    """Does what the command line says; returns the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - pip would refuse, but nobody has to use pip
        return _refuse(f"Poolscope needs Python 3.11 or newer, and this is {sys.version.split()[0]}.")
    from workers.commands.command_line import UsageError, listing, parse
    from workers.log import close_log

    _fill_standard_descriptors()
    try:
        if _most_files() < FEWEST_FILES:
            raise UsageError(f"Only {_most_files()} files may be open at once here, and a run needs {FEWEST_FILES}.")
        options = parse(sys.argv[1:] if words is None else words)
        _open_log(options)
        if options.command == "list":
            print(listing(), flush=True)
            return 0
        if options.command == "sweep":
            return _run_sweep(options)
        if options.command == "open":
            return _open_file(options)
        return _run(options)
    except UsageError as error:
        return _refuse(str(error))
    except BrokenPipeError:  # `| head` has seen enough
        if sys.stdout is not None:  # what is flushed at the end must not fail again
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + 13
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in DEPENDENCIES:
            raise
        requirements = Path(__file__).parents[2] / "requirements.txt"  # of a checkout
        command = (
            f"{sys.executable} -m pip install -r {requirements}" if requirements.exists() else "pip install poolscope"
        )
        return _refuse(f"{missing} is not installed. Install it with: {command}")
    finally:
        close_log()


def _open_log(options: Options) -> None:
    from workers.commands.command_line import UsageError
    from workers.log import logger, open_log

    if options.log_file is None and not options.verbose:
        return
    try:
        open_log(options.log_file, options.verbose)
    except OSError as error:
        raise UsageError(f"{options.log_file} cannot be written: {error.strerror or error}.") from error
    from workers.commands.versions import versions

    made_of = ", ".join(f"{name} {version}" for name, version in versions().items())
    logger("start").info("%s: %s", options.command, made_of)


def _run(options: Options) -> int:
    from gui.shell.screen import why_no_window

    if options.headless:
        return _run_headless(options)
    reason = why_no_window()
    if _most_files() < FEWEST_FILES_OF_WINDOW:
        reason = f"only {_most_files()} files may be open at once here, and a window needs {FEWEST_FILES_OF_WINDOW}"
    if not reason:
        return _open_window(options)
    _say(f"No window: {reason}. Running {options.program.name} without one.")
    return _run_headless(options if options.png else replace(options, png=_own_picture()))


def _own_picture() -> Path | None:
    """Where the picture goes that stands in for the window; None, and a sentence, where there can be none."""
    from gui.shell.screen import why_no_picture
    from workers.commands.command_line import UsageError, check_writable

    reason = why_no_picture()
    try:
        check_writable(PICTURE)
    except UsageError as error:
        reason = reason or str(error).rstrip(".")
    if reason:
        _say(f"No picture: {reason}.")
    return None if reason else PICTURE


def _run_headless(options: Options) -> int:
    from workers.commands.signals import hold_back

    blocked = hold_back()  # before numpy starts threads

    from gui.shell.screen import why_no_picture
    from workers.commands.command_line import UsageError
    from workers.commands.headless import run_headless
    from workers.trace.trace import Trace

    path = options.png
    if path is None:
        return run_headless(options, blocked)
    if reason := why_no_picture():
        raise UsageError(f"--png: {reason}.")

    def save(trace: Trace) -> None:
        if sys.platform.startswith("linux"):
            # Not before the run, the program would inherit it; whatever it was, Qt would abort where there is no screen.
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from gui.shell.picture import save_picture

        save_picture(trace, options.program, path)
        _say(f"{path} shows the run.")

    return run_headless(options, blocked, save)


def _run_sweep(options: Options) -> int:
    from workers.commands.command_line import UsageError
    from workers.commands.sweep_command import run_sweep_headless
    from workers.sweep.sweep import Sweep

    path = options.png
    if path is None:
        return run_sweep_headless(options)
    from gui.shell.screen import why_no_picture

    if reason := why_no_picture():
        raise UsageError(f"--png: {reason}.")

    def save(sweep: Sweep) -> None:
        if sys.platform.startswith("linux"):
            os.environ["QT_QPA_PLATFORM"] = "offscreen"  # as above
        from gui.shell.picture import save_sweep_picture

        save_sweep_picture(sweep, path, program=options.program)
        _say(f"{path} shows the sweep.")

    return run_sweep_headless(options, save)


def _open_file(options: Options) -> int:
    from gui.shell.screen import why_no_window
    from workers.commands.command_line import UsageError
    from workers.commands.sweep_command import say_sweep
    from workers.sweep.files import is_sweep, read_sweep
    from workers.sweep.plan import SweepError

    path = options.file
    assert path is not None
    reason = why_no_window()
    if not reason:
        return _open_window(options)
    if not is_sweep(path):
        raise UsageError(f"No window to open {path.name} in: {reason}.")
    try:
        return say_sweep(read_sweep(path))
    except SweepError as error:
        raise UsageError(str(error)) from error


def _open_window(options: Options) -> int:
    from gui.shell.app import main as open_window
    from workers.commands.command_line import UsageError
    from workers.running.interpreter import InterpreterError, check_interpreter

    try:
        check_interpreter(options.python)  # later the window would stand still while it does not answer
    except InterpreterError as error:
        raise UsageError(str(error)) from error
    return open_window(
        options.program,
        arguments=options.arguments,
        python=options.python,
        python_options=options.python_options,
        autostart=options.command == "run",
        trace_path=options.trace,
        report_path=options.report,
        png_path=options.png,
        timeout=options.timeout,
        grace=options.grace,
        open_path=options.file,
    )


def _fill_standard_descriptors() -> None:
    """Where the shell closed one (`2>&-`), the next file that is opened would get its number, and what is said to it.

    For this process only: in the program it is closed, as it would be without us (close-on-exec, PEP 446).
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it gets the lowest number that is free
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - else what is said goes to stdout


def _most_files() -> float:
    """How many files this process may have open at once."""
    if sys.platform == "win32":
        return float("inf")
    import resource

    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return float("inf") if most == resource.RLIM_INFINITY else most


def _say(sentence: str) -> None:
    print(f"poolscope: {sentence}", file=sys.stderr, flush=True)


def _refuse(sentence: str) -> int:
    _say(sentence)
    return WRONG_USAGE
