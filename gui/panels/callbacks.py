"""The program's callbacks in the order in which they ran."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import formats
from gui.panels.elided import Elided
from gui.panels.table import ColumnModel, Table
from gui.plain import PlainLabel
from gui.session import Session
from gui.theme import Theme
from gui.time_window import CURRENT, TimeWindow
from workers.trace.trace import Trace

AT, TASK, RESULT, WORKER, QUEUE, RAN, PLACE = range(7)

WIDTHS = (7, 11, 5, 6, 7, 7, 7)  # characters
MAX_TASK, MAX_RESULT, MAX_ERROR = 18, 12, 24  # characters to which a column grows with its texts
MEASURED = 300  # rows of a flood, its last ones


class CallbacksModel(ColumnModel):
    """Reads the trace's columns by row; nothing is kept for a row that is not on the screen."""

    def __init__(self, trace: Callable[[], Trace], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__([], parent)
        self._trace = trace
        self.theme = theme
        self.retranslate()

    def retranslate(self) -> None:
        self.name_columns(
            [
                self.tr("at"),
                self.tr("task"),
                self.tr("result"),
                self.tr("worker PID"),
                self.tr("queue"),
                self.tr("ran"),
                self.tr("callback PID"),
            ]
        )

    def refresh(self) -> None:
        self.resize(len(self._trace().callbacks))

    def task(self, row: int) -> int:
        """The task's row in the trace; −1: none."""
        callbacks = self._trace().callbacks
        return int(callbacks.task[row]) if 0 <= row < len(callbacks) else -1

    def text(self, row: int, column: int) -> str:
        trace = self._trace()
        if row >= len(trace.callbacks):
            return ""
        if column == AT:
            return formats.moment(float(trace.callbacks.began[row]))
        if column == PLACE:
            return str(int(trace.callbacks.pid[row]))
        task = self.task(row)
        if task < 0:
            return formats.UNKNOWN
        tasks = trace.tasks
        if column == TASK:
            return trace.label(task)
        if column == RESULT and (raised := trace.callbacks.errors.get(row)):
            return f"✕ {raised[0]}"
        if column == RESULT:
            return trace.outcome(task) or formats.UNKNOWN
        if column == WORKER:
            lane = int(tasks.lane[task])
            return str(trace.lanes[lane].pid) if lane >= 0 else formats.UNKNOWN
        if column == QUEUE:
            return formats.moment(float(tasks.started[task] - tasks.submitted[task]))
        return formats.duration(float(tasks.ended[task] - tasks.started[task]))

    def hint(self, row: int, column: int) -> str | None:
        """All of a row: a narrow table has not everything, and shortens what it has."""
        lines = [f"{heading}: {text}" for at, heading in enumerate(self.headings) if (text := self.text(row, at))]
        if raised := self._trace().callbacks.errors.get(row):
            error, line = raised
            where = self.tr("raised on line {0}").format(line) if line else self.tr("raised")
            lines.append(f"{where}: {error}")
        return "\n".join(lines)

    def colour(self, row: int, column: int) -> object:
        callbacks = self._trace().callbacks
        if row in callbacks.errors:
            return QColor(self.theme.failed)
        if column == PLACE and row < len(callbacks) and self._trace().lanes:
            return QColor(self.theme.faint if callbacks.pid[row] == self._trace().lanes[0].pid else self.theme.failed)
        return None


class Callbacks(QWidget):
    """A row under the mouse hovers its task in the timeline, a clicked one selects it.

    Folded to its head where there is nothing to expect. That is settled when a program is chosen and when a run starts, by the
    program's text and by its last run; only a callback that nobody expected unfolds it in between.
    """

    folded_changed = Signal()

    def __init__(self, session: Session, time_window: TimeWindow, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._time_window = time_window
        self.model = CallbacksModel(lambda: session.trace, theme, self)
        self.table = Table(self.model, WIDTHS, (TASK, RESULT), theme, (QUEUE, RAN, AT, WORKER))
        self.table.shorten(TASK, Qt.TextElideMode.ElideLeft)  # what differs is at the end: work(19998), work(19999)
        self._task_room, self._result_room = WIDTHS[TASK], WIDTHS[RESULT]  # characters
        self._seen = 0  # rows whose texts were measured
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.setMouseTracking(True)
        self.table.viewport().installEventFilter(self)
        self.table.entered.connect(self._hover)
        self.table.selectionModel().currentRowChanged.connect(self._select)
        self.title = PlainLabel()
        self.title.setProperty("look", "title")
        self.remark = Elided()
        self.remark.setProperty("look", "faint")
        self._head = QHBoxLayout()
        self._head.addWidget(self.title)
        self._head.addWidget(self.remark, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 10, 8, 8)
        self._column.addLayout(self._head)
        self._column.addWidget(self.table, 1)
        self.folded = False
        self._program = ""  # whose folding is settled
        self._without = ""  # the text of the last run that had none
        session.run_started.connect(self._begin)
        session.run_finished.connect(self._end)
        session.program_changed.connect(self._program_changed)
        self.retranslate()
        self.apply_theme(theme)

    def retranslate(self) -> None:
        self.model.retranslate()
        self.title.setText(self.tr("Callbacks"))
        self.table.setAccessibleName(self.tr("Callbacks"))
        self.refresh()

    def refresh(self) -> None:
        callbacks = self._session.trace.callbacks
        following = self.table.verticalScrollBar().value() >= self.table.verticalScrollBar().maximum()
        before = self.model.rowCount()
        self.model.refresh()
        if len(callbacks) and self.folded:
            self._fold(False)
        self._widen()
        elsewhere = self._elsewhere()
        self.table.show_column(PLACE, elsewhere)
        if not len(callbacks):
            self.remark.setText(self.tr("none so far") if self._session.running else self.tr("none"))
        else:
            self.remark.setText(
                self.tr("not all in the main process")
                if elsewhere
                else self.tr("run in the main process, one at a time")
            )
        if self.model.rowCount() > before and following:
            self.table.scrollToBottom()

    @property
    def head_height(self) -> int:
        """What it takes while it is folded, px. Its layout knows only after the next turn of the event loop."""
        margins = self._column.contentsMargins()
        return self._head.sizeHint().height() + margins.top() + margins.bottom()

    def _program_changed(self) -> None:
        name = self._session.program.name
        if name != self._program and not self._session.trace.events:
            self._settle()
        self._program = name

    def _settle(self) -> None:
        text, callbacks = self._session.program.text, self._session.trace.callbacks
        expected = "callback" in text and text != self._without
        self._fold(not len(callbacks) and not expected)

    def _end(self) -> None:
        if not len(self._session.trace.callbacks) and self._session.ran is not None:
            self._without = self._session.ran.text

    def _fold(self, folded: bool) -> None:
        if folded != self.folded:
            self.folded = folded
            self.table.setVisible(not folded)
            self.folded_changed.emit()

    def _widen(self) -> None:
        """Room for the texts that came. It never becomes less in a run: what is read does not jump."""
        rows, model, table = self.model.rowCount(), self.model, self.table
        task, result = self._task_room, self._result_room
        errors = self._session.trace.callbacks.errors
        for row in range(max(self._seen, rows - MEASURED), rows):
            task = max(task, min(table.characters(model.text(row, TASK)), MAX_TASK))
            most = MAX_ERROR if row in errors else MAX_RESULT
            result = max(result, min(table.characters(model.text(row, RESULT)), most))
        # Whether the last one raises is seen after it began.
        self._seen = max(rows - 1, 0)
        self._task_room, self._result_room = task, result
        table.make_room({TASK: task, RESULT: result})

    def show_task(self, task: int) -> None:
        """Selects the row of a task's callback, if it has one; −1: none."""
        if 0 <= task == self.model.task(self.table.currentIndex().row()):
            return
        rows = (self._session.trace.callbacks.task == task).nonzero()[0]
        if len(rows):
            self.refresh()
            self.table.selectRow(int(rows[0]))
        else:
            self.table.selectionModel().clear()  # the current row too, so that a click on it selects it anew

    def _elsewhere(self) -> bool:
        """Whether a callback ran in another process than the main one."""
        trace = self._session.trace
        return bool(trace.lanes and trace.callbacks.pids - {trace.lanes[0].pid})

    def _begin(self) -> None:
        self._seen, self._task_room, self._result_room = 0, WIDTHS[TASK], WIDTHS[RESULT]
        self.model.resize(0)
        self._settle()
        self.refresh()

    def _hover(self, index: QModelIndex) -> None:
        self._time_window.hover(CURRENT, self.model.task(index.row()))

    def _select(self, current: QModelIndex, before: QModelIndex) -> None:
        if current.isValid():
            self._time_window.select_task(CURRENT, self.model.task(current.row()))

    def apply_theme(self, theme: Theme) -> None:
        self.model.theme = theme
        self._head.setContentsMargins(theme.px(8), 0, theme.px(8), 0)
        self._head.setSpacing(theme.px(12))
        self.table.apply_theme(theme)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._time_window.hover(CURRENT, -1)
        return False
