"""Viewer, guardian, spare, keeper and main process are killed, alone and in pairs, at random moments. Linux.

Promised: 2 s after the last kill nothing of the run is alive, the viewer included; where only guardians were killed, the run
goes on, and the viewer is killed a moment later.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import signal
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests import kills
from tests.soak.figures import Findings, say
from workers.running import process_tree

KILLS = 200
AT_ONCE = 2  # runs
PROMISED = 2.0  # s
PATIENCE = 15.0  # s
GUARDIANS = {"guardian", "spare"}
MARKS = {"guardian": b"guardian.py", "spare": b"guardian.py", "keeper": b"workers.running.keeper", "main": b"host.py"}
VICTIMS = [*((part,) for part in kills.PARTS), *itertools.combinations(kills.PARTS, 2)]


@dataclass
class Death:
    parts: tuple[str, ...]
    starting: bool  # killed as soon as all of them were there, or up to 0.2 s later; else when the program stood
    seconds: float  # until nothing of the run was alive
    left: list[str]  # command lines of what was alive after PATIENCE


def run(chance: random.Random, scale: float) -> Findings:
    wanted = max(1, round(KILLS * scale))
    rounds = -(-wanted // len(VICTIMS))
    plan = [parts for _ in range(rounds) for parts in chance.sample(VICTIMS, len(VICTIMS))][:wanted]
    seeds = [(parts, chance.getrandbits(32)) for parts in plan]
    deaths: list[Death] = []
    lock = threading.Lock()

    def one(job: tuple[tuple[str, ...], int]) -> None:
        death = die(job[0], random.Random(job[1]))
        with lock:
            deaths.append(death)
            if death.seconds > PROMISED:
                say(f"{death.seconds:.2f} s: {death}")
            if len(deaths) % 50 == 0:
                say(f"{len(deaths)} kills")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, seeds))
    return findings(deaths)


def findings(deaths: list[Death]) -> Findings:
    seconds = [death.seconds for death in deaths]
    found = Findings()
    found.figures = {
        "kills": len(deaths),
        "of them of one process alone": sum(len(death.parts) == 1 for death in deaths),
        "of them while the run was starting": sum(death.starting for death in deaths),
        "runs of which something stayed": sum(bool(death.left) for death in deaths),
        "until nothing was alive, median (s)": round(statistics.median(seconds), 2),
        "until nothing was alive, longest (s)": round(max(seconds), 2),
        f"longer than {PROMISED:g} s": sum(second > PROMISED for second in seconds),
    }
    found.columns = ["killed", "times", "median (s)", "longest (s)"]
    for parts in VICTIMS:
        own = [death.seconds for death in deaths if death.parts == parts]
        if own:
            found.table.append([" + ".join(parts), str(len(own)), f"{statistics.median(own):.2f}", f"{max(own):.2f}"])
    for death in deaths:
        when = "at the start" if death.starting else "running"
        if death.left:
            found.wrong.append(f"{' + '.join(death.parts)} ({when}): after {PATIENCE:g} s there was {death.left}.")
        elif death.seconds > PROMISED:
            found.wrong.append(f"{' + '.join(death.parts)} ({when}): {death.seconds:.2f} s.")
    return found


def die(parts: tuple[str, ...], chance: random.Random) -> Death:
    """A run of a program that does not want to go; its keepers killed; everything is ended afterwards."""
    starting = chance.random() < 0.4
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        household = kills.start(folder)
        try:
            if not starting:
                kills.until_it_stands(folder)
            wait_for(household, parts)
            time.sleep(chance.uniform(0.0, 0.2 if starting else 0.5))
            kill(household, parts, chance)
            if set(parts) <= GUARDIANS:
                time.sleep(chance.uniform(0.0, 0.3))
                kill(household, ("viewer",), chance)
            began = time.monotonic()
            left = household.until_gone(PATIENCE)
            seconds = time.monotonic() - began
            return Death(parts, starting, seconds, sorted(described(pid) for pid in left))
        finally:
            household.end()


def wait_for(household: kills.Household, parts: tuple[str, ...]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not set(parts) <= set(known(household)) and time.monotonic() < deadline:
        time.sleep(0.002)


def known(household: kills.Household) -> dict[str, int]:
    """Those that are there and have become what they are: at first each looks like its parent."""
    return {
        part: pid
        for part, pid in household.pids().items()
        if part == "viewer" or MARKS[part] in process_tree.command_line(pid)
    }


def kill(household: kills.Household, parts: tuple[str, ...], chance: random.Random) -> None:
    pids = known(household)
    for part in chance.sample(parts, len(parts)):
        with contextlib.suppress(ProcessLookupError, KeyError):
            os.kill(pids[part], signal.SIGKILL)
        if chance.random() < 0.5:
            time.sleep(chance.uniform(0.0, 0.05))


def described(pid: int) -> str:
    return process_tree.command_line(pid).replace(b"\0", b" ").decode("utf-8", "replace")[:80].strip()
