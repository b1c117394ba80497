"""The window's icons: drawings in resources/icons, coloured as the theme wants them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"


def icon(name: str, colour: str, disabled: str = "") -> QIcon:
    """The drawing `name` in "#rrggbb", and in `disabled` where its button cannot be pressed."""
    drawn = QIcon()
    for mode, ink in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled or colour)):
        for size in (16, 24, 32, 48):
            drawn.addPixmap(_pixmap(name, ink, size), mode)
    return drawn


def _pixmap(name: str, colour: str, size: int) -> QPixmap:
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
