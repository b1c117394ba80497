"""The panel over the timeline that says what happened in the selected time range."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui import formats
from gui.geometry import LEFT, RIGHT, TimeScale
from gui.ink import LEFT_MIDDLE, RIGHT_MIDDLE, Ink
from gui.lanes import lane_title
from gui.theme import Theme
from gui.time_window import TimeWindow
from workers.analysis.statistics import StatisticsRow, selection_statistics
from workers.trace.trace import Trace

_NAME, _COLUMN, _LINE = 180, 66, 21
_ALL = ("count", "total", "min", "average", "max", "cpu", "runnable")
_FEW = ("count", "total", "cpu", "runnable")
"""Columns of the table; those for little room."""
_EVERY = 0.5  # s between two counts of a run that goes on


class SelectionPanel(QWidget):
    """What lies in the selection: count, total, shortest, average and longest of the tasks' parts, and the shares of that time
    on a CPU and without one; per function and per lane."""

    def __init__(self, window: TimeWindow, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self._window = window
        self._ink = Ink(theme)
        self._trace = Trace()
        self._counted: tuple[object, ...] = ()
        self._counted_at = 0.0
        self._statistics: list[StatisticsRow] = []
        self._columns: tuple[str, ...] = _ALL
        self._arranged: tuple[float, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def statistics(self) -> list[StatisticsRow]:
        """What is shown, functions first."""
        return self._statistics

    def apply_theme(self, theme: Theme) -> None:
        self._ink = Ink(theme)
        self._arrange()

    def refresh(self, trace: Trace) -> None:
        selection = self._window.selection
        if selection is None or not trace.lanes:
            self._counted = ()
            self.hide()
            return
        key = (trace, selection, trace.revision)
        same_question = self._counted[:2] == key[:2]
        if key != self._counted and not (same_question and monotonic() - self._counted_at < _EVERY):
            self._counted, self._counted_at, self._trace = key, monotonic(), trace
            self._statistics = selection_statistics(trace, *selection)
            self._arrange()
            self.show()
            self.raise_()
        elif self._arranged != self._view():
            self._arrange()

    def _arrange(self) -> None:
        """Beside the selection, with fewer columns where there is less room; over the names of lanes rather than on it."""
        self._arranged = self._view()
        parent, edge, begin = self._room, self._ink.px(8), self._ink.px(LEFT + 8)
        x0, x1 = self._across()
        end = parent.width() - self._ink.px(26)
        for columns in (_ALL, _FEW):
            self._columns = columns
            size = self.sizeHint()
            places = ((x1 + edge, end), (begin, x0 - edge), (edge, x0 - edge))
            fits = [(left, right) for left, right in places if right - left >= size.width()]
            if fits:
                break
        left, right = fits[0] if fits else max(places[:2], key=lambda place: place[1] - place[0])
        # Near the selection, so that the two are seen together.
        x = left if left > x0 else right - size.width()
        self.resize(min(size.width(), parent.width()), min(size.height(), parent.height() - edge))
        self.move(int(max(min(x, end - size.width()), 0)), self._ink.px(4))
        self.update()

    def _view(self) -> tuple[float, ...]:
        """What the panel's place depends on, but for the selection."""
        return self._window.begin, self._window.end, self._room.width(), self._room.height()

    def _across(self) -> tuple[float, float]:
        """Left and right edge of the selection, pixels of the parent."""
        window, left = self._window, self._ink.px(LEFT)
        width = max(self._room.width() - left - self._ink.px(RIGHT), 1)
        scale = TimeScale(window.begin, window.end, left, width)
        x0, x1 = (min(max(scale.x(time), scale.left), scale.right) for time in window.selection or (0.0, 0.0))
        return x0, x1

    def _shown(self) -> tuple[list[StatisticsRow], int]:
        """The rows that fit and how many do not."""
        room = (self._room.height() - self._ink.px(8)) // self._ink.px(_LINE) - 5
        rows = self._statistics
        if len(rows) <= max(room, 1):
            return rows, 0
        return rows[: max(room - 1, 1)], len(rows) - max(room - 1, 1)

    def _name(self, row: StatisticsRow) -> str:
        if row.kind == "function":
            return f"{self._trace.functions[row.key]}()"
        lane = self._trace.lanes[row.key]
        return f"{lane_title(lane)}  {self.tr('PID {0}').format(lane.pid)}"

    def _values(self, row: StatisticsRow) -> dict[str, str]:
        return {
            "count": formats.count(row.count),
            "total": formats.duration(row.total),
            "min": formats.duration(row.minimum),
            "average": formats.duration(row.average),
            "max": formats.duration(row.maximum),
            "cpu": formats.percent(row.cpu) if row.cpu == row.cpu else formats.UNKNOWN,
            "runnable": formats.percent(row.runnable) if row.runnable == row.runnable else formats.UNKNOWN,
        }

    # Qt's own names

    def sizeHint(self) -> QSize:
        rows, hidden = self._shown()
        lines = 3 + max(len(rows), 1) + (hidden > 0)
        return QSize(
            self._ink.px(_NAME + len(self._columns) * _COLUMN + 30), lines * self._ink.px(_LINE) + self._ink.px(18)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        selection = self._window.selection
        if selection is None:
            return
        ink, theme = self._ink, self._ink.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink.edge, 1))
        painter.setBrush(QColor(theme.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), ink.px(8), ink.px(8))
        left, line = ink.px(14), ink.px(_LINE)
        width = self.width() - 2 * left
        y = float(ink.px(8))
        span = formats.duration(selection[1] - selection[0])
        head = self.tr("{0} selected").format(span)
        taken = ink.text(painter, QRectF(left, y, width, line), head, 14, theme.text, bold=True)
        rest = QRectF(left + taken + ink.px(10), y, width - taken - ink.px(10), line)
        ink.text(painter, rest, f"{formats.moment(selection[0])} – {formats.moment(selection[1])}", 12, theme.faint)
        heads = {
            "count": self.tr("count"), "total": self.tr("total"), "min": self.tr("min"), "average": self.tr("average"),
            "max": self.tr("max"), "cpu": self.tr("CPU"), "runnable": self.tr("for a core"),
        }  # fmt: skip
        self._line(painter, y + line, "", tuple(heads[name] for name in self._columns), theme.faint, False)
        rows, hidden = self._shown()
        y += 2 * line
        for row in rows:
            values = self._values(row)
            texts = tuple(values[name] for name in self._columns)
            self._line(painter, y, self._name(row), texts, theme.text, row.kind == "function")
            y += line
        if hidden:
            ink.text(painter, QRectF(left, y, width, line), self.tr("and {0} more").format(hidden), 12, theme.faint)
            y += line
        note = self.tr("only what lies in the selection; F shows it, Esc clears it")
        words = note if self._statistics else self.tr("no task ran in this time; Esc clears the selection")
        ink.text(painter, QRectF(left, y, width, line), words, 12, theme.faint)
        painter.end()

    def _line(self, painter: QPainter, y: float, name: str, values: tuple[str, ...], colour: str, bold: bool) -> None:
        ink = self._ink
        left, line, column = ink.px(14), ink.px(_LINE), ink.px(_COLUMN)
        names = self.width() - 2 * left - len(values) * column
        ink.text(painter, QRectF(left, y, names, line), name, 13, colour, bold=bold, align=LEFT_MIDDLE)
        for i, value in enumerate(values):
            where = QRectF(left + names + i * column, y, column, line)
            ink.text(painter, where, value, 13, colour, bold=bold, align=RIGHT_MIDDLE)
