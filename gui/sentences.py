"""What the engine refuses with, in the window's language: by the error's kind, with its arguments."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from workers.errors import EngineError, ErrorKind
from workers.program.program import Program


def in_language(error: Exception) -> str:
    """The sentence of one of the engine's errors; of any other, which nobody foresaw, its class and its text."""
    if isinstance(error, EngineError):
        return _sentence(error.kind, *error.arguments)
    return f"{type(error).__name__}: {error}"


def not_to_run(program: Program) -> str:
    """Why a program that a recording tells of is not run."""
    return _sentence(ErrorKind.RECORDED, program.name)


def _sentence(kind: ErrorKind, *arguments: object) -> str:
    return QCoreApplication.translate("Engine", kind.value).format(*arguments)
