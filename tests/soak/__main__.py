"""`python -m tests.soak [PART ...] [--seed N]`: the parts named, else those of `make soak`; then writes docs/RELIABILITY.md.

The exit code is 1 where something was not as promised.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from tests.soak import document, figures
from tests.soak.figures import Findings, say


@dataclass(frozen=True)
class Trial:
    title: str
    module: str  # whose run(random, scale) is the trial
    when: str  # "soak", "long", or "asked"


TRIALS = {
    "mutations": Trial("Recordings are changed at random and opened", "mutations", "soak"),
    "keepers": Trial("Whoever keeps a run is killed", "keepers", "soak"),
    "workers": Trial("A program's own workers are killed", "workers_killed", "soak"),
    "storms": Trial("Floods, slow readers, full disks, fork bombs", "storms", "soak"),
    "endless": Trial("Ten minutes of endless tasks", "endless", "long"),
    "cpython": Trial("CPython's own tests, alone and watched", "own_tests", "asked"),
    "real": Trial("Real programs, alone and watched", "real_programs", "asked"),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(TRIALS)}")
    parser.add_argument("--long", action="store_true", help="the parts of make soak-long")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--scale", type=float, default=1.0, help="how much of it; below 1 nothing is kept")
    options = parser.parse_args()
    unknown = set(options.parts) - set(TRIALS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    if (
        signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    ):  # in the background; the programs that are tried would ignore it too
        signal.signal(signal.SIGINT, signal.default_int_handler)
    wanted = "long" if options.long else "soak"
    wrong = False
    for name in options.parts or [name for name, trial in TRIALS.items() if trial.when == wanted]:
        wrong |= run(name, options.seed, options.scale)
    parts = figures.read()
    document.write({name: parts[name] for name in TRIALS if name in parts})
    return int(wrong)


def run(name: str, seed: int, scale: float) -> bool:
    """Whether something was not as promised."""
    trial = TRIALS[name]
    say(f"== {name}: {trial.title}")
    began = time.monotonic()
    attempt = cast(Callable[[random.Random, float], Findings], import_module(f"tests.soak.{trial.module}").run)
    found = attempt(random.Random(seed), scale)
    part = figures.made_now(trial.title, found, seed, time.monotonic() - began)
    for figure, value in found.figures.items():
        say(f"{figure}: {value}")
    for row in found.table:
        say(" | ".join(row))
    for sentence in found.wrong:
        say(f"WRONG: {sentence}")
    say(f"{part.seconds:.0f} s")
    if scale >= 1:
        figures.keep(name, part)
    return bool(found.wrong)


if __name__ == "__main__":
    sys.exit(main())
