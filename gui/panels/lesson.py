"""A built-in program's lesson: what to look at, what to change, one question."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QColor, QDesktopServices, QFont, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from gui.language import language
from gui.lessons import lesson_of
from gui.session import Session
from gui.style import mixed, mono, sans
from gui.theme import Theme
from workers.sweep.preset import SCHEME

SHOW, TABS = "show", ("console", "processes", "program")
"""Links of a lesson to a panel: [console](show:console)."""

BODY = 16  # logical pixels at scale 1: read from the last row
HEADINGS = {1: 22, 2: 19, 3: 17}


class Lesson(QWidget):
    """Shows the lesson of the session's program in the window's language; `present` tells whether there is one."""

    tab_asked = Signal(str)  # the panel that a link of the lesson brings, see TABS
    sweep_asked = Signal(str)  # a link of the lesson to a sweep, see workers.sweep.preset

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._theme = theme
        self._markdown = ""
        self.browser = QTextBrowser()
        self.browser.setOpenLinks(False)
        self.browser.anchorClicked.connect(self._follow)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 2, 4)
        column.addWidget(self.browser)
        self.retranslate()
        self.apply_theme(theme)

    @property
    def title(self) -> str:
        return self._markdown.partition("\n")[0].lstrip("# ").strip()

    @property
    def _body(self) -> str:
        """Without its title, which stands above it."""
        first, _, rest = self._markdown.partition("\n")
        return rest.lstrip("\n") if first.startswith("# ") else self._markdown

    @property
    def shows(self) -> str:
        """The panel in which what the lesson is about is seen; "" where it names none."""
        return next((tab for tab in TABS if f"({SHOW}:{tab})" in self._markdown), "")

    @property
    def present(self) -> bool:
        return bool(self._markdown)

    def retranslate(self) -> None:
        self.browser.setAccessibleName(self.tr("Lesson"))
        self.show_program()

    def show_program(self) -> None:
        markdown = lesson_of(self._session.program, language())
        if markdown != self._markdown:
            self._markdown = markdown
            self._fill()

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == SCHEME:
            self.sweep_asked.emit(link.toString())
        elif link.scheme() == SHOW:
            self.tab_asked.emit(link.path())
        else:
            QDesktopServices.openUrl(link)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fill()

    def _fill(self) -> None:
        theme = self._theme
        document = QTextDocument(self.browser)
        font = sans(theme, BODY)
        document.setDefaultFont(font)
        document.setDocumentMargin(theme.px(12))
        document.setIndentWidth(theme.px(22))
        document.setMarkdown(self._body, QTextDocument.MarkdownFeature.MarkdownNoHTML)
        self._give_look(document)
        self.browser.setDocument(document)
        # The style sheet's font would win over the document's.
        self.browser.setStyleSheet(f"QTextBrowser {{ font-size: {font.pixelSize()}px; }}")

    def _give_look(self, document: QTextDocument) -> None:
        """Sizes in the theme's scale, room between lines, and code as the program's text looks."""
        theme = self._theme
        cursor = QTextCursor(document)
        code = mono(theme, BODY - 1)
        block = document.begin()
        while block.isValid():
            cursor.setPosition(block.position())
            look = block.blockFormat()
            heading = look.headingLevel()
            look.setLineHeight(130, 1)  # per cent, QTextBlockFormat.LineHeightTypes.ProportionalHeight
            look.setTopMargin(theme.px(14 if heading else 2) if block.position() else 0)
            look.setBottomMargin(theme.px(4))
            cursor.setBlockFormat(look)
            pieces = []
            place = block.begin()
            while not place.atEnd():
                piece = place.fragment()
                pieces.append((piece.position(), piece.length(), piece.charFormat()))
                place += 1
            for position, length, form in pieces:
                cursor.setPosition(position)
                cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
                change = QTextCharFormat()
                if heading:
                    change.setFont(sans(theme, HEADINGS.get(heading, BODY), bold=True))
                elif form.fontFixedPitch():
                    change.setFont(code)
                    change.setBackground(QColor(mixed(theme.card, theme.faint, 0.14)))
                elif form.fontWeight() > QFont.Weight.Normal:
                    change.setFont(sans(theme, BODY, bold=True))
                change.setForeground(QColor(theme.accent if form.isAnchor() else theme.text))
                cursor.mergeCharFormat(change)
            block = block.next()
