"""Programs and recordings that were opened lately, in a menu."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Thread

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from gui.plain import tip
from gui.shell.settings import Settings


class Recent(QObject):
    """What is there no more drops out. Nothing is asked of the disk in the window's thread: it may be a network's, and slow."""

    program_chosen = Signal(str)
    recording_chosen = Signal(Path)
    changed = Signal()
    _gone = Signal(list)  # paths, from the thread that looks

    def __init__(self, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._settings = settings
        self.menu = QMenu(window)
        self.menu.aboutToShow.connect(self._show)
        self._gone.connect(self._forget)
        self.retranslate()

    def retranslate(self) -> None:
        self.menu.setTitle(self.tr("Open recent"))
        self.menu.setAccessibleName(self.tr("Open recent"))

    def remember_program(self, path: Path) -> None:
        self._settings.remember_program(path.absolute())
        self.changed.emit()

    def remember_recording(self, path: Path) -> None:
        self._settings.remember_recording(path.absolute())

    def look(self) -> None:
        """Begins to look which files are still there."""
        paths = [*self._settings.recent, *self._settings.recent_recordings]
        if paths:
            Thread(target=self._look, args=(paths,), name="recent", daemon=True).start()

    def _look(self, paths: Sequence[str]) -> None:
        gone = [path for path in paths if is_gone(path)]
        if gone and shiboken6.isValid(self):
            self._gone.emit(gone)

    def _forget(self, paths: list[str]) -> None:
        for path in paths:
            self._settings.forget(path)
        self.changed.emit()
        for action in self.menu.actions():
            if action.data() in paths:
                self.menu.removeAction(action)

    def _show(self) -> None:
        self.menu.clear()
        for paths, chosen in (
            (self._settings.recent, self._choose_program),
            (self._settings.recent_recordings, self._choose_recording),
        ):
            if paths and self.menu.actions():
                self.menu.addSeparator()
            for path in paths:
                action = self._entry(path)
                action.triggered.connect(lambda checked, path=path, chosen=chosen: chosen(path))
        if self.menu.isEmpty():
            self.menu.addAction(self.tr("nothing yet")).setEnabled(False)
        self.look()

    def _entry(self, path: str) -> QAction:
        action = self.menu.addAction(Path(path).name.replace("&", "&&"))
        action.setData(path)
        action.setToolTip(tip(path))
        self.menu.setToolTipsVisible(True)
        return action

    def _choose_program(self, path: str) -> None:
        self.program_chosen.emit(path)

    def _choose_recording(self, path: str) -> None:
        self.recording_chosen.emit(Path(path))


def is_gone(path: str) -> bool:
    """Whether there is certainly no such file; one that cannot be asked for now may come back."""
    try:
        Path(path).stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return True
    except OSError:
        return False
    return False
