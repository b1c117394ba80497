"""A screen for the real windows, for the whole session; and what every test may use."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import hypothesis
import pytest

from gui.shell.screen import missing_packages

_WITHOUT_SCREEN = "a real window needs a screen: install Xvfb and Qt's xcb libraries (README, Tests)"


def _start_virtual_screen() -> subprocess.Popen[bytes] | None:
    """An X server of our own on a free display, or None where there is none to start."""
    if shutil.which("Xvfb") is None:
        return None
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as answer:
        number = answer.readline().strip()
    if not number:
        server.wait()
        return None
    os.environ["DISPLAY"] = f":{number}"
    os.environ["QT_QPA_PLATFORM"] = "xcb"
    return server


hypothesis.settings.register_profile("poolscope", deadline=None)  # how long an example takes is the computer's affair
hypothesis.settings.load_profile("poolscope")

_ASKING = [getattr(signal, name) for name in ("SIGINT", "SIGQUIT", "SIGHUP") if hasattr(signal, name)]
_server: subprocess.Popen[bytes] | None = None


def pytest_configure(config: pytest.Config) -> None:
    # Before pytest-qt makes the application; a screen of the user's own is not used: windows would steal the focus.
    global _server
    for (
        number
    ) in _ASKING:  # who starts the tests in the background has them ignored, and so would every program of theirs
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    config.addinivalue_line("markers", "screen: drives a real window; skipped where no screen can be had")
    if sys.platform == "linux" and "QT_QPA_PLATFORM" not in os.environ:
        _server = None if missing_packages() else _start_virtual_screen()
        if _server is None:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"


def pytest_unconfigure() -> None:
    if _server is not None:
        _server.terminate()
        _server.wait()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        for item in items:
            if item.get_closest_marker("screen"):
                item.add_marker(pytest.mark.skip(reason=_WITHOUT_SCREEN))


@pytest.fixture
def no_process_left() -> Iterator[None]:
    """The test leaves no child process behind."""
    import psutil

    before = set(psutil.Process().children(recursive=True))
    yield
    left = [child for child in psutil.Process().children(recursive=True) if child not in before]
    assert not left, f"still there: {left}"
