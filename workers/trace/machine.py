"""Takes in what the cores of the computer did beside the run: other programs' CPU time, and Poolscope's own."""

from __future__ import annotations

import numpy as np

from workers.trace.columns import NAN, Column, Floats, Table, View
from workers.trace.scene import Handlers, Scene
from workers.wire import events

GRAIN = 0.5
"""s; the system counts its cores' time in hundredths, so over less the share of a core that others had is mostly noise."""


class MachineUse:
    """CPU time so far, s, on the cores that the run may use. Empty where nothing of it was recorded.

    What others used is what the cores did less the run's part and ours. A sum that would fall by the clocks' different grain
    stays as it was, so that the errors of the single looks do not add up.
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._time, self._others, self._own = Column("d", NAN), Column("d", 0.0), Column("d", 0.0)
        self._table = Table(self._time, self._others, self._own)
        self._first: events.CoresSampled | None = None

    def handlers(self) -> Handlers:
        return {events.CoresSampled: self._cores_sampled}

    def __len__(self) -> int:
        return self._table.length

    time = View[np.float64]("_time")
    """When it was looked at, s since the run's zero."""
    others = View[np.float64]("_others")
    """s that other programs used since the first look."""
    own = View[np.float64]("_own")
    """s that keeper, guardians and viewer used since the first look."""

    def cores(self, used: Floats, begin: float, end: float) -> tuple[Floats, Floats]:
        """`used` (one of the above) as cores: `cores[k]` is the mean between `edges[k]` and `edges[k + 1]`.

        The stretches are at least GRAIN long, and a hundredth of [begin, end].
        """
        times = self.time
        if len(times) < 2:
            return np.zeros(0), np.zeros(0)
        step = max(GRAIN, (end - begin) / 100)
        first = times[0]
        # Stretches are counted from the first look, so that they stay where they are while the view is moved.
        numbers = np.arange(max(np.floor((begin - first) / step) - 1, 0), np.ceil((end - first) / step) + 2)
        grid = np.unique(np.minimum(first + numbers * step, times[-1]))
        if len(grid) > 2 and grid[-1] - grid[-2] < step / 2:
            grid = np.delete(grid, -2)  # the last stretch is long enough too
        if len(grid) < 2:
            return np.zeros(0), np.zeros(0)
        return grid, np.maximum(np.diff(np.interp(grid, times, used)) / np.diff(grid), 0.0)

    def mean(self, used: Floats) -> float:
        """`used` in cores over the whole run; NaN where it was not looked at twice."""
        times = self.time
        return float(used[-1] / (times[-1] - times[0])) if len(times) > 1 else NAN

    def lately(self, used: Floats) -> float:
        """`used` in cores over the last GRAIN seconds; 0 while nothing is known."""
        times = self.time
        first = max(int(np.searchsorted(times, times[-1] - GRAIN)) - 1, 0) if len(times) else 0
        return float((used[-1] - used[first]) / (times[-1] - times[first])) if len(times) - first > 1 else 0.0

    def _cores_sampled(self, event: events.CoresSampled) -> None:
        time, last = (event.t - self._scene.zero) / 1e9, self._table.length - 1
        if self._first is None:
            self._first = event
        if last >= 0 and time <= self._time.data[last]:
            return
        own = (event.own_ns - self._first.own_ns) / 1e9
        others = (event.busy_ns - self._first.busy_ns - (event.run_ns - self._first.run_ns)) / 1e9 - own
        row = self._table.add()
        self._time.data[row] = time
        self._others.data[row] = max(others, self._others.data[last] if last >= 0 else 0.0)
        self._own.data[row] = max(own, self._own.data[last] if last >= 0 else 0.0)
