"""A text field for a program: line numbers, one marked line, four spaces for a tab."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from gui.panels.highlight import Highlighter
from gui.style import mixed, mono
from gui.theme import Theme

INDENT = "    "
_HELD = {int(Qt.Key.Key_BracketRight): 1, int(Qt.Key.Key_BracketLeft): -1}
_ALONE = {int(Qt.Key.Key_Tab): 1, int(Qt.Key.Key_Backtab): -1}
PATIENCE = 3.0  # s after the last key press, in which the text does not move by itself


class CodeEdit(QPlainTextEdit):
    """`mark_line` paints a whole line in the theme's current-line colour, an arrow before its number.

    `go_to` shows a line too, more quietly. Neither moves the cursor or selects: what is typed next replaces nothing. Tab
    leaves the field, as everywhere in the window, or indents where `set_tab_indents` says so; Ctrl+] and Ctrl+[ always
    indent. Esc leaves the field to the window's keys.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.marked = 0  # from 1; 0: none
        self._failed: QTextCursor | None = None  # on the line that failed; moves with the text
        self._shown: QTextCursor | None = None  # on the line that was gone to; moves with the text
        self._typed = -PATIENCE  # when, on the monotonic clock
        self._numbers = _Numbers(self)
        self._highlighter = Highlighter(self.document(), theme)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._numbers_moved)
        self.apply_theme(theme)

    def text(self) -> str:
        """As `toPlainText`, which would make plain spaces of no-break ones."""
        return self.document().toRawText().replace("\u2029", "\n")

    def show_text(self, text: str) -> None:
        """Replaces only what differs, so that cursor, scroll position and undo stay useful."""
        old = self.text()
        if text == old:
            return
        shortest = min(len(old), len(text))
        head = next((at for at in range(shortest) if old[at] != text[at]), shortest)
        rest = shortest - head
        tail = next((at for at in range(rest) if old[-1 - at] != text[-1 - at]), rest)
        cursor = QTextCursor(self.document())
        cursor.setPosition(_units(old[:head]))
        cursor.setPosition(_units(old[: len(old) - tail]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[head : len(text) - tail])

    def mark_line(self, line: int) -> None:
        if line == self.marked:
            return
        self.marked = line
        self._show_mark()
        if line and monotonic() - self._typed > PATIENCE:
            self._reveal(line)

    @property
    def shown(self) -> int:
        """The line that was gone to, from 1; 0: none."""
        return 0 if self._shown is None else self._shown.blockNumber() + 1

    def go_to(self, line: int) -> None:
        """Brings a line into view and shows which one it is; 0: none any more."""
        block = self.document().findBlockByNumber(line - 1)
        self._shown = QTextCursor(block) if line > 0 and block.isValid() else None
        self._show_mark()
        if self._shown is not None:
            self._reveal(line)

    def set_tab_indents(self, indents: bool) -> None:
        self.setTabChangesFocus(not indents)

    def indent(self, by: int) -> None:
        """Moves the lines of the selection, or the cursor's, one step in (1) or out (-1), as one step to undo."""
        cursor = self.textCursor()
        first, last = (self.document().findBlock(at) for at in (cursor.selectionStart(), cursor.selectionEnd()))
        if last != first and last.position() == cursor.selectionEnd():
            last = last.previous()  # of a line that ends the selection nothing is selected
        cursor.beginEditBlock()
        for number in range(first.blockNumber(), last.blockNumber() + 1):
            block = self.document().findBlockByNumber(number)
            line = QTextCursor(block)
            if by > 0:
                line.insertText(INDENT)
                continue
            leading = len(block.text()) - len(block.text().lstrip(" "))
            line.movePosition(
                QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, min(leading, len(INDENT))
            )
            line.removeSelectedText()
        cursor.endEditBlock()

    @property
    def failed(self) -> int:
        """The line that is marked as one that failed, from 1; 0: none."""
        return 0 if self._failed is None else self._failed.blockNumber() + 1

    def mark_failed(self, line: int) -> None:
        """Marks a line as one that failed, and brings it into view; 0: none any more."""
        block = self.document().findBlockByNumber(line - 1)
        self._failed = QTextCursor(block) if line > 0 and block.isValid() else None
        self._show_mark()
        if self._failed is not None and monotonic() - self._typed > PATIENCE:
            self._reveal(line)

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        font = mono(theme)
        self.setFont(font)
        self.document().setDefaultFont(font)
        self.document().setDocumentMargin(0)
        # The style sheet's font would win over setFont.
        self.setStyleSheet(f"QPlainTextEdit {{ font-size: {font.pixelSize()}px; }}")
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(" ") * len(INDENT))
        self._numbers.setFont(font)
        self._highlighter.apply_theme(theme)
        self._make_room()
        self._show_mark()

    def _show_mark(self) -> None:
        theme = self.theme
        selections: list[QTextEdit.ExtraSelection] = []
        if self._failed is not None:
            selections.append(_whole_line(self._failed, mixed(theme.card, theme.failed, 0.25)))
        if self._shown is not None:
            selections.append(_whole_line(self._shown, mixed(theme.card, theme.accent, 0.2)))
        block = self.document().findBlockByNumber(self.marked - 1)
        if self.marked and block.isValid():
            selections.append(_whole_line(QTextCursor(block), theme.current_line, theme.current_line_text))
        self.setExtraSelections(selections)
        self._numbers.update()

    def _reveal(self, line: int) -> None:
        """Scrolls, without moving the cursor, until the line can be seen."""
        first = self.firstVisibleBlock().blockNumber()
        shown = max(1, self.viewport().height() // max(1, self.fontMetrics().lineSpacing()) - 1)
        if not first <= line - 1 < first + shown:
            self.verticalScrollBar().setValue(max(0, line - 1 - shown // 2))

    def _make_room(self) -> None:
        self.setViewportMargins(self.number_width(), 0, 0, 0)

    def number_width(self) -> int:
        digits = max(2, len(str(self.blockCount())))
        return self.fontMetrics().horizontalAdvance("9") * (digits + 3)

    def _numbers_moved(self, area: QRect, moved: int) -> None:
        if moved:
            self._numbers.scroll(0, moved)
        else:
            self._numbers.update(0, area.y(), self._numbers.width(), area.height())

    def paint_numbers(self, event: QPaintEvent) -> None:
        theme = self.theme
        painter = QPainter(self._numbers)
        painter.fillRect(event.rect(), QColor(theme.card))
        painter.setFont(self._numbers.font())
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        digit = self.fontMetrics().horizontalAdvance("9")
        while block.isValid() and top <= event.rect().bottom():
            height = self.blockBoundingRect(block).height()
            if block.isVisible() and top + height >= event.rect().top():
                number = block.blockNumber() + 1
                place = QRect(0, round(top), self._numbers.width() - digit, round(height))
                painter.setPen(QColor(theme.faint))
                if number == self.failed:
                    painter.setPen(QColor(theme.failed))
                    painter.drawText(place.adjusted(digit // 2, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, "✕")
                if number == self.marked:
                    painter.fillRect(
                        QRect(0, place.y(), self._numbers.width(), place.height()), QColor(theme.current_line)
                    )
                    painter.setPen(QColor(theme.current_line_text))
                    painter.drawText(place.adjusted(digit // 2, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, "▸")
                painter.drawText(place, Qt.AlignmentFlag.AlignRight, str(number))
            block = block.next()
            top += height
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Esc is the window's key too, and would not come here otherwise."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.go_to(0)
            self.window().setFocus()
            return
        self._typed = monotonic()
        if self.isReadOnly():
            super().keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_Tab and not event.modifiers() and not self.textCursor().hasSelection():
            cursor = self.textCursor()
            cursor.insertText(INDENT[cursor.positionInBlock() % len(INDENT) :])
            return
        if (steps := _steps(event)) != 0:
            self.indent(steps)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            before = self.textCursor().block().text()[: self.textCursor().positionInBlock()]
            indent = before[: len(before) - len(before.lstrip(" "))]
            self.textCursor().insertText("\n" + indent + (INDENT if before.rstrip().endswith(":") else ""))
            self.ensureCursorVisible()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file is for the window to open; words are dropped into the text."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._numbers.setGeometry(inside.left(), inside.top(), self.number_width(), inside.height())


def _steps(event: QKeyEvent) -> int:
    """How far a key indents lines."""
    held = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    known: dict[int, int] = _HELD if held else _ALONE
    return known.get(event.key(), 0)


def _whole_line(cursor: QTextCursor, background: str, text: str = "") -> QTextEdit.ExtraSelection:
    """The look of the cursor's line; without a colour for its text the text keeps its own."""
    made = QTextEdit.ExtraSelection()
    look = QTextCharFormat()
    look.setBackground(QColor(background))
    if text:
        look.setForeground(QColor(text))
    look.setProperty(QTextFormat.Property.FullWidthSelection, True)
    made.format = look
    made.cursor = cursor
    return made


class _Numbers(QWidget):
    def __init__(self, edit: CodeEdit) -> None:
        super().__init__(edit)
        self._edit = edit

    def sizeHint(self) -> QSize:
        return QSize(self._edit.number_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._edit.paint_numbers(event)


def _units(text: str) -> int:
    """Qt counts positions in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)
