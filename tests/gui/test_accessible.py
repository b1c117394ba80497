"""What a screen reader, or any assistive technology, finds in the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from gui.session import Session
from gui.shell.main_window import MainWindow
from workers.trace.trace import Trace

Role = QAccessible.Role
INTERACTIVE = {
    Role.Button, Role.ButtonMenu, Role.ButtonDropDown, Role.CheckBox, Role.RadioButton, Role.EditableText, Role.ComboBox,
    Role.Slider, Role.SpinBox, Role.Table, Role.List, Role.Tree, Role.PageTab, Role.PageTabList, Role.Link,
    Role.ProgressBar, Role.Chart, Role.Graphic, Role.MenuItem,
}  # fmt: skip
QTS_OWN = {Role.ScrollBar, Role.Splitter}
"""They have a value, and nothing in them is ours to name."""
ROWS = 40  # of a table or list, that are asked


def elements(of: QAccessibleInterface, above: str = "") -> Iterator[tuple[QAccessibleInterface, str]]:
    """All below an element, each with where it stands. The list that a combo box opens is part of the combo box."""
    here = f"{above} > {type(of.object()).__name__}"
    yield of, here
    if isinstance(of.object(), QComboBox) or of.role() == Role.ScrollBar:
        return
    many = of.role() in (Role.Table, Role.List)
    for number in range(min(of.childCount(), ROWS) if many else of.childCount()):
        child = of.child(number)
        if child is not None and child.isValid():
            yield from elements(child, here)


def name_of(element: QAccessibleInterface) -> str:
    """A combo box is called by what it shows, on Unix: its name is its widget's."""
    widget = element.object()
    if isinstance(widget, QComboBox):
        return widget.accessibleName()
    return element.text(QAccessible.Text.Name)


def nameless(window: QWidget) -> list[str]:
    top = QAccessible.queryAccessibleInterface(window)
    found = []
    for element, place in elements(top):
        widget = element.object()
        if isinstance(widget, QLabel) and not widget.text():
            continue  # shows nothing at the moment, and its name is what it shows
        wanted = element.role() in INTERACTIVE or (element.state().focusable and element.role() not in QTS_OWN)
        if wanted and not name_of(element).strip():
            found.append(f"{element.role().name} {place}")
    return found


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_whatever_can_be_used_has_a_name(window: MainWindow, session: Session, trace: Trace, language: str) -> None:
    window.set_language(language)
    session.show(trace, session.program)
    session.problem.emit("Something is wrong.")
    window.controls.notice.say("Something else is.")
    window.frames.refresh_all()
    top = QAccessible.queryAccessibleInterface(window)
    roles = {element.role() for element, _ in elements(top)}
    assert {Role.Button, Role.CheckBox, Role.Slider, Role.ComboBox, Role.Table, Role.List, Role.EditableText} <= roles
    assert nameless(window) == []
    window.places.show_explore()
    assert nameless(window) == []


def test_what_is_changed_has_a_value(window: MainWindow) -> None:
    values = {
        (name_of(element).partition(" (")[0], element.role()): element.text(QAccessible.Text.Value)
        for element, _ in elements(QAccessible.queryAccessibleInterface(window))
    }
    assert values["Pool size", Role.Slider] == values["Pool size", Role.EditableText] == "3"
    assert values["Tasks", Role.EditableText] == "6"
    assert values["Start method", Role.ComboBox] == "default"
    assert values["Program", Role.ComboBox].startswith("Pool: apply")
    segments = {
        name_of(element): element.state().checked
        for element, _ in elements(QAccessible.queryAccessibleInterface(window))
        if element.role() == Role.CheckBox
    }
    assert segments["Mode: apply_async"]
    assert not segments["Mode: apply"]
    assert "Join" in segments


def test_a_cell_is_read_with_its_columns_heading(window: MainWindow, session: Session, trace: Trace) -> None:
    session.show(trace, session.program)
    window.frames.refresh_all()
    table = QAccessible.queryAccessibleInterface(window.side.callbacks.table)
    read = [name_of(element) for element, _ in elements(table)]
    assert "task: foo(0)" in read
