"""What the engine refuses with, in the window's language: by the error's kind, with its arguments."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from workers.errors import EngineError, ErrorKind
from workers.program.program import Program
from workers.trace.records import Problem
from workers.wire.events import ProbeProblem


def in_language(error: Exception) -> str:
    """The sentence of one of the engine's errors; of any other, which nobody foresaw, its class and its text."""
    if isinstance(error, EngineError):
        return _sentence(error.kind, *error.arguments)
    return f"{type(error).__name__}: {error}"


def not_to_run(program: Program) -> str:
    """Why a program that a recording tells of is not run."""
    return _sentence(ErrorKind.RECORDED, program.name)


def problem_words(problem: Problem) -> str:
    """Why a part of a run is not seen."""
    translate = QCoreApplication.translate
    if problem.kind is ProbeProblem.CLOSED:
        words = translate(
            "Problem", "process {0} closed the descriptor that it is watched through; from there on it is not seen"
        )
        return words.format(problem.pid)
    if problem.kind is ProbeProblem.UNREADABLE:
        return translate("Problem", "%Ln byte(s) in the channel were no events", "", problem.unread)
    if problem.kind is ProbeProblem.NOT_STARTED:
        return translate("Problem", "the program cannot be started ({0})").format(problem.message)
    return problem.message


def _sentence(kind: ErrorKind, *arguments: object) -> str:
    return QCoreApplication.translate("Engine", kind.value).format(*arguments)
