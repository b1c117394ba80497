"""How the probe is loaded into the watched program: under a package name of its own and file names that tools pass over.

`warnings.warn(stacklevel=2)` and, from Python 3.11 on, `logging` take a frame for the import system's own, and not for a caller,
where its file's name has both "importlib" and "_bootstrap" in it (CPython: `is_internal_frame` in Python/_warnings.c,
`_is_internal_frame` in logging/__init__.py); coverage and debuggers leave out names in angle brackets. So the code's names are
changed after it has been loaded, by the function that the import system itself uses for code whose files have moved: the cached
byte code stays as it is, and nothing is compiled again.

Standard library only, Python 3.9 and newer. `host.py` and the text that spawned children run (`probe/processes.py`) execute this
file: it cannot be imported yet.
"""

from __future__ import annotations

import importlib
import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from types import CodeType, ModuleType
from typing import Any, Optional

PACKAGE = "_poolscope"
_PREFIX = "<frozen importlib._bootstrap_poolscope"


def rename(code: CodeType, module: str) -> None:
    """Give code that is there already, with all functions in it, the name for `module` ("host", "probe.pools")."""
    try:
        from _imp import _fix_co_filename  # type: ignore[attr-defined]
    except ImportError:  # not CPython
        return
    _fix_co_filename(code, f"{_PREFIX}.{module}>")


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> Any:
        code = super().get_code(fullname)
        if code is not None:
            rename(code, fullname.partition(".")[2] or fullname)
        return code


class _Finder:
    """Of this package's modules; on `sys.meta_path` only while one of them is being imported."""

    @staticmethod
    def find_spec(fullname: str, _path: object, _target: object = None) -> Optional[ModuleSpec]:
        package, _, rest = fullname.partition(".")
        return _spec(fullname, os.path.join(_folder, *rest.split("."))) if package == PACKAGE else None  # noqa: PTH118


def _spec(fullname: str, path: str) -> Optional[ModuleSpec]:
    is_package = os.path.isdir(path)  # noqa: PTH112
    file = os.path.join(path, "__init__.py") if is_package else path + ".py"  # noqa: PTH118
    folders = [path] if is_package else None
    return spec_from_file_location(fullname, file, loader=_Loader(fullname, file), submodule_search_locations=folders)


def load_package(folder: str) -> None:
    """`folder` as a package called PACKAGE. Its modules are imported by `import_module`."""
    global _folder
    _folder = folder
    spec = _spec(PACKAGE, folder)
    assert spec is not None and spec.loader is not None
    sys.modules[PACKAGE] = package = module_from_spec(spec)
    package.__dict__["import_module"] = import_module
    spec.loader.exec_module(package)


def import_module(name: str) -> ModuleType:
    """A module of the package: "probe.pools". Raises ImportError."""
    finder: Any = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        return importlib.import_module(f"{PACKAGE}.{name}")
    finally:
        sys.meta_path.remove(finder)


_folder = ""
