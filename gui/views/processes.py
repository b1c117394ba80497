"""The run's processes, as ps would list them, the ended ones too."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from gui import formats
from gui.session import Session
from gui.theme import Theme
from gui.views.table import NO_PARENT, ColumnModel, Table
from workers.trace.trace import Lane, Trace

PID, PARENT, ROLE, STATE, CPU, MEMORY, THREADS, CORE, STARTED, ENDED, EXIT, COMMAND = range(12)


class ProcessesModel(ColumnModel):
    """One row a process, in order of birth; threads of a ThreadPool are no rows."""

    def __init__(self, trace: Callable[[], Trace], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__([], parent)
        say = self.tr
        self.headings = [say("PID"), say("parent"), say("role"), say("state"), say("CPU"), say("memory")]
        self.headings += [say("threads"), say("core"), say("started"), say("ended"), say("exit"), say("command")]
        self._trace = trace
        self.theme = theme
        self._lanes: list[Lane] = []

    def refresh(self) -> None:
        self._lanes = [lane for lane in self._trace().lanes if lane.role != "thread"]
        self.resize(len(self._lanes))
        if self._lanes:
            self.dataChanged.emit(self.index(0, 0, NO_PARENT), self.index(len(self._lanes) - 1, EXIT, NO_PARENT))

    def lane(self, row: int) -> Lane:
        return self._lanes[row]

    def numeric(self, column: int) -> bool:
        return column in (CPU, MEMORY, THREADS, CORE, STARTED, ENDED)

    def colour(self, row: int, column: int) -> object:
        lane = self._lanes[row]
        if column in (STATE, EXIT) and lane.exit_code:
            return QColor(self.theme.failed)
        return QColor(self.theme.faint) if _ended(lane) or lane.role == "helper" else None

    def text(self, row: int, column: int) -> str:
        if row >= len(self._lanes):
            return ""
        lane = self._lanes[row]
        ended = _ended(lane)
        if column == PID:
            return str(lane.pid)
        if column == PARENT:
            lanes = self._trace().lanes
            return str(lanes[lane.parent].pid) if 0 <= lane.parent < len(lanes) else formats.UNKNOWN
        if column == ROLE:
            return self._role(lane)
        if column == STATE:
            return self._state(lane, ended)
        if column == CPU:
            return formats.UNKNOWN if ended else formats.percent(lane.last_cpu_share)
        if column == MEMORY:
            return formats.memory(lane.last_memory) if lane.last_memory > 0 else formats.UNKNOWN
        if column == THREADS:
            return str(lane.last_threads) if lane.last_threads > 0 else formats.UNKNOWN
        if column == CORE:
            return str(lane.last_core) if lane.last_core >= 0 else formats.UNKNOWN
        if column == STARTED:
            return formats.moment(lane.began)
        if column == ENDED:
            return formats.moment(lane.ended)
        if column == EXIT:
            return formats.exit_code(lane.exit_code) if ended else ""
        return lane.command

    def _state(self, lane: Lane, ended: bool) -> str:
        if lane.zombie:
            return self.tr("zombie")
        if not ended:
            return lane.last_state or formats.UNKNOWN
        if lane.exit_code is None:
            return self.tr("ended")
        word = formats.exit_code(lane.exit_code)
        return word if lane.exit_code < 0 else self.tr("exit {0}").format(word)

    def _role(self, lane: Lane) -> str:
        if lane.role == "main":
            return self.tr("Main process")
        if lane.role == "worker":
            return self.tr("Worker {0}").format(lane.title_number)
        if lane.role == "helper":
            return lane.name or self.tr("Helper {0}").format(lane.title_number)
        return lane.name or self.tr("Process {0}").format(lane.title_number)


class Processes(QWidget):
    """A menu on a living process can kill it, to see what its pool makes of that."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self.model = ProcessesModel(lambda: session.trace, theme, self)
        self.table = Table(self.model, (7, 7, 13, 9, 7, 7, 3, 3, 8, 8, 8, 40), (), theme)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 8)
        column.addWidget(self.table)
        session.run_started.connect(self._begin)
        self.refresh()

    def refresh(self) -> None:
        self.model.refresh()

    def _begin(self) -> None:
        self.model.resize(0)
        self.refresh()

    def menu(self, row: int) -> QMenu:
        """What can be done with the process of a row."""
        lane = self.model.lane(row)
        menu = QMenu(self)
        kill = menu.addAction(self.tr("Kill process {0}").format(lane.pid))
        kill.setEnabled(self._session.running and not _ended(lane))
        kill.triggered.connect(lambda: self._session.kill(lane.pid))
        copy = menu.addAction(self.tr("Copy"))
        copy.triggered.connect(self.table.copy)
        return menu

    def _ask(self, place: QPoint) -> None:
        index = self.table.indexAt(place)
        if index.isValid():
            self.menu(index.row()).popup(self.table.viewport().mapToGlobal(place))

    def apply_theme(self, theme: Theme) -> None:
        self.model.theme = theme
        self.table.apply_theme(theme)


def _ended(lane: Lane) -> bool:
    return not math.isnan(lane.ended)
