"""The program as it runs: its text with the line that the main process stands on, to be edited in place."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.focus import by_tab
from gui.panels.code_edit import CodeEdit
from gui.panels.elided import Elided
from gui.session import Session
from gui.texts import key
from gui.theme import Theme
from workers.analysis.findings import Finding, gravity, line_of


class ProgramView(QWidget):
    """What is shown is what runs: every edit goes to the session at once."""

    save_asked = Signal()

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._key = key(session.program)
        self._gravest: Finding | None = None  # of the present run's failures with a line
        self.edit = CodeEdit(theme)
        self.note = Elided()
        self.note.setProperty("look", "faint")
        self.copy_button = self._link(self.copy)
        self.save_button = self._link(lambda: self.save_asked.emit())
        self.revert_button = self._link(self.revert)
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 0, 4, 4)
        foot.addWidget(self.note, 1)
        for button in (self.copy_button, self.save_button, self.revert_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.edit, 1)
        column.addLayout(foot)
        session.program_changed.connect(self.show_program)
        session.run_started.connect(self._begin)
        session.found.connect(self._mark)
        self.edit.textChanged.connect(self._take)
        self.retranslate()

    def retranslate(self) -> None:
        self.edit.setAccessibleName(self.tr("Program"))
        self.copy_button.setText(self.tr("Copy"))
        self.revert_button.setText(self.tr("Revert"))
        self.show_program()

    def _link(self, slot: object) -> QPushButton:
        button = by_tab(QPushButton())
        button.setProperty("look", "link")
        button.clicked.connect(slot)
        return button

    def show_program(self) -> None:
        program = self._session.program
        another, shown = key(program) != self._key, _shown(program.text)
        if another:
            self._key = key(program)
            self.edit.go_to(0)
            self.edit.mark_failed(0)
            another = shown != self.edit.text()  # else it is a copy of the one that stands there
        self.edit.show_text(shown)
        if another:
            self.edit.document().clearUndoRedoStacks()  # else undo would bring the other program's text into this one
            self.edit.moveCursor(QTextCursor.MoveOperation.Start)
            self.edit.verticalScrollBar().setValue(0)
        self.revert_button.setEnabled(program.changed)
        own = program.own_file is not None
        self.save_button.setText(self.tr("Save") if own else self.tr("Save as…"))
        self.save_button.setEnabled(program.changed or not own)
        self.edit.setReadOnly(bool(program.recorded))
        if program.recorded:
            whole = program.whole
            self.note.setText(self.tr("recorded, read-only") if whole else self.tr("recorded, its beginning only"))
        elif program.module and not program.text:
            self.note.setText(self.tr("A module without a text here."))
        else:
            self.note.setText(self.tr("changed, not saved") if program.changed else "")

    def set_tab_indents(self, indents: bool) -> None:
        self.edit.set_tab_indents(indents)
        self.edit.setToolTip("" if indents else self.tr("Tab leaves the text; Ctrl+M makes it indent"))

    def refresh(self) -> None:
        mine = self._session.running and not self._session.of_another
        self.edit.mark_line(self._session.trace.current_line if mine else 0)

    def _begin(self) -> None:
        self._gravest = None
        self.edit.mark_failed(0)

    def _mark(self, finding: Finding) -> None:
        """The line of the gravest failure that has one, where the text is that of the run."""
        line, ran = line_of(finding), self._session.ran
        if not line or (self._gravest is not None and gravity(self._gravest) < gravity(finding)):
            return
        self._gravest = finding
        if ran is not None and key(ran) == self._key and ran.text == self._session.program.text:
            self.edit.mark_failed(line)

    def show_line(self, line: int) -> None:
        """Brings a line into view and shows which one it is, from 1; 0: none any more."""
        self.edit.go_to(line)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._session.program.text)

    def revert(self) -> None:
        self._session.set_text(self._session.program.original)

    def _take(self) -> None:
        text = self.edit.text()
        before = self._session.program.text
        if text != _shown(before):
            self._session.set_text(text.replace("\n", "\r\n") if "\r\n" in before else text)

    def apply_theme(self, theme: Theme) -> None:
        self.edit.apply_theme(theme)


def _shown(text: str) -> str:
    """A text field knows one line end only."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
