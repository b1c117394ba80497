"""Floods, slow readers, full disks, readers that never come, fork bombs, a computer full of descriptors. Linux."""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import kills
from tests.soak.figures import ROOT, Findings, say
from workers.files.traces import read_trace
from workers.program.program import find_program
from workers.running import process_tree
from workers.running.run import Run, RunSpec

LIMIT = (
    2.0 + 0.5 + 0.5 + 1.5
)  # s: --timeout, --grace, what is promised, and what Python takes to begin on a busy computer
MAIN = str(ROOT / "main.py")
TASKS = """
import multiprocessing, sys
if __name__ == "__main__":
    with multiprocessing.Pool(4) as pool:
        print(sum(pool.imap_unordered(abs, range(int(sys.argv[1])))), flush=True)
    sys.exit(int(sys.argv[2]) if sys.argv[2:] else 0)
"""
LINES = """
import sys
for number in range(int(sys.argv[1])):
    print("line", number)
print("end", file=sys.stderr)
"""
BOMB = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
left = 300
while left:
    pid = os.fork()
    left -= 1
    if pid == 0:
        left //= 2
    else:
        left -= left // 2
while True:
    time.sleep(60)
"""
TALKS = """
import socket, time
server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
began = time.monotonic()
while time.monotonic() < began + 0.8:
    client.sendall(b"x")
    time.sleep(0.01)
