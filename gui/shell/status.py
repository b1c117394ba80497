"""The line at the bottom: what the run does or did, how far it is, and what went wrong."""

from __future__ import annotations

import math
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from gui import formats
from gui.finding_words import finding_words
from gui.language import program_title
from gui.loading import CUT_OFF
from gui.panels.elided import Elided
from gui.plain import PlainLabel
from gui.sentences import problem_words
from gui.session import Session
from gui.shell.actions import Actions, first_key
from gui.shell.notice import Notice
from gui.texts import key
from gui.theme import Theme
from gui.time_window import TimeWindow
from workers.analysis.findings import Finding, gravity, waits_at
from workers.analysis.statistics import headline


class Place(Protocol):
    """What has a sentence of its own for the line."""

    @property
    def sentence(self) -> str: ...

    @property
    def progress(self) -> tuple[int, int] | None: ...


class Status(QWidget):
    """Problems lie over the line, one sentence at a time, until dismissed or until the next run."""

    def __init__(self, session: Session, time_window: TimeWindow, actions: Actions, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._time_window = time_window
        self._probe_problems = 0
        self._told: dict[type, Finding] = {}  # about the present run, the latest of each kind
        self.notice = Notice(theme, self)
        self.sentence = Elided()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self._actions = actions
        self._compact = self._alarming = False
        self._place: Place | None = None
        self._program = key(session.program)
        self.hints = PlainLabel()
        self.hints.setProperty("look", "faint")
        self.lost = PlainLabel()
        self.record = PlainLabel()
        for label in (self.lost, self.record):
            label.setProperty("look", "faint")
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = QWidget()
        line.setProperty("look", "foot")
        line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(line)
        kept = self.progress.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(kept)
        self._row.addWidget(self.sentence, 1)
        for part in (self.progress, self.lost, self.record, self.hints):
            self._row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line)
        session.problem.connect(self.notice.say)
        session.found.connect(self._tell)
        session.loading_changed.connect(self.refresh)
        session.run_started.connect(self._begin)
        session.program_changed.connect(self._leave)
        session.run_finished.connect(self._end)
        self._theme = theme
        self.retranslate()
        self.apply_theme(theme)

    def retranslate(self) -> None:
        self.notice.retranslate()
        self.progress.setAccessibleName(self.tr("Progress"))
        self._keep_room()
        self._show_hints()
        self.refresh()

    def _show_hints(self) -> None:
        """What the keys do; where there is little room, only the key that lists the keys."""
        actions = self._actions
        hints = (
            ((actions.zoom_in, actions.zoom_out), self.tr("zoom")),
            ((actions.earlier, actions.later), self.tr("pan")),
            ((actions.fit,), self.tr("fit")),
            ((actions.previous_task, actions.next_task), self.tr("previous/next task")),
            ((actions.pause,), self.tr("pause")),
            ((actions.keys,), self.tr("keys")),
        )
        shown = hints[-1:] if self._compact or self._place is not None else hints
        self.hints.setText("   ".join(f"{'/'.join(map(first_key, actions))} {words}" for actions, words in shown))

    def show_place(self, place: Place | None) -> None:
        """The line is about this place; None: about the run."""
        self._place = place
        self._show_hints()
        self.refresh()

    def _show_sentence_of(self, place: Place) -> None:
        progress = place.progress
        self.progress.setVisible(progress is not None)
        if progress is not None:
            self._show_progress(progress[0], max(1, progress[1]))
        self.sentence.setText(place.sentence)
        self.lost.setText("")
        self.record.setText("")

    def refresh(self) -> None:
        if self._place is not None:
            self._show_sentence_of(self._place)
            return
        session = self._session
        trace = session.trace
        numbers = headline(trace, session.now())
        ended = numbers.finished + numbers.failed + numbers.cancelled + numbers.lost
        self.progress.setVisible(session.running and numbers.submitted > 0)
        self._show_progress(ended, max(1, numbers.submitted))
        sentence = self._say(numbers.finished, numbers.submitted, numbers.workers, numbers.elapsed)
        if session.opened is not None and session.loading is None:
            sentence = self.tr("Recording {0}: {1}").format(session.opened.name, sentence)
        if session.of_another and session.ran is not None:
            sentence = self.tr("{0}: {1}").format(program_title(session.ran), sentence)
        self.sentence.setText(sentence)
        known = trace.events > 0
        self.lost.setText(self.tr("%Ln event(s) lost", "", trace.events_lost) if known else "")
        self.record.setText(self._recorded() if known else "")
        self._alarm(trace.events_lost > 0)
        if len(trace.problems) > self._probe_problems:
            self._probe_problems = len(trace.problems)
            self.notice.say(
                self.tr("The program goes on, but is not watched fully: {0}").format(problem_words(trace.problems[-1]))
            )

    def _recorded(self) -> str:
        session = self._session
        if session.recorded is None:
            return ""
        if session.recorded:
            return self.tr("recorded: {0}").format(formats.memory(session.recorded_bytes))
        if not math.isnan(session.recorded_until):
            return self.tr("recorded up to {0}").format(formats.duration(session.recorded_until))
        return self.tr("not recorded")

    def _show_progress(self, value: int, most: int) -> None:
        """Painted with the next frame: by itself the bar would repaint the whole window, charts and all, at once."""
        bar = self.progress
        if (bar.value(), bar.maximum()) != (value, most):
            bar.setUpdatesEnabled(False)
            bar.setMaximum(most)
            bar.setValue(value)
            bar.setUpdatesEnabled(True)

    def _say(self, finished: int, submitted: int, workers: int, elapsed: float) -> str:
        session = self._session
        if session.loading is not None:
            events = self.tr("%Ln event(s)", "", session.loading.trace.events)
            name = session.loading.path.name
            return self.tr("Opening {0}: {1} ({2} cancels)").format(name, events, first_key(self._actions.clear))
        if session.state == "idle":
            return self.tr("Ready")
        if session.state == "starting":
            return self.tr("Starting: {0} is asked which Python it is").format(session.python)
        time = formats.duration(elapsed)
        if session.state == "stopping":
            return self.tr("Stopping…")
        if session.state == "running":
            said = self.tr("Running: {0}").format(self._tasks(finished, submitted) if submitted else time)
            said = self._paused(said)
            changed = session.ran is not None and session.ran.text != session.program.text and not session.of_another
            return self.tr("{0}; what was changed is for the next run").format(said) if changed else said
        what = self.tr("{0} on {1} in {2}").format(
            self._tasks(finished, submitted), self.tr("%Ln worker(s)", "", workers), time
        )
        if not submitted:
            what = time
        trace = session.trace
        if trace.end_reason == "timeout":
            return self.tr("Stopped by the timeout: {0}").format(what)
        if trace.end_reason == CUT_OFF:
            return self.tr("Recorded as far as this: {0}").format(what)
        if trace.end_reason:
            return self.tr("Stopped: {0}").format(what)
        if trace.exit_code is not None and trace.exit_code < 0:
            return self.tr("Ended by {0}: {1}").format(formats.exit_code(trace.exit_code), what)
        if trace.exit_code:
            return self.tr("Ended with exit code {0}: {1}").format(formats.exit_code(trace.exit_code), what)
        return self._paused(self.tr("Finished: {0}").format(what))

    def _paused(self, said: str) -> str:
        """A view that is paused does not show the end of a run that has finished since."""
        return self.tr("{0}, view paused").format(said) if self._time_window.paused else said

    def _tasks(self, finished: int, submitted: int) -> str:
        if finished < submitted or self._session.running:
            return self.tr("{0} of %Ln task(s)", "", submitted).format(formats.count(finished))
        return self.tr("%Ln task(s)", "", finished)

    def _tell(self, finding: Finding) -> None:
        """The gravest one stays; what was dismissed comes again only when it means something new."""
        before = self._told.get(type(finding))
        self._told[type(finding)] = finding
        shown = bool(self.notice.text)
        if before is not None and not shown and waits_at(before) == waits_at(finding):
            return
        if not shown or all(gravity(finding) <= gravity(other) for other in self._told.values()):
            self.notice.say(finding_words(finding))

    def _alarm(self, alarming: bool) -> None:
        if alarming != self._alarming:  # a style sheet costs a layout of the whole window
            self._alarming = alarming
            self.lost.setStyleSheet(f"color: {self._theme.failed}; font-weight: bold;" if alarming else "")

    def _leave(self) -> None:
        """What was said about a program goes with it."""
        if key(self._session.program) != self._program:
            self._program = key(self._session.program)
            self.notice.clear()
        self.refresh()

    def _begin(self) -> None:
        self._probe_problems = 0
        self._told = {}
        self.notice.clear()
        self.refresh()

    def _end(self) -> None:
        """A program that failed by itself has usually said why in its last words."""
        trace = self._session.trace
        self.refresh()
        if not trace.exit_code or trace.end_reason or self.notice.text:
            return
        words = [line.text.strip() for line in trace.output if line.stream == "stderr" and line.text.strip()]
        code = formats.exit_code(trace.exit_code)
        if trace.exit_code < 0:
            said, last = self.tr("The program was ended by {0}").format(code), ""
        else:
            said = self.tr("The program ended with exit code {0}").format(code)
            last = self.tr("it wrote nothing to stderr")
        last = words[-1][:300] if words else last
        self.notice.say(self.tr("{0}: {1}").format(said, last) if last else said)

    def _keep_room(self) -> None:
        """Each part of the line has the width of its longest words, so that none moves another."""
        for label, words in (
            (self.lost, self.tr("%Ln event(s) lost", "", 99_999)),
            (self.record, self.tr("recorded: {0}").format(formats.memory(888.8e6))),
        ):
            label.ensurePolished()
            font = label.font()
            font.setBold(True)
            label.setMinimumWidth(QFontMetrics(font).horizontalAdvance(words))

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        self._show_hints()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._alarming:
            self._alarming = False
            self._alarm(True)
        self._row.setContentsMargins(theme.px(16), theme.px(5), theme.px(16), theme.px(5))
        self._row.setSpacing(theme.px(20))
        self.progress.setFixedWidth(theme.px(160))
        self._keep_room()
        self.notice.apply_theme(theme)
