"""Watching a module of the standard library from the moment the program imports it: what it never imports costs it nothing."""

from __future__ import annotations

import sys
from importlib import machinery
from typing import Any, Callable, Dict, Optional, Sequence

from .emitter import failed

_waiting: Dict[str, Callable[[Any], None]] = {}  # module name -> what to do with the module


def when_imported(name: str, install: Callable[[Any], None]) -> None:
    """Call `install(module)` now if the module is there, else right after it has been imported."""
    if name in sys.modules:
        install(sys.modules[name])
        return
    if not _waiting:
        sys.meta_path.insert(0, _Finder())
    _waiting[name] = install


class _Finder:
    @staticmethod
    def find_spec(fullname: str, path: Optional[Sequence[str]], target: Any = None) -> Any:
        if fullname not in _waiting:
            return None
        spec = machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            loader = spec.loader
            load = loader.exec_module

            def exec_module(module: Any) -> None:
                vars(loader).pop("exec_module", None)  # the module keeps its loader, which is as it was then
                load(module)
                _imported(fullname, module)

            loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _imported(name: str, module: Any) -> None:
    install = _waiting.pop(name, None)
    if not _waiting:
        sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Finder)]
    try:
        if install is not None:
            install(module)
    except Exception as error:
        failed(error)
