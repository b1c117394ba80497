from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.controls.controls import Controls
from gui.controls.core_slider import CoreSlider
from gui.controls.parameter import (
    ListControl,
    NumberControl,
    ParameterControl,
    ProcessesControl,
    SegmentsControl,
    SwitchControl,
    TextControl,
    kind,
)
from gui.session import Session
from gui.shell.actions import Actions
from gui.shell.main_window import MainWindow
from gui.shell.settings import Settings
from gui.theme import LIGHT, Theme
from workers.program.program import Program, find_program

OWN = """\
MODE = "a"  # a | b
COLOUR = "red"  # red | green | blue | yellow | brown
NUM_WORKERS = 4  # 1 to 10000
WAIT = 0.5  # 0.01 to 60 seconds
LOUD = False
NAME = "x"
COUNT = 3
"""


def own_program(tmp_path: Path, text: str = OWN) -> Program:
    path = tmp_path / "own.py"
    path.write_text(text)
    return find_program(str(path))


def control(window: MainWindow, name: str) -> ParameterControl:
    return window.controls.controls[name]


def test_each_kind_of_parameter_has_its_kind_of_control(tmp_path: Path) -> None:
    kinds = {parameter.name: kind(parameter) for parameter in own_program(tmp_path).parameters}
    assert kinds == {
        "MODE": SegmentsControl,
        "COLOUR": ListControl,
        "NUM_WORKERS": ProcessesControl,
        "WAIT": NumberControl,
        "LOUD": SwitchControl,
        "NAME": TextControl,
        "COUNT": NumberControl,
    }


def test_a_segment_that_is_pressed_changes_the_program(qtbot: QtBot, window: MainWindow) -> None:
    mode = control(window, "MODE")
    assert isinstance(mode, SegmentsControl)
    apply, apply_async = mode.segments.buttons
    assert (apply.isChecked(), apply_async.isChecked()) == (False, True)
    QTest.mouseClick(apply, Qt.MouseButton.LeftButton)
    assert 'MODE = "apply"' in window.session.program.text
    assert apply.isChecked()
    assert not apply_async.isChecked()


def test_the_pool_size_slider_and_its_field_say_the_same(qtbot: QtBot, window: MainWindow) -> None:
    size = control(window, "POOL_SIZE")
    assert isinstance(size, ProcessesControl)
    size.slider.setValue(7)
    assert size.field.text() == "7"
    assert "POOL_SIZE = 7 " in window.session.program.text
    size.field.selectAll()
    QTest.keyClicks(size.field, "12")
    QTest.keyClick(size.field, Qt.Key.Key_Return)
    assert size.slider.value() == 12
    assert f"{window.session.cores} core" in size.label.text()


def test_a_slider_for_ten_thousand_stays_usable(qtbot: QtBot, tmp_path: Path, theme: Theme) -> None:
    parameter = own_program(tmp_path).parameters[2]
    size = ProcessesControl(parameter, 2, theme)
    qtbot.addWidget(size)
    assert size.slider.maximum() == 64
    size.field.step(10_000)
    chosen: list[object] = []
    size.chosen.connect(lambda name, value: chosen.append(value))
    size.field.step(10_000)
    assert chosen == ["10000"]


@pytest.mark.parametrize("typed", ["three", "0", "10000", "", "2.5"])
def test_a_bad_value_is_answered_by_a_sentence_and_the_control_goes_back(
    qtbot: QtBot, window: MainWindow, typed: str
) -> None:
    size = control(window, "POOL_SIZE")
    assert isinstance(size, ProcessesControl)
    before = window.session.program.text
    size.field.selectAll()
    QTest.keyClick(size.field, Qt.Key.Key_Delete)
    QTest.keyClicks(size.field, typed)
    QTest.keyClick(size.field, Qt.Key.Key_Return)
    assert "POOL_SIZE" in window.controls.notice.text
    assert window.controls.notice.isVisible()
    assert size.field.text() == "3"
    assert window.session.program.text == before
    size.slider.setValue(4)
    assert not window.controls.notice.isVisible()


def test_arrow_keys_step_a_number_within_its_range(qtbot: QtBot, window: MainWindow) -> None:
    seconds = control(window, "SECONDS")
    assert isinstance(seconds, NumberControl)
    assert seconds.field.text() == "0.05"
    QTest.keyClick(seconds.field, Qt.Key.Key_Up)
    assert seconds.field.text() == "0.06"
    for _ in range(20):
        QTest.keyClick(seconds.field, Qt.Key.Key_Down)
    assert seconds.field.text() == "0"
    assert not window.controls.notice.isVisible()


def test_a_switch_is_a_bool(qtbot: QtBot, window: MainWindow) -> None:
    join = control(window, "JOIN")
    assert isinstance(join, SwitchControl)
    assert join.switch.word() == "on"
    QTest.mouseClick(join.switch, Qt.MouseButton.LeftButton)
    assert "JOIN = False" in window.session.program.text
    assert join.switch.word() == "off"


def test_controls_follow_the_text_and_keep_their_place(window: MainWindow) -> None:
    size = control(window, "POOL_SIZE")
    assert isinstance(size, ProcessesControl)
    window.session.set_text(window.session.program.text.replace("POOL_SIZE = 3", "POOL_SIZE = 5"))
    assert control(window, "POOL_SIZE") is size
    assert size.slider.value() == 5
    window.session.set_text("def whole(): pass\n")
    assert window.controls.controls == {}


