"""A sweep as text on the clipboard, as a picture, as a table, as a file that opens again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.explore import words
from gui.explore.explorer import Explorer
from workers.disk.writing import replacing
from workers.sweep.files import to_csv, to_json
from workers.sweep.sweep import Sweep


class Exports(QObject):
    """`window`: what a picture is of."""

    problem = Signal(str)  # one sentence

    def __init__(self, explorer: Explorer, window: QWidget) -> None:
        super().__init__(window)
        self._explorer, self._window = explorer, window

    def copy(self) -> None:
        """Sentence, reason, remarks and table; a spreadsheet takes the table's columns."""
        if (sweep := self._explorer.sweep) is not None:
            QGuiApplication.clipboard().setText(as_text(sweep))

    def ask_and_save(self, kind: str) -> None:
        """`kind`: "png", "csv" or "json"."""
        sweep = self._explorer.sweep
        if sweep is None:
            return
        kinds = {"png": self.tr("Picture (*.png)"), "csv": self.tr("CSV (*.csv)"), "json": self.tr("Sweep (*.json)")}
        path, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save sweep"), f"{sweep.program}.sweep.{kind}", kinds[kind]
        )
        if path:
            self.save(kind, Path(path))

    def save(self, kind: str, path: Path) -> None:
        """What goes wrong is said by `problem`."""
        sweep = self._explorer.sweep
        if sweep is None:
            return
        try:
            with replacing(path) as file:
                file.write(self._png() if kind == "png" else (to_csv if kind == "csv" else to_json)(sweep).encode())
        except OSError as error:
            self.problem.emit(self.tr("{0} could not be written: {1}").format(path, error.strerror or error))

    def _png(self) -> bytes:
        """What the place shows. Raises OSError."""
        image = QImage(self._window.size(), QImage.Format.Format_RGB32)
        image.fill(self._window.palette().window().color())
        self._window.render(image)
        data = QBuffer()
        data.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(data, QByteArray(b"png"))
        if not writer.write(image):
            raise OSError(None, writer.errorString())
        return bytes(data.data().data())


def as_text(sweep: Sweep) -> str:
    """Columns are parted by tabs."""
    rows = [words.headings(sweep)]
    rows += [words.cells(point) for family in sweep.families for point in sweep.points(family)]
    if len(sweep.axes) == 1:
        rows = [row[1:] for row in rows]
    said = [words.sentence(sweep), words.reason(sweep), *words.remarks(sweep)]
    return "\n".join([*(line for line in said if line), "", *("\t".join(row) for row in rows)])
