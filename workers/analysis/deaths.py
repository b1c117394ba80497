"""How a process ended: in order, by its pool, or by an accident."""

from __future__ import annotations

from workers.trace.lanes import Lane
from workers.trace.trace import Trace

SIGTERM = 15  # the same everywhere, and on Windows multiprocessing's word for what `terminate` did


def ended_by_its_pool(trace: Trace, lane: Lane) -> bool:
    """True where a worker had SIGTERM from its own pool: `terminate`, the pool's own end, or the rest of a pool that broke.

    multiprocessing.pool, `_terminate_pool`; concurrent.futures.process, `terminate_broken`. An end by the same signal before
    that is another's doing.
    """
    if lane.exit_code != -SIGTERM or (pool := trace.pool_of(lane)) is None:
        return False
    return any(time <= lane.ended for time in (pool.terminated, pool.finalized, pool.broke))


def ended_badly(trace: Trace, lane: Lane) -> bool:
    """True for what nobody meant: an exit code that is not 0, a signal, an end that nobody waited for (yet)."""
    return lane.zombie or (lane.exit_code not in (None, 0) and not ended_by_its_pool(trace, lane))
