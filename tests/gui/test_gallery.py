"""Lessons and the gallery of programs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QFontDatabase, QFontMetricsF, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import lessons
from gui.gallery import gallery
from gui.gallery.gallery_card import wrapped
from gui.gallery.seen import seen
from gui.lessons import ORDER, first_sentence, in_order, lesson_of
from gui.panels.side_panel import CONSOLE, PROGRAM
from gui.session import Session
from gui.shell.app import main
from gui.shell.main_window import MainWindow
from gui.shell.picture import save_thumbnail
from gui.shell.settings import Settings
from gui.style import sans
from gui.theme import DARK, LIGHT
from tests.fakes import pool_events
from tests.gui.test_main_window import near
from workers.program.program import Program, builtin_programs, find_program
from workers.trace.trace import Trace

Open = Callable[..., MainWindow]


def activate(qtbot: QtBot, window: MainWindow) -> None:
    """Gives the window the keyboard."""
    with qtbot.waitActive(window):
        window.activateWindow()


@pytest.fixture
def own(tmp_path: Path) -> str:
    path = tmp_path / "own.py"
    path.write_text("print('own')\n")
    return str(path)


def test_every_program_has_a_lesson_in_both_languages_that_fits_on_a_screen() -> None:
    for program in builtin_programs():
        english, chinese = lesson_of(program, "en"), lesson_of(program, "zh_CN")
        assert english, program.name
        assert chinese != english, program.name
        assert max(len(english), len(chinese)) <= 1500, program.name
        assert first_sentence(english).endswith((".", "!", "?", ":")), program.name
        assert first_sentence(chinese)[-1] in "。！？：", program.name


def test_a_program_of_ours_opens_with_its_lesson_until_it_runs(
    qtbot: QtBot, session: Session, window: MainWindow
) -> None:
    side = window.side
    assert side.lesson.isVisible()
    assert side.tabs.currentIndex() == PROGRAM
    assert side.program.isVisible()
    assert side.lesson.browser.toPlainText().strip()
    assert side.strip.head.text().endswith("Lesson: A pool of workers")
    session.set_value("TASKS", 3)
    assert side.lesson.isVisible()
    before = [part.geometry() for part in (side.strip, side.lesson, side.program)]
    session.start()
    assert side.lesson.isVisible()
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        pass
    assert side.lesson.isVisible(), "what it says to look at is there to be looked at"
    assert [part.geometry() for part in (side.strip, side.lesson, side.program)] == before
    session.open("queue")
    assert side.lesson.isVisible()
    session.open("pool")
    assert side.strip.isVisible()
    assert not side.lesson.isVisible(), "it has run: the lesson is there, but not in the way"


@pytest.mark.parametrize(("projector", "size"), [(False, (1366, 768)), (True, (1366, 768)), (False, (1920, 1080))])
def test_a_lesson_is_folded_to_one_line_and_stays_so(
    open_window: Callable[..., MainWindow], settings: Settings, projector: bool, size: tuple[int, int]
) -> None:
    settings.projector = projector
    window = open_window(*size)
    side = window.side
    QApplication.processEvents()
    assert side.lesson.browser.viewport().height() > side.height() * 0.25
    assert side.program.edit.viewport().height() > 3 * side.program.edit.fontMetrics().height()
    QTest.mouseClick(side.strip.head, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert not side.lesson.isVisible()
    assert side.strip.height() < window.theme.px(44)
    assert side.callbacks.isVisible()
    window.session.open("queue")
    assert not side.lesson.isVisible()
    assert not settings.lessons
    QTest.mouseClick(side.strip.head, Qt.MouseButton.LeftButton)
    window.session.open("memory")
    assert side.lesson.isVisible()
    assert settings.lessons


@pytest.mark.usefixtures("no_process_left")
def test_a_lesson_about_what_is_printed_brings_the_console(qtbot: QtBot, session: Session, window: MainWindow) -> None:
    side = window.side
    session.open("memory")
    session.set_value("SECONDS", 0)
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.start()
    assert side.tabs.currentIndex() == CONSOLE
    assert side.console.isVisible()
    assert side.lesson.isVisible()
    side.tabs.setCurrentIndex(PROGRAM)
    side.lesson.browser.anchorClicked.emit(QUrl("show:console"))
    assert side.tabs.currentIndex() == CONSOLE
    for program in ("memory", "process", "time_slices"):
        for code in ("en", "zh_CN"):
            assert "(show:console)" in lesson_of(find_program(program), code)


def test_a_program_without_a_lesson_has_no_strip_for_it(window: MainWindow, own: str) -> None:
    window.session.open(own)
    assert not window.side.strip.isVisible()
    assert window.side.program.isVisible()
    window.set_language("zh_CN")
    assert not window.side.strip.isVisible()


def test_a_lesson_follows_language_and_theme(window: MainWindow) -> None:
    browser = window.side.lesson.browser
    english = browser.toPlainText()
    window.set_language("zh_CN")
    assert browser.toPlainText() != english
    assert any("\u4e00" <= sign <= "\u9fff" for sign in browser.toPlainText())
    for name, colours in (("dark", DARK), ("light", LIGHT)):
        window.set_theme(name)
        block = browser.document().begin()
        sizes = set()
        while block.isValid():
            place = block.begin()
            while not place.atEnd():
                form = place.fragment().charFormat()
                assert form.foreground().color() == QColor(colours.accent if form.isAnchor() else colours.text)
                sizes.add(form.font().pixelSize())
                place += 1
            block = block.next()
        assert min(size for size in sizes if size > 0) >= 15


def test_a_missing_translation_of_a_lesson_is_read_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Program
) -> None:
    monkeypatch.setattr(lessons, "FOLDER", tmp_path)
    assert lesson_of(program, "zh_CN") == ""
    (tmp_path / "pool.en.md").write_text("## Look\nHere.\n")
    assert lesson_of(program, "zh_CN").endswith("Here.")


@pytest.mark.parametrize(
    ("markdown", "sentence"),
    [
        ("## Title\n\nA *pool* has `n` workers. It waits.\n", "A pool has n workers."),
        ("# 进程池\n\n十个任务、**三个**工作进程。其余排队。\n", "十个任务、三个工作进程。"),
        ("See [the docs](https://x.y/z.html) of 3.9 first.", "See the docs of 3.9 first."),
        ("one line\nand another. Third", "one line and another."),
        ("## Only\n- a list\n", ""),
        ("", ""),
    ],
)
def test_the_first_sentence_of_a_lesson(markdown: str, sentence: str) -> None:
    assert first_sentence(markdown) == sentence


def test_the_gallery_has_every_program_in_the_order_of_a_course(qtbot: QtBot) -> None:
    model = gallery.GalleryModel(LIGHT)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert tester.model() is model
    assert sorted(program.name for program in model.programs) == sorted(program.name for program in builtin_programs())
    assert set(ORDER) >= {program.name for program in model.programs}
    assert [program.name for program in in_order([find_program("zombie"), find_program("process")])] == [
        "process",
        "zombie",
    ]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_program_is_chosen_with_the_keyboard(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    activate(qtbot, window)
    window.timelines.setFocus()
    QTest.keyClick(window, Qt.Key.Key_G)
    cards = window.gallery.cards
    qtbot.waitUntil(cards.hasFocus)
    assert window.stage.in_gallery
    names = [program.name for program in window.gallery.model.programs]
    at = names.index("pool")
    assert cards.currentIndex().row() == at
    QTest.keyClick(cards, Qt.Key.Key_Right)
    QTest.keyClick(cards, Qt.Key.Key_Left)
    QTest.keyClick(cards, Qt.Key.Key_Left)
    row = cards.currentIndex().row()
    assert row != at
    assert window.time_window.begin == 0
    QTest.keyClick(cards, key)
    assert window.session.program.name == names[row]
    assert not window.stage.in_gallery
    assert window.timelines.isVisible()
    assert not window.time_window.paused


def test_a_click_on_a_card_opens_its_program(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_.programs.trigger()
    cards = window.gallery.cards
    index = window.gallery.model.index(1)
    cards.scrollTo(index)
    QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=cards.visualRect(index).center())
    assert window.session.program.name == window.gallery.model.programs[1].name
    assert window.side.lesson.isVisible()


def test_escape_and_a_run_bring_the_timeline_back(qtbot: QtBot, window: MainWindow) -> None:
    activate(qtbot, window)
    window.stage.show_gallery()
    QTest.keyClick(window.gallery.cards, Qt.Key.Key_Escape)
    assert not window.stage.in_gallery
    window.actions_.programs.trigger()
    assert window.stage.in_gallery
    with qtbot.waitSignal(window.session.run_finished, timeout=20_000):
        window.controls.run_button.click()
    assert not window.stage.in_gallery
    assert window.timelines.isVisible()


def test_the_chooser_leads_to_the_gallery(window: MainWindow) -> None:
    box = window.controls.chooser.box
    index = box.findText("Programs…")
    assert index > 0
    box.activated.emit(index)
    assert window.stage.in_gallery
    assert box.currentText().startswith("Pool: apply")


@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_a_card_is_never_wider_or_higher_than_what_is_seen(
    open_window: Open, settings: Settings, size: tuple[int, int], projector: bool
) -> None:
    settings.projector = projector
    window = open_window(*size)
    window.stage.show_gallery()
    QApplication.processEvents()
    cards = window.gallery.cards
    first = cards.visualRect(window.gallery.model.index(0))
    assert first.width() <= cards.viewport().width()
    assert first.height() <= cards.viewport().height()
    assert cards.viewport().rect().contains(cards.visualRect(cards.currentIndex()))
    assert cards.horizontalScrollBar().maximum() == 0
    bar = window.side.tabs
    assert bar.tabRect(bar.count() - 1).right() <= bar.width(), "the last tab is cut off"


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (2560, 1440)])
def test_title_and_what_one_will_see_are_whole_on_every_card(
    open_window: Open, settings: Settings, size: tuple[int, int], code: str
) -> None:
    settings.language = code
    window = open_window(*size)
    window.stage.show_gallery()
    QApplication.processEvents()
    cards, model = window.gallery.cards, window.gallery.model
    rows = range(model.rowCount())
    assert cards.viewport().rect().contains(cards.visualRect(model.index(0))), "the course is seen from its beginning"
    whole = [row for row in rows if cards.viewport().rect().contains(cards.visualRect(model.index(row)))]
    assert len(whole) == (8 if size[0] == 1366 else len(rows))
    cut = [row for row in rows if any(line.endswith("…") for line in cards.card.lines(model.index(row)))]
    assert [model.data(model.index(row)) for row in cut] == []


def test_every_program_has_a_line_on_what_one_will_see(qapp: QApplication) -> None:
    assert [program.name for program in builtin_programs() if not seen(program.name)] == []


def test_every_program_has_its_pictures(qtbot: QtBot) -> None:
    for theme in (LIGHT, DARK):
        model = gallery.GalleryModel(theme)
        names = [*(program.name for program in model.programs), gallery.QUESTION]
        assert [name for name in names if model.picture(name).isNull()] == []


def test_the_language_is_named_in_letters_where_no_font_has_chinese(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    if QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        assert window.actions_.next_language.iconText() == "中文 / EN"
    monkeypatch.setattr(QFontDatabase, "families", lambda *of: [])
    window.actions_.retranslate()
    assert window.actions_.next_language.iconText() == "ZH / EN"
    assert window.actions_.languages["zh_CN"].text() == "Chinese"


def test_a_card_shows_the_picture_of_its_program_and_a_name_where_there_is_none(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Program
) -> None:
    trace = Trace()
    trace.apply(pool_events())
    monkeypatch.setattr(gallery, "FOLDER", tmp_path)
    for theme in (LIGHT, DARK):
        save_thumbnail(trace, program, tmp_path / f"pool-{theme.name}.png", theme=theme.name)
        image = QImage(str(tmp_path / f"pool-{theme.name}.png"))
        assert image.width() == image.height() * 2
        colours = {
            image.pixelColor(x, y).rgb() for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)
        }
        for wanted in (theme.card, theme.sleeping):
            assert any(near(QColor(colour), wanted) for colour in colours)
    model = gallery.GalleryModel(LIGHT)
    assert not model.picture(program.name).isNull()
    assert model.picture("zombie").isNull()


def test_a_fresh_start_shows_the_gallery_and_a_run_at_once_does_not(
    qapp: QApplication, program: Program, tmp_path: Path
) -> None:
    seen: list[bool] = []

    def look() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow) and window.isVisible():
                seen.append(window.stage.in_gallery)
                window.session.close()  # else it would ask
                window.close()

    for autostart in (False, True):
        timer = QTimer()
        timer.timeout.connect(look)
        timer.start(50)
        main(program, autostart=autostart, settings=Settings(tmp_path / "s.ini"))
        timer.stop()
    assert seen == [True, False]


@given(text=st.text(alphabet="ab ,，。进程池工作", max_size=60), width=st.integers(20, 300), lines=st.integers(1, 3))
def test_wrapped_text_is_never_too_wide_or_too_long(qapp: QApplication, text: str, width: int, lines: int) -> None:
    metrics = QFontMetricsF(sans(LIGHT))
    made = wrapped(text, metrics, width, lines)
    assert len(made) <= lines
    assert all(metrics.horizontalAdvance(line) <= width + 1 for line in made)
    if made and not made[-1].endswith("…"):
        assert "".join(made).replace(" ", "") == text.replace(" ", "")


def test_letters_in_the_gallery_are_keys_of_the_window(qtbot: QtBot, window: MainWindow) -> None:
    activate(qtbot, window)
    window.stage.show_gallery()
    row = window.gallery.cards.currentIndex().row()
    QTest.keyClick(window.gallery.cards, Qt.Key.Key_P)
    assert window.settings.projector
    assert window.gallery.cards.currentIndex().row() == row
    window.controls.run_button.setFocus()
    assert window.rect().contains(window.stage.mapTo(window, QPoint(0, 0)))
