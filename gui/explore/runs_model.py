"""The runs of a sweep as a list: one of each value."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtWidgets import QWidget

from gui import formats
from gui.explore import words
from gui.panels.table import NO_PARENT, Index
from workers.sweep.measured import Measured
from workers.sweep.plan import Settings
from workers.sweep.sweep import Point, Sweep

RUN, LINES, MARKED, LONGEST = (Qt.ItemDataRole.UserRole + number for number in range(4))
"""The Measured, or None; the three lines beside it; whether it is recommended; s of the longest of all."""


class RunsModel(QAbstractListModel):
    """`repeat`: which one is shown of each value, from 0; −1: that whose time is the median."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.repeat = -1
        self.longest = 0.0
        self._sweep: Sweep | None = None
        self._points: list[Point] = []
        self._recommended: Settings | None = None
        self._base: set[Settings] = set()

    def show_sweep(self, sweep: Sweep | None, whole: bool = True) -> None:
        """`whole`: no run is missing any more, so that one may be called recommended."""
        points = [point for family in sweep.families for point in sweep.points(family)] if sweep is not None else []
        anew = [point.settings for point in points] != [point.settings for point in self._points]
        if anew:
            self.beginResetModel()
        self._sweep, self._points = sweep, points
        found = sweep.conclusion() if sweep is not None and whole else None
        self._recommended = found.recommended if found is not None else None
        self._base = set()
        if sweep is not None:
            bases = (sweep.baseline(family) for family in sweep.families)
            self._base = {base.settings for base in bases if base is not None and not base.own}
        self.longest = max((run.wall_s for point in points for run in point.runs), default=0.0)
        if anew:
            self.endResetModel()
        elif points:
            self.dataChanged.emit(self.index(0), self.index(len(points) - 1))

    def run(self, row: int) -> Measured | None:
        point = self._points[row]
        if self.repeat < 0:
            return point.median_run
        return next((run for run in point.runs if run.repeat == self.repeat), None)

    def _lines(self, row: int) -> tuple[str, str, str]:
        """What it is, its time, its speed-up."""
        point, sweep = self._points[row], self._sweep
        assert sweep is not None
        title = words.row_title(sweep, point.settings)
        family = words.family_name(point.settings[1:])
        run = self.run(row)
        if run is None:
            return title, words.failed() if point.failed is not None else "…", family
        last = words.base() if point.settings in self._base else formats.factor(point.speed_up)
        return title, words.seconds(run.wall_s), f"{family}, {last}" if family else last

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._points)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._lines(row)[0]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            marked = words.recommended() if self._recommended == self._points[row].settings else ""
            return formats.listed((*self._lines(row), marked))
        if role == RUN:
            return self.run(row)
        if role == LINES:
            return self._lines(row)
        if role == MARKED:
            return self._recommended == self._points[row].settings
        return self.longest if role == LONGEST else None
