"""Pictures of the timeline and of the window as they stand: to the clipboard, as PNG, as SVG."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QDateTime, QIODevice, QLocale, QObject, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QMainWindow, QWidget

from gui.language import parameter_label, program_title, value_label
from gui.session import Session
from gui.shell.frames import Frames
from gui.style import sans
from gui.theme import Theme
from workers.disk.writing import replacing
from workers.errors import reason

HEADING = 56  # px at scale 1, above a timeline
NARROWEST = 420  # px at scale 1: a picture that is narrower has no heading


class Pictures(QObject):
    """A timeline gets a heading: which program, with which constants, when. The window has all that in it."""

    def __init__(self, session: Session, frames: Frames, timelines: QWidget, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._frames = session, frames
        self._timelines, self._window = timelines, window
        self.theme: Theme | None = None  # for the heading

    def copy_timeline(self) -> None:
        QGuiApplication.clipboard().setImage(self.image(self._timelines))

    def copy_window(self) -> None:
        QGuiApplication.clipboard().setImage(self.image(self._window))

    def ask_and_save_timeline(self) -> None:
        self._ask_and_save(self._timelines, "timeline")

    def ask_and_save_window(self) -> None:
        self._ask_and_save(self._window, "window")

    def image(self, part: QWidget) -> QImage:
        """As sharp as on the screen."""
        self._frames.refresh_all()
        ratio = part.devicePixelRatioF()
        size = self._size(part)
        made = QImage(size * ratio, QImage.Format.Format_RGB32)
        made.setDevicePixelRatio(ratio)
        made.fill(self._window.palette().window().color())
        for name, text in (("Title", self._title()), ("Description", self._constants()), ("Software", "Poolscope")):
            made.setText(name, text)
        painter = QPainter(made)
        self._paint(painter, part)
        painter.end()
        return made

    def save(self, part: QWidget, path: Path) -> None:
        """SVG where the file is called so, else PNG. What goes wrong is said by the session's `problem`."""
        try:
            data = self._svg(part) if path.suffix.lower() == ".svg" else _png(self.image(part))
            with replacing(path) as file:
                file.write(data)
        except OSError as error:
            self._session.problem.emit(self.tr("{0} could not be written: {1}").format(path, reason(error)))

    def _ask_and_save(self, part: QWidget, what: str) -> None:
        png, svg = self.tr("Picture (*.png)"), self.tr("Drawing (*.svg)")
        ran = self._session.ran or self._session.program
        name = f"{ran.name.removesuffix('.py')}.{what}.png"
        chosen, kind = QFileDialog.getSaveFileName(self._window, self.tr("Save picture"), name, f"{png};;{svg}")
        if chosen:
            path = Path(chosen)
            if kind == svg and path.suffix.lower() in ("", ".png"):
                path = path.with_suffix(".svg")
            self.save(part, path if path.suffix else path.with_suffix(".png"))

    def _svg(self, part: QWidget) -> bytes:
        """Lines and words, which stay sharp at any size and can be changed in a drawing program."""
        self._frames.refresh_all()
        data, size = QBuffer(), self._size(part)
        generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # the other version knows no clipping
        generator.setOutputDevice(data)
        generator.setResolution(part.logicalDpiX())
        generator.setSize(size)
        generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
        generator.setTitle(self._title())
        generator.setDescription(self._constants())
        painter = QPainter(generator)
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), self._window.palette().window())
        self._paint(painter, part)
        painter.end()
        return bytes(data.data().data())

    def _size(self, part: QWidget) -> QSize:
        return part.size() + QSize(0, self._heading(part))

    def _heading(self, part: QWidget) -> int:
        """px"""
        theme = self.theme
        if theme is None or part is not self._timelines or part.width() < theme.px(NARROWEST):
            return 0
        return theme.px(HEADING)

    def _paint(self, painter: QPainter, part: QWidget) -> None:
        above, theme = self._heading(part), self.theme
        if above and theme is not None:
            room = QRectF(theme.px(8), theme.px(4), part.width() - theme.px(16), theme.px(24))
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            date = QLocale().toString(QDateTime.currentDateTime(), QLocale.FormatType.ShortFormat)
            for words, size, colour, bold, end in (
                (self._title(), 16, theme.text, True, f"Poolscope, {date}"),
                (self._constants(), 13, theme.faint, False, ""),
            ):
                painter.setFont(sans(theme, 13))
                painter.setPen(QColor(theme.faint))
                if end:
                    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    painter.drawText(room, right, end)
                taken = painter.fontMetrics().horizontalAdvance(end) + theme.px(16) if end else 0
                painter.setFont(sans(theme, size, bold=bold))
                painter.setPen(QColor(colour))
                width = round(room.width() - taken)
                shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, width)
                painter.drawText(room, left, shown)
                room.moveTop(room.top() + theme.px(24))
        parts = QWidget.RenderFlag.DrawChildren
        if part is self._window:
            parts |= QWidget.RenderFlag.DrawWindowBackground
        part.render(painter, QPoint(0, above), renderFlags=parts)

    def _title(self) -> str:
        ran = self._session.ran or self._session.program
        return program_title(ran)

    def _constants(self) -> str:
        """As they were in the run that is shown."""
        ran = self._session.ran or self._session.program
        pairs = [
            f"{parameter_label(one)} = {value_label(one, one.value) if one.choices else one.value}"
            for one in ran.parameters
        ]
        return " · ".join(pairs)


def _png(image: QImage) -> bytes:
    """Raises OSError."""
    data = QBuffer()
    data.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(data, QByteArray(b"png"))
    if not writer.write(image):
        raise OSError(None, writer.errorString())
    return bytes(data.data().data())
