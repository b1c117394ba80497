"""What can be run: a built-in program, a file or a module, with its text and the parameters in it."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
import zipfile
from dataclasses import dataclass, replace
from importlib.machinery import PathFinder
from pathlib import Path, PureWindowsPath

from workers.disk.writing import descriptor_of
from workers.errors import EngineError, ErrorKind, reason
from workers.program.parameters import Parameter, ParameterError, parse, read_constants, same, written

MAX_BYTES = 64 << 20  # of a program's text
MAX_SHOWN = 200_000  # characters of a recorded one, which is only there to be read
PROGRAMS = Path(__file__).resolve().parents[1] / "programs"
_ROOT = str(Path(__file__).resolve().parents[2])


class ProgramError(EngineError):
    """There is no such program, or it cannot be read."""


@dataclass(frozen=True, slots=True)
class Program:
    """What is run: a file or a module, with the text that is shown and that may differ from the one on disk."""

    path: Path | None  # None for a module
    module: str | None  # as after `python -m`; None for a file
    text: str  # the source with its own line ends; "" for a module that has none
    original: str  # the same as it is on disk
    title: str  # the docstring's first line, else the name
    encoding: str = "utf-8"  # of the file; "utf-8-sig" where it begins with a byte order mark
    source: Path | None = None  # the file that a module's text is from
    given: str = ""  # a file's name as the user wrote it, "./script.py"; "": `path` is what the program is told
    recorded: str = ""  # what a recording calls it: there is a text to be read, and nothing to be run
    whole: bool = True  # False: of a recorded text only the beginning is here

    @property
    def name(self) -> str:
        """ "pool" for a built-in program, "script.py" for a file, "package.module" for a module."""
        if self.path is None:
            return self.module or _last_part(self.recorded)
        # queue_.py is "queue": a program's folder comes first on its sys.path, so queue.py would hide the library's.
        if self.path.parent == PROGRAMS:
            return self.path.stem.rstrip("_")
        return self.path.name or self.path.resolve().name  # of the folder "."

    @property
    def changed(self) -> bool:
        return self.text != self.original

    @property
    def edited(self) -> bool:
        """Whether it differs from what is on disk by more than the values of its constants, which a control changes too."""
        if not self.changed or (self.path is not None and descriptor_of(self.path) is not None):
            return False
        return not same_but_for_values(self.text, self.original)

    @property
    def own_file(self) -> Path | None:
        """The user's file that the text is from and can be written back to."""
        path = self.source or self.path
        if path is None or self.recorded or path.parent == PROGRAMS or descriptor_of(path) is not None:
            return None
        return path if self.original or path.suffix in (".py", ".pyw") else None  # an archive's text is not its bytes

    @property
    def now_on_disk(self) -> Program:
        """The same when its text has been written to its file."""
        return replace(self, original=self.text)

    def was_read_from(self, data: bytes) -> bool:
        """Whether `data`, which its file has now, is what it had then."""
        try:
            return data == replace(self, text=self.original).data
        except ProgramError:
            return False

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """In the text's order; () for a text that is no valid Python, or that is only there to be read."""
        if self.recorded:
            return ()
        return tuple(constant.parameter for constant in read_constants(self.text))

    @property
    def data(self) -> bytes:
        """The text as a file's bytes. Raises ProgramError where its encoding lacks a character."""
        declared = _declared(self.text)
        # A coding line that was changed is what an interpreter goes by (PEP 263).
        encoding = self.encoding if not declared or declared == _declared(self.original) else declared
        try:
            return self.text.encode(encoding)
        except UnicodeError:
            raise ProgramError(ErrorKind.NOT_IN_ENCODING, self.name, encoding) from None

    def with_value(self, name: str, value: object) -> Program:
        """The same program with one constant's literal written anew, and no other character touched.

        Raises ParameterError: no such parameter, not of its kind, out of range, or not among its choices.
        """
        constants = {constant.parameter.name: constant for constant in read_constants(self.text)}
        if name not in constants:
            if not constants:
                raise ParameterError(ErrorKind.NO_PARAMETERS, self.name, name)
            raise ParameterError(ErrorKind.NO_PARAMETER, self.name, name, ", ".join(constants))
        constant = constants[name]
        converted = constant.parameter.convert(value)
        if same(converted, constant.parameter.value):
            return self  # keeps 1_000 and 0x10 as they were written
        literal = written(converted, self.text[constant.begin : constant.end])
        return replace(self, text=self.text[: constant.begin] + literal + self.text[constant.end :])

    def with_text(self, text: str) -> Program:
        return replace(self, text=text)


def find_program(what: str, module: bool = False, *, descriptors: bool = False) -> Program:
    """A built-in program by its name, a file by its path, or a module by its name as `python -m` takes it.

    Nothing is run or imported. A module that is not found here has no text: another interpreter may well have it.
    `descriptors`: /dev/fd/63 and the like may be read to their end, however long that takes; other pipes and devices never are.
    Raises ProgramError.
    """
    if module:
        return _find_module(what)
    builtin = {program.name: program for program in builtin_programs()}
    if what in builtin:
        return builtin[what]
    return replace(_find_file(what, descriptors, tuple(builtin)), given=what)


