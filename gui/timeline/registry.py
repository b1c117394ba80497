"""The kinds of things on the timeline. A new one is a module in `kinds/` and a line here.

From back to front within a layer; what is under a pixel is asked from front to back.
"""

from __future__ import annotations

from gui.timeline.kinds.callbacks import CallbacksTrack
from gui.timeline.kinds.calls import CallsTrack
from gui.timeline.kinds.cancelled import CancelledTrack
from gui.timeline.kinds.channels import ChannelsTrack
from gui.timeline.kinds.labels import LabelsTrack
from gui.timeline.kinds.life import LifeTrack
from gui.timeline.kinds.messages import MessagesTrack
from gui.timeline.kinds.printed import PrintedTrack
from gui.timeline.kinds.queue import QueueTrack
from gui.timeline.kinds.raised import RaisedTrack
from gui.timeline.kinds.states import StatesTrack
from gui.timeline.kinds.submissions import SubmissionsTrack
from gui.timeline.kinds.tasks import TASKS
from gui.timeline.kinds.waits import WaitsTrack
from gui.timeline.track import Track

TRACKS: list[Track] = [
    WaitsTrack(),
    CallsTrack(),
    StatesTrack(),
    LifeTrack(),
    QueueTrack(),
    ChannelsTrack(),
    MessagesTrack(),
    TASKS,
    SubmissionsTrack(),
    CallbacksTrack(),
    RaisedTrack(),
    CancelledTrack(),
    PrintedTrack(),
    LabelsTrack(),
]
