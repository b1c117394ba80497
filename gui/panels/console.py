"""What the program and its processes print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from gui import formats
from gui.focus import by_tab
from gui.panels.elided import Elided
from gui.panels.table import NO_PARENT, ColumnModel, Index, Table
from gui.session import Session
from gui.style import mono
from gui.theme import Theme
from workers.trace.records import OutputLine
from workers.trace.trace import Trace
from workers.trace.tracebacks import frame_in

AT, WRITER, STREAM, TEXT = range(4)
STDERR_MARK = "!"
MEASURED = 300


class ConsoleModel(ColumnModel):
    """The lines that the trace has kept; a refresh costs the same however many came."""

    def __init__(
        self,
        trace: Callable[[], Trace],
        theme: Theme,
        parent: QWidget | None = None,
        linked: Callable[[], str] = lambda: "",
    ) -> None:
        """`linked`: the file whose lines can be shown, "" none."""
        super().__init__([], parent)
        self._trace = trace
        self._linked = linked
        self._underlined = QFont()
        self.theme = theme
        self._first = 0  # number of the first line shown, since the run's begin
        self.retranslate()

    def retranslate(self) -> None:
        self.name_columns([self.tr("at"), self.tr("PID"), "", self.tr("output")])

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self._underlined = mono(theme)
        self._underlined.setUnderline(True)

    def begin(self) -> None:
        self._first = 0
        self.resize(0)

    def refresh(self) -> int:
        """Follows the trace; how many lines were dropped at the top."""
        output = self._trace().output
        gone = output.dropped - self._first
        if rows := min(max(gone, 0), self._rows):
            self.beginRemoveRows(NO_PARENT, 0, rows - 1)
            self._rows -= rows
            self._first = output.dropped
            self.endRemoveRows()
        self._first = output.dropped
        self.resize(len(output))
        return gone

    def _line(self, row: int) -> OutputLine | None:
        """A row stays with its line, even while lines before it are already dropped."""
        output = self._trace().output
        place = self._first + row - output.dropped
        return output[place] if 0 <= place < len(output) else None

    def text(self, row: int, column: int) -> str:
        line = self._line(row)
        if line is None:
            return ""
        if column == AT:
            return formats.moment(line.t)
        if column == WRITER:
            return str(line.pid) if line.pid else formats.UNKNOWN
        if column == STREAM:
            return STDERR_MARK if line.stream == "stderr" else ""
        return line.text.expandtabs(8)

    def colour(self, row: int, column: int) -> object:
        if column in (AT, WRITER):
            return QColor(self.theme.faint)
        line = self._line(row)
        if self.link(row):
            return QColor(self.theme.accent)
        return QColor(self.theme.failed) if line is not None and line.stream == "stderr" else None

    def link(self, row: int) -> int:
        """The line of the shown program that a traceback's line names; 0: none, or that of another file."""
        line = self._line(row)
        place = frame_in(line.text) if line is not None else None
        return place[1] if place is not None and place[0] == self._linked() else 0

    def hint(self, row: int, column: int) -> str | None:
        if column == TEXT and (line := self.link(row)):
            return self.tr("shows line {0} of the program").format(line)
        return super().hint(row, column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.FontRole and index.isValid() and index.column() == TEXT and self.link(index.row()):
            return self._underlined
        return super().data(index, role)

    def find(self, word: str, after: int) -> int:
        """The next row after `after` whose text holds `word` (any case), from the top again at the end; −1: none."""
        rows = self.rowCount()
        word = word.casefold()
        for step in range(1, rows + 1):
            row = (after + step) % rows
            if word in self.text(row, TEXT).casefold():
                return row
        return -1


class Console(QWidget):
    """Follows the end until the user scrolls up. Lines of stderr are red and marked "!".

    A line of a traceback that names a line of the program is a link to it.
    """

    line_chosen = Signal(int)  # of the program, from 1

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._theme = theme
        self.model = ConsoleModel(lambda: session.trace, theme, self, self._linked)
        self.table = Table(self.model, (8, 7, 1, 20), (), theme, (AT,))
        self.table.setSelectionMode(Table.SelectionMode.ExtendedSelection)
        self.table.setMouseTracking(True)
        self.table.entered.connect(self._show_cursor)
        self.table.clicked.connect(self._follow)
        self.table.activated.connect(self._follow)
        self.following = True
        self._measured = 0  # how many lines of the run were asked for their width
        self._longest = 0  # px
        self.remark = Elided()
        self.remark.setProperty("look", "faint")
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.returnPressed.connect(self.find_next)
        self.copy_button = by_tab(QPushButton())
        self.copy_button.setProperty("look", "link")
        self.copy_button.clicked.connect(self.copy)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, 0, 0)
        foot.addWidget(self.remark, 1)
        foot.addWidget(self.search)
        foot.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 8)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        shortcut = QShortcut(QKeySequence.StandardKey.Find, self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.search.setFocus)
        self.table.verticalScrollBar().actionTriggered.connect(self._scrolled)
        self.table.verticalScrollBar().valueChanged.connect(self._moved)
        session.run_started.connect(self._begin)
        self.retranslate()
        self.apply_theme(theme)

    def _linked(self) -> str:
        """The file of the run's program, where that is the one that is shown."""
        ran, shown = self._session.ran, self._session.program
        return self._session.trace.program if ran is not None and ran.name == shown.name else ""

    def _show_cursor(self, index: QModelIndex) -> None:
        linked = index.column() == TEXT and self.model.link(index.row())
        self.table.viewport().setCursor(Qt.CursorShape.PointingHandCursor if linked else Qt.CursorShape.ArrowCursor)

    def _follow(self, index: QModelIndex) -> None:
        if line := self.model.link(index.row()):
            self.line_chosen.emit(line)

    def retranslate(self) -> None:
        self.model.retranslate()
        self.table.setAccessibleName(self.tr("Console"))
        self.search.setPlaceholderText(self.tr("Find"))
        self.search.setAccessibleName(self.tr("Find"))
        for clear in self.search.findChildren(QToolButton):
            clear.setAccessibleName(self.tr("Clear"))
        self.copy_button.setText(self.tr("Copy"))
        self.refresh()

    def refresh(self) -> None:
        bar = self.table.verticalScrollBar()
        following, place = self.following, bar.value()
        gone = self.model.refresh()
        self._widen()
        if following:
            self.table.scrollToBottom()
        elif gone > 0:
            bar.setValue(max(0, place - gone))
        self.following = following
        output = self._session.trace.output
        words = self.tr("%Ln line(s)", "", output.total)
        if output.dropped:
            words = self.tr("{0}, {1} dropped").format(words, formats.count(output.dropped))
        if not self._session.trace.output_recorded:
            words = self.tr("The output of this run was not recorded.")
        self.remark.setText(words)

    def _widen(self) -> None:
        """Makes the text's column as wide as the longest of the lines that came; of a flood, its last ones."""
        output = self._session.trace.output
        rows = self.model.rowCount()
        metrics = self.table.fontMetrics()
        for row in range(max(0, rows - min(output.total - self._measured, MEASURED)), rows):
            self._longest = max(self._longest, metrics.horizontalAdvance(self.model.text(row, TEXT)))
        self._measured = output.total
        used = sum(self.table.columnWidth(column) for column in (AT, WRITER, STREAM))
        self.table.setColumnWidth(TEXT, max(self._longest + 2 * metrics.height(), self.table.viewport().width() - used))

    def find_next(self) -> bool:
        """Selects the next line with the word that is searched for."""
        word = self.search.text()
        rows = self.table.selected_rows()
        row = self.model.find(word, rows[-1] if rows else -1) if word else -1
        if row >= 0:
            self.following = False
            self.table.selectRow(row)
            self.table.scrollTo(self.model.index(row, 0))
            self.following = False
        elif word:
            self.remark.setText(self.tr("“{0}” was not found").format(word))
        return row >= 0

    def copy(self) -> None:
        """The selected lines, or all that are kept."""
        if not self.table.selected_rows():
            self.table.selectAll()
        self.table.copy()

    def _begin(self) -> None:
        self.following = True
        self._measured = self._longest = 0
        self.model.begin()
        self.refresh()

    def _scrolled(self, action: int) -> None:
        """The user's own doing: wheel, keys or the bar."""
        bar = self.table.verticalScrollBar()
        self.following = bar.sliderPosition() >= bar.maximum()

    def _moved(self, value: int) -> None:
        self.following = value >= self.table.verticalScrollBar().maximum()

    def apply_theme(self, theme: Theme) -> None:
        self.model.apply_theme(theme)
        self.search.setFixedWidth(theme.px(150))
        self.table.apply_theme(theme)
        self._measured = self._longest = 0
        self._widen()
