"""What was changed in programs that are not the present one: nothing that was typed is lost by looking at another program."""

from __future__ import annotations

import os
from pathlib import Path

from workers.program.program import Program


class Texts:
    """At most one changed text of each program."""

    def __init__(self) -> None:
        self._kept: dict[str, Program] = {}

    def keep(self, program: Program) -> None:
        if program.changed:
            self._kept[key(program)] = program

    def take(self, found: Program) -> Program:
        """The program with its changes, where it has some that fit what is on disk now, or that were typed; else `found`."""
        kept = self._kept.pop(key(found), None)
        return kept if kept is not None and (kept.original == found.original or kept.edited) else found

    def typed(self, found: Program) -> Program:
        """The same, of what was typed only."""
        kept = self._kept.get(key(found))
        return self._kept.pop(key(found)) if kept is not None and kept.edited else found

    def forget(self, program: Program) -> None:
        self._kept.pop(key(program), None)

    def unsaved(self, present: Program) -> list[Program]:
        """Programs with text that was typed and not saved, the present one first."""
        others = [program for name, program in self._kept.items() if name != key(present)]
        return [program for program in (present, *others) if program.edited]


def key(program: Program) -> str:
    """The same for the same program, whatever its text."""
    return str(program.module or program.recorded) if program.path is None else key_of(program.path)


def key_of(path: Path | str) -> str:
    """Of the program in a file, wherever its name starts from."""
    return os.path.abspath(path)  # noqa: PTH100 - without what "a/../b" means to a link
