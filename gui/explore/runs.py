"""The runs of a sweep as small timelines under each other, on one time axis."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QPushButton, QWidget

from gui.card import Card
from gui.explore.explorer import Explorer
from gui.explore.legend import Legend, Mark
from gui.explore.run_row import LEFT, RunRow, time_scale
from gui.explore.runs_model import RUN, RunsModel
from gui.focus import by_tab
from gui.ink import Ink, draw_grid
from gui.theme import Theme
from workers.sweep.measured import Measured

AXIS = 26  # px at scale 1
LEAST_SWEEP = 2  # runs that a choice of repeats makes sense for


class RunsCard(Card):
    """A click or Enter is `chosen`; several are selected with Ctrl or Shift."""

    chosen = Signal(object)  # a Measured
    pair_changed = Signal()

    def __init__(self, explorer: Explorer, theme: Theme, parent: QWidget | None = None) -> None:
        self._explorer = explorer
        super().__init__(theme, parent)
        self.model = RunsModel(self)
        self.list = RunsList(self.model, theme)
        self.list.chosen.connect(self._choose)
        self.list.selectionModel().selectionChanged.connect(self._selected)
        self.pair: list[Measured] = []
        self.repeat_button = by_tab(QPushButton())
        self.repeat_button.setProperty("look", "link")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.repeat_button.setMenu(self._menu)
        self.header.addStretch(1)
        self.header.addWidget(self.repeat_button)
        self.axis = _Axis(self.list, theme)
        self.legend = Legend(theme)
        self.legend.indent = LEFT - 8
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.axis)
        self.body.addWidget(self.legend)
        self.retranslate()
        self.apply_theme(theme)

    def retranslate(self) -> None:
        self._name()
        self.list.setAccessibleName(self.tr("Runs"))
        self.list.setToolTip(self.tr("A click opens the run in Timeline; Ctrl+click selects it"))
        self._name_repeat()
        self._name_marks()
        self.refresh()

    def refresh(self) -> None:
        self.model.show_sweep(self._explorer.shown, not self._explorer.running)
        self.legend.setVisible(self.model.longest > 0)
        self.axis.setVisible(self.model.longest > 0)
        self.axis.update()
        self.list.fit_rows()
        self.list.viewport().update()
        self._name_repeat()
        self._selected()

    def choose_repeat(self, repeat: int) -> None:
        """Shows this repeat of each value, from 0; −1: that whose time is the median."""
        self.model.repeat = repeat
        self.refresh()

    def _fill_menu(self) -> None:
        self._menu.clear()
        sweep = self._explorer.sweep
        for repeat in range(-1, sweep.repeats if sweep is not None else 0):
            action = self._menu.addAction(self._repeat_name(repeat))
            action.setCheckable(True)
            action.setChecked(repeat == self.model.repeat)
            action.triggered.connect(lambda _checked=False, repeat=repeat: self.choose_repeat(repeat))

    def _repeat_name(self, repeat: int) -> str:
        return self.tr("the median run") if repeat < 0 else self.tr("repeat {0}").format(repeat + 1)

    def _name_repeat(self) -> None:
        self.repeat_button.setText(self._repeat_name(self.model.repeat))
        sweep = self._explorer.sweep
        self.repeat_button.setVisible(sweep is not None and sweep.repeats >= LEAST_SWEEP)

    def _name_marks(self) -> None:
        theme = self._theme
        self.legend.show_marks(
            [
                Mark(theme.on_cpu, "s", self.tr("computing")),
                Mark(theme.runnable, "s", self.tr("waiting for a core")),
                Mark(theme.sleeping, "s", self.tr("sleeping")),
            ]
        )

    def _choose(self, index: QModelIndex) -> None:
        run = index.data(RUN)
        if run is not None:
            self.chosen.emit(run)

    def _selected(self, *_: QItemSelection) -> None:
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        runs = [self.model.run(row) for row in rows]
        self.pair = [run for run in runs if run is not None]
        self.pair_changed.emit()

    def _name(self) -> None:
        if self._low:
            self.set_title(self.tr("Runs"))
        else:
            self.set_title(self.tr("Runs, one time axis"), self.tr("each bar one task"))

    def set_compact(self, compact: bool) -> None:
        self.set_low(compact)
        self._name()
        self.list.set_compact(compact)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        if hasattr(self, "legend"):  # not yet while Card is being made
            self.list.apply_theme(theme)
            self.axis.apply_theme(theme)
            self.legend.apply_theme(theme)
            self._name_marks()


class RunsList(QListView):
    chosen = Signal(QModelIndex)

    def __init__(self, model: RunsModel, theme: Theme) -> None:
        super().__init__()
        self.row = RunRow(theme, self)
        self.setModel(model)
        self.setItemDelegate(self.row)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self.row.apply_theme(theme)
        self.verticalScrollBar().setSingleStep(theme.px(30))
        self.doItemsLayout()
        self.viewport().update()

    def set_compact(self, compact: bool) -> None:
        self.row.compact = compact
        self.fit_rows()

    def fit_rows(self) -> None:
        """All of one height: so that all are seen, if each has enough of it."""
        if self.row.fit(self.viewport().height(), self.model().rowCount()):
            self.doItemsLayout()

    def keyboardSearch(self, search: str) -> None:
        """Letters are the window's keys."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton and not event.modifiers():
            self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
        ):
            event.accept()  # it selects here, and is else the window's
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.row.forget()
        self.fit_rows()


class _Axis(QWidget):
    """The time under the rows."""

    def __init__(self, rows: RunsList, theme: Theme) -> None:
        super().__init__()
        self._rows, self._ink = rows, Ink(theme)

    def apply_theme(self, theme: Theme) -> None:
        self._ink = Ink(theme)
        self.setFixedHeight(theme.px(AXIS))

    def sizeHint(self) -> QSize:
        return QSize(100, self._ink.px(AXIS))

    def paintEvent(self, event: QPaintEvent) -> None:
        model = self._rows.model()
        longest = model.longest if isinstance(model, RunsModel) else 0.0
        if longest > 0:
            painter = QPainter(self)
            scale = time_scale(self._ink.theme, longest, self._rows.viewport().width())
            draw_grid(painter, self._ink, scale, 0, self._ink.px(4), self._ink.px(5))
            painter.end()
