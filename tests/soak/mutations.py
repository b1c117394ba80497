"""Recordings with one or more things in them changed at random: each is read, and shown as far as it could be.

Deterministic by its random numbers, and without a window: `python -m tests.soak mutations`, and some hundred in the suite.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.fakes import executor_events, message_events, pool_events
from tests.soak.figures import Findings
from workers.analysis import queries, states
from workers.analysis.statistics import headline, report, selection_statistics, summary
from workers.files.traces import TraceFileError, TraceWriter, read_trace
from workers.trace.trace import Trace
from workers.wire.events import Event, RunEnded

MUTATIONS = 10_000
MAX_SECONDS = 2.0  # s of CPU time that one may take
HOSTILE: tuple[Any, ...] = (
    0, -1, 1, 2**31 - 1, 2**31, -(2**31), 2**32, 2**53, 2**62, 2**63 - 1, -(2**63) + 1, 2**63, 2**64, 10**30, 0.5, -0.0,
    1e308, "", "x", "\ud800", "x" * 5000, "<b>&", None, True, False, [], [1], {}, [[[[]]]], 20_000_000, 3_000_000_000_000,
)  # fmt: skip
RAW = (
    b"NaN",
    b"Infinity",
    b"-Infinity",
    b"1e400",
    b"[" * 2000,
    b'"',
    b"\xff\xfe",
    b"\x00",
    b"\n",
    b"]",
    b"}",
    b"{}",
    b"-",
)


def recordings(folder: Path) -> list[bytes]:
    """Small recordings of every kind of run."""
    runs = [
        pool_events(tasks=6, seconds=0.2, dead_worker=True),
        pool_events(tasks=6, seconds=0.2, mode="apply"),
        executor_events(),
        executor_events(broken=True),
        message_events(),
    ]
    return [_recorded(folder / f"run{number}.json", events) for number, events in enumerate(runs)]


def _recorded(path: Path, events: list[Event]) -> bytes:
    writer = TraceWriter(path, "POOL_SIZE = 3\n")
    writer.write(events)
    writer.close()
    return path.read_bytes()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The recording with one to four changes: a value, some bytes, a line twice, lines exchanged or gone, an end cut off."""
    lines = data.split(b"\n")
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        at = chance.randrange(len(lines))
        way = chance.randrange(8)
        if way < 4:
            lines[at] = _changed_value(lines[at], chance)
        elif way == 4:
            place = chance.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:place] + chance.choice(RAW) + lines[at][place + chance.randrange(3) :]
        elif way == 5:
            lines.insert(chance.randrange(len(lines)), lines[at])
        elif way == 6:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        else:
            del lines[at : at + chance.choice((1, 1, 5))]
            lines = lines or [b""]
    data = b"\n".join(lines)
    return data[: random.randrange(len(data) + 1)] if chance.random() < 0.1 else data


def _changed_value(line: bytes, chance: random.Random) -> bytes:
    try:
        entry = json.loads(line.rstrip(b","))
        wire = entry["args"]["e"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return line
    place = chance.randrange(len(wire))
    change = chance.randrange(6)
    if change == 0:
        del wire[place]
    elif change == 1:
        wire.insert(place, chance.choice(HOSTILE))
    else:
        wire[place] = chance.choice(HOSTILE)
    return json.dumps(entry).encode() + b","


def opened(path: Path) -> tuple[Trace, str]:
    """What could be read of it, and the sentence that says what could not ("": all was). Nothing else may be raised."""
    trace, sentence = Trace(), ""
    try:
        for batch in read_trace(path):
            trace.apply(batch)
    except TraceFileError as error:
        sentence = str(error)
    if trace.ended != trace.ended:
        trace.apply([RunEnded((trace.zero_ns or 0) + round(trace.now * 1e9), 0, 0, -1, 0, "cut off")])
    return trace, sentence


def looked_at(trace: Trace) -> None:
    """Asks the record all that a window asks."""
    json.dumps(report(trace), allow_nan=False)
    summary(trace)
    headline(trace, trace.now)
    end = max(trace.now, 1e-6)
    selection_statistics(trace, 0, end)
    queries.queue_steps(trace, 0, end, 100)
    queries.callbacks_between(trace, 0, end, 100)
    queries.messages_between(trace, 0, end, 100)
    for lane in trace.lanes:
        queries.visible_tasks(trace, lane.id, 0, end, 100)
        queries.blocks_of(trace, lane.id, 0, end, 100)
        queries.cpu_curve(trace, lane.id, 0, end, 100)
        queries.calls_of(trace, lane.id, 0, end, 100)
        states.states_of(trace, lane.id, 0, end, 100)
    for channel in range(len(trace.channels)):
        queries.channel_steps(trace, channel, 0, end, 100)


def run(chance: random.Random, scale: float) -> Findings:
    """Opens and asks MUTATIONS × `scale` changed recordings."""
    count = max(1, round(MUTATIONS * scale))
    whole = partly = nothing = 0
    longest = 0.0
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        originals = recordings(folder)
        for number in range(count):
            path = folder / "mutated.json"
            path.write_bytes(mutated(chance.choice(originals), chance))
            began = time.process_time()
            try:
                trace, sentence = opened(path)
                looked_at(trace)
            except Exception as error:  # whatever it is, that is what is looked for
                wrong.append(f"mutation {number}: {type(error).__name__}: {error}")
                continue
            longest = max(longest, time.process_time() - began)
            whole += not sentence
            partly += bool(sentence and trace.lanes)
            nothing += bool(sentence and not trace.lanes)
    if longest > MAX_SECONDS:
        wrong.append(f"one took {longest:.1f} s")
    figures: dict[str, int | float | str] = {
        "recordings with something changed at random": count,
        "of them read as a whole": whole,
        "read in part, and what is missing said in one sentence": partly,
        "not readable, which was said in one sentence": nothing,
        "longest to read one and to ask all of it, s of CPU time": round(longest, 2),
    }
    return Findings(figures, wrong)
