"""The same window, session and settings as in tests/gui: here a whole lesson runs in them."""

from tests.gui.conftest import (
    no_qt_warning,
    nothing_left_running,
    open_window,
    program,
    qt_running,
    session,
    settings,
    window,
)

__all__ = [
    "no_qt_warning",
    "nothing_left_running",
    "open_window",
    "program",
    "qt_running",
    "session",
    "settings",
    "window",
]
