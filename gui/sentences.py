"""What the engine refuses with, in the window's language. The engine knows no Qt: its sentences are English.

Each is known here by its pattern; {0}, {1}… stand for names and values. One that is not known stays English.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from workers.program import Program

PATTERNS: tuple[str, ...] = tuple(
    str(pattern)
    for pattern in (
        # workers/parameters.py; the first that fits counts
        QT_TRANSLATE_NOOP("Engine", "{0} must be from {1} to {2}, not {3}."),
        QT_TRANSLATE_NOOP("Engine", "{0} must be a whole number, not {1}."),
        QT_TRANSLATE_NOOP("Engine", "{0} must be a number, text, True, False or None, not {1}."),
        QT_TRANSLATE_NOOP("Engine", "{0} must be a number, not {1}."),
        QT_TRANSLATE_NOOP("Engine", "{0} must be {1} or {2}, not {3}."),
        # workers/program.py
        QT_TRANSLATE_NOOP("Engine", "{0} has a character that its encoding {1} does not have."),
        QT_TRANSLATE_NOOP("Engine", "{0} has no parameter {1}: {2}."),
        QT_TRANSLATE_NOOP("Engine", "{0} is a folder, not a program."),
        QT_TRANSLATE_NOOP("Engine", "{0} is a pipe or a device, not a program."),
        QT_TRANSLATE_NOOP("Engine", "{0} is too long for a program."),
        QT_TRANSLATE_NOOP("Engine", "There is no program {0}: it is neither a file nor a built-in program ({1})."),
        QT_TRANSLATE_NOOP("Engine", "{0} cannot be read: {1}."),
        QT_TRANSLATE_NOOP("Engine", "{0} is not the text of a Python program."),
        QT_TRANSLATE_NOOP("Engine", "{0} is not the name of a module."),
        # workers/run.py
        QT_TRANSLATE_NOOP("Engine", "There is no Python interpreter called {0}."),
        QT_TRANSLATE_NOOP("Engine", "{0} cannot be started: {1}."),
        # workers/trace/files.py
        QT_TRANSLATE_NOOP("Engine", "{0} cannot be opened: {1}."),
        QT_TRANSLATE_NOOP("Engine", "{0} is not a trace of Poolscope: it is no file."),
        QT_TRANSLATE_NOOP("Engine", "{0} is not a trace of Poolscope: it does not begin as one."),
        QT_TRANSLATE_NOOP("Engine", "{0} is damaged or not a trace of Poolscope (line {1})."),
        QT_TRANSLATE_NOOP("Engine", "{0} is damaged: {1} of its lines cannot be read, the first is line {2}."),
        QT_TRANSLATE_NOOP("Engine", "{0} has too much in it for a run: it is read up to line {1}."),
        QT_TRANSLATE_NOOP("Engine", "{0} has what no run can have, or too much of it (events left out: {1})."),
        # workers/sweep/plan.py, files.py
        QT_TRANSLATE_NOOP("Engine", "A sweep goes over one constant, or over two."),
        QT_TRANSLATE_NOOP("Engine", "A sweep over two constants needs two different ones."),
        QT_TRANSLATE_NOOP("Engine", "A sweep repeats each run 1 to {0} times, not {1}."),
        QT_TRANSLATE_NOOP("Engine", "That would be {0} runs; a sweep has at most {1}."),
        QT_TRANSLATE_NOOP("Engine", "A sweep over {0} needs {1} values at least."),
        QT_TRANSLATE_NOOP("Engine", "A sweep over {0} takes at most {1} values, not {2}."),
        QT_TRANSLATE_NOOP("Engine", "A sweep over {0} takes at most {1} values."),
        QT_TRANSLATE_NOOP("Engine", "{0} has no constant {1} to sweep over: {2}."),
        QT_TRANSLATE_NOOP(
            "Engine", "{0} has no constants to sweep over: upper-case names at its top with a plain value."
        ),
        QT_TRANSLATE_NOOP("Engine", "{0} is not a file that can be opened."),
        QT_TRANSLATE_NOOP("Engine", "{0} is too large for a sweep."),
        QT_TRANSLATE_NOOP("Engine", "{0} is no sweep."),
        QT_TRANSLATE_NOOP("Engine", "{0} is damaged: not all that belongs to a sweep is there."),
    )
)


def in_language(error: Exception) -> str:
    """The sentence of one of the engine's errors."""
    said = str(error)
    for pattern in PATTERNS:
        found = re.fullmatch(re.sub(r"\\{\d\\}", "(.+?)", re.escape(pattern)), said, re.DOTALL)
        if found:
            return QCoreApplication.translate("Engine", pattern).format(*found.groups())
    return said


def not_to_run(program: Program) -> str:
    """Why a program that a recording tells of is not run."""
    words = QCoreApplication.translate("Session", "{0} was recorded: open the program itself to run it.")
    return words.format(program.name)