"""
CROWD = """
import os, sys
held = [os.open("/dev/null", os.O_RDONLY) for _ in range(int(sys.argv[1]))]
print("there", flush=True)
sys.stdin.read()
"""


def run(chance: random.Random, scale: float) -> Findings:
    found = Findings()
    trials: list[Callable[[Path, random.Random, float, Findings], None]] = [
        flood_of_tasks,
        flood_of_lines,
        slow_reader,
        full_disk,
        readers_that_never_come,
        fork_bomb,
        many_descriptors,
    ]
    for trial in trials:
        say(f"-- {trial.__name__.replace('_', ' ')}")
        with tempfile.TemporaryDirectory() as folder:
            trial(Path(folder), chance, scale, found)
    return found


def expect(found: Findings, what: str, got: object, wanted: object) -> None:
    if got != wanted:
        found.wrong.append(f"{what}: {str(got)[:300]!r} instead of {str(wanted)[:100]!r}.")


def watched(
    folder: Path, source: str, *words: str, arguments: tuple[str, ...] = (), **options: Any
) -> subprocess.Popen[str]:
    (folder / "program.py").write_text(source, encoding="utf-8")
    command = [sys.executable, MAIN, "run", "program.py", "--headless", *words, "--", *arguments]
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    # In a group of its own: where this process's parents are gone, the kernel hangs up on a group with a stopped member.
    return subprocess.Popen(command, cwd=folder, text=True, process_group=0, **{**streams, **options})


def flood_of_tasks(folder: Path, _chance: random.Random, scale: float, found: Findings) -> None:
    count = round(100_000 * scale)
    began = time.monotonic()
    run = watched(folder, TASKS, "--report", "report.json", arguments=(str(count),))
    out, err = run.communicate()
    report = json.loads((folder / "report.json").read_text())
    found.figures["flood: no-op tasks"] = report["tasks"]["finished"]
    found.figures["flood: took (s)"] = round(time.monotonic() - began, 1)
    expect(found, "flood of tasks, exit code", (run.returncode, err if run.returncode else ""), (0, ""))
    expect(found, "flood of tasks, what the program computed", out.strip(), str(sum(range(count))))
    expect(
        found,
        "flood of tasks, finished and lost events",
        (report["tasks"]["finished"], report["events_lost"]),
        (count, 0),
    )


def flood_of_lines(folder: Path, _chance: random.Random, scale: float, found: Findings) -> None:
    count = round(1_000_000 * scale)
    began = time.monotonic()
    with (folder / "out").open("wb") as out:
        run = watched(folder, LINES, "--record-output", "--report", "report.json", arguments=(str(count),), stdout=out)
        _, err = run.communicate()
    found.figures["flood: recorded lines of output"] = count
    found.figures["flood of lines: took (s)"] = round(time.monotonic() - began, 1)
    expect(found, "flood of lines, exit code", run.returncode, 0)
    expect(found, "flood of lines, stderr has the program's", "end\n" in err, True)
    with (folder / "out").open() as lines:
        came = sum(line == f"line {number}\n" for number, line in enumerate(lines))
    expect(found, "flood of lines, lines that came in order", came, count)
    expect(found, "flood of lines, lost", json.loads((folder / "report.json").read_text())["events_lost"], 0)


def slow_reader(folder: Path, chance: random.Random, scale: float, found: Findings) -> None:
    """The viewer is stopped again and again while the program floods it."""
    count, stops = round(40_000 * scale), 0
    run = watched(folder, TASKS, "--report", "report.json", "--trace", "trace.json", arguments=(str(count),))
    while run.poll() is None:
        run.send_signal(signal.SIGSTOP)
        time.sleep(chance.uniform(0.05, 0.6))
        run.send_signal(signal.SIGCONT)
        stops += 1
        time.sleep(chance.uniform(0.01, 0.2))
    out, _ = run.communicate()
    if run.returncode:
        found.wrong.append(f"slow reader: exit code {run.returncode} after {stops} stops.")
        return
    report = json.loads((folder / "report.json").read_text())
    found.figures["slow reader: times stopped"] = stops
    found.figures["slow reader: tasks finished"] = report["tasks"]["finished"]
    found.figures["slow reader: events lost"] = report["events_lost"]
    expect(found, "slow reader, exit code and sum", (run.returncode, out.strip()), (0, str(sum(range(count)))))
    expect(found, "slow reader, finished and lost", (report["tasks"]["finished"], report["events_lost"]), (count, 0))


def full_disk(folder: Path, _chance: random.Random, scale: float, found: Findings) -> None:
    """What is asked for has no room: one sentence, nothing half-written, and the program's exit code, or 1 for 0."""
    with small_disk(folder / "disk") as disk:
        if disk is None:
            found.figures["full disk"] = "not tried: no disk could be mounted"
            return
        tried = 0
        for option in ("--trace", "--report", "--png"):
            for code in (0, 3):
                fill(disk)
                if option != "--trace":
                    (disk / "rest").write_bytes(b"x" * (1 << 15))
                run = watched(folder, TASKS, option, str(disk / "asked.png"), arguments=("2000", str(code)))
                out, err = run.communicate()
                what = f"full disk, {option}, program's exit code {code}"
                expect(found, f"{what}: exit code", run.returncode, code or 1)
                expect(found, f"{what}: what the program computed", out.strip(), str(sum(range(2000))))
                said = [line for line in err.splitlines() if "could not be written" in line]
                expect(found, f"{what}: sentences", len(said), 1)
                expect(found, f"{what}: a traceback", "Traceback" in err, False)
                left = [path for path in disk.iterdir() if path.name.startswith("asked")]
                if option == "--trace":  # one that is cut off at any line is still a trace
                    expect(found, f"{what}: events that can be read", bool(events_in(disk / "asked.png")), True)
                else:
                    expect(found, f"{what}: left on the disk", [path.name for path in left], [])
                for path in disk.iterdir():
                    path.unlink()
                tried += 1
        found.figures["full disk: files asked for"] = tried


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path) -> None:
    """But for 32 kB."""
    with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
    os.truncate(disk / "filler", (disk / "filler").stat().st_size - (1 << 15))


def events_in(trace: Path) -> int:
    """How many can be read before the end; raises TraceFileError for what is no trace."""
    return sum(map(len, read_trace(trace)))


def readers_that_never_come(folder: Path, _chance: random.Random, _scale: float, found: Findings) -> None:
    """A FIFO that nobody opens, one that is opened and not read, our own stdout unread: the time limit holds all the same."""
    longest = 0.0
    limits = ("--timeout", "2", "--grace", "0.5")
    for option in ("--trace", "--report"):
        for opened in (False, True):
            fifo = folder / f"fifo{option}{opened}"
            os.mkfifo(fifo)
            reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK) if opened else None
            seconds, code = timed(watched(folder, TASKS, option, str(fifo), *limits, arguments=("100000",)))
            if reader is not None:
                os.close(reader)
            longest = max(longest, seconds)
            expect(found, f"{option} into a FIFO {'unread' if opened else 'unopened'}: exit code", code, 124)
            expect(found, f"{option} into a FIFO {'unread' if opened else 'unopened'}: in time", seconds < LIMIT, True)
    for words in ((), ("--record-output",)):
        seconds, code = timed(watched(folder, LINES, *words, *limits, arguments=("100000000",)))
        longest = max(longest, seconds)
        expect(found, f"stdout unread {words}: exit code", code, 124)
        expect(found, f"stdout unread {words}: in time", seconds < LIMIT, True)
    found.figures["readers that never come: longest run with a limit of 2 s and 0.5 s of grace (s)"] = round(longest, 2)


