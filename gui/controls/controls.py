"""The bar at the top: run and stop, which program, a control for each of its parameters, and the window's switches."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from gui.controls.chooser import Chooser
from gui.controls.flow import Flow
from gui.controls.parameter import ParameterControl, is_essential, kind
from gui.controls.run_buttons import RunButtons
from gui.focus import by_tab
from gui.icons import icon
from gui.lessons import is_builtin
from gui.sentences import in_language
from gui.session import Session
from gui.shell.actions import Actions
from gui.shell.notice import Notice
from gui.shell.settings import Settings
from gui.theme import Theme
from workers.program.parameters import Parameter, ParameterError, parse
from workers.program.program import ProgramError

PALE = 0.45  # opacity
THEME_ICONS = {"system": "system", "light": "sun", "dark": "moon"}


class Controls(QWidget):
    """A bad value leaves the program as it was, the control goes back, and a line under the bar says why."""

    def __init__(self, session: Session, actions: Actions, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._settings = settings
        self._theme = theme
        self._actions = actions
        self.may_leave: Callable[[str], bool] = lambda what: True  # asks where the present text is not saved
        self.controls: dict[str, ParameterControl] = {}
        self._shown = ""  # the name of the program that they are of
        self._parameters: tuple[Parameter, ...] = ()  # of that program, when its text could last be read
        self.buttons = RunButtons(session, actions, theme)
        self.run_button, self.stop_button = self.buttons.run, self.buttons.stop
        self.chooser = Chooser(session, settings, theme)
        self.chooser.chosen.connect(self.open)
        self.chooser.open_asked.connect(actions.open.trigger)
        self.chooser.gallery_asked.connect(actions.programs.trigger)
        self.flow = Flow()
        self.flow.after = self.buttons.kill
        self.notice = Notice(theme, self.flow, hangs=True)

        bar = QWidget()
        bar.setProperty("look", "bar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bar = QHBoxLayout(bar)
        self._bar.addWidget(self.buttons, alignment=Qt.AlignmentFlag.AlignTop)
        self._bar.addWidget(self.flow, 1, Qt.AlignmentFlag.AlignTop)
        self._tools: list[tuple[QToolButton, str]] = []
        self._tool_row = QHBoxLayout()
        for action, name in (
            (actions.compare, "compare"),
            (actions.projector, "projector"),
            (actions.next_theme, "theme"),
            (actions.next_language, ""),
            (actions.keys, "help"),
        ):
            self._add_tool(action, name)
        self._menu_tool = self._add_menu()
        self._bar.addLayout(self._tool_row)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)

        session.program_changed.connect(self.show_program)
        session.state_changed.connect(self.show_state)
        session.run_started.connect(self._show_ran)
        self.retranslate()
        self.apply_theme(theme)

    def retranslate(self) -> None:
        self.buttons.retranslate()
        self._menu_tool.setToolTip(self.tr("More"))
        self._menu_tool.setAccessibleName(self.tr("More"))
        self.notice.retranslate()
        self.flow.retranslate()
        self.chooser.retranslate()
        self.controls = {}  # made anew
        self.show_program()
        self.show_state()

    def add_place(self, bar: QWidget) -> None:
        """The controls of another place of the window, to be shown in the place of these."""
        self._bar.insertWidget(2, bar, 1, Qt.AlignmentFlag.AlignTop)
        bar.hide()

    def show_place(self, bar: QWidget | None) -> None:
        """None: the controls of a run."""
        for number in range(3):
            item = self._bar.itemAt(number)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setVisible(widget is bar or (bar is None and widget in (self.buttons, self.flow)))

    def set_value(self, name: str, value: object) -> None:
        """Sets one of the program's constants, as its control does."""
        self._set(name, value)

    def open(self, what: str) -> bool:
        """Shows another program: a built-in's name or a path. False, and a sentence, if there is none.

        False without a sentence: the user stays with what was typed into the present one.
        """
        if not self.may_leave(what):
            return False
        try:
            self._session.open(what)
        except ProgramError as error:
            self.notice.say(in_language(error))
            if what in self._settings.recent:
                self._settings.forget(what)
                self.chooser.show_program()
            return False
        self.notice.clear()
        path = self._session.program.path
        if path is not None and not is_builtin(self._session.program):
            self._settings.remember_program(path.absolute())
            self.chooser.show_program()
        return True

    def show_program(self) -> None:
        """Controls for the parameters as they are now; those that still fit keep their place and focus.

        While the text is no valid Python, as it often is for a moment when it is typed, they stay and are disabled.
        """
        self.chooser.show_program()
        program = self._session.program
        parameters = program.parameters
        broken = not (parameters or program.recorded) and program.name == self._shown and parse(program.text) is None
        if broken:
            parameters = self._parameters
        self._shown, self._parameters = program.name, parameters
        shown: list[ParameterControl] = []
        for parameter in parameters:
            control = self.controls.get(parameter.name)
            if control is None or not control.fits(parameter):
                control = kind(parameter)(parameter, self._session.cores, self._theme)
                control.chosen.connect(self._set)
            else:
                control.show_parameter(parameter)
            _enable(control, "" if not broken else self.tr("Syntax error in the text"))
            shown.append(control)
        self.controls = {control.parameter.name: control for control in shown}
        self._show_ran()
        self._place()

    def _place(self) -> None:
        """Where one row must do, what a class is shown comes before the choice of program."""
        shown = list(self.controls.values())
        kept = [control for control in shown if is_essential(control.parameter)]
        self.flow.set_items([*shown, self.chooser] if self.flow.rows == 1 else [self.chooser, *shown], kept)

    def _show_ran(self) -> None:
        """What is set now and was otherwise in the run that is shown is for the next one."""
        session = self._session
        ran = session.ran if session.ran is not None and not session.of_another else None
        values = {parameter.name: parameter.value for parameter in ran.parameters} if ran is not None else {}
        for name, control in self.controls.items():
            control.show_ran(name in values and values[name] != control.parameter.value)

    def set_compact(self, narrow: bool, low: bool, tight: bool = False) -> None:
        """Narrow: icons without words. Low: one row, the rest behind "More…". Tight: most tools in their menu only."""
        for tool, name in self._tools:
            tool.setVisible(not tight or name in ("projector", "more"))
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self._tools[0][0].setToolButtonStyle(style)
        rows = 1 if low else 2
        if rows != self.flow.rows:
            self.flow.rows = rows
            self._place()

    def show_state(self) -> None:
        self._actions.open_trace.setEnabled(not self._session.busy)

    def _set(self, name: str, value: object) -> None:
        try:
            self._session.set_value(name, value)
        except ParameterError as error:
            self.notice.say(in_language(error))
            for control in self.controls.values():
                control.show_parameter(control.parameter)
            self._session.program_changed.emit()  # whoever else shows the value shows the old one again
        else:
            self.notice.clear()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        margin = theme.px(12)
        self._bar.setContentsMargins(theme.px(16), theme.px(10), margin, theme.px(10))
        self._bar.setSpacing(theme.px(8))
        self._tool_row.setSpacing(theme.px(6))
        self._tool_row.setContentsMargins(0, theme.px(19), 0, 0)  # beside the fields, not their captions
        self.flow.gap = theme.px(8)
        size = QSize(theme.px(16), theme.px(16))
        off = theme.faint
        self.buttons.apply_theme(theme)
        for tool, name in self._tools:
            if not name:
                continue
            drawing = icon(THEME_ICONS[self._settings.theme] if name == "theme" else name, theme.text, off)
            if tool.defaultAction() is None:
                tool.setIcon(drawing)
            else:
                tool.defaultAction().setIcon(drawing)
            tool.setIconSize(size)
        self.notice.apply_theme(theme)
        self.chooser.apply_theme(theme)
        for control in self.controls.values():
            control.apply_theme(theme)
        self.flow.arrange()

    def _add_tool(self, action: QAction, name: str) -> QToolButton:
        tool = by_tab(QToolButton())
        tool.setDefaultAction(action)
        text = Qt.ToolButtonStyle.ToolButtonTextOnly
        tool.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly if name else text)
        action.setIconVisibleInMenu(False)
        self._tools.append((tool, name))
        self._tool_row.addWidget(tool, alignment=Qt.AlignmentFlag.AlignTop)
        return tool

    @property
    def menu(self) -> QMenu:
        return self._menu_tool.menu()

    def _add_menu(self) -> QToolButton:
        menu, actions = QMenu(self), self._actions
        menu.addActions([actions.programs, actions.open])
        menu.addSeparator()
        menu.addActions([actions.save_program, actions.save_program_as])
        menu.addSeparator()
        menu.addActions([actions.open_trace, actions.save_trace])
        menu.addSeparator()
        menu.addActions([actions.copy_timeline, actions.save_timeline, actions.copy_window, actions.save_window])
        menu.addSeparator()
        menu.addActions(list(actions.themes.values()))
        menu.addSeparator()
        menu.addActions(list(actions.languages.values()))
        menu.addSeparator()
        menu.addActions([actions.compare, actions.projector, actions.keys, actions.quit])
        tool = by_tab(QToolButton())
        tool.setMenu(menu)
        tool.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._tools.append((tool, "more"))
        self._tool_row.addWidget(tool, alignment=Qt.AlignmentFlag.AlignTop)
        return tool


def _enable(control: ParameterControl, why_not: str) -> None:
    """Pale while it cannot be used, the parts it paints itself too."""
    if control.isEnabled() and why_not:
        effect = QGraphicsOpacityEffect(control)
        effect.setOpacity(PALE)
        control.setGraphicsEffect(effect)
    elif not control.isEnabled() and not why_not:
        control.setGraphicsEffect(None)  # type: ignore[arg-type]
    control.setEnabled(not why_not)
    if why_not:
        control.setToolTip(why_not)
