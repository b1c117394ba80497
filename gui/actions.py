"""Everything the window can be told to do, with its keys: one table, from which the list of keys is made too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from gui.settings import THEMES


class Actions(QObject):
    """The window's QActions. Who can do the thing connects to `triggered` (or `toggled`)."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.listed: list[QAction] = []
        make = self._make
        self.run = make(self.tr("Run"), "F5", "Ctrl+R")
        self.stop = make(self.tr("Stop the run"), "Shift+F5", "Ctrl+.")
        self.open = make(self.tr("Open program…"), "Ctrl+O")
        self.save_trace = make(self.tr("Save trace…"), "Ctrl+S")
        self.zoom_in = make(self.tr("Zoom in"), "W", "+", "=")
        self.zoom_out = make(self.tr("Zoom out"), "S", "-")
        self.earlier = make(self.tr("Move to earlier"), "A", "Left")
        self.later = make(self.tr("Move to later"), "D", "Right")
        self.fit = make(self.tr("Fit the selection, or the whole run"), "F")
        self.previous_task = make(self.tr("Previous task of the same worker"), ",")
        self.next_task = make(self.tr("Next task of the same worker"), ".")
        self.pause = make(self.tr("Pause the view, not the run"), "Space")
        self.clear = make(self.tr("Clear the selection"), "Esc")
        self.compare = make(self.tr("Compare with the run before"), "C", switch=True)
        self.compare.setIconText(f" {self.tr('Compare')}")
        self.projector = make(self.tr("Projector: everything larger"), "P", switch=True)
        self.next_theme = make(self.tr("Next theme"), "T")
        self.keys = make(self.tr("List of keys"), "?", "F1")
        self.quit = make(self.tr("Quit"), "Ctrl+Q")
        self.themes = self._make_themes()

    def _make(self, text: str, *keys: str, switch: bool = False) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setCheckable(switch)
        action.setToolTip(f"{text} ({key_text(action)})")
        self._window.addAction(action)
        self.listed.append(action)
        return action

    def _make_themes(self) -> dict[str, QAction]:
        group = QActionGroup(self)
        texts = {"system": self.tr("Theme of the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        made: dict[str, QAction] = {}
        for name in THEMES:
            action = group.addAction(QAction(texts[name], self))
            action.setCheckable(True)
            made[name] = action
        return made

    def connect_all(self, pairs: Sequence[tuple[QAction, Callable[[], object]]]) -> None:
        for action, slot in pairs:
            action.triggered.connect(_without_argument(slot))


def key_text(action: QAction, separator: str = " / ") -> str:
    """The action's first two keys as text: "F5 / Ctrl+R"."""
    keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()[:2]]
    return separator.join(keys)


def mouse_hints() -> list[tuple[str, str]]:
    """What the mouse does in the timeline: (gesture, meaning)."""
    say = QCoreApplication.translate
    return [
        (say("Actions", "Ctrl+wheel"), say("Actions", "Zoom at the mouse")),
        (say("Actions", "Shift+wheel"), say("Actions", "Move to earlier or later")),
        (say("Actions", "Drag"), say("Actions", "Select a time range and see its statistics")),
        (say("Actions", "Click"), say("Actions", "Select a task")),
    ]


def _without_argument(slot: Callable[[], object]) -> Callable[[bool], None]:
    def call(checked: bool) -> None:
        slot()

    return call
