from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from gui.panels.program import ProgramView
from gui.session import Session
from gui.shell.actions import Actions
from gui.style import CODE
from gui.theme import LIGHT, Theme
from workers.program.program import find_program


@pytest.fixture
def view(qtbot: QtBot, session: Session) -> ProgramView:
    made = ProgramView(session, LIGHT)
    qtbot.addWidget(made)
    made.resize(500, 300)
    with qtbot.waitExposed(made):
        made.show()
    return made


def put_cursor_after(view: ProgramView, text: str) -> None:
    cursor = view.edit.textCursor()
    cursor.setPosition(view.edit.text().index(text) + len(text))
    view.edit.setTextCursor(cursor)


def test_what_is_typed_is_what_runs(qtbot: QtBot, session: Session, view: ProgramView) -> None:
    put_cursor_after(view, "POOL_SIZE = ")
    QTest.keyClick(view.edit, Qt.Key.Key_Delete)
    QTest.keyClicks(view.edit, "8")
    assert {parameter.name: parameter.value for parameter in session.program.parameters}["POOL_SIZE"] == 8
    assert view.note.text() == "changed, not saved"


def test_a_changed_parameter_shows_in_the_text_without_moving_the_cursor(session: Session, view: ProgramView) -> None:
    put_cursor_after(view, "def work(i):")
    before = view.edit.textCursor().blockNumber()
    session.set_value("MODE", "apply")
    assert view.edit.text() == session.program.text
    assert view.edit.textCursor().blockNumber() == before
    view.edit.undo()
    assert session.program.text == view.edit.text()
    assert 'MODE = "apply_async"' in session.program.text


def test_revert_brings_back_what_is_on_disk(session: Session, view: ProgramView) -> None:
    view.edit.setPlainText("print()\n")
    assert session.program.text == "print()\n"
    view.revert_button.click()
    assert view.edit.text() == session.program.original
    assert not view.revert_button.isEnabled()


def test_a_tab_is_four_spaces_where_it_indents_and_a_block_is_indented(qtbot: QtBot, view: ProgramView) -> None:
    view.edit.setPlainText("")
    view.set_tab_indents(True)
    QTest.keyClicks(view.edit, "if x:")
    QTest.keyClick(view.edit, Qt.Key.Key_Return)
    QTest.keyClicks(view.edit, "a")
    QTest.keyClick(view.edit, Qt.Key.Key_Tab)
    assert view.edit.text() == "if x:\n    a   "


def test_tab_leaves_the_text_in_both_directions(qtbot: QtBot, view: ProgramView) -> None:
    view.activateWindow()
    view.edit.setFocus()
    qtbot.waitUntil(view.edit.hasFocus)
    text = view.edit.text()
    QTest.keyClick(view.edit, Qt.Key.Key_Tab)
    assert view.copy_button.hasFocus()
    QTest.keyClick(view.copy_button, Qt.Key.Key_Backtab)
    assert view.edit.hasFocus()
    QTest.keyClick(view.edit, Qt.Key.Key_Backtab)
    assert not view.edit.hasFocus()
    assert view.edit.text() == text


