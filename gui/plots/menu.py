"""A plot's own menu, in the window's language: its picture and its figures, on the clipboard and as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from workers.disk.writing import replacing

FINER = 2
"""Pixels of a picture for each on the screen: it goes into a lecture's slides."""


class PlotMenu(QObject):
    """In the place of pyqtgraph's menu."""

    def __init__(self, plot: pg.PlotWidget, name: str, table: Callable[[], list[list[str]]]) -> None:
        """`name`: in a file's name. `table`: what is shown, rows below a heading; [] where nothing is."""
        super().__init__(plot)
        self._plot, self._name, self._table = plot, name, table
        plot.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        plot.customContextMenuRequested.connect(lambda at: self.open_at(plot.mapToGlobal(at)))

    def open_at(self, where: QPoint) -> None:
        """`where`: in global pixels."""
        menu = self.made()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def made(self) -> QMenu:
        menu = QMenu(self._plot.window())  # not the plot's: a view has no style sheet of the window's
        menu.addAction(self.tr("Copy picture"), self.copy_picture)
        menu.addAction(self.tr("Save picture as PNG…"), lambda: self._ask_and_save("png"))
        menu.addAction(self.tr("Save picture as SVG…"), lambda: self._ask_and_save("svg"))
        menu.addSeparator()
        figures = bool(self._table())
        menu.addAction(self.tr("Copy figures"), self.copy_figures).setEnabled(figures)
        menu.addAction(self.tr("Export figures as CSV…"), lambda: self._ask_and_save("csv")).setEnabled(figures)
        return menu

    def copy_picture(self) -> None:
        QGuiApplication.clipboard().setImage(self.image())

    def copy_figures(self) -> None:
        """A spreadsheet takes the columns."""
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in self._table()))

    def image(self) -> QImage:
        from pyqtgraph.exporters import ImageExporter  # takes its time, and nobody asks for it at the start

        exporter = ImageExporter(self._plot.getPlotItem())
        exporter.parameters()["background"] = self._plot.backgroundBrush().color()
        exporter.parameters()["width"] = FINER * self._plot.width()
        image: QImage = exporter.export(toBytes=True)
        return image

    def save(self, kind: str, path: Path) -> None:
        """`kind`: "png", "svg" or "csv". Raises OSError."""
        data = {"png": self._png, "svg": self._svg, "csv": self._csv}[kind]()
        with replacing(path) as file:
            file.write(data)

    def _ask_and_save(self, kind: str) -> None:
        kinds = {"png": self.tr("Picture (*.png)"), "svg": self.tr("Drawing (*.svg)"), "csv": self.tr("CSV (*.csv)")}
        titles = {"png": self.tr("Save picture"), "svg": self.tr("Save picture"), "csv": self.tr("Export figures")}
        window = self._plot.window()
        path, _ = QFileDialog.getSaveFileName(window, titles[kind], f"{self._name}.{kind}", kinds[kind])
        if not path:
            return
        try:
            self.save(kind, Path(path))
        except OSError as error:
            words = self.tr("{0} could not be written: {1}").format(path, error.strerror or error)
            QMessageBox.warning(window, titles[kind], words)

    def _png(self) -> bytes:
        data = QBuffer()
        data.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(data, QByteArray(b"png"))
        if not writer.write(self.image()):
            raise OSError(None, writer.errorString())
        return bytes(data.data().data())

    def _svg(self) -> bytes:
        """By Qt: pyqtgraph's exporter asks each item for its own SVG, and loses those that paint in pixels."""
        size = self._plot.size()
        data = QBuffer()
        data.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(data)
        generator.setResolution(self._plot.logicalDpiX())  # a `QPicture`, which axes are, is drawn for that
        generator.setSize(size)
        generator.setViewBox(QRect(QPoint(0, 0), size))
        painter = QPainter(generator)
        where = QRectF(0, 0, size.width(), size.height())
        painter.fillRect(where, self._plot.backgroundBrush())
        self._plot.scene().prepareForPaint()
        self._plot.scene().render(painter, where, where)
        painter.end()
        return bytes(data.data().data())

    def _csv(self) -> bytes:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(self._table())
        return text.getvalue().encode("utf-8-sig")  # so that a spreadsheet takes Chinese names for what they are
