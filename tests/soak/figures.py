"""What a trial found, kept beside the document that is made of it: only what was really run gets in."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "reliability.json"


@dataclass
class Findings:
    """figures: what was counted or measured, by its name with its unit. wrong: what is not as promised, a sentence each.

    table: rows under `columns`, where a part has more to tell than figures.
    """

    figures: dict[str, int | float | str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    table: list[list[str]] = field(default_factory=list)


@dataclass
class Part:
    """Findings, and when and where they were made. seconds: how long it took; load: average of the last minute at its end."""

    title: str
    findings: Findings
    seed: int
    seconds: float
    date: str
    commit: str
    machine: str
    load: float


def made_now(title: str, findings: Findings, seed: int, seconds: float) -> Part:
    date = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return Part(title, findings, seed, round(seconds, 1), date, _commit(), machine(), round(os.getloadavg()[0], 1))


def machine() -> str:
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    return f"{cores} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def _commit() -> str:
    """The commit that was tried, with a + where files were changed since."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "--", "workers", "gui") else "")


def read(path: Path = FILE) -> dict[str, Part]:
    """The parts by name; {} where there are none yet."""
    if not path.exists():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    return {name: Part(**{**part, "findings": Findings(**part["findings"])}) for name, part in found.items()}


def keep(name: str, part: Part, path: Path = FILE) -> None:
    """In the place of what was found before."""
    parts = {**read(path), name: part}
    text = json.dumps({name: asdict(part) for name, part in sorted(parts.items())}, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()
