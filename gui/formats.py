"""Numbers as text for people: durations, bytes, counts. Times are in seconds, NaN is "not known"."""

from __future__ import annotations

import math
import signal
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from workers.trace.records import Wait
from workers.wire.events import WaitKind

UNKNOWN = "–"


def _tr(words: str) -> str:
    return QCoreApplication.translate("Formats", words)


def listed(parts: Iterable[str]) -> str:
    """Those that are not empty, side by side: "MODE = apply, took 2.00 s"."""
    return _tr(", ").join(part for part in parts if part)


def duration(seconds: float) -> str:
    """A span of time, in few digits: "35 µs", "0.4 ms", "2.00 s", "2 min 05 s", "1 h 02 min"."""
    if not math.isfinite(seconds):
        return UNKNOWN
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    if seconds == 0:
        return "0 s"
    if seconds < 0.0001:
        return f"{sign}{seconds * 1e6:.0f} µs"
    if seconds < 0.01:
        return f"{sign}{seconds * 1e3:.1f} ms"
    if seconds < 0.9995:
        return f"{sign}{seconds * 1e3:.0f} ms"
    if seconds < 99.995:
        return f"{sign}{seconds:.2f} s"
    return sign + _long(seconds)


def moment(seconds: float) -> str:
    """A point on the run's time axis, or a wait beside it: in seconds with two decimals, so that columns line up."""
    if not math.isfinite(seconds):
        return UNKNOWN
    if seconds < 9999.995:
        return f"{max(seconds, 0.0):.2f} s"
    return _long(seconds)


def _long(seconds: float) -> str:
    whole = round(seconds)
    if whole < 3600:
        return _tr("{0} min {1:02d} s").format(whole // 60, whole % 60)
    minutes = whole // 60
    return _tr("{0} h {1:02d} min").format(minutes // 60, minutes % 60)


def memory(size: float) -> str:
    """Bytes in powers of 1000: "14 MB", "1.2 GB"."""
    if not math.isfinite(size) or size < 0:
        return UNKNOWN
    for unit in ("B", "kB", "MB", "GB"):
        if size < 999.5:
            return f"{size:.1f} {unit}" if unit == "GB" and size < 100 else f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def count(number: int) -> str:
    return f"{number:,}"


def percent(share: float) -> str:
    """A share of 1 as "83 %"; small shares keep one decimal, so that "a little" is not "nothing"."""
    if not math.isfinite(share):
        return UNKNOWN
    value = share * 100
    return f"{value:.1f} %" if 0 < abs(value) < 0.95 else f"{value:.0f} %"


def factor(value: float) -> str:
    """A speed-up: "2.49×"."""
    return f"{value:.2f}×" if math.isfinite(value) else UNKNOWN


def cores(value: float) -> str:
    """CPU use in cores: "0.1"."""
    return f"{max(value, 0.0):.1f}" if math.isfinite(value) else UNKNOWN


def exit_code(code: int | None) -> str:
    """An exit code as subprocess gives it; a signal by its name: "0", "1", "SIGKILL"."""
    if code is None:
        return UNKNOWN
    if code < 0:
        try:
            return signal.Signals(-code).name
        except ValueError:
            return _tr("signal {0}").format(-code)
    return str(code)


def wait_text(wait: Wait) -> str:
    """What a thread waits for, in the window's language; the name of a call stays as it is: "Queue.get"."""
    if wait.kind is WaitKind.ANSWER:
        return _tr("answer of {0}").format(wait.target)
    if wait.kind is WaitKind.CONNECTION:
        return _tr("connection to {0}").format(wait.target)
    return wait.operation


def is_call(wait: Wait) -> bool:
    """Whether it is told by the program's call, "get()", rather than by whom it waits for."""
    return wait.kind not in (WaitKind.ANSWER, WaitKind.CONNECTION)


def humanise(name: str) -> str:
    """A constant's name as a label: POOL_SIZE is "Pool size"."""
    words = name.strip("_").replace("_", " ").lower()
    return words[:1].upper() + words[1:] or name


def brief_name(name: str, longest: int = 32) -> str:
    """A file's name with its beginning and its end, where it is a long one."""
    return name if len(name) <= longest else f"{name[: longest // 2]}…{name[1 - longest // 2 :]}"
