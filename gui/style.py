"""The look of the standard widgets: fonts, palette and style sheet, all made from a Theme."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette

from gui.icons import FOLDER
from gui.theme import Theme

CJK = ("Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei")
CJK_MONO = ("Noto Sans Mono CJK SC", "Microsoft YaHei", "PingFang SC")

TEXT, SMALL, CODE, TITLE = 13, 12, 13, 15
"""Font sizes in logical pixels at scale 1; nothing in the window is smaller than SMALL."""


def sans(theme: Theme, size: float = TEXT, bold: bool = False) -> QFont:
    """The system's own sans serif font, with one for Chinese behind it; `size` in logical pixels at scale 1."""
    return _font(QFontDatabase.SystemFont.GeneralFont, CJK, theme.px(size), bold)


def mono(theme: Theme, size: float = CODE, bold: bool = False) -> QFont:
    font = _font(QFontDatabase.SystemFont.FixedFont, CJK_MONO, theme.px(size), bold)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def _font(system: QFontDatabase.SystemFont, fallbacks: tuple[str, ...], pixels: int, bold: bool) -> QFont:
    font = QFontDatabase.systemFont(system)
    # "Sans Serif" is no family: with a real one behind it, Qt would take that one for everything.
    font.setFamilies([QFontInfo(font).family(), *fallbacks])
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font


def mixed(one: str, other: str, share: float) -> str:
    """The colour `share` of the way from `one` to `other`, all as "#rrggbb"."""
    first, second = QColor(one), QColor(other)
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
    ).name()


def palette(theme: Theme) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for where, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.card),
        (role.AlternateBase, theme.field),
        (role.Text, theme.text),
        (role.Button, theme.card),
        (role.ButtonText, theme.text),
        (role.PlaceholderText, theme.faint),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.accent_text),
        (role.ToolTipBase, theme.card),
        (role.ToolTipText, theme.text),
        (role.Link, theme.accent),
        (role.Mid, theme.line),
    ):
        made.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(mixed(theme.faint, theme.card, 0.35)))
    return made


def style_sheet(theme: Theme) -> str:
    """For the window and all in it. Widgets say what they are by the dynamic property `look`."""
    names: dict[str, str] = {
        **{name: getattr(theme, name) for name in _COLOURS},
        **{f"px{size}": f"{theme.px(size)}px" for size in _SIZES},
        "border": mixed(theme.line, theme.faint, 0.25),
        "off": mixed(theme.faint, theme.card, 0.35),
        "accent_hover": mixed(theme.accent, theme.text, 0.12),
        "selected": mixed(theme.card, theme.accent, 0.18),
        "warning": mixed(theme.card, theme.failed, 0.12),
        "chevron": (FOLDER / "chevron.svg").as_posix(),
    }
    sheet = _SHEET
    for name in sorted(names, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", names[name])
    return sheet


_COLOURS = ("window", "card", "line", "text", "faint", "accent", "accent_text", "field", "hover", "failed")
_SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 18, 20, 24, 28, 32, 44)

