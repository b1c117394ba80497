"""A sweep in English words, for the terminal and for the file: the sentence, the reason, remarks, the table."""

from __future__ import annotations

import math

from workers.program.parameters import Value
from workers.sweep.measured import Measured
from workers.sweep.plan import Settings
from workers.sweep.sweep import MOSTLY, Point, Sweep

UNKNOWN = "–"
_LEAST = 0.1  # share of a task that computes, below which it mostly waits


def sentence(sweep: Sweep) -> str:
    """The recommendation, or why there is none."""
    found = sweep.conclusion()
    if found is None:
        return "Fewer than two values were measured: there is nothing to compare."
    name, value = found.recommended[0]
    family = _family(found.recommended)
    if found.flat:
        if sweep.sized:
            return f"{_workers(value)}{family}: more are not faster."
        return f"{name} = {value}{family}: greater values are not faster."
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in sweep.first.values):
        return f"{name} = {value}{family} is the fastest: {found.gain:.1f} times as fast as the slowest."
    if sweep.sized:
        return f"{_workers(value)}{family}: the smallest pool within 5 % of the best."
    return f"{name} = {value}{family}: the smallest value within 5 % of the best."


def reason(sweep: Sweep) -> str:
    """Why, as far as it was measured; "" where that tells nothing."""
    found = sweep.conclusion()
    if found is None or found.reason is None:
        return ""
    why_so = found.reason
    cores = f"the {why_so.cores} cores" if why_so.cores != 1 else "the one core"
    full = f"from {_workers(why_so.full_from)} on {cores} are full" if why_so.full_from is not None else ""
    if why_so.task_cpu < _LEAST:
        return "The tasks mostly sleep or wait: that takes no core, and more workers wait for more at once."
    if why_so.task_cpu >= MOSTLY:
        share = "Each task computes nearly all of its time"
    else:
        share = f"Each task computes {100 * why_so.task_cpu:.0f} % of its time"
    return f"{share}." if sweep.busy else f"{share}; {full or f'{cores} were never full'}."


def remarks(sweep: Sweep) -> list[str]:
    """What must be known beside the figures: failures, outliers, a busy machine, runs that did not do the same."""
    said = []
    for family in sweep.families:
        said += [why(sweep.program, point.failed) for point in sweep.points(family) if point.failed is not None]
    if sweep.outliers:
        runs = "1 run" if sweep.outliers == 1 else f"{sweep.outliers} runs"
        said.append(f"{runs} took much longer than the others with the same values.")
    if sweep.busy and sweep.others is not None:
        said.append(f"The computer was busy: other programs used {sweep.others:.1f} of its cores meanwhile.")
    if sweep.unequal:
        said.append(
            "Runs with the same values did or printed different things, so their times may not be of the same work."
        )
    return said


def baseline(sweep: Sweep, family: Settings = ()) -> str:
    """What speed-up is against: "against 1 worker"."""
    found = sweep.baseline(family)
    if found is None:
        return ""
    if found.own:
        name, value = found.settings[-1]
        return f"against one task at a time ({name} = {value})"
    name, value = found.settings[0]
    return f"against {_workers(value) if sweep.sized else f'{name} = {value}'}"


def table(sweep: Sweep) -> list[list[str]]:
    """Rows of text, the first of them the headings."""
    heads = ["workers" if sweep.sized else sweep.first.name, "time", "spread", "speed-up"]
    heads += ["efficiency"] if sweep.sized else []
    heads += ["waiting for a core", "memory (PSS)"]
    rows = [[*(axis.name for axis in sweep.axes[1:]), *heads]]
    for family in sweep.families:
        own = [str(value) for _name, value in family]
        rows += [[*own, *_cells(sweep, point)] for point in sweep.points(family)]
    return rows


def _cells(sweep: Sweep, point: Point) -> list[str]:
    cells = [str(point.settings[0][1]), seconds(point.median), f"± {point.spread:.2f}" if point.runs[1:] else UNKNOWN]
    cells.append(times(point.speed_up))
    if sweep.sized:
        cells.append(percent(point.efficiency))
    cells.append(percent(point.runnable if point.runnable is not None else math.nan))
    cells.append(f"{point.memory / 1e6:.0f} MB" if point.memory is not None else UNKNOWN)
    return cells


def report(sweep: Sweep) -> str:
    """All of it, for a terminal."""
    rows = table(sweep)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    said = [baseline(sweep) and f"speed-up {baseline(sweep)}", "", sentence(sweep), reason(sweep), *remarks(sweep)]
    return "\n".join([*lines, *(line for at, line in enumerate(said) if line or at == 1)]).rstrip()


def seconds(value: float) -> str:
    if math.isnan(value):
        return UNKNOWN
    return f"{value:.2f} s" if value >= 0.1 else f"{1000 * value:.1f} ms"


def times(value: float) -> str:
    return f"{value:.2f}×" if not math.isnan(value) else UNKNOWN


def percent(value: float) -> str:
    return f"{100 * value:.0f} %" if not math.isnan(value) else UNKNOWN


def _workers(value: Value) -> str:
    return f"{value} worker" if value == 1 else f"{value} workers"


def _family(settings: Settings) -> str:
    return "".join(f", {name} = {value}" for name, value in settings[1:])


def why(program: str, measured: Measured) -> str:
    """One sentence for a run that failed."""
    settings = ", ".join(f"{name}={value}" for name, value in measured.settings)
    where = f"{program} with {settings}"
    if measured.stopped == "timeout":
        return f"{where} did not end within its time and was stopped."
    if measured.stopped:
        return f"{where} was stopped: {measured.stopped}."
    words = f": {measured.last_words}" if measured.last_words else ""
    if measured.last_words.startswith("EOFError"):
        return f"{where} asks for input, and the runs of a sweep have none."
    how = (
        f"was ended by signal {-measured.exit_code}"
        if measured.exit_code < 0
        else f"ended with exit code {measured.exit_code}"
    )
    return f"{where} {how}{words}".rstrip(".") + "."