def test_lines_are_indented_together_and_back_as_one_step_to_undo(qtbot: QtBot, view: ProgramView) -> None:
    view.edit.setPlainText("a\n  b\nc\n")
    cursor = view.edit.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(len("a\n  b\n"), QTextCursor.MoveMode.KeepAnchor)
    view.edit.setTextCursor(cursor)
    QTest.keyClick(view.edit, Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
    assert view.edit.text() == "    a\n      b\nc\n"
    view.edit.undo()
    assert view.edit.text() == "a\n  b\nc\n"
    view.edit.setTextCursor(cursor)
    view.set_tab_indents(True)
    QTest.keyClick(view.edit, Qt.Key.Key_Tab)
    QTest.keyClick(view.edit, Qt.Key.Key_Backtab)
    QTest.keyClick(view.edit, Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.ControlModifier)
    assert view.edit.text() == "a\nb\nc\n"


def test_letters_and_space_are_typed_and_not_taken_as_the_windows_keys(qtbot: QtBot, session: Session) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    view = ProgramView(session, LIGHT)
    window.setCentralWidget(view)
    actions = Actions(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    view.edit.setFocus()
    qtbot.waitUntil(view.edit.hasFocus)
    view.edit.setPlainText("")
    for action in actions.listed:
        action.triggered.connect(lambda: pytest.fail("a key was taken from the text"))
    QTest.keyClicks(view.edit, "was, d. ?")
    assert view.edit.text() == "was, d. ?"


def test_the_line_of_the_main_process_is_marked_and_brought_into_view(qtbot: QtBot, view: ProgramView) -> None:
    last = view.edit.blockCount() - 2
    view.edit.mark_line(last)
    selection = view.edit.extraSelections()[0]
    assert selection.cursor.blockNumber() == last - 1
    assert selection.format.background().color().name() == LIGHT.current_line
    first = view.edit.firstVisibleBlock().blockNumber()
    assert first < last <= first + view.edit.viewport().height() // view.edit.fontMetrics().lineSpacing() + 1
    view.edit.mark_line(0)
    assert not view.edit.extraSelections()


def test_a_line_that_is_gone_to_is_shown_and_not_selected(qtbot: QtBot, session: Session, view: ProgramView) -> None:
    text, cursor = view.edit.text(), view.edit.textCursor().position()
    view.show_line(20)
    assert view.edit.shown == 20
    assert [one.cursor.blockNumber() for one in view.edit.extraSelections()] == [19]
    assert not view.edit.textCursor().hasSelection()
    assert view.edit.textCursor().position() == cursor
    QTest.keyClicks(view.edit, "#")
    assert len(session.program.text) == len(text) + 1
    view.edit.mark_line(20)
    assert len(view.edit.extraSelections()) == 2
    view.show_line(0)
    assert view.edit.shown == 0


def test_esc_leaves_the_text_to_the_windows_keys(qtbot: QtBot, session: Session) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    view = ProgramView(session, LIGHT)
    window.setCentralWidget(view)
    actions = Actions(window)
    pressed: list[str] = []
    actions.zoom_in.triggered.connect(lambda: pressed.append("W"))
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    view.edit.setFocus()
    qtbot.waitUntil(view.edit.hasFocus)
    view.show_line(3)
    text = session.program.text
    QTest.keyClick(view.edit, Qt.Key.Key_Escape)
    assert not view.edit.hasFocus()
    assert view.edit.shown == 0
    QTest.keyClick(window, Qt.Key.Key_W)
    assert pressed == ["W"]
    assert session.program.text == text


def test_windows_line_ends_and_other_characters_survive(qtbot: QtBot, tmp_path: Path, qapp: QApplication) -> None:
    path = tmp_path / "own.py"
    path.write_bytes('N = 3\r\nprint("进程 \u00a0 \U0001f600", N)\r\n'.encode())
    session = Session(find_program(str(path)))
    view = ProgramView(session, LIGHT)
    qtbot.addWidget(view)
    original = session.program.text
    assert session.program.text == original
    session.set_value("N", 4)
    assert view.edit.text() == session.program.text.replace("\r\n", "\n")
    view.edit.moveCursor(QTextCursor.MoveOperation.End)
    view.edit.insertPlainText("#\n")
    assert session.program.text == original.replace("3", "4") + "#\r\n"
    assert session.program.data == (original.replace("3", "4") + "#\r\n").encode()


def test_copy_takes_the_whole_text(session: Session, view: ProgramView) -> None:
    view.copy_button.click()
    assert QGuiApplication.clipboard().text() == session.program.text


def test_the_text_is_large_enough_and_grows_with_the_projector(view: ProgramView) -> None:
    assert view.edit.fontInfo().pixelSize() >= CODE
    view.apply_theme(LIGHT.scaled(1.4))
    assert view.edit.fontInfo().pixelSize() >= round(CODE * 1.4)


def colours(view: ProgramView, line: int) -> dict[str, str]:
    """The colour of each coloured word of a line, from 1."""
    block = view.edit.document().findBlockByNumber(line - 1)
    return {
        block.text()[part.start : part.start + part.length]: part.format.foreground().color().name()
        for part in block.layout().formats()
    }


def test_words_strings_and_comments_have_their_colours(view: ProgramView, theme: Theme) -> None:
    view.apply_theme(theme)
    view.edit.setPlainText('"""A\nprint\n"""\nfor n in range(3):  # if\n    print("for", N_1)\n')
    assert list(colours(view, 2)) == ["print"]
    string = colours(view, 2)["print"]
    words = colours(view, 4)
    assert words["for"] == words["in"] == theme.accent
    assert words["# if"] == theme.faint
    assert set(words) == {"for", "in", "range", "3", "# if"}
    assert colours(view, 5)['"for"'] == string
