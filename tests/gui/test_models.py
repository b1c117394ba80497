"""Each model of the window keeps Qt's contract, while a real window uses it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractItemModel, qInstallMessageHandler
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.logging import _QtMessageCapture as QtLog
from pytestqt.qtbot import QtBot

from gui.explore.figures import FiguresModel
from gui.explore.runs_model import RunsModel
from gui.gallery.gallery import GalleryModel
from gui.panels.callbacks import CallbacksModel
from gui.panels.console import ConsoleModel
from gui.panels.processes import ProcessesModel
from gui.panels.table import NO_PARENT, ColumnModel, Index
from gui.shell.main_window import MainWindow
from tests.fakes import pool_events
from tests.gui.explore.test_after_a_sweep import made
from workers.trace.trace import Trace

OURS = {CallbacksModel, ConsoleModel, ProcessesModel, GalleryModel, RunsModel, FiguresModel}


def subclasses(of: type) -> set[type]:
    below: set[type] = set(of.__subclasses__())
    return below.union(*(subclasses(one) for one in below)) if below else below


def watched(window: MainWindow) -> list[QAbstractItemModelTester]:
    """A tester on each model in the window. A breach is a warning, and a warning fails the test."""
    models = [model for model in window.findChildren(QAbstractItemModel) if type(model) in OURS]
    views = (window.side.callbacks, window.side.console, window.side.processes)
    models += [view.model for view in views if view.model not in models]
    assert {type(model) for model in models} == OURS
    return [QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning) for model in models]


def test_every_model_of_the_window_is_known_here() -> None:
    found = {one for one in subclasses(QAbstractItemModel) if one.__module__.startswith("gui.")}
    assert found - {ColumnModel} == OURS


@pytest.mark.usefixtures("no_process_left")
def test_runs_sweeps_languages_and_themes_breach_no_model(qtbot: QtBot, window: MainWindow, trace: Trace) -> None:
    testers = watched(window)
    session = window.session
    for shown in (trace, Trace()):
        session.show(shown, session.program)
        window.frames.refresh_all()
    dead = Trace()
    dead.apply(pool_events(dead_worker=True))
    session.show(dead, session.program, trace, session.program)
    window.frames.refresh_all()
    with qtbot.waitSignal(session.run_finished, timeout=20_000):
        session.start()
    window.frames.refresh_all()
    assert window.side.callbacks.model.rowCount() > 0
    for values in ({1: 4.0, 2: 2.0, 4: 1.9}, {1: 1.0, 3: 0.5}):
        window.places.show_sweep(made(values))
    window.set_language("zh_CN")
    window.set_theme("dark")
    window.places.show_timeline()
    window.stage.show_gallery()
    window.frames.refresh_all()
    assert len(testers) == len(OURS)


class Liar(ColumnModel):
    """Reports another number of rows than it has inserted."""

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 2 * super().rowCount(parent)

    def text(self, row: int, column: int) -> str:
        return ""


def test_a_breach_is_a_warning(qtlog: QtLog) -> None:
    warnings: list[str] = []
    with qtlog.disabled():
        before = qInstallMessageHandler(lambda kind, context, message: warnings.append(message))
        model = Liar(["only"])
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
        model.resize(3)
        qInstallMessageHandler(before)
    assert tester.model() is model
    assert warnings
