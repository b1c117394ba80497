"""What a sweep says: one sentence, the reason, what must be known beside it, the table, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout

from gui.explore import words
from gui.explore.explorer import Explorer
from gui.explore.figures import Figures, FiguresModel
from gui.focus import by_tab
from gui.plain import PlainLabel
from gui.theme import Theme

SENTENCE, REASON = 22, 14
COMPACT = 17
"""Font sizes in logical pixels at scale 1: the sentence is read from the last row."""


class Verdict(QFrame):
    use_asked = Signal()
    copy_asked = Signal()
    save_asked = Signal(str)  # "png", "csv" or "json"
    compare_asked = Signal()

    def __init__(self, explorer: Explorer, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._explorer, self._theme = explorer, theme
        self._compact = False
        self.sentence, self.reason, self.remarks = PlainLabel(), PlainLabel(), PlainLabel()
        for label in (self.sentence, self.reason, self.remarks):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.remarks.setProperty("look", "faint")
        self.model = FiguresModel(theme, self)
        self.table = Figures(self.model, theme)
        self.use_button, self.copy_button, self.save_button, self.compare_button = (
            by_tab(QPushButton()) for _ in range(4)
        )
        for button in (self.copy_button, self.save_button, self.compare_button):
            button.setProperty("look", "link")
        self.use_button.clicked.connect(self.use_asked)
        self.copy_button.clicked.connect(self.copy_asked)
        self.compare_button.clicked.connect(self.compare_asked)
        menu = QMenu(self)
        self._saves = {kind: menu.addAction("") for kind in ("png", "csv", "json")}
        for kind, action in self._saves.items():
            action.triggered.connect(lambda _checked=False, kind=kind: self.save_asked.emit(kind))
        self.save_button.setMenu(menu)
        self._buttons = QHBoxLayout()
        for button in (self.use_button, self.copy_button, self.save_button, self.compare_button):
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        self._column = QVBoxLayout(self)
        for label in (self.sentence, self.reason, self.remarks):
            self._column.addWidget(label)
        self._column.addWidget(self.table, 1)
        self._column.addLayout(self._buttons)
        self.comparable = False
        self.retranslate()
        self.apply_theme(theme)

    def retranslate(self) -> None:
        self.copy_button.setText(self.tr("Copy"))
        self.copy_button.setToolTip(self.tr("Sentence and table as text, to be pasted elsewhere"))
        self.save_button.setText(self.tr("Save as"))
        for kind, text in (
            ("png", self.tr("Picture (PNG)…")),
            ("csv", self.tr("Table of all runs (CSV)…")),
            ("json", self.tr("Sweep that opens again (JSON)…")),
        ):
            self._saves[kind].setText(text)
        self.compare_button.setText(self.tr("Compare two"))
        self.compare_button.setToolTip(
            self.tr(
                "Select two of the runs at the left (Ctrl+click, or Shift and the arrow keys) to see both in Timeline"
            )
        )
        self.table.setAccessibleName(self.tr("Figures"))
        self.refresh()

    def refresh(self) -> None:
        explorer = self._explorer
        sweep = explorer.sweep
        said = words.sentence(sweep) if sweep is not None else ""
        found = sweep.conclusion() if sweep is not None else None
        if said and explorer.running:
            said = self.tr("So far: {0}").format(said)
        self.sentence.setText(said or self._nothing_yet())
        self._colour_sentence(bool(said) and not explorer.running)
        self.reason.setText(words.reason(sweep) if sweep is not None else "")
        origin = words.origin(explorer)
        remarks = words.remarks(sweep) if sweep is not None else []
        self.remarks.setText("\n".join([*([origin] if origin else []), *remarks]))
        for label in (self.reason, self.remarks):
            label.setVisible(bool(label.text()))
        self.table.show_sweep(explorer.shown, not explorer.running)
        value = words.value_text(*found.recommended[0]) if found is not None else ""
        self.use_button.setText(
            self.tr("Use {0} in the program").format(value) if value else self.tr("Use it in the program")
        )
        self.use_button.setEnabled(found is not None and not explorer.running and explorer.can_use(found.recommended))
        some = sweep is not None and bool(sweep.runs)
        self.copy_button.setEnabled(some)
        self.save_button.setEnabled(some)
        self.compare_button.setEnabled(self.comparable)

    def set_comparable(self, comparable: bool) -> None:
        """Whether two runs are selected."""
        self.comparable = comparable
        self.compare_button.setEnabled(comparable)

    def _nothing_yet(self) -> str:
        explorer = self._explorer
        if explorer.sweep is None:
            return self.tr("Press Sweep: the curve grows as the runs end")
        if explorer.running:
            return self.tr("Measuring…")
        return self.tr("Fewer than two values were measured: there is nothing to compare")

    def _colour_sentence(self, found: bool) -> None:
        theme = self._theme
        font = QFont(self.font())
        font.setPixelSize(theme.px(COMPACT if self._compact else SENTENCE))
        colour = theme.callback if found else theme.faint
        self.sentence.setStyleSheet(
            f"color: {QColor(colour).name()}; font-size: {font.pixelSize()}px; font-weight: bold;"
        )

    def set_compact(self, compact: bool) -> None:
        if compact != self._compact:
            self._compact = compact
            self.apply_theme(self._theme)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        side, gap = theme.px(15), theme.px(4 if self._compact else 8)
        self._column.setContentsMargins(side, gap, side, gap)
        self._column.setSpacing(theme.px(2 if self._compact else 4))
        self._buttons.setSpacing(theme.px(8))
        self.reason.setStyleSheet(f"font-size: {theme.px(REASON)}px;")
        self.table.set_compact(self._compact)
        self.table.apply_theme(theme)
        self.refresh()
