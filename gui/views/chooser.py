"""Which program: the built-in ones, those opened lately, or another file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from gui.session import Session
from gui.settings import Settings
from gui.theme import Theme
from workers.program import Program, builtin_programs

OPEN = "open"


class Chooser(QWidget):
    """Shows the session's program; `chosen` carries a built-in's name or a path, `open_asked` means "another file"."""

    chosen = Signal(str)
    open_asked = Signal()

    def __init__(self, session: Session, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._builtins = builtin_programs()
        self._shown: tuple[object, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        label = QLabel(self.tr("Program"))
        label.setProperty("look", "caption")
        column.addWidget(label)
        self.box = _Box()
        self.box.setAccessibleName(self.tr("Program"))
        self.box.activated.connect(self._choose)
        column.addWidget(self.box)
        self.apply_theme(theme)
        self.show_program()

    def show_program(self) -> None:
        """Fills the list anew where it has changed, and shows which program it is."""
        program = self._session.program
        state = (_key(program), program.changed, program.title, tuple(self._settings.recent))
        if state == self._shown:
            return
        self._shown = state
        self.box.clear()
        entries = {_key(builtin): (builtin.title, builtin.name) for builtin in self._builtins}
        for recent in self._settings.recent:
            entries.setdefault(recent, (Path(recent).name, recent))
        entries.setdefault(_key(program), (program.name, _key(program)))
        for number, (title, what) in enumerate(entries.values()):
            if number == len(self._builtins):
                self.box.insertSeparator(number)
            self.box.addItem(title, what)
            self.box.setItemData(self.box.count() - 1, what)
        self.box.insertSeparator(self.box.count())
        self.box.addItem(self.tr("Open file…"), OPEN)
        self._show_current()

    def _show_current(self) -> None:
        program = self._session.program
        what = program.name if _key(program) in map(_key, self._builtins) else _key(program)
        index = self.box.findData(what)
        self.box.setCurrentIndex(index)
        if program.changed and index >= 0:
            self.box.setItemText(index, f"{self.box.itemText(index)} *")
        words = [program.title, str(program.path or program.module)]
        if program.changed:
            words.append(self.tr("changed, not saved"))
        self.box.setToolTip("\n".join(words))
        self.box.updateGeometry()

    def _choose(self, index: int) -> None:
        what = self.box.itemData(index)
        self._shown = ()
        self.show_program()
        if what == OPEN:
            self.open_asked.emit()
        elif what:
            self.chosen.emit(what)

    def apply_theme(self, theme: Theme) -> None:
        self.box.widest = theme.px(280)
        self.box.updateGeometry()


class _Box(QComboBox):
    widest = 260  # px

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        needed = self.fontMetrics().horizontalAdvance(self.currentText()) + 3 * self.fontMetrics().height()
        return QSize(min(max(needed, self.widest // 2), self.widest), hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def _key(program: Program) -> str:
    return str(program.path or program.module)
