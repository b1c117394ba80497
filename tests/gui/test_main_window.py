import json
import math
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.panels import processes
from gui.panels.side_panel import PROCESSES
from gui.session import Session
from gui.shell.app import main
from gui.shell.frames import Frames
from gui.shell.main_window import PROJECTOR_SCALE, MainWindow
from gui.shell.picture import save_picture, save_window
from gui.shell.settings import Settings
from gui.style import SMALL
from gui.theme import DARK, LIGHT
from tests.fakes import pool_events
from workers.analysis.speed_up import SpeedUp
from workers.analysis.statistics import Headline as Numbers
from workers.analysis.statistics import headline
from workers.program.program import Program
from workers.trace.trace import Trace

Open = Callable[..., MainWindow]


def near(one: QColor, other: str) -> bool:
    """The same colour, as far as a screen with few colours can tell."""
    wanted = QColor(other)
    pairs = ((one.red(), wanted.red()), (one.green(), wanted.green()), (one.blue(), wanted.blue()))
    return all(abs(first - second) <= 8 for first, second in pairs)


def pixel(window: MainWindow, widget: QWidget, place: QPoint) -> QColor:
    """The colour on the screen at a place of a widget."""
    image = QImage(window.size(), QImage.Format.Format_RGB32)
    window.render(image)
    return image.pixelColor(widget.mapTo(window, place))


def finish(qtbot: QtBot, window: MainWindow) -> None:
    """Presses Run and waits for the end."""
    with qtbot.waitSignal(window.session.run_finished, timeout=20_000):
        QTest.mouseClick(window.controls.run_button, Qt.MouseButton.LeftButton)
    window.frames.refresh_all()


@pytest.mark.usefixtures("no_process_left")
def test_pressing_run_shows_the_whole_run(qtbot: QtBot, window: MainWindow) -> None:
    finish(qtbot, window)
    assert window.headline.done.number == "6 / 6"
    assert window.status.sentence.text().startswith("Finished: 6 tasks on 3 workers in ")
    assert window.side.callbacks.model.rowCount() == 6
    assert window.side.processes.model.rowCount() >= 4
    assert window.side.console.model.rowCount() >= 6
    assert window.status.lost.text() == "0 events lost"
    assert window.status.record.text().startswith("recorded: ")


