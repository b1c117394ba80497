"""The place "Explore": the runs at the left, the curve at the right, what follows from it below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from gui.explore import words
from gui.explore.bar import ExploreBar
from gui.explore.curve import Curve
from gui.explore.explorer import Explorer
from gui.explore.exports import Exports
from gui.explore.runs import RunsCard
from gui.explore.verdict import Verdict
from gui.sentences import in_language
from gui.session import Session
from gui.shell.settings import Settings
from gui.theme import Theme
from workers.program.parameters import ParameterError
from workers.sweep.measured import Measured

LOW = 700  # logical pixels at scale 1: a lower place is laid out more tightly


class ExplorePlace(QWidget):
    """`bar` has the controls; it stands in the window's bar while this place is shown."""

    run_shown = Signal()  # a measured run was put into the session
    problem = Signal(str)  # one sentence

    def __init__(self, explorer: Explorer, session: Session, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self._explorer, self._theme = explorer, theme
        self.bar = ExploreBar(explorer, session, settings, theme)
        self.runs = RunsCard(explorer, theme)
        self.curve = Curve(theme)
        self.verdict = Verdict(explorer, theme)
        self.exports = Exports(explorer, self)
        self._right = QSplitter(Qt.Orientation.Vertical)
        self._right.addWidget(self.curve)
        self._right.addWidget(self.verdict)
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._columns.addWidget(self.runs)
        self._columns.addWidget(self._right)
        for splitter in (self._right, self._columns):
            splitter.setChildrenCollapsible(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._columns)
        explorer.sweep_changed.connect(self.refresh)
        explorer.plan_changed.connect(self.refresh)
        explorer.problem.connect(self.problem)
        explorer.run_failed.connect(self._tell_failed)
        self.exports.problem.connect(self.problem)
        self.runs.chosen.connect(self._show_run)
        self.runs.pair_changed.connect(lambda: self.verdict.set_comparable(len(self.runs.pair) == 2))
        self.verdict.use_asked.connect(self._use)
        self.verdict.copy_asked.connect(self.exports.copy)
        self.verdict.save_asked.connect(self.exports.ask_and_save)
        self.verdict.compare_asked.connect(self._compare)
        self.refresh()
        self.apply_theme(theme)

    def refresh(self) -> None:
        self.curve.show_sweep(self._explorer.shown, not self._explorer.running)
        self.runs.refresh()
        self.verdict.refresh()

    def retranslate(self) -> None:
        for part in (self.bar, self.runs, self.curve, self.verdict):
            part.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        gap = theme.px(12)
        for splitter in (self._right, self._columns):
            splitter.setHandleWidth(gap)
        for part in (self.bar, self.runs, self.curve, self.verdict):
            part.apply_theme(theme)
            part.setMinimumSize(0, 0)
        self.runs.setMinimumWidth(theme.px(220))
        self.curve.setMinimumHeight(theme.px(120))
        self.verdict.setMinimumHeight(theme.px(120))

    def fit_in(self, width: int, height: int) -> None:
        """Divides the room there is, px."""
        low = height < self._theme.px(LOW)
        self.verdict.set_compact(low)
        self.runs.set_compact(low)
        self.curve.set_low(low)
        self._columns.setSizes([round(width * (0.39 if low else 0.43)), round(width * (0.61 if low else 0.57))])
        self._right.setSizes([round(height * (0.45 if low else 0.56)), round(height * (0.55 if low else 0.44))])

    def _use(self) -> None:
        sweep = self._explorer.sweep
        found = sweep.conclusion() if sweep is not None else None
        if found is None:
            return
        try:
            self._explorer.use(found.recommended)
        except ParameterError as error:
            self.problem.emit(in_language(error))

    def _show_run(self, run: Measured, before: Measured | None = None) -> None:
        if self._explorer.running:
            self.problem.emit(self.tr("While the sweep goes on, its runs are not opened: that would disturb it."))
        elif run.trace is None or (before is not None and before.trace is None):
            self.problem.emit(
                self.tr("The record of this run was not kept: it is too large, or the sweep was read from a file.")
            )
        else:
            self._explorer.show_run(run, before)
            self.run_shown.emit()

    def _tell_failed(self, run: Measured) -> None:
        if self._explorer.sweep is not None:
            self.problem.emit(words.failure(self._explorer.sweep.program, run))

    def _compare(self) -> None:
        if len(self.runs.pair) == 2:
            before, run = self.runs.pair
            self._show_run(run, before)

    @property
    def progress(self) -> tuple[int, int] | None:
        """Runs that were made, of how many; None while no sweep goes on."""
        return (self._explorer.done, self._explorer.total) if self._explorer.running else None

    @property
    def sentence(self) -> str:
        """The line at the bottom of the window."""
        return words.status(self._explorer)
