"""The lesson above the side panel's tabs: it stays while the program runs, and is folded to one line by who has read it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from gui.focus import by_tab
from gui.panels.lesson import Lesson
from gui.session import Session
from gui.theme import Theme

ANY_HEIGHT = 16_777_215  # Qt's QWIDGETSIZE_MAX


class LessonStrip(QFrame):
    """Not there for a program without a lesson."""

    folded_by_user = Signal(bool)
    changed = Signal()  # there or not, folded or not

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lesson = Lesson(session, theme)
        self.folded = False
        self.head = by_tab(QPushButton())
        self.head.setProperty("look", "strip")
        self.head.clicked.connect(self._turn)
        self.setProperty("look", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.lesson, 1)
        self.show_program()

    def show_program(self) -> None:
        self.lesson.show_program()
        self.setVisible(self.lesson.present)
        self.fold(self.folded)

    def fold(self, folded: bool) -> None:
        self.folded = folded
        title = self.lesson.title
        words = self.tr("Lesson: {0}").format(title) if title else self.tr("Lesson")
        self.head.setText(f"{'▸' if folded else '▾'}  {words}".replace("&", "&&"))
        self.head.setToolTip(self.tr("Show the lesson") if folded else self.tr("Fold the lesson"))
        self.lesson.setVisible(not folded)
        self._fit()
        self.changed.emit()

    def _turn(self) -> None:
        self.fold(not self.folded)
        self.folded_by_user.emit(self.folded)

    def _fit(self) -> None:
        self.head.ensurePolished()
        least = self.head.sizeHint().height() + 2
        self.setMinimumHeight(least)
        self.setMaximumHeight(least if self.folded else ANY_HEIGHT)

    def retranslate(self) -> None:
        self.lesson.retranslate()
        self.show_program()

    def apply_theme(self, theme: Theme) -> None:
        self.lesson.apply_theme(theme)
        self._fit()
