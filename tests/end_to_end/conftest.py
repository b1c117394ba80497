"""The same window, session and settings as in tests/gui: here a whole lesson runs in them."""

from tests.gui.conftest import no_qt_warning, open_window, program, session, settings, window

__all__ = ["no_qt_warning", "open_window", "program", "session", "settings", "window"]
