"""The run in a few big numbers."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui import formats
from gui.loading import CUT_OFF
from gui.panels.figure import Figure
from gui.session import Session
from gui.theme import Theme
from workers.analysis.statistics import Headline as Numbers
from workers.analysis.statistics import headline


class Headline(QWidget):
    """Six cards, and a seventh while there are failed or lost tasks."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self.elapsed, self.done, self.trouble, self.speed_up = (Figure("", theme) for _ in range(4))
        self.busy, self.waiting, self.cores = (Figure("", theme) for _ in range(3))
        self.trouble.alarming = True
        self.figures = [
            self.elapsed, self.done, self.trouble, self.speed_up, self.busy, self.waiting, self.cores
        ]  # fmt: skip
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for figure in self.figures:
            self._row.addWidget(figure, 1)
        self.retranslate()
        self.apply_theme(theme)

    def retranslate(self) -> None:
        for figure, caption in (
            (self.elapsed, self.tr("Elapsed")),
            (self.done, self.tr("Done")),
            (self.trouble, self.tr("Not finished")),
            (self.speed_up, self.tr("Speed-up")),
            (self.busy, self.tr("Workers busy")),
            (self.waiting, self.tr("Waiting in queue")),
            (self.cores, self.tr("Cores in use")),
        ):
            figure.set_caption(caption)
        self.speed_up.setToolTip(
            self.tr(
                "What a loop over the finished tasks would take (their times without what they waited for a core), divided by "
                "the time from first submit to last result; – where that cannot be told to a tenth"
            )
        )
        self.busy.setToolTip(self.tr("Share of the workers' time since the first submit in which they ran tasks"))
        self.cores.setToolTip(self.tr("CPU time of all processes of the run, divided by the time elapsed"))
        self.refresh()

    def refresh(self) -> None:
        session = self._session
        numbers = headline(session.trace, session.now())
        live = session.running
        self.elapsed.show_number(
            formats.duration(numbers.elapsed) if session.state != "idle" else formats.UNKNOWN, self._state_word()
        )
        self.done.show_number(
            formats.UNKNOWN
            if session.state == "idle"
            else self.tr("{0} / {1}").format(formats.count(numbers.finished), formats.count(numbers.submitted)),
            self.tr("tasks, {0} running").format(formats.count(numbers.running))
            if live
            else self.tr("task(s)", "", numbers.submitted),
        )
        self.speed_up.show_number(formats.factor(numbers.speed_up.value), self._speed_up_remark(numbers))
        self.busy.show_number(
            formats.percent(numbers.busy_share),
            self.tr("no workers")
            if not numbers.workers
            else self.tr("{0} of {1} now").format(numbers.running, numbers.workers)
            if live
            else self.tr("of %Ln worker(s)", "", numbers.workers),
        )
        self.waiting.show_number(
            formats.UNKNOWN if session.state == "idle" else formats.count(numbers.queued),
            self.tr("peak {0}").format(formats.count(numbers.queued_peak)) if numbers.queued_peak else "",
        )
        self.cores.show_number(
            formats.cores(numbers.cores_now if live and math.isfinite(numbers.cores_now) else numbers.cores_in_use),
            self._cores_remark(numbers),
        )
        self._show_trouble(numbers)

    def _state_word(self) -> str:
        session = self._session
        if session.state == "idle":
            return self.tr("not run yet")
        if session.state == "starting":
            return self.tr("starting")
        if session.state == "stopping":
            return self.tr("stopping")
        if session.running:
            return self.tr("running")
        reason = session.trace.end_reason
        if reason == "timeout":
            return self.tr("timeout")
        if reason == CUT_OFF:
            return self.tr("record cut off")
        if reason:
            return self.tr("stopped")
        code = session.trace.exit_code
        if code is not None and code < 0:
            return self.tr("ended by {0}").format(formats.exit_code(code))
        return self.tr("exit code {0}").format(formats.exit_code(code)) if code else self.tr("finished")

    def _ideal(self, numbers: Numbers) -> int:
        """How many times faster than one worker it could be: tasks that compute need a core each."""
        pools = self._session.trace.pools
        size = max((pool.size for pool in pools), default=0) or numbers.workers
        return min(size, self._session.cores) if _computing(numbers) > 0.5 else size

    def _speed_up_remark(self, numbers: Numbers) -> str:
        """The bounds of a figure that cannot be told; the probe's part in the tasks where it is more than a twentieth."""
        gain = numbers.speed_up
        if math.isnan(gain.value) and math.isfinite(gain.most):
            return self.tr("{0} to {1}").format(formats.factor(gain.least), formats.factor(gain.most))
        if gain.own > 0.05 * numbers.task_wall > 0:
            return self.tr("{0} of task time is Poolscope's").format(formats.percent(gain.own / numbers.task_wall))
        ideal = self._ideal(numbers)
        if ideal:
            return self.tr("ideal {0}×").format(ideal)
        unknown = any(lane.library for lane in self._session.trace.lanes)
        return self.tr("unknown pool") if unknown else self.tr("no pool")

    def _cores_remark(self, numbers: Numbers) -> str:
        of = self.tr("of {0}").format(self._session.cores)
        if not numbers.submitted or not numbers.task_wall > 0:
            return of
        if numbers.speed_up.waited > 0.1 * numbers.task_wall:
            return self.tr("{0}: tasks wait for a core").format(of)
        computing = _computing(numbers)
        if numbers.finished and computing < 0.1:
            return self.tr("{0}: tasks sleep").format(of)
        if numbers.finished and (computing > 0.7 or numbers.cores_in_use > 0.8 * self._session.cores):
            return self.tr("{0}: tasks compute").format(of)
        return of

    def _show_trouble(self, numbers: Numbers) -> None:
        parts = []
        if numbers.failed:
            parts.append(self.tr("{0} failed").format(formats.count(numbers.failed)))
        if numbers.lost:
            parts.append(self.tr("{0} lost").format(formats.count(numbers.lost)))
        if numbers.cancelled:
            parts.append(self.tr("{0} cancelled").format(formats.count(numbers.cancelled)))
        self.trouble.setVisible(bool(parts))
        self.trouble.show_number(
            formats.count(numbers.failed + numbers.lost + numbers.cancelled), self.tr(", ").join(parts)
        )

    def set_compact(self, compact: bool) -> None:
        for figure in self.figures:
            figure.set_compact(compact)

    def apply_theme(self, theme: Theme) -> None:
        self._row.setSpacing(theme.px(12))
        for figure in self.figures:
            figure.apply_theme(theme)


def _computing(numbers: Numbers) -> float:
    """The share of the tasks' time in which they computed or were about to, had there been a core; 0: not known."""
    if not numbers.task_wall > 0 or math.isnan(numbers.task_cpu):
        return 0.0
    waited = 0.0 if math.isnan(numbers.speed_up.waited) else numbers.speed_up.waited
    return (numbers.task_cpu + waited) / numbers.task_wall
