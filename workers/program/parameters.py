"""The parameters of a program's text: the upper-case constants at its top, read with `ast`, never by running it.

A trailing comment says what a constant may be, and the controls of the window are made from that:

    MODE = "apply"  # apply | apply_async
    POOL_SIZE = 3  # 1 to 32
    SECONDS = 2.0  # 0.01 to 60 seconds

Any other comment means nothing here.
"""

from __future__ import annotations

import ast
import math
import re
import warnings
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from workers.errors import EngineError, ErrorKind

Value = int | float | str | bool | None

_NUMBER = r"[-+]?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"({_NUMBER}) to ({_NUMBER})(?:\s+(\S.*))?")
_WORD = re.compile(r"[\w.+-]{1,60}|'[^']*'|\"[^\"]*\"")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")  # Python's lines: str.splitlines also breaks at form feeds
_TRUTH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


class ParameterError(EngineError):
    """A parameter cannot have this value."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A module-level constant of a program: an upper-case name that is bound once, to a literal."""

    name: str
    value: Value
    line: int  # of the program's text, from 1
    choices: tuple[Value, ...] = ()  # () where any value of the kind will do
    minimum: float | int | None = None
    maximum: float | int | None = None
    unit: str = ""  # what stands after the range: "seconds"

    def convert(self, value: object) -> Value:
        """`value`, often text from a command line or a field, as this parameter takes it. Raises ParameterError."""
        converted = self._of_kind(value)
        if self.choices and not any(same(converted, choice) for choice in self.choices):
            words = [str(choice) for choice in self.choices]
            raise self._refused(ErrorKind.NOT_A_CHOICE, value, ", ".join(words[:-1]), words[-1])
        if self.minimum is None or self.maximum is None or not isinstance(converted, int | float):
            return converted
        if converted < self.minimum or converted > self.maximum:
            raise self._refused(ErrorKind.NOT_IN_RANGE, value, self.minimum, self.maximum)
        return converted

    def _of_kind(self, value: object) -> Value:
        if isinstance(self.value, str):
            return str(value)
        word = value.strip() if isinstance(value, str) else value
        if self.value is None or self.choices:
            literal = _literal(word) if isinstance(word, str) else word
            if literal is None or isinstance(literal, bool | str) or _number(literal) is not None:
                return cast(Value, literal)
            raise self._refused(ErrorKind.NOT_A_VALUE, value)
        if isinstance(self.value, bool):
            truth = _TRUTH.get(str(word).lower())
            if truth is None:
                raise self._refused(ErrorKind.NOT_A_CHOICE, value, True, False)
            return truth
        number = _number(word)
        if number is None:
            raise self._refused(ErrorKind.NOT_A_NUMBER, value)
        if isinstance(self.value, float):
            return float(number)
        if number == int(number):
            return int(number)
        if isinstance(self.minimum, float) or isinstance(self.maximum, float):
            return number
        raise self._refused(ErrorKind.NOT_WHOLE, value)

    def _refused(self, kind: ErrorKind, value: object, *wanted: object) -> ParameterError:
        text = repr(value) if isinstance(value, int | float | None) else f'"{value}"'
        return ParameterError(kind, self.name, *wanted, text if len(text) <= 40 else text[:40] + "…")


@dataclass(frozen=True, slots=True)
class Constant:
    """A parameter and where its literal stands."""

    parameter: Parameter
    begin: int  # of the literal, in characters of the text
    end: int


def parse(text: str) -> ast.Module | None:
    """The syntax tree; None for a text that is no valid Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes: said when the program runs
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


@lru_cache(maxsize=16)  # the window asks at every key press
def read_constants(text: str) -> tuple[Constant, ...]:
    """In the text's order; () for a text that is no valid Python."""
    tree = parse(text)
    if tree is None:
        return ()
    lines = _Lines(text)
    bound: dict[str, int] = {}
    constants: list[Constant] = []
    for statement in tree.body:
        for target in _targets(statement):
            bound[target] = bound.get(target, 0) + 1
        constant = _constant(statement, lines)
        if constant is not None:
            constants.append(constant)
    return tuple(constant for constant in constants if bound[constant.parameter.name] == 1)


