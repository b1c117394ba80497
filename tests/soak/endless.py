"""Ten minutes of tasks without end, stopped at the time limit: what viewer and keeper take up. Linux."""

from __future__ import annotations

import json
import random
import tempfile
import time
from pathlib import Path

from tests import kills
from tests.soak.figures import Findings, say

SECONDS = 600
WARM = 15  # s until the first look
EVERY = 15  # s between two looks
MAX_BYTES_PER_TASK = 1500  # bytes that a task may add to the viewer, which keeps it
MAX_KEEPER = 20.0  # MB that the keeper may grow

# Some 300 tasks a second; the workers are replaced now and then.
ENDLESS = """
import itertools, multiprocessing, time

def work(i):
    time.sleep(0.01)
    return i

if __name__ == "__main__":
    with multiprocessing.Pool(3, maxtasksperchild=500) as pool:
        done = 0
        while True:
            done += sum(1 for _ in pool.imap_unordered(work, range(3000)))
            open("done", "w").write(str(done))
            open("stands", "w").close()
"""


def run(_chance: random.Random, scale: float) -> Findings:
    found, seconds = Findings(), SECONDS * scale
    with tempfile.TemporaryDirectory() as name:
        folder, began = Path(name), time.monotonic()
        words = ("--timeout", str(seconds), "--report", "report.json", "--trace", "trace.json")
        household = kills.start(folder, ENDLESS, *words)
        try:
            memory = []
            kills.until_it_stands(folder)
            time.sleep(min(WARM, seconds / 10))
            while household.viewer.poll() is None:
                pids = household.pids()
                if {"viewer", "keeper"} <= set(pids):
                    memory.append((time.monotonic() - began, megabytes(pids["viewer"]), megabytes(pids["keeper"])))
                    say(f"{memory[-1][0]:.0f} s: viewer {memory[-1][1]:.1f} MB, keeper {memory[-1][2]:.1f} MB")
                ends = time.monotonic() + min(EVERY, seconds / 8)
                while household.viewer.poll() is None and time.monotonic() < ends:
                    time.sleep(0.2)
            code, took = household.viewer.wait(), time.monotonic() - began
            left = household.until_gone(2.0)
        finally:
            household.end()
        report, done = json.loads((folder / "report.json").read_text()), int((folder / "done").read_text())
        trace = (folder / "trace.json").stat().st_size / 1e6
    memory = [look for look in memory if look[1] > 0 and look[2] > 0]
    first, last, tasks = memory[0], memory[-1], report["tasks"]
    a_task = (last[1] - first[1]) * 1e6 / (tasks["finished"] * (last[0] - first[0]) / took)
    found.figures = {
        "time limit (s)": seconds,
        "took (s)": round(took, 1),
        "tasks finished": tasks["finished"],
        "events lost": report["events_lost"],
        "viewer, first and last (MB)": f"{first[1]:.1f}, {last[1]:.1f}",
        "viewer, for each task (bytes)": round(a_task),
        "keeper, first and last (MB)": f"{first[2]:.1f}, {last[2]:.1f}",
        "trace on disk (MB)": round(trace, 1),
        "processes left": len(left),
    }
    if code != 124 or left or took > seconds + 8:
        found.wrong.append(f"Exit code {code} after {took:.1f} s, {len(left)} processes left.")
    if report["events_lost"] or report["problems"]:
        found.wrong.append(f"{report['events_lost']} events lost; {report['problems']}.")
    if not done <= tasks["finished"] <= done + 6000:
        found.wrong.append(f"The program had {done} results, the record {tasks['finished']} finished tasks.")
    if a_task > MAX_BYTES_PER_TASK or last[2] - first[2] > MAX_KEEPER:
        found.wrong.append(f"Memory grew: {a_task:.0f} bytes a task, the keeper by {last[2] - first[2]:.1f} MB.")
    return found


def megabytes(pid: int) -> float:
    """Resident memory; 0 of one that is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmRSS")), 0.0)
