"""The places of the window: Timeline and Explore. Which is shown, and what Run, Stop and the status line are about there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from gui.controls.controls import Controls
from gui.explore.explorer import Explorer
from gui.explore.place import ExplorePlace
from gui.focus import end_typing
from gui.session import Session
from gui.shell.actions import Actions
from gui.shell.rail import Rail
from gui.shell.settings import Settings
from gui.shell.stage import Stage
from gui.shell.status import Status
from gui.theme import Theme
from workers.sweep.sweep import Sweep


class Places(QWidget):
    """The rail, and beside it the place that is chosen there."""

    changed = Signal()

    def __init__(
        self, session: Session, actions: Actions, controls: Controls, status: Status, settings: Settings, theme: Theme
    ) -> None:
        super().__init__()
        self._session, self._actions, self._controls, self._status = session, actions, controls, status
        self.explorer = Explorer(session, self)
        self.explore = ExplorePlace(self.explorer, session, settings, theme)
        self.rail = Rail(actions, theme)
        self._pages = QStackedWidget()
        self._frame = QWidget()
        self._room = QHBoxLayout(self._frame)
        self._room.addWidget(self.explore)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._pages, 1)
        controls.add_place(self.explore.bar)
        self.explore.bar.chooser.chosen.connect(controls.open)
        self.explore.bar.chooser.open_asked.connect(actions.open.trigger)
        self.explore.bar.chooser.gallery_asked.connect(actions.programs.trigger)
        self.explore.bar.set_asked.connect(controls.set_value)
        self.explore.run_shown.connect(self.show_timeline)
        self.explore.problem.connect(status.notice.say)
        self.explorer.state_changed.connect(status.refresh)
        self.explorer.sweep_changed.connect(status.refresh)
        self.explorer.state_changed.connect(self._sweep_begins)
        session.run_started.connect(self._run_begins)
        actions.timeline.triggered.connect(self.show_timeline)
        actions.explore.triggered.connect(self.show_explore)

    def set_timeline(self, timeline: QWidget, stage: Stage) -> None:
        """What the place "Timeline" is, and where in it the gallery is shown."""
        self._stage = stage
        self._pages.addWidget(timeline)
        self._pages.addWidget(self._frame)

    @property
    def exploring(self) -> bool:
        return self._pages.currentWidget() is self._frame

    def show_timeline(self) -> None:
        self._show(False)
        self.window().setFocus()

    def show_explore(self) -> None:
        self._show(True)
        self.window().setFocus()

    def _show(self, explore: bool) -> None:
        (self._actions.explore if explore else self._actions.timeline).setChecked(True)
        if explore != self.exploring:
            self._pages.setCurrentIndex(1 if explore else 0)
            self._controls.show_place(self.explore.bar if explore else None)
            self._status.show_place(self.explore if explore else None)
            self.changed.emit()

    def show_sweep(self, sweep: Sweep) -> None:
        """A sweep that was made elsewhere."""
        self.explorer.show(sweep)
        self.show_explore()

    def open_sweep(self, path: Path) -> None:
        """A sweep that was saved; what goes wrong is said in the window."""
        if self.explorer.open(path):
            self.show_explore()

    def try_sweep(self, link: str) -> None:
        """A sweep that a lesson offers: shown, and begun."""
        if self.explorer.try_out(link):
            self.show_explore()

    def offer_sweep(self, name: str, link: str) -> None:
        """A sweep of a built-in program, ready to begin."""
        if self._controls.open(name) and self.explorer.prepare(link):
            self.show_explore()

    def toggle_gallery(self) -> None:
        """From another place it is opened, whatever stood in the timeline's."""
        if self.exploring:
            self.show_timeline()
            self._stage.show_gallery()
        else:
            self._stage.toggle_gallery()

    def run(self) -> None:
        """What the place does: a run, or a sweep."""
        end_typing(self.window())
        if self.exploring:
            self.explorer.start()
        else:
            self._session.start()

    def stop(self) -> None:
        if self.explorer.running:
            self.explorer.stop()
        else:
            self._session.stop()

    def _sweep_begins(self) -> None:
        if self.explorer.running:
            self._status.notice.clear()

    def _run_begins(self) -> None:
        """Who starts a run wants to see it; also by the command line."""
        if self._session.running:
            self._show(False)

    def retranslate(self) -> None:
        self.explore.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        gap = theme.px(12)
        self._room.setContentsMargins(gap, gap, gap, gap)
        self.rail.apply_theme(theme)
        self.explore.apply_theme(theme)

    def fit_in(self, width: int, height: int, narrow: bool, low: bool) -> None:
        """px of the window."""
        self.explore.bar.set_compact(narrow, low)
        self.explore.fit_in(width, height)
