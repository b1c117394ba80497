"""Run, Stop, and while a run is being stopped how long it still has, and Kill."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from gui.focus import by_tab
from gui.icons import icon
from gui.plain import tip
from gui.sentences import not_to_run
from gui.session import Session
from gui.shell.actions import Actions
from gui.theme import Theme

TICK = 100  # ms
REST = 500  # ms after the end of a run that was stopped, in which a click on "Kill now" must not be one on "Run"


class RunButtons(QWidget):
    """As wide in every state, so that nothing moves. "Kill now" takes the place of Run, which has no use then."""

    def __init__(self, session: Session, actions: Actions, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._actions = actions
        self.run = _push("run", actions.run)
        self.stop = _push("stop", actions.stop)
        self.kill = _push("kill", actions.kill)
        self._first = QStackedWidget()
        self._first.addWidget(self.run)
        self._first.addWidget(self.kill)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._first)
        row.addWidget(self.stop)
        self._row = row
        self._count = QTimer(self)
        self._count.setInterval(TICK)
        self._count.timeout.connect(self._show_words)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.show_state)
        session.state_changed.connect(self.show_state)
        session.program_changed.connect(self.show_state)
        self.apply_theme(theme)
        self.retranslate()

    def retranslate(self) -> None:
        self.run.setText(f" {self.tr('Run')}")
        self.kill.setText(f" {self.tr('Kill now')}")
        self.kill.setToolTip(self._actions.kill.toolTip())
        self.stop.setToolTip(self._actions.stop.toolTip())
        self.show_state()
        self._fit()

    def show_state(self) -> None:
        session, actions = self._session, self._actions
        stopping = session.state == "stopping"
        if stopping:
            self._count.start()
        elif self._count.isActive():
            self._count.stop()
            self._rest.start()
        resting = self._rest.isActive()
        actions.run.setEnabled(not session.busy and not session.program.recorded and not resting)
        actions.stop.setEnabled(session.state in ("starting", "running") or session.sweeping)
        actions.kill.setEnabled(stopping and not session.killed)
        shown = self.kill if stopping or resting else self.run
        if shown is not self._first.currentWidget():
            self._first.setCurrentWidget(shown)
        program = session.program
        self.run.setToolTip(
            self.tr("A sweep goes on: beside a run nothing can be measured rightly.")
            if session.sweeping
            else tip(not_to_run(program))
            if program.recorded
            else actions.run.toolTip()
        )
        self._show_look("stopping" if stopping else "stop")
        self._show_words()

    def _show_look(self, look: str) -> None:
        """What counts down is read, though it cannot be pressed."""
        if self.stop.property("look") != look:
            self.stop.setProperty("look", look)
            self.stop.style().unpolish(self.stop)
            self.stop.style().polish(self.stop)

    def _show_words(self) -> None:
        counting = self._session.state == "stopping"
        self.stop.setText(self._words() if counting else f" {self._words()}")
        self.stop.setIcon(QIcon() if counting else self._icon)

    def _words(self) -> str:
        session = self._session
        if session.state != "stopping":
            return self.tr("Stop")
        left = math.ceil(session.grace_left)
        return self._counting(left) if left > 0 else self.tr("Stopping…")

    def _counting(self, seconds: int) -> str:
        """On two lines: beside each other they would take the room of a control."""
        return self.tr("Stopping…\n{0} s").format(seconds)

    def apply_theme(self, theme: Theme) -> None:
        self._row.setSpacing(theme.px(8))
        size = QSize(theme.px(16), theme.px(16))
        self.run.setIcon(icon("run", theme.accent_text, theme.faint))
        self._icon = icon("stop", theme.text, theme.faint)
        self._show_words()
        self.kill.setIcon(icon("kill", theme.failed, theme.faint))
        for button in (self.run, self.stop, self.kill):
            button.setIconSize(size)
        self._fit()

    def _fit(self) -> None:
        """Each place has the room that its longest words need."""
        self.ensurePolished()
        self._first.setFixedWidth(max(self.run.sizeHint().width(), self.kill.sizeHint().width()))
        widest = 0
        for words, drawing in (
            (f" {self.tr('Stop')}", self._icon),
            (self.tr("Stopping…"), QIcon()),
            (self._counting(math.ceil(self._session.grace)), QIcon()),
        ):
            self.stop.setText(words)
            self.stop.setIcon(drawing)
            widest = max(widest, self.stop.sizeHint().width())
        self.stop.setFixedWidth(widest)
        self._show_words()


def _push(look: str, action: QAction) -> QPushButton:
    """A button that does what the action does, and can be pressed when the action can be triggered."""
    button = by_tab(QPushButton())
    button.setProperty("look", look)
    button.clicked.connect(action.trigger)
    button.setEnabled(action.isEnabled())
    action.enabledChanged.connect(button.setEnabled)
    return button
