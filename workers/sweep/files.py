"""A sweep on disk: JSON with all figures and small pictures of the runs, which opens again; CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

from workers.errors import ErrorKind
from workers.errors import reason as reason_of
from workers.sweep.measured import Measured
from workers.sweep.plan import MAX_REPEATS, MAX_RUNS, MAX_VALUES, Axis, Settings, SweepError
from workers.sweep.small import Row, Small
from workers.sweep.sweep import Machine, Point, Sweep
from workers.sweep.words import reason, remarks, sentence

FORMAT = "poolscope sweep 1"
LARGEST = 64 << 20  # bytes of a file that is read
_FIGURES = ("wall_s", "task_s", "task_cpu_s", "cores_in_use")
_COUNTS = ("exit_code", "tasks", "lost", "max_running", "processes", "lines")


def to_json(sweep: Sweep) -> str:
    """See README for what is in it. What is not known is null."""
    found = sweep.conclusion()
    points = [_point(point) for family in sweep.families for point in sweep.points(family)]
    baselines = [base for family in sweep.families if (base := sweep.baseline(family)) is not None]
    against = [{"values": dict(base.settings), "seconds": base.seconds, "own": base.own} for base in baselines]
    data = {
        "format": FORMAT,
        "program": sweep.program,
        "points": points,
        "baseline": against[0] if len(against) == 1 else against,
        "recommended": dict(found.recommended) if found is not None else None,
        "sentence": sentence(sweep),
        "reason": reason(sweep),
        "remarks": remarks(sweep),
        "machine": {**asdict(sweep.machine), "load_by_others": sweep.others},
        "axes": [{"name": axis.name, "values": list(axis.values)} for axis in sweep.axes],
        "repeats": sweep.repeats,
        "runs": [_run(run) for run in sweep.runs],
    }
    return json.dumps(data, allow_nan=False) + "\n"


def _point(point: Point) -> dict[str, Any]:
    return {
        "values": dict(point.settings),
        "wall_s": point.times,
        "median_s": _known(point.median),
        "speed_up": _known(point.speed_up),
        "efficiency": _known(point.efficiency),
        "waiting_for_core_share": point.runnable,
        "memory_pss": point.memory,
    }


def _run(run: Measured) -> dict[str, Any]:
    return {
        "kind": run.kind,
        "values": dict(run.settings),
        "repeat": run.repeat,
        "stopped": run.stopped,
        "last_words": run.last_words,
        **{name: _known(getattr(run, name)) for name in _FIGURES},
        **{name: getattr(run, name) for name in _COUNTS},
        "waiting": run.runnable,
        "memory": run.memory,
        "others": run.others,
        "small": _small_data(run.small) if run.small is not None else None,
    }


def _small_data(small: Small) -> dict[str, Any]:
    """As `_small` reads it. The file says "waiting" for what is runnable, and older readers know no other word."""
    rows = [{"begin": row.begin, "end": row.end, "cpu": row.cpu, "waiting": row.runnable} for row in small.rows]
    together = {"computing": small.computing, "waiting": small.runnable, "sleeping": small.sleeping}
    return {"end": small.end, "tasks": small.tasks, "rows": rows, **together}


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def to_csv(sweep: Sweep) -> str:
    """A line for each run: the constants' values, then its figures in s and bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [axis.name for axis in sweep.axes]
    writer.writerow(
        [*names, "repeat", "wall_s", "task_s", "task_cpu_s", "cores_in_use", "waiting_share", "memory_pss", "others"]
    )
    for run in sweep.runs:
        if run.kind == "point" and run.good:
            values = dict(run.settings)
            figures = [run.wall_s, run.task_s, run.task_cpu_s, run.cores_in_use, run.runnable, run.memory, run.others]
            cells = ["" if figure is None or math.isnan(figure) else figure for figure in figures]
            writer.writerow([*(values[name] for name in names), run.repeat, *cells])
    return text.getvalue()


