"""What is to be swept, what has been measured so far, and the thread that measures: facts, which the views put into words."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Literal

from PySide6.QtCore import QObject, Signal

from gui.explore.expected import expected, with_settings
from gui.explore.sweep_thread import SweepThread
from gui.sentences import in_language
from gui.session import Session
from workers.analysis.statistics import headline
from workers.disk.scratch import Scratch
from workers.errors import ErrorKind
from workers.program.parameters import Parameter, ParameterError
from workers.program.program import Program
from workers.sweep.files import read_sweep
from workers.sweep.measured import Measured
from workers.sweep.plan import Axis, Plan, Settings, Step, SweepError, first_choice, offered, parse_values, plan
from workers.sweep.preset import parse_preset
from workers.sweep.runner import Progress
from workers.sweep.sweep import Sweep

State = Literal["idle", "running", "stopping"]
REPEATS = 3


class Explorer(QObject):
    """`plan`: what the controls ask for; None, and `error` a sentence, where that cannot be swept.

    `sweep`: what was measured, for `swept`, the plan then; both None before the first, `swept` also for a sweep from a file.
    The sweep and a run of the session exclude each other.
    """

    plan_changed = Signal()
    sweep_changed = Signal()  # another sweep, or a run more in it
    state_changed = Signal()
    problem = Signal(str)  # one sentence
    run_failed = Signal(object)  # the Measured for which the sweep ends
    finished = Signal()  # the thread has ended

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.over = self.second = ""  # names of constants
        self.values = self.second_values = ""  # as they are typed
        self.repeats = REPEATS
        self.plan: Plan | None = None
        self.error = ""
        self.wrong: Literal["", "over", "values", "second"] = ""  # which control the error is of
        self.sweep: Sweep | None = None
        self.swept: Plan | None = None
        self.opened: Path | None = None  # the file that the sweep is from
        self.state: State = "idle"
        self.progress: Progress | None = None
        self.took = 0.0  # s that the sweep has taken, while it ran here
        self._began = 0.0
        self._program = ""  # the name of the one that the controls are of
        self._thread: SweepThread | None = None
        self._scratch: Scratch | None = None  # of the recordings
        session.program_changed.connect(self._take_program)
        session.state_changed.connect(self.state_changed)
        self._take_program()

    # what is to be swept

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return self._session.program.parameters

    def parameter(self, name: str) -> Parameter | None:
        return next((parameter for parameter in self.parameters if parameter.name == name), None)

    def choose(self, name: str) -> None:
        """Another constant to sweep over, with the values that are offered for it."""
        parameter = self.parameter(name)
        if parameter is None:
            return
        self.over, self.values = name, self._offered(parameter)
        if self.second == name:
            self.second, self.second_values = "", ""
        self._make_plan()

    def choose_second(self, name: str) -> None:
        """A constant for a family of curves; "": one curve."""
        parameter = self.parameter(name)
        self.second = name if parameter is not None else ""
        self.second_values = self._offered(parameter) if parameter is not None else ""
        self._make_plan()

    def set_values(self, text: str) -> None:
        self.values = text
        self._make_plan()

    def set_second_values(self, text: str) -> None:
        self.second_values = text
        self._make_plan()

    def set_repeats(self, repeats: int) -> None:
        self.repeats = repeats
        self._make_plan()

    def _offered(self, parameter: Parameter) -> str:
        return " ".join(str(value) for value in offered(parameter, self._session.cores))

    def _take_program(self) -> None:
        program = self._session.program
        if program.name != self._program or self.parameter(self.over) is None:
            self._program = program.name
            self.over = self.values = self.second = self.second_values = ""
            try:
                first = first_choice(program)
            except SweepError:
                pass  # the plan says it
            else:
                self.over, self.values = first.name, self._offered(first)
        elif self.second and self.parameter(self.second) is None:
            self.second = self.second_values = ""
        self._make_plan()

    def _make_plan(self) -> None:
        program, session = self._session.program, self._session
        self.plan, self.error, self.wrong = None, "", ""
        try:
            self.wrong = "over"
            if program.recorded:
                raise SweepError(ErrorKind.RECORDED, program.name)
            first = self.parameter(self.over) or first_choice(program)
            self.wrong = "values"
            axes = [Axis(first.name, parse_values(first, self.values))]
            if not self.second:
                made = plan(program, axes, self.repeats, session.timeout)
            else:
                plan(program, axes, self.repeats)  # so that it is known of which constant an error is
                self.wrong = "second"
                second = self.parameter(self.second) or first
                axes.append(Axis(second.name, parse_values(second, self.second_values)))
                made = plan(program, axes, self.repeats, session.timeout)
        except SweepError as error:
            self.error = in_language(error)
        else:
            self.wrong = ""
            self.plan = replace(
                made, arguments=session.arguments, python=session.python, python_options=session.python_options
            )
        self.plan_changed.emit()

    @property
    def shown(self) -> Sweep | None:
        """What was measured; before, what will be: the same with no run in it."""
        if self.sweep is None and self.plan is not None:
            return Sweep.of(self.plan, self._session.cores)
        return self.sweep

    # what there is to do

    @property
    def running(self) -> bool:
        return self.state != "idle"

    @property
    def fits(self) -> bool:
        """Whether what was measured is of what the controls ask for, values that are not measured yet aside."""
        if self.sweep is None or self.swept is None or self.plan is None:
            return False
        now, then = self.plan, self.swept
        if [axis.name for axis in now.axes] != [axis.name for axis in then.axes]:
            return False
        step = now.steps()[0]
        others = (now.arguments, now.python, now.python_options) == (then.arguments, then.python, then.python_options)
        return now.program_of(step).text == then.program_of(step).text and others

    @property
    def left(self) -> list[Step]:
        """The runs that pressing the button makes: those that are missing, or all once again."""
        if self.plan is None:
            return []
        missing = self._missing(self.plan)
        return missing if self.fits and missing else self.plan.steps()

    @property
    def goes_on(self) -> bool:
        """Whether the button adds to what was measured."""
        return self.plan is not None and self.fits and 0 < len(self._missing(self.plan)) < len(self.plan.steps())

    def _missing(self, asked: Plan) -> list[Step]:
        sweep = self.sweep
        return [] if sweep is None else sweep.missing(asked)

    @property
    def done(self) -> int:
        """Runs of the sweep that were made."""
        return len(self.sweep.runs) if self.sweep is not None else 0

    @property
    def total(self) -> int:
        """Runs of the whole sweep."""
        return len(self.swept.steps()) if self.swept is not None else self.done

    def seconds(self) -> float | None:
        """About how long the runs that are `left` take; None where nothing is known."""
        if self.plan is None:
            return None
        if self.fits and self.sweep is not None and self.sweep.runs:
            return self.sweep.seconds_of(self.left)
        ran, first = self._session.ran, self.left[0]
        if (
            ran is None
            or self._session.running
            or with_settings(ran, first.settings) != self.plan.program_of(first).text
        ):
            return None
        return expected(self.left, headline(self._session.trace, self._session.now()), self._session.cores)

    def seconds_left(self) -> float | None:
        """While it runs."""
        if self.sweep is None or self.swept is None or not self.sweep.runs:
            return None
        return self.sweep.seconds_of(self.sweep.missing(self.swept))

    def prepare(self, link: str) -> bool:
        """Asks for the sweep that a lesson offers; see workers.sweep.preset. False, and a sentence, where that cannot be."""
        if self.running or self._session.busy:
            return False
        try:
            preset = parse_preset(self._session.program, link)
            self._session.set_program(preset.applied(self._session.program))
        except (SweepError, ParameterError) as error:
            self.problem.emit(in_language(error))
            return False
        self._ask_for(preset.axes, preset.repeats)
        return True

    def _ask_for(self, axes: tuple[Axis, ...], repeats: int) -> None:
        first, *others = axes
        self.over, self.values = first.name, " ".join(map(str, first.values))
        self.second = others[0].name if others else ""
        self.second_values = " ".join(map(str, others[0].values)) if others else ""
        self.repeats = repeats
        self._make_plan()

    def try_out(self, link: str) -> bool:
        """Makes the sweep that a lesson offers, as `prepare` has it."""
        prepared = self.prepare(link)
        if prepared:
            self.start()
        return prepared

    def start(self) -> None:
        """Makes the runs that are `left`. Does nothing while a sweep or a run goes on."""
        if self.running or self._session.busy:
            return
        if self.plan is None:
            self.problem.emit(self.error)
            return
        if not self.goes_on:
            self._forget_recordings()
            self.sweep, self.took = Sweep.of(self.plan, self._session.cores), 0.0
        elif self.sweep is not None:
            self.sweep = self.sweep.narrowed(self.plan)
        assert self.sweep is not None
        self.swept, self.opened, self.progress = self.plan, None, None
        self._began = monotonic()
        self._thread = thread = SweepThread(self.plan, self.sweep, self._folder(), self)
        thread.begun.connect(self._begin)
        thread.measured.connect(self._add)
        thread.failed.connect(self._fail)
        thread.finished.connect(self._end)
        self._set_state("running")
        self.sweep_changed.emit()
        thread.start()

    def _folder(self) -> Path | None:
        """Where the runs are recorded; None where nothing can be written."""
        if self._scratch is None:
            with contextlib.suppress(OSError):
                self._scratch = Scratch()
        return self._scratch.path if self._scratch is not None else None

    def _forget_recordings(self) -> None:
        if self._scratch is not None:
            self._scratch.close()
            self._scratch = None

    def stop(self) -> None:
        """Ends the present run; what was measured stays. `finished` follows within about a second."""
        if self.state == "running" and self._thread is not None:
            self._thread.stop()
            self._set_state("stopping")

    def forget(self) -> None:
        """So that the next sweep begins anew."""
        if not self.running:
            self.sweep = self.swept = self.opened = None
            self.sweep_changed.emit()
            self.plan_changed.emit()

    def close(self) -> None:
        """Ends the sweep and awaits its thread. Can be called again."""
        if self._thread is not None:
            self._thread.stop()
            self._thread.wait()
            self._end()
        self._forget_recordings()

    def open(self, path: Path) -> bool:
        """Shows a sweep that was saved. False, and a sentence by `problem`, where it cannot be read."""
        if self.running:
            self.problem.emit(self.tr("A sweep goes on: another one can be opened when it has ended."))
            return False
        try:
            sweep = read_sweep(path)
        except SweepError as error:
            self.problem.emit(in_language(error))
            return False
        self.show(sweep, path)
        return True

    def show(self, sweep: Sweep, path: Path | None = None) -> None:
        """Shows a sweep that was made elsewhere."""
        self.sweep, self.swept, self.opened, self.took = sweep, None, path, 0.0
        if self.can_use(tuple((axis.name, None) for axis in sweep.axes)):
            self._ask_for(sweep.axes, sweep.repeats)
        self.sweep_changed.emit()
        self.plan_changed.emit()

    def show_run(self, run: Measured, before: Measured | None = None) -> None:
        """A measured run into the timeline, `before` above it. Both have their record."""
        assert run.trace is not None
        program, previous = self._program_of(run), self._program_of(before) if before is not None else None
        former = before.trace if before is not None else None
        self._session.show(run.trace, program, former, previous, recording=run.recording)

    def _program_of(self, run: Measured) -> Program:
        assert self.swept is not None
        return self.swept.program_of(Step(run.kind, run.settings, run.repeat))

    def can_use(self, settings: Settings) -> bool:
        """Whether the session's program is the one that was swept, and has these constants."""
        sweep = self.sweep
        return (
            sweep is not None
            and sweep.program == self._session.program.name
            and all(self.parameter(name) is not None for name, _ in settings)
        )

    def use(self, settings: Settings) -> None:
        """Sets the program's constants. Raises ParameterError."""
        for name, value in settings:
            self._session.set_value(name, value)

    def _begin(self, progress: Progress) -> None:
        self.progress = progress
        self.state_changed.emit()

    def _add(self, run: Measured) -> None:
        if self.sweep is not None:
            self.sweep.runs.append(run)
            self.sweep_changed.emit()
            self.plan_changed.emit()

    def _fail(self, error: Exception) -> None:
        last = self.sweep.runs[-1] if self.sweep is not None and self.sweep.runs else None
        if last is not None and not last.good:
            self.run_failed.emit(last)
        else:
            self.problem.emit(in_language(error))

    def _end(self) -> None:
        if self._thread is None:
            return
        self._thread.wait()
        self._thread.deleteLater()
        self._thread = None
        self.took += monotonic() - self._began
        self.progress = None
        self._set_state("idle")
        self.plan_changed.emit()
        self.sweep_changed.emit()
        self.finished.emit()

    def _set_state(self, state: State) -> None:
        self.state = state
        self._session.set_sweeping(state != "idle")
        self.state_changed.emit()
