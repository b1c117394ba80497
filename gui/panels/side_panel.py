"""What stands at the right: the lesson, below it program, console and processes on tabs, then the callbacks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from gui.panels.callbacks import Callbacks
from gui.panels.console import Console
from gui.panels.lesson_strip import ANY_HEIGHT, LessonStrip
from gui.panels.processes import Processes
from gui.panels.program import ProgramView
from gui.session import Session
from gui.theme import Theme
from gui.time_window import CURRENT, TimeWindow

PROGRAM, CONSOLE, PROCESSES = range(3)
NAMES = {"program": PROGRAM, "console": CONSOLE, "processes": PROCESSES}
ROOMY = 640  # px at scale 1: in less the callbacks leave their room to a lesson that is read


class SidePanel(QSplitter):
    """A program that has a lesson opens with it, until it has run here or `lessons` is off, and keeps it while it runs."""

    tab_changed = Signal(int)

    def __init__(self, session: Session, time_window: TimeWindow, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._session = session
        self.strip = LessonStrip(session, theme)
        self.lesson = self.strip.lesson
        self.lessons = True  # whether a program that is chosen unfolds its lesson
        self.program = ProgramView(session, theme)
        self.console = Console(session, theme)
        self.processes = Processes(session, theme)
        self.callbacks = Callbacks(session, time_window, theme)
        self._views = (self.strip, self.program, self.console, self.processes, self.callbacks)
        self._shown = ""  # the program's name
        self._run: set[str] = set()  # names of programs that have run here
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self._pages = QStackedWidget()
        for view in (self.program, self.console, self.processes):
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
        for part, stretch in ((self.strip, 5), (upper, 5), (self._lower, 4)):
            self.addWidget(part)
            self.setStretchFactor(self.count() - 1, stretch)
        self.setChildrenCollapsible(False)
        session.program_changed.connect(self.show_program)
        session.run_started.connect(self._begin)
        self.console.line_chosen.connect(self._show_line)
        self.callbacks.folded_changed.connect(self._fold)
        time_window.selected_changed.connect(lambda: self._show_task(time_window.selected))
        self.lesson.tab_asked.connect(self._show_tab)
        self.strip.changed.connect(self._share_room)
        self._theme = theme
        self._name_tabs()
        self.show_program()
        self.apply_theme(theme)

    def show_program(self) -> None:
        """Unfolds the lesson of a program that was just chosen."""
        name = self._session.program.name
        if name == self._shown:
            return
        self._shown = name
        self.strip.folded = name in self._run or not self.lessons
        self.strip.show_program()

    def _show_line(self, line: int) -> None:
        """The program's text at a line that the console names."""
        self.tabs.setCurrentIndex(PROGRAM)
        self.program.show_line(line)

    def _fold(self) -> None:
        """Callbacks that are folded have the height of their head, and leave the rest to the tabs."""
        head = self.callbacks.head_height + 2 * self._lower.frameWidth() + 2
        self._lower.setMaximumHeight(head if self.callbacks.folded else ANY_HEIGHT)
        self._share_room()

    def _begin(self) -> None:
        """A lesson that is read brings what it is about."""
        self._run.add(self._session.program.name)
        if self.lesson.isVisible() and self.lesson.shows and not self._session.of_another:
            self._show_tab(self.lesson.shows)

    def _show_tab(self, name: str) -> None:
        """`name`: one of NAMES."""
        if name in NAMES:
            self.tabs.setCurrentIndex(NAMES[name])

    def _share_room(self) -> None:
        """A lesson that is read has nearly half the height; where there is little, what it speaks of needs more."""
        reading = self.strip.isVisibleTo(self) and not self.strip.folded
        roomy = self.height() >= self._theme.px(ROOMY)
        self._lower.setVisible(roomy or not reading)
        if reading:
            lesson = round(self.height() * (0.45 if roomy else 0.4))
            rest = self.height() - lesson
            self.setSizes([lesson, rest * 5 // 9, rest * 4 // 9] if roomy else [lesson, rest, 0])
        else:
            self.setSizes([0, 500, 400])

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
        self.tab_changed.emit(page)

    def _name_tabs(self) -> None:
        for page, title in (
            (PROGRAM, self.tr("Program")),
            (CONSOLE, self.tr("Console")),
            (PROCESSES, self.tr("Processes")),
        ):
            self.tabs.setTabText(page, title)

    def retranslate(self) -> None:
        self._name_tabs()
        for view in self._views:
            view.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        self.setHandleWidth(theme.px(12))
        self.setMinimumWidth(theme.px(300))
        self._theme = theme
        for view in self._views:
            view.apply_theme(theme)
        self._fold()
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
        if event.oldSize().height() != event.size().height():
            self._share_room()


def _card() -> QFrame:
    card = QFrame()
    card.setProperty("look", "card")
    return card
