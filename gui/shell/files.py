"""What is asked before a file is opened or written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.controls.controls import Controls
from gui.session import Session
from gui.shell.places import Places
from gui.shell.recent import Recent
from gui.shell.settings import Settings
from gui.shell.unsaved import Unsaved
from workers.files.traces import begins_as_trace
from workers.sweep.files import is_sweep

PROGRAMS = (".py", ".pyw", ".pyc", ".pyz")


def dropped_file(data: QMimeData) -> Path | None:
    """The one file that is dragged; None where it is none, or several."""
    files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    return Path(files[0]) if len(files) == 1 else None


class Files(QObject):
    def __init__(
        self, session: Session, controls: Controls, places: Places, settings: Settings, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._places = places
        self._controls = controls
        self._window = window
        self.unsaved = Unsaved(session, window)
        controls.may_leave = self.unsaved.may_leave
        self.recent = Recent(settings, window)
        self.recent.program_chosen.connect(controls.open)
        self.recent.recording_chosen.connect(self.open)
        self.recent.changed.connect(controls.chooser.show_program)
        self.unsaved.copied.connect(self.recent.remember_program)
        controls.menu.insertMenu(controls.menu.actions()[2], self.recent.menu)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def ask_and_open(self) -> None:
        kinds = self.tr("Python (*.py *.pyw);;All files (*)")
        path, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open program"), "", kinds)
        if path:
            self._controls.open(path)

    def ask_and_open_trace(self) -> None:
        kinds = self.tr("Chrome trace (*.json);;All files (*)")
        path, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open trace"), "", kinds)
        if path:
            self.open(Path(path))

    def open_any(self, path: Path) -> None:
        """Also a program."""
        if path.suffix.lower() in PROGRAMS or path.is_dir():
            self._controls.open(str(path))
        else:
            self.open(path)

    def open(self, path: Path) -> None:
        """A recorded run, or a sweep that was saved. What goes wrong is said in the window."""
        swept = is_sweep(path)
        if swept or begins_as_trace(path):
            self.recent.remember_recording(path)
        if swept:
            self._places.open_sweep(path)
        elif self.unsaved.may_leave():
            self._session.open_trace(path)

    def ask_and_save_trace(self) -> None:
        name = f"{self._session.program.name}.trace.json"
        kinds = self.tr("Chrome trace (*.json);;All files (*)")
        path, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save trace"), name, kinds)
        if path:
            self._session.save_trace(Path(path))
            if begins_as_trace(Path(path)):
                self.recent.remember_recording(Path(path))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A file that is dragged into the window is opened."""
        if isinstance(event, QDragEnterEvent | QDropEvent) and (path := dropped_file(event.mimeData())) is not None:
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                QTimer.singleShot(0, lambda: self.open_any(path))  # who drags waits until we return, and we may ask
            return True
        return super().eventFilter(watched, event)
