"""Colours and sizes of the window, light and dark: plain data, handed to every view by `apply_theme`.

Data colours are Okabe & Ito's (https://jfly.uni-koeln.de/color/), which colour-blind readers tell apart; the states they
stand for also differ by hatch, shape or text. Sizes are in logical pixels at scale 1; the projector switch raises `scale`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour as "#rrggbb"."""

    name: str
    window: str  # behind the cards
    card: str
    line: str  # borders, grid
    text: str
    faint: str  # secondary text
    accent: str  # Run, selected segment, links
    accent_text: str
    field: str  # input fields, table headers
    hover: str  # row under the mouse
    on_cpu: str  # a task that computes
    sleeping: str  # a task that sleeps or waits
    task_text: str  # on either of the two
    blocked: str  # the main process waits (hatched)
    callback: str
    queue: str
    failed: str
    lost: str
    submit: str
    limit: str  # the computer's cores
    runnable: str  # a process that could run and has no CPU (hatched)
    runnable_hatch: str
    zombie: str  # a process that ended and was not waited for (hatched)
    message: str  # arrows between processes
    call: str  # calls to a manager
    current_line: str
    current_line_text: str
    series: tuple[str, ...]  # one colour a process in the CPU view
    own: str  # there: what Poolscope itself used (hatched)
    other: str  # there: what other programs used (hatched)
    scale: float = 1.0

    def px(self, size: float) -> int:
        """`size` logical pixels at this scale."""
        return max(1, round(size * self.scale))

    def scaled(self, scale: float) -> Theme:
        return replace(self, scale=scale)


OKABE_ITO = ("#0072b2", "#56b4e9", "#009e73", "#e69f00", "#cc79a7", "#d55e00", "#f0e442", "#7f7f7f")

LIGHT = Theme(
    name="light", window="#f6f8fa", card="#ffffff", line="#e3e7ec", text="#171c24", faint="#66707d",
    accent="#2563eb", accent_text="#ffffff", field="#f6f8fa", hover="#eceff3",
    on_cpu="#0072b2", sleeping="#56b4e9", task_text="#0b1a26", blocked="#e69f00", callback="#009e73",
    queue="#cc79a7", failed="#d55e00", lost="#111111", submit="#2563eb", limit="#d55e00",
    runnable="#f0e442", runnable_hatch="#8c8100", zombie="#5f6672", message="#a8327e", call="#5b3fa8",
    current_line="#e69f00", current_line_text="#171c24", series=OKABE_ITO, own="#c3c9d1", other="#dfe3e8",
)  # fmt: skip

DARK = Theme(
    name="dark", window="#10141b", card="#1a2029", line="#2a313c", text="#f2f5f8", faint="#97a1ae",
    accent="#5b9dff", accent_text="#0b1420", field="#12171e", hover="#262d38",
    on_cpu="#56b4e9", sleeping="#2a6081", task_text="#f2f5f8", blocked="#f2ae2e", callback="#2cc79a",
    queue="#e29ac2", failed="#ff7a45", lost="#ffffff", submit="#5b9dff", limit="#ff7a45",
    runnable="#5e5812", runnable_hatch="#f0e442", zombie="#aeb6c2", message="#ff9ed2", call="#bfa8ff",
    current_line="#f2ae2e", current_line_text="#10141b", series=OKABE_ITO, own="#4d5664", other="#363e4a",
)  # fmt: skip
