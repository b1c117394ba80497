"""Both languages are complete, and change while the window is open."""

import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTabBar
from pytestqt.qtbot import QtBot

from docs.translations import CHINESE, ENGLISH, FOLDER, messages, release, update
from gui import formats
from gui.language import language, parameter_label, program_title, use_language, value_label
from gui.panels.headline import Headline
from gui.sentences import in_language
from gui.session import Session
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from workers.errors import EngineError, ErrorKind
from workers.files.traces import TraceFileError, read_trace
from workers.program.parameters import Parameter, ParameterError
from workers.program.program import ProgramError, builtin_programs, find_program
from workers.trace.trace import Trace

FORMS = {CHINESE: 1, ENGLISH: 2}  # a plural's forms
WORDS = re.compile(r"[A-Za-z_]{3,}")
SAME = {
    "apply", "apply_async", "sleep", "cpu", "mixed", "join", "PID", "CPU", "default", "EN", "Esc", "Tab", "MODE", "TASK",
    "main", "work", "done", "foo", "stderr", "stdout",
}  # fmt: skip
"""Words of the program, and names, which stay as they are in Chinese."""


def texts(path: Path) -> dict[tuple[str, str], ElementTree.Element]:
    """The messages of a .ts file by context and source."""
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message
        for context in ElementTree.parse(path).getroot().iter("context")
        for message in context.iter("message")
    }


def translations(message: ElementTree.Element) -> list[str]:
    found = message.find("translation")
    assert found is not None
    return [form.text or "" for form in found.iter("numerusform")] or [found.text or ""]


@pytest.mark.parametrize("name", [CHINESE, ENGLISH])
def test_no_text_lacks_its_translation(name: str) -> None:
    for key, message in texts(FOLDER / name).items():
        found = message.find("translation")
        assert found is not None
        assert found.get("type") is None, key
        plural = message.get("numerus") == "yes"
        assert len(translations(message)) == (FORMS[name] if plural else 1), key
        assert all(translations(message)), key


def test_every_text_of_the_sources_is_in_the_translation(tmp_path: Path) -> None:
    """What lupdate would make of the sources now is what is there."""
    for name in (CHINESE, ENGLISH):
        shutil.copy(FOLDER / name, tmp_path)
    update(tmp_path)
    assert set(texts(tmp_path / CHINESE)) == set(messages())
    for name in (CHINESE, ENGLISH):
        fresh, kept = texts(tmp_path / name), texts(FOLDER / name)
        assert set(fresh) - set(kept) == set(), "make translations, then translate what is new"
        assert set(kept) - set(fresh) == set(), "make translations"


def test_the_files_that_the_window_loads_are_those_of_the_translation(tmp_path: Path) -> None:
    for name in (CHINESE, ENGLISH):
        shutil.copy(FOLDER / name, tmp_path)
    release(tmp_path)
    for name in (CHINESE, ENGLISH):
        made = Path(name).with_suffix(".qm").name
        assert (tmp_path / made).read_bytes() == (FOLDER / made).read_bytes(), "make translations"


@pytest.mark.parametrize("name", [CHINESE, ENGLISH])
def test_a_translation_has_the_places_for_values_of_its_original(name: str) -> None:
    places = re.compile(r"\{\d[^}]*\}|%L?n")
    for (context, source), message in texts(FOLDER / name).items():
        for translation in translations(message):
            assert sorted(places.findall(source)) == sorted(places.findall(translation)), (context, source)


def test_a_program_of_ours_has_chinese_names(qapp: QApplication) -> None:
    use_language("zh_CN")
    chinese = re.compile("[\u4e00-\u9fff]")
    for program in builtin_programs():
        assert chinese.search(program_title(program)) or "Manager" in program_title(program), program.title
        for parameter in program.parameters:
            assert chinese.search(parameter_label(parameter)), parameter.name


