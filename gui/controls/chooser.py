"""Which program: the built-in ones, those opened lately, or another file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QVBoxLayout, QWidget

from gui.focus import by_tab
from gui.language import program_title
from gui.lessons import in_order
from gui.plain import PlainLabel, tip
from gui.session import Session
from gui.shell.settings import Settings
from gui.theme import Theme
from workers.program.program import Program, builtin_programs

CHANGED = " *"
GALLERY, OPEN = " gallery", " open"  # no path and no program's name begins so


class Chooser(QWidget):
    """Shows the session's program. `chosen` carries a built-in's name or a path; the others ask for more than the list has."""

    chosen = Signal(str)
    open_asked = Signal()
    gallery_asked = Signal()

    def __init__(self, session: Session, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._builtins = in_order(builtin_programs())
        self._shown: tuple[object, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        self.label = PlainLabel()
        self.label.setProperty("look", "caption")
        column.addWidget(self.label)
        self.box = by_tab(_Box())
        self.box.activated.connect(self._choose)
        column.addWidget(self.box)
        self.tab_stops = (self.box,)
        self.retranslate()
        self.apply_theme(theme)

    def retranslate(self) -> None:
        self.label.setText(self.tr("Program"))
        self.box.setAccessibleName(self.tr("Program"))
        self._shown = ()
        self.show_program()

    def show_program(self) -> None:
        """Fills the list anew where it has changed, and shows which program it is."""
        program = self._session.program
        state = (_key(program), program.changed, program.title, tuple(self._settings.recent))
        if state == self._shown:
            return
        self._shown = state
        self.box.clear()
        entries = {_key(builtin): (program_title(builtin), builtin.name) for builtin in self._builtins}
        for recent in self._settings.recent:
            entries.setdefault(recent, (Path(recent).name, recent))
        name = self.tr("{0} (recorded)").format(program.name) if program.recorded else program.name
        entries.setdefault(_key(program), (name, _key(program)))
        for number, (title, what) in enumerate(entries.values()):
            if number == len(self._builtins):
                self.box.insertSeparator(number)
            self.box.addItem(title, what)
            self.box.setItemData(self.box.count() - 1, what)
        self.box.insertSeparator(self.box.count())
        self.box.addItem(self.tr("Programs…"), GALLERY)
        self.box.addItem(self.tr("Open file…"), OPEN)
        self._show_current()

    def _show_current(self) -> None:
        program = self._session.program
        what = program.name if _key(program) in map(_key, self._builtins) else _key(program)
        index = self.box.findData(what)
        self.box.setCurrentIndex(index)
        if program.changed and index >= 0:
            self.box.setItemText(index, self.box.itemText(index) + CHANGED)
        words = [program_title(program), str(program.path or program.module or program.recorded)]
        if program.changed:
            words.append(self.tr("changed, not saved"))
        self.box.setToolTip(tip("\n".join(words)))
        self.box.updateGeometry()

    def _choose(self, index: int) -> None:
        what = self.box.itemData(index)
        self._shown = ()
        self.show_program()
        if what == OPEN:
            self.open_asked.emit()
        elif what == GALLERY:
            self.gallery_asked.emit()
        elif what:
            self.chosen.emit(what)

    def apply_theme(self, theme: Theme) -> None:
        self.box.widest = theme.px(320)
        self.box.updateGeometry()


class _Box(QComboBox):
    """No wider than `widest` px; a longer title ends in "…"."""

    widest = 260

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        text = self.currentText().removesuffix(CHANGED) + CHANGED  # which comes and goes while something is typed
        needed = self.fontMetrics().horizontalAdvance(text) + 3 * self.fontMetrics().height()
        return QSize(min(max(needed, self.widest // 2), self.widest), hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        style, field = self.style(), QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width()
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


def _key(program: Program) -> str:
    """ "" for one that cannot be opened by it."""
    return "" if program.recorded else str(program.path or program.module)
