"""A run without a window."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from workers.analysis.statistics import report, summary
from workers.commands.command_line import Options
from workers.commands.signals import Signals, die_by
from workers.commands.terminal import Terminal
from workers.disk.writing import descriptor_of, replacing
from workers.files.traces import TraceWriter
from workers.running.run import Run, RunError, RunSpec
from workers.trace.trace import Trace
from workers.wire.events import Event

TIMED_OUT = 124  # as timeout(1) has it
WRONG_USAGE = 2
PATIENCE = 0.1  # s between two progress lines
LEAVING = 0.45  # s after timeout and grace when this process leaves, whatever it waits for

SavePicture = Callable[[Trace], None]  # raises OSError


def run_headless(
    options: Options, blocked: frozenset[int] | None = None, save_picture: SavePicture | None = None
) -> int:
    """Runs the program to its end and returns the exit code for the shell. `blocked`: what `signals.hold_back` returned.

    The program's own code, 124 after the timeout, 2 if the program could not be started, 1 if all went well but for a file that
    could not be written. Where a signal ended the program, this process ends by the same one and does not return.
    """
    began = time.monotonic()
    terminal = Terminal(options.record_output)
    spec = RunSpec(
        options.program,
        options.arguments,
        options.python,
        stdin=True,
        timeout=options.timeout,
        echo=not terminal.watched,
        grace=options.grace,
        python_options=options.python_options,
        record_output=options.record_output,
        foreground=True,
        mask=blocked,
    )
    run = Run(spec)
    leave_at = None if options.timeout is None else began + options.timeout + options.grace + LEAVING
    with Signals(run, leave_at, TIMED_OUT) as signals:
        terminal.waiting = run.waiting = signals.waiting
        try:
            run.start()
        except RunError as error:
            if signals.asked:
                die_by(signals.asked)
            terminal.say(f"poolscope: {error}")
            return WRONG_USAGE
        trace = Trace()
        files = _Files(terminal, signals)
        try:
            _follow(run, trace, options, terminal, files)
        finally:
            run.close()
        _write_results(trace, options, save_picture, files)
        terminal.say(summary(trace))
    if trace.exit_code is not None and trace.exit_code < 0 and not trace.end_reason and sys.platform != "win32":
        die_by(-trace.exit_code)
    code = _exit_code(trace)
    return 1 if code == 0 and files.failed else code


def _follow(run: Run, trace: Trace, options: Options, terminal: Terminal, files: _Files) -> None:
    if not options.record_output:
        _let_go_of_streams(options)
    writer: TraceWriter | None = None
    path = options.trace
    if path is not None:
        with files.writing(path):
            writer = TraceWriter(path, options.program.text)
    while not run.finished:
        batch: list[Event] = []
        with files.doubting("Part of this run could not be taken into its record"):
            batch = run.read(PATIENCE if terminal.watched else 1.0)
            trace.apply(batch)
        if writer is not None and path not in files.failed:
            with files.writing(path), files.doubting(f"Part of this run is missing in {path}"):
                writer.write(batch)
        if terminal.watched:
            terminal.echo(batch)
            terminal.warn(trace)
            terminal.progress(trace)
    if writer is not None:
        with files.writing(path):
            writer.close()


def _let_go_of_streams(options: Options) -> None:
    """stdin and stdout are the program's: whoever is at their other ends must see when it lets go of them.

    Not of one that a file that was asked for is a name of (`--report /dev/stdout`).
    """
    kept = {descriptor_of(path) for path in (options.report, options.trace, options.png) if path is not None}
    for descriptor, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY)):
        if descriptor not in kept:
            nowhere = os.open(os.devnull, mode)
            if nowhere != descriptor:
                os.dup2(nowhere, descriptor)
                os.close(nowhere)


def _write_results(trace: Trace, options: Options, save_picture: SavePicture | None, files: _Files) -> None:
    if options.report is not None:
        with files.writing(options.report), replacing(options.report) as file:
            file.write(json.dumps(report(trace), indent=2, allow_nan=False).encode() + b"\n")
    if options.png is not None and save_picture is not None:
        with files.writing(options.png):
            save_picture(trace)


def _exit_code(trace: Trace) -> int:
    if trace.end_reason == "timeout":
        return TIMED_OUT
    code = trace.exit_code if trace.exit_code is not None else 1
    return 128 - code if code < 0 else code


class _Files:
    """What could not be done while the program ran, each said once: the program goes on."""

    def __init__(self, terminal: Terminal, signals: Signals) -> None:
        self.failed: set[Path | None] = set()
        self._terminal = terminal
        self._signals = signals
        self._doubts: set[str] = set()

    @contextmanager
    def writing(self, path: Path | None) -> Iterator[None]:
        try:
            with self._signals.waiting():
                yield
        except OSError as error:
            if path not in self.failed:
                self._terminal.say(f"poolscope: {path} could not be written: {error.strerror or error}.")
            self.failed.add(path)

    @contextmanager
    def doubting(self, what: str) -> Iterator[None]:
        """An error of ours, whatever it is, is said as `what` is not so; what the program does is none of its business."""
        try:
            yield
        except OSError:
            raise
        except Exception as error:
            if what not in self._doubts:
                self._terminal.say(f"poolscope: {what}: {error!r}")
            self._doubts.add(what)
