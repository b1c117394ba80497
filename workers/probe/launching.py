"""What the host runs: a file, byte code, a folder, a zip file or a module, each as the interpreter itself would run it.

CPython: `pymain_run_python` in Modules/main.c, `pyrun_simple_file` in Python/pythonrun.c.
"""

from __future__ import annotations

import os
import sys
import types
from functools import partial
from importlib.machinery import PathFinder, SourceFileLoader, SourcelessFileLoader
from importlib.util import MAGIC_NUMBER, find_spec
from typing import Any, Callable, Dict, List, Optional

_PYC_HEADER = 16  # bytes; PEP 552


class Program:
    """What to run, by the words of a command line: PROGRAM ARGS... or -m MODULE ARGS...

    file: its code's, as code objects name it; "" where that cannot be known. shown: what it is called.
    Puts on `sys.path` what the interpreter would; `safe_path`: the interpreter was asked not to.
    """

    def __init__(self, words: List[str], safe_path: bool) -> None:
        self.words = words
        self._spec: Optional[Any] = None
        self._data = b""
        self._module = ""  # run by runpy, as the interpreter does
        if words[0] == "-m":
            self._module, self.shown = words[1], f"-m {words[1]}"
            if not safe_path:
                sys.path.insert(0, os.getcwd())  # noqa: PTH109 - pathlib is not cheap to import
            self._spec = _spec_of(words[1])
        else:
            self.shown = os.path.abspath(words[0])  # noqa: PTH100
            path = _absolute(words[0])
            if _is_on_a_path(path):
                self._module = "__main__"
                sys.path.insert(0, path)
                self._spec = PathFinder.find_spec("__main__", [path])
            elif not safe_path:
                real = os.path.realpath(path) if os.name == "posix" else path
                sys.path.insert(0, os.path.dirname(real))  # noqa: PTH120
        self.file: str = path if not self._module else str(getattr(self._spec, "origin", None) or "")

    def prepared(self, text_file: str) -> Callable[[], object]:
        """A new `__main__` in the place of the present one, and what runs in it.

        `text_file`: what to take the text from; "": the program's own. Raises SystemExit in the interpreter's words where there
        is nothing to run, SyntaxError, and whatever else reading a program can raise.
        """
        namespace = _main_module(self.file, None if self._module else self._is_byte_code(text_file))
        sys.argv[:] = [self.words[0], *self.words[2:]] if self.words[0] == "-m" else self.words
        if self._module and not (text_file and self._spec is not None):
            import runpy

            return partial(runpy._run_module_as_main, self._module, self.words[0] == "-m")  # type: ignore[attr-defined]
        if self._module:
            import runpy

            if self.words[0] == "-m":
                sys.argv[0] = self.file
            code = compile(_read(text_file), self.file, "exec", dont_inherit=True)
            return partial(runpy._run_code, code, namespace, None, "__main__", self._spec)  # type: ignore[attr-defined]
        if not text_file and self._is_byte_code(text_file):
            return partial(exec, _byte_code(self._read_program()), namespace)
        text = _read(text_file) if text_file else self._read_program()
        return partial(exec, compile(text, self.file, "exec", dont_inherit=True), namespace)

    def _is_byte_code(self, text_file: str) -> bool:
        if text_file:
            return False
        return self.file.endswith(".pyc") or self._read_program()[:2] == MAGIC_NUMBER[:2]

    def _read_program(self) -> bytes:
        if not self._data:
            try:
                self._data = _read(self.file)
            except OSError as error:  # in the interpreter's words
                problem = f"[Errno {error.errno}] {error.strerror}"
                sys.stderr.write(f"{sys.executable}: can't open file {self.file!r}: {problem}\n")
                sys.exit(2)
        return self._data


def _read(file: str) -> bytes:
    with open(file, "rb") as source:  # noqa: PTH123
        return source.read()


def _spec_of(module: str) -> Optional[Any]:
    """Of what `-m` runs. None where that cannot be found or its package raises: runpy is going to say so."""
    try:
        spec = find_spec(module)
        if spec is not None and spec.submodule_search_locations is not None:
            spec = find_spec(module + ".__main__")
    except (ImportError, AttributeError, TypeError, ValueError):
        return None
    return spec


def _absolute(path: str) -> str:
    """As the interpreter makes it: on POSIX the current folder before it, and nothing of it shortened."""
    if os.name != "posix" or (path == "." and sys.version_info >= (3, 11)):
        return os.path.abspath(path)  # noqa: PTH100
    return path if os.path.isabs(path) else f"{os.getcwd()}/{path}"  # noqa: PTH109, PTH117


def _is_on_a_path(path: str) -> bool:
    """Whether modules can be in it: a folder or a zip file."""
    for hook in sys.path_hooks:
        try:
            hook(path)
        except ImportError:
            continue
        return True
    return False


def _byte_code(data: bytes) -> Any:
    import marshal

    if data[: len(MAGIC_NUMBER)] != MAGIC_NUMBER:
        raise RuntimeError("Bad magic number in .pyc file")
    return marshal.loads(data[_PYC_HEADER:])


def _main_module(file: str, byte_code: Optional[bool]) -> Dict[str, Any]:
    """A new `__main__`, in the place of the host's own. `byte_code`: None for what runpy is going to fill."""
    import builtins

    module = types.ModuleType("__main__")
    module.__dict__.update(__builtins__=builtins, __package__=None)
    if sys.version_info < (3, 14):
        module.__dict__.update(__annotations__={})
    if byte_code is not None:
        module.__dict__.update(__file__=file, __cached__=None)
        module.__loader__ = (SourcelessFileLoader if byte_code else SourceFileLoader)("__main__", file)
    sys.modules["_poolscope_host"] = sys.modules["__main__"]
    sys.modules["__main__"] = module
    # multiprocessing, once imported, knows it by this name too: spawned children pickle by it.
    if "__mp_main__" in sys.modules:
        sys.modules["__mp_main__"] = module
    return module.__dict__
