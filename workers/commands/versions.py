"""Which versions of what a run or a report was made with."""

from __future__ import annotations

import platform
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("PySide6-Essentials", "pyqtgraph", "numpy", "psutil")
_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"  # of a checkout


def own_version() -> str:
    """A checkout's own, else the installed one's; "unknown" for files that were copied somewhere."""
    if _PROJECT.is_file():
        return str(tomllib.loads(_PROJECT.read_text("utf-8"))["project"]["version"])
    return _installed("poolscope")


def versions() -> dict[str, str]:
    """Name → version, of Poolscope, Python, the packages that matter most, and the operating system."""
    packages = {name: _installed(name) for name in PACKAGES}
    python = f"{platform.python_version()} ({platform.python_implementation()})"
    return {"Poolscope": own_version(), "Python": python, **packages, "System": platform.platform()}


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
