"""What the window's tables have in common: rows of one height, one font, no grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gui.formats import UNKNOWN
from gui.plain import tip
from gui.style import SMALL, TEXT, mono, sans
from gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
ROW = 26  # px at scale 1


class ColumnModel(QAbstractTableModel):
    """A table of text. Rows are told to Qt by `resize`; their texts are asked for when they are seen."""

    def __init__(self, headings: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headings = list(headings)
        self._rows = 0

    def name_columns(self, headings: Sequence[str]) -> None:
        """The headings in the window's language; the texts below them may have changed with it."""
        self.headings = list(headings)
        if self._rows:
            last = self.index(self._rows - 1, len(self.headings) - 1, NO_PARENT)
            self.dataChanged.emit(self.index(0, 0, NO_PARENT), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.headings) - 1)

    def text(self, row: int, column: int) -> str:
        raise NotImplementedError

    def colour(self, row: int, column: int) -> object:
        """A QColor, or None for the usual one."""
        return None

    def numeric(self, column: int) -> bool:
        """Whether a column is aligned to the right."""
        return False

    def hint(self, row: int, column: int) -> str | None:
        """A cell's tool tip, None for none: its text where that is long."""
        text = self.text(row, column)
        return text if len(text) > 24 else None

    def resize(self, rows: int) -> None:
        """There are `rows` rows now, more at the end or fewer at the end."""
        if rows > self._rows:
            self.beginInsertRows(NO_PARENT, self._rows, rows - 1)
            self._rows = rows
            self.endInsertRows()
        elif rows < self._rows:
            self.beginRemoveRows(NO_PARENT, rows, self._rows - 1)
            self._rows = rows
            self.endRemoveRows()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = (self.headings[index.column()], self.text(index.row(), index.column()) or UNKNOWN)
            return ": ".join(part for part in words if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            hint = self.hint(index.row(), index.column())
            return None if hint is None else tip(hint)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self.colour(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.numeric(index.column()) else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.headings):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.numeric(section) else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class _Shortened(QStyledItemDelegate):
    """Shortens each column's text at its own end. QTableView has one way for all."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.modes: dict[int, Qt.TextElideMode] = {}

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = self.modes.get(index.column(), option.textElideMode)


class Table(QTableView):
    """Shows a ColumnModel. `widths`: characters a column is wide; the `wide` columns share what is left, or what is lacking.

    In a narrow table the `optional` columns are left out, the first one first. `size`: of the text, logical pixels.
    """

    def __init__(
        self,
        model: ColumnModel,
        widths: Sequence[int],
        wide: Sequence[int],
        theme: Theme,
        optional: Sequence[int] = (),
        size: int = TEXT,
    ) -> None:
        super().__init__()
        self._widths = list(widths)
        self._wide = list(wide)
        self._optional = list(optional)
        self._size = size
        self._unused: set[int] = set()
        self._shortened = _Shortened(self)
        self.setItemDelegate(self._shortened)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(20)
        model.headerDataChanged.connect(self._arrange)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        font = mono(theme, self._size)
        self.setFont(font)
        self.setStyleSheet(f"QTableView {{ font-size: {font.pixelSize()}px; }}")  # the window's would win over setFont
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))
        self.verticalHeader().setMinimumSectionSize(theme.px(12))
        self.horizontalHeader().setFont(sans(theme, SMALL))
        self._arrange()

    def show_column(self, column: int, shown: bool) -> None:
        """Whether the column has anything to say at all."""
        if shown == (column in self._unused):
            self._unused ^= {column}
            self._leave_out()

    def shorten(self, column: int, mode: Qt.TextElideMode) -> None:
        """Where a column's text loses what there is no room for."""
        self._shortened.modes[column] = mode

    def make_room(self, needed: dict[int, int]) -> None:
        """Characters that columns are to be wide. A wish that nothing changes costs nothing."""
        if any(self._widths[column] != characters for column, characters in needed.items()):
            for column, characters in needed.items():
                self._widths[column] = characters
            self._arrange()

    def characters(self, text: str) -> int:
        """How many characters of usual width a text takes."""
        return -(-self.fontMetrics().horizontalAdvance(text) // max(1, self.fontMetrics().horizontalAdvance("0")))

    def _needed(self, column: int) -> int:
        """px"""
        heading = QFontMetrics(sans(self._theme, SMALL)).horizontalAdvance(self.headings()[column])
        text = self.fontMetrics().horizontalAdvance("0" * self._widths[column])
        return max(heading + self._theme.px(10), text + self._theme.px(10))

    def _arrange(self) -> None:
        """All columns as wide as they should be; those that are not `wide` may then be dragged."""
        for column in range(len(self._widths)):
            self.setColumnWidth(column, self._needed(column))
        self._leave_out()

    def _leave_out(self) -> None:
        used = [column for column in range(len(self._widths)) if column not in self._unused]
        room = self.viewport().width() - sum(map(self._needed, used))
        for column in self._optional:
            if column in used and room < 0:
                room += self._needed(column)
                used.remove(column)
        for column in range(len(self._widths)):
            self.setColumnHidden(column, column not in used)
        shared = [column for column in used if column in self._wide]
        for number, column in enumerate(shared):
            share = (room * (number + 1)) // len(shared) - (room * number) // len(shared)
            self.setColumnWidth(column, max(self._needed(column) + share, self._theme.px(30)))

    def headings(self) -> list[str]:
        model = self.model()
        assert isinstance(model, ColumnModel)
        return model.headings

    def selected_rows(self) -> list[int]:
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def copy(self) -> None:
        """The selected rows to the clipboard, columns parted by tabs."""
        model = self.model()
        assert isinstance(model, ColumnModel)
        lines = [
            "\t".join(model.text(row, column) for column in range(len(model.headings))) for row in self.selected_rows()
        ]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def keyboardSearch(self, search: str) -> None:
        """Letters are the window's keys."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)
