"""The timeline and the window as pictures."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gui.session import Session
from gui.shell.main_window import MainWindow
from gui.theme import LIGHT
from tests.gui.test_main_window import near
from workers.trace.trace import Trace

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def shown(window: MainWindow, session: Session, trace: Trace) -> MainWindow:
    session.show(trace, session.program)
    window.frames.refresh_all()
    return window


def has_tasks(image: QImage) -> bool:
    places = ((x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5))
    return any(near(image.pixelColor(x, y), LIGHT.sleeping) for x, y in places)


def test_the_timeline_is_copied_with_a_heading(shown: MainWindow) -> None:
    shown.actions_.copy_timeline.trigger()
    image = QGuiApplication.clipboard().image()
    assert image.width() == shown.timelines.width()
    assert image.height() > shown.timelines.height()
    assert has_tasks(image)


def test_the_window_is_copied_as_it_is(shown: MainWindow) -> None:
    shown.actions_.copy_window.trigger()
    image = QGuiApplication.clipboard().image()
    assert image.size() == shown.size()
    assert has_tasks(image)


@pytest.mark.parametrize("what", ["timeline", "window"])
def test_a_saved_drawing_is_of_lines_and_words(
    shown: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *asked: (str(tmp_path / f"p.{what}.png"), "Drawing (*.svg)")
    )
    (shown.actions_.save_timeline if what == "timeline" else shown.actions_.save_window).trigger()
    root = ET.fromstring((tmp_path / f"p.{what}.svg").read_text())
    words = {"".join(text.itertext()).strip() for text in root.iter(f"{SVG}text")}
    assert {"Timeline", "Worker 1", "foo(0)", "Task queue"} <= words
    assert "Mode = apply_async" in "".join(next(root.iter(f"{SVG}desc")).itertext())
    if what == "timeline":
        assert any(text.startswith("Pool: apply") for text in words)
        assert any("Pool size = 3" in text for text in words)


def test_no_part_of_the_lanes_is_an_image(shown: MainWindow, tmp_path: Path) -> None:
    shown.pictures.save(shown.timelines.current, tmp_path / "card.svg")
    text = (tmp_path / "card.svg").read_text()
    assert "<image" not in text
    assert text.count("<text") > 20


def test_a_saved_picture_names_its_run_also_where_nobody_looks(
    shown: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (str(tmp_path / "p"), "Picture (*.png)"))
    shown.actions_.save_timeline.trigger()
    image = QImage(str(tmp_path / "p.png"))
    assert image.text("Title").startswith("Pool: apply")
    assert "Tasks = 6" in image.text("Description")


def test_a_folder_that_cannot_be_written_is_one_sentence(qtbot: QtBot, shown: MainWindow) -> None:
    with qtbot.waitSignal(shown.session.problem) as said:
        shown.pictures.save(shown.timelines, Path("/nowhere/p.svg"))
    assert "/nowhere/p.svg" in said.args[0]
