"""One sentence about something that went wrong, until it is dismissed. It lies over the window: nothing moves for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from gui.focus import by_tab
from gui.icons import icon
from gui.plain import PlainLabel
from gui.theme import Theme


class Notice(QFrame):
    """Hidden while it has nothing to say. Marked by "!" and words, not by its colour alone.

    It stands at the lower edge of `owner` and grows upward, or hangs below it and grows downward; as wide as its sentence.
    """

    def __init__(self, theme: Theme, owner: QWidget, hangs: bool = False) -> None:
        super().__init__(owner)
        self._theme, self._owner, self._hangs = theme, owner, hangs
        self.setProperty("look", "warning")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 8, 2)
        self._mark = PlainLabel("!")
        self._label = PlainLabel()
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = by_tab(QToolButton())
        self._close.setProperty("look", "plain")
        self._close.clicked.connect(self.clear)
        row.addWidget(self._mark)
        row.addWidget(self._label, 1)
        row.addWidget(self._close)
        self.hide()
        self.retranslate()
        self.apply_theme(theme)

    def retranslate(self) -> None:
        self._close.setToolTip(self.tr("Dismiss"))
        self._close.setAccessibleName(self.tr("Dismiss"))

    @property
    def text(self) -> str:
        return self._label.text()

    def say(self, sentence: str) -> None:
        self._label.setText(sentence)
        self._place()
        self.setVisible(bool(sentence))

    def clear(self) -> None:
        self.say("")

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._mark.setStyleSheet(f"color: {theme.failed}; font-size: {theme.px(17)}px; font-weight: bold;")
        self._close.setIconSize(QSize(theme.px(14), theme.px(14)))
        self._close.setIcon(icon("close", theme.faint))
        self._place()

    def _place(self) -> None:
        if not self.text:
            return
        window = self._owner.window()
        if self.parentWidget() is not window:
            self.setParent(window)
            for widget in (window, self._owner):
                widget.installEventFilter(self)
        for part in (self, self._mark, self._label, self._close):
            part.ensurePolished()
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        beside = self._mark.sizeHint().width() + self._close.sizeHint().width() + 2 * layout.spacing()
        words = max(map(self._label.fontMetrics().horizontalAdvance, self.text.splitlines()))
        width = min(margins.left() + beside + words + self._theme.px(8) + margins.right(), self._owner.width())
        height = max(layout.heightForWidth(width), self._owner.height() if not self._hangs else 0)
        edge = self._owner.mapTo(window, QPoint(0, self._owner.height()))
        self.setGeometry(edge.x(), edge.y() - (0 if self._hangs else height), width, height)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return False
