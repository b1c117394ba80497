"""Everything the window can be told to do, with its keys: one table, from which the list of keys is made too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from gui.language import CHINESE, NAMES, can_show_chinese, names
from gui.shell.settings import LANGUAGES, THEMES


class Actions(QObject):
    """The window's QActions. Who can do the thing connects to `triggered` (or `toggled`)."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.listed: list[QAction] = []
        make = self._make
        self.run = make("F5", "Ctrl+R")
        self.stop = make("Shift+F5", "Ctrl+.")
        self.kill = make("Ctrl+Shift+F5")
        self.timeline = make("Ctrl+1", switch=True)
        self.explore = make("Ctrl+2", "E", switch=True)
        self.programs = make("G", "Ctrl+G")
        self.open = make("Ctrl+O")
        self.open_trace = make("Ctrl+Shift+O")
        self.save_program = make("Ctrl+S")
        self.save_program_as = make("Ctrl+Alt+S")
        self.save_trace = make("Ctrl+Shift+S")
        self.tab_indents = make("Ctrl+M", switch=True)
        self.copy_timeline = make("Ctrl+Shift+C")
        self.save_timeline = make("Ctrl+Shift+P")
        self.copy_window = make("Ctrl+Alt+C")
        self.save_window = make("Ctrl+Alt+P")
        self.zoom_in = make("W", "+", "=")
        self.zoom_out = make("S", "-")
        self.earlier = make("A", "Left")
        self.later = make("D", "Right")
        self.fit = make("F")
        self.previous_task = make(",")
        self.next_task = make(".")
        self.pause = make("Space")
        self.clear = make("Esc")
        self.compare = make("C", switch=True)
        self.projector = make("P", switch=True)
        self.next_theme = make("T")
        self.next_language = make("L")
        self.keys = make("?", "F1")
        self.quit = make("Ctrl+Q")
        self.themes = self._make_group(THEMES)
        self.languages = self._make_group(LANGUAGES)
        self.retranslate()

    def retranslate(self) -> None:
        """All texts in the window's language."""
        for action, text in (
            (self.run, self.tr("Run")),
            (self.stop, self.tr("Stop the run")),
            (self.kill, self.tr("Kill the run while it stops: nothing of it is saved")),
            (self.timeline, self.tr("Timeline")),
            (self.explore, self.tr("Explore")),
            (self.programs, self.tr("Programs…")),
            (self.open, self.tr("Open program…")),
            (self.open_trace, self.tr("Open trace…")),
            (self.save_program, self.tr("Save program")),
            (self.save_program_as, self.tr("Save program as…")),
            (self.save_trace, self.tr("Save trace…")),
            (self.copy_timeline, self.tr("Copy a picture of the timeline")),
            (self.save_timeline, self.tr("Save a picture of the timeline…")),
            (self.copy_window, self.tr("Copy a picture of the window")),
            (self.save_window, self.tr("Save a picture of the window…")),
            (self.tab_indents, self.tr("In the program: Tab indents, or leaves it")),
            (self.zoom_in, self.tr("Zoom in")),
            (self.zoom_out, self.tr("Zoom out")),
            (self.earlier, self.tr("Move to earlier")),
            (self.later, self.tr("Move to later")),
            (self.fit, self.tr("Fit the selection, or the whole run")),
            (self.previous_task, self.tr("Previous task of the same worker")),
            (self.next_task, self.tr("Next task of the same worker")),
            (self.pause, self.tr("Pause the view, not the run")),
            (self.clear, self.tr("Clear the selection")),
            (self.compare, self.tr("Compare with the run before")),
            (self.projector, self.tr("Projector: everything larger")),
            (self.next_theme, self.tr("Next theme")),
            (self.next_language, self.tr("The other language")),
            (self.keys, self.tr("List of keys")),
            (self.quit, self.tr("Quit")),
        ):
            action.setText(text)
            action.setToolTip(self.tr("{0} ({1})").format(text, key_text(action)))
        self.compare.setIconText(f" {self.tr('Compare')}")
        chinese = NAMES[CHINESE] if can_show_chinese() else "ZH"
        self.next_language.setIconText(f"{chinese} / EN")
        self.themes["system"].setText(self.tr("Theme of the system"))
        self.themes["light"].setText(self.tr("Light"))
        self.themes["dark"].setText(self.tr("Dark"))
        self.languages["system"].setText(self.tr("Language of the system"))
        for code, name in names().items():
            self.languages[code].setText(name)

    def _make(self, *keys: str, switch: bool = False) -> QAction:
        action = QAction(self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setCheckable(switch)
        self._window.addAction(action)
        self.listed.append(action)
        return action

    def _make_group(self, names: Sequence[str]) -> dict[str, QAction]:
        group = QActionGroup(self)
        made = {name: group.addAction(QAction(self)) for name in names}
        for action in made.values():
            action.setCheckable(True)
        return made

    def connect_all(self, pairs: Sequence[tuple[QAction, Callable[[], object]]]) -> None:
        for action, slot in pairs:
            action.triggered.connect(_without_argument(slot))


def key_text(action: QAction, separator: str = " / ") -> str:
    """The action's first two keys as text: "F5 / Ctrl+R"."""
    keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()[:2]]
    return separator.join(keys)


def first_key(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def mouse_hints() -> list[tuple[str, str]]:
    """What the mouse does in the timeline: (gesture, meaning)."""
    return [
        (_tr("Ctrl+wheel"), _tr("Zoom at the mouse")),
        (_tr("Shift+wheel"), _tr("Move to earlier or later")),
        (_tr("Drag"), _tr("Select a time range and see its statistics")),
        (_tr("Click"), _tr("Select a task")),
    ]


def _tr(words: str) -> str:
    return QCoreApplication.translate("Actions", words)


def _without_argument(slot: Callable[[], object]) -> Callable[[bool], None]:
    def call(checked: bool) -> None:
        slot()

    return call
