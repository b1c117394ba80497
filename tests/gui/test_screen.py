"""Whether a window can be opened is known before Qt is loaded."""

import os
import sys

import pytest

from gui import screen

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux may be without a screen")


@pytest.fixture(autouse=True)
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_display_there_is_no_window() -> None:
    assert screen.why_no_window() == "there is no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)"


def test_a_display_that_does_not_answer_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "X_LIBRARIES", {})
    monkeypatch.setenv("DISPLAY", ":987")
    if screen.why_no_picture():
        pytest.skip(screen.why_no_picture())
    assert screen.why_no_window() == "the screen :987 does not answer"


def test_a_missing_library_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "X_LIBRARIES", {"libnothing-like-this.so.0": "libnothing0"})
    monkeypatch.setenv("DISPLAY", ":987")
    assert "libnothing0" in screen.why_no_window()
    monkeypatch.setattr(screen, "LIBRARIES", {"libc.so.6": "libc6", "libnothing-like-this.so.1": "libnothing1"})
    assert screen.why_no_picture().endswith("apt-get install libnothing1)")


@pytest.mark.skipif("DISPLAY" not in os.environ, reason="no screen here")
def test_the_screen_that_is_there_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    assert screen.why_no_window() == ""
