"""What becomes of a run, and of what was typed, when the window is closed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QMessageBox, QPushButton

from gui.explore.explorer import Explorer
from gui.session import Session
from gui.shell.settings import Settings
from gui.shell.unsaved import Unsaved
from workers.program.program import Program


class Closing(QObject):
    """Asks while a run goes on, and about text that is not saved. The window closes once the run has ended, in whichever
    way the user wants that."""

    def __init__(
        self, session: Session, explorer: Explorer, unsaved: Unsaved, settings: Settings, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._session = session
        self._unsaved = unsaved
        self._settings = settings
        self._nobody = False  # to answer a question
        self._explorer = explorer
        self._window = window
        self._closes = False  # when the run has ended
        self.question: QMessageBox | None = None
        self._about_text = False  # the question: not about a run
        session.run_finished.connect(self._finished)
        explorer.finished.connect(self._finished)

    def refuses(self, event: QCloseEvent) -> bool:
        """Whether the window must not close yet: the user is asked, and it closes later or not at all."""
        if not self._session.busy or self._session.state == "starting":
            return self._unsaved_refuses(event)
        event.ignore()
        if self.question is None:
            if self._session.sweeping:
                self._ask_about_sweep()
            else:
                self._ask()
        return True

    def _unsaved_refuses(self, event: QCloseEvent) -> bool:
        programs = self._unsaved.programs
        if not programs or self._window.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen):
            return False
        if self._nobody:
            self._unsaved.rescue(self._settings)
            return False
        event.ignore()
        if self.question is None:
            box = self._unsaved.question(programs)
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.destroyed.connect(self._forget)
            box.finished.connect(lambda: self._answered(self._unsaved.answer(box), programs))
            self.question, self._about_text = box, True
            box.open()
        return True

    def _answered(self, answer: str, programs: list[Program]) -> None:
        self._forget()
        for program in programs:
            if answer == "discard":
                self._unsaved.discard(program)
            elif answer != "save" or not self._unsaved.save(program):
                return
        self._window.close()

    def end(self) -> None:
        """Without a question, for who cannot answer one: a signal, the end of the desktop's session. Twice: at once."""
        self._nobody = True
        if self._session.sweeping:
            self._explorer.stop()
        elif not self._session.running:
            self._window.close()
        elif self._session.state == "stopping":
            self._session.kill_now()
        else:
            self._session.stop()
        self._closes = True

    def end_with_desktop(self, _manager: object) -> None:
        """The desktop's session ends, and asks each window of it."""
        if self._session.busy:
            self.end()

    def _ask_about_sweep(self) -> None:
        question = self._question()
        question.setText(self.tr("A sweep of {0} is still running.").format(self._session.program.name))
        question.setInformativeText(self.tr("What was measured is gone with the window."))
        wait = self._button(question, self.tr("Wait for its end"))
        stop = self._button(question, self.tr("Stop"))
        cancel = question.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(wait)
        question.setEscapeButton(cancel)
        wait.clicked.connect(self._close_later)
        stop.clicked.connect(self._close_later)
        stop.clicked.connect(self._explorer.stop)
        cancel.clicked.connect(self._stay)
        self.question = question
        question.open()

    def _question(self) -> QMessageBox:
        question = QMessageBox(self._window)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle(self.tr("Close the window"))
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.destroyed.connect(self._forget)
        return question

    def _ask(self) -> None:
        question = self._question()
        question.setText(self.tr("{0} is still running.").format(self._session.program.name))
        question.setInformativeText(
            self.tr(
                "Stop asks it to end and gives it {0:g} s. Kill ends it at once, and nothing of it is saved."
            ).format(self._session.grace)
        )
        wait = self._button(question, self.tr("Wait for its end"))
        stop = self._button(question, self.tr("Stop"))
        kill = self._button(question, self.tr("Kill"))
        cancel = question.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(wait)
        question.setEscapeButton(cancel)
        stop.setEnabled(self._session.state == "running")
        wait.clicked.connect(self._close_later)
        stop.clicked.connect(self._session.stop)
        stop.clicked.connect(self._close_later)
        kill.clicked.connect(self._session.kill_now)
        kill.clicked.connect(self._close_later)
        cancel.clicked.connect(self._stay)
        self.question = question
        question.open()

    def _button(self, question: QMessageBox, words: str) -> QPushButton:
        return question.addButton(words, QMessageBox.ButtonRole.ActionRole)

    def _close_later(self) -> None:
        self._closes = True
        if self._session.state == "running":
            self._session.problem.emit(self.tr("The window closes when the run has ended."))
        elif self._session.sweeping:
            self._session.problem.emit(self.tr("The window closes when the sweep has ended."))

    def _stay(self) -> None:
        self._closes = False

    def _forget(self) -> None:
        self.question, self._about_text = None, False

    def _finished(self) -> None:
        """What was asked for has no more in its way. A recording that has been read is a run's end too: then text is asked on."""
        if self._about_text:
            return
        asked = self.question is not None
        if self.question is not None:
            self.question.close()
        if self._closes or asked:
            self._closes = False
            self._window.close()
