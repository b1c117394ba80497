"""What every kind of thing on the timeline owns. A kind is one subclass in `gui/timeline/kinds/` and one line in the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from gui import formats
from gui.geometry import Floats
from gui.ink import Ink
from gui.time_window import TimeWindow
from gui.timeline.primitives import Drawn, Primitive
from gui.timeline.words import timeline_tr
from workers.trace.lanes import Lane
from workers.trace.trace import Trace

if TYPE_CHECKING:
    from gui.timeline.frame import Frame
    from gui.timeline.layout import LaneBox, Room, Strip

Rows = list[tuple[str, str]]
"""(name, value) lines of a card, the first its headline."""


Marks = tuple[Floats, Floats]
"""Left and right edges, pixels."""

NO_MARKS: Marks = (np.empty(0), np.empty(0))


@dataclass(frozen=True, slots=True)
class Hit:
    """What is under a pixel."""

    track: Track
    lane: int = -1
    row: int = -1  # of the track's own table, or the number of its strip
    time: float = 0.0  # s under the pixel, or where what was hit begins
    task: int = -1  # row of the task that a click selects
    near: bool = False  # beside it, not on it: what is `solid` wins
    end: float = 0.0  # s where it ends, if it is a stretch


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One sign with its meaning; `draw` gives the sign within a rectangle."""

    sign: str
    words: str
    there: bool  # whether the run has it
    draw: Callable[[Ink, QRectF], Iterable[Primitive]]
    rank: int = 50  # entries stand in this order


@dataclass(frozen=True, slots=True)
class MenuItem:
    words: str
    do: Callable[[], None]


class Track:
    """One kind of thing, in all lanes at once. It keeps no state: what it needs is in the frame."""

    name = ""
    """Of its row in a lane, where it has one."""
    solid = False
    """Whether a thing of this kind is large enough to win against what is only near."""
    in_gutter = False
    """Whether it is hit left of the plot and not within it."""

    def band_height(self, trace: Trace, lane: Lane, room: Room) -> int:
        """Pixels of a row of its own below the lane's bar, 0: none."""
        return 0

    def strips(self, trace: Trace, room: Room) -> Sequence[Strip]:
        """Strips of its own between the main process and the other lanes; where they stand the layout says."""
        return ()

    def draw(self, frame: Frame, lanes: Sequence[LaneBox]) -> Iterable[Drawn]:
        """What stands in these lanes. Asked once for the pinned and once for the scrolled ones, which are clipped apart."""
        return ()

    def draw_across(self, frame: Frame) -> Iterable[Drawn]:
        """What does not belong to one lane."""
        return ()

    def marks(self, frame: Frame, box: LaneBox) -> Marks:
        """What of this kind stands in a lane's row of marks: no other kind's words may lie on it."""
        return NO_MARKS

    def hit(self, frame: Frame, at: QPointF) -> Hit | None:
        """What of this kind is under a pixel within the plot's width; of the gutter for one that is `in_gutter`."""
        return None

    def highlight(self, frame: Frame, hit: Hit, strong: bool) -> Iterable[Primitive]:
        """What marks a thing as the one under the mouse or, `strong`, the selected one."""
        return ()

    def card(self, frame: Frame, hit: Hit) -> Rows:
        """What there is to say of what was hit."""
        return []

    def describe(self, frame: Frame, hit: Hit) -> str:
        """The same in words, for who cannot see the timeline."""
        return formats.listed(" ".join(part for part in row if part) for row in self.card(frame, hit))

    def legend(self, trace: Trace, brief: bool) -> Sequence[LegendEntry]:
        """Signs to be explained; `brief`: there is one line for all, so only what the run has."""
        return ()

    def span(self, frame: Frame, hit: Hit) -> tuple[float, float] | None:
        """From when to when (s) what was hit lasts, as far as it does."""
        return None

    def menu(self, frame: Frame, hit: Hit, window: TimeWindow) -> Sequence[MenuItem]:
        """What can be done with what was hit, for the context menu."""
        if (span := self.span(frame, hit)) is None:
            return ()
        begin, end = span
        margin = (end - begin) * 0.1
        return (MenuItem(timeline_tr("Zoom to it"), lambda: window.fit(max(begin - margin, 0.0), end + margin)),)
