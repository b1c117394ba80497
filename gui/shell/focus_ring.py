"""Where the keyboard is: a ring around whatever has the focus, the same for every control of the window and its dialogs."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from gui.theme import Theme

WIDE, OFF = 2, 1  # px at scale 1: of the ring, and between it and the control
_MOVES = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.ParentChange,
    QEvent.Type.LayoutRequest,
}
_HELD = {int(key) for key in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)}


class FocusRings(QObject):
    """Shown for who uses the keyboard; a click takes it away. A style sheet could not do it: it knows nothing of what
    paints itself, and a wider border moves what is in it.
    """

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._theme = theme
        self._by_keyboard = False
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._ring: _Ring | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._move)
        window.installEventFilter(self)

    @property
    def target(self) -> QWidget | None:
        """What the ring is around; None while there is none."""
        ring = self._ring
        return self._target if ring is not None and shiboken6.isValid(ring) and ring.isVisible() else None

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._place()

    def _move(self, before: QWidget | None, now: QWidget | None) -> None:
        self._leave()
        window = None if now is None else now.window()
        if now is None or window is None or now is window or window.inherits("QComboBoxPrivateContainer"):
            return
        self._watch(window)
        self._target = now
        above: QWidget | None = now
        while above is not None and above is not window:
            above.installEventFilter(self)
            self._watched.append(above)
            above = above.parentWidget()
        found = window.findChild(_Ring, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self._ring = found if isinstance(found, _Ring) else _Ring(window)
        self._place()

    def _watch(self, window: QWidget) -> None:
        """Keys and clicks, where they come in: who gets them may keep them."""
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)  # once more is still once

    def _leave(self) -> None:
        for widget in self._watched:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []
        self._target = None
        if self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.hide()
        self._ring = None

    def _place(self) -> None:
        ring, target = self._ring, self._target
        if ring is None or target is None or not shiboken6.isValid(ring) or not shiboken6.isValid(target):
            return
        if self._by_keyboard and target.isVisible():
            ring.surround(target, self._theme)
        else:
            ring.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() not in _HELD:
            self._by_keyboard = True
        elif kind == QEvent.Type.MouseButtonPress and self._by_keyboard:
            self._by_keyboard = False
            self._place()
        elif kind in _MOVES:
            if kind == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self._watch(watched)
            self._place()
        return False


class _Ring(QWidget):
    """Only the ring's own pixels are the widget: what is in it repaints as if nothing lay above."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._colour, self._wide = QColor(), 1
        self.hide()

    def surround(self, target: QWidget, theme: Theme) -> None:
        window = self.parentWidget()
        assert window is not None
        self._wide = theme.px(WIDE)
        out = self._wide + theme.px(OFF)
        around = target.rect().translated(target.mapTo(window, target.rect().topLeft()))
        place = around.adjusted(-out, -out, out, out).intersected(window.rect())
        if place.isEmpty():
            self.hide()
            return
        self._colour = QColor(theme.accent)
        self.setGeometry(place)
        whole = self.rect()
        self.setMask(QRegion(whole) - QRegion(whole.adjusted(self._wide, self._wide, -self._wide, -self._wide)))
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(self._colour, self._wide, j=Qt.PenJoinStyle.MiterJoin))
        half = self._wide / 2
        painter.drawRect(QRectF(self.rect()).adjusted(half, half, -half, -half))
        painter.end()
