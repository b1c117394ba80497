"""The program's text on its way to a file, and the question before what was typed is left behind."""

from __future__ import annotations

import sys
from datetime import datetime
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from gui.lessons import is_builtin
from gui.sentences import in_language
from gui.session import Session
from gui.shell.settings import Settings
from gui.texts import key, key_of
from workers.disk.writing import is_same, replacing
from workers.program.program import Program, ProgramError, find_program


class Unsaved(QObject):
    """What the user typed, not what a control set: a value that was moved is asked about nowhere."""

    copied = Signal(Path)  # the program is another file now

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window

    @property
    def programs(self) -> list[Program]:
        """With text that was typed and not saved, the present one first."""
        return self._session.texts.unsaved(self._session.program)

    def save(self, program: Program | None = None) -> bool:
        """Into the program's own file, whole or not at all; one of ours, and a recorded one, as a copy. False: not saved."""
        program = program or self._session.program
        path = program.own_file
        if path is None:
            return self.save_as(program)
        if self._changed_on_disk(program, path):
            answer = self._ask_about_disk(path)
            if answer != "overwrite":
                return answer == "copy" and self.save_as(program)
        return self.save_to(path, program)

    def save_as(self, program: Program | None = None) -> bool:
        program = program or self._session.program
        name = program.path.name if program.path else f"{program.module}.py" if program.module else program.name
        path, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save program"), name, self.tr("Python (*.py);;All files (*)")
        )
        return bool(path) and self.save_to(Path(path), program)

    def save_to(self, path: Path, program: Program | None = None) -> bool:
        """Writes the text as it is shown. A copy becomes the present program, unless the text is of a recorded run.

        What goes wrong is said by the session's `problem`.
        """
        program = program or self._session.program
        try:
            data = program.data
            with replacing(path) as file:
                file.write(data)
            self._saved(program, path)
        except OSError as error:
            reason = error.strerror or str(error)
            self._session.problem.emit(self.tr("{0} could not be written: {1}").format(path, reason))
        except ProgramError as error:
            self._session.problem.emit(in_language(error))
        else:
            return True
        return False

    def _saved(self, program: Program, path: Path) -> None:
        session = self._session
        if key(program) == key(session.program) and not program.recorded:
            own = program.own_file is not None and is_same(path, program.own_file)
            session.set_program(program.now_on_disk if own else find_program(str(path)))
            if not own:
                self.copied.emit(path)
        session.texts.forget(program)

    def discard(self, program: Program) -> None:
        """Forgets what was typed into one of `programs`."""
        self._session.texts.forget(program)
        if key(program) == key(self._session.program):
            self._session.set_text(program.original)

    def rescue(self, settings: Settings) -> None:
        """Puts what is not saved into files of ours: nobody can be asked. The next start tells where, see `tell_rescued`."""
        rescued = list(settings.rescued)
        for program in self.programs:
            stamp = datetime.now().strftime("%Y-%m-%d %H.%M.%S")
            folder, stem = settings.folder / "unsaved", Path(program.name).stem
            try:
                folder.mkdir(parents=True, exist_ok=True)
                path = _free(folder, f"{stem} {stamp}")
                with replacing(path) as file:
                    file.write(program.data)
            except (OSError, ProgramError) as error:
                sys.stderr.write(f"poolscope: what was typed into {program.name} could not be kept: {error}\n")
            else:
                rescued.append(str(path))
        settings.rescued = rescued

    def tell_rescued(self, settings: Settings, begins: bool = False) -> None:
        """Once. `begins`: a run is about to be shown, which clears what is said before it; then only after that."""
        if begins:
            self._session.run_started.connect(lambda: self.tell_rescued(settings))
        elif settings.rescued:
            where = self.tr(", ").join(settings.rescued)
            settings.rescued = []
            self._session.problem.emit(self.tr("What was not saved when the window had to end is in {0}").format(where))

    def may_leave(self, what: str = "") -> bool:
        """Asks before another program takes the place of one that was typed into. `what`: the one that is to be opened."""
        program = self._session.program
        if not program.edited or self._is_present(what):
            return True
        box = self.question([program])
        box.exec()
        answer = self.answer(box)
        if answer == "discard":
            self.discard(program)
        return answer == "discard" or (answer == "save" and self.save(program))

    def _is_present(self, what: str) -> bool:
        program = self._session.program
        if is_builtin(program) or program.path is None:
            return what == program.name
        return bool(what) and key_of(what) == key(program)  # by another name its text would not come back

    def question(self, programs: list[Program]) -> QMessageBox:
        """What is to become of what was typed into these; see `answer`."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Not saved"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        names = self.tr(", ").join(program.name for program in programs)
        box.setText(self.tr("What was typed into {0} is not saved.").format(names))
        save = box.addButton(self.tr("Save"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(self.tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        for button, answer in ((save, "save"), (discard, "discard"), (cancel, "cancel")):
            button.setProperty("answer", answer)
        box.setDefaultButton(save)
        box.setEscapeButton(cancel)
        return box

    @staticmethod
    def answer(box: QMessageBox) -> str:
        """Of the button that was pressed; "" for none."""
        button = box.clickedButton()
        return "" if button is None else str(button.property("answer"))

    def _changed_on_disk(self, program: Program, path: Path) -> bool:
        """Since it was read. One that is not there any more is written anew."""
        try:
            return not program.was_read_from(path.read_bytes())
        except OSError:
            return False

    def _ask_about_disk(self, path: Path) -> str:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Save program"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("{0} was changed by another program since it was opened here.").format(path.name))
        overwrite = box.addButton(self.tr("Overwrite"), QMessageBox.ButtonRole.DestructiveRole)
        copy = box.addButton(self.tr("Save as…"), QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        for button, answer in ((overwrite, "overwrite"), (copy, "copy"), (cancel, "cancel")):
            button.setProperty("answer", answer)
        box.setDefaultButton(copy)
        box.setEscapeButton(cancel)
        box.exec()
        return self.answer(box)


def _free(folder: Path, stem: str) -> Path:
    """A file that is not there yet: two programs may have the same name."""
    names = (f"{stem}.py" if number == 1 else f"{stem} {number}.py" for number in count(1))
    return next(path for path in map(folder.joinpath, names) if not path.exists())
