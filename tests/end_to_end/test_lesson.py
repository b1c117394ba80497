"""A teacher's lesson in the real window, with mouse and keys: what the last row must see."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.controls.parameter import ProcessesControl, SegmentsControl
from gui.shell.main_window import MainWindow
from workers.analysis.statistics import headline, selection_statistics
from workers.trace.tasks import Status

MAIN = Path(__file__).resolve().parents[2] / "main.py"
LEFT = Qt.MouseButton.LeftButton

pytestmark = pytest.mark.usefixtures("no_process_left")


def press_run(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.session.run_finished, timeout=30_000):
        QTest.mouseClick(window.controls.run_button, LEFT)
    window.frames.refresh_all()


def choose(window: MainWindow, name: str, place: int) -> None:
    """Clicks one of a parameter's segments."""
    control = window.controls.controls[name]
    assert isinstance(control, SegmentsControl)
    QTest.mouseClick(control.segments.buttons[place], LEFT)


def move(target: QWidget, at: QPoint) -> None:
    """Moves the mouse with the left button held."""
    place = QPointF(at)
    kind = QEvent.Type.MouseMove
    QApplication.sendEvent(target, QMouseEvent(kind, place, place, LEFT, LEFT, Qt.KeyboardModifier.NoModifier))


def test_the_lesson_of_apply_against_apply_async(qtbot: QtBot, window: MainWindow) -> None:
    session, timelines, time_window = window.session, window.timelines, window.time_window
    choose(window, "MODE", 0)
    press_run(qtbot, window)
    one_by_one = headline(session.trace, session.now())
    assert (one_by_one.finished, one_by_one.max_running) == (6, 1)

    choose(window, "MODE", 1)
    press_run(qtbot, window)
    together = headline(session.trace, session.now())
    assert (together.finished, together.max_running) == (6, 3)
    assert session.previous is not None
    main = session.trace.lanes[0].pid
    assert {int(pid) for pid in session.trace.callbacks.pid} == {main}

    with qtbot.waitActive(window):
        window.activateWindow()
    timelines.setFocus()
    QTest.keyClick(window, Qt.Key.Key_C)
    window.frames.refresh_all()
    assert timelines.previous.isVisible()

    # Zoom and pan with the keys, then everything again.
    time_window.fit_all()
    whole = time_window.span
    QTest.keyClick(window, Qt.Key.Key_W)
    assert time_window.span < whole
    begin = time_window.begin
    QTest.keyClick(window, Qt.Key.Key_D)
    assert time_window.begin > begin
    QTest.keyClick(window, Qt.Key.Key_F)
    window.frames.refresh_all()
    assert time_window.span >= session.trace.now

    # Select a range with the mouse: the panel counts what a hand would count.
    canvas = timelines.current.canvas
    y = int(canvas.layout_now.lanes_top) + 5
    ends = (canvas.time_scale.x(0.0), canvas.time_scale.x(session.trace.now))
    QTest.mousePress(canvas, LEFT, pos=QPoint(round(ends[0]), y))
    move(canvas, QPoint(round(sum(ends) / 2), y))
    move(canvas, QPoint(round(ends[1]), y))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(round(ends[1]), y))
    assert time_window.selection is not None
    rows = selection_statistics(session.trace, *time_window.selection)
    assert [row.count for row in rows if row.kind == "function"] == [6]
    assert (
        sorted(row.count for row in rows if row.kind == "lane") and sum(r.count for r in rows if r.kind == "lane") == 6
    )
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert time_window.selection is None


def test_another_pool_size_is_another_number_of_lanes(qtbot: QtBot, window: MainWindow) -> None:
    size = window.controls.controls["POOL_SIZE"]
    assert isinstance(size, ProcessesControl)
    size.slider.setFocus()
    for _ in range(2):
        QTest.keyClick(size.slider, Qt.Key.Key_Right)
    press_run(qtbot, window)
    workers = [lane for lane in window.session.trace.lanes if lane.role == "worker"]
    assert len(workers) == 5


def test_stop_in_the_middle_loses_what_was_not_done_and_nothing_recorded(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    session.set_value("SECONDS", 1)
    session.set_value("TASKS", 60)
    QTest.mouseClick(window.controls.run_button, LEFT)
    qtbot.waitUntil(lambda: headline(session.trace, session.now()).finished >= 3, timeout=30_000)
    with qtbot.waitSignal(session.run_finished, timeout=30_000):
        QTest.mouseClick(window.controls.stop_button, LEFT)
    status = [int(state) for state in session.trace.tasks.status]
    assert set(status) == {Status.FINISHED, Status.LOST}
    assert len(status) == 60
    qtbot.waitUntil(window.controls.run_button.isEnabled)  # it rests for a moment: a second click was meant for Stop


def test_a_users_own_script_gets_controls_from_its_constants(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    script = tmp_path / "mine.py"
    script.write_text(
        "from multiprocessing import Pool\n"
        "WORKERS = 2  # 1 to 8\n"
        "def double(x):\n    return 2 * x\n"
        "if __name__ == '__main__':\n"
        "    with Pool(WORKERS) as pool:\n        print(pool.map(double, range(8), 2))\n"
    )
    assert window.controls.open(str(script))
    window.session.set_value("WORKERS", 4)
    press_run(qtbot, window)
    trace = window.session.trace
    assert len([lane for lane in trace.lanes if lane.role == "worker"]) == 4
    assert list(trace.tasks.items) == [2, 2, 2, 2]
    assert script.read_text().startswith("from multiprocessing import Pool\nWORKERS = 2 ")


@pytest.mark.screen
@pytest.mark.skipif(sys.platform != "linux", reason="windows are found through X")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL], ids=["asked to end", "killed"])
def test_the_program_started_as_users_start_it_leaves_nothing_behind(tmp_path: Path, ending: signal.Signals) -> None:
    command = [sys.executable, str(MAIN), "run", "pool", "--set", "SECONDS=60"]
    environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path)}
    window = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watched = psutil.Process(window.pid)
    tree: list[psutil.Process] = []
    # The keeper, the program's main process and its three workers; the host alone has no child.
    while len([process for process in tree if "host.py" in " ".join(cmdline(process))]) < 4:
        assert window.poll() is None
        tree = watched.children(recursive=True)
    window.send_signal(ending)
    window.wait()
    _gone, alive = psutil.wait_procs(tree, timeout=20)
    assert not alive


def cmdline(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
