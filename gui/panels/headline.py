"""The run in a few big numbers."""

from __future__ import annotations

import math
import re

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui import formats
from gui.loading import CUT_OFF
from gui.panels.figure import Figure
from gui.session import Session
from gui.theme import Theme
from workers.analysis.process_figures import ProcessFigures, message_figures, process_figures
from workers.analysis.statistics import Headline as Numbers
from workers.analysis.statistics import headline
from workers.trace.trace import Trace

TASKS, MESSAGES, PROCESSES = range(3)  # what the cards are about, the one that tells most first

_POOLS = re.compile(r"\b(?:Pool|ThreadPool|\w*Executor|Parallel)\b")
_CHANNELS = re.compile(r"\b(?:\w*Queue|Pipe|Manager|SyncManager|socket|socketserver|Connection|Listener)\b")


class Headline(QWidget):
    """Six cards. What four of them are about is what the record holds: tasks, else messages, else processes.

    Before a run, what its text lets expect: so that they stay what they are. Only what the text hides changes them once more.
    """

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self.figures = [Figure("", theme) for _ in range(6)]
        self.elapsed, self.done, self.speed_up, self.busy, self.waiting, self.cores = self.figures
        self.kind = TASKS
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for figure in self.figures:
            self._row.addWidget(figure, 1)
        session.run_started.connect(self._begin)
        session.program_changed.connect(self._program_changed)
        self.kind = _expected(session.program.text)
        self.retranslate()
        self.apply_theme(theme)

    def _begin(self) -> None:
        trace = self._session.trace
        opened = trace.events > 0  # a run that is over
        self._set_kind(_held(trace) if opened else _expected(self._session.program.text))

    def _program_changed(self) -> None:
        if self._session.state == "idle":
            self._set_kind(_expected(self._session.program.text))

    def _set_kind(self, kind: int) -> None:
        if kind != self.kind:
            self.kind = kind
            self.retranslate()

    def retranslate(self) -> None:
        captions = {
            TASKS: (self.tr("Done"), self.tr("Speed-up"), self.tr("Workers busy"), self.tr("Waiting in queue")),
            MESSAGES: (self.tr("Processes"), self.tr("Messages"), self.tr("Sent"), self.tr("Not received yet")),
            PROCESSES: (self.tr("Processes"), self.tr("On a CPU"), self.tr("Waiting for a core"), self.tr("Memory")),
        }[self.kind]
        for figure, caption in zip(self.figures, (self.tr("Elapsed"), *captions, self.tr("Cores in use")), strict=True):
            figure.set_caption(caption)
            figure.setToolTip("")
        share = self.tr("Share of the time that the processes lived, all together")
        tips = {
            TASKS: (
                "",
                self.tr(
                    "What a loop over the finished tasks would take (their times without what they waited for a core), "
                    "divided by the time from first submit to last result; – where that cannot be told to a tenth"
                ),
                self.tr("Share of the workers' time since the first submit in which they ran tasks"),
                "",
            ),
            MESSAGES: ("", "", "", self.tr("Messages that were sent to a queue or a pipe and not received")),
            PROCESSES: ("", share, share, ""),
        }[self.kind]
        for figure, tip in zip(self.figures[1:5], tips, strict=True):
            figure.setToolTip(tip)
        self.cores.setToolTip(self.tr("CPU time of all processes of the run, divided by the time elapsed"))
        self.refresh()

    def refresh(self) -> None:
        session = self._session
        if session.running and (held := _held(session.trace)) < self.kind:
            self._set_kind(held)
            return
        now = session.now()
        numbers = headline(session.trace, now)
        self.show_elapsed()
        {TASKS: self._show_tasks, MESSAGES: self._show_messages, PROCESSES: self._show_processes}[self.kind](
            numbers, now
        )
        live = session.running
        self.cores.show_number(
            formats.cores(numbers.cores_now if live and math.isfinite(numbers.cores_now) else numbers.cores_in_use),
            self._cores_remark(numbers),
        )

    def show_elapsed(self) -> None:
        """This card alone: with each frame of the time axis, so that neither is behind the other."""
        session = self._session
        now = session.now() if math.isnan(session.trace.ended) else session.trace.ended
        self.elapsed.show_number(
            formats.UNKNOWN if session.state == "idle" else formats.duration(now), self._state_word()
        )

    def _show_tasks(self, numbers: Numbers, now: float) -> None:
        session = self._session
        live = session.running
        trouble = self._trouble(numbers)
        running = self.tr("tasks, {0} running").format(formats.count(numbers.running))
        remark = running if live else self.tr("task(s)", "", numbers.submitted)
        if trouble:
            remark = self.tr(", ").join(trouble)
        self.done.show_number(
            formats.UNKNOWN
            if session.state == "idle"
            else self.tr("{0} / {1}").format(formats.count(numbers.finished), formats.count(numbers.submitted)),
            remark,
            alarming=bool(trouble),
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

    def _show_messages(self, _numbers: Numbers, now: float) -> None:
        trace, idle = self._session.trace, self._session.state == "idle"
        figures = message_figures(trace)
        _, second, third, fourth = self.figures[1:5]
        self._show_count(process_figures(trace, now))
        sent = formats.count(figures.sent) if figures.sent or not figures.calls else formats.count(figures.calls)
        remark = self.tr("{0} received").format(formats.count(figures.received)) if figures.sent else ""
        if figures.calls:
            calls = self.tr("%Ln call(s) to managers", "", figures.calls)
            remark = self.tr("{0}, {1}").format(remark, calls) if remark else self.tr("calls to managers")
        second.show_number(formats.UNKNOWN if idle else sent, remark)
        third.show_number(
            formats.memory(figures.bytes) if figures.sent else formats.UNKNOWN,
            self.tr("{0} a message").format(formats.memory(figures.bytes / figures.sent)) if figures.sent else "",
        )
        fourth.show_number(
            formats.count(figures.waiting) if figures.sent else formats.UNKNOWN,
            self.tr("peak {0}").format(formats.count(figures.waiting_peak)) if figures.waiting_peak else "",
        )

    def _show_processes(self, _numbers: Numbers, now: float) -> None:
        figures = process_figures(self._session.trace, now)
        _, second, third, fourth = self.figures[1:5]
        self._show_count(figures)
        second.show_number(formats.percent(figures.on_cpu), self.tr("of their time"))
        third.show_number(formats.percent(figures.runnable), self.tr("of their time"))
        over = not math.isnan(self._session.trace.ended)
        fourth.show_number(
            formats.memory(figures.memory) if figures.memory else formats.UNKNOWN,
            self.tr("at most") if over else self.tr("all together"),
        )

    def _show_count(self, figures: ProcessFigures) -> None:
        """The card of the processes: how many live, or lived; what became of them."""
        live = self._session.running
        bad = []
        if figures.failed:
            bad.append(self.tr("{0} failed").format(formats.count(figures.failed)))
        if figures.zombies:
            bad.append(self.tr("%Ln zombie(s)", "", figures.zombies))
        remark = self.tr("{0} in all").format(formats.count(figures.count)) if live else ""
        if figures.threads > figures.alive:
            remark = self.tr("%Ln thread(s)", "", figures.threads)
        self.figures[1].show_number(
            formats.UNKNOWN
            if self._session.state == "idle"
            else formats.count(figures.alive if live else figures.count),
            self.tr(", ").join(bad) or remark,
            alarming=bool(bad),
        )

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

    def _trouble(self, numbers: Numbers) -> list[str]:
        """What became of the tasks that did not finish: each by its own word."""
        parts = []
        if numbers.failed:
            parts.append(self.tr("{0} failed").format(formats.count(numbers.failed)))
        if numbers.lost:
            parts.append(self.tr("{0} lost").format(formats.count(numbers.lost)))
        if numbers.cancelled:
            parts.append(self.tr("{0} cancelled").format(formats.count(numbers.cancelled)))
        return parts

    def set_compact(self, compact: bool) -> None:
        for figure in self.figures:
            figure.set_compact(compact)

    def apply_theme(self, theme: Theme) -> None:
        self._row.setSpacing(theme.px(12))
        for figure in self.figures:
            figure.apply_theme(theme)


def _held(trace: Trace) -> int:
    """What the record holds most of interest."""
    if trace.pools or len(trace.tasks) or any(lane.library for lane in trace.lanes):
        return TASKS
    return MESSAGES if len(trace.messages) or len(trace.calls) else PROCESSES


def _expected(text: str) -> int:
    """What a run of this text will hold, as far as its words tell."""
    if not text or _POOLS.search(text):
        return TASKS
    return MESSAGES if _CHANNELS.search(text) else PROCESSES


def _computing(numbers: Numbers) -> float:
    """The share of the tasks' time in which they computed or were about to, had there been a core; 0: not known."""
    if not numbers.task_wall > 0 or math.isnan(numbers.task_cpu):
        return 0.0
    waited = 0.0 if math.isnan(numbers.speed_up.waited) else numbers.speed_up.waited
    return (numbers.task_cpu + waited) / numbers.task_wall
