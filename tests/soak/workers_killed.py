"""A program's own workers are killed at random; the record's counts must be what the program saw of its tasks. Linux.

`failed`: the task raised; what did not come back is `lost`; the sums are right and no event is lost. The program is `mortal.py`.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests.soak.figures import ROOT, Findings
from tests.soak.real_programs import base_interpreter, full_version

KILLS = {"executor": 150, "pool": 120, "processes": 80}  # of one run
PYTHONS = ("3.9", "3.11", "3.13")
TIME = 240  # s for one run
WORDS = ("finished", "failed", "cancelled", "lost")


def run(chance: random.Random, scale: float) -> Findings:
    found, totals = Findings(), Counter[str]()
    found.columns = ["killed in", "Python", "kills", "tasks", *WORDS, "events lost", "as the program saw it"]
    for python in PYTHONS:
        interpreter = base_interpreter(python)
        if interpreter is None:
            continue
        for kind, kills in KILLS.items():
            one(kind, interpreter, chance.getrandbits(32), max(1, round(kills * scale)), found, totals)
    found.figures = {
        "kills": totals["kills"],
        "runs": totals["runs"],
        "tasks": totals["tasks"],
        "runs whose counts were not the program's own": totals["wrong"],
        "events lost": totals["events_lost"],
    }
    return found


def one(kind: str, interpreter: str, seed: int, kills: int, found: Findings, totals: Counter[str]) -> None:
    """One run, watched."""
    name = f"{kind}, Python {full_version(interpreter)}"
    with tempfile.TemporaryDirectory() as folder:
        account, report = Path(folder) / "account.json", Path(folder) / "report.json"
        command = [
            sys.executable,
            str(ROOT / "main.py"),
            "run",
            str(Path(__file__).with_name("mortal.py")),
            "--headless",
        ]
        command += ["--python", interpreter, "--report", str(report), "--timeout", str(TIME)]
        command += ["--", kind, str(seed), str(kills), str(account)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        totals["runs"] += 1
        if ended.returncode != 0 or not account.exists() or not report.exists():
            totals["wrong"] += 1
            found.wrong.append(f"{name}, seed {seed}: exit code {ended.returncode}; {ended.stderr[-300:]!r}")
            return
        truth, seen = json.loads(account.read_text()), json.loads(report.read_text())
    own, record = compared(kind, truth, seen)
    totals.update(kills=truth["kills"], tasks=seen["tasks"]["submitted"], events_lost=seen["events_lost"])
    totals["wrong"] += own != record
    tasks = seen["tasks"]
    row = [kind, full_version(interpreter), truth["kills"], tasks["submitted"], *(tasks[word] for word in WORDS)]
    found.table.append([*map(str, row), str(seen["events_lost"]), "yes" if own == record else "no"])
    if own != record:
        found.wrong.append(f"{name}, seed {seed}: the program saw {own}, the record has {record}{odd(seen)}.")
    if seen["events_lost"] or seen["problems"]:
        found.wrong.append(f"{name}, seed {seed}: {seen['events_lost']} events lost, {seen['problems']}.")


def odd(seen: dict[str, Any]) -> str:
    """The processes that no program of this kind has."""
    found = [process for process in seen["processes"] if process["exit_code"] is None or process["role"] == "process"]
    return f"; among them {found[:4]}" if found else ""


def compared(kind: str, truth: dict[str, int], seen: dict[str, Any]) -> tuple[dict[str, int], dict[str, int]]:
    """The same figures as the program has them and as the record has them."""
    if kind == "processes":
        own = {word: count for word, count in truth.items() if word.startswith("exit code")}
        own["received"] = truth.get("received", 0)
        codes = Counter(
            f"exit code {process['exit_code']}" for process in seen["processes"] if process["role"] != "main"
        )
        return own, {**codes, "received": seen["messages"]["received"]}
    own = {word: truth.get(word, 0) for word in WORDS}
    own["submitted"] = sum(own.values())
    return own, {word: seen["tasks"][word] for word in (*WORDS, "submitted")}