def test_a_text_that_cannot_be_read_for_a_moment_leaves_the_controls_there_disabled(window: MainWindow) -> None:
    size, text = control(window, "POOL_SIZE"), window.session.program.text
    names = list(window.controls.controls)
    window.session.set_text(text + "print('")
    assert list(window.controls.controls) == names
    assert control(window, "POOL_SIZE") is size
    assert size.isVisible()
    assert not size.isEnabled()
    window.set_language("zh_CN")
    assert list(window.controls.controls) == names
    assert not control(window, "POOL_SIZE").isEnabled()
    window.session.set_text(text.replace("POOL_SIZE = 3", "POOL_SIZE = 5") + "print('')\n")
    assert control(window, "POOL_SIZE").isEnabled()
    assert control(window, "POOL_SIZE").parameter.value == 5


def test_another_program_that_cannot_be_read_does_not_get_the_controls_of_the_one_before(
    window: MainWindow, tmp_path: Path
) -> None:
    own = own_program(tmp_path, "print('")
    assert window.controls.open(str(own.path))
    assert window.controls.controls == {}


def test_a_program_that_is_left_and_opened_again_keeps_its_changes(window: MainWindow, tmp_path: Path) -> None:
    window.session.set_value("POOL_SIZE", 9)
    own = own_program(tmp_path)
    assert window.controls.open(str(own.path))
    assert list(window.controls.controls) == [parameter.name for parameter in own.parameters]
    assert window.controls.open("pool")
    assert "POOL_SIZE = 9 " in window.session.program.text


def test_a_program_that_does_not_exist_is_one_sentence(window: MainWindow) -> None:
    assert not window.controls.open("/nowhere/none.py")
    assert "/nowhere/none.py" in window.controls.notice.text
    assert window.session.program.name == "pool"


@pytest.mark.parametrize("width", [700, 1000, 1366, 1920])
def test_no_control_is_cut_off_however_many_there_are(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, settings: Settings, theme: Theme, width: int
) -> None:
    text = OWN + "".join(f"NUMBER_{number} = {number}  # 0 to 1000\n" for number in range(30))
    session = Session(own_program(tmp_path, text))
    window = MainWindow(session, settings)
    qtbot.addWidget(window)
    controls = Controls(session, Actions(window), settings, theme)
    qtbot.addWidget(controls)
    controls.resize(width, 300)
    controls.show()
    flow = controls.flow
    shown = [item for item in flow.items if item not in flow.overflow]
    assert shown
    assert flow.overflow
    assert flow.more.isVisible()
    places = [item.geometry() for item in [*shown, flow.more]]
    assert all(flow.rect().contains(place) for place in places)
    assert not any(one.intersects(other) for one in places for other in places if one is not other)
    flow.more.click()
    assert all(item.isVisible() for item in flow.overflow)
    flow.popup.close()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(("size", "projector"), [((1366, 768), True), ((1366, 768), False), ((1024, 700), False)])
def test_pool_size_tasks_and_mode_are_always_in_sight(
    open_window: Callable[..., MainWindow], settings: Settings, size: tuple[int, int], projector: bool, language: str
) -> None:
    settings.projector, settings.language = projector, language
    window = open_window(*size)
    for name, expected in (("pool", {"POOL_SIZE", "TASKS", "MODE"}), ("pool_map", {"POOL_SIZE", "TASKS"})):
        assert window.controls.open(name)
        QApplication.processEvents()
        flow, controls = window.controls.flow, window.controls.controls
        for parameter in expected & set(controls):
            assert controls[parameter].parentWidget() is flow, (name, parameter)
            assert flow.rect().contains(controls[parameter].geometry()), (name, parameter)
    assert window.controls._menu_tool.isVisible()
    assert window.controls._tools[1][0].isVisible()  # whoever has turned the projector on sees how to turn it off


@pytest.mark.parametrize(("cores", "marks"), [(2, [1, 2, 4, 8, 16, 32, 64]), (6, [1, 2, 4, 6, 16, 32, 64])])
def test_the_slider_doubles_in_equal_steps_and_marks_the_cores(
    qtbot: QtBot, theme: Theme, cores: int, marks: list[int]
) -> None:
    slider = CoreSlider(1, 64, cores, theme)
    qtbot.addWidget(slider)
    slider.resize(slider.sizeHint())
    assert slider.marks() == marks
    steps = [slider._place(2 * value) - slider._place(value) for value in (1, 2, 4, 8, 16, 32)]
    assert max(steps) - min(steps) < 0.01
    for value in (1, 2, 3, 4, 8, 16, 64):
        slider.setValue(40)
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider._place(value)), 8))
        assert slider.value() == value
    from_nothing = CoreSlider(0, 64, cores, theme)
    qtbot.addWidget(from_nothing)
    from_nothing.resize(slider.size())
    assert from_nothing._place(0) < from_nothing._place(1) < from_nothing._place(64)
    from_nothing._jump(0)
    assert from_nothing.value() == 0


def test_run_can_be_pressed_only_while_nothing_runs(window: MainWindow) -> None:
    assert window.controls.run_button.isEnabled()
    assert not window.controls.stop_button.isEnabled()


def test_a_control_is_large_enough_for_the_projector(qtbot: QtBot, program: Program) -> None:
    heights = []
    for theme in (LIGHT, LIGHT.scaled(1.4)):
        made = kind(program.parameters[1])(program.parameters[1], 2, theme)
        qtbot.addWidget(made)
        assert isinstance(made, ProcessesControl)
        heights.append(made.slider.sizeHint().height())
    assert heights[1] == pytest.approx(heights[0] * 1.4, abs=1)
