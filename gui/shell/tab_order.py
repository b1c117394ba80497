"""Which control Tab goes to: the window is gone through as it is read, whatever was put into it last."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from gui.controls.flow import Flow


class TabOrder:
    """`parts`: of the window, in order. A control belongs to the first one that it is in."""

    def __init__(self, window: QWidget, parts: Callable[[], Sequence[QWidget]]) -> None:
        self._window = window
        self._parts = parts

    def go(self, forward: bool) -> bool:
        """Gives the keyboard to the next control, or to the one before; False where there is none."""
        now = QApplication.focusWidget()
        stops = self.stops(now)
        if not stops:
            return False
        at = stops.index(now) if now in stops else -1 if forward else len(stops)
        following = stops[(at + (1 if forward else -1)) % len(stops)]
        following.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def stops(self, also: QWidget | None = None) -> list[QWidget]:
        """Every control that Tab comes to, and `also`, in order. Of choices that exclude each other it is the chosen one."""
        parts = self._parts()
        chain = [self._window]  # Qt's own order: that in which they were made
        while (following := chain[-1].nextInFocusChain()) is not None and following is not self._window:
            chain.append(following)
        places = {widget: self._place(widget, parts) for widget in chain if widget is also or _takes_keyboard(widget)}
        return sorted((widget for widget, place in places.items() if place), key=lambda widget: places[widget])

    def _place(self, widget: QWidget, parts: Sequence[QWidget]) -> tuple[int, ...]:
        """() for what is in none of the parts."""
        for number, part in enumerate(parts):
            if part is widget or part.isAncestorOf(widget):
                return (number, *_places_in_rows(widget, part))
        return ()


def _places_in_rows(widget: QWidget, part: QWidget) -> list[int]:
    """A row that wraps arranges its items anew, and Qt does not hear of it."""
    above = [widget]
    while above[-1] is not part and (parent := above[-1].parentWidget()) is not None:
        above.append(parent)
    rows = [(row, item) for row, item in zip(above[1:], above, strict=False) if isinstance(row, Flow)]
    return [row.items.index(item) if item in row.items else len(row.items) for row, item in rows]


def _takes_keyboard(widget: QWidget) -> bool:
    if not (widget.isVisible() and widget.isEnabled()) or widget.focusProxy() is not None:
        return False
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is not None and group.exclusive() and isinstance(widget, QAbstractButton):
        chosen = group.checkedButton() or next(iter(group.buttons()), None)
        return widget is chosen
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
