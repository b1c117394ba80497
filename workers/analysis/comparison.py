"""Two runs side by side: which was faster, as far as they can be compared at all, and what was changed between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from workers.analysis.statistics import headline
from workers.program.parameters import Value, read_constants, same
from workers.program.program import Program, same_but_for_values
from workers.trace.trace import Trace

NOISE, GRAIN = 0.05, 0.05
"""Two runs of one program differ by some hundredths of their length, and by some hundredths of a second. Less is no result."""


class Verdict(Enum):
    FASTER = "faster"
    SLOWER = "slower"
    SAME = "same"
    RUNNING = "running"  # the run now has not ended
    NOT_FINISHED = "not finished"  # one of them did not end by itself with exit code 0
    OTHER_WORK = "other work"  # other numbers of tasks were failed, cancelled or lost


@dataclass(frozen=True, slots=True)
class Comparison:
    """before, now: s from start to end, so far for a run that goes on. ratio: of the longer to the shorter, 1 or more."""

    verdict: Verdict
    before: float
    now: float
    ratio: float = math.nan
    unfinished: Trace | None = None  # the one that cannot be compared; the run now where it is both
    unfinished_is_now: bool = False
    done_before: tuple[int, int] = (0, 0)  # tasks finished, of how many
    done_now: tuple[int, int] = (0, 0)


def compare(before: Trace, now: Trace, clock: float) -> Comparison:
    """`clock`: how old the run now is, s."""
    took_before = before.ended if not math.isnan(before.ended) else before.now
    if math.isnan(now.ended):
        return Comparison(Verdict.RUNNING, took_before, clock)
    times = took_before, now.ended
    for run in (now, before):
        if not finished(run):
            return Comparison(Verdict.NOT_FINISHED, *times, unfinished=run, unfinished_is_now=run is now)
    one, other = headline(before, before.now), headline(now, now.now)
    if (one.failed, one.cancelled, one.lost) != (other.failed, other.cancelled, other.lost):
        done = (one.finished, one.submitted), (other.finished, other.submitted)
        return Comparison(Verdict.OTHER_WORK, *times, done_before=done[0], done_now=done[1])
    longer, shorter = max(times), min(times)
    if longer - shorter <= max(NOISE * longer, GRAIN) or shorter <= 0:
        return Comparison(Verdict.SAME, *times, ratio=1.0)
    return Comparison(Verdict.FASTER if times[1] < times[0] else Verdict.SLOWER, *times, ratio=longer / shorter)


def finished(run: Trace) -> bool:
    """Whether the program came to its end by itself and called that a success."""
    return not math.isnan(run.ended) and run.exit_code == 0 and not run.end_reason


@dataclass(frozen=True, slots=True)
class Change:
    """A constant with another value; None: there was none of that name. `name` "" : the text beyond the constants' values."""

    name: str
    before: Value = None
    now: Value = None
    there_before: bool = True
    there_now: bool = True


def changes(before: Program, now: Program) -> tuple[Change, ...] | None:
    """What the texts differ in, in the order of the run now; () for one and the same text, None where one is not known."""
    if not (before.text and now.text and before.whole and now.whole):
        return None
    return _changes(before.text, now.text)


@lru_cache(maxsize=8)
def _changes(before: str, now: str) -> tuple[Change, ...]:
    old = {constant.parameter.name: constant.parameter.value for constant in read_constants(before)}
    new = {constant.parameter.name: constant.parameter.value for constant in read_constants(now)}
    found = [
        Change(name, old.get(name), value, name in old)
        for name, value in new.items()
        if name not in old or not same(old[name], value)
    ]
    found += [Change(name, value, there_now=False) for name, value in old.items() if name not in new]
    if not same_but_for_values(before, now):
        found.append(Change(""))
    return tuple(found)