def test_a_stranger_s_program_keeps_its_names(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    path.write_text('"""My own"""\nROCKETS = 3\n')
    program = find_program(str(path))
    use_language("zh_CN")
    assert program_title(program) == "My own"
    assert parameter_label(program.parameters[0]) == "Rockets"


def test_nothing_chosen_reads_default(qapp: QApplication) -> None:
    method, timeout = Parameter("START_METHOD", None, 1), Parameter("TIMEOUT", None, 2)
    assert value_label(method, None) == "default"
    assert value_label(method, "fork") == "fork"
    assert value_label(timeout, None) == "none"
    use_language("zh_CN")
    assert value_label(method, None) == "默认"


def test_one_is_not_many(qapp: QApplication, qtbot: QtBot, session: Session, settings: Settings) -> None:
    words = Headline(session, MainWindow(session, settings).theme)
    qtbot.addWidget(words)
    assert [words.tr("of %Ln worker(s)", "", number) for number in (1, 2, 1200)] == [
        "of 1 worker",
        "of 2 workers",
        "of 1,200 workers",
    ]
    use_language("zh_CN")
    assert words.tr("of %Ln worker(s)", "", 2) == "共 2 个工作进程"
    assert formats.duration(125) == "2 分 05 秒"


def shown(window: MainWindow) -> list[str]:
    """All words in the window that are no drawing."""
    found = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    found += [button.text() for button in window.findChildren(QAbstractButton) if button.isVisible()]
    for bar in window.findChildren(QTabBar):
        found += [bar.tabText(page) for page in range(bar.count())]
    found += [figure.caption for figure in window.headline.figures]
    found += [figure.remark for figure in window.headline.figures]
    found += [action.text() for action in window.actions_.listed]
    for table in (window.side.callbacks.table, window.side.processes.table, window.side.console.table):
        found += table.headings()
    return [*found, window.windowTitle().removesuffix(" – Poolscope"), window.controls.chooser.box.currentText()]


def test_in_chinese_no_english_word_is_left(window: MainWindow, trace: Trace) -> None:
    window.session.show(trace, window.session.program)
    window.frames.refresh_all()
    english = [text for text in shown(window) if WORDS.search(text)]
    assert len(english) > 40
    window.set_language("zh_CN")
    QApplication.processEvents()
    window.frames.refresh_all()
    left = {text for text in shown(window) if set(WORDS.findall(text)) - SAME}
    keys = {action.text() for action in (window.actions_.next_language,)}
    assert left - keys == set()
    window.set_language("en")
    QApplication.processEvents()
    window.frames.refresh_all()
    assert sorted(text for text in shown(window) if WORDS.search(text)) == sorted(english)


@pytest.mark.usefixtures("no_process_left")
def test_the_language_changes_in_the_middle_of_a_run_and_nothing_is_lost(
    qtbot: QtBot, open_window: Callable[[], MainWindow]
) -> None:
    window = open_window()
    session = window.session
    session.set_value("SECONDS", 60)
    window.side.tabs.setCurrentIndex(1)
    window.side.program.edit.setFocus()
    QTest.keyClicks(window.side.program.edit, "# mine")
    QTest.keyClick(window.side.program.edit, Qt.Key.Key_Return)
    text = session.program.text
    window.controls.run_button.click()
    qtbot.waitUntil(lambda: window.headline.done.remark == "tasks, 3 running", timeout=20_000)
    window.time_window.zoom(0.5)
    view = (window.time_window.begin, window.time_window.end)
    trace = session.trace
    window.actions_.next_language.trigger()
    assert window.settings.language == "zh_CN"
    assert session.running
    assert session.trace is trace
    assert session.program.text == text
    assert (window.time_window.begin, window.time_window.end) == view
    assert window.side.tabs.currentIndex() == 1
    assert window.side.program.edit.document().isUndoAvailable()
    assert window.controls.stop_button.text().strip() == "停止"
    assert window.controls.controls["POOL_SIZE"].label.text().startswith("进程池大小（本机 ")
    qtbot.waitUntil(lambda: window.headline.done.remark == "个任务，3 个运行中")
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        window.controls.stop_button.click()
    window.frames.refresh_all()
    assert window.status.sentence.text().startswith("已停止：6 个任务中的 0 个")


def test_the_language_is_remembered_and_the_switch_goes_both_ways(
    qtbot: QtBot, session: Session, settings: Settings, window: MainWindow
) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    window.timelines.setFocus()
    QTest.keyClick(window, Qt.Key.Key_L)
    assert settings.language == "zh_CN"
    again = MainWindow(session, settings)
    qtbot.addWidget(again)
    assert again.controls.run_button.text().strip() == "运行"
    again.actions_.next_language.trigger()
    assert again.controls.run_button.text().strip() == "Run"
    again.actions_.languages["system"].trigger()
    assert settings.language == "system"


@pytest.mark.parametrize(("speaks", "used"), [(["zh-Hans-CN", "en"], "zh_CN"), (["de", "fr"], "en"), (["en-GB"], "en")])
def test_the_system_s_language_is_the_default(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, speaks: list[str], used: str
) -> None:
    monkeypatch.setattr(QLocale, "uiLanguages", lambda self: speaks)
    assert use_language(Settings(tmp_path / "new.ini").language) == used
    assert language() == used


def refusals(folder: Path) -> list[Exception]:
    """What the engine says of all kinds of wrong input."""
    found: list[Exception] = []

    def collect(kind: type[Exception], call: Callable[..., object], *given: object) -> None:
        with pytest.raises(kind) as caught:
            call(*given)
        found.append(caught.value)

    pool = find_program("pool")
    for name, value in (
        ("POOL_SIZE", 0),
        ("POOL_SIZE", "three"),
        ("POOL_SIZE", 1.5),
        ("MODE", "map"),
        ("JOIN", "maybe"),
    ):
        collect(ParameterError, pool.with_value, name, value)
    collect(ParameterError, pool.with_value, "NONE", 1)
    collect(ParameterError, Parameter("ANY", None, 1).convert, [])
    binary = folder / "binary.py"
    binary.write_bytes(b"\xff\xfe\x00")
    for what in (str(folder), "nothing", str(binary)):
        collect(ProgramError, find_program, what)
    collect(ProgramError, find_program, "a b", True)
    plain = folder / "plain.json"
    plain.write_text("hello\n")
    damaged = folder / "damaged.json"
    damaged.write_text("[\n{\n}\n")
    for path in (folder / "none.json", plain, damaged, binary):
        collect(TraceFileError, lambda where: list(read_trace(where)), path)
    return found


def test_what_the_engine_refuses_is_said_in_the_window_s_language(qapp: QApplication, tmp_path: Path) -> None:
    errors = refusals(tmp_path)
    assert all(in_language(error) == str(error) for error in errors)
    use_language("zh_CN")
    for error in errors:
        assert re.search("[\u4e00-\u9fff]", in_language(error)), error
    assert in_language(ZeroDivisionError("by zero")) == "ZeroDivisionError: by zero"


@pytest.mark.parametrize("kind", ErrorKind)
def test_every_kind_of_error_is_said_in_chinese_with_all_its_arguments(qapp: QApplication, kind: ErrorKind) -> None:
    """Also where an argument looks like a part of a sentence."""
    given = [7 if "{" + str(at) + ":" in kind.value else f"must be {at}, not" for at in range(4)]
    error = EngineError(kind, *given)
    use_language("zh_CN")
    said = in_language(error)
    assert re.search("[\u4e00-\u9fff]", said)
    for at, value in enumerate(given):
        assert (str(value) in said) == ("{" + str(at) in kind.value)
