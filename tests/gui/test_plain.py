"""What a program or a trace says is shown as it is, whatever it looks like."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt as Core
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QLabel, QWidget

from gui.plain import tip
from gui.shell.keys import KeysDialog
from gui.shell.main_window import MainWindow
from tests.fakes import pool_events
from workers.program.program import find_program
from workers.trace.trace import Trace

BOLD = "<b>bold</b>"


@pytest.mark.parametrize("text", ["", "plain", "1 < 2", "a & b", "two\nlines"])
def test_a_tool_tip_that_is_plain_stays_as_it_is(text: str) -> None:
    assert tip(text) == text


def test_a_tool_tip_that_looks_like_html_is_read_as_it_is_written() -> None:
    shown = tip("<h1>A & B</h1>\nbelow")
    assert "&lt;h1&gt;A &amp; B&lt;/h1&gt;\nbelow" in shown
    assert "pre-wrap" in shown  # line ends stay


def tips_of(window: QWidget) -> list[str]:
    return [widget.toolTip() for widget in window.findChildren(QWidget) if widget.toolTip()]


def test_nothing_of_a_program_or_its_run_is_taken_for_html(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "<b>own.py"
    path.write_text(f'"""{BOLD} title"""\nROCKETS = 3  # 1 to 9 {BOLD}\nMODE = "{BOLD}"\n')
    trace = Trace()
    events: list[Any] = list(pool_events(dead_worker=True))
    for field in ("function", "text"):
        events = [event._replace(**{field: BOLD}) if hasattr(event, field) else event for event in events]
    trace.apply(events)
    window.session.show(trace, find_program(str(path)))
    window.session.problem.emit(BOLD)
    window.frames.refresh_all()
    labels = window.findChildren(QLabel) + KeysDialog(window.actions_, window).findChildren(QLabel)
    assert any(BOLD in label.text() for label in labels)
    assert {label.textFormat() for label in labels} == {Core.TextFormat.PlainText}
    tips = tips_of(window)
    assert any(html.escape(BOLD) in words for words in tips)
    assert not [words for words in tips if BOLD in words and Qt.mightBeRichText(words)]
    for model in (window.side.callbacks.model, window.side.console.model, window.side.processes.model):
        for row in range(model.rowCount()):
            for column in range(model.columnCount()):
                words = model.data(model.index(row, column), Core.ItemDataRole.ToolTipRole)
                assert not words or "<b>" not in words or not Qt.mightBeRichText(words)
