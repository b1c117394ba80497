"""What can be asked for and cannot be done: a kind, with the names and values that belong to it.

An error carries no sentence. The terminal's English is made here, from the kind's pattern; the window's words are made in the
gui, by the same kind.
"""

from __future__ import annotations

from enum import Enum


class ErrorKind(Enum):
    """The value is the English pattern; {0}, {1}… stand for the error's arguments."""

    # A constant's value
    NOT_IN_RANGE = "{0} must be from {1} to {2}, not {3}."
    NOT_WHOLE = "{0} must be a whole number, not {1}."
    NOT_A_VALUE = "{0} must be a number, text, True, False or None, not {1}."
    NOT_A_NUMBER = "{0} must be a number, not {1}."
    NOT_A_CHOICE = "{0} must be {1} or {2}, not {3}."
    NO_PARAMETER = "{0} has no parameter {1}: it has {2}."
    NO_PARAMETERS = "{0} has no parameter {1}: it has none."
    # A program
    NOT_IN_ENCODING = "{0} has a character that its encoding {1} does not have."
    FOLDER = "{0} is a folder, not a program."
    DEVICE = "{0} is a pipe or a device, not a program."
    PROGRAM_TOO_LONG = "{0} is too long for a program."
    NO_PROGRAM = "There is no program {0}: it is neither a file nor a built-in program ({1})."
    NOT_PYTHON = "{0} is not the text of a Python program."
    NOT_A_MODULE = "{0} is not the name of a module."
    RECORDED = "{0} was recorded: open the program itself to run it."
    # A run
    NO_INTERPRETER = "There is no Python interpreter called {0}."
    NOT_AN_INTERPRETER = "{0} is not a Python interpreter."
    PYTHON_TOO_OLD = "{0} is Python {1}, and programs can be watched from {2} on."
    NO_ANSWER = "{0} did not answer when it was asked for its version."
    NOT_STARTED = "{0} cannot be started: {1}."
    # A file
    NOT_READABLE = "{0} cannot be read: {1}."
    NOT_OPENED = "{0} cannot be opened: {1}."
    NOT_A_FILE = "{0} is not a file that can be opened."
    # A recorded run
    TRACE_NO_FILE = "{0} is not a trace of Poolscope: it is no file."
    NOT_A_TRACE = "{0} is not a trace of Poolscope: it does not begin as one."
    TRACE_DAMAGED = "{0} is damaged or not a trace of Poolscope (line {1})."
    TRACE_LINES_DAMAGED = "{0} is damaged: {1} of its lines cannot be read, the first is line {2}."
    TRACE_TOO_MUCH = "{0} has too much in it for a run: it is read up to line {1}."
    TRACE_REFUSED = "{0} has what no run can have, or too much of it (events left out: {1})."
    # A sweep
    SWEEP_AXES = "A sweep goes over one constant, or over two."
    SWEEP_SAME_AXIS = "A sweep over two constants needs two different ones."
    SWEEP_REPEATS = "A sweep repeats each run 1 to {0} times, not {1}."
    SWEEP_RUNS = "That would be {0:,} runs; a sweep has at most {1}."
    SWEEP_FEW_VALUES = "A sweep over {0} needs {1} values at least."
    SWEEP_MANY_VALUES = "A sweep over {0} takes at most {1} values, not {2:,}."
    SWEEP_NO_CONSTANT = "{0} has no constant {1} to sweep over: it has {2}."
    SWEEP_NO_CONSTANTS = "{0} has no constant {1} to sweep over: it has none."
    SWEEP_NOTHING = "{0} has no constants to sweep over: upper-case names at its top with a plain value."
    SWEEP_WARM_UP = "{0} with {1} fails, so nothing is measured."
    SWEEP_NO_AXIS = "{0} names no constant with several values."
    SWEEP_TOO_LARGE = "{0} is too large for a sweep."
    NOT_A_SWEEP = "{0} is no sweep."
    SWEEP_DAMAGED = "{0} is damaged: not all that belongs to a sweep is there."


class EngineError(Exception):
    """`kind` and `arguments`: names, numbers, and what the operating system calls its reason. As text: one English sentence."""

    def __init__(self, kind: ErrorKind, *arguments: object) -> None:
        super().__init__(kind, *arguments)
        self.kind = kind
        self.arguments = arguments

    def __str__(self) -> str:
        return self.kind.value.format(*self.arguments)


def reason(error: OSError | ValueError) -> str:
    """Why the operating system refuses, in its own words."""
    return getattr(error, "strerror", None) or str(error)
