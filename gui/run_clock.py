"""How far a run is, in seconds since its zero."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter_ns

from workers.trace.trace import Trace


class RunClock:
    """By the computer's clock while a run goes on, afterwards where its record ends."""

    def __init__(self) -> None:
        self._moment: float | None = None  # what it is while a frame is made

    def read(self, trace: Trace, live: bool, over: int | None) -> float:
        """s. over: when a run that is still `live` has ended, as far as is heard; ns on the run's clock."""
        if self._moment is not None:
            return self._moment
        if live:
            clock = perf_counter_ns() if over is None else over
            return 0.0 if trace.zero_ns is None else (clock - trace.zero_ns) / 1e9
        return trace.now if math.isnan(trace.ended) else trace.ended

    @contextmanager
    def stopped_at(self, moment: float) -> Iterator[None]:
        self._moment = moment
        try:
            yield
        finally:
            self._moment = None
