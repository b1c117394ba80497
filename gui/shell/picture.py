"""The window's own picture, made without a screen."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QApplication

from gui.explore.curve import Curve
from gui.language import ENGLISH, use_language
from gui.quiet import quiet
from gui.session import Session
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from gui.theme import DARK, LIGHT
from gui.time_window import TimeWindow
from gui.timeline.timelines import Timelines
from workers.disk.writing import replacing
from workers.program.program import Program, find_program
from workers.sweep.sweep import Sweep
from workers.trace.trace import Trace

THUMBNAIL = 640, 320  # px
SMOOTH = Qt.TransformationMode.SmoothTransformation


def save_picture(
    trace: Trace,
    program: Program,
    path: Path,
    *,
    previous: Trace | None = None,
    previous_program: Program | None = None,
    theme: str = "light",
    language: str = "en",
    size: tuple[int, int] = (1920, 1080),
) -> None:
    """Writes what the window would show of a finished run, `size` in px; beside the run `previous` where it is given.

    Raises OSError if the file cannot be written.
    """
    with _window(program, theme, language, size, compare=previous is not None) as window:
        window.session.show(trace, program, previous, previous_program)
        QApplication.processEvents()
        window.frames.refresh_all()
        QApplication.processEvents()
        save_window(window, path)


@contextmanager
def _window(
    program: Program, theme: str, language: str, size: tuple[int, int], *, compare: bool = False
) -> Iterator[MainWindow]:
    """The window, `size` in px, on no screen and with settings of its own."""
    application_without_screen()
    with quiet(), tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.ini")
        settings.theme = theme
        settings.language = language
        settings.compare = compare
        session = Session(program)
        window = MainWindow(session, settings)
        try:
            window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            window.resize(QSize(*size))
            window.show()
            yield window
        finally:
            window.close()
            window.deleteLater()
            session.deleteLater()


def save_sweep_picture(
    sweep: Sweep,
    path: Path,
    *,
    program: Program | None = None,
    theme: str = "light",
    language: str = "en",
    size: tuple[int, int] = (1920, 1080),
) -> None:
    """Writes what the window shows of a sweep; `program`: the one that was swept, as it was. Raises OSError."""
    with _window(program or find_program("pool"), theme, language, size) as window:
        window.places.show_sweep(sweep)
        QApplication.processEvents()
        save_window(window, path)


@quiet()
def save_sweep_thumbnail(sweep: Sweep, path: Path, *, theme: str) -> None:
    """Writes a small picture of a sweep's curve without a word, for the gallery. Raises OSError."""
    application = application_without_screen()
    use_language(ENGLISH)
    curve = Curve(DARK if theme == "dark" else LIGHT)
    try:
        curve.switch.hide()
        curve.show_sweep(sweep)
        curve.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        curve.plot.setFixedSize(QSize(*THUMBNAIL))
        curve.show()
        application.processEvents()
        curve.show_sweep(sweep)
        application.processEvents()
        _leave_out_words(curve.plot)
        application.processEvents()
        _write(curve.plot.grab().toImage(), path)  # `render` of a graphics view is of its scene
    finally:
        curve.close()
        curve.deleteLater()


@quiet()
def save_thumbnail(trace: Trace, program: Program, path: Path, *, theme: str) -> None:
    """Writes a small picture of a finished run's lanes, for the gallery: no word of any language is in it. Raises OSError."""
    application = application_without_screen()
    use_language(ENGLISH)
    session = Session(program)
    timelines = Timelines(session, TimeWindow(), DARK if theme == "dark" else LIGHT)
    try:
        session.show(trace, program)
        timelines.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        timelines.cpu.hide()
        canvas = timelines.current.canvas
        canvas.setFixedSize(QSize(*THUMBNAIL))
        timelines.show()
        timelines.follow()
        timelines.refresh()
        application.processEvents()
        probe = QImage(canvas.size(), QImage.Format.Format_RGB32)
        painter = QPainter(probe)
        lanes = canvas.paint_shapes(painter)
        painter.end()
        canvas.setFixedSize(QSize(*THUMBNAIL) * 2 - lanes.size().toSize())  # so that the lanes alone are of that size
        timelines.refresh()
        application.processEvents()
        timelines.refresh()
        image = QImage(canvas.size(), QImage.Format.Format_RGB32)
        image.fill(QColor((DARK if theme == "dark" else LIGHT).card))
        painter = QPainter(image)
        lanes = canvas.paint_shapes(painter)
        painter.end()
        _write(image.copy(lanes.toRect()).scaled(QSize(*THUMBNAIL), mode=SMOOTH), path)
    finally:
        timelines.close()
        timelines.deleteLater()
        session.deleteLater()


def _leave_out_words(plot: pg.PlotWidget) -> None:
    for name in ("left", "bottom"):
        plot.getAxis(name).setStyle(showValues=False)
        plot.getAxis(name).showLabel(False)
    for item in plot.scene().items():
        if isinstance(item, pg.TextItem):
            item.hide()


def save_window(window: MainWindow, path: Path) -> None:
    """Writes what the window shows now. Raises OSError."""
    window.frames.refresh_all()
    image = QImage(window.size(), QImage.Format.Format_RGB32)  # a pixmap would have no more colours than the screen
    window.render(image)
    _write(image, path)


def _write(image: QImage, path: Path) -> None:
    data = QBuffer()
    data.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(data, QByteArray(b"png"))
    if not writer.write(image):
        raise OSError(None, writer.errorString(), str(path))
    with replacing(path) as file:
        file.write(data.data().data())


def application_without_screen() -> QApplication:
    """The application there is, or one that draws into memory where there is no screen."""
    present = QApplication.instance()
    if isinstance(present, QApplication):
        return present
    screenless = sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if screenless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # whatever it was: Qt would abort the process
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    return application
