"""Colours for the words of a Python program."""

from __future__ import annotations

import builtins
import keyword
import re

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from gui.style import mixed
from gui.theme import Theme

_PREFIX = r"(?:[rRbBuUfF]|[rR][bBfF]|[bBfF][rR])?"
_TOKENS = re.compile(
    rf"""(?P<comment>\#.*)
    |(?P<open>{_PREFIX}(?:\"\"\"|'''))
    |(?P<string>{_PREFIX}(?:"(?:\\.|[^"\\])*(?:"|$)|'(?:\\.|[^'\\])*(?:'|$)))
    |(?P<number>\b(?:0[xXoObB][\da-fA-F_]+|\d[\d_]*(?:\.[\d_]*)?(?:[eE][-+]?\d+)?j?)\b)
    |(?P<decorator>^\s*@[\w.]+)
    |(?P<word>[^\W\d]\w*)""",
    re.VERBOSE,
)
_CLOSE = {1: re.compile(r'(?:\\.|(?!""").)*?"""', re.DOTALL), 2: re.compile(r"(?:\\.|(?!''').)*?'''", re.DOTALL)}
_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))

MAX_LINE_LENGTH = 10_000
"""Characters; what is longer stays as it is: colouring it would stop the window."""


class Highlighter(QSyntaxHighlighter):
    """A block's state is the kind of triple-quoted string that goes on after it: 0 none, 1 \"\"\", 2 '''."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        def made(colour: str, bold: bool = False, italic: bool = False) -> QTextCharFormat:
            text = QTextCharFormat()
            text.setForeground(QColor(colour))
            text.setFontItalic(italic)
            if bold:
                text.setFontWeight(QFont.Weight.Bold)
            return text

        self._formats = {
            "keyword": made(theme.accent, bold=True),
            "builtin": made(mixed(theme.accent, theme.callback, 0.6)),
            "name": made(theme.text, bold=True),
            "constant": made(mixed(theme.failed, theme.text, 0.25), bold=True),
            "string": made(mixed(theme.callback, theme.text, 0.35)),
            "number": made(mixed(theme.failed, theme.text, 0.15)),
            "comment": made(theme.faint, italic=True),
            "decorator": made(theme.accent),
        }
        self.rehighlight()

    def _word(self, word: str, before: str) -> str:
        """The kind of a word, given the word before it."""
        if keyword.iskeyword(word) or (word in ("match", "case") and not before):
            return "keyword"
        if before in ("def", "class"):
            return "name"
        if word in _BUILTINS and not before.endswith("."):
            return "builtin"
        return "constant" if word.isupper() and len(word) > 1 else ""

    def highlightBlock(self, text: str) -> None:
        if len(text) > MAX_LINE_LENGTH:
            return
        position = 0
        state = self.previousBlockState()
        self.setCurrentBlockState(0)
        if state in _CLOSE:
            position = self._string(text, 0, 0, state)
        before = ""
        while position < len(text):
            found = _TOKENS.search(text, position)
            if found is None:
                break
            kind = found.lastgroup or ""
            if kind == "open":
                position = self._string(text, found.start(), found.end(), 1 if found[0].endswith('"') else 2)
                continue
            if kind == "word":
                dotted = found.start() > 0 and text[found.start() - 1] == "."
                kind = self._word(found[0], "." if dotted else before)
                before = found[0]
            if kind:
                self.setFormat(found.start(), found.end() - found.start(), self._formats[kind])
            position = found.end()

    def _string(self, text: str, begin: int, inside: int, state: int) -> int:
        """Colours a triple-quoted string from `begin`, whose inside starts at `inside`; where it ends in this block."""
        closing = _CLOSE[state].match(text, inside)
        end = closing.end() if closing else len(text)
        self.setCurrentBlockState(0 if closing else state)
        self.setFormat(begin, end - begin, self._formats["string"])
        return end
