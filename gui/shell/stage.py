"""The middle of the window: the charts of the run, or the gallery of programs in their place."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from gui.controls.controls import Controls
from gui.gallery.gallery import Gallery
from gui.session import Session
from gui.theme import Theme
from gui.timeline.timelines import Timelines


class Stage(QStackedWidget):
    """A program that is chosen in the gallery, or a run that starts, brings the charts back."""

    def __init__(self, session: Session, timelines: Timelines, gallery: Gallery, controls: Controls) -> None:
        super().__init__()
        self._session = session
        self._controls = controls
        self.timelines = timelines
        self.gallery = gallery
        self.addWidget(timelines)
        self.addWidget(gallery)
        session.run_started.connect(self.hide_gallery)
        gallery.chosen.connect(self._choose)
        gallery.closed.connect(self.hide_gallery)

    @property
    def in_gallery(self) -> bool:
        return self.currentWidget() is self.gallery

    def toggle_gallery(self) -> None:
        if self.in_gallery:
            self.hide_gallery()
        else:
            self.show_gallery()

    def show_gallery(self) -> None:
        """All built-in programs; the keyboard is on the card of the present one."""
        self.gallery.show_program(self._session.program.name)
        self.setCurrentWidget(self.gallery)
        self.gallery.cards.setFocus()

    def hide_gallery(self) -> None:
        if self.in_gallery:
            self.setCurrentWidget(self.timelines)
            self.window().setFocus()

    def _choose(self, name: str) -> None:
        if self._controls.open(name):
            self.hide_gallery()

    def apply_theme(self, theme: Theme) -> None:
        self.setMinimumHeight(theme.px(160))  # what its parts would like at least may be more than a small screen has
        for view in (self.timelines, self.gallery):
            view.setMinimumHeight(theme.px(160))
            view.apply_theme(theme)
