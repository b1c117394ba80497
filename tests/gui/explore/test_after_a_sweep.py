"""What can be done with a sweep: look into a run, compare two, use the value, copy, save, open again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.explore import figures
from gui.explore.runs_model import LINES
from gui.shell.main_window import MainWindow
from gui.shell.picture import save_sweep_picture, save_sweep_thumbnail
from gui.theme import DARK, LIGHT
from tests.gui.desk import share_of
from tests.workers.sweep.test_sweep import SMALL, run
from workers.sweep.measured import Measured
from workers.sweep.plan import Axis
from workers.sweep.sweep import Machine, Sweep

TIMES = {1: 5.3, 2: 2.66, 4: 1.42, 8: 1.37}


def made(values: dict[int, float] = TIMES, repeats: int = 3) -> Sweep:
    """Four values, the third of them recommended."""
    runs = [run(value, seconds + r / 100, r) for value, seconds in values.items() for r in range(repeats)]
    return Sweep("pool", (Axis("POOL_SIZE", tuple(values)),), repeats, Machine(2, "a model", "3.11.7"), runs)


@pytest.fixture
def swept(window: MainWindow) -> MainWindow:
    window.places.show_sweep(made())
    return window


def texts(window: MainWindow) -> list[list[str]]:
    model = window.places.explore.verdict.model
    return [[model.text(row, column) for column in range(8)] for row in range(model.rowCount())]


def test_the_sentence_the_table_and_the_curve_agree(swept: MainWindow) -> None:
    place = swept.places.explore
    assert place.verdict.sentence.text() == "4 workers: the smallest pool within 5 % of the best"
    marked = [row for row in texts(swept) if row[figures.VALUE].startswith(figures.SIGN)]
    assert [row[figures.VALUE] for row in marked] == ["✓ 4"]
    assert marked[0][figures.TIME] == "1.43 s"
    assert marked[0][figures.SPEED_UP] == "3.71×"
    assert [dot.x for dot in place.curve.dots[""] if dot.recommended] == [4]
    assert "against 1 worker" in place.curve.subtitle
    assert place.runs.model.data(place.runs.model.index(2), LINES) == ("4 workers", "1.43 s", "3.71×")


def test_the_curve_has_the_menu_of_every_plot_and_its_figures(swept: MainWindow, tmp_path: Path) -> None:
    curve = swept.places.explore.curve
    rows = curve.table()
    assert rows[0] == ["POOL_SIZE", "Speed-up", "1", "2", "3"]
    assert [row[0] for row in rows[1:]] == [str(value) for value in TIMES]
    assert float(rows[3][1]) == pytest.approx(3.71, abs=0.01)
    curve.menu.save("svg", tmp_path / "curve.svg")
    assert "recommended" in (tmp_path / "curve.svg").read_text()
    assert curve.menu.image().width() == 2 * curve.plot.width()
    opened = curve.menu.made()
    assert next(action.text() for action in opened.actions()) == "Copy picture"
    opened.deleteLater()


def test_use_sets_the_constant(qtbot: QtBot, swept: MainWindow) -> None:
    button = swept.places.explore.verdict.use_button
    assert button.text() == "Use 4 in the program"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "POOL_SIZE = 4 " in swept.session.program.text


def test_a_sweep_of_another_program_cannot_be_used_in_this_one(swept: MainWindow) -> None:
    swept.controls.open("queue")
    assert not swept.places.explore.verdict.use_button.isEnabled()


def test_copy_is_text_that_a_spreadsheet_takes(qtbot: QtBot, swept: MainWindow) -> None:
    qtbot.mouseClick(swept.places.explore.verdict.copy_button, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "4 workers: the smallest pool within 5 % of the best"
    assert lines[-1].split("\t")[0] == "8"
    assert len(lines[-1].split("\t")) == 7


def test_what_is_saved_opens_again(swept: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    exports, place = swept.places.explore.exports, swept.places.explore
    for kind in ("png", "csv", "json"):
        exports.save(kind, tmp_path / f"sweep.{kind}")
    assert QImage(str(tmp_path / "sweep.png")).width() == place.width()
    assert (tmp_path / "sweep.csv").read_text().count("\n") == 13
    assert json.loads((tmp_path / "sweep.json").read_text())["recommended"] == {"POOL_SIZE": 4}
    before = texts(swept)
    swept.places.explorer.forget()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "sweep.json"))])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(swept, QDragEnterEvent(QPoint(9, 9), copy, data, Qt.MouseButton.LeftButton, none))
    QApplication.sendEvent(swept, QDropEvent(QPointF(9, 9), copy, data, Qt.MouseButton.LeftButton, none))
    qtbot.waitUntil(lambda: swept.status.sentence.text().startswith("From sweep.json: 12 runs."))
    assert swept.places.exploring
    assert texts(swept) == before


def test_a_place_that_cannot_be_written_and_a_file_that_is_none_are_one_sentence(
    swept: MainWindow, tmp_path: Path
) -> None:
    swept.places.explore.exports.save("csv", tmp_path / "none" / "sweep.csv")
    assert "could not be written" in swept.status.notice.text
    (tmp_path / "bad.json").write_text('{"format": "poolscope sweep 1"}')
    swept.files.open(tmp_path / "bad.json")
    assert swept.status.notice.text == "bad.json is damaged: not all that belongs to a sweep is there."


def test_a_run_whose_record_is_gone_says_so(qtbot: QtBot, swept: MainWindow) -> None:
    rows = swept.places.explore.runs.list
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualRect(rows.model().index(1, 0)).center())
    assert swept.status.notice.text.startswith("The record of this run was not kept")
    assert swept.places.exploring


def test_a_second_constant_is_another_curve_in_another_shape(window: MainWindow) -> None:
    axes = (Axis("POOL_SIZE", (1, 2)), Axis("MODE", ("apply", "apply_async")))
    times = {(1, "apply"): 4.0, (2, "apply"): 4.0, (1, "apply_async"): 4.0, (2, "apply_async"): 2.0}
    runs = [
        Measured("point", (("POOL_SIZE", size), ("MODE", mode)), 0, seconds, 0, tasks=8, small=SMALL)
        for (size, mode), seconds in times.items()
    ]
    window.places.show_sweep(Sweep("pool", axes, 1, Machine(2, "", ""), runs))
    marks = window.places.explore.curve.legend.marks
    assert [mark.words for mark in marks] == ["apply", "apply_async"]
    assert len({mark.shape for mark in marks}) == len({mark.colour for mark in marks}) == 2
    assert window.places.explore.verdict.sentence.text().startswith("2 workers, MODE = apply_async: ")


def test_words_are_values_one_beside_the_other(window: MainWindow) -> None:
    runs = [
        Measured("point", (("MODE", mode),), 0, seconds, 0, tasks=8, small=SMALL)
        for mode, seconds in (("apply", 4.0), ("apply_async", 1.0))
    ]
    window.places.show_sweep(Sweep("pool", (Axis("MODE", ("apply", "apply_async")),), 1, Machine(2, "", ""), runs))
    place = window.places.explore
    assert place.verdict.sentence.text() == "MODE = apply_async is the fastest: 4.0 times as fast as the slowest"
    assert [dot.x for dot in place.curve.dots[""]] == [0, 1]
    assert not place.curve.switch.isVisible()


def test_many_values_are_scrolled_and_all_sizes_fit(window: MainWindow) -> None:
    window.places.show_sweep(made({value: 40.0 / value for value in range(1, 41)}, 1))
    for projector in (False, True):
        window.actions_.projector.setChecked(projector)
        QApplication.processEvents()
        assert (window.width(), window.height()) == (1366, 768)
        assert window.places.explore.runs.list.verticalScrollBar().maximum() > 0


@pytest.mark.usefixtures("no_process_left")
def test_two_measured_runs_are_compared_and_one_is_opened_by_the_keyboard(
    qtbot: QtBot, open_window: Callable[[], MainWindow]
) -> None:
    window = open_window()
    window.session.set_value("TASKS", 4)
    window.places.show_explore()
    explorer, place = window.places.explorer, window.places.explore
    explorer.set_values("1 2")
    explorer.set_repeats(1)
    with qtbot.waitSignal(explorer.finished, timeout=40_000):
        explorer.start()
    rows = place.runs.list
    rows.setFocus()
    rows.setCurrentIndex(rows.model().index(1, 0))
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert not window.places.exploring
    assert window.session.trace.tasks.started.size == 4
    assert "POOL_SIZE = 2 " in window.session.program.text
    window.places.show_explore()
    assert explorer.fits
    rows.selectionModel().select(rows.model().index(0, 0), QItemSelectionModel.SelectionFlag.Select)
    assert place.verdict.compare_button.isEnabled()
    qtbot.mouseClick(place.verdict.compare_button, Qt.MouseButton.LeftButton)
    assert not window.places.exploring
    assert window.session.previous is not None
    assert window.session.previous_program is not None
    assert "POOL_SIZE = 1 " in window.session.previous_program.text


def test_the_gallery_asks_which_pool_size(window: MainWindow) -> None:
    window.controls.open("queue")
    window.actions_.programs.trigger()
    model = window.gallery.model
    index = model.index(model.question)
    assert index.data() == "Which pool size?"
    window.gallery.cards.opened.emit(index)
    assert window.places.exploring
    assert window.session.program.name == "pool"
    assert window.places.explorer.values == "1 2 3 4 6 8"
    assert not window.places.explorer.running


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_picture_of_a_sweep_needs_no_screen(qapp: QApplication, tmp_path: Path, language: str) -> None:
    save_sweep_picture(made(), tmp_path / "sweep.png", language=language)
    assert QImage(str(tmp_path / "sweep.png")).width() == 1920


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_gallery_s_picture_of_a_sweep_is_its_curve(qapp: QApplication, tmp_path: Path, theme: str) -> None:
    save_sweep_thumbnail(made(), tmp_path / "small.png", theme=theme)
    image, colours = QImage(str(tmp_path / "small.png")), DARK if theme == "dark" else LIGHT
    assert image.width() == 640
    assert share_of(image, colours.on_cpu, 60, 20, 630, 300) > 0.001
