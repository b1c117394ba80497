"""The column at the left: what each lane is, how its process fares, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF

from gui import formats
from gui.ink import RIGHT_MIDDLE
from gui.lanes import lane_figures, lane_title, orphan_words, orphaned_at, wait_words
from gui.timeline.frame import Frame
from gui.timeline.layout import LaneBox
from gui.timeline.lines import MARGIN, Line, lines_of
from gui.timeline.primitives import Drawn, Layer, Text
from gui.timeline.track import Hit, Rows, Track
from gui.timeline.words import card_tr, lane_tr
from workers.analysis.deaths import ended_badly
from workers.trace.lanes import Lane


class LabelsTrack(Track):
    name = "labels"
    in_gutter = True

    def draw(self, frame: Frame, lanes: Sequence[LaneBox]) -> Iterator[Drawn]:
        for box in lanes:
            for text in _main(frame, box) if box.lane == 0 else _label(frame, box):
                yield Layer.GUTTER, text

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        box = frame.box_at(at.y())
        return Hit(self, box.lane) if box is not None else None

    def card(self, frame: Frame, hit: Hit) -> Rows:
        return lane_card(frame, hit.lane)


def _main(frame: Frame, box: LaneBox) -> Iterator[Text]:
    theme, lane = frame.theme, frame.trace.lanes[box.lane]
    lines = [Line(lane_title(lane), 13.0 if box.height < frame.px(45) else 16.0, theme.text, bold=True)]
    lines.append(Line(lane_tr("PID {0}").format(lane.pid), 12.0, theme.faint, mono=True))
    waits = wait_words(frame.trace, box.lane, frame.until)
    figures = "   ".join(lane_figures(lane)[:2])
    if box.height >= frame.px(60) and (waits or figures):
        lines.append(Line(waits or figures, 12.0, theme.text if waits else theme.faint))
    return lines_of(frame, lines, box.top, box.height)


def _label(frame: Frame, box: LaneBox) -> Iterator[Text]:
    """As much of title, PID and figures as there is height for; grey for one that died before `until` (s).

    A lane that waits says so in place of its figures.
    """
    theme, px, lane = frame.theme, frame.px, frame.trace.lanes[box.lane]
    dim = lane.role in ("helper", "outside") or lane.ended < frame.until - 0.5
    colour = theme.faint if dim else theme.text
    indent = px(14) if lane.role == "thread" else 0
    title, pid, figures = lane_title(lane), lane_tr("PID {0}").format(lane.pid), lane_figures(lane)
    if lane.role == "thread":
        pid = lane_tr("thread of PID {0}").format(lane.pid)
        figures = []
    waits = wait_words(frame.trace, box.lane, frame.until)
    last, strong = waits or "   ".join(figures), theme.text if waits else theme.faint
    if not dim and not waits and lane.alive and orphaned_at(frame.trace, box.lane) is not None:
        last, strong = orphan_words(lane), theme.text
        waits = last if box.height < px(58) else waits
    if ended_badly(frame.trace, lane):
        strong = theme.failed
    if box.height >= px(58) and last:
        lines = [
            Line(title, 16.0, colour, bold=True),
            Line(pid, 13.0, theme.faint, mono=True),
            Line(last, 12.0, strong),
        ]
        return lines_of(frame, lines, box.top, box.height, indent)
    if box.height >= px(36):
        second = waits or "   ".join([pid, *figures[:1]])
        lines = [Line(title, 14.0, colour, bold=True), Line(second, 12.0, strong if waits else theme.faint)]
        return lines_of(frame, lines, box.top, box.height, indent)
    return _in_one_line(frame, lane, box, indent, colour, waits or "".join(figures[:1]))


def _in_one_line(frame: Frame, lane: Lane, box: LaneBox, indent: int, colour: str, figure: str) -> Iterator[Text]:
    ink, theme = frame.ink, frame.theme
    margin = ink.px(MARGIN) + indent
    width = frame.layout.left - margin - ink.px(10)
    size = 12.0 if box.height >= ink.px(18) else 11.0
    bold = lane.role not in ("helper", "outside") and colour == theme.text
    title = lane_title(lane)
    name = min(ink.metrics(size, True).horizontalAdvance(title) + 2, width - ink.px(38))
    yield Text(QRectF(margin, box.top, name, box.height), title, size, colour, bold=bold)
    rest = width - name - ink.px(8)
    last = figure.removeprefix("CPU ")
    beside = QRectF(margin + name + ink.px(8), box.top, rest, box.height)
    taken = 0.0
    if rest > ink.px(70):
        taken = min(ink.metrics(size).horizontalAdvance(last), rest)
        yield Text(beside, last, size, theme.faint, align=RIGHT_MIDDLE)
    if rest - taken > ink.px(54) and lane.role != "thread":
        pid = lane_tr("PID {0}").format(lane.pid)
        where = QRectF(margin + name + ink.px(8), box.top, rest - taken - ink.px(6), box.height)
        yield Text(where, pid if rest - taken > ink.px(76) else str(lane.pid), size, theme.faint)


def lane_card(frame: Frame, lane_id: int) -> Rows:
    """The card of a lane: what has no room beside it."""
    trace = frame.trace
    lane = trace.lanes[lane_id]
    kind = card_tr("thread of PID {0}") if lane.role == "thread" else card_tr("PID {0}")
    rows: Rows = [(lane_title(lane), kind.format(lane.pid))]
    if lane.command.strip():
        rows.append((card_tr("command"), lane.command.strip()))
    if lane.began == lane.began and lane.role != "main":
        rows.append((card_tr("began"), formats.moment(lane.began)))
    if lane.role != "thread" and (figures := lane_figures(lane)):
        rows.append((card_tr("now") if lane.alive else card_tr("ended"), "   ".join(figures)))
    if len(lane):
        rows.append((card_tr("tasks"), formats.count(len(lane))))
    if waits := wait_words(trace, lane_id, frame.until):
        rows.append((card_tr("status"), waits))
    elif orphaned_at(trace, lane_id) is not None:
        rows.append((card_tr("status"), orphan_words(lane)))
    return rows
