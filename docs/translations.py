"""Brings the translations up to date: `make translations` calls this, and a translator edits the .ts files in between.

What the sources say is collected here and handed to Qt's lupdate, which merges it into resources/translations/*.ts; lrelease
then makes the .qm files that the window loads. lupdate alone would see neither texts within f-strings, nor those that a
helper function translates, nor titles and parameters of the built-in programs, nor the engine's kinds of errors.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gui import formats
from workers.errors import ErrorKind
from workers.program.program import builtin_programs

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
SOURCES = ROOT / "gui"
CHINESE, ENGLISH = "poolscope_zh_CN.ts", "poolscope_en.ts"

Message = tuple[str, str]
"""Context and text."""


def messages() -> list[Message]:
    """All that can be translated, each once. Raises ValueError where a source translates what is no plain text."""
    trees = {path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES.rglob("*.py")}
    helpers = {".".join(path.with_suffix("").parts): _helpers(tree) for path, tree in trees.items()}
    found: dict[Message, None] = {}
    for path, tree in sorted(trees.items()):
        known = dict(helpers[".".join(path.with_suffix("").parts)])
        for node in tree.body:
            if isinstance(node, ast.ImportFrom):
                theirs = helpers.get(node.module or "", {})
                known.update(
                    {name.asname or name.name: theirs[name.name] for name in node.names if name.name in theirs}
                )
        found.update(dict.fromkeys(_of_nodes(tree, "", known, str(path))))
    found.update(dict.fromkeys(of_programs()))
    found.update({("Engine", kind.value): None for kind in ErrorKind})
    return list(found)


def _helpers(tree: ast.Module) -> dict[str, str]:
    """A module's functions that translate their own argument, with the context they do it in."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.args.args:
            for call in (inner for inner in ast.walk(node) if isinstance(inner, ast.Call)):
                own = (
                    len(call.args) > 1
                    and isinstance(call.args[1], ast.Name)
                    and call.args[1].id == node.args.args[0].arg
                )
                if own and _called(call) == "translate" and isinstance(call.args[0], ast.Constant):
                    found[node.name] = str(call.args[0].value)
    return found


def _of_nodes(node: ast.AST, owner: str, helpers: dict[str, str], name: str) -> Iterator[Message]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef) and child.name in helpers:
            continue
        if isinstance(child, ast.Call):
            called = _called(child)
            if called == "tr" and isinstance(child.func, ast.Attribute):
                yield owner, _constant(child, 0, name)
            elif (
                called in ("translate", "QT_TRANSLATE_NOOP")
                and len(child.args) > 1
                and isinstance(child.args[0], ast.Constant)
            ):
                if child.args[0].value != "Engine":  # those are the kinds of errors, whatever expression names one
                    yield str(child.args[0].value), _constant(child, 1, name)
            elif called in helpers and isinstance(child.func, ast.Name):
                if isinstance(child.args[0], ast.Constant):
                    yield helpers[called], _constant(child, 0, name)
                elif helpers[called] != "Programs":
                    raise ValueError(f"{name}:{child.lineno}: {called}() needs a plain text")
        inner = child.name if isinstance(child, ast.ClassDef) else owner
        yield from _of_nodes(child, inner, helpers, name)


def _called(call: ast.Call) -> str:
    function = call.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _constant(call: ast.Call, place: int, name: str) -> str:
    words = call.args[place]
    if not (isinstance(words, ast.Constant) and isinstance(words.value, str)):
        raise ValueError(f"{name}:{call.lineno}: only plain text can be translated")
    return words.value


def of_programs() -> Iterator[Message]:
    """Titles, parameters and units of the built-in programs."""
    for program in builtin_programs():
        yield "Programs", program.title
        for parameter in program.parameters:
            yield "Programs", formats.humanise(parameter.name)
            if parameter.unit:
                yield "Programs", parameter.unit


def update(folder: Path = FOLDER) -> None:
    """Merges what the sources say now into the .ts files there; what is no longer said is dropped."""
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "texts.py"
        lines = ["from PySide6.QtCore import QCoreApplication"]
        for context, words in messages():
            plural = ', "", 1' if "%n" in words or "%Ln" in words or "(s)" in words else ""
            said = json.dumps(words, ensure_ascii=False)
            lines.append(f'QCoreApplication.translate("{context}", {said}{plural})')
        source.write_text("\n".join(lines) + "\n", encoding="utf-8")
        for name, options in ((CHINESE, []), (ENGLISH, ["-pluralonly"])):
            shown = ["-no-obsolete", "-locations", "none", "-silent", "-disable-heuristic", "similartext"]
            _run("lupdate", *options, *shown, str(source), "-ts", str(folder / name))


def release(folder: Path = FOLDER) -> None:
    """Makes the .qm files of the .ts files there."""
    for name in (CHINESE, ENGLISH):
        _run("lrelease", "-silent", str(folder / name), "-qm", str((folder / name).with_suffix(".qm")))


def _run(tool: str, *words: str) -> None:
    """One of Qt's tools, which come with PySide6-Essentials."""
    name = f"pyside6-{tool}"
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not there; it comes with PySide6-Essentials")
    subprocess.run([found, *words], check=True)


if __name__ == "__main__":
    update()
    release()
