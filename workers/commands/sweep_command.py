"""A sweep without a window: `sweep PROGRAM --over POOL_SIZE=1,2,4,8`, and a sweep's file opened without one."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from workers.commands.command_line import Options
from workers.commands.signals import die_by
from workers.commands.terminal import Terminal
from workers.disk.writing import replacing
from workers.errors import ErrorKind
from workers.running.machine import usable_cores
from workers.sweep.files import to_csv, to_json
from workers.sweep.plan import SweepError
from workers.sweep.runner import Progress, run_sweep
from workers.sweep.sweep import Sweep
from workers.sweep.words import report, why

SavePicture = Callable[[Sweep], None]  # raises OSError
WRONG_USAGE = 2


def run_sweep_headless(options: Options, save_picture: SavePicture | None = None) -> int:
    """Makes the runs of `options.plan` and says what they show; returns the exit code for the shell.

    0; the program's own where its runs fail; 1 where only a file could not be written. A signal ends the present run, what was
    measured before is said and written, and this process ends by the same signal.
    """
    plan = options.plan
    assert plan is not None
    sweep, stopping, terminal = Sweep.of(plan, usable_cores()), threading.Event(), Terminal(recorded=True)
    terminal.say(f"poolscope: {len(plan.steps())} runs of {plan.program.name}; what it does happens each time.")
    began = time.monotonic()

    def begun(progress: Progress) -> None:
        left = sweep.seconds_left(plan)
        about = f", about {left:.0f} s left" if left is not None else ""
        settings = " ".join(f"{name}={value}" for name, value in progress.step.settings)
        terminal.status(f"run {progress.number} of {progress.total}: {settings}{about}")

    failed = ""
    with _stopped_by_signals(stopping) as received:
        try:
            run_sweep(plan, sweep, stopping, begun)
        except SweepError as error:
            failed = why(sweep.program, sweep.runs[-1]) if error.kind is ErrorKind.SWEEP_WARM_UP else str(error)
    terminal.say(f"poolscope: {sum(run.good for run in sweep.runs)} runs in {time.monotonic() - began:.0f} s.")
    written = _write(sweep, options, save_picture, terminal)
    if failed:
        terminal.say(f"poolscope: {failed}")
    say_sweep(sweep)
    if received:
        die_by(received[0])
    bad = [run for run in sweep.runs if not run.good]
    if bad or failed:
        code = bad[0].exit_code if bad else WRONG_USAGE
        return 128 - code if code < 0 else code or 1
    return 0 if written else 1


def _write(sweep: Sweep, options: Options, save_picture: SavePicture | None, terminal: Terminal) -> bool:
    """Whether all files that were asked for are there."""
    whole = True
    for path, text in ((options.json, to_json), (options.csv, to_csv)):
        if path is not None:
            with _said(path, terminal) as problems, replacing(path) as file:
                file.write(text(sweep).encode())
            whole &= not problems
    if options.png is not None and save_picture is not None:
        with _said(options.png, terminal) as problems:
            save_picture(sweep)
        whole &= not problems
    return whole


@contextmanager
def _said(path: Path, terminal: Terminal) -> Iterator[list[str]]:
    problems: list[str] = []
    try:
        yield problems
    except OSError as error:
        problems.append(f"{path} could not be written: {error.strerror or error}.")
        terminal.say(f"poolscope: {problems[0]}")


@contextmanager
def _stopped_by_signals(stopping: threading.Event) -> Iterator[list[int]]:
    """Sets `stopping` at a signal that asks us to end; which came."""
    received: list[int] = []

    def receive(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        stopping.set()

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {
        number: signal.signal(number, receive) for number in numbers if signal.getsignal(number) != signal.SIG_IGN
    }
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def say_sweep(sweep: Sweep) -> int:
    """What a sweep's file tells, where there is no window to open it in."""
    sys.stdout.write(report(sweep) + "\n")
    sys.stdout.flush()
    return 0
