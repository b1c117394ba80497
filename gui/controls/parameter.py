"""The control of one parameter of the program: a caption and what it is changed with, chosen by its kind."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gui.controls.core_slider import CoreSlider
from gui.controls.number_field import NumberField
from gui.controls.segments import Segments
from gui.controls.switch import Switch
from gui.focus import by_tab
from gui.language import parameter_label, unit_label, value_label
from gui.plain import PlainLabel, tip
from gui.theme import Theme
from workers.program.parameters import Parameter

SEGMENTS, SEGMENT_LETTERS = 4, 18
"""Up to so many choices with so many letters in all stand side by side; more go into a list that opens."""

PROCESS_COUNTS = ("POOL_SIZE", "WORKERS", "PROCESSES")


def counts_processes(parameter: Parameter) -> bool:
    """Whether its value is a number of processes, to be seen against the computer's cores."""
    whole = isinstance(parameter.value, int) and not isinstance(parameter.value, bool)
    return whole and not parameter.choices and parameter.name.endswith(PROCESS_COUNTS)


def is_essential(parameter: Parameter) -> bool:
    """Whether its control is always in sight: what a class is shown is how many processes do how many tasks, and how."""
    return counts_processes(parameter) or parameter.name in ("MODE", "TASKS")


def kind(parameter: Parameter) -> type[ParameterControl]:
    if parameter.choices:
        short = sum(len(value_label(parameter, choice)) for choice in parameter.choices) <= SEGMENT_LETTERS
        return SegmentsControl if short and len(parameter.choices) <= SEGMENTS else ListControl
    if isinstance(parameter.value, bool):
        return SwitchControl
    if counts_processes(parameter):
        return ProcessesControl
    return NumberControl if isinstance(parameter.value, int | float) else TextControl


