"""The command line's words: what they mean, and one sentence for each that is wrong."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import math
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from workers.disk.writing import check, goes_straight, is_same
from workers.program.parameters import Parameter, ParameterError
from workers.program.program import Program, ProgramError, builtin_programs, find_program
from workers.sweep.plan import Axis, Plan, SweepError, first_choice, offered, parameter_of, parse_values, plan

EPILOG = """\
Without a command the window opens with the program "pool".

  %(prog)s run pool --set MODE=apply --set POOL_SIZE=4
  %(prog)s run script.py --headless --report report.json -- its own arguments
  %(prog)s run -m package.module
  %(prog)s run -X dev -W error script.py
  %(prog)s sweep pool --over POOL_SIZE=1,2,4,8 --set TASK=mixed
  %(prog)s open FILE
"""

MAX_SECONDS = 1e8  # s, three years
GRACE = 5.0  # s


class UsageError(Exception):
    """Something on the command line is wrong; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asks for."""

    command: str  # "window", "run", "sweep", "open" or "list"
    program: Program
    arguments: tuple[str, ...] = ()  # the program's own
    python: str = sys.executable
    headless: bool = False
    report: Path | None = None
    trace: Path | None = None
    png: Path | None = None
    timeout: float | None = None  # s
    python_options: tuple[str, ...] = ()  # the interpreter's own, each a word as it stands on its command line
    grace: float = GRACE  # s that the program has to end by itself when it is stopped
    record_output: bool = False  # without a window: read the program's output rather than leave it the terminal
    plan: Plan | None = None  # of a sweep
    json: Path | None = None
    csv: Path | None = None
    file: Path | None = None  # a recorded run or a sweep, to be opened
    log_file: Path | None = None  # Poolscope's own log
    verbose: bool = False  # details in the log; without a file it goes to stderr


def parse(words: Sequence[str]) -> Options:
    """The options of a command line without its first word. Raises UsageError; SystemExit after --help and --version."""
    ours, arguments = list(words), []
    if "--" in ours:
        at = ours.index("--")
        ours, arguments = ours[:at], ours[at + 1 :]
    asked = _parser().parse_args(ours)
    if asked.log_file is None and (named := os.environ.get("POOLSCOPE_LOG")):
        asked.log_file = Path(named)
    return replace(_parse(asked, arguments), log_file=asked.log_file, verbose=asked.verbose)


def _parse(asked: argparse.Namespace, arguments: list[str]) -> Options:
    if asked.log_file is not None:
        check_writable(asked.log_file)
    if asked.command is None:
        if arguments:
            raise UsageError("Arguments after -- belong to a program: use run PROGRAM.")
        return Options("window", find_program("pool"))
    if asked.command == "list":
        return Options("list", find_program("pool"))
    if asked.command == "open":
        return Options("open", find_program("pool"), file=_recording(asked.file))
    if (asked.program is None) == (asked.module is None):
        raise UsageError(f"{asked.command} needs a program: a built-in one's name, a path, or -m and a module's name.")
    try:
        program = find_program(asked.module or asked.program, module=asked.module is not None, descriptors=True)
        for name, value in asked.set:
            program = program.with_value(name, value)
        if program.changed:
            _ = program.data  # what its file's encoding lacks is known now rather than when it runs
    except (ProgramError, ParameterError) as error:
        raise UsageError(str(error)) from error
    python = _interpreter(asked.python)
    _check_files(asked, program, python, arguments)
    if asked.command == "sweep":
        return _sweep(asked, program, tuple(arguments), python)
    return Options(
        "run",
        program,
        tuple(arguments),
        python,
        asked.headless,
        asked.report,
        asked.trace,
        asked.png,
        asked.timeout,
        tuple(asked.python_options),
        asked.grace,
        asked.record_output,
    )


def _sweep(asked: argparse.Namespace, program: Program, arguments: tuple[str, ...], python: str) -> Options:
    try:
        axes = [Axis(name, parse_values(parameter_of(program, name), values)) for name, values in asked.over]
        if not axes:
            parameter = first_choice(program)
            axes = [Axis(parameter.name, offered(parameter, os.cpu_count() or 1))]
        made = plan(program, axes, asked.repeat, asked.timeout)
    except SweepError as error:
        raise UsageError(str(error)) from error
    made = replace(made, arguments=arguments, python=python, python_options=tuple(asked.python_options))
    return Options("sweep", program, headless=True, png=asked.png, plan=made, json=asked.json, csv=asked.csv)


def _recording(path: Path) -> Path:
    """Raises UsageError for what is neither a recorded run nor a sweep; how whole it is the window tells."""
    from workers.files.traces import begins_as_trace
    from workers.sweep.files import is_sweep

    try:
        found, is_file = path.exists(), path.is_file()
    except (OSError, ValueError):  # too long, or with a null character
        found = is_file = False
    if not found:
        raise UsageError(f"There is no file {path}.")
    if not is_file:
        raise UsageError(f"{path} is not a file that can be opened.")
    if not is_sweep(path) and not begins_as_trace(path):
        if path.suffix.lower() in (".py", ".pyw"):
            raise UsageError(f"{path} is a program, not a recording: use run {path}.")
        raise UsageError(f"{path} is neither a recorded run nor a sweep.")
    return path


def _check_files(asked: argparse.Namespace, program: Program, python: str, arguments: Sequence[str]) -> None:
    """Raises UsageError for a file that cannot be written, or that must not be."""
    names = ["json", "csv", "png"] if asked.command == "sweep" else ["report", "trace", "png"]
    files = [path for name in [*names, "log_file"] if (path := getattr(asked, name)) is not None]
    for one, other in itertools.combinations(files, 2):
        if is_same(one, other) and not goes_straight(one):
            raise UsageError(f"--{names[0]}, --{names[1]}, --{names[2]} and --log-file must be different files.")
    if asked.png is not None and asked.png.suffix.lower() != ".png":
        raise UsageError(f"--png needs a file name that ends in .png, not {asked.png}.")
    for path in files:
        if used := _used_as(path, program, python, arguments):
            raise UsageError(f"{path} is {used}: it would be overwritten.")
        check_writable(path)


def _used_as(path: Path, program: Program, python: str, arguments: Sequence[str]) -> str:
    """What the run needs an existing file for, whatever name it goes by; "" for nothing."""
    if goes_straight(path) or not path.exists():
        return ""
    needed = [(python, "the interpreter"), (sys.executable, "the interpreter")]
    needed += [(str(source), "the program itself") for source in (program.path, program.source) if source is not None]
    needed += [(argument, "one of the program's arguments") for argument in arguments]
    for name, use in needed:
        with contextlib.suppress(OSError, ValueError):
            if path.samefile(name):
                return use
    with contextlib.suppress(OSError, ValueError):
        if os.path.samestat(path.stat(), os.fstat(0)):
            return "the standard input"
    return ""


def check_writable(path: Path) -> None:
    """Raises UsageError if no file can be written there. Nothing there is changed, made or opened."""
    try:
        check(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(f"{path} cannot be written: {reason}.") from error


def listing() -> str:
    """The built-in programs and their parameters, for people."""
    lines = []
    for program in builtin_programs():
        lines.append(f"{program.name}  ({program.title})")
        lines += [f"    {_described(parameter)}" for parameter in program.parameters]
    return "\n".join(lines)


def _described(parameter: Parameter) -> str:
    text = f"{parameter.name}={parameter.value}"
    if parameter.choices:
        return f"{text}  ({' | '.join(str(choice) for choice in parameter.choices)})"
    if parameter.minimum is not None:
        return f"{text}  ({parameter.minimum} to {parameter.maximum} {parameter.unit}".rstrip() + ")"
    return f"{text}  (True | False)" if isinstance(parameter.value, bool) else text


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence; argparse would put the usage before it."""
        if message.startswith("unrecognized arguments"):
            message += " (a program's own arguments come after --)"
        raise UsageError(f"{message[0].upper()}{message[1:].rstrip('.')}; {self.prog} --help tells more.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="poolscope",
        description="Shows live what the process pools of a Python program do.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Versions, help="print the versions of Poolscope and of what it runs on")
    _add_log(parser)
    parser.set_defaults(log_file=None, verbose=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    run = commands.add_parser(
        "run",
        help="run a program and show it",
        usage="%(prog)s (PROGRAM | -m MODULE) [options] [-- ARGUMENTS...]",
        allow_abbrev=False,
    )
    _add_program(run)
    run.add_argument("--headless", action="store_true", help="run without a window")
    run.add_argument("--report", type=Path, metavar="FILE", help="write what happened as JSON")
    run.add_argument("--trace", type=Path, metavar="FILE", help="write every event, in the Chrome trace format")
    run.add_argument("--png", type=Path, metavar="FILE", help="write the window's picture, 1920x1080")
    run.add_argument(
        "--grace",
        type=_grace,
        default=GRACE,
        metavar="SECONDS",
        help=f"how long the program may take to end when it is stopped ({GRACE:g})",
    )
    run.add_argument(
        "--record-output",
        action="store_true",
        help="without a window: record the output too, which then does not go straight to the terminal",
    )
    sweep = commands.add_parser(
        "sweep",
        help="run a program with each of some values, several times, and say which is best",
        usage="%(prog)s (PROGRAM | -m MODULE) [--over NAME=VALUES] [options] [-- ARGUMENTS...]",
        allow_abbrev=False,
    )
    _add_program(sweep)
    sweep.add_argument(
        "--over",
        action="append",
        default=[],
        type=_setting,
        metavar="NAME=VALUES",
        help="the constant and its values: POOL_SIZE=1,2,4,8; a second one makes a family of curves",
    )
    sweep.add_argument("--repeat", type=int, default=3, metavar="TIMES", help="how often each is run (3)")
    sweep.add_argument("--json", type=Path, metavar="FILE", help="write all figures; the file opens again")
    sweep.add_argument("--csv", type=Path, metavar="FILE", help="write a line for each run")
    sweep.add_argument("--png", type=Path, metavar="FILE", help="write the window's picture, 1920x1080")
    opened = commands.add_parser("open", help="open a recorded run or a sweep", allow_abbrev=False)
    opened.add_argument("file", type=Path, metavar="FILE")
    _add_log(opened)
    commands.add_parser("list", help="list the built-in programs", allow_abbrev=False)
    return parser


def _add_log(command: argparse.ArgumentParser) -> None:
    """Before the command or after it."""
    command.add_argument(
        "--log-file",
        type=Path,
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="write to the end of FILE what Poolscope itself does (environment: POOLSCOPE_LOG)",
    )
    command.add_argument(
        "--verbose",
        action="store_true",
        default=argparse.SUPPRESS,
        help="details in that file; without one all of it on stderr",
    )


class _Versions(argparse.Action):
    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(
            option_strings, argparse.SUPPRESS, nargs=0, default=argparse.SUPPRESS, help=options.get("help")
        )

    def __call__(self, parser: argparse.ArgumentParser, *_words: object) -> None:
        from workers.commands.versions import versions

        sys.stdout.write("".join(f"{name} {version}\n" for name, version in versions().items()))
        sys.stdout.flush()
        parser.exit()


def _add_program(command: argparse.ArgumentParser) -> None:
    """What is run, with which constants, by which interpreter, for how long at most."""
    _add_log(command)
    command.add_argument("program", nargs="?", metavar="PROGRAM", help="a built-in program's name, or a path")
    command.add_argument("-m", dest="module", metavar="MODULE", help="a module, as for python -m")
    command.add_argument(
        "--set",
        action="append",
        default=[],
        type=_setting,
        metavar="NAME=VALUE",
        help="change a constant of the program",
    )
    command.add_argument("--timeout", type=_seconds, metavar="SECONDS", help="stop the program after this time")
    command.add_argument(
        "--python",
        default=sys.executable,
        metavar="INTERPRETER",
        help="the Python (3.9 or newer) that runs the program",
    )
    _add_interpreter_options(command)


def _add_interpreter_options(run: argparse.ArgumentParser) -> None:
    """By their own letters, as after `python`; in `python_options` in the order given."""
    group = run.add_argument_group("the interpreter's own options, passed on to it as they are")
    for letter in "bBdEIOPqsSuv":
        group.add_argument(
            f"-{letter}",
            dest="python_options",
            action="append_const",
            const=f"-{letter}",
            default=[],
            help=argparse.SUPPRESS if letter != "O" else "without assertions (also -b -B -d -E -I -P -q -s -S -u -v)",
        )
    for letter, metavar, what in (
        ("X", "OPTION", "dev, utf8, importtime …"),
        ("W", "FILTER", "which warnings to show"),
    ):
        group.add_argument(
            f"-{letter}",
            dest="python_options",
            action="append",
            type=f"-{letter}{{}}".format,
            metavar=metavar,
            help=what,
        )


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f'NAME=VALUE is needed, not "{text}"')
    return name, value


def _seconds(text: str) -> float:
    seconds = _number(text)
    if not seconds > 0:
        raise argparse.ArgumentTypeError(f'a number of seconds above 0 is needed, not "{text}"')
    return seconds


def _grace(text: str) -> float:
    seconds = _number(text)
    if not seconds >= 0:
        raise argparse.ArgumentTypeError(f'a number of seconds, 0 or more, is needed, not "{text}"')
    return seconds


def _number(text: str) -> float:
    """NaN for what is no finite number; more than the system can wait is as good as for ever."""
    try:
        seconds = float(text)
    except ValueError:
        return math.nan
    return min(seconds, MAX_SECONDS) if math.isfinite(seconds) else math.nan


def _interpreter(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise UsageError(f"There is no interpreter {name}.")
    return found
