"""What stands at the right: lesson, program, console and processes on tabs, the callbacks below them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from gui.panels.callbacks import Callbacks
from gui.panels.console import Console
from gui.panels.lesson import Lesson
from gui.panels.processes import Processes
from gui.panels.program import ProgramView
from gui.session import Session
from gui.theme import Theme
from gui.time_window import CURRENT, TimeWindow

LESSON, PROGRAM, CONSOLE, PROCESSES = range(4)


class SidePanel(QSplitter):
    """A program that has a lesson opens with it, until it runs for the first time; from then on the lesson only
    comes when it is asked for."""

    tab_changed = Signal(int)

    def __init__(self, session: Session, time_window: TimeWindow, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._session = session
        self.lesson = Lesson(session, theme)
        self.program = ProgramView(session, theme)
        self.console = Console(session, theme)
        self.processes = Processes(session, theme)
        self.callbacks = Callbacks(session, time_window, theme)
        self._views = (self.lesson, self.program, self.console, self.processes, self.callbacks)
        self._shown = ""  # the program's name
        self._run: set[str] = set()  # names of programs that have run here
        self._offered = (
            False  # whether the lesson is there because the program was chosen, not because it was asked for
        )
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self._pages = QStackedWidget()
        for view in self._views[:-1]:
            self.tabs.addTab("")
            self._pages.addWidget(view)
        self.tabs.setCurrentIndex(PROGRAM)
        self._pages.setCurrentIndex(PROGRAM)
        self.tabs.currentChanged.connect(self._turned)
        upper = _card()
        column = QVBoxLayout(upper)
        column.setContentsMargins(1, 4, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self._pages, 1)
        self._lower = _card()
        column = QVBoxLayout(self._lower)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.callbacks)
        self.addWidget(upper)
        self.addWidget(self._lower)
        self.setStretchFactor(0, 5)
        self.setStretchFactor(1, 4)
        self.setChildrenCollapsible(False)
        session.program_changed.connect(self.show_program)
        session.run_started.connect(self._begin)
        self.console.line_chosen.connect(self._show_line)
        time_window.selected_changed.connect(lambda: self._show_task(time_window.selected))
        self._name_tabs()
        self.show_program()
        self.apply_theme(theme)

    def show_program(self) -> None:
        """Offers the lesson of a program that was just chosen."""
        name = self._session.program.name
        if name == self._shown:
            return
        self._shown = name
        self.lesson.show_program()
        self.tabs.setTabVisible(LESSON, self.lesson.present)
        if self.lesson.present and name not in self._run:
            self.tabs.setCurrentIndex(LESSON)
            self._offered = True
        elif self.tabs.currentIndex() == LESSON:
            self.tabs.setCurrentIndex(PROGRAM)

    def _show_line(self, line: int) -> None:
        """The program's text at a line that the console names."""
        self.tabs.setCurrentIndex(PROGRAM)
        self.program.show_line(line)

    def _begin(self) -> None:
        self._run.add(self._session.program.name)
        if self._offered and self.tabs.currentIndex() == LESSON:
            self.tabs.setCurrentIndex(PROGRAM)
        self._offered = False

    def _show_task(self, selected: tuple[int, int] | None) -> None:
        """The task that is selected, wherever that was done: its callback, and the line of the run's text that submitted it."""
        row = selected[1] if selected is not None and selected[0] == CURRENT else -1
        self.callbacks.show_task(row)
        session = self._session
        self.program.show_line(session.trace.line(row) if row >= 0 and not session.of_another else 0)

    def _turned(self, page: int) -> None:
        if self._pages.isAncestorOf(self.window().focusWidget() or self):
            self.window().setFocus()  # the stack would hand it on, to the program's text even
        self._pages.setCurrentIndex(page)
        self._offered = False
        self._lower.setVisible(
            page != LESSON
        )  # a lesson wants the room, and few callbacks are watched while it is read
        self.tab_changed.emit(page)

    def _name_tabs(self) -> None:
        for page, title in (
            (LESSON, self.tr("Lesson")),
            (PROGRAM, self.tr("Program")),
            (CONSOLE, self.tr("Console")),
            (PROCESSES, self.tr("Processes")),
        ):
            self.tabs.setTabText(page, title)

    def retranslate(self) -> None:
        self._name_tabs()
        for view in self._views:
            view.retranslate()
        self.tabs.setTabVisible(LESSON, self.lesson.present)

    def apply_theme(self, theme: Theme) -> None:
        self.setHandleWidth(theme.px(12))
        self.setMinimumWidth(theme.px(300))
        self._theme = theme
        for view in self._views:
            view.apply_theme(theme)
        self._fit_tabs()

    def _fit_tabs(self) -> None:
        """Less room between the tabs where they would not all be seen."""
        metrics = self.tabs.fontMetrics()
        texts = [self.tabs.tabText(page) for page in range(self.tabs.count()) if self.tabs.isTabVisible(page)]
        needed = sum(metrics.horizontalAdvance(text) * 1.08 + self._theme.px(30) for text in texts)
        look = "tight" if needed > self.width() else ""
        if look != (self.tabs.property("look") or ""):
            self.tabs.setProperty("look", look)
            self.tabs.style().unpolish(self.tabs)
            self.tabs.style().polish(self.tabs)
            self.tabs.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tabs()


def _card() -> QFrame:
    card = QFrame()
    card.setProperty("look", "card")
    return card
