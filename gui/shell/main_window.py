"""The window: puts the views together, and knows what each action does."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QVBoxLayout, QWidget

from gui.controls.controls import Controls
from gui.focus import ClickAway, is_its_own
from gui.gallery.gallery import Gallery
from gui.language import CHINESE, ENGLISH, language, program_title, use_language
from gui.panels.headline import Headline
from gui.panels.side_panel import SidePanel
from gui.session import Session
from gui.shell.actions import Actions
from gui.shell.closing import Closing
from gui.shell.export import Pictures
from gui.shell.files import Files
from gui.shell.frames import Frames
from gui.shell.keys import KeysDialog
from gui.shell.places import Places
from gui.shell.settings import THEMES, Settings
from gui.shell.stage import Stage
from gui.shell.status import Status
from gui.shell.veil import Veil
from gui.style import palette, sans, style_sheet
from gui.theme import DARK, LIGHT, Theme
from gui.time_window import TimeWindow
from gui.timeline.timelines import Timelines

PROJECTOR_SCALE = 1.4
PAN = 0.2  # of what is visible
LOW, LOWEST, NARROW, TIGHT = 820, 620, 1500, 1200
"""Logical pixels at scale 1: lower or narrower windows are laid out more tightly."""


class MainWindow(QMainWindow):
    """One program, one window. Closing it during a run asks what shall become of that."""

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        use_language(settings.language)
        self.theme = self._chosen_theme()
        self.time_window = TimeWindow(self)
        self.actions_ = Actions(self)
        self.controls = Controls(session, self.actions_, settings, self.theme)
        self.headline = Headline(session, self.theme)
        self.timelines = Timelines(session, self.time_window, self.theme)
        self.gallery = Gallery(self.actions_, self.theme)
        self.stage = Stage(session, self.timelines, self.gallery, self.controls)
        self.side = SidePanel(session, self.time_window, self.theme)
        self.status = Status(session, self.time_window, self.actions_, self.theme)
        self.places = Places(session, self.actions_, self.controls, self.status, settings, self.theme)
        self.frames = Frames(session, self.time_window, self)
        self.files = Files(session, self.controls, self.places, settings, self)
        self.pictures = Pictures(session, self.frames, self.timelines, self)
        self.closing = Closing(session, self.places.explorer, self.files.unsaved, settings, self)
        self._click_away = ClickAway(self)
        self.veils = [Veil(view, self.theme) for view in (self.timelines, self.headline)]
        self._build()
        self._connect()
        self.apply_theme()
        if settings.compare:
            self.actions_.compare.setChecked(True)
        self.actions_.projector.setChecked(settings.projector)
        self.actions_.tab_indents.setChecked(settings.tab_indents)
        self.actions_.languages[settings.language].setChecked(True)
        self._show_title()
        self.side.lessons = settings.lessons
        if not settings.lessons:
            self.side.strip.fold(True)
        self.setFocus()  # else it would be Run's, and Space would run
        if not self.restoreGeometry(settings.geometry):
            self.setGeometry(self.screen().availableGeometry())

    def _build(self) -> None:
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.columns.addWidget(self.stage)
        self.columns.addWidget(self.side)
        self.columns.setStretchFactor(0, 1)
        self.columns.setStretchFactor(1, 0)
        self.columns.setChildrenCollapsible(False)
        self.columns.splitterMoved.connect(self._keep_share)
        timeline = QWidget()
        self._body = QVBoxLayout(timeline)
        self._body.addWidget(self.headline)
        self._body.addWidget(self.columns, 1)
        centre = QWidget()
        centre.setProperty("look", "window")
        centre.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.controls)
        self.places.set_timeline(timeline, self.stage)
        column.addWidget(self.places, 1)
        column.addWidget(self.status)
        self.setCentralWidget(centre)
        self.frames.add(self.timelines, 0.0, True, self.headline.show_elapsed, self.timelines.follow)
        for view, every, follows_time in (
            (self.headline, 0.1, False),
            (self.status, 0.1, False),
            (self.side.program, 0.05, False),
            (self.side.console, 0.1, False),
            (self.side.processes, 0.25, False),
            (self.side.callbacks, 0.1, False),
        ):
            self.frames.add(view, every, follows_time)

    def _connect(self) -> None:
        session, actions, time, timelines = self.session, self.actions_, self.time_window, self.timelines
        actions.connect_all(
            (
                (actions.run, self.places.run),
                (actions.stop, self.places.stop),
                (actions.kill, session.kill_now),
                (actions.programs, self.places.toggle_gallery),
                (actions.open, self.files.ask_and_open),
                (actions.open_trace, self.files.ask_and_open_trace),
                (actions.save_program, self.files.unsaved.save),
                (actions.save_program_as, self.files.unsaved.save_as),
                (actions.save_trace, self.files.ask_and_save_trace),
                (actions.copy_timeline, self.pictures.copy_timeline),
                (actions.save_timeline, self.pictures.ask_and_save_timeline),
                (actions.copy_window, self.pictures.copy_window),
                (actions.save_window, self.pictures.ask_and_save_window),
                (actions.zoom_in, timelines.zoom_in),
                (actions.zoom_out, timelines.zoom_out),
                (actions.earlier, lambda: time.pan(-PAN)),
                (actions.later, lambda: time.pan(PAN)),
                (actions.fit, timelines.fit),
                (actions.previous_task, lambda: timelines.step(-1)),
                (actions.next_task, lambda: timelines.step(1)),
                (actions.pause, time.toggle_pause),
                (actions.pause, self.frames.wake),
                (actions.clear, session.cancel_loading),
                (actions.clear, time.clear),
                (actions.clear, lambda: self.side.program.show_line(0)),
                (actions.clear, self.stage.hide_gallery),
                (actions.next_theme, self._next_theme),
                (actions.next_language, self._next_language),
                (actions.keys, self.show_keys),
                (actions.quit, self.close),
                *((action, lambda name=name: self.set_theme(name)) for name, action in actions.themes.items()),
                *((action, lambda name=name: self.set_language(name)) for name, action in actions.languages.items()),
            )
        )
        actions.compare.toggled.connect(self._set_compare)
        actions.projector.toggled.connect(self._set_projector)
        actions.tab_indents.toggled.connect(self._set_tab_indents)
        session.run_started.connect(self._show_comparison)
        session.program_changed.connect(self._show_title)
        session.run_started.connect(self._show_title)
        self.stage.currentChanged.connect(self.frames.wake)
        self.places.changed.connect(self.frames.wake)
        self.side.program.save_asked.connect(self.files.unsaved.save)
        self.side.lesson.sweep_asked.connect(self.places.try_sweep)
        self.side.strip.folded_by_user.connect(self._keep_lessons)
        self.gallery.sweep_chosen.connect(self.places.offer_sweep)
        self.side.tab_changed.connect(self.frames.wake)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.apply_theme)

    def show_keys(self) -> None:
        dialog = KeysDialog(self.actions_, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def set_theme(self, name: str) -> None:
        """`name`: one of `settings.THEMES`."""
        self.settings.theme = name
        self.apply_theme()

    def apply_theme(self) -> None:
        """Everything in the colours and sizes that the settings ask for."""
        theme = self.theme = self._chosen_theme()
        self.setFont(sans(theme))
        self.setPalette(palette(theme))
        self.setStyleSheet(style_sheet(theme))
        gap = theme.px(12)
        self._body.setContentsMargins(gap + theme.px(4), gap, gap + theme.px(4), gap)
        self._body.setSpacing(gap)
        self.columns.setHandleWidth(gap)
        self.side.setMinimumHeight(theme.px(160))  # of its own it would ask for more than a small screen has
        self.actions_.themes[self.settings.theme].setChecked(True)
        for view in (self.controls, self.headline, self.stage, self.side, self.status, self.places):
            view.apply_theme(theme)
        for veil in self.veils:
            veil.apply_theme(theme)
        self.pictures.theme = theme
        self._fit_in()
        self.frames.wake()

    def _chosen_theme(self) -> Theme:
        name = self.settings.theme
        if name == "system":
            name = "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"
        theme = DARK if name == "dark" else LIGHT
        return theme.scaled(PROJECTOR_SCALE) if self.settings.projector else theme

    def _next_theme(self) -> None:
        self.set_theme(THEMES[(THEMES.index(self.settings.theme) + 1) % len(THEMES)])

    def set_language(self, name: str) -> None:
        """`name`: one of `settings.LANGUAGES`. All texts change at once; run, program and view stay as they are."""
        self.settings.language = name
        self.actions_.languages[name].setChecked(True)
        use_language(name)
        for part in (self.actions_, self.controls, self.headline, self.gallery, self.side, self.places, self.status):
            part.retranslate()
        self.files.recent.retranslate()
        self._show_title()
        self.apply_theme()  # other words, other widths; the charts make theirs anew whenever they paint

    def _next_language(self) -> None:
        self.set_language(ENGLISH if language() == CHINESE else CHINESE)

    def _set_projector(self, on: bool) -> None:
        if self.settings.projector != on:
            self.settings.projector = on
            self.apply_theme()

    def _set_tab_indents(self, on: bool) -> None:
        self.settings.tab_indents = on
        self.side.program.set_tab_indents(on)

    def _set_compare(self, on: bool) -> None:
        self.settings.compare = on
        self._show_comparison()

    def _show_comparison(self) -> None:
        """Where there is no run before this one, the room is this one's."""
        self.timelines.set_compare(self.settings.compare and self.session.previous is not None)
        self.frames.wake()

    def _show_title(self) -> None:
        """Whose run it is that the window shows, and whether it is a recording."""
        session = self.session
        opened = f" – {session.opened.name}" if session.opened is not None else ""
        self.setWindowTitle(f"{program_title(session.program)}{opened} – Poolscope")
        words = self.tr("This is the run of {0}; another program is chosen")
        other = session.ran if session.of_another else None
        for veil, said in zip(self.veils, (words, ""), strict=True):
            veil.show_words(said.format(program_title(other)) if other is not None else "", other is not None)

    def _fit_in(self) -> None:
        """Lays out more tightly where there is little room."""
        scale = self.theme.scale
        height, narrow = self.height() / scale, self.width() / scale < NARROW
        self.controls.set_compact(narrow, height < LOWEST, self.width() / scale < TIGHT)
        self.headline.set_compact(height < LOW)
        self.status.set_compact(narrow)
        self.places.fit_in(self.width(), self.height(), narrow, height < LOWEST)
        side = round(max(self.width() * 0.25, min(self.theme.px(440), self.width() * 0.3)))
        if 0 < self.settings.side_share < 1:
            side = round(self.width() * self.settings.side_share)
        self.columns.setSizes([self.width() - side, side])

    def _keep_lessons(self, folded: bool) -> None:
        self.settings.lessons = self.side.lessons = not folded

    def _keep_share(self) -> None:
        """The user's own division between timeline and side panel."""
        self.settings.side_share = self.side.width() / max(1, self.width())

    def event(self, event: QEvent) -> bool:
        """Space presses a control that Tab has reached, elsewhere it is the window's key. And how long painting takes."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and is_its_own(QApplication.focusWidget(), event.key())
        ):
            event.accept()
            return True
        if event.type() == QEvent.Type.UpdateRequest:
            began = monotonic()
            done = super().event(event)
            self.frames.painted(monotonic() - began)
            return done
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.windowHandle().installEventFilter(self._click_away)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """What is disabled or hidden leaves the focus to the window. Qt would hand it to the next control: from Run to
        Stop, which Space would press."""
        held = self.focusWidget()
        if held is not None and not (held.isEnabled() and held.isVisible()):
            self.setFocus()
            return True
        return super().focusNextPrevChild(forward)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_in()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.closing.refuses(event):
            return
        self.settings.geometry = self.saveGeometry()
        self.frames.stop()
        self.places.explorer.close()
        self.session.close()
        super().closeEvent(event)
