"""Moments of the wall clock in the texts of a program's values, as moments of its run."""

from __future__ import annotations

import re

_DAY = 86_400.0
# What time.time() and time.time_ns() give from 2001 to 2065.
_CLOCK = re.compile(r"(?<![\w.])(?:(?P<s>[12]\d{9}\.\d{2,})|(?P<ns>[12]\d{18}))(?![\w.])")


def in_run_time(text: str, wall_ns: int) -> str:
    """The text with each moment within a day of the run's zero as s since that zero: "1732500000.123" is "0.123 s".

    wall_ns: time.time_ns() at the zero; 0: not known. Any other number stays what it is.
    """
    if not wall_ns or len(text) < 12:
        return text

    def since_zero(found: re.Match[str]) -> str:
        ns = int(found["ns"]) if found["ns"] else round(float(found["s"]) * 1e9)
        seconds = (ns - wall_ns) / 1e9
        return f"{seconds:.3f} s" if abs(seconds) < _DAY else found[0]

    return _CLOCK.sub(since_zero, text)
