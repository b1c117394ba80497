"""Makes the pictures of the README and of the gallery, from real runs. `make pictures` calls this.

python -m docs.pictures            all of them: three minutes
python -m docs.pictures zombie     those of some programs; pool_size: those of a sweep
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from workers.program.program import Program, builtin_programs, find_program
from workers.running.run import Run, RunError, RunSpec
from workers.trace.trace import Trace

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
GALLERY = ROOT / "resources" / "gallery"

SMALL: dict[str, dict[str, object]] = {
    "process": {"SECONDS": 1.5},
    "zombie": {"SECONDS": 2.5},
}
"""What is changed for the gallery, so that a small picture shows what matters. A value a program does not have is left out."""

SHOWN = ("zombie", "queue", "time_slices", "fetch_pool", "futures")
"""The whole window with these stands in docs/pictures, in English and Chinese."""

SWEEP = "sweep:POOL_SIZE=1,2,3,4,6,8,12&TASK=mixed&TASKS=80&SECONDS=0.066"
MAX_SECONDS = 60.0  # s


def record(program: Program) -> Trace:
    """Runs a program to its end. Raises RunError."""
    trace = Trace()
    run = Run(RunSpec(program, timeout=MAX_SECONDS))
    run.start()
    try:
        while not run.finished:
            trace.apply(run.read(0.1))
    finally:
        run.close()
    return trace


def small(program: Program) -> Program:
    names = {parameter.name for parameter in program.parameters}
    for name, value in SMALL.get(program.name, {}).items():
        if name in names:
            program = program.with_value(name, value)
    return program


def make_gallery(only: Sequence[str]) -> None:
    """A small picture of each program's timeline, light and dark. A program that fails here gets none."""
    from gui.shell.picture import save_thumbnail

    GALLERY.mkdir(parents=True, exist_ok=True)
    for program in builtin_programs():
        if only and program.name not in only:
            continue
        try:
            trace = record(small(program))
        except RunError as error:
            sys.stderr.write(f"{program.name}: {error}\n")
            continue
        if trace.exit_code or trace.end_reason:
            words = [line.text for line in trace.output][-1:]
            sys.stderr.write(f"{program.name}: no picture, it ended with {trace.exit_code}. {' '.join(words)}\n")
            continue
        for theme in ("light", "dark"):
            save_thumbnail(trace, program, GALLERY / f"{program.name}-{theme}.png", theme=theme)


def make_sweep() -> None:
    """A sweep of the pool: its curve for the gallery, the whole place for the README. On a quiet computer, please."""
    from gui.shell.picture import save_sweep_picture, save_sweep_thumbnail
    from workers.sweep.plan import plan
    from workers.sweep.preset import parse_preset
    from workers.sweep.runner import run_sweep
    from workers.sweep.sweep import Sweep

    program = find_program("pool")
    preset = parse_preset(program, SWEEP)
    program = preset.applied(program)
    made = plan(program, preset.axes, preset.repeats)
    sweep = Sweep.of(made, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    run_sweep(made, sweep, threading.Event())
    for theme in ("light", "dark"):
        save_sweep_thumbnail(sweep, GALLERY / f"pool_size-{theme}.png", theme=theme)
    save_sweep_picture(sweep, FOLDER / "explore.png", program=program)
    save_sweep_picture(sweep, FOLDER / "explore-zh_CN.png", program=program, language="zh_CN")


def make_windows(only: Sequence[str]) -> None:
    from gui.shell.picture import save_picture

    FOLDER.mkdir(parents=True, exist_ok=True)
    known = {program.name: program for program in builtin_programs()}
    for name in SHOWN:
        if name in known and (not only or name in only):
            trace = record(known[name])
            save_picture(trace, known[name], FOLDER / f"{name}.png")
            save_picture(trace, known[name], FOLDER / f"{name}-zh_CN.png", language="zh_CN")
    if only and "pool" not in only:
        return
    program = find_program("pool")
    other = program.with_value("MODE", "apply")
    one_by_one, together = record(other), record(program)
    save_picture(together, program, FOLDER / "window-light.png", theme="light")
    save_picture(together, program, FOLDER / "window-dark.png", theme="dark")
    save_picture(together, program, FOLDER / "window-zh_CN.png", language="zh_CN")
    save_picture(together, program, FOLDER / "compare.png", previous=one_by_one, previous_program=other)


def main(only: Sequence[str]) -> None:
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    make_gallery(only)
    make_windows(only)
    if not only or "pool_size" in only:
        make_sweep()


if __name__ == "__main__":
    main(sys.argv[1:])
