"""What the window remembers from one start to the next: QSettings behind one typed class."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

T = TypeVar("T")

THEMES = ("system", "light", "dark")
LANGUAGES = ("system", "en", "zh_CN")
RECENT = 10


class Setting(Generic[T]):
    """One remembered value. `read` makes a `T` of what was stored; what it cannot make sense of is the default."""

    def __init__(self, default: T, read: Callable[[Any], T]) -> None:
        self._default = default
        self._read = read
        self._key = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._key = name

    @overload
    def __get__(self, settings: None, owner: type) -> Setting[T]: ...
    @overload
    def __get__(self, settings: Settings, owner: type) -> T: ...
    def __get__(self, settings: Settings | None, owner: type) -> Setting[T] | T:
        if settings is None:
            return self
        stored = settings.store.value(self._key)
        if stored is None:
            return self._default
        try:
            return self._read(stored)
        except (TypeError, ValueError):
            return self._default

    def __set__(self, settings: Settings, value: T) -> None:
        settings.store.setValue(self._key, value)


def _one_of(known: tuple[str, ...]) -> Callable[[Any], str]:
    def read(stored: Any) -> str:
        if stored not in known:
            raise ValueError(stored)
        return str(stored)

    return read


def _switch(stored: Any) -> bool:
    """An ini file gives "true", the registry a number, a running program a bool."""
    return str(stored).lower() in ("true", "1")


def _bytes(stored: Any) -> QByteArray:
    if not isinstance(stored, QByteArray):
        raise ValueError(stored)
    return stored


def _paths(stored: Any) -> list[str]:
    """A list of one comes back as plain text, an empty one as nothing."""
    if isinstance(stored, str):
        return [stored] if stored else []
    return [str(path) for path in stored]


class Settings:
    """The remembered values; `path` names an own ini file instead of the user's."""

    theme = Setting("system", _one_of(THEMES))
    language = Setting("system", _one_of(LANGUAGES))
    projector = Setting(False, _switch)
    compare = Setting(False, _switch)
    lessons = Setting(True, _switch)  # whether a program that is chosen unfolds its lesson
    geometry = Setting(QByteArray(), _bytes)
    tab_indents = Setting(False, _switch)  # in the program's text; else Tab leaves it
    side_share = Setting(0.0, float)  # of the window's width, for the side panel; 0: as it comes
    recent = Setting[list[str]]([], _paths)  # program files, the latest first
    rescued = Setting[list[str]]([], _paths)  # files with text that was not saved when the window had to end
    recent_recordings = Setting[list[str]]([], _paths)  # recorded runs and sweeps, the latest first

    def __init__(self, path: Path | None = None) -> None:
        if path is None:
            self.store = QSettings("Poolscope", "Poolscope")
        else:
            self.store = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def folder(self) -> Path:
        """Where files of ours are kept from one start to the next."""
        if self.store.format() == QSettings.Format.NativeFormat and sys.platform in ("win32", "darwin"):
            return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation))
        return Path(self.store.fileName()).parent

    def remember_program(self, path: Path) -> None:
        """Puts a program file at the head of `recent`."""
        self.recent = _headed(str(path), self.recent)

    def remember_recording(self, path: Path) -> None:
        """Puts a recorded run or a sweep at the head of `recent_recordings`."""
        self.recent_recordings = _headed(str(path), self.recent_recordings)

    def forget(self, path: str) -> None:
        """Takes a file that is no longer there out of what is recent."""
        self.recent = [other for other in self.recent if other != path]
        self.recent_recordings = [other for other in self.recent_recordings if other != path]


def _headed(name: str, others: list[str]) -> list[str]:
    return [name, *(other for other in others if other != name)][:RECENT]
