"""Recordings in which something was changed at random are shown: no value in them stops the window's painting."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gui.shell.main_window import MainWindow
from tests.soak.mutations import mutated, opened, recordings

EACH = 4


@pytest.mark.parametrize("which", range(5))
def test_whatever_is_changed_in_a_recording_the_window_shows_it(window: MainWindow, tmp_path: Path, which: int) -> None:
    original = recordings(tmp_path)[which]
    path = tmp_path / "changed.json"
    for number in range(EACH):
        path.write_bytes(mutated(original, random.Random(100 * which + number)))
        trace, _ = opened(path)
        window.session.show(trace, window.session.program)
        window.frames.refresh_all()
        window.grab()  # paints at once; what is raised there fails the test
