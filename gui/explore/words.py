"""A sweep in the window's language: the sentence, the reason, remarks, the cells of the table, the status line."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from gui import formats
from gui.explore.explorer import Explorer
from gui.language import parameter_label, value_label
from workers.program.parameters import Parameter, Value
from workers.sweep.measured import Measured
from workers.sweep.plan import Settings
from workers.sweep.sweep import BUSY, MOSTLY, Point, Sweep

_LEAST = 0.1  # share of a task that computes, below which it mostly waits


def _tr(words: str) -> str:
    return QCoreApplication.translate("Explore", words)


def _many(words: str, number: int) -> str:
    return QCoreApplication.translate("Explore", words, "", number)


def workers(number: Value) -> str:
    return _many("%Ln worker(s)", number if isinstance(number, int) else 0)


def label(name: str) -> str:
    """A constant's name for people."""
    return parameter_label(Parameter(name, None, 0))


def value_text(name: str, value: Value) -> str:
    return value_label(Parameter(name, None, 0), value)


def row_title(sweep: Sweep, settings: Settings) -> str:
    """ "6 workers", "MODE = apply"."""
    name, value = settings[0]
    return workers(value) if sweep.sized else f"{name} = {value_text(name, value)}"


def family_text(settings: Settings) -> str:
    """ "MODE = apply"; "" where there is one curve."""
    return formats.listed(f"{name} = {value_text(name, value)}" for name, value in settings)


def family_name(settings: Settings) -> str:
    """ "apply": where it is clear of which constant."""
    return formats.listed(value_text(name, value) for name, value in settings)


def sentence(sweep: Sweep) -> str:
    """The recommendation; "" where there is none yet."""
    found = sweep.conclusion()
    if found is None:
        return ""
    what = row_title(sweep, found.recommended[:1])
    if len(found.recommended) > 1:
        what = _tr("{0}, {1}").format(what, family_text(found.recommended[1:]))
    if found.flat:
        said = _tr("{0}: more are not faster") if sweep.sized else _tr("{0}: greater values are not faster")
    elif not sweep.numeric:
        return _tr("{0} is the fastest: {1} times as fast as the slowest").format(what, f"{found.gain:.1f}")
    elif sweep.sized:
        said = _tr("{0}: the smallest pool within 5 % of the best")
    else:
        said = _tr("{0}: the smallest value within 5 % of the best")
    return said.format(what)


def reason(sweep: Sweep) -> str:
    """Why, as far as it was measured; "" where that tells nothing."""
    found = sweep.conclusion()
    if found is None or found.reason is None:
        return ""
    why = found.reason
    if why.task_cpu < _LEAST:
        return _tr("The tasks mostly sleep or wait: that takes no core, and more workers wait for more at once.")
    if why.task_cpu >= MOSTLY:
        share = _tr("Each task computes nearly all of its time")
    else:
        share = _tr("Each task computes {0} of its time").format(formats.percent(why.task_cpu))
    if sweep.busy:
        return _tr("{0}.").format(share)
    if why.full_from is None:
        full = _many("the %Ln core(s) were never full", why.cores)
    else:
        full = _many("from {0} on the %Ln core(s) are full", why.cores).format(workers(why.full_from))
    return _tr("{0}; {1}.").format(share, full)


def remarks(sweep: Sweep) -> list[str]:
    """What must be known beside the figures: failures, outliers, a busy machine, runs that did not do the same."""
    said = []
    for family in sweep.families:
        said += [failure(sweep.program, point.failed) for point in sweep.points(family) if point.failed is not None]
    if sweep.outliers:
        said.append(_many("%Ln run(s) took much longer than the others with the same values.", sweep.outliers))
    if sweep.others is not None and sweep.others >= BUSY:
        said.append(
            _tr("The computer was busy: other programs used {0} of its cores meanwhile.").format(f"{sweep.others:.1f}")
        )
    if sweep.unequal:
        said.append(
            _tr("Runs with the same values did or printed different things: their times may not be comparable.")
        )
    return said


def origin(explorer: Explorer) -> str:
    """Where the figures are from, where that is not what the controls say: nothing old stands unmarked beside something new."""
    sweep = explorer.sweep
    if sweep is None or explorer.running:
        return ""
    if explorer.swept is None:
        return _many("Measured before, on {0} with %Ln core(s).", sweep.machine.cores).format(
            sweep.machine.model or "?"
        )
    if explorer.fits or explorer.plan is None:
        return ""
    swept = {axis.name for axis in sweep.axes}
    former = [
        f"{parameter.name} = {parameter.value}"
        for parameter in explorer.swept.program.parameters
        if parameter.name not in swept
    ]
    return _tr("Measured with other settings than those above: {0}").format(
        formats.listed([explorer.swept.program.name, *former])
    )


def failure(program: str, run: Measured) -> str:
    """One sentence for a run that failed."""
    where = _tr("{0} with {1}").format(program, formats.listed(f"{name} = {value}" for name, value in run.settings))
    if run.stopped == "timeout":
        return _tr("{0} did not end within its time and was stopped.").format(where)
    if run.stopped:
        return _tr("{0} was stopped.").format(where)
    if run.last_words.startswith("EOFError"):
        return _tr("{0} asks for input, and the runs of a sweep have none.").format(where)
    if run.exit_code < 0:
        how = _tr("{0} was ended by {1}").format(where, formats.exit_code(run.exit_code))
    else:
        how = _tr("{0} ended with exit code {1}").format(where, run.exit_code)
    return f"{how}: {run.last_words}" if run.last_words else _tr("{0}.").format(how)


