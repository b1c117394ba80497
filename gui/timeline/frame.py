"""What one picture of a run is made of: frozen, so that whoever has it needs nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from PySide6.QtCore import QPointF

from gui.geometry import TimeScale
from gui.ink import Ink
from gui.theme import Theme
from gui.timeline.layout import LaneBox, TimelineLayout
from workers.trace.future_states import FutureStateIndex
from workers.trace.trace import Trace

Made = TypeVar("Made")


@dataclass(frozen=True)
class Frame:
    """A run as it was at `until` (s), in the seconds of `scale`, on a canvas laid out as `layout`."""

    trace: Trace
    futures: FutureStateIndex
    ink: Ink
    layout: TimelineLayout
    scale: TimeScale
    until: float
    _kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def theme(self) -> Theme:
        return self.ink.theme

    @property
    def end(self) -> float:
        """s: up to where there is something to draw."""
        return min(self.scale.end, self.until)

    @property
    def begun(self) -> bool:
        """Whether any of the run is in sight."""
        return bool(self.trace.lanes) and self.end > self.scale.begin

    @property
    def pixels(self) -> int:
        """The plot's width up to `end`: a query that is asked for so many gives one value a pixel."""
        scale = self.scale
        return max(round(scale.width * (self.end - scale.begin) / (scale.end - scale.begin)), 1)

    @cached_property
    def pinned(self) -> tuple[LaneBox, ...]:
        """The lanes that are never scrolled away: the main process's."""
        return (self.layout.main_box,) if self.trace.lanes else ()

    @cached_property
    def scrolled(self) -> tuple[LaneBox, ...]:
        """The other lanes, as far as they are in sight."""
        return tuple(self.layout.visible())

    def px(self, size: float) -> int:
        return self.ink.px(size)

    def inside(self, at: QPointF) -> bool:
        """Whether a pixel is in the plot's width."""
        return bool(self.trace.lanes) and self.scale.left <= at.x() <= self.scale.right

    def box_at(self, y: float) -> LaneBox | None:
        """The lane at pixel `y`, the main process's included."""
        if self.trace.lanes and 0 <= y < self.layout.main:
            return self.layout.main_box
        return self.layout.box_at(y)

    def box_of(self, lane: int) -> LaneBox | None:
        return self.layout.main_box if lane == 0 else self.layout.box_of(lane)

    def keep(self, key: str, make: Callable[[], Made]) -> Made:
        """What `make` gave when it was first asked for in this frame: drawing and hit test share it."""
        if key not in self._kept:
            self._kept[key] = make()
        made: Made = self._kept[key]
        return made
