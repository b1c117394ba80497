"""The short texts beside the built-in programs: resources/lessons/NAME.LANGUAGE.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from gui.language import ENGLISH
from workers.program.program import PROGRAMS, Program

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "lessons"

ORDER = (
    "process", "time_slices", "memory", "queue", "pipe", "manager", "brokers",
    "pool", "pool_map", "zombie", "fetch_pool", "futures", "fetch_executor",
)  # fmt: skip
"""The built-in programs as a course goes on: from one process to several, to pools, to executors."""

_SWEEP = re.compile(r"\((sweep:[^)\s]*)\)")
_END = re.compile(r"[。！？]|[.!?](?=\s|$)")
_MARKS = re.compile(r"`([^`]+)`|\*{1,3}(\S(?:.*?\S)?)\*{1,3}|\[([^\]]*)\]\([^)]*\)")
_NO_PROSE = ("#", "-", "*  ", "* ", "+ ", ">", "|", "```", "1.")


def is_builtin(program: Program) -> bool:
    return program.path is not None and program.path.parent == PROGRAMS


def in_order(programs: Sequence[Program]) -> list[Program]:
    """As in a course; those that no course has come last."""
    return sorted(programs, key=lambda program: ORDER.index(program.name) if program.name in ORDER else len(ORDER))


def lesson_of(program: Program, code: str) -> str:
    """The lesson in the language `code`, else in English, as Markdown; "" if there is none."""
    if not is_builtin(program):
        return ""
    for wanted in (code, ENGLISH):
        try:
            return (FOLDER / f"{program.name}.{wanted}.md").read_text(encoding="utf-8").strip()
        except OSError:
            continue
    return ""


def sweep_of(program: Program) -> str:
    """The link to the sweep that the program's lesson offers, see workers.sweep.preset; "" if it offers none."""
    found = _SWEEP.search(lesson_of(program, ENGLISH))
    return found[1] if found else ""


def first_sentence(markdown: str) -> str:
    """The first sentence of its prose as plain text; "" if there is no prose."""
    paragraph: list[str] = []
    for line in (line.strip() for line in markdown.splitlines()):
        if line and not line.startswith(_NO_PROSE):
            paragraph.append(line)
        elif paragraph:
            break
    text = _MARKS.sub(lambda found: found[1] or found[2] or found[3] or "", " ".join(paragraph))
    end = _END.search(text)
    return text[: end.end()] if end else text
