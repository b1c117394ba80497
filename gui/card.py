"""A card: a plate with a title, on which a view stands."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.plain import PlainLabel
from gui.theme import Theme


class Card(QWidget):
    """A rounded plate with a title row; what is put into `header` stands beside the title, into `body` below it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._low = False
        self._title, self._subtitle = PlainLabel(parent=self), PlainLabel(parent=self)
        self.header = QHBoxLayout()
        self.header.addWidget(self._title, 0, Qt.AlignmentFlag.AlignTop)
        self.header.addWidget(self._subtitle, 0, Qt.AlignmentFlag.AlignTop)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(1, 0, 1, 2)
        self.body.setSpacing(0)
        self.body.addLayout(self.header)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        above, below = (3, 0) if self._low else (8, 4)
        self.header.setContentsMargins(theme.px(15), theme.px(above), theme.px(15), theme.px(below))
        self.header.setSpacing(theme.px(12))
        for label, size, colour, bold in (
            (self._title, 16, theme.text, True),
            (self._subtitle, 13, theme.faint, False),
        ):
            # A style sheet of its own: the window's, if there is one, says nothing about this size.
            weight = "600" if bold else "400"
            label.setStyleSheet(
                f"font-size: {theme.px(size)}px; font-weight: {weight}; color: {colour}; background: transparent;"
            )
            label.setFixedHeight(theme.px(24))
        self.update()

    def set_low(self, low: bool) -> None:
        """With less air around the title, where cards must share little room."""
        if low != self._low:
            self._low = low
            self.apply_theme(self._theme)

    @property
    def header_height(self) -> int:
        """Pixels above the body, with one line beside the title."""
        margins = self.header.contentsMargins()
        return margins.top() + margins.bottom() + self._theme.px(24)

    def set_title(self, title: str, subtitle: str = "") -> None:
        if (title, subtitle) != (self._title.text(), self._subtitle.text()):
            self._title.setText(title)
            self._subtitle.setText(subtitle)
            self._subtitle.setVisible(bool(subtitle))
            if (chart := getattr(self, "canvas", None)) is not None:
                chart.setAccessibleName(f"{title}: {subtitle}" if subtitle else title)

    @property
    def title(self) -> str:
        return self._title.text()

    @property
    def subtitle(self) -> str:
        return self._subtitle.text()

    # Qt's own names

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.setBrush(QColor(self._theme.card))
        radius = self._theme.px(8)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()
