"""Starts a run without stopping the window: another interpreter may take seconds to say which Python it is."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThread

from workers.program.program import ProgramError
from workers.running.run import Run, RunError


class Starter(QThread):
    """Starts `target`; when `finished` (QThread's) is emitted, it runs or `error` says why not.

    `target.stop()` ends it at once, from any thread.
    """

    def __init__(self, target: Run, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.target = target
        self.error: RunError | ProgramError | None = None

    def run(self) -> None:
        try:
            self.target.start()
        except (RunError, ProgramError) as error:
            self.error = error
