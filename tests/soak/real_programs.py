"""Real programs, run alone and watched: the same exit code, stdout, stderr and files. Linux.

Each is run in a folder of the same name both times. What differs from run to run anyway (times, process numbers, addresses) is
made equal, and where the two differ, the program is run alone once more: what then differs too is its own doing.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.soak import real_sample
from tests.soak.figures import ROOT, Findings, say
from tests.soak.real_table import PROGRAMS, REQUIREMENTS, Real
from tests.terminal import terminal

ENVIRONMENTS = ROOT / ".real"
# Where no configuration of this project is found.
WORK = Path(tempfile.gettempdir()) / f"poolscope-real-{os.getpid()}"
TIME = 900.0  # s for one run

# The summary's first line, the first that Poolscope says at the end.
SUMMARY = re.compile(r"^(-m )?\S+: (ended|stopped|lost|could not)\b.* after \d+\.\d\d s$", re.MULTILINE)
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
VARYING = [
    (re.compile(r"0x[0-9a-f]{6,}"), "0xN"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UUID"),
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,\d]*( ?[+-]\d{4})?"), "DATE"),
    (re.compile(r"\b\d+(\.\d+)? ?(ms|s|sec|secs|seconds?|µs|minutes?)\b"), "TIME"),
    (re.compile(r"\b\d?\d(:\d\d)+(\.\d+)?\b"), "CLOCK"),
    (re.compile(r"\[(gw)?\d+\]"), "[PID]"),
    (re.compile(r"(?i)\b(pid|process|worker)([ :=(\[-]+)\d{3,}"), r"\1\2PID"),
    (re.compile(r"(Fork|Spawn|ForkServer)(PoolWorker|Process)-\d+(:\d+)*"), r"\1\2-N"),
    (re.compile(r"\b(tmp(?=\w{8}\b)|pymp-|loky-|joblib_memmapping_folder)[\w./-]+"), "TEMPORARY"),
    (re.compile(r"(127\.0\.0\.1|localhost):\d+"), r"\1:PORT"),
    (re.compile(r"[ \t]+$", re.MULTILINE), ""),
    (re.compile(r"[=-]{5,}"), "====="),  # rules fill what times leave of a line
]
NOT_COMPARED = ("__pycache__", ".coverage", ".mypy_cache", ".pytest_cache", ".doctrees", ".ruff_cache", ".db")


@dataclass
class Outcome:
    """texts: stdout, stderr, and each file by its name: a digest, or its text where it is short."""

    code: int
    texts: dict[str, str]
    seconds: float


def run(_chance: random.Random, scale: float) -> Findings:
    return try_out(PROGRAMS[: max(1, round(len(PROGRAMS) * scale))])


def try_out(programs: Sequence[Real]) -> Findings:
    """Each alone and watched, in order; Ctrl-C ends it with what was found so far."""
    found = Findings(columns=["program", "version", "Python", "command", "same", "watched", "s alone", "s watched"])
    found.figures = {"programs": 0, "of them different when watched": 0}
    try:
        for real in programs:
            for python in real.pythons:
                interpreter = environment(python)
                if interpreter is None:
                    say(f"no Python {python} here: {real.name} is left out")
                else:
                    try_one(real, python, interpreter, found)
    except KeyboardInterrupt:
        found.wrong.append("It was ended before its end.")
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    return found


def try_one(real: Real, python: str, interpreter: str, found: Findings) -> None:
    bare, watched, report, differences = compare(real, interpreter)
    row = [real.name, version(interpreter, real), full_version(interpreter), real.shown()]
    row += ["no" if differences else "yes", seen(report), f"{bare.seconds:.1f}", f"{watched.seconds:.1f}"]
    say(" | ".join(row))
    found.table.append(row)
    for name, count in (("programs", 1), ("of them different when watched", int(bool(differences)))):
        found.figures[name] = int(found.figures[name]) + count
    if report.get("events_lost"):
        differences.append(f"{report['events_lost']} events lost")
    for what in (*differences, *report.get("problems", [])[:2]):
        found.wrong.append(f"{real.name}, Python {python}: {what}")
        say(f"    {what}")


def compare(real: Real, interpreter: str) -> tuple[Outcome, Outcome, dict[str, Any], list[str]]:
    bare, _ = outcome(real, interpreter, watched=False)
    watched, report = outcome(real, interpreter, watched=True)
    differences = differing(bare, watched)
    if differences:
        again, _ = outcome(real, interpreter, watched=False)
        own = {name for name, _ in differing(bare, again)}
        differences = [(name, what) for name, what in differences if name not in own]
    return bare, watched, report, [f"{name}: {what}" for name, what in differences]


def differing(one: Outcome, other: Outcome) -> list[tuple[str, str]]:
    """(what differs, how) of two outcomes."""
    found = []
    if one.code != other.code:
        found.append(("exit code", f"{one.code} alone, {other.code} watched"))
    for name in sorted({*one.texts, *other.texts}):
        first, second = one.texts.get(name), other.texts.get(name)
        if first is None or second is None:
            found.append((name, "not there " + ("alone" if first is None else "watched")))
        elif first != second:
            lines = difflib.unified_diff(first.splitlines(), second.splitlines(), "alone", "watched", n=0, lineterm="")
            lines_told = [line[:120] for line in lines if not line.startswith(("---", "+++", "@@"))]
            found.append((name, " / ".join(lines_told[:2]) + (" …" if len(lines_told) > 2 else "")))
    return found


def outcome(real: Real, interpreter: str, watched: bool) -> tuple[Outcome, dict[str, Any]]:
    """One run, and its report."""
    folder, report = WORK / "program", WORK / "report.json"
    shutil.rmtree(WORK, ignore_errors=True)
    folder.mkdir(parents=True)
    real_sample.lay(folder)
    for name, text in real.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [interpreter, *real.what, *real.arguments]
    if watched:
        head = [sys.executable, str(ROOT / "main.py"), "run", *real.what, "--headless", "--python", interpreter]
        command = [*head, "--report", str(report), "--", *real.arguments]
    began = time.monotonic()
    code, texts = in_terminal(real, command, folder) if real.keys else piped(real, command, folder)
    seconds = time.monotonic() - began
    texts = {name: made_equal(real, text, watched) for name, text in texts.items()}
    texts.update(files_of(folder))
    return Outcome(code, texts, seconds), json.loads(report.read_text()) if report.exists() else {}


def piped(real: Real, command: list[str], folder: Path) -> tuple[int, dict[str, str]]:
    stdout, stderr = WORK / "stdout", WORK / "stderr"
    with stdout.open("wb") as out, stderr.open("wb") as err:
        process = subprocess.Popen(
            command, cwd=folder, stdout=out, stderr=err, stdin=subprocess.PIPE, env=surroundings(), process_group=0
        )
        assert process.stdin is not None
        with process.stdin:
            process.stdin.write(real.stdin)
        try:
            if real.until:
                said = await_words(process, (stdout, stderr), real)
                if real.asks:
                    ask(said)
                process.send_signal(real.signal)
            code = process.wait(TIME)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            code = -1000  # hung
    return code, {
        "stdout": stdout.read_text("utf-8", "backslashreplace"),
        "stderr": stderr.read_text("utf-8", "backslashreplace"),
    }


def await_words(process: subprocess.Popen[bytes], paths: tuple[Path, Path], real: Real) -> str:
    deadline = time.monotonic() + TIME / 4
    while process.poll() is None and time.monotonic() < deadline:
        text = "".join(path.read_text("utf-8", "replace") for path in paths)
        if text.count(real.until) >= real.times:
            return text
        time.sleep(0.05)
    return ""


def ask(said: str) -> None:
    """For the page at the address that a server said it has, three times."""
    address = re.search(r"https?://127\.0\.0\.1:\d+", said)
    for _ in range(3 if address is not None else 0):
        assert address is not None
        requests.get(address[0], timeout=10)


def in_terminal(real: Real, command: list[str], folder: Path) -> tuple[int, dict[str, str]]:
    with inherited(surroundings()), terminal(*command, folder=folder) as driven:
        try:
            for words, times, key in real.keys:
                driven.until(words, times)
                driven.press(key)
            return driven.to_the_end(), {"terminal": driven.seen}
        except AssertionError as error:
            with contextlib.suppress(OSError):
                os.kill(driven.pid, signal.SIGKILL)
            return -1000, {"terminal": driven.seen, "wrong": str(error)[:500]}


@contextmanager
def inherited(environment: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def surroundings() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30", "PYTHONHASHSEED": "0"}


def made_equal(real: Real, text: str, watched: bool) -> str:
    text = ESCAPES.sub("", text).replace("\r", "\n")
    if watched and (summaries := list(SUMMARY.finditer(text))):
        text = text[: summaries[-1].start()]
    for pattern, instead in VARYING:
        text = pattern.sub(instead, text)
    lines = [line for line in text.splitlines() if line.strip()]
    if real.lines:
        lines = [line for line in lines if re.search(real.lines, line)]
    return "\n".join(sorted(lines) if real.unordered else lines)


def files_of(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_file() and not any(word in name for word in NOT_COMPARED):
            data = path.read_bytes()
            try:
                text = data.decode()
            except UnicodeDecodeError:
                text = ""
            found[name] = text if text and len(data) < 20_000 else hashlib.sha256(data).hexdigest()
    return found


def seen(report: dict[str, Any]) -> str:
    """What Poolscope saw of it."""
    if not report:
        return "no report"
    return f"{report['tasks']['submitted']} tasks, {len(report['processes'])} processes"


def environment(python: str) -> str | None:
    """The interpreter of a virtual environment with all that the table needs; made where it is not there yet."""
    folder = ENVIRONMENTS / python
    interpreter = folder / "bin" / "python"
    done = folder / "requirements.txt"
    wanted = "\n".join(REQUIREMENTS[python])
    if not interpreter.exists():
        base = base_interpreter(python)
        if base is None:
            return None
        subprocess.run([base, "-m", "venv", folder], check=True)
    if not done.exists() or done.read_text() != wanted:
        say(f"installing what is to be tried on Python {python}")
        install = [
            str(interpreter),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            *REQUIREMENTS[python],
        ]
        subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
        done.write_text(wanted)
    return str(interpreter)


def base_interpreter(python: str) -> str | None:
    """python3.X of the path, or of pyenv where that is used: the interpreter itself, no script that starts it."""
    places = sorted((Path.home() / ".pyenv" / "versions").glob(f"{python}.*/bin/python"))
    for found in (shutil.which(f"python{python}"), *map(str, places)):
        if found is not None and full_version(found).startswith(f"{python}."):
            return told(found, "import sys; print(sys.executable)")
    return None


def full_version(interpreter: str) -> str:
    return told(interpreter, "import platform; print(platform.python_version())")


def told(interpreter: str, code: str) -> str:
    """What it prints; "" where it cannot be started."""
    return subprocess.run([interpreter, "-c", code], capture_output=True, text=True, check=False).stdout.strip()


def version(interpreter: str, real: Real) -> str:
    if not real.package:
        return "CPython's own"
    code = f"import importlib.metadata as m; print(' + '.join(m.version(x) for x in {real.package.split()!r}))"
    return subprocess.run([interpreter, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
