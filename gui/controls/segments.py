"""A few choices side by side, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget


class Segments(QFrame):
    """Buttons in one frame, for two to four short `choices`."""

    chosen = Signal(int)  # index, by the user only

    def __init__(self, choices: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "segments")
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        for number, choice in enumerate(choices):
            button = _Segment(choice.replace("&", "&&"))
            button.setCheckable(True)
            button.setProperty("look", "segment")
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.idClicked.connect(self.chosen)
        self._group.idToggled.connect(self._let_tab_in)
        self._let_tab_in()

    def name(self, caption: str) -> None:
        """What the choices are of, for who does not see it beside them."""
        self.setAccessibleName(caption)
        for button in self.buttons:
            button.setAccessibleName(f"{caption}: {button.text().replace('&&', '&')}")

    @property
    def buttons(self) -> list[QPushButton]:
        return [button for button in self._group.buttons() if isinstance(button, QPushButton)]

    def choose(self, index: int) -> None:
        """Shows a choice as chosen; −1: none."""
        button = self._group.button(index)
        if button is not None:
            button.setChecked(True)
            return
        self._group.setExclusive(False)
        for other in self._group.buttons():
            other.setChecked(False)
        self._group.setExclusive(True)

    def _let_tab_in(self) -> None:
        """Tab reaches the chosen one, the arrow keys go on from there; where none is chosen, the first."""
        chosen = self._group.checkedButton() or self._group.button(0)
        for button in self._group.buttons():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if button is chosen else Qt.FocusPolicy.NoFocus)


class _Segment(QPushButton):
    """As wide with normal as with bold text, so that nothing moves when another is chosen."""

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        font = self.font()
        font.setBold(True)
        from_bold = QPushButton.fontMetrics(self).size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        return QSize(hint.width() + max(0, round(from_bold * 0.1)), hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