class ParameterControl(QWidget):
    """Shows `parameter`; what the user chooses is emitted and shown only when the program has taken it."""

    chosen = Signal(str, object)  # the parameter's name, the value (text where it was typed)

    def __init__(self, parameter: Parameter, cores: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.cores = cores
        self.theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        self.label = _Caption(self.caption(), self.tr("next run"))
        self.label.setProperty("look", "caption")
        self._other = False  # whether the run that is shown had another value
        column.addWidget(self.label)
        self.tab_stops: tuple[QWidget, ...] = ()  # its editors, in the order in which Tab reaches them
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        column.addLayout(self.row)
        self.build()
        self.show_parameter(parameter)

    def caption(self) -> str:
        name, unit = parameter_label(self.parameter), unit_label(self.parameter)
        return name if not unit or unit.lower() in name.lower() else self._with_remark(name, unit)

    def _with_remark(self, name: str, remark: str) -> str:
        return self.tr("{0} ({1})").format(name, remark)

    def build(self) -> None:
        """Puts the editors into `row`."""
        raise NotImplementedError

    def show_value(self) -> None:
        """Shows `self.parameter`'s value."""
        raise NotImplementedError

    def show_parameter(self, parameter: Parameter) -> None:
        """The same parameter with another value, or the old one again after a bad one was refused."""
        self.parameter = parameter
        self.show_value()
        words = [f"{parameter.name} = {parameter.value!r}"]
        if parameter.minimum is not None:
            limits = (parameter.minimum, parameter.maximum, unit_label(parameter))
            words.append(self.tr("{0} to {1} {2}").format(*limits).strip())
        if self._other:
            words.append(self.tr("for the next run; the one shown had another value"))
        self.setToolTip(tip("\n".join(words)))

    def show_ran(self, other: bool) -> None:
        """`other`: the run that is shown had another value; this one is for the next run, and the caption says so."""
        if other == self._other:
            return
        self._other = other
        name, mark = self.caption(), self.tr("next run")
        room = max(self.label.sizeHint().width(), self.row.sizeHint().width())
        both = self.tr("{0}: {1}").format(parameter_label(self.parameter), mark)
        fitting = both if self.label.fontMetrics().horizontalAdvance(both) <= room else mark
        self.label.setText(fitting if other else name)
        self.label.setProperty("look", "next" if other else "caption")
        self.label.style().unpolish(self.label)
        self.label.style().polish(self.label)
        self.show_parameter(self.parameter)

    def fits(self, parameter: Parameter) -> bool:
        """Whether this control can show the other parameter in its place."""
        mine = self.parameter
        return (mine.name, mine.choices, mine.minimum, mine.maximum, mine.unit, kind(mine)) == (
            parameter.name,
            parameter.choices,
            parameter.minimum,
            parameter.maximum,
            parameter.unit,
            kind(parameter),
        )

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme

    def choose(self, value: object) -> None:
        self.chosen.emit(self.parameter.name, value)


class _Caption(PlainLabel):
    """As large as its first text needs, or would with `mark` in it, whatever stands in it."""

    def __init__(self, text: str, mark: str) -> None:
        super().__init__(text)
        self._first = text
        self._both = QLabel(f"{text}{mark}")  # never shown: Chinese letters may come from a taller font

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        self._both.setFont(self.font())
        return QSize(self.fontMetrics().horizontalAdvance(self._first), self._both.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class SegmentsControl(ParameterControl):
    def build(self) -> None:
        self.segments = Segments([value_label(self.parameter, choice) for choice in self.parameter.choices])
        self.segments.name(self.caption())
        self.segments.chosen.connect(lambda index: self.choose(self.parameter.choices[index]))
        self.row.addWidget(self.segments)
        self.tab_stops = tuple(self.segments.buttons)

    def show_value(self) -> None:
        choices = self.parameter.choices
        self.segments.choose(choices.index(self.parameter.value) if self.parameter.value in choices else -1)


class ListControl(ParameterControl):
    def build(self) -> None:
        self.box = by_tab(QComboBox())
        self.box.addItems([value_label(self.parameter, choice) for choice in self.parameter.choices])
        self.box.setAccessibleName(self.caption())
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.box.activated.connect(lambda index: self.choose(self.parameter.choices[index]))
        self.row.addWidget(self.box)
        self.tab_stops = (self.box,)

    def show_value(self) -> None:
        choices = self.parameter.choices
        self.box.setCurrentIndex(choices.index(self.parameter.value) if self.parameter.value in choices else -1)


class SwitchControl(ParameterControl):
    def build(self) -> None:
        self.switch = Switch(self.theme)
        self.switch.setAccessibleName(self.caption())
        self.switch.clicked.connect(self.choose)
        self.row.addWidget(self.switch)
        self.tab_stops = (self.switch,)

    def show_value(self) -> None:
        self.switch.setChecked(bool(self.parameter.value))

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.switch.theme = theme
        self.switch.updateGeometry()
        self.switch.update()


class NumberControl(ParameterControl):
    def build(self) -> None:
        self.field = NumberField(self.parameter)
        self.field.setAccessibleName(self.caption())
        self.field.entered.connect(self.choose)
        self.row.addWidget(self.field)
        self.tab_stops = (self.field,)
        if self.row.count() == 1:
            self.row.addStretch(1)

    def show_value(self) -> None:
        self.field.show_parameter(self.parameter)


class ProcessesControl(NumberControl):
    """A slider beside the field, marked with this computer's cores."""

    def caption(self) -> str:
        return self._with_remark(super().caption(), self.tr("this computer: %Ln core(s)", "", self.cores))

    def build(self) -> None:
        minimum, maximum = self.parameter.minimum, self.parameter.maximum
        self.slider = CoreSlider(
            1 if minimum is None else int(minimum), None if maximum is None else int(maximum), self.cores, self.theme
        )
        self.slider.setAccessibleName(self.caption())
        self.slider.valueChanged.connect(self.choose)
        self.row.addWidget(self.slider, 1)
        super().build()
        self.tab_stops = (self.slider, self.field)
        self.field.setProperty("look", "big")

    def show_value(self) -> None:
        super().show_value()
        self.slider.blockSignals(True)
        self.slider.setValue(int(self.parameter.value or 0))
        self.slider.blockSignals(False)
        self.slider.update()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self.slider.theme = theme
        self.slider.updateGeometry()
        self.slider.update()


class TextControl(ParameterControl):
    def build(self) -> None:
        self.edit = QLineEdit()
        self.edit.setAccessibleName(self.caption())
        self.edit.setMaximumWidth(self.theme.px(160))
        self.edit.editingFinished.connect(self._enter)
        self.row.addWidget(self.edit)
        self.tab_stops = (self.edit,)

    def show_value(self) -> None:
        self.edit.setText(self._shown())

    def _shown(self) -> str:
        return "None" if self.parameter.value is None else str(self.parameter.value)

    def _enter(self) -> None:
        if self.edit.text() != self._shown():
            self.choose(self.edit.text())
