"""A field for one number that takes any text and leaves the judgement to whoever knows the parameter."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from workers.program.parameters import Parameter

MIN_DIGITS, MAX_DIGITS = 4, 7
"""How many a field has room for, by the range of its parameter: its width does not depend on what stands in it."""

STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}


class NumberField(QLineEdit):
    """Shows a parameter's number; arrow keys and the wheel step it within its range.

    A spin box of Qt's would silently refuse "0" or "three". Here the text is handed on as typed, and the answer to a
    bad one is a sentence that says what would be right.
    """

    entered = Signal(str)  # the text, by the user, when Enter is pressed, focus leaves, or a step is made

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parameter = parameter
        self.setAcceptDrops(False)  # a file that is dropped here is for the window, too
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.editingFinished.connect(self._enter)
        self.show_parameter(parameter)

    def show_parameter(self, parameter: Parameter) -> None:
        self._parameter = parameter
        self.setText(self._shown())
        self.updateGeometry()

    def step(self, steps: int) -> None:
        """One step is 1 for whole numbers, about a tenth of the value for others."""
        value = self._parameter.value
        if not isinstance(value, int | float):
            return
        number = round(value + steps * self._size(value), 6) if isinstance(value, float) else value + steps
        if self._parameter.minimum is not None:
            number = max(number, self._parameter.minimum)
        if self._parameter.maximum is not None:
            number = min(number, self._parameter.maximum)
        if number != value:
            self.entered.emit(str(number))
            self.selectAll()

    def _shown(self) -> str:
        value = self._parameter.value
        short = f"{value:g}" if isinstance(value, float) else ""
        return short if short and float(short) == value else str(value)

    def _size(self, value: float) -> float:
        if abs(value) < 1:
            return 0.01 if abs(value) < 0.2 else 0.1
        return 10.0 ** (len(f"{abs(value):.0f}") - 2)

    def _enter(self) -> None:
        if self.text() != self._shown():
            self.entered.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = STEPS.get(Qt.Key(event.key()))
        if steps is not None:
            self.step(steps)
        elif event.key() == Qt.Key.Key_Escape:
            self.setText(self._shown())
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            self.step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def sizeHint(self) -> QSize:
        parameter = self._parameter
        ends = [str(end) for end in (parameter.minimum, parameter.maximum) if end is not None]
        fraction = 2 if isinstance(parameter.value, float) else 0
        digits = min(max(MIN_DIGITS, *(len(end) + fraction for end in ends), 0), MAX_DIGITS)
        return QSize(
            self.fontMetrics().horizontalAdvance("0") * digits + 2 * self.fontMetrics().height(),
            super().sizeHint().height(),
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
