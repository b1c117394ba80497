"""Paints one run: frame, titles, main process, queues, lanes, and what goes between them. Constant work per picture."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from gui import formats
from gui.geometry import TimeScale
from gui.views.lanes import draw_lane_title, draw_titles
from gui.views.timeline_calls import collect_calls, draw_call_arrows, draw_call_spans, draw_call_words
from gui.views.timeline_layout import LaneBox, TimelineLayout, bar_is_states
from gui.views.timeline_life import draw_end, draw_life, draw_orphan
from gui.views.timeline_main import draw_main, main_rows
from gui.views.timeline_marks import draw_cancelled, draw_lane_marks
from gui.views.timeline_messages import Arrows, collect_messages, draw_arrows
from gui.views.timeline_paint import RIGHT_MIDDLE, Ink, draw_grid
from gui.views.timeline_queue import draw_strip
from gui.views.timeline_spans import collect_spans, draw_span_texts, draw_spans
from gui.views.timeline_states import draw_state_name, draw_states
from gui.views.timeline_waits import Row, draw_lane_waits
from workers.trace.future_states import FutureStateIndex
from workers.trace.trace import Trace


def _tr(words: str) -> str:
    return QCoreApplication.translate("Timeline", words)


def paint_run(
    painter: QPainter,
    ink: Ink,
    trace: Trace,
    claims: FutureStateIndex,
    scale: TimeScale,
    layout: TimelineLayout,
    until: float,
) -> Arrows:
    """Paints the run as it was at `until` (s), and returns the arrows of its messages for whoever looks for one."""
    lanes = list(layout.visible())
    rows = main_rows(ink, layout)
    main = (rows.bar, rows.bar + rows.bar_height)
    _paint_frame(painter, ink, scale, layout, lanes)
    draw_titles(painter, ink, trace, layout, until)
    plot = QRectF(scale.left, 0, scale.width + ink.px(2), layout.axis)
    painter.setClipRect(plot)
    draw_main(painter, ink, trace, claims, scale, layout, until)
    room = QRectF(0, layout.lanes_top, layout.width, layout.room)
    lower = room.intersected(plot)
    painter.setClipRect(room)
    for box in lanes:
        draw_lane_title(painter, ink, trace, box, layout.left, until)
    painter.setClipRect(lower)
    for box in lanes:
        draw_life(painter, ink, trace.lanes[box.lane], box, scale, until)
        draw_states(painter, ink, trace, scale, box, until)
    spans = collect_spans(trace, scale, lanes, until)
    draw_spans(painter, ink, spans)
    for box in lanes:
        draw_lane_marks(painter, ink, trace, scale, box, until)
    callers = [(0, Row(rows.bar, rows.bar_height)), *((box.lane, Row(box.waits_top, box.waits)) for box in lanes)]
    calls = collect_calls(trace, scale, callers, until, ink)
    painter.setClipRect(plot)
    draw_call_arrows(painter, ink, trace, scale, layout, main, calls, until)
    arrows = collect_messages(trace, scale, layout, main, until, ink)
    draw_arrows(painter, ink, arrows, ink.theme.message)
    # Words lie on the arrows, not under them.
    for strip in layout.strips:
        draw_strip(painter, ink, trace, claims, scale, strip, until)
    places = {box.lane: box.bar_top for box in lanes if layout.lanes_top < box.bar_top < layout.axis}
    draw_cancelled(painter, ink, trace, claims, scale, {0: rows.marks + rows.marks_height / 2} | places, until)
    painter.setClipRect(lower)
    draw_span_texts(painter, ink, trace, scale, spans, until)
    for box in lanes:
        draw_lane_waits(painter, ink, trace, scale, box, until)
        draw_orphan(painter, ink, trace, box, scale, until)
        draw_end(painter, ink, trace, box, scale, until)
        if bar_is_states(trace.lanes[box.lane]):
            draw_state_name(painter, ink, trace, scale, box.lane, (box.bar_top, box.bar), until)
    for span in calls:
        painter.setClipRect(plot if span.lane == 0 else lower)
        draw_call_spans(painter, ink, scale, span)
        draw_call_words(painter, ink, trace, scale, span)
    painter.setClipRect(plot)
    if arrows.hidden:
        _say_hidden(painter, ink, layout, scale, arrows)
    return arrows


def _paint_frame(painter: QPainter, ink: Ink, scale: TimeScale, layout: TimelineLayout, lanes: list[LaneBox]) -> None:
    """Grid, axis and the lines between the strips."""
    draw_grid(painter, ink, scale, 0, layout.axis, layout.axis + ink.px(4))
    painter.setPen(QPen(QColor(ink.theme.line), 1))
    edges = sorted({layout.main, layout.axis, *(strip.top + strip.height for strip in layout.strips)})
    if lanes and lanes[0].height >= ink.px(30):
        edges += [y for box in lanes if layout.lanes_top < (y := box.top + box.height) < layout.axis]
    for y in edges:
        painter.drawLine(0, int(y), int(layout.width), int(y))


def _say_hidden(painter: QPainter, ink: Ink, layout: TimelineLayout, scale: TimeScale, arrows: Arrows) -> None:
    """So that nobody takes the arrows for all messages."""
    number, every = formats.count(len(arrows)), formats.count(len(arrows) + arrows.hidden)
    words = _tr("{0} of {1} messages are drawn; zoom in for more").format(number, every)
    width = ink.metrics(13).horizontalAdvance(words) + ink.px(12)
    plate = QRectF(scale.right - width, layout.axis - ink.px(23), width, ink.px(20))
    painter.fillRect(plate, QColor(ink.theme.card))
    ink.text(painter, plate.adjusted(0, 0, -ink.px(6), 0), words, 13, ink.theme.text, align=RIGHT_MIDDLE)
