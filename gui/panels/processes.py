"""The run's processes, as ps would list them, the ended ones too."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import PurePath

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from gui import formats
from gui.panels.table import NO_PARENT, ColumnModel, Table
from gui.session import Session
from gui.style import SMALL
from gui.theme import Theme
from workers.analysis.deaths import ended_badly
from workers.trace.lanes import Lane
from workers.trace.trace import Trace

PID, PARENT, ROLE, STATE, CPU, MEMORY, THREADS, CORE, STARTED, ENDED, EXIT, COMMAND = range(12)

WIDTHS = (6, 6, 13, 10, 5, 6, 2, 2, 7, 7, 7, 6)  # characters
RATHER_NOT = (EXIT, ENDED, STARTED, CORE, THREADS, COMMAND, PARENT)
"""What a narrow table leaves out, the first one first: the state says how a process ended, the timeline when."""

LETTERS = {
    "running": "R", "sleeping": "S", "disk-sleep": "D", "stopped": "T", "tracing-stop": "t", "zombie": "Z",
    "dead": "X", "idle": "I", "parked": "P", "wake-kill": "K", "waking": "W", "waiting": "S",
}  # fmt: skip
"""The letter that ps shows for each of psutil's words; see "PROCESS STATE CODES" in ps(1)."""

MAX_NAME_LENGTH = 15  # characters; Linux keeps no more of a process's name


class ProcessesModel(ColumnModel):
    """One row a process, in order of birth; the threads of its pools stand below it."""

    def __init__(self, trace: Callable[[], Trace], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__([], parent)
        self._trace = trace
        self.theme = theme
        self._lanes: list[Lane] = []
        self.retranslate()

    def retranslate(self) -> None:
        self.name_columns(
            [
                self.tr("PID"),
                self.tr("parent"),
                self.tr("role"),
                self.tr("state"),
                self.tr("CPU"),
                self.tr("memory"),
                self.tr("threads"),
                self.tr("core"),
                self.tr("started"),
                self.tr("ended"),
                self.tr("exit"),
                self.tr("command"),
            ]
        )

    def refresh(self) -> None:
        place = 0
        for lane in self._trace().lanes:
            if lane.role != "thread":
                for one in (lane, *lane.threads):
                    self._put(place, one)
                    place += 1
        if self._rows > place:
            self._drop(place)
        if place:
            self.dataChanged.emit(self.index(0, 0, NO_PARENT), self.index(place - 1, COMMAND, NO_PARENT))

    def begin(self) -> None:
        """Another run."""
        self._drop(0)

    def _put(self, place: int, lane: Lane) -> None:
        """Lanes are never taken away while a run goes on: one that is not where it was has a new one before it."""
        if place < self._rows and self._lanes[place] is lane:
            return
        self.beginInsertRows(NO_PARENT, place, place)
        self._lanes.insert(place, lane)
        self._rows += 1
        self.endInsertRows()

    def _drop(self, first: int) -> None:
        if self._rows > first:
            self.beginRemoveRows(NO_PARENT, first, self._rows - 1)
            del self._lanes[first:]
            self._rows = first
            self.endRemoveRows()

    def lane(self, row: int) -> Lane:
        return self._lanes[row]

    def numeric(self, column: int) -> bool:
        return column in (CPU, MEMORY, THREADS, CORE, STARTED, ENDED)

    def colour(self, row: int, column: int) -> object:
        lane = self._lanes[row]
        if column in (STATE, EXIT) and (_zombie(lane) or ended_badly(self._trace(), lane)):
            return QColor(self.theme.failed)
        return QColor(self.theme.faint) if _ended(lane) or lane.role == "helper" else None

    def text(self, row: int, column: int) -> str:
        if row >= len(self._lanes):
            return ""
        lane = self._lanes[row]
        ended = _ended(lane)
        if column == PID:
            return str(lane.pid)
        if column == ROLE:
            return self._role(lane)
        if column == STATE:
            return self._state(lane)
        if column == STARTED:
            return formats.moment(lane.began)
        if column == ENDED:
            return formats.moment(lane.ended)
        if lane.role == "thread":
            return ""  # the system's figures are those of its process
        if column == PARENT:
            return self._parent(lane)
        if column == CPU:
            return formats.UNKNOWN if ended else formats.percent(lane.last_cpu_share)
        if column == MEMORY:
            return formats.memory(lane.last_memory) if lane.last_memory > 0 else formats.UNKNOWN
        if column == THREADS:
            return str(lane.last_threads) if lane.last_threads > 0 else formats.UNKNOWN
        if column == CORE:
            return str(lane.last_core) if lane.last_core >= 0 else formats.UNKNOWN
        if column == EXIT:
            return formats.exit_code(lane.exit_code) if ended else ""
        return defunct(lane.command) if _zombie(lane) else lane.command

    def hint(self, row: int, column: int) -> str | None:
        """All that is known of the process: a narrow table has not everything."""
        return "\n".join(
            f"{heading}: {text}" for place, heading in enumerate(self.headings) if (text := self.text(row, place))
        )

    def _parent(self, lane: Lane) -> str:
        if lane.parent_pid is not None:
            return str(lane.parent_pid)
        lanes = self._trace().lanes
        return str(lanes[lane.parent].pid) if 0 <= lane.parent < len(lanes) else formats.UNKNOWN

    def _state(self, lane: Lane) -> str:
        """The letter of ps and a word for it; how it ended for one that is no longer there."""
        if _zombie(lane):
            return f"Z {self.tr('zombie')}"
        if not _ended(lane):
            words = {
                "running": self.tr("running"),
                "sleeping": self.tr("sleeping"),
                "disk-sleep": self.tr("waiting for a disk"),
                "stopped": self.tr("stopped"),
                "tracing-stop": self.tr("stopped by a debugger"),
                "idle": self.tr("idle"),
                "dead": self.tr("dead"),
            }
            state = lane.last_state
            return f"{LETTERS.get(state, '?')} {words.get(state, state)}" if state else formats.UNKNOWN
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
        if lane.library and lane.role == "process":
            return self.tr("{0} process {1}").format(lane.library, lane.library_number)
        if lane.role == "thread":
            return f"└ {lane.thread or self.tr('Thread {0}').format(lane.title_number)}"
        return lane.name or self.tr("Process {0}").format(lane.title_number)


class Processes(QWidget):
    """A menu on a living process can kill it, to see what its pool makes of that."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self.model = ProcessesModel(lambda: session.trace, theme, self)
        self.table = Table(self.model, WIDTHS, (COMMAND,), theme, RATHER_NOT, SMALL)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # a command's first and last words say the most
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 8)
        column.addWidget(self.table)
        session.run_started.connect(self._begin)
        self.refresh()

    def retranslate(self) -> None:
        self.model.retranslate()
        self.table.setAccessibleName(self.tr("Processes"))

    def refresh(self) -> None:
        self.model.refresh()

    def _begin(self) -> None:
        self.model.begin()
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


def defunct(command: str) -> str:
    """How `ps -ef` shows a zombie that ran `command`: nothing is left of it but its name."""
    words = command.split()
    return f"[{PurePath(words[0]).name[:MAX_NAME_LENGTH]}] <defunct>" if words else "<defunct>"


def _zombie(lane: Lane) -> bool:
    return lane.zombie or (not _ended(lane) and lane.last_state == "zombie")


def _ended(lane: Lane) -> bool:
    return not math.isnan(lane.ended)
