"""Hit test: what is under a pixel of the timeline. Each track looks by binary search, not at all there is."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from gui.timeline.frame import Frame
from gui.timeline.track import Hit, Rows


def under(frame: Frame, at: QPointF) -> Hit | None:
    """What is under a pixel, asked from front to back; what is only near gives way to a solid thing."""
    in_gutter = at.x() < frame.scale.left
    if not frame.trace.lanes or not (in_gutter or frame.inside(at)):
        return None
    near: Hit | None = None
    for track in reversed(frame.layout.tracks):
        if track.in_gutter != in_gutter or (near is not None and not track.solid):
            continue
        if (hit := track.hit(frame, at)) is not None:
            if not hit.near:
                return hit
            near = near or hit
    return near


def card_of(frame: Frame, hit: Hit | None) -> Rows:
    """What there is to say of it; empty for nothing."""
    return hit.track.card(frame, hit) if hit is not None else []
