"""What a comparison of two runs comes to, in one sentence over both of them."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import formats
from gui.plain import PlainLabel, tip
from gui.style import sans
from gui.texts import key
from gui.theme import Theme
from workers.analysis.comparison import Change, Comparison, Verdict, changes
from workers.program.program import Program
from workers.trace.trace import Trace

_LONGEST_VALUE, _LEAST = 24, 10  # characters


def _tr(words: str) -> str:
    return QCoreApplication.translate("Comparison", words)


def sentence(comparison: Comparison) -> str:
    """ "2.5× faster than before (10.07 s → 4.04 s)"; never more than was seen."""
    before, now = formats.duration(comparison.before), formats.duration(comparison.now)
    if comparison.verdict is Verdict.RUNNING:
        return _tr("{0} so far, before {1}").format(formats.duration(math.floor(comparison.now * 10) / 10), before)
    if comparison.verdict is Verdict.NOT_FINISHED:
        return _tr("not compared: {0}").format(_unfinished(comparison))
    if comparison.verdict is Verdict.OTHER_WORK:
        patterns = _tr("not the same work: {0} of {1} tasks finished, before {2} of {3} ({4} → {5})")
        return patterns.format(*comparison.done_now, *comparison.done_before, before, now)
    if comparison.verdict is Verdict.SAME:
        return _tr("about as fast as before ({0} → {1})").format(before, now)
    faster = comparison.verdict is Verdict.FASTER
    words = _tr("{0}× faster than before ({1} → {2})") if faster else _tr("{0}× slower than before ({1} → {2})")
    return words.format(_factor(comparison.ratio), before, now)


def _unfinished(comparison: Comparison) -> str:
    run = comparison.unfinished
    assert run is not None
    now = comparison.unfinished_is_now
    took = formats.duration(comparison.now if now else comparison.before)
    which = _tr("this run") if now else _tr("the run before")
    patterns = {
        "stopped": _tr("{0} was stopped after {1}"),
        "timeout": _tr("{0} reached its time limit after {1}"),
        "failed": _tr("{0} could not be started"),
        "": _tr("{0} ended with {2} after {1}"),
    }
    pattern = patterns.get(run.end_reason, _tr("the record of {0} ends after {1}"))
    return pattern.format(which, took, formats.exit_code(run.exit_code))


def _factor(ratio: float) -> str:
    """ "1.25", "2.5", "12"."""
    return f"{ratio:.2f}" if ratio < 1.995 else f"{ratio:.1f}" if ratio < 9.95 else f"{ratio:.0f}"


def changed(before: Program | None, now: Program | None) -> str:
    """What is otherwise than before: "MODE apply → apply_async"; "" where that is not known."""
    if before is None or now is None:
        return ""
    if key(before) != key(now) and before.name != now.name:
        return _tr("another program, before {0}").format(before.name)
    found = changes(before, now)
    if found is None:
        return ""
    return formats.listed(_change(change) for change in found) or _tr("nothing changed")


def _change(change: Change) -> str:
    if not change.name:
        return _tr("other text")
    if not change.there_before:
        return _tr("{0} = {1} is new").format(change.name, _short(change.now))
    if not change.there_now:
        return _tr("{0} is gone").format(change.name)
    return f"{change.name} {_short(change.before)} → {_short(change.now)}"


def _short(value: object) -> str:
    text = str(value) if value != "" else '""'
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def machines(before: Trace, now: Trace) -> str:
    """Where two runs had another Python or other cores: recordings may be from anywhere."""
    parts = []
    if before.python != now.python and before.python and now.python:
        parts.append(f"Python {before.python} → {now.python}")
    if before.cores != now.cores and before.cores and now.cores:
        parts.append(_tr("{0} → {1} cores").format(before.cores, now.cores))
    return formats.listed(parts)


class VerdictLabel(PlainLabel):
    """As much of the sentence as there is room for, in a size that is read from afar; all of it under the mouse."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._theme = theme
        self._result = self._more = ""
        self._colour = theme.text
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedHeight(theme.px(24))
        self._dress()

    def say(self, comparison: Comparison, more: str) -> None:
        """`more`: what was changed."""
        colours = {Verdict.FASTER: self._theme.callback, Verdict.SLOWER: self._theme.failed}
        self._result, self._more = sentence(comparison), more if comparison.verdict is not Verdict.RUNNING else ""
        if self._colour != (colour := colours.get(comparison.verdict, self._theme.text)):
            self._colour = colour
            self._dress()
        self.setToolTip(tip(self.whole))
        self._fit()

    @property
    def whole(self) -> str:
        return _tr("{0}: {1}").format(self._result, self._more) if self._more else self._result

    @property
    def wanted(self) -> tuple[float, float]:
        """Pixels that the result needs, and that it needs with what was changed."""
        metrics = QFontMetricsF(sans(self._theme, 18, bold=True))
        return metrics.horizontalAdvance(self._result) + 4, metrics.horizontalAdvance(self.whole) + 4

    def _dress(self) -> None:
        size = self._theme.px(18)
        self.setStyleSheet(f"font-size: {size}px; font-weight: 600; color: {self._colour}; background: transparent;")

    def _fit(self) -> None:
        metrics = QFontMetricsF(sans(self._theme, 18, bold=True))
        words = metrics.elidedText(self.whole, Qt.TextElideMode.ElideRight, self.width())
        if len(words) < len(self._result) + _LEAST:
            words = self._result  # a letter or two of what was changed say nothing
        if words != self.text():
            self.setText(words)

    # Qt's own names

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
