"""The list of keys."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from gui.plain import PlainLabel
from gui.shell.actions import Actions, key_text, mouse_hints


class KeysDialog(QDialog):
    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        rows = [(key_text(action, "   "), action.text().rstrip("…")) for action in actions.listed]
        rows += mouse_hints()
        half = (len(rows) + 1) // 2
        for number, (keys, meaning) in enumerate(rows):
            side = 2 * (number // half)
            key = PlainLabel(keys)
            key.setStyleSheet("font-weight: bold;")
            grid.addWidget(key, number % half, side)
            grid.addWidget(PlainLabel(meaning), number % half, side + 1)
