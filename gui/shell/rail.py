"""The places of the window, on a narrow rail at its left."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from gui.focus import by_tab
from gui.icons import icon
from gui.shell.actions import Actions
from gui.theme import Theme

WIDTH, MARGIN = 72, 3  # px at scale 1; beside the buttons, so that "Timeline" in bold has room


class Rail(QWidget):
    """A button a place, a sign over a word; the one that is shown is pressed."""

    def __init__(self, actions: Actions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._group = QActionGroup(self)
        self.buttons: list[QToolButton] = []
        for action, name in ((actions.timeline, "timeline"), (actions.explore, "explore")):
            self._add(action, name)
        self._column.addStretch(1)
        actions.timeline.setChecked(True)
        self.apply_theme(theme)

    def _add(self, action: QAction, name: str) -> None:
        self._group.addAction(action)
        button = by_tab(QToolButton())
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setProperty("look", "place")
        button.setProperty("drawing", name)
        self.buttons.append(button)
        self._column.addWidget(button)

    def apply_theme(self, theme: Theme) -> None:
        self.setFixedWidth(theme.px(WIDTH))
        self._column.setContentsMargins(theme.px(MARGIN), theme.px(10), theme.px(MARGIN), theme.px(6))
        self._column.setSpacing(theme.px(6))
        for button in self.buttons:
            button.setIconSize(QSize(theme.px(24), theme.px(24)))
            button.setFixedWidth(theme.px(WIDTH - 2 * MARGIN))
            self._show_checked(button, theme)

    def _show_checked(self, button: QToolButton, theme: Theme) -> None:
        drawing = icon(button.property("drawing"), theme.faint)
        for size in (16, 24, 32, 48):
            pixmap = icon(button.property("drawing"), theme.accent).pixmap(size, size)
            drawing.addPixmap(pixmap, drawing.Mode.Normal, drawing.State.On)
        button.defaultAction().setIcon(drawing)
