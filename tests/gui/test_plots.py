"""Plots on the timeline's time axis: they stand where it stands, move only with it, and can be taken along."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.geometry import tick_label
from gui.language import CHINESE, use_language
from gui.plots.axes import time_ticks
from gui.plots.cpu import CpuPlot
from gui.theme import DARK, LIGHT, Theme
from tests.fakes import pool_events
from tests.gui.desk import Desk, is_colour, point, record, share_of, shown, turn_wheel


@pytest.mark.usefixtures("qapp")
@given(begin=st.floats(0, 1e4), span=st.floats(1e-3, 1e5), most=st.integers(2, 30))
def test_ticks_lie_inside_and_their_labels_differ(begin: float, span: float, most: int) -> None:
    at, step = time_ticks(begin, begin + span, most)
    assert len(at) <= most + 1
    assert np.all(at >= begin - step * 1e-6) and np.all(at <= begin + span + step * 1e-6)
    labels = [tick_label(float(t), step) for t in at]
    assert len(set(labels)) == len(labels)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("end", "most"), [(0.3, 3), (0.7, 7), (6.0, 6), (1.2, 6), (90.0, 3), (3600.0, 6)])
def test_the_last_tick_stands_at_the_very_end_of_a_round_axis(end: float, most: int) -> None:
    at, _ = time_ticks(0.0, end, most)
    assert (at[0], at[-1]) == (0.0, pytest.approx(end))


def lines_in(widget: QWidget, rows: range, colour: str) -> list[int]:
    """The pixels of the screen, from left to right, at which a vertical line of this colour crosses all these rows."""
    image = widget.grab().toImage()
    left = widget.mapToGlobal(QPoint(0, 0)).x()
    return [left + x for x in range(image.width()) if all(is_colour(image, x, y, colour) for y in rows)]


@pytest.mark.parametrize("theme", [LIGHT, DARK.scaled(1.4)], ids=["light", "projector"])
@pytest.mark.parametrize("size", [(1366, 768), (1021, 700), (2557, 1440)])
@pytest.mark.parametrize("view_of", [(0.5, 8.0), (1.2345, 3.9876)])
def test_a_second_stands_at_the_same_pixel_in_the_timeline_and_in_a_plot(
    qtbot: QtBot, theme: Theme, size: tuple[int, int], view_of: tuple[float, float]
) -> None:
    """Of a run that is over at once: nothing stands before the grid."""
    view, window = shown(qtbot, Desk(record(pool_events(workers=1, tasks=1, seconds=0.01))), size, theme)
    window.fit(*view_of)
    view.refresh()
    timeline, plot = view.current.canvas, view.cpu.canvas
    for time in np.linspace(*view_of, 7):
        there = timeline.mapToGlobal(QPoint(0, 0)).x() + timeline.time_scale.x(time)
        in_plot = plot.view_box.mapViewToScene(QPointF(time, 0.0)).x()
        assert plot.mapToGlobal(QPoint(0, 0)).x() + in_plot == pytest.approx(there, abs=1e-6)
        assert plot.time_scale.x(time) == pytest.approx(in_plot, abs=1e-6)
    axis = int(timeline.layout_now.axis)
    grid = lines_in(timeline, range(axis - 4, axis - 1), theme.line)  # below all tasks
    bottom = plot.height() - theme.px(20)
    drawn = lines_in(plot, range(bottom - 6, bottom - 3), theme.line)
    assert len(grid) >= 2
    assert drawn == grid


def test_only_the_window_moves_a_plot(qtbot: QtBot) -> None:
    view, window = shown(qtbot, Desk(record(pool_events(cpu_share=1.0))))
    window.fit(1.0, 3.0)
    view.refresh()
    plot, middle = view.cpu.canvas, QPoint(700, 60)
    before = plot.view_box.viewRange()
    turn_wheel(plot.viewport(), middle, 3, Qt.KeyboardModifier.NoModifier)
    plot.view_box.updateAutoRange()
    assert plot.view_box.viewRange() == before
    assert before[0] == [1.0, 3.0]
    turn_wheel(plot.viewport(), middle, 1, Qt.KeyboardModifier.ControlModifier)
    assert window.span == pytest.approx(2.0 / 1.2)
    assert plot.view_box.viewRange() == before, "not before the window's next frame"
    view.refresh()
    assert plot.view_box.viewRange()[0] == [window.begin, window.end]


def test_dragging_over_a_plot_selects_seconds_and_with_shift_moves_them(qtbot: QtBot) -> None:
    view, window = shown(qtbot, Desk(record(pool_events())))
    plot = view.cpu.canvas
    scale = plot.time_scale
    x0, x1 = (QPoint(round(scale.x(time)), 50) for time in (2.0, 4.0))
    qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=x0)
    point(plot.viewport(), x1, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=x1)
    assert window.selection == pytest.approx((2.0, 4.0), abs=0.02)
    assert plot.selection_shade.isVisible() and plot.selection_shade.getRegion() == window.selection
    begin = window.begin
    qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, x1)
    point(plot.viewport(), x0, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=x0)
    assert window.begin == pytest.approx(begin + 2.0, abs=0.05)
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=x0)
    assert window.selection is None


def test_the_pointer_is_the_timeline_s_too(qtbot: QtBot) -> None:
    view, window = shown(qtbot, Desk(record(pool_events())))
    plot = view.cpu.canvas
    point(plot.viewport(), QPoint(round(plot.time_scale.x(3.0)), 40))
    assert window.cursor == pytest.approx(3.0, abs=0.02)
    assert plot.pointer.isVisible() and plot.pointer.value() == window.cursor
    window.point(None)
    assert not plot.pointer.isVisible()


@pytest.mark.parametrize("height", [480, 620, 900])
def test_the_words_at_the_limit_are_read_whole(qtbot: QtBot, height: int) -> None:
    view, _ = shown(qtbot, Desk(record(pool_events(cpu_share=1.0))), (1000, height), LIGHT.scaled(1.4))
    plot = view.cpu.canvas
    label = plot._limit.label
    words = label.mapRectToScene(label.boundingRect())
    inside = plot.view_box.mapRectToScene(plot.view_box.rect())
    image = plot.grab().toImage()
    x, y = round(words.left()), round(words.top())
    assert share_of(image, plot._theme.text, x, y, round(words.right()), round(words.bottom())) > 0.03, (
        "nothing is on it"
    )
    assert words.top() >= inside.top() - 3 and words.bottom() <= inside.bottom() + 1


@pytest.fixture
def plot(qtbot: QtBot) -> CpuPlot:
    view, _ = shown(qtbot, Desk(record(pool_events(cpu_share=0.5))))
    return view.cpu.canvas


def test_a_plot_s_menu_is_ours_and_in_the_window_s_language(plot: CpuPlot) -> None:
    english = [action.text() for action in plot.menu.made().actions() if not action.isSeparator()]
    use_language(CHINESE)
    chinese = [action.text() for action in plot.menu.made().actions() if not action.isSeparator()]
    assert len(english) == len(chinese) == 5
    assert not set(english) & set(chinese)
    assert not plot.view_box.menuEnabled() and not plot.getPlotItem().menuEnabled()


def test_a_plot_s_picture_is_finer_than_the_screen_and_has_the_legend(plot: CpuPlot, tmp_path: Path) -> None:
    plot.menu.save("png", tmp_path / "cpu.png")
    image = QImage(str(tmp_path / "cpu.png"))
    assert image.width() == 2 * plot.width()
    gutter = [is_colour(image, x, y, LIGHT.series[0]) for x in range(30, 60) for y in range(0, image.height(), 4)]
    assert any(gutter)
    plot.menu.copy_picture()
    assert QGuiApplication.clipboard().image().width() == 2 * plot.width()


def test_a_plot_s_drawing_has_its_words_as_words(plot: CpuPlot, tmp_path: Path) -> None:
    plot.menu.save("svg", tmp_path / "cpu.svg")
    text = (tmp_path / "cpu.svg").read_text()
    for words in ("Worker 1", "2 s", "limit"):
        assert words in text
    assert "<image" not in text
    image = QImage(plot.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    QSvgRenderer(str(tmp_path / "cpu.svg")).render(painter)
    painter.end()
    begin, end = plot.view_box.viewRange()[0]
    seconds = [round(plot.time_scale.x(float(t))) for t in time_ticks(begin, end / 2, 3)[0]]
    assert seconds[1:] and all(is_colour(image, x, 8, LIGHT.line) for x in seconds), "where they are on the screen"
    assert not any(is_colour(image, x + 3, 8, LIGHT.line) for x in seconds)


def test_a_plot_s_figures_are_a_table_of_what_is_shown(plot: CpuPlot, tmp_path: Path) -> None:
    plot.menu.save("csv", tmp_path / "cpu.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "cpu.csv").read_text("utf-8-sig"))))
    assert rows[0][:2] == ["time, s", "Main process 4012"]
    assert len(rows) == 1 + int(plot.time_scale.width)
    middle = rows[len(rows) // 3]
    assert float(middle[2]) == pytest.approx(0.5, abs=0.05)
    plot.menu.copy_figures()
    assert QGuiApplication.clipboard().text().startswith("time, s\tMain process")


def test_the_right_button_opens_it(plot: CpuPlot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QPoint] = []
    monkeypatch.setattr(plot.menu, "open_at", opened.append)
    at = QPoint(400, 40)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, plot.viewport().mapToGlobal(at))
    QApplication.sendEvent(plot.viewport(), event)
    assert opened == [plot.viewport().mapToGlobal(at)]


def test_an_empty_plot_has_no_figures(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, Desk())
    assert view.cpu.canvas.table() == []
    QApplication.processEvents()
    disabled = [action for action in view.cpu.canvas.menu.made().actions() if not action.isEnabled()]
    assert len(disabled) == 2
