"""A run without a window."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from workers.command_line import Options
from workers.run import Run, RunError, RunSpec
from workers.terminal import Terminal
from workers.trace.files import TraceWriter
from workers.trace.statistics import report, summary
from workers.trace.trace import Trace

TIMED_OUT = 124  # as timeout(1) has it
WRONG_USAGE = 2
PATIENCE = 0.1  # s between two looks at signals and at the progress line

SavePicture = Callable[[Trace], None]  # raises OSError


def run_headless(options: Options, save_picture: SavePicture | None = None) -> int:
    """Runs the program to its end and returns the exit code for the shell.

    The program's own code (128 + n after signal n), 124 after the timeout, 128 + n if signal n asked us to end (130
    after Ctrl-C), 2 if the program could not be started, 1 if all went well but for a file that could not be written.
    """
    terminal = Terminal()
    files = _Files(terminal)
    trace = Trace()
    spec = RunSpec(
        options.program,
        options.arguments,
        options.python,
        stdin=sys.stdin is not None,
        timeout=options.timeout,
        echo=not terminal.watched,
        python_options=options.python_options,
    )
    run = Run(spec)
    with _signals() as received:
        try:
            run.start()
            _follow(run, trace, options.trace, terminal, files, received)
        except RunError as error:
            terminal.say(f"poolscope: {error}")
            return WRONG_USAGE
        finally:
            run.close()
    if options.report is not None:
        with files.writing(options.report):
            text = json.dumps(report(trace), indent=2, allow_nan=False)
            options.report.write_text(text + "\n", encoding="utf-8")
    if options.png is not None and save_picture is not None:
        with files.writing(options.png):
            save_picture(trace)
    terminal.say(summary(trace))
    code = 128 + received[0] if received else _exit_code(trace)
    return 1 if code == 0 and files.failed else code


def _follow(run: Run, trace: Trace, path: Path | None, terminal: Terminal, files: _Files, received: list[int]) -> None:
    writer: TraceWriter | None = None
    if path is not None:
        with files.writing(path):
            writer = TraceWriter(path, run.spec.program.text)
    stopped = False
    while not run.finished:
        batch = run.read(PATIENCE)
        trace.apply(batch)
        if writer is not None and path not in files.failed:
            with files.writing(path):
                writer.write(batch)
        if terminal.watched:
            terminal.echo(batch)
            terminal.progress(trace)
        if received and not stopped:
            run.stop()
            stopped = True
    if writer is not None:
        with files.writing(path):
            writer.close()


def _exit_code(trace: Trace) -> int:
    if trace.end_reason == "timeout":
        return TIMED_OUT
    code = trace.exit_code if trace.exit_code is not None else 1
    return 128 - code if code < 0 else code


class _Files:
    """Which of the files that were asked for could not be written, each said once."""

    def __init__(self, terminal: Terminal) -> None:
        self.failed: set[Path | None] = set()
        self._terminal = terminal

    @contextmanager
    def writing(self, path: Path | None) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if path not in self.failed:
                self._terminal.say(f"poolscope: {path} could not be written: {error.strerror or error}.")
            self.failed.add(path)


@contextmanager
def _signals() -> Iterator[list[int]]:
    """The signals that ask us to end, as they come; a second Ctrl-C is a KeyboardInterrupt."""
    received: list[int] = []

    def receive(number: int, frame: FrameType | None) -> None:
        if received and number == signal.SIGINT:
            raise KeyboardInterrupt
        received.append(number)

    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # Windows has no SIGHUP, others no SIGBREAK
    before = {name: signal.signal(getattr(signal, name), receive) for name in names if hasattr(signal, name)}
    try:
        yield received
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
