"""Small programs, run for real under the probe, and what was recorded of them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from workers.program.program import find_program
from workers.running.run import Run, RunSpec
from workers.trace.trace import Trace
from workers.wire.events import Event, Output

Kind = TypeVar("Kind")
PATIENCE = 30.0  # s; only a hang comes near it


@dataclass
class Watched:
    """A run and what it said so far."""

    run: Run
    trace: Trace = field(default_factory=Trace)
    events: list[Event] = field(default_factory=list)

    def read(self) -> None:
        batch = self.run.read(0.5)
        self.events += batch
        self.trace.apply(batch)

    def until(self, condition: Callable[[], object]) -> None:
        """Read until `condition` holds or the run has ended."""
        while not condition() and not self.run.finished:
            self.read()
        assert condition(), f"the run ended before: {self.output('stderr')}"

    def to_the_end(self) -> Watched:
        while not self.run.finished:
            self.read()
        return self

    def all(self, kind: type[Kind]) -> list[Kind]:
        return [event for event in self.events if isinstance(event, kind)]

    def output(self, stream: str = "stdout") -> str:
        lines = [event for event in self.all(Output) if event.stream == stream]
        return "".join(event.text + ("" if event.partial else "\n") for event in lines)


def write(folder: Path, source: str, name: str = "program.py") -> Path:
    path = folder / name
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    return path


@contextmanager
def watching(program: Path | str, *arguments: str, text: str | None = None, **spec: Any) -> Iterator[Watched]:
    """The run of `program` (a path, or a module's name), started; ended on leaving. `text`: run this instead of the file."""
    found = find_program(str(program), module=isinstance(program, str))
    if text is not None:
        found = found.with_text(text)
    run = Run(RunSpec(found, tuple(arguments), timeout=spec.pop("timeout", PATIENCE), **spec))
    run.start()
    try:
        yield Watched(run)
    finally:
        run.close()


def watch(program: Path | str, *arguments: str, **spec: Any) -> Watched:
    """The whole run of `program`."""
    with watching(program, *arguments, **spec) as watched:
        return watched.to_the_end()
