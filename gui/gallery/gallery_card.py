"""One program in the gallery: picture, title, one line."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.style import TEXT, TITLE, mono, sans
from gui.theme import Theme

GAP = 8  # px at scale 1, on each side of a card
TITLE_LINES, LINES = 2, 2  # at most, of the title and of the text under it


class GalleryCard(QStyledItemDelegate):
    """Paints cards of `width` px, gaps included. Without a picture the program's name stands in its place."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.width = 300

    def size(self) -> QSize:
        theme = self.theme
        picture = (self.width - 2 * theme.px(GAP)) * 9 / 16
        title = TITLE_LINES * QFontMetricsF(sans(theme, TITLE, bold=True)).lineSpacing()
        line = QFontMetricsF(sans(theme, TEXT)).lineSpacing()
        return QSize(self.width, round(picture + title + LINES * line + theme.px(26) + 2 * theme.px(GAP)))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.size()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, gap = self.theme, self.theme.px(GAP)
        state, place = option.state, QRectF(option.rect)
        card = place.adjusted(gap, gap, -gap, -gap)
        under_mouse = bool(state & QStyle.StateFlag.State_MouseOver)
        marked = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(8), theme.px(8))
        painter.fillPath(shape, QColor(theme.hover if under_mouse else theme.card))
        picture = QRectF(card.left(), card.top(), card.width(), card.width() * 9 / 16)
        painter.setClipPath(shape)
        self._paint_picture(painter, picture, index)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(picture.bottomLeft(), picture.bottomRight())
        self._paint_words(painter, card.adjusted(theme.px(12), picture.height() + theme.px(8), -theme.px(12), 0), index)
        painter.setPen(
            QPen(QColor(theme.accent if under_mouse or marked else theme.line), theme.px(3) if marked else 1)
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
        painter.restore()

    def _paint_picture(self, painter: QPainter, place: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(picture, QPixmap) and not picture.isNull():
            painter.drawPixmap(place, picture, QRectF(picture.rect()))
            return
        painter.fillRect(place, QColor(self.theme.field))
        name = str(index.data(Qt.ItemDataRole.UserRole))
        size = (
            2
            * TITLE
            * min(1.0, 0.8 * place.width() / QFontMetricsF(mono(self.theme, 2 * TITLE)).horizontalAdvance(name))
        )
        painter.setFont(mono(self.theme, size))
        painter.setPen(QColor(self.theme.faint))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_words(self, painter: QPainter, place: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        theme = self.theme
        place = QRectF(place)
        for text, font, colour, lines in (
            (index.data(), sans(theme, TITLE, bold=True), theme.text, TITLE_LINES),
            (index.data(Qt.ItemDataRole.ToolTipRole), sans(theme, TEXT), theme.faint, LINES),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            metrics = QFontMetricsF(font)
            for line in wrapped(str(text), metrics, place.width(), lines):
                painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, line)
                place.adjust(0, metrics.lineSpacing(), 0, 0)
            place.adjust(0, theme.px(4), 0, 0)


def wrapped(text: str, metrics: QFontMetricsF, width: float, lines: int) -> list[str]:
    """At most `lines` lines of at most `width` px; what is too much ends in "…". Chinese breaks between any two signs."""
    made: list[str] = []
    rest = text.strip()
    while rest and len(made) < lines - 1 and metrics.horizontalAdvance(rest) > width:
        fits = next(
            end for end in range(len(rest), 0, -1) if end == 1 or metrics.horizontalAdvance(rest[:end]) <= width
        )
        space = rest.rfind(" ", 0, fits + 1)
        # A line may end at a space, or between two signs that are not of an alphabet.
        while (
            fits > 1
            and fits > space + 1
            and (rest[fits] in "，。、；：？！”）》" or _letters(rest[fits - 1 : fits + 1]))
        ):
            fits -= 1
        made.append(rest[:fits].rstrip())
        rest = rest[fits:].lstrip()
    if rest:
        made.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width))
    return made


def _letters(pair: str) -> bool:
    """Whether both are of one word."""
    return len(pair) == 2 and all(sign < "\u2e80" and not sign.isspace() for sign in pair)
