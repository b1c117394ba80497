"""Saving the program's text, and the questions before it would be left behind."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from gui.session import Session
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from tests.fakes import pool_events
from workers.program.program import find_program
from workers.trace.trace import Trace

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.py"
    path.write_text("N = 3  # 1 to 9\nprint(N)\n")
    return path


@pytest.fixture
def answers(qapp: QApplication) -> Callable[[str], list[str]]:
    """Presses a button of the next question, as soon as it stands there; what was asked."""

    def press(words: str) -> list[str]:
        asked: list[str] = []

        def look() -> None:
            box = QApplication.activeModalWidget()
            if not isinstance(box, QMessageBox):
                QTimer.singleShot(5, look)
                return
            asked.append(box.text())
            next(button for button in box.buttons() if button.text() == words).click()

        QTimer.singleShot(0, look)
        return asked

    return press


def type_into(window: MainWindow, words: str = "# typed\n") -> None:
    window.side.program.edit.moveCursor(window.side.program.edit.textCursor().MoveOperation.End)
    window.side.program.edit.insertPlainText(words)


def press_save(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_S, CONTROL)


def test_ctrl_s_saves_the_users_script_to_its_file(qtbot: QtBot, window: MainWindow, own: Path) -> None:
    assert window.controls.open(str(own))
    type_into(window)
    window.session.set_value("N", 4)
    assert window.session.program.edited
    press_save(qtbot, window)
    assert own.read_text() == "N = 4  # 1 to 9\nprint(N)\n# typed\n"
    assert not window.session.program.changed
    assert window.side.program.note.text() == ""
    window.side.program.edit.undo()
    assert window.session.program.changed


def test_ctrl_shift_s_saves_the_recording(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (str(tmp_path / "run.json"), ""))
    with qtbot.waitSignal(window.session.run_finished, timeout=20_000):
        window.session.start()
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_S, CONTROL | SHIFT)
    assert (tmp_path / "run.json").read_text().startswith("[")


def test_a_program_of_ours_is_saved_as_a_copy_that_is_then_the_program(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "mine.py"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (str(copy), ""))
    before = Path(str(window.session.program.path)).read_bytes()
    type_into(window)
    text = window.session.program.text
    press_save(qtbot, window)
    assert copy.read_text() == text
    assert window.session.program.path == copy
    assert not window.session.program.changed
    type_into(window)
    press_save(qtbot, window)
    assert copy.read_text() == text + "# typed\n"
    assert window.controls.open("pool")
    assert "# typed" not in window.session.program.text
    assert Path(str(window.session.program.path)).read_bytes() == before


@pytest.mark.parametrize("answer", ["Overwrite", "Cancel"])
def test_a_file_that_changed_on_disk_is_asked_about(
    qtbot: QtBot, window: MainWindow, own: Path, answers: Callable[[str], list[str]], answer: str
) -> None:
    assert window.controls.open(str(own))
    type_into(window)
    own.write_text("theirs\n")
    asked = answers(answer)
    press_save(qtbot, window)
    assert asked == ["own.py was changed by another program since it was opened here."]
    assert ("typed" in own.read_text()) == (answer == "Overwrite")
    assert window.session.program.changed == (answer == "Cancel")


@pytest.mark.parametrize("answer", ["Save", "Discard", "Cancel"])
def test_what_was_typed_is_asked_about_when_another_program_is_chosen(
    window: MainWindow, own: Path, answers: Callable[[str], list[str]], answer: str
) -> None:
    assert window.controls.open(str(own))
    type_into(window)
    asked = answers(answer)
    assert window.controls.open("queue") == (answer != "Cancel")
    assert asked == ["What was typed into own.py is not saved."]
    assert ("typed" in own.read_text()) == (answer == "Save")
    assert window.session.program.name == ("own.py" if answer == "Cancel" else "queue")
    assert ("typed" in window.session.program.text) == (answer == "Cancel")
    assert window.files.unsaved.programs == ([window.session.program] if answer == "Cancel" else [])


def test_a_value_that_a_control_moved_is_asked_about_nowhere(window: MainWindow, own: Path) -> None:
    assert window.controls.open(str(own))
    window.session.set_value("N", 5)
    assert window.controls.open("queue")
    assert window.controls.open(str(own))
    assert window.session.program.text.startswith("N = 5")
    assert window.close()


def test_opening_the_present_program_again_keeps_what_was_typed(window: MainWindow, own: Path) -> None:
    assert window.controls.open(str(own))
    type_into(window)
    own.write_text("theirs\n")
    assert window.controls.open(str(own))
    assert "# typed" in window.session.program.text


def test_a_record_of_the_program_leaves_what_was_typed_into_it(window: MainWindow, trace: Trace) -> None:
    ran = window.session.program
    type_into(window)
    window.session.show(trace, ran)
    assert "# typed" in window.session.program.text
    assert window.session.ran == ran


def test_an_opened_recording_waits_for_the_answer(
    window: MainWindow, own: Path, tmp_path: Path, answers: Callable[[str], list[str]]
) -> None:
    assert window.controls.open(str(own))
    type_into(window)
    answers("Cancel")
    window.files.open(tmp_path / "run.json")
    assert window.session.loading is None


@pytest.mark.parametrize("answer", ["Save", "Discard", "Cancel"])
def test_what_was_typed_is_asked_about_when_the_window_is_closed(
    qtbot: QtBot, window: MainWindow, own: Path, answer: str
) -> None:
    assert window.controls.open(str(own))
    type_into(window)
    window.session.set_program(window.session.program.with_text(window.session.program.text))
    assert not window.close()
    box = window.closing.question
    assert box is not None
    next(button for button in box.buttons() if button.text() == answer).click()
    qtbot.waitUntil(lambda: window.closing.question is None)
    assert window.isVisible() == (answer == "Cancel")
    assert ("typed" in own.read_text()) == (answer == "Save")
    window.files.unsaved.discard(window.session.program)


def test_text_that_was_left_without_a_question_is_asked_about_at_the_end(
    qtbot: QtBot, window: MainWindow, own: Path
) -> None:
    assert window.controls.open(str(own))
    type_into(window)
    trace = Trace()
    trace.apply(pool_events())
    window.session.open("queue")  # as a recording does, that was asked for before anything was typed
    assert not window.close()
    box = window.closing.question
    assert box is not None
    assert box.text() == "What was typed into own.py is not saved."
    box.buttons()[0].click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert "typed" in own.read_text()


def test_a_signal_ends_the_window_without_a_question_and_the_next_start_tells_where_the_text_is(
    qtbot: QtBot, window: MainWindow, settings: Settings, own: Path
) -> None:
    assert window.controls.open(str(own))
    type_into(window)
    text = window.session.program.text
    window.closing.end()
    assert not window.isVisible()
    assert "typed" not in own.read_text()
    (kept,) = settings.rescued
    assert Path(kept).read_text() == text
    again = MainWindow(Session(find_program("pool")), settings)
    qtbot.addWidget(again)
    again.files.unsaved.tell_rescued(settings)
    assert kept in again.status.notice.text
    assert settings.rescued == []


def test_a_folder_that_cannot_be_written_is_one_sentence(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.session.problem) as said:
        assert not window.files.unsaved.save_to(Path("/nowhere/x.py"))
    assert "/nowhere/x.py" in said.args[0]


def test_a_file_that_is_opened_by_another_name_has_what_was_typed_into_it(
    window: MainWindow, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own.parent)
    assert window.controls.open("own.py")  # as the command line has it
    type_into(window)
    assert window.controls.open(str(own))  # as the list of recent ones has it
    assert "# typed" in window.session.program.text
    window.files.unsaved.discard(window.session.program)


def test_a_record_brings_back_what_was_typed_into_its_program_before(
    window: MainWindow, trace: Trace, own: Path
) -> None:
    ran = window.session.program
    type_into(window)
    window.session.show(trace, find_program(str(own)))  # asked for before anything was typed
    window.session.show(trace, ran)
    assert "# typed" in window.session.program.text
    assert [program.name for program in window.files.unsaved.programs] == [ran.name]
    window.files.unsaved.discard(window.session.program)


def test_where_rescued_text_is_stands_there_beside_a_run_that_begins_at_once(
    qtbot: QtBot, window: MainWindow, settings: Settings
) -> None:
    settings.rescued = ["/kept/own.py"]
    window.files.unsaved.tell_rescued(settings, True)
    assert settings.rescued == ["/kept/own.py"]
    with qtbot.waitSignal(window.session.run_finished, timeout=20_000):
        window.session.start()
    assert "/kept/own.py" in window.status.notice.text
    assert settings.rescued == []


def test_two_programs_of_one_name_are_kept_in_two_files(window: MainWindow, settings: Settings, own: Path) -> None:
    other = own.parent / "other" / own.name
    other.parent.mkdir()
    other.write_text("print()\n")
    for path in (own, other):
        window.session.open(str(path))
        type_into(window)
    texts = {program.text for program in window.files.unsaved.programs}
    assert len(texts) == 2
    window.closing.end()
    assert {Path(kept).read_text() for kept in settings.rescued} == texts


def test_undo_never_brings_one_programs_text_into_another(window: MainWindow, own: Path) -> None:
    other = own.parent / "other" / own.name
    other.parent.mkdir()
    other.write_text("print()\n")
    for path in (own, other):
        assert window.controls.open(str(path))
        window.side.program.edit.undo()
        assert window.session.program.text == path.read_text()


def test_a_recording_that_comes_in_meanwhile_leaves_the_question_open(
    qtbot: QtBot, window: MainWindow, own: Path, trace: Trace
) -> None:
    window.controls.open(str(own))
    type_into(window)
    window.close()
    box = window.closing.question
    assert box is not None
    window.session.show(trace, find_program("pool"))
    assert window.closing.question is box and box.isVisible()
    next(button for button in box.buttons() if button.text() == "Discard").click()
    qtbot.waitUntil(lambda: not window.isVisible())
