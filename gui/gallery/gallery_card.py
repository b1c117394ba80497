"""One program in the gallery: picture, title, one line."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.style import TEXT, TITLE, mono, sans
from gui.theme import Theme

GAP = 8  # px at scale 1, on each side of a card
TITLE_LINES, LINES, LINES_OF_NARROW = 3, 4, 6  # at most, of the title, and of the title and the text under it
NARROW = 280  # px at scale 1
FLATTEST, STEEPEST = 0.4, 0.56  # of a picture's width


class GalleryCard(QStyledItemDelegate):
    """Paints cards of `width` px, gaps included. Without a picture the program's name stands in its place."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.set_width(300)

    def set_width(self, width: int) -> None:
        """As low as it can be then, see `lowest`."""
        self.width = width
        self.picture = round(self._inside * FLATTEST)

    def set_height(self, height: int) -> None:
        """What there is beside the words is the picture's, up to a shape that still looks like a timeline."""
        room = height - self._words - 2 * self.theme.px(GAP)
        self.picture = max(round(self._inside * FLATTEST), min(room, round(self._inside * STEEPEST)))

    @property
    def lowest(self) -> int:
        """The height, px, with the flattest picture."""
        return round(self._inside * FLATTEST) + self._words + 2 * self.theme.px(GAP)

    @property
    def _inside(self) -> int:
        return self.width - 2 * self.theme.px(GAP)

    @property
    def _lines(self) -> int:
        """Of words: in a narrow card a title alone has three."""
        return LINES_OF_NARROW if self.width < self.theme.px(NARROW) else LINES

    def _title_font(self) -> QFont:
        return sans(self.theme, TITLE - 1 if self.width < self.theme.px(NARROW) else TITLE, bold=True)

    @property
    def _words(self) -> int:
        """px of the room below the picture"""
        theme = self.theme
        title = 2 * QFontMetricsF(self._title_font()).lineSpacing()
        rest = (self._lines - 2) * QFontMetricsF(sans(theme, TEXT)).lineSpacing()
        return round(title + rest + theme.px(22))

    def size(self) -> QSize:
        return QSize(self.width, self.picture + self._words + 2 * self.theme.px(GAP))

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
        picture = QRectF(card.left(), card.top(), card.width(), self.picture)
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

    def lines(self, index: QModelIndex | QPersistentModelIndex) -> list[str]:
        """The words as they stand on the card."""
        return [line for line, *_ in self._lines_of(index, self._inside - 2 * self.theme.px(12))]

    def _lines_of(
        self, index: QModelIndex | QPersistentModelIndex, width: float
    ) -> Iterator[tuple[str, QFont, QFontMetricsF, str, int]]:
        """Each with its font, its colour, and the px between it and what stands before it."""
        theme, left = self.theme, self._lines
        for role, font, colour, most in (
            (Qt.ItemDataRole.DisplayRole, self._title_font(), theme.text, TITLE_LINES),
            (Qt.ItemDataRole.ToolTipRole, sans(theme, TEXT), theme.faint, left),
        ):
            metrics = QFontMetricsF(font)
            gap = 0 if role == Qt.ItemDataRole.DisplayRole else theme.px(4)
            for line in wrapped(str(index.data(role)), metrics, width, min(most, left)):
                yield line, font, metrics, colour, gap
                left, gap = left - 1, 0

    def _paint_words(self, painter: QPainter, place: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        place = QRectF(place)
        for line, font, metrics, colour, gap in self._lines_of(index, place.width()):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            place.adjust(0, gap, 0, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, line)
            place.adjust(0, metrics.lineSpacing(), 0, 0)


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
