"""docs/RELIABILITY.md, from the figures that were kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.soak.figures import ROOT, Part

DOCUMENT = ROOT / "docs" / "RELIABILITY.md"
HEAD = """# Reliability

What long trials found: `make soak` (under 20 minutes on two cores), `make soak-long` (what needs longer), and
`python -m tests.soak real` (real programs; it makes virtual environments and installs those programs there). This page is
written by them from `reliability.json`; each figure is of a run that was really made, at the commit and on the machine that
stand beside it. Where something was not as promised, it is said under the figures.
"""


def write(parts: Mapping[str, Part], path: Path = DOCUMENT) -> None:
    path.write_text(document(parts), encoding="utf-8")


def document(parts: Mapping[str, Part]) -> str:
    return "\n".join([HEAD, *(_section(part) for part in parts.values())])


def _section(part: Part) -> str:
    lines = [f"## {part.title}", ""]
    lines += _table(["", ""], [[name, _text(value)] for name, value in part.findings.figures.items()])
    if part.findings.table:
        lines += ["", *_table(part.findings.columns, part.findings.table)]
    if part.findings.wrong:
        lines += ["", "Not as promised:", "", *(f"- {sentence}" for sentence in part.findings.wrong)]
    took = f"{part.seconds:.0f} s, seed {part.seed}"
    lines += ["", f"{part.date}, commit {part.commit}; {part.machine}; {took}; load {part.load:g} at the end.", ""]
    return "\n".join(lines)


def _table(columns: list[str], rows: list[list[str]]) -> list[str]:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return [line(columns), "|" + "---|" * len(columns), *map(line, rows)]


def _text(value: float | str) -> str:
    return f"{value:,}" if isinstance(value, int | float) else value
