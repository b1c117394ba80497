"""What stands at the right: program, console and processes on tabs, the callbacks below them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from gui.session import Session
from gui.theme import Theme
from gui.time_window import TimeWindow
from gui.views.callbacks import Callbacks
from gui.views.console import Console
from gui.views.processes import Processes
from gui.views.program import ProgramView


class SidePanel(QSplitter):
    tab_changed = Signal(int)

    def __init__(self, session: Session, time_window: TimeWindow, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.program = ProgramView(session, theme)
        self.console = Console(session, theme)
        self.processes = Processes(session, theme)
        self.callbacks = Callbacks(session, time_window, theme)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self._pages = QStackedWidget()
        for view, title in (
            (self.program, self.tr("Program")),
            (self.console, self.tr("Console")),
            (self.processes, self.tr("Processes")),
        ):
            self.tabs.addTab(title)
            self._pages.addWidget(view)
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self.tabs.currentChanged.connect(self.tab_changed)
        upper = _card()
        column = QVBoxLayout(upper)
        column.setContentsMargins(1, 4, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self._pages, 1)
        lower = _card()
        column = QVBoxLayout(lower)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.callbacks)
        self.addWidget(upper)
        self.addWidget(lower)
        self.setStretchFactor(0, 5)
        self.setStretchFactor(1, 4)
        self.setChildrenCollapsible(False)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self.setHandleWidth(theme.px(12))
        self.setMinimumWidth(theme.px(300))
        for view in (self.program, self.console, self.processes, self.callbacks):
            view.apply_theme(theme)


def _card() -> QFrame:
    card = QFrame()
    card.setProperty("look", "card")
    return card