def read_sweep(path: Path) -> Sweep:
    """A sweep that was written by `to_json`. Nothing else is opened. Raises SweepError: one sentence."""
    try:
        if not path.is_file():
            raise SweepError(ErrorKind.NOT_A_FILE, path.name)
        if path.stat().st_size > LARGEST:
            raise SweepError(ErrorKind.SWEEP_TOO_LARGE, path.name)
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise SweepError(ErrorKind.NOT_READABLE, path.name, reason_of(error)) from None
    except (ValueError, RecursionError):
        raise SweepError(ErrorKind.NOT_A_SWEEP, path.name) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise SweepError(ErrorKind.NOT_A_SWEEP, path.name)
    try:
        return _sweep(data)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise SweepError(ErrorKind.SWEEP_DAMAGED, path.name) from None


def is_sweep(path: Path) -> bool:
    """Whether the file says that it is one; its beginning is read."""
    try:
        with path.open("rb") as file:
            return path.is_file() and FORMAT.encode() in file.read(200)
    except OSError:
        return False


def _sweep(data: dict[str, Any]) -> Sweep:
    machine = data["machine"]
    axes = tuple(Axis(_text(axis["name"]), tuple(map(_value, axis["values"]))) for axis in data["axes"])
    if not 1 <= len(axes) <= 2 or any(not 1 <= len(axis.values) <= MAX_VALUES for axis in axes):
        raise ValueError
    repeats, runs = _count(data["repeats"]), data["runs"]
    if not 1 <= repeats <= MAX_REPEATS or len(runs) > 2 * MAX_RUNS:
        raise ValueError
    where = Machine(max(_count(machine["cores"]), 1), _text(machine["model"]), _text(machine["python"]))
    return Sweep(_text(data["program"]), axes, repeats, where, [_measured(run) for run in runs])


def _measured(data: dict[str, Any]) -> Measured:
    if data["kind"] not in ("warm-up", "baseline", "point"):
        raise ValueError
    settings: Settings = tuple((_text(name), _value(value)) for name, value in data["values"].items())
    small = data["small"]
    figures: dict[str, Any] = {name: _number(data[name]) for name in _FIGURES}
    counts: dict[str, Any] = {name: _count(data[name]) for name in _COUNTS}
    if figures["wall_s"] <= 0:  # NaN: it was not measured
        raise ValueError
    return Measured(
        data["kind"],
        settings,
        _count(data["repeat"]),
        stopped=_text(data["stopped"]),
        last_words=_text(data["last_words"]),
        **figures,
        **counts,
        runnable=None if data["waiting"] is None else _number(data["waiting"]),
        memory=None if data["memory"] is None else _count(data["memory"]),
        others=None if data["others"] is None else _number(data["others"]),
        small=None if small is None else _small(small),
    )


def _small(data: dict[str, Any]) -> Small:
    rows = [Row(*(_numbers(row[name]) for name in ("begin", "end", "cpu", "waiting"))) for row in data["rows"]]
    if any(len({len(row.begin), len(row.end), len(row.cpu), len(row.runnable)}) != 1 for row in rows):
        raise ValueError
    together = [_numbers(data[name]) for name in ("computing", "waiting", "sleeping")]
    if len({len(part) for part in together}) != 1:
        raise ValueError
    return Small(_number(data["end"]), bool(data["tasks"]), rows, *together)


def _value(value: object) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError


def _text(value: object) -> str:
    if isinstance(value, str):
        return value[:1000]
    raise TypeError


def _count(value: object) -> int:
    if isinstance(value, int) and abs(value) < 1 << 53:
        return value
    raise TypeError


def _number(value: object) -> float:
    if value is None:
        return math.nan
    if isinstance(value, int | float) and math.isfinite(value) and abs(value) < 1e15:
        return float(value)
    raise TypeError


def _numbers(values: list[Any]) -> list[float]:
    if isinstance(values, list) and len(values) <= 10_000:
        return [_number(value) for value in values]
    raise TypeError