def baseline(sweep: Sweep, family: Settings = ()) -> str:
    """What speed-up is against: "against 1 worker"."""
    found = sweep.baseline(family)
    if found is None:
        return ""
    if found.own:
        return _tr("against one task at a time ({0})").format(family_text(found.settings[-1:]))
    return _tr("against {0}").format(row_title(sweep, found.settings[:1]))


def headings(sweep: Sweep | None) -> list[str]:
    """Of the table; the first is the second constant's."""
    sized = sweep is None or sweep.sized
    family = sweep.axes[1].name if sweep is not None and len(sweep.axes) > 1 else ""
    return [
        label(family) if family else "",
        _tr("workers") if sized or sweep is None else label(sweep.first.name),
        _tr("time"),
        _tr("spread"),
        _tr("speed-up"),
        _tr("efficiency"),
        _tr("waiting for a core"),
        _tr("memory (PSS)"),
    ]


def cells(point: Point) -> list[str]:
    """Of the table's row; that of a point that has no run yet is empty from the time on."""
    name, value = point.settings[0]
    own = [family_name(point.settings[1:]), value_text(name, value)]
    if not point.runs:
        return [*own, _tr("failed") if point.failed is not None else "", "", "", "", "", ""]
    return [
        *own,
        seconds(point.median),
        f"± {point.spread:.2f}" if len(point.runs) > 1 else formats.UNKNOWN,
        formats.factor(point.speed_up),
        formats.percent(point.efficiency),
        formats.percent(point.runnable if point.runnable is not None else math.nan),
        formats.memory(point.memory) if point.memory is not None else formats.UNKNOWN,
    ]


def button(explorer: Explorer) -> tuple[str, str]:
    """What pressing it does: "Sweep: 22 runs", "about 55 s"; the latter "" where that is not known."""
    number, seconds = len(explorer.left), explorer.seconds()
    if not number:
        return _tr("Sweep"), ""
    if explorer.goes_on:
        return _many("Go on: %Ln run(s)", number), about(seconds)
    return _many("Sweep: %Ln run(s)", number), about(seconds)


def about(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return _tr("about {0}").format(round_duration(seconds))


def round_duration(seconds: float) -> str:
    """Without digits that nobody can know: "55 s", "2.2 min"."""
    if seconds >= 95:
        return _tr("{0} min").format(
            round(seconds / 60) if seconds >= 570 else f"{seconds / 60:.1f}".removesuffix(".0")
        )
    return f"{max(1, round(seconds)) if seconds < 20 else 5 * round(seconds / 5)} s"


def progress(explorer: Explorer) -> tuple[str, str]:
    """ "Run 7 of 22", "about 30 s left"."""
    if explorer.state == "stopping":
        return _tr("Stopping…"), ""
    seconds = explorer.seconds_left()
    left = "" if seconds is None else _tr("about {0} left").format(round_duration(seconds))
    number = explorer.progress.number if explorer.progress is not None else 1
    return _tr("Run {0} of {1}").format(number, explorer.total), left


def status(explorer: Explorer) -> str:
    """The line at the bottom."""
    sweep = explorer.sweep
    if explorer.running:
        return _tr("{0}, {1}").format(*both) if (both := progress(explorer))[1] else both[0]
    if sweep is None:
        return _tr("Nothing was measured yet")
    if explorer.opened is not None:
        said = _many("From {0}: %Ln run(s).", explorer.done).format(explorer.opened.name)
    elif explorer.swept is not None and explorer.sweep is not None and sweep.missing(explorer.swept):
        took = formats.duration(explorer.took)
        said = _tr("Sweep stopped: {0} of {1} runs in {2}.").format(explorer.done, explorer.total, took)
    elif explorer.swept is not None:
        took = formats.duration(explorer.took)
        said = _tr("Sweep finished: {0} of {1} runs in {2}, one of them to warm up.").format(
            explorer.done, explorer.total, took
        )
    else:
        said = _many("%Ln run(s).", explorer.done)
    if sweep.others is not None:
        quiet = sweep.others < BUSY
        words = (
            _tr("The machine was quiet (other programs used {0} cores).")
            if quiet
            else _tr("The machine was busy (other programs used {0} cores).")
        )
        said = f"{said} {words.format(f'{sweep.others:.2f}')}"
    return said


def seconds(value: float) -> str:
    """All of a column with the same unit where that can be: "0.83 s", "1.37 s"."""
    return f"{value:.2f} s" if 0.1 <= value < 100 else formats.duration(value)


def cores(number: int) -> str:
    return _many("this computer: %Ln core(s)", number)


def recommended() -> str:
    return _tr("recommended")


def base() -> str:
    return _tr("baseline")


def failed() -> str:
    return _tr("failed")


def doing(computing: float, runnable: float) -> str:
    """What several workers do on average."""
    return _tr("workers: {0} computing, {1} waiting for a core, the others sleeping").format(
        _few(computing), _few(runnable)
    )


def doing_briefly(computing: float, runnable: float) -> str:
    return _tr("{0} computing, {1} waiting").format(_few(computing), _few(runnable))


def _few(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
