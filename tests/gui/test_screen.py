"""Whether a window can be opened is known before Qt is loaded."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import qDebug, qWarning
from pytestqt.logging import _QtMessageCapture as QtLog

from gui.quiet import quiet
from gui.shell import screen

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


@pytest.mark.parametrize("platform", ["xcb", "wayland", "wayland;xcb"])
def test_a_platform_that_is_chosen_still_needs_its_screen(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert screen.why_no_window()


def test_a_platform_without_a_screen_can_open_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert screen.why_no_window() == screen.why_no_picture()


@pytest.mark.parametrize("platform", ["bogus", "bogus;nothing", "bogus:size=3"])
def test_a_platform_that_qt_has_not_is_noticed(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    if screen.why_no_picture():
        pytest.skip(screen.why_no_picture())
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    said = screen.why_no_window()
    assert said == f"Qt cannot use the platform that QT_QPA_PLATFORM asks for ({platform})"


def test_a_wayland_screen_that_does_not_answer_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if screen.why_no_picture():
        pytest.skip(screen.why_no_picture())
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    assert screen.why_no_window() == "the Wayland screen wayland-7 does not answer"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "wayland-7"))
        listening.listen()
        assert screen.why_no_window() == ""


def test_one_platform_of_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "bogus;offscreen")
    assert screen.why_no_window() == screen.why_no_picture()


@pytest.mark.parametrize(
    ("words", "platform"),
    [(("run",), "xcb"), (("run",), "bogus"), (("run", "--headless", "--png", "own.png"), "xcb")],
)
def test_without_a_screen_a_run_ends_with_a_picture_and_qt_says_nothing(
    tmp_path: Path, words: tuple[str, ...], platform: str
) -> None:
    if screen.why_no_picture():
        pytest.skip(screen.why_no_picture())
    (tmp_path / "hello.py").write_text("print('hello')\n")
    main = Path(screen.__file__).parents[2] / "main.py"
    command = [sys.executable, str(main), words[0], "hello.py", *words[1:]]
    environment = os.environ | {"QT_QPA_PLATFORM": platform}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("*.png"))) == 1
    assert "plugin" not in done.stderr
    assert "Q" not in done.stderr.replace("Qt cannot use the platform that QT_QPA_PLATFORM asks for (bogus)", "")


def test_only_what_means_nothing_is_kept_from_the_terminal(qtlog: QtLog) -> None:
    with quiet():
        qWarning("This plugin does not support propagateSizeHints()")
        qWarning("QBackingStore::flush() called for  QWidgetWindow(0x1)  which does not have a handle.")
        qDebug("something else")
    assert [record.message for record in qtlog.records] == ["something else"]


@pytest.mark.skipif("DISPLAY" not in os.environ, reason="no screen here")
def test_the_screen_that_is_there_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    assert screen.why_no_window() == ""
