"""Nothing jumps: every main part keeps its place and size through a whole run and all that is said about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.controls.parameter import ParameterControl
from gui.panels.side_panel import PROGRAM
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings

Open = Callable[..., MainWindow]
SCREENS = [(1366, 768, False, "en"), (1366, 768, True, "zh_CN"), (1920, 1080, False, "zh_CN"), (1920, 1080, True, "en")]

FAILS = """import signal, sys, time
from multiprocessing import get_context

MANY = 2  # 1 to 1000000
SECONDS = 0.5  # 0 to 60 seconds
HOW = "one"  # one | another
SWITCH = False

get_context("spawn").Process(target=print).start()  # without a guard: a finding


def work(number):
    if number == 1:
        raise ValueError("one of them")
    time.sleep(0.05)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: None)
    with get_context("fork").Pool(2) as pool:
        for number in range(4):
            pool.apply_async(work, (number,))
        pool.close()
        pool.join()
    print("ready", file=sys.stderr, flush=True)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        time.sleep(0.05)
"""


def places(window: MainWindow) -> dict[str, QRect]:
    """Where every main part stands in the window."""
    for _ in range(3):
        QApplication.processEvents()
    side, controls, status = window.side, window.controls, window.status
    parts: dict[str, QWidget] = {
        "controls": controls,
        "run": controls.run_button if controls.run_button.isVisible() else controls.buttons.kill,
        "stop": controls.stop_button,
        "program's list": controls.chooser.box,
        "headline": window.headline,
        "timeline": window.timelines.current,
        "lanes": window.timelines.current.canvas,
        "cpu": window.timelines.cpu,
        "curves": window.timelines.cpu.canvas,
        "editor": side.program.edit,
        "tabs": side.tabs,
        "callbacks": side.callbacks,
        "status": status,
        "progress": status.progress,
        "hints": status.hints,
        **{f"parameter {name}": control for name, control in controls.controls.items()},
        **{f"tool {number}": tool for number, (tool, _) in enumerate(controls._tools)},
    }
    found = {
        name: QRect(part.mapTo(window, QPoint(0, 0)), part.size())
        for name, part in parts.items()
        if part.window() is window
    }
    for name, control in controls.controls.items():
        field = getattr(control, "field", None) or getattr(control, "switch", None)
        if field is not None and field.window() is window:
            found[f"field {name}"] = QRect(field.mapTo(window, QPoint(0, 0)), field.size())
    return found


def moved(before: dict[str, QRect], after: dict[str, QRect]) -> dict[str, tuple[object, object]]:
    return {name: (before[name], after.get(name)) for name in before if before[name] != after.get(name)}


def other_value(control: ParameterControl) -> object:
    parameter = control.parameter
    if parameter.choices:
        return next(choice for choice in parameter.choices if choice != parameter.value)
    if isinstance(parameter.value, bool):
        return not parameter.value
    return parameter.maximum if parameter.value != parameter.maximum else parameter.minimum


@pytest.fixture(params=SCREENS, ids=str)
def placed(open_window: Open, settings: Settings, request: pytest.FixtureRequest) -> MainWindow:
    width, height, settings.projector, settings.language = request.param
    window = open_window(width, height)
    window.side.tabs.setCurrentIndex(PROGRAM)
    return window


def test_nothing_moves_when_a_control_is_changed(placed: MainWindow) -> None:
    window = placed
    before = places(window)
    for name, control in window.controls.controls.items():
        window.controls.set_value(name, other_value(control))
        assert window.session.program.changed
        assert not moved(before, places(window)), name
    window.controls.set_value("POOL_SIZE", "many")
    assert window.controls.notice.isVisible()
    assert window.rect().contains(window.controls.notice.geometry())
    assert not moved(before, places(window))
    edit = window.side.program.edit
    edit.setFocus()
    QTest.keyClicks(edit, "# typed (")
    assert not moved(before, places(window))


@pytest.mark.usefixtures("no_process_left")
def test_nothing_moves_through_a_run_a_finding_a_failed_task_a_problem_and_its_stop(
    qtbot: QtBot, placed: MainWindow
) -> None:
    window, session = placed, placed.session
    session.grace = 60.0
    session.set_text(FAILS)
    window.frames.refresh_all()
    before = places(window)

    def check(when: str) -> None:
        window.frames.refresh_all()
        assert not moved(before, places(window)), when

    window.controls.run_button.click()
    check("the run begins")
    qtbot.waitUntil(lambda: any("ready" in line.text for line in session.trace.output), timeout=8_000)
    check("it runs")
    assert sum(session.trace.task_states.counts) >= 4
    qtbot.waitUntil(window.status.notice.isVisible, timeout=8_000)
    check("a finding is told")
    session.problem.emit("A long sentence about something that went wrong, " * 12)
    assert window.rect().contains(window.status.notice.geometry())
    check("a problem of several lines")
    window.controls.set_value("MANY", 1000000)
    check("a control is changed while it runs")
    window.controls.stop_button.click()
    check("it is being stopped")
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        window.actions_.kill.trigger()
    check("it is stopped")
    qtbot.waitUntil(window.controls.run_button.isVisible)
    check("it can be run again")
    session.set_text("print()\n" + FAILS.split("if __name__")[0])
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        window.controls.run_button.click()
    check("another one has finished")
    session.close()