def _targets(statement: ast.stmt) -> list[str]:
    targets: list[ast.expr]
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
        targets = [statement.target]
    else:
        return []
    return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]


def _constant(statement: ast.stmt, lines: _Lines) -> Constant | None:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
    elif isinstance(statement, ast.AnnAssign):
        target = statement.target
    else:
        return None
    node = statement.value
    if not isinstance(target, ast.Name) or node is None:
        return None
    if not target.id.isupper() or target.id.startswith("_"):
        return None
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    if not isinstance(node, ast.Constant | ast.UnaryOp) or not isinstance(value, int | float | str | None):
        return None
    assert node.end_lineno is not None and node.end_col_offset is not None
    assert statement.end_lineno is not None and statement.end_col_offset is not None
    after = lines.rest(statement.end_lineno, statement.end_col_offset).strip()
    comment = after[1:].strip() if after.startswith("#") else ""
    return Constant(
        _described(Parameter(target.id, value, statement.lineno), comment),
        lines.position(node.lineno, node.col_offset),
        lines.position(node.end_lineno, node.end_col_offset),
    )


class _Lines:
    """Where the positions of `ast` (lines from 1, columns in UTF-8 bytes) are in a text."""

    def __init__(self, text: str) -> None:
        self._lines = _LINE.findall(text)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def position(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def rest(self, line: int, column: int) -> str:
        rest: str = self._lines[line - 1].encode()[column:].decode()
        return rest


def _described(parameter: Parameter, comment: str) -> Parameter:
    """The parameter with what its comment says of it."""
    if isinstance(parameter.value, bool):
        return parameter
    found = _RANGE.fullmatch(comment)
    if found and isinstance(parameter.value, int | float):
        minimum, maximum = _number(found[1]), _number(found[2])
        if minimum is not None and maximum is not None and minimum <= maximum:
            return replace(parameter, minimum=minimum, maximum=maximum, unit=(found[3] or "").strip())
    words = [word.strip() for word in comment.split("|")]
    if len(words) < 2 or not all(_WORD.fullmatch(word) for word in words):
        return parameter
    choices: list[Value] = [word.strip("'\"") for word in words]
    if not isinstance(parameter.value, str):
        choices = [_literal(word) for word in words]
        if parameter.value is not None and any(isinstance(choice, str) for choice in choices):
            return parameter
    return replace(parameter, choices=tuple(choices))


def _literal(word: str) -> Value:
    """A word as a number, True, False or None where it is one, else as text."""
    number = _number(word)
    if number is not None:
        return number
    try:
        value = ast.literal_eval(word)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return word
    return value if isinstance(value, bool | str | None) else word


def _number(word: object) -> int | float | None:
    """A finite number that fits a float; None for anything else."""
    if isinstance(word, str):
        try:
            word = int(word)
        except ValueError:
            try:
                word = float(word)
            except ValueError:
                return None
    if isinstance(word, bool) or not isinstance(word, int | float):
        return None
    try:
        return word if math.isfinite(word) else None
    except OverflowError:
        return None


def same(one: Value, other: Value) -> bool:
    """Equal and of one kind: 1 is neither True nor 1.0, and 0.0 is not -0.0."""
    if isinstance(one, float) and isinstance(other, float):
        return one == other and math.copysign(1, one) == math.copysign(1, other)
    return type(one) is type(other) and one == other


def written(value: Value, before: str) -> str:
    """The literal of a value, in the quotes of the one it takes the place of."""
    mark = before[-1:]
    if not isinstance(value, str) or mark not in ("'", '"'):
        return repr(value)
    # No piece has the mark in it, so that `repr` escapes nothing for its sake.
    return mark + f"\\{mark}".join(repr(piece)[1:-1] for piece in value.split(mark)) + mark
