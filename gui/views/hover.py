"""The card beside the mouse: a task's whole life in a few lines."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QCoreApplication, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui import formats
from gui.theme import Theme
from gui.views.timeline_cards import Rows, wait_of
from gui.views.timeline_paint import Ink
from workers.analysis.states import task_shares
from workers.trace.trace import Status, Trace

__all__ = ["HoverCard", "life_of", "status_words", "wait_of"]

_LONGEST = 72


def _tr(words: str) -> str:
    return QCoreApplication.translate("Hover", words)


def status_words(status: int) -> str:
    return {
        Status.QUEUED: _tr("waits in the queue"),
        Status.RUNNING: _tr("running"),
        Status.FINISHED: _tr("finished"),
        Status.FAILED: _tr("failed"),
        Status.CANCELLED: _tr("cancelled"),
        Status.LOST: _tr("lost with its worker"),
    }[Status(status)]


def _state(trace: Trace, row: int, status: Status) -> str:
    """The status; for a future that was claimed what its Future says meanwhile, for a lost task how far it had come."""
    claimed = float(trace.tasks.claimed[row])
    if status is Status.QUEUED and claimed == claimed:
        return _tr("claimed: its Future says running, no worker has it yet")
    if status is Status.LOST and trace.tasks.started[row] != trace.tasks.started[row]:
        return _tr("lost before a worker had it")
    if status is Status.LOST and trace.tasks.cpu[row] == trace.tasks.cpu[row]:
        return _tr("had ended, but its result was lost")
    return status_words(status)


def life_of(trace: Trace, row: int, now: float) -> Rows:
    """(name, value) for each stage of task `row`; the first is its headline. `now` (s) ends what is still going on."""
    tasks = trace.tasks
    status = Status(int(tasks.status[row]))
    submitted, started, ended = float(tasks.submitted[row]), float(tasks.started[row]), float(tasks.ended[row])
    outcome = " ".join(trace.outcome(row).split())
    head = trace.label(row)
    if outcome and status is Status.FINISHED:
        head += f" → {outcome}"
    rows: Rows = [(_tr("Task {0}").format(row), head), (_tr("status"), _state(trace, row, status))]
    if outcome and status is Status.FAILED:
        rows.append((_tr("error"), outcome))
    waited = (started if started == started else ended if ended == ended else now) - submitted
    claimed = float(tasks.claimed[row])
    if claimed == claimed:
        left = started if started == started else ended if ended == ended else now
        rows.append((_tr("pending in queue"), formats.duration(max(claimed - submitted, 0.0))))
        rows.append((_tr("claimed, no worker yet"), formats.duration(max(left - claimed, 0.0))))
    else:
        rows.append((_tr("waited in queue"), formats.duration(waited)))
    lane = int(tasks.lane[row])
    if started == started and lane >= 0:
        wall = (ended if ended == ended else max(now, started)) - started
        cpu = float(tasks.cpu[row])
        value = formats.duration(wall)
        thirds = _thirds(trace, row, lane, (started, started + wall))
        if cpu == cpu and not thirds:
            share = formats.percent(cpu / wall) if wall > 0 else formats.UNKNOWN
            value += "   " + _tr("CPU {0} ({1})").format(formats.duration(cpu), share)
        where = trace.lanes[lane]
        over = ended == ended
        if where.thread:
            name = _tr("ran in {0} of PID {1}") if over else _tr("runs in {0} of PID {1}")
        else:
            name = _tr("ran on PID {1}") if over else _tr("runs on PID {1}")
        rows.append((name.format(where.thread, where.pid), value))
        rows.extend(thirds)
    returned = float(tasks.returned[row])
    if returned == returned and ended == ended:
        rows.append((_tr("result to main"), formats.duration(max(returned - ended, 0.0))))
    began = float(tasks.callback_began[row])
    if began == began:
        took = float(tasks.callback_ended[row]) - began
        owner = int(tasks.owner[row])
        pid = trace.lanes[owner].pid if 0 <= owner < len(trace.lanes) else 0
        value = _tr("still running") if math.isnan(took) else formats.duration(took)
        rows.append((_tr("callback in PID {0}").format(pid), value))
        if error := trace.callbacks.error_of(row):
            rows.append((_tr("callback raised"), error[0] or formats.UNKNOWN))
    if line := trace.line(row):
        rows.append((_tr("submitted"), _tr("{0}() on line {1}, at {2}").format(
            trace.call(row), line, formats.moment(submitted))))  # fmt: skip
    return rows


def _thirds(trace: Trace, row: int, lane: int, span: tuple[float, float]) -> Rows:
    """How long a task was on a CPU, waited for a core, and slept; empty where the system does not tell of waiting.

    What was waited is counted from sample to sample: of a task with fewer than two of them in it, it is not known.
    """
    wall = span[1] - span[0]
    sampled, waiting = (float(share[0]) for share in task_shares(trace, lane, np.array(span[:1]), np.array(span[1:])))
    cpu = float(trace.tasks.cpu[row])
    share = min(cpu / wall, 1.0) if cpu == cpu and wall > 0 else sampled
    if waiting != waiting or share != share:
        return []
    if int(np.diff(np.searchsorted(trace.lanes[lane].sample_t, span))[0]) < 2:
        told = _tr("{0} ({1})").format(formats.duration(share * wall), formats.percent(share))
        return [(_tr("on a CPU"), told), (_tr("waiting for a core"), formats.UNKNOWN)]
    waiting = min(waiting, 1.0 - share)
    names = (_tr("on a CPU"), _tr("waiting for a core"), _tr("sleeping or waiting"))
    shares = (share, waiting, 1.0 - share - waiting)
    return [
        (name, _tr("{0} ({1})").format(formats.duration(part * wall), formats.percent(part)))
        for name, part in zip(names, shares, strict=True)
    ]


class HoverCard(QWidget):
    """Floats over the charts; the mouse goes through it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self._ink = Ink(theme)
        self._rows: Rows = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def rows(self) -> Rows:
        return self._rows

    def apply_theme(self, theme: Theme) -> None:
        self._ink = Ink(theme)
        self.update()

    def show_rows(self, rows: Rows, near: QPoint) -> None:
        """Shows `rows` beside the pixel `near` of the parent, always entirely within the parent."""
        rows = [(name, value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…") for name, value in rows]
        if rows != self._rows:
            self._rows = rows
            self.update()
        self.resize(self.sizeHint())
        gap, room = self._ink.px(18), self._room.size()
        x = near.x() + gap
        if x + self.width() > room.width():
            x = near.x() - gap - self.width()
        y = near.y() + gap
        if y + self.height() > room.height():
            y = near.y() - gap - self.height()
        self.move(max(min(x, room.width() - self.width()), 0), max(min(y, room.height() - self.height()), 0))
        self.show()
        self.raise_()

    def _columns(self) -> tuple[float, float]:
        names = max(
            (self._ink.metrics(13, i == 0).horizontalAdvance(row[0]) for i, row in enumerate(self._rows)), default=0
        )
        values = max(
            (self._ink.metrics(13, i == 0).horizontalAdvance(row[1]) for i, row in enumerate(self._rows)), default=0
        )
        return names, values

    # Qt's own names

    def sizeHint(self) -> QSize:
        ink = self._ink
        names, values = self._columns()
        return QSize(int(names + values) + ink.px(16 + 16 + 18), ink.px(20) * len(self._rows) + ink.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        ink, theme = self._ink, self._ink.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink.edge, 1))
        painter.setBrush(QColor(theme.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), ink.px(8), ink.px(8))
        names, values = self._columns()
        for i, (name, value) in enumerate(self._rows):
            y = ink.px(10) + i * ink.px(20)
            first = i == 0
            left = ink.px(16)
            ink.text(painter, QRectF(left, y, names + 2, ink.px(20)), name, 13,
                     theme.text if first else theme.faint, bold=first)  # fmt: skip
            ink.text(painter, QRectF(left + names + ink.px(16), y, values + 2, ink.px(20)), value, 13,
                     theme.text, bold=first)  # fmt: skip
        painter.end()
