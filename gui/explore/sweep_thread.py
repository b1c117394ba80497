"""The thread that makes the runs of a sweep."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from workers.log import described, logger
from workers.sweep.plan import Plan
from workers.sweep.runner import run_sweep
from workers.sweep.sweep import Sweep

_log = logger("window")


class SweepThread(QThread):
    """Makes the runs that `sweep` lacks, on a copy of it; they are recorded in `folder`.

    When `finished` (QThread's) is emitted, all else was before it.
    """

    begun = Signal(object)  # a workers.sweep.runner.Progress
    measured = Signal(object)  # a workers.sweep.measured.Measured
    failed = Signal(object)  # the Exception: no more runs are made

    def __init__(self, plan: Plan, sweep: Sweep, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan = plan
        self._folder = folder
        self._sweep = replace(sweep, runs=list(sweep.runs))
        self._stopping = threading.Event()

    def stop(self) -> None:
        """The present run is ended at once, and not counted. From any thread."""
        self._stopping.set()

    def run(self) -> None:
        try:
            run_sweep(self._plan, self._sweep, self._stopping, self.begun.emit, self.measured.emit, folder=self._folder)
        except Exception as error:  # whatever it is: a thread that dies silently would leave a sweep that never ends
            _log.warning("no more runs are made: %s", described(error))
            self.failed.emit(error)
