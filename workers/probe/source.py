"""The program's text where it is not the file's: the window runs what it shows, changed constants included.

The text lies in a file of the run's own. `__file__`, tracebacks and `inspect` keep the program's name for it; a spawned child,
which imports the program again, takes the same text.
"""

from __future__ import annotations

import sys
import types
from typing import Any, Optional

_file = ""  # the program's name
_text_file = ""  # where its text lies; "": the file itself is run


def text_file() -> str:
    return _text_file


def use(file: str, text_file: str) -> None:
    """Take `file`'s text from `text_file`. Raises OSError where it cannot be read."""
    import linecache

    global _file, _text_file
    _file, _text_file = file, text_file
    lines = read().decode("utf-8", "replace").splitlines(keepends=True)
    # No modification time: linecache then never looks at the file on disk.
    linecache.cache[file] = (sum(map(len, lines)), None, lines, file)


def read() -> bytes:
    with open(_text_file, "rb") as text:  # noqa: PTH123 - pathlib is not cheap to import
        return text.read()


def install_in_child() -> None:
    """A spawned child imports the program as `__mp_main__`: from our text."""
    from multiprocessing import spawn

    by_path = spawn._fixup_main_from_path  # type: ignore[attr-defined]
    by_name = spawn._fixup_main_from_name  # type: ignore[attr-defined]

    def fixup_main_from_path(main_path: str) -> None:
        if main_path != _file:
            by_path(main_path)
        else:
            _import_as_main(None)

    def fixup_main_from_name(mod_name: str) -> None:
        import importlib.util

        spec = importlib.util.find_spec(mod_name)
        if spec is None or spec.origin != _file:
            by_name(mod_name)
        else:
            _import_as_main(spec)

    spawn._fixup_main_from_path = fixup_main_from_path  # type: ignore[attr-defined]
    spawn._fixup_main_from_name = fixup_main_from_name  # type: ignore[attr-defined]


def _import_as_main(spec: Optional[Any]) -> None:
    module = types.ModuleType("__mp_main__")
    module.__file__ = _file
    if spec is not None:
        module.__spec__, module.__package__ = spec, spec.parent
    sys.modules["__main__"] = sys.modules["__mp_main__"] = module
    exec(compile(read(), _file, "exec", dont_inherit=True), module.__dict__)
