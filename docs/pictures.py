"""Makes the README's pictures: the window after real runs of the program "pool". `make pictures` calls this."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from workers.program import find_program
from workers.run import Run, RunSpec
from workers.trace.trace import Trace

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"


def record(mode: str) -> Trace:
    """Runs "pool" to its end."""
    trace = Trace()
    run = Run(RunSpec(find_program("pool").with_value("MODE", mode)))
    run.start()
    try:
        while not run.finished:
            trace.apply(run.read(0.1))
    finally:
        run.close()
    return trace


def main() -> None:
    one_by_one, together = record("apply"), record("apply_async")
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from gui.picture import save_picture

    FOLDER.mkdir(parents=True, exist_ok=True)
    program = find_program("pool")
    save_picture(together, program, FOLDER / "window-light.png", theme="light")
    save_picture(together, program, FOLDER / "window-dark.png", theme="dark")
    save_picture(together, program, FOLDER / "compare.png", previous=one_by_one)


if __name__ == "__main__":
    main()