@pytest.mark.usefixtures("no_process_left")
def test_stop_is_there_while_a_run_goes_on(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_value("SECONDS", 60)
    window.controls.run_button.click()
    assert not window.controls.run_button.isEnabled()
    qtbot.waitUntil(lambda: window.headline.done.remark == "tasks, 3 running", timeout=20_000)
    qtbot.waitUntil(lambda: window.side.program.edit.marked > 0, timeout=20_000)
    with qtbot.waitSignal(window.session.run_finished, timeout=20_000):
        window.controls.stop_button.click()
    window.frames.refresh_all()
    assert window.headline.done.alarming
    assert window.headline.done.remark == "6 lost"
    assert window.status.sentence.text().startswith("Stopped: 0 of 6 tasks")
    assert window.side.program.edit.marked == 0


@pytest.mark.usefixtures("no_process_left")
def test_a_closed_session_ends_the_run_and_lets_the_window_close(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_value("SECONDS", 60)
    window.controls.run_button.click()
    qtbot.waitUntil(lambda: len(window.session.trace.lanes) >= 4, timeout=20_000)
    window.session.close()
    assert window.close()
    assert not window.session.running


def test_the_frame_timer_sleeps_when_nothing_happens(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.frames._timer.isActive())
    window.time_window.zoom(0.5)
    assert window.frames._timer.isActive()


@pytest.mark.parametrize(("name", "theme"), [("dark", DARK), ("light", LIGHT)])
def test_a_theme_applies_at_once(window: MainWindow, name: str, theme: object) -> None:
    window.set_theme("light" if name == "dark" else "dark")
    window.actions_.themes[name].trigger()
    assert window.settings.theme == name
    assert window.theme == theme
    centre = window.centralWidget()
    assert centre is not None
    assert near(
        pixel(window, centre, QPoint(window.places.rail.width() + 5, centre.height() // 2)), window.theme.window
    )
    view = window.side.program
    assert near(pixel(window, view, QPoint(3, view.height() - 12)), window.theme.card)


def test_the_projector_enlarges_everything_and_gives_it_back(window: MainWindow) -> None:
    def sizes() -> list[int]:
        side = window.side
        return [
            window.controls.run_button.height(),
            window.headline.done.height(),
            side.program.edit.fontInfo().pixelSize(),
            side.callbacks.table.rowHeight(0) or side.callbacks.table.verticalHeader().defaultSectionSize(),
            side.tabs.height(),
            window.status.sentence.fontInfo().pixelSize(),
            window.controls.chooser.box.height(),
        ]

    small = sizes()
    window.actions_.projector.trigger()
    QApplication.processEvents()
    large = sizes()
    assert all(after >= before * 1.25 for before, after in zip(small, large, strict=True)), (small, large)
    assert window.theme.scale == PROJECTOR_SCALE
    window.actions_.projector.trigger()
    QApplication.processEvents()
    assert sizes() == small
    assert window.settings.projector is False


@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_everything_fits_on_a_small_screen(
    open_window: Open, settings: Settings, size: tuple[int, int], projector: bool
) -> None:
    settings.projector = projector
    window = open_window(*size)
    QApplication.processEvents()
    assert (window.width(), window.height()) == size
    assert window.minimumSizeHint().width() <= size[0]
    assert window.minimumSizeHint().height() <= size[1]
    for part in (window.controls, window.headline, window.timelines, window.side, window.status):
        place = part.rect().translated(part.mapTo(window, QPoint(0, 0)))
        assert window.rect().contains(place), part


def test_no_text_is_smaller_than_twelve_pixels(window: MainWindow) -> None:
    labels = [label for label in window.findChildren(QLabel) if label.isVisible() and label.text()]
    assert len(labels) > 8
    assert not [label.text() for label in labels if label.fontInfo().pixelSize() < SMALL]


def test_the_keys_of_the_time_window(qtbot: QtBot, window: MainWindow, trace: Trace) -> None:
    window.session.show(trace, window.session.program)
    window.frames.refresh_all()
    with qtbot.waitActive(window):
        window.activateWindow()
    window.timelines.setFocus()
    time = window.time_window
    whole = time.span
    QTest.keyClick(window, Qt.Key.Key_W)
    assert time.span < whole
    begin = time.begin
    QTest.keyClick(window, Qt.Key.Key_D)
    assert time.begin > begin
    QTest.keyClick(window, Qt.Key.Key_F)
    assert time.span == pytest.approx(whole, rel=0.05)
    QTest.keyClick(window, Qt.Key.Key_Period)
    QTest.keyClick(window, Qt.Key.Key_Period)
    assert time.selected is not None
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert time.selected is None
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert time.paused


def test_space_presses_a_button_that_has_the_focus(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    apply = window.controls.controls["MODE"].findChildren(QWidget, options=Qt.FindChildOption.FindChildrenRecursively)
    button = next(child for child in apply if getattr(child, "text", str)() == "apply")
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert 'MODE = "apply"' in window.session.program.text
    assert not window.time_window.paused


def test_no_key_is_given_twice(window: MainWindow) -> None:
    keys = [key.toString() for action in window.actions_.listed for key in action.shortcuts()]
    assert all(keys)
    assert len(keys) == len(set(keys))
    assert QKeySequence("F5").toString() in keys


def test_the_list_of_keys_names_every_action(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_.keys.trigger()
    dialog = window.findChild(QDialog)
    assert isinstance(dialog, QDialog)
    shown = [label.text() for label in dialog.findChildren(QLabel)]
    assert all(action.text().rstrip("…") in shown for action in window.actions_.listed)
    dialog.reject()


def test_a_problem_is_one_sentence_until_it_is_dismissed(window: MainWindow) -> None:
    window.session.problem.emit("The disk is full.")
    assert window.status.notice.isVisible()
    assert window.status.notice.text == "The disk is full."
    window.status.notice.clear()
    assert not window.status.notice.isVisible()


@pytest.mark.usefixtures("no_process_left")
def test_a_program_that_fails_says_why_in_its_own_words(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_text("raise SystemExit('no more paper')\n")
    finish(qtbot, window)
    assert "no more paper" in window.status.notice.text
    assert "exit code 1" in window.headline.elapsed.remark
    window.session.set_text("print()\n")
    finish(qtbot, window)
    assert not window.status.notice.isVisible()


@pytest.mark.usefixtures("no_process_left")
def test_a_finding_is_a_notice_with_what_to_do(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_text(
        "from multiprocessing import get_context\nget_context('spawn').Process(target=print).start()\n"
    )
    finish(qtbot, window)
    assert window.status.notice.text.startswith("1 process ended before it began: under spawn")
    window.set_language("zh_CN")
    with qtbot.waitSignal(window.session.run_finished, timeout=20_000):
        window.session.start()
    assert window.status.notice.text.startswith("1 个进程还没开始就结束了：在 spawn 方式下")


def test_programs_that_were_opened_come_back_in_the_chooser(
    window: MainWindow, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "own.py"
    path.write_text("print('own')\n")
    assert window.controls.open(str(path))
    assert settings.recent == [str(path)]
    assert window.controls.open("pool")
    assert settings.recent == [str(path)]
    box = window.controls.chooser.box
    box.activated.emit(box.findText("own.py"))
    assert window.session.program.path == path
    assert window.controls.open("queue")
    path.unlink()
    box.activated.emit(box.findText("own.py"))
    assert str(path) in window.controls.notice.text
    assert settings.recent == []
    assert box.findText("own.py") < 0


def test_compare_is_remembered_and_takes_no_room_until_there_is_a_run_before(
    qtbot: QtBot, session: Session, settings: Settings, window: MainWindow, trace: Trace
) -> None:
    window.actions_.compare.trigger()
    assert settings.compare
    again = MainWindow(session, settings)
    qtbot.addWidget(again)
    assert again.actions_.compare.isChecked()
    assert again.timelines.previous.isHidden()
    session.show(trace, session.program)
    assert again.timelines.previous.isHidden()
    session.show(trace, session.program, trace, session.program)
    assert not again.timelines.previous.isHidden()
    again.actions_.compare.trigger()
    assert again.timelines.previous.isHidden()


def test_a_selected_task_is_shown_in_the_program_and_among_the_callbacks(window: MainWindow, trace: Trace) -> None:
    window.session.show(trace, window.session.program)
    window.frames.refresh_all()
    window.timelines.select_task(0, 4)
    assert window.side.program.edit.shown == trace.line(4)
    assert window.side.callbacks.model.task(window.side.callbacks.table.selected_rows()[0]) == 4


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_is_the_window_without_a_screen(
    qapp: QApplication, program: Program, trace: Trace, tmp_path: Path, theme: str
) -> None:
    path = tmp_path / "picture.png"
    save_picture(trace, program, path, theme=theme)
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1920, 1080)
    colours = DARK if theme == "dark" else LIGHT
    assert near(image.pixelColor(78, 540), colours.window)
    assert any(near(image.pixelColor(x, y), colours.sleeping) for x in range(300, 1300, 7) for y in range(330, 700, 7))


def test_a_picture_that_cannot_be_written_is_an_error(window: MainWindow) -> None:
    with pytest.raises(OSError, match="/nowhere"):
        save_window(window, Path("/nowhere/picture.png"))


@pytest.mark.usefixtures("no_process_left")
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_program_that_was_killed_is_said_to_be(qtbot: QtBot, window: MainWindow) -> None:
    window.session.set_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    finish(qtbot, window)
    assert window.status.notice.text == "The program was ended by SIGKILL"
    assert window.status.sentence.text().startswith("Ended by SIGKILL: ")
    assert window.headline.elapsed.remark == "ended by SIGKILL"


def test_only_the_lost_events_are_alarming(window: MainWindow, program: Program) -> None:
    trace = Trace()
    events = pool_events()
    del events[30:34]
    trace.apply(events)
    window.session.show(trace, program)
    window.session._recording.whole = True
    window.status.refresh()
    assert trace.events_lost
    assert window.theme.failed in window.status.lost.styleSheet()
    assert window.status.record.text().startswith("recorded: ")
    assert not window.status.record.styleSheet()


def numbers(trace: Trace, **changed: object) -> Numbers:
    return replace(headline(trace, trace.now), **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cpu", "waited", "ideal", "remark"),
    [
        (0.1, 0.2, 3, "of 2: tasks sleep"),
        (0.1, math.nan, 3, "of 2: tasks sleep"),
        (18.0, 0.5, 2, "of 2: tasks compute"),
        (6.0, 13.0, 2, "of 2: tasks wait for a core"),
        (1.0, 3.0, 3, "of 2: tasks wait for a core"),
    ],
)
def test_the_ideal_speed_up_is_that_of_the_cores_where_tasks_compute(
    window: MainWindow,
    trace: Trace,
    monkeypatch: pytest.MonkeyPatch,
    cpu: float,
    waited: float,
    ideal: int,
    remark: str,
) -> None:
    window.session.show(trace, window.session.program)
    changed = numbers(trace, task_wall=20.0, task_cpu=cpu, speed_up=SpeedUp(2.0, 2.0, 2.0, waited, 0.0))
    monkeypatch.setattr("gui.panels.headline.headline", lambda trace, now: changed)
    window.headline.refresh()
    assert window.headline.speed_up.remark == f"ideal {ideal}×"
    assert window.headline.cores.remark == remark


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768)])
def test_the_processes_tab_needs_no_scrolling_to_the_side(
    qtbot: QtBot, open_window: Open, trace: Trace, size: tuple[int, int]
) -> None:
    window = open_window(*size)
    window.session.show(trace, window.session.program)
    window.side.tabs.setCurrentIndex(PROCESSES)
    window.frames.refresh_all()
    table = window.side.processes.table
    shown = [column for column in range(12) if not table.isColumnHidden(column)]
    assert shown[:6] == [
        processes.PID,
        processes.PARENT,
        processes.ROLE,
        processes.STATE,
        processes.CPU,
        processes.MEMORY,
    ]
    assert not table.horizontalScrollBar().maximum()
    assert (processes.COMMAND in shown) == (size[0] == 1920)
    model = window.side.processes.model
    assert "command: python pool.py" in str(model.hint(0, processes.PID))


def test_a_view_that_takes_long_is_refreshed_less_often(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("gui.shell.frames.monotonic", lambda: clock[0])

    class Slow:
        refreshed = 0

        def refresh(self) -> None:
            self.refreshed += 1
            clock[0] += 0.03

        def isVisible(self) -> bool:
            return True

    slow, frames = Slow(), Frames(window.session, window.time_window)
    frames.add(slow, 0.0)
    for _ in range(60):
        began = clock[0]
        frames.wake()
        frames.tick()
        frames.painted(0.0)
        clock[0] = max(clock[0], began + 0.016)
    frames.stop()
    assert 0.03 * slow.refreshed < 0.4 * (clock[0] - 100.0)
    assert slow.refreshed > 5


def test_failed_and_lost_tasks_are_said_in_words(qtbot: QtBot, window: MainWindow, program: Program) -> None:
    trace = Trace()
    trace.apply(pool_events(dead_worker=True))
    window.session.show(trace, program)
    window.frames.refresh_all()
    assert window.headline.done.alarming
    assert "lost" in window.headline.done.remark


def test_an_application_writes_its_files_and_ends_when_its_window_is_closed(
    qapp: QApplication, program: Program, tmp_path: Path
) -> None:
    report, picture, record = tmp_path / "report.json", tmp_path / "p.png", tmp_path / "trace.json"

    def close_when_done() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow) and window.session.state == "finished":
                window.close()

    timer = QTimer()
    timer.timeout.connect(close_when_done)
    timer.start(50)
    code = main(
        program,
        autostart=True,
        trace_path=record,
        report_path=report,
        png_path=picture,
        settings=Settings(tmp_path / "s.ini"),
    )
    timer.stop()
    assert code == 0
    assert QImage(str(picture)).width() > 0
    assert json.loads(report.read_text())["tasks"]["finished"] == 6
    assert record.read_text().startswith("[")
