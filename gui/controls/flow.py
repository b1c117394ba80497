"""A row of widgets that wraps, and hands the last ones to a popup where even the wrapped rows have no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui.focus import by_tab


class Flow(QWidget):
    """Places `items` from left to right in at most `rows` rows; those that do not fit go behind a button "More…".

    `kept` are those that stay as long as there is room for them, whatever else must go.
    """

    rearranged = Signal()

    def __init__(self, rows: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self.items: list[QWidget] = []
        self.kept: list[QWidget] = []
        self.gap = 12
        self.overflow: list[QWidget] = []
        self.after: QWidget | None = None  # who has Tab before the items
        self._tabbed: list[QWidget] = []
        self.more = by_tab(QPushButton(self))
        self.more.hide()
        self.more.clicked.connect(self._open)
        self.popup = QFrame(self, Qt.WindowType.Popup)
        self.popup.setProperty("look", "card")
        self._stack = QVBoxLayout(self.popup)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def retranslate(self) -> None:
        self.more.setText(self.tr("More…"))

    def set_items(self, items: Sequence[QWidget], kept: Sequence[QWidget] = ()) -> None:
        """Replaces the items; the former ones that are not among them are deleted."""
        for item in self.items:
            if item not in items:
                item.hide()
                item.setParent(None)
                item.deleteLater()
        self.items, self.kept = list(items), list(kept)
        self.arrange()

    def arrange(self) -> None:
        """Places the items for the present width; the height follows."""
        for item in self.items:
            _polish(item)
        shown, places, height = self._fitting()
        for item, place in zip(shown, places, strict=True):
            if item.parentWidget() is not self:
                item.setParent(self)
            item.setGeometry(place.x(), place.y(), *self._size(item).toTuple())
            item.show()
        overflow = [item for item in self.items if item not in shown]
        if overflow != self.overflow:
            self.overflow = overflow
            for number, item in enumerate(overflow):
                self._stack.insertWidget(number, item, alignment=Qt.AlignmentFlag.AlignLeft)
                item.show()
        self.more.setVisible(bool(self.overflow))
        if self.overflow:
            last = QPoint(0, 0)
            if shown:
                item = shown[-1]
                last = QPoint(item.x() + item.width() + self.gap, item.y() + item.height())
            size = self.more.sizeHint()
            self.more.setGeometry(last.x(), max(last.y() - size.height(), 0), size.width(), size.height())
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)
        self._order_tab(shown)
        self.rearranged.emit()

    def _order_tab(self, shown: Sequence[QWidget]) -> None:
        """Tab goes through the items as they stand: Qt has one that was made later, or comes back, at the window's end.

        Only our own widgets are named here. Whoever walks Qt's chain meets those inside of tables too, and the window crashed.
        """
        window = self.window()
        every = [stop for item in shown for stop in getattr(item, "tab_stops", ())]
        # Showing an item may have arranged them anew meanwhile, and sent one of these behind "More…".
        stops = [stop for stop in every if stop.window() is window]
        if self.after is None or not stops or stops == self._tabbed or self.after.window() is not window:
            return
        self._tabbed, before = stops, self.after
        policies = [stop.focusPolicy() for stop in stops]
        for stop in (*stops, self.more):
            # Qt passes over one that takes no focus at the moment, as a segment that is not the chosen one.
            stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            QWidget.setTabOrder(before, stop)
            before = stop
        for stop, policy in zip(stops, policies, strict=True):
            stop.setFocusPolicy(policy)

    def _size(self, item: QWidget) -> QSize:
        return item.sizeHint().expandedTo(item.minimumSizeHint()).expandedTo(item.minimumSize())

    def _fitting(self) -> tuple[list[QWidget], list[QPoint], int]:
        """The items that fit, where they stand, and the height needed. The last ones go first, the `kept` ones last."""
        shown = list(self.items)
        places, height = self._places(shown, reserve=0)
        room = self.more.sizeHint().width() + self.gap
        kept = [item for item in self.kept if self._size(item).width() <= self.width() - room]
        others = [item for item in self.items if item not in kept]
        for item in [*reversed(others), *reversed(kept)]:
            if len(places) == len(shown):
                break
            shown.remove(item)
            places, height = self._places(shown, room)
        return shown, places, height

    def _places(self, items: Sequence[QWidget], reserve: int) -> tuple[list[QPoint], int]:
        """Where those of the items that fit stand, and the height needed; `reserve` is kept free in the last row, px."""
        places: list[QPoint] = []
        x = y = row_height = 0
        row = 1
        for item in items:
            size = self._size(item)
            limit = self.width() - (reserve if row == self.rows else 0)
            if x and x + size.width() > limit:
                if row == self.rows:
                    break
                row += 1
                x, y, row_height = 0, y + row_height + self.gap // 2, 0
            places.append(QPoint(x, y))
            x += size.width() + self.gap
            row_height = max(row_height, size.height())
        return places, y + max(row_height, self.more.sizeHint().height())

    def _open(self) -> None:
        self.popup.adjustSize()
        self.popup.move(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))
        self.popup.show()

    def event(self, event: QEvent) -> bool:
        # An item's wish changes with its text, and with the style sheet, which it gets only when it is shown.
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def sizeHint(self) -> QSize:
        return QSize(sum(self._size(item).width() + self.gap for item in self.items), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(max((self._size(item).width() for item in self.items), default=0), self.height())


def _polish(widget: QWidget) -> None:
    """Gives a widget and all in it their style, on which their sizes depend."""
    for part in (widget, *widget.findChildren(QWidget)):
        part.ensurePolished()
    layout = widget.layout()
    if layout is not None:
        layout.activate()
