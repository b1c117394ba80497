"""The table of a sweep: a row a value."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.explore import words
from gui.panels.table import ColumnModel, Index, Table
from gui.style import mixed
from gui.theme import Theme
from workers.sweep.plan import Settings
from workers.sweep.sweep import Point, Sweep

FAMILY, VALUE, TIME, SPREAD, SPEED_UP, EFFICIENCY, WAITING, MEMORY = range(8)
WIDTHS = (11, 9, 9, 8, 7, 7, 7, 7)  # characters
LOW_ROW = 21  # px at scale 1, of a row in a low place
SIGN = "✓ "  # before the recommended value


class FiguresModel(ColumnModel):
    """The recommended row has a sign, a bold font and a ground of its own."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(words.headings(None), parent)
        self.theme = theme
        self.points: list[Point] = []
        self._cells: list[list[str]] = []
        self._recommended: Settings | None = None

    def show_sweep(self, sweep: Sweep | None, whole: bool = True) -> None:
        """`whole`: no run is missing any more, so that one may be called recommended."""
        self.points = (
            [point for family in sweep.families for point in sweep.points(family)] if sweep is not None else []
        )
        self._cells = [words.cells(point) for point in self.points]
        found = sweep.conclusion() if sweep is not None and whole else None
        self._recommended = found.recommended if found is not None else None
        self.resize(len(self.points))
        self.name_columns(words.headings(sweep))

    def recommended(self, row: int) -> bool:
        return self.points[row].settings == self._recommended

    def text(self, row: int, column: int) -> str:
        text = self._cells[row][column]
        return f"{SIGN}{text}" if column == VALUE and self.recommended(row) else text

    def colour(self, row: int, column: int) -> object:
        return None

    def numeric(self, column: int) -> bool:
        return column not in (FAMILY,)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.isValid() and self.recommended(index.row()):
            if role == Qt.ItemDataRole.FontRole:
                font = QFont()
                font.setBold(True)
                return font
            if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == VALUE:
                return f"{self._cells[index.row()][VALUE]} {words.recommended()}"
        return super().data(index, role)


class _Ground(QStyledItemDelegate):
    """The style sheet of the table would paint over a background of the model's."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        if isinstance(model, FiguresModel) and model.recommended(index.row()):
            painter.fillRect(option.rect, QColor(mixed(model.theme.card, model.theme.callback, 0.14)))
        super().paint(painter, option, index)


class Figures(Table):
    def __init__(self, model: FiguresModel, theme: Theme) -> None:
        self._figures, self._compact = model, False
        super().__init__(model, WIDTHS, tuple(range(1, len(WIDTHS))), theme, (SPREAD, MEMORY, WAITING, EFFICIENCY))
        self.setItemDelegate(_Ground(self))
        self.setVerticalScrollMode(Table.ScrollMode.ScrollPerPixel)

    def show_sweep(self, sweep: Sweep | None, whole: bool = True) -> None:
        """The columns that have nothing to say are left out."""
        self._figures.show_sweep(sweep, whole)
        self.show_column(FAMILY, sweep is not None and len(sweep.axes) > 1)
        self.show_column(EFFICIENCY, sweep is None or sweep.sized)
        found = [row for row in range(len(self._figures.points)) if self._figures.recommended(row)]
        if found:
            self.scrollTo(self._figures.index(found[0], VALUE))

    def set_compact(self, compact: bool) -> None:
        self._compact = compact

    def apply_theme(self, theme: Theme) -> None:
        self._figures.theme = theme
        super().apply_theme(theme)
        if self._compact:
            self.verticalHeader().setDefaultSectionSize(theme.px(LOW_ROW))
