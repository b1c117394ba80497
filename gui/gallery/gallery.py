"""All built-in programs, each with a small picture of what it looks like when it runs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.focus import by_tab
from gui.gallery.gallery_card import GalleryCard
from gui.gallery.seen import seen
from gui.icons import icon
from gui.language import language, program_title
from gui.lessons import first_sentence, in_order, lesson_of, sweep_of
from gui.panels.elided import Elided
from gui.panels.table import NO_PARENT, Index
from gui.plain import PlainLabel
from gui.shell.actions import Actions
from gui.theme import Theme
from workers.program.program import builtin_programs

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "gallery"
QUESTION = "pool_size"  # what its picture is called
NARROWEST, WIDEST = 200, 480  # px at scale 1, of a card


class GalleryModel(QAbstractListModel):
    """A row a program: its title, what one will see (tool tip role) and its picture (decoration)."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.programs = in_order(builtin_programs())
        self.entries = [*self.programs]
        pools = [number for number, program in enumerate(self.programs) if program.name == "pool"]
        self.question = pools[0] + 1 if pools else -1  # the row that asks which pool size; behind the pool itself
        if pools:
            self.entries.insert(self.question, self.programs[pools[0]])
        self.theme = theme
        self._pictures: dict[str, QPixmap] = {}

    def picture(self, name: str) -> QPixmap:
        """In the theme's colours; a null one if there is none."""
        name = f"{name}-{self.theme.name}"
        if name not in self._pictures:
            self._pictures[name] = QPixmap(str(FOLDER / f"{name}.png"))
        return self._pictures[name]

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        program = self.entries[index.row()]
        if index.row() == self.question:
            return self._of_question(role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return program_title(program)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return seen(program.name) or first_sentence(lesson_of(program, language()))
        if role == Qt.ItemDataRole.DecorationRole:
            return self.picture(program.name)
        if role == Qt.ItemDataRole.UserRole:
            return program.name
        return None

    def _of_question(self, role: int) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.tr("Which pool size?")
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self.tr("The pool with one to eight workers: where does the curve stop rising?")
        if role == Qt.ItemDataRole.DecorationRole:
            return self.picture(QUESTION)
        return QUESTION if role == Qt.ItemDataRole.UserRole else None


class Gallery(QFrame):
    """A click or Enter on a card is `chosen`; the arrow keys go from card to card."""

    chosen = Signal(str)  # the program's name
    sweep_chosen = Signal(str, str)  # a program's name, the link to the sweep that is to be offered
    closed = Signal()

    def __init__(self, actions: Actions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.model = GalleryModel(theme, self)
        self.title = PlainLabel()
        self.title.setProperty("look", "title")
        self.remark = Elided()
        self.remark.setProperty("look", "faint")
        self._links = [(_link(), action) for action in (actions.open, actions.open_trace)]
        for button, action in self._links:
            button.clicked.connect(action.trigger)
        self.close_button = by_tab(QToolButton())
        self.close_button.setProperty("look", "plain")
        self.close_button.clicked.connect(self.closed)
        self.cards = _Cards(self.model, theme)
        self.cards.opened.connect(self._open)
        self._head = QHBoxLayout()
        self._head.addWidget(self.title)
        self._head.addWidget(self.remark, 1)
        for button, _ in self._links:
            self._head.addWidget(button)
        self._head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self.cards, 1)
        self.setFocusProxy(self.cards)
        self.retranslate()
        self.apply_theme(theme)

    def show_program(self, name: str) -> None:
        """Puts the keyboard's mark on a program's card."""
        rows = [row for row, program in enumerate(self.model.entries) if program.name == name]
        self.cards.setCurrentIndex(self.model.index(rows[0] if rows else 0))
        self.cards.show_current()

    def _open(self, index: QModelIndex) -> None:
        program = self.model.entries[index.row()]
        if index.row() == self.model.question:
            self.closed.emit()
            self.sweep_chosen.emit(program.name, sweep_of(program))
        else:
            self.chosen.emit(program.name)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Programs"))
        self.remark.setText(self.tr("Each opens with its text and a short lesson; Run shows what it does."))
        for button, action in self._links:
            button.setText(action.text())
        self.close_button.setToolTip(self.tr("Back to the timeline (Esc)"))
        self.close_button.setAccessibleName(self.tr("Back to the timeline (Esc)"))
        self.cards.setAccessibleName(self.tr("Programs"))
        self.cards.viewport().update()

    def apply_theme(self, theme: Theme) -> None:
        self.model.theme = theme
        self._head.setContentsMargins(theme.px(16), theme.px(8), theme.px(8), theme.px(4))
        self._head.setSpacing(theme.px(12))
        self.close_button.setIconSize(QSize(theme.px(14), theme.px(14)))
        self.close_button.setIcon(icon("close", theme.faint))
        self.cards.apply_theme(theme)


class _Cards(QListView):
    opened = Signal(QModelIndex)

    def __init__(self, model: GalleryModel, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.card = GalleryCard(theme, self)
        self.setModel(model)
        self.setItemDelegate(self.card)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.opened)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = self.card.theme = theme
        self._arrange()
        self.viewport().update()

    def _arrange(self) -> None:
        """The widest cards of which all are seen at once; else as many as fit, but none higher than what is seen."""
        room, height, card = self.viewport().width() - 2, self.viewport().height(), self.card
        most = max(1, room // self._theme.px(NARROWEST))
        cards = self.model().rowCount()
        columns = max(1, math.ceil(room / self._theme.px(WIDEST)))
        card.set_width(room // columns)
        while card.lowest > height or (columns < most and math.ceil(cards / columns) * card.lowest > height):
            if card.width <= self._theme.px(NARROWEST // 2):
                break
            columns += 1
            card.set_width(room // columns)
        rows = min(math.ceil(cards / columns), max(1, height // card.lowest))
        card.set_height(height // rows)
        self.setGridSize(self.card.size())
        self.verticalScrollBar().setSingleStep(self._theme.px(40))

    def show_current(self) -> None:
        """With as much as can be of what stands before it."""
        self.scrollToTop()
        self.scrollTo(self.currentIndex())

    def keyboardSearch(self, search: str) -> None:
        """Letters are the window's keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # These three are keys of the window, and here they move and open.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ours = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space)
            if event.key() in ours and not event.modifiers():
                event.accept()
                return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)
        self.doItemsLayout()
        self.show_current()


def _link() -> QPushButton:
    button = by_tab(QPushButton())
    button.setProperty("look", "link")
    return button
