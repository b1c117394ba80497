"""A timeline as a card: title, legend, the lanes, and the panel for a selection."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.card import Card
from gui.theme import Theme
from gui.time_window import TimeWindow
from gui.timeline.legend import TimelineLegend
from gui.timeline.selection import SelectionPanel
from gui.timeline.timeline_canvas import TimelineCanvas
from workers.trace.trace import Trace


class TimelineCard(Card):
    def __init__(self, which: int, window: TimeWindow, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.legend = TimelineLegend(theme, self)
        self.header.addWidget(self.legend, 1)
        self.header.addStretch(0)
        self.canvas = TimelineCanvas(which, window, theme, self)
        self.body.addWidget(self.canvas, 1)
        self.selection = SelectionPanel(window, theme, self.canvas)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        if hasattr(self, "canvas"):  # not yet while Card is being made
            self.legend.apply_theme(theme)
            self.canvas.apply_theme(theme)
            self.selection.apply_theme(theme)

    def set_low(self, low: bool) -> None:
        super().set_low(low)
        self.legend.set_one_line(low)

    def refresh(self, trace: Trace, until: float, message: str, before: Trace | None = None) -> None:
        """`before`: the run that is shown above this one."""
        self.legend.refresh(trace, before)
        self.body.activate()  # the legend may need another line: now, not after the picture
        self.canvas.refresh(trace, until, message)
        self.selection.refresh(trace)
