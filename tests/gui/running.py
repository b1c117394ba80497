"""What a test started of Qt's and did not stop: it would go on in the next one, and fail that."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer


class Running:
    """Notes each QThread and QTimer that Python starts, with the line that did; those of Qt's own it does not see."""

    def __init__(self) -> None:
        self._started: list[tuple[weakref.ref[Any], str]] = []
        self._originals = {kind: kind.start for kind in (QThread, QTimer)}
        for kind, start in self._originals.items():
            kind.start = self._noting(start)  # type: ignore[method-assign]

    def _noting(self, start: Callable[..., None]) -> Callable[..., None]:
        def noted(started: Any, *words: Any) -> None:
            caller = sys._getframe(1)
            while caller.f_code.co_filename == __file__ and caller.f_back is not None:
                caller = caller.f_back  # another of these lies around this one, or Qt called it below `left`
            where = f"{type(started).__name__} of {caller.f_code.co_filename}:{caller.f_lineno}"
            self._started.append((weakref.ref(started), where))
            start(started, *words)

        return noted

    def left(self) -> list[str]:
        """What runs still, once what was to be deleted later is deleted. The next test begins with nothing."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        left = [where for reference, where in self._started if _runs(reference())]
        self._started.clear()
        return left

    def end(self) -> None:
        for kind, start in self._originals.items():
            kind.start = start  # type: ignore[method-assign]


def _runs(started: Any) -> bool:
    if started is None or not shiboken6.isValid(started):
        return False
    return bool(started.isRunning() if isinstance(started, QThread) else started.isActive())
