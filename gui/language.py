"""The window's language: English, which the sources are written in, or Chinese, by Qt's own translators.

English has a translation too, because only a translation holds plurals ("1 task", "2 tasks").
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFontDatabase

from gui import formats
from workers.program.parameters import Parameter
from workers.program.program import Program

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "translations"

ENGLISH, CHINESE = "en", "zh_CN"
NAMES = {ENGLISH: "English", CHINESE: "中文"}
"""Each language's name for itself: these are not translated."""

PLAIN_NAMES = {ENGLISH: "English", CHINESE: "Chinese"}
"""For who has no font that could show the other ones."""

_OWNER = "poolscope-translator"


def use_language(asked: str) -> str:
    """From now on texts are made in that language; those on the screen stay. `asked`: one of
    `settings.LANGUAGES`; "system" is Chinese where the system speaks it, English elsewhere.

    Returns the language that is used: ENGLISH or CHINESE.
    """
    code = asked if asked in NAMES else _of_system()
    application = QCoreApplication.instance()
    if application is None or application.property("language") == code:
        return code
    for former in application.findChildren(QTranslator, _OWNER):
        application.removeTranslator(former)
        former.deleteLater()
    # Qt's own texts, in file dialogs and menus, then ours.
    for name, folder in (
        (f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        (f"poolscope_{code}", str(FOLDER)),
    ):
        translator = QTranslator(application)
        translator.setObjectName(_OWNER)
        if translator.load(name, folder):
            application.installTranslator(translator)
    QLocale.setDefault(QLocale(code))
    application.setProperty("language", code)
    return code


def language() -> str:
    """The language that is used: ENGLISH or CHINESE."""
    application = QCoreApplication.instance()
    code = None if application is None else application.property("language")
    return str(code) if code in NAMES else ENGLISH


def can_show_chinese() -> bool:
    """Whether a font is installed that has its signs; without one they are boxes."""
    return bool(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))


def names() -> dict[str, str]:
    """Each language's name, as it can be read here."""
    return NAMES if can_show_chinese() else PLAIN_NAMES


def _of_system() -> str:
    """The first language of the user that we have."""
    for name in QLocale.system().uiLanguages():
        if name.startswith("zh"):
            return CHINESE
        if name.startswith("en"):
            return ENGLISH
    return ENGLISH


def program_title(program: Program) -> str:
    """The title of a built-in program in the window's language; that of another one as it is."""
    return _known(program.title)


def parameter_label(parameter: Parameter) -> str:
    """A parameter's name for people: POOL_SIZE is "Pool size"."""
    return _known(formats.humanise(parameter.name))


def unit_label(parameter: Parameter) -> str:
    return _known(parameter.unit) if parameter.unit else ""


def value_label(parameter: Parameter, value: object) -> str:
    """A parameter's value as a choice: words as they stand in the program, because that is what changes there."""
    if value is not None:
        return str(value)
    if parameter.name.endswith("METHOD"):
        return QCoreApplication.translate("Programs", "default")
    return QCoreApplication.translate("Programs", "none")


def _known(words: str) -> str:
    """In the window's language if it is a word of a built-in program (see docs/translations.py), else as it is."""
    return QCoreApplication.translate("Programs", words)
