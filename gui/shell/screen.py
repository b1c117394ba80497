"""Whether a window can be opened here at all: asked before Qt is loaded, which would end the process if not."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

# What Qt and its plugin for X load that is not always there, and Debian's packages: https://doc.qt.io/qt-6/linux-requirements.html
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

SCREENLESS = ("offscreen", "minimal")  # platforms of Qt that are always there
PATIENCE = 20  # s for a platform to show that it works


def why_no_window() -> str:
    """Why no window can be opened on this computer, as a clause without a full stop; "" if one can."""
    if not sys.platform.startswith("linux"):
        return ""
    asked = os.environ.get("QT_QPA_PLATFORM", "")
    chosen = asked.partition(";")[0].partition(":")[0]  # "xcb;wayland": one after the other
    if chosen not in ("", "xcb", "wayland"):
        useless = f"Qt cannot use the platform that QT_QPA_PLATFORM asks for ({asked})"
        return _lacking(LIBRARIES) or ("" if chosen in SCREENLESS or not _aborts() else useless)
    if (wayland := os.environ.get("WAYLAND_DISPLAY")) and chosen != "xcb":
        silent = f"the Wayland screen {wayland} does not answer"
        return _lacking(LIBRARIES) or ("" if _answers(wayland) or not _aborts() else silent)
    if chosen == "wayland":
        return "there is no Wayland screen (WAYLAND_DISPLAY is not set)"
    if not os.environ.get("DISPLAY"):
        return "there is no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    return _lacking(LIBRARIES | X_LIBRARIES) or _refused()


def _answers(wayland: str) -> bool:
    """Whether somebody listens at the socket of a Wayland screen (wayland(7): below XDG_RUNTIME_DIR)."""
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / wayland
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(PATIENCE)
        try:
            link.connect(str(path))
        except OSError:
            return False
    return True


def _aborts() -> bool:
    """Whether Qt would abort the process here, as it does where it cannot use a platform: another process tries it first."""
    code = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        command = [sys.executable, "-P", "-c", code]
        tried = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=PATIENCE)
        return tried.returncode != 0
    return True


def why_no_picture() -> str:
    """Why Qt cannot even draw a picture here, as a clause without a full stop; "" if it can."""
    return _lacking(LIBRARIES) if sys.platform.startswith("linux") else ""


def missing_packages() -> list[str]:
    """What the tests of real windows lack here, by Debian's names: Qt's libraries, a virtual screen, fonts."""
    packages = _missing(LIBRARIES | X_LIBRARIES)
    if shutil.which("Xvfb") is None:
        packages.append("xvfb")
    fonts = [path.name for path in Path("/usr/share/fonts").rglob("*.tt[fc]")]
    if not any("DejaVu" in name for name in fonts):
        packages.append("fonts-dejavu-core")
    if not any("CJK" in name for name in fonts):
        packages.append("fonts-noto-cjk")
    return packages


def _lacking(libraries: dict[str, str]) -> str:
    packages = _missing(libraries)
    return f"libraries that Qt needs are missing (Debian: apt-get install {' '.join(packages)})" if packages else ""


def _missing(libraries: dict[str, str]) -> list[str]:
    return [package for library, package in libraries.items() if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _refused() -> str:
    """Qt aborts the process where the X server does not answer, so it is asked first."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
    xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(None, None)
    try:
        failed = xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)
    return f"the screen {os.environ['DISPLAY']} does not answer" if failed else ""


if __name__ == "__main__":
    print(*missing_packages())  # for the Makefile