def _find_file(what: str, descriptors: bool, builtin: tuple[str, ...]) -> Program:
    path = Path(what)
    try:
        found, folder = path.exists(), path.is_dir()
    except (OSError, ValueError):  # too long, or with a null character
        found = folder = False
    if folder:
        return _read_folder(path)
    if not found:
        raise ProgramError(ErrorKind.NO_PROGRAM, what, ", ".join(builtin))
    if not path.is_file():
        if not descriptors or descriptor_of(path) is None:
            raise ProgramError(ErrorKind.DEVICE, what)
        return replace(_read(path), original="")  # there is nothing left to read for who runs it: the text is handed on
    if path.suffix == ".pyc" or zipfile.is_zipfile(path):  # as the interpreter tells them; they have no text to show
        return Program(path=path, module=None, text="", original="", title=path.stem)
    return _read(path)


def recorded_program(name: str, text: str, whole: bool = True) -> Program:
    """The program that a recording calls `name`. Nothing that it names is opened, and its `text` is never run.

    Only a built-in program can be run again, as it is here, unless `text` shows that it was another version of it.
    `whole`: the recording has all of the text.
    """
    for program in builtin_programs():
        if program.path is not None and _last_part(name) == program.path.name:
            ours = PureWindowsPath(name).parts[-3:-1] == PROGRAMS.parts[-2:]
            if (ours and not text) or same_but_for_values(text, program.text):
                return program
    title = name.removeprefix("-m ") if name.startswith("-m ") else _last_part(name)
    shown = text[:MAX_SHOWN]
    whole = whole and len(shown) == len(text)
    return Program(None, None, shown, shown, title or "?", recorded=name or "?", whole=whole)


def _last_part(name: str) -> str:
    """Of a path or a module's name as another computer, of whatever system, has recorded it."""
    return PureWindowsPath(name.removeprefix("-m ")).name


def same_but_for_values(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > len(other):
        return False
    return _without_values(one) == _without_values(other)


def _without_values(text: str) -> list[str]:
    """What stands before, between and after the values of a program's constants."""
    cuts = [0, *(place for constant in read_constants(text) for place in (constant.begin, constant.end)), len(text)]
    return [text[begin:end] for begin, end in zip(cuts[::2], cuts[1::2], strict=True)]


def _declared(text: str) -> str:
    """The encoding that a text's first two lines name, "utf-8" where they name none, "" where there is none of that name."""
    first = "".join(text.splitlines(keepends=True)[:2])
    try:
        return tokenize.detect_encoding(io.BytesIO(first.encode("ascii", "replace")).readline)[0]
    except SyntaxError:
        return ""


def builtin_programs() -> list[Program]:
    return [_read(path) for path in sorted(PROGRAMS.glob("*.py")) if not path.name.startswith("_")]


def _read(path: Path) -> Program:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise ProgramError(ErrorKind.PROGRAM_TOO_LONG, path)
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except OSError as error:
        raise ProgramError(ErrorKind.NOT_READABLE, path, reason(error)) from error
    except (SyntaxError, UnicodeError) as error:
        raise ProgramError(ErrorKind.NOT_PYTHON, path) from error
    title = _title(text) or path.stem
    return Program(path=path, module=None, text=text, original=text, title=title, encoding=encoding)


def _read_folder(path: Path) -> Program:
    """A folder is a program if there is a `__main__` in it, as for the interpreter."""
    main = path / "__main__.py"
    if main.is_file():
        program = _read(main)
        return replace(program, path=path, title=_title(program.text) or path.resolve().name, source=main)
    if (path / "__main__.pyc").is_file():
        return Program(path=path, module=None, text="", original="", title=path.resolve().name)
    raise ProgramError(ErrorKind.FOLDER, path)


def _find_module(name: str) -> Program:
    if not all(part.isidentifier() for part in name.split(".")):
        raise ProgramError(ErrorKind.NOT_A_MODULE, name)
    # importlib.util.find_spec would import the packages on the way. Our own folder is not on the program's path.
    folders: list[str] | None = [str(Path.cwd()), *(folder for folder in sys.path if folder != _ROOT)]
    spec = None
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        spec = PathFinder.find_spec(".".join(parts[:depth]), folders)
        if spec is None:
            break
        folders = list(spec.submodule_search_locations or ())
    if spec is not None and spec.submodule_search_locations is not None:
        spec = PathFinder.find_spec(f"{name}.__main__", list(spec.submodule_search_locations))
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        return Program(path=None, module=name, text="", original="", title=name)
    source = _read(Path(spec.origin))
    return replace(source, path=None, module=name, title=_title(source.text) or name, source=source.path)


def _title(text: str) -> str:
    tree = parse(text)
    lines = (ast.get_docstring(tree) or "").strip().splitlines() if tree else []
    return lines[0].strip().rstrip(".") if lines else ""