def timed(run: subprocess.Popen[str]) -> tuple[float, int]:
    """How long it took, and the exit code; nobody reads what it writes."""
    began = time.monotonic()
    try:
        code = run.wait(30)
    except subprocess.TimeoutExpired:
        run.kill()
        code = run.wait()
    seconds = time.monotonic() - began
    for stream in (run.stdout, run.stderr):
        if stream is not None:
            stream.close()
    return seconds, code


def fork_bomb(folder: Path, _chance: random.Random, _scale: float, found: Findings) -> None:
    """A bounded one of 301 processes, ended at once."""
    (folder / "program.py").write_text(BOMB, encoding="utf-8")
    seconds = []
    for _ in range(5):
        token = os.environ[kills.TOKEN] = uuid.uuid4().hex
        run = Run(RunSpec(find_program(str(folder / "program.py"))))
        run.start()
        del os.environ[kills.TOKEN]
        deadline = time.monotonic() + 30
        while len(alive(token)) < 303 and time.monotonic() < deadline:
            run.read(0.05)
        most = len(alive(token))
        began = time.monotonic()
        run.kill_now()
        while alive(token) and time.monotonic() < began + 30:
            run.read(0.02)
        seconds.append(time.monotonic() - began)
        run.close()
    found.figures["fork bomb: processes"] = most
    found.figures["fork bomb: gone after, longest of 5 (s)"] = round(max(seconds), 2)
    expect(found, "fork bomb of 301 grew", most >= 301, True)
    expect(found, "fork bomb gone within 2 s", max(seconds) < 2.0, True)


def alive(token: str) -> set[int]:
    """Processes of the run that began with this word in its environment."""
    found = set()
    for pid, (_parent, lives) in process_tree.parents().items():
        with contextlib.suppress(OSError):
            if lives and token.encode() in Path(f"/proc/{pid}/environ").read_bytes():
                found.add(pid)
    return found


def many_descriptors(folder: Path, _chance: random.Random, scale: float, found: Findings) -> None:
    """Other processes hold very many; a run that talks over TCP takes no longer for that."""
    most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 100_000) - 100
    wanted = round(400_000 * scale)
    crowd = []
    try:
        for _ in range(-(-wanted // most)):
            command = [sys.executable, "-c", CROWD, str(min(most, wanted))]
            streams: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            crowd.append(subprocess.Popen(command, text=True, preexec_fn=raise_limit, **streams))
        for process in crowd:
            assert process.stdout is not None
            process.stdout.readline()
        began = time.monotonic()
        run = watched(folder, TALKS, "--report", "report.json")
        _, err = run.communicate()
        took = time.monotonic() - began
        seconds, code = timed(
            watched(folder, "import time\n" + TALKS.replace("0.8", "60"), "--timeout", "2", "--grace", "0.5")
        )
    finally:
        for process in crowd:
            process.communicate("")
    report = json.loads((folder / "report.json").read_text())
    found.figures["descriptors held by other processes"] = len(crowd) * min(most, wanted)
    found.figures["with them: a program of 0.8 s took (s)"] = round(took, 2)
    found.figures["with them: was reported as (s)"] = report["wall_s"]
    found.figures["with them: a limit of 2 s took (s)"] = round(seconds, 2)
    expect(found, "many descriptors: exit code", (run.returncode, err if run.returncode else ""), (0, ""))
    expect(found, "many descriptors: 0.8 s reported as less than 2 s", report["wall_s"] < 2.0, True)
    expect(found, "many descriptors: the limit of 2 s kept", (code, seconds < LIMIT), (124, True))


def raise_limit() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