_SHEET = """
QMainWindow, QDialog, QWidget[look="window"] { background: @window; }
QWidget { color: @text; font-size: @px13; }
QDialog { border: 1px solid @border; }
QToolTip { background: @card; color: @text; border: 1px solid @border; padding: @px6; font-size: @px13; }

QFrame[look="card"] { background: @card; border: 1px solid @line; border-radius: @px8; }
QWidget[look="bar"] { background: @card; border: none; border-bottom: 1px solid @line; }
QWidget[look="foot"] { background: @card; border: none; border-top: 1px solid @line; }
QWidget[look="rail"] { background: @card; border: none; border-right: 1px solid @line; }
QLabel { background: transparent; border: none; }
QLabel[look="caption"] { color: @faint; font-size: @px12; }
QLabel[look="next"] { color: @accent; font-size: @px12; }
QLabel[look="title"] { font-size: @px15; font-weight: bold; }
QLabel[look="faint"] { color: @faint; }
QFrame[look="warning"] { background: @warning; border: 1px solid @failed; border-radius: @px6; }
QLabel[look="note"] {
    background: @warning; border: 1px solid @failed; border-radius: @px6; padding: @px4 @px8; font-size: @px14;
}
QFrame[look="warning"] QLabel { font-size: @px14; }

QPushButton, QToolButton {
    background: @card; border: 1px solid @border; border-radius: @px6; padding: 0 @px12; min-height: @px28;
}
QPushButton:hover, QToolButton:hover { background: @hover; }
QPushButton:pressed, QToolButton:pressed { background: @line; }
QPushButton:focus, QToolButton:focus { border-color: @accent; background: @selected; }
QPushButton:disabled, QToolButton:disabled { color: @off; border-color: @line; }
QToolButton { padding: 0 @px6; min-width: @px18; }
QToolButton:checked { background: @selected; border-color: @accent; }
QToolButton::menu-indicator { image: none; }
QPushButton[look="run"] {
    background: @accent; color: @accent_text; border-color: @accent; font-size: @px15; font-weight: bold;
    padding: 0 @px20; min-height: @px44;
}
QPushButton[look="run"]:hover { background: @accent_hover; border-color: @accent_hover; }
QPushButton[look="run"]:focus { border-color: @text; }
QPushButton[look="run"]:disabled { background: @field; color: @off; border-color: @line; }
QPushButton[look="progress"] {
    font-size: @px15; font-weight: bold; padding: 0 @px20; min-height: @px44; background: @field;
}
QPushButton[look="progress"]:disabled { color: @text; }
QPushButton[look="stop"], QPushButton[look="stopping"], QPushButton[look="kill"] {
    font-size: @px15; padding: 0 @px14; min-height: @px44;
}
QPushButton[look="stopping"]:disabled { color: @text; }
QPushButton[look="link"] {
    background: transparent; border: 1px solid transparent; color: @accent; padding: 0 @px6; min-height: @px20;
}
QPushButton[look="link"]:hover { background: @hover; }
QPushButton[look="link"]:focus { border-color: @accent; }
QPushButton[look="link"]:disabled { color: @off; }
QPushButton[look="strip"] {
    background: transparent; border: 1px solid transparent; font-size: @px14; font-weight: bold; text-align: left;
    padding: 0 @px12; min-height: @px32;
}
QPushButton[look="strip"]:hover { background: @hover; }
QPushButton[look="strip"]:focus { border-color: @accent; }
QToolButton[look="plain"] { border-color: transparent; background: transparent; min-height: @px20; }
QToolButton[look="plain"]:hover { background: @hover; }

QToolButton[look="place"] {
    background: transparent; border: 1px solid transparent; border-radius: @px8; color: @faint; font-size: @px12;
    padding: @px6 0 @px4 0;
}
QToolButton[look="place"]:hover { background: @hover; }
QToolButton[look="place"]:checked { background: @selected; color: @accent; font-weight: bold; }
QToolButton[look="place"]:focus { border-color: @accent; }

QFrame[look="segments"] { background: @field; border: 1px solid @border; border-radius: @px6; }
QPushButton[look="segment"] {
    background: transparent; border: 1px solid transparent; border-radius: @px5; color: @faint;
    padding: 0 @px9; min-height: @px24;
}
QPushButton[look="segment"]:hover { background: @hover; color: @text; }
QPushButton[look="segment"]:checked { background: @accent; color: @accent_text; font-weight: bold; }
QPushButton[look="segment"]:focus { border-color: @text; }

QLineEdit, QComboBox {
    background: @field; border: 1px solid @border; border-radius: @px6; padding: 0 @px8; min-height: @px28;
    selection-background-color: @accent; selection-color: @accent_text;
}
QLineEdit:focus, QComboBox:focus { border-color: @accent; }
QLineEdit[look="wrong"] { border-color: @failed; background: @warning; }
QLineEdit[look="big"] { font-size: @px15; font-weight: bold; }
QComboBox::drop-down { border: none; width: @px24; }
QComboBox::down-arrow { image: url("@chevron"); width: @px12; height: @px12; }
QComboBox QAbstractItemView {
    background: @card; color: @text; border: 1px solid @border; outline: none; padding: @px4;
    selection-background-color: @selected; selection-color: @text;
}
QCheckBox { spacing: @px6; }
QCheckBox::indicator { width: @px14; height: @px14; border: 1px solid @faint; border-radius: @px3; background: @field; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; }
QCheckBox:focus { color: @accent; }
QMenu { background: @card; border: 1px solid @border; padding: @px4; font-size: @px13; }
QMenu::item { padding: @px6 @px24 @px6 @px12; border-radius: @px4; }
QMenu::item:selected { background: @selected; }
QMenu::item:disabled { color: @off; }
QMenu::separator { height: 1px; background: @line; margin: @px4 @px8; }

QTabBar { background: transparent; font-size: @px14; border: none; }
QTabBar::tab {
    background: transparent; color: @faint; border: none; border-bottom: @px2 solid transparent;
    padding: @px7 @px4; margin: 0 @px10;
}
QTabBar[look="tight"]::tab { padding: @px7 @px2; margin: 0 @px3; font-size: @px13; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected:focus { color: @accent; }
QTabBar::tab:selected { color: @text; font-weight: bold; border-bottom-color: @accent; }

QPlainTextEdit, QTextEdit, QTableView, QListView {
    background: @card; border: none; selection-background-color: @selected; selection-color: @text;
}
QPlainTextEdit, QTextEdit { border: @px2 solid transparent; }
QPlainTextEdit:focus, QTextEdit:focus { border-color: @accent; }
QTableView { gridline-color: transparent; outline: none; }
QTableView::item { padding: 0 @px2; border: none; }
QTableView::item:hover { background: @hover; }
QTableView::item:selected { background: @selected; color: @text; }
QHeaderView { background: @card; border: none; }
QHeaderView::section {
    background: @card; color: @faint; border: none; border-bottom: 1px solid @line;
    padding: @px4 @px5; font-size: @px12;
}
QTableCornerButton::section { background: @card; border: none; }
QScrollBar:vertical { background: transparent; width: @px12; margin: 0; }
QScrollBar:horizontal { background: transparent; height: @px12; margin: 0; }
QScrollBar::handle { background: @border; border-radius: @px3; margin: @px3; min-width: @px24; min-height: @px24; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
QSplitter::handle { background: transparent; }
QProgressBar { background: @field; border: none; border-radius: @px3; max-height: @px6; min-height: @px6; }
QProgressBar::chunk { background: @accent; border-radius: @px3; }
"""
