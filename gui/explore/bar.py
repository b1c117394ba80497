"""What is swept: the button that says what it will do, Stop, program, constant, values, a second constant, repeats."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHideEvent, QIcon, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gui.controls.chooser import Chooser
from gui.controls.flow import Flow
from gui.controls.parameter import ParameterControl, kind
from gui.explore import words
from gui.explore.explorer import Explorer
from gui.explore.field_note import FieldNote
from gui.focus import by_tab
from gui.icons import icon
from gui.plain import PlainLabel, tip
from gui.session import Session
from gui.shell.settings import Settings
from gui.style import sans
from gui.theme import Theme
from workers.sweep.plan import MAX_REPEATS

CHARACTERS = 15, 17  # a field of values is wide, of the first and of the second constant
MAX_TIME = 500.0  # s: the button has room for such a time


class ExploreBar(QWidget):
    """What is typed is handed on as typed; `Explorer.error` says what is wrong with it."""

    set_asked = Signal(str, object)  # another constant of the program: its name, the value

    def __init__(self, explorer: Explorer, session: Session, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self._explorer, self._session, self._theme = explorer, session, theme
        self._compact = False
        self._icons: dict[str, QIcon] = {}
        self.sweep_button, self.stop_button = by_tab(QPushButton()), by_tab(QPushButton())
        self.stop_button.setProperty("look", "stop")
        self.sweep_button.setProperty("look", "run")
        self.sweep_button.clicked.connect(explorer.start)
        self.stop_button.clicked.connect(self._stop_or_forget)
        self.chooser = Chooser(session, settings, theme)
        self.over, self.second, self.repeats = (by_tab(QComboBox()) for _ in range(3))
        self.values, self.second_values = QLineEdit(), QLineEdit()
        self.repeats.addItems([str(number) for number in range(1, MAX_REPEATS + 1)])
        self.over.activated.connect(lambda index: explorer.choose(self.over.itemData(index)))
        self.second.activated.connect(lambda index: explorer.choose_second(self.second.itemData(index)))
        self.values.textEdited.connect(explorer.set_values)
        self.second_values.textEdited.connect(explorer.set_second_values)
        self.values.returnPressed.connect(explorer.start)
        self.second_values.returnPressed.connect(explorer.start)
        self.repeats.activated.connect(lambda index: explorer.set_repeats(index + 1))
        self._fields = [
            _Captioned(field) for field in (self.over, self.values, self.second, self.second_values, self.repeats)
        ]
        self.others: dict[str, ParameterControl] = {}  # the program's constants that are not swept
        self.note = FieldNote(theme, self)
        self.flow = Flow()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.sweep_button, alignment=Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self.stop_button, alignment=Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self.flow, 1, Qt.AlignmentFlag.AlignTop)
        explorer.plan_changed.connect(self.show_plan)
        explorer.state_changed.connect(self.show_state)
        self.apply_theme(theme)
        self.retranslate()

    def retranslate(self) -> None:
        captions = (
            self.tr("Sweep over"),
            self.tr("Values"),
            self.tr("A curve for each"),
            self.tr("Its values"),
            self.tr("Repeats"),
        )
        for field, caption in zip(self._fields, captions, strict=True):
            field.set_caption(caption)
        self.repeats.setToolTip(self.tr("How often each value is run; every other time in the opposite order"))
        self.flow.retranslate()
        self.chooser.retranslate()
        self.others = {}  # made anew
        self.show_plan()
        self._fit()

    def show_plan(self) -> None:
        """What the explorer holds, without disturbing what is being typed."""
        explorer = self._explorer
        self.chooser.show_program()
        names = [parameter.name for parameter in explorer.parameters]
        _fill(self.over, names, explorer.over)
        _fill(self.second, ["", *(name for name in names if name != explorer.over)], explorer.second, self.tr("none"))
        for edit, text, wrong in (
            (self.values, explorer.values, "values"),
            (self.second_values, explorer.second_values, "second"),
        ):
            if edit.text() != text:
                edit.setText(text)
                edit.setCursorPosition(0)
            _look(edit, "wrong" if explorer.wrong == wrong else "")
            edit.setToolTip(tip(explorer.error) if explorer.wrong == wrong else "")
        self.repeats.setCurrentIndex(explorer.repeats - 1)
        self._place()
        self.show_state()

    def _place(self) -> None:
        explorer = self._explorer
        shown: list[ParameterControl] = []
        for parameter in explorer.parameters:
            if parameter.name in (explorer.over, explorer.second):
                continue
            control = self.others.get(parameter.name)
            if control is None or not control.fits(parameter):
                control = kind(parameter)(parameter, self._session.cores, self._theme)
                control.chosen.connect(self.set_asked)
            else:
                control.show_parameter(parameter)
            shown.append(control)
        self.others = {control.parameter.name: control for control in shown}
        over, values, second, second_values, repeats = self._fields
        items: list[QWidget] = [over, values, repeats, second]
        if explorer.second:
            items.append(second_values)
        else:
            second_values.hide()
        # Where one row must do, what is swept comes before the choice of program.
        items = [*items, self.chooser] if self.flow.rows == 1 else [self.chooser, *items]
        if items + shown != self.flow.items:
            if second_values not in items and second_values in self.flow.items:
                self.flow.items.remove(second_values)  # it comes again: not to be deleted
                second_values.setParent(self)
                second_values.hide()
            self.flow.set_items([*items, *shown])

    def show_state(self) -> None:
        explorer, session = self._explorer, self._session
        running = explorer.running
        first, second = words.progress(explorer) if running else words.button(explorer)
        self.sweep_button.setText(self._on_lines(first, second))
        self.sweep_button.setEnabled(not session.busy and explorer.plan is not None)
        self.sweep_button.setIcon(QIcon() if running else self._icons["run"])
        _look(self.sweep_button, "progress" if running else "run")
        partial = explorer.goes_on and not running
        stop = self.tr("Anew") if partial else self.tr("Stop")
        self.stop_button.setAccessibleName(stop)
        self.stop_button.setText(f" {stop}" if partial or self.flow.rows > 1 else "")
        self.stop_button.setIcon(QIcon() if partial else self._icons["stop"])
        self.stop_button.setEnabled(explorer.state == "running" or partial)
        self.stop_button.setToolTip(
            self.tr("Forget what was measured, so that all is measured again")
            if partial
            else self.tr("End the present run; what was measured stays")
        )
        self.sweep_button.setToolTip(tip(self._hint()))
        for item in (self.chooser, *self._fields, *self.others.values()):
            item.setEnabled(not running)
        self._show_note()

    def _show_note(self) -> None:
        explorer = self._explorer
        field = {"values": self.values, "second": self.second_values}.get(explorer.wrong, self.over)
        self.note.show_at(field, "" if explorer.running or not self.isVisible() else explorer.error)

    def _hint(self) -> str:
        explorer, session = self._explorer, self._session
        if explorer.plan is None:
            return explorer.error
        if session.running:
            return self.tr("A run goes on: beside it nothing can be measured rightly.")
        return self.tr(
            "Runs the program so often, one run after the other. What it does to files, printers or other computers "
            "happens each time."
        )

    def _on_lines(self, first: str, second: str) -> str:
        if not second:
            return f" {first}"
        return f" {first}\n {second}" if self._compact else f" {first}, {second}"

    def _stop_or_forget(self) -> None:
        if self._explorer.running:
            self._explorer.stop()
        else:
            self._explorer.forget()

    def set_compact(self, narrow: bool, low: bool) -> None:
        """Narrow: the button has two lines. Low: one row, the rest behind "More…"."""
        rows = 1 if low else 2
        if (narrow, rows) != (self._compact, self.flow.rows):
            self._compact, self.flow.rows = narrow, rows
            self._fit()
            self._place()
            self.flow.arrange()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._row.setSpacing(theme.px(8))
        self.flow.gap = theme.px(12)
        size = QSize(theme.px(16), theme.px(16))
        self._icons = {
            "run": icon("run", theme.accent_text, theme.faint),
            "stop": icon("stop", theme.text, theme.faint),
        }
        for button in (self.sweep_button, self.stop_button):
            button.setIconSize(size)
        self.chooser.apply_theme(theme)
        for control in self.others.values():
            control.apply_theme(theme)
        letter = QFontMetrics(sans(theme)).horizontalAdvance("0")
        for edit, count in zip((self.values, self.second_values), CHARACTERS, strict=True):
            edit.setFixedWidth(theme.px(18) + letter * count)
        self.note.apply_theme(theme)
        self._fit()
        self.flow.arrange()

    def _fit(self) -> None:
        """As wide as its longest words, so that nothing moves."""
        self.ensurePolished()
        button = self.sweep_button
        longest = words.round_duration(MAX_TIME)
        widest = 0
        button.setIcon(self._icons["run"])
        for first, second in (
            (words._many("Sweep: %Ln run(s)", 99), words._tr("about {0}").format(longest)),
            (words._tr("Run {0} of {1}").format(99, 99), words._tr("about {0} left").format(longest)),
        ):
            button.setText(self._on_lines(first, second))
            widest = max(widest, button.sizeHint().width())
        button.setFixedWidth(widest)
        self.stop_button.setIcon(self._icons["stop"])
        widths = []
        for text, drawing in ((self.tr("Stop"), self._icons["stop"]), (self.tr("Anew"), QIcon())):
            self.stop_button.setText("" if self.flow.rows == 1 and not drawing.isNull() else f" {text}")
            self.stop_button.setIcon(drawing)
            widths.append(self.stop_button.sizeHint().width())
        self.stop_button.setFixedWidth(max(widths))
        self.show_state()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_note()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.note.hide()


class _Captioned(QWidget):
    """A field under its caption."""

    def __init__(self, field: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        self._field = field
        self.label = PlainLabel()
        self.label.setProperty("look", "caption")
        column.addWidget(self.label)
        column.addWidget(field)

    def set_caption(self, caption: str) -> None:
        self.label.setText(caption)
        self._field.setAccessibleName(caption)


def _fill(box: QComboBox, names: Sequence[str], chosen: str, none: str = "") -> None:
    """The constants by their labels; those that are there already stay."""
    entries = [(words.label(name) if name else none, name) for name in names]
    if entries != [(box.itemText(index), box.itemData(index)) for index in range(box.count())]:
        box.clear()
        for text, name in entries:
            box.addItem(text, name)
    box.setCurrentIndex(box.findData(chosen))


def _look(widget: QWidget, look: str) -> None:
    if (widget.property("look") or "") != look:
        widget.setProperty("look", look)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
