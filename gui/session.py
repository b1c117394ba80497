"""What the window works on: one program, its present run and the run before. All commands to a run go through here."""

from __future__ import annotations

import math
import sys
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Literal

from PySide6.QtCore import QObject, Signal

from gui import formats
from gui.bridge import Sink, end_run
from gui.intake import Intake
from gui.loading import Loader
from gui.recording import Recording
from gui.run_clock import RunClock
from gui.sentences import in_language, not_to_run
from gui.starting import Starter
from gui.texts import Texts, key
from gui.told import Told
from workers.disk.writing import is_same
from workers.errors import reason
from workers.files.traces import RecordingFull
from workers.program.program import Program, find_program, recorded_program
from workers.running.machine import usable_cores
from workers.running.run import Run, RunSpec
from workers.trace.trace import Trace

GRACE = 5.0  # s that a program has to end by itself when it is stopped

State = Literal["idle", "starting", "running", "stopping", "finished"]


class Session(QObject):
    """The program, the record of its present run (`trace`, empty before the first) and of the one before (`previous`).

    `ran` and `previous_program` are the programs as they ran then, `program` is the one that would run next.

    `record_to` is a file that every run of this session is written to while it runs; without one a temporary file is
    kept until the next run, for `save_trace`, up to a certain length.
    """

    program_changed = Signal()
    run_started = Signal()  # `trace` is another one now
    batch_applied = Signal()
    run_finished = Signal()
    state_changed = Signal()
    problem = Signal(str)  # one sentence
    loading_changed = Signal()  # a recorded run begins to be read, is read further, or is not read any more
    found = Signal(object)  # a Finding about the present run, and again when it has changed

    def __init__(
        self,
        program: Program,
        *,
        arguments: tuple[str, ...] = (),
        python: str = sys.executable,
        python_options: tuple[str, ...] = (),
        timeout: float | None = None,
        grace: float = GRACE,
        record_to: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.program = program
        self.trace = Trace()
        self.previous: Trace | None = None
        self.ran: Program | None = None
        self.previous_program: Program | None = None
        self.opened: Path | None = None  # the file that the present run was read from
        self.state: State = "idle"
        self._clock = RunClock()
        self.arguments, self.python, self.python_options = arguments, python, python_options
        self.timeout, self.grace = timeout, grace
        self.killed = False  # whether the present run was ended at once
        self.sweeping = False  # whether a sweep has the computer for itself: no run is started meanwhile
        self._stop_by = 0.0  # when the program's time to end by itself is over, s on the clock
        self.texts = Texts()
        self._recording = Recording(record_to)
        self._run: Run | None = None
        self._starter: Starter | None = None
        self._before: State = "idle"  # the state from which a run was started
        self._intake: Intake | None = None
        self._loader: Loader | None = None
        self._told = Told()

    @property
    def running(self) -> bool:
        return self.state in ("running", "stopping")

    @property
    def busy(self) -> bool:
        """Whether a run or a sweep goes on: one at a time, or neither would be measured rightly."""
        return self.running or self.sweeping or self.state == "starting"

    def set_sweeping(self, sweeping: bool) -> None:
        if sweeping != self.sweeping:
            self.sweeping = sweeping
            self.state_changed.emit()

    @property
    def of_another(self) -> bool:
        """Whether the run that is shown is one of another program than the one that would run next."""
        return self.ran is not None and self.trace.events > 0 and key(self.ran) != key(self.program)

    @property
    def cores(self) -> int:
        """Cores that a run on this computer may use."""
        return self.trace.cores if self.trace.cores > 0 else usable_cores()

    def now(self) -> float:
        """Seconds since the run's zero: by the clock while it runs, afterwards where its record ends."""
        return self._clock.read(self.trace, self.running, self._intake.over if self._intake is not None else None)

    def one_moment(self) -> AbstractContextManager[None]:
        """`now` stands still: what is shown together is of one time."""
        return self._clock.stopped_at(self.now())

    def open(self, what: str) -> None:
        """Shows a built-in program or a file; one that was changed here before comes back with its changes.

        Raises ProgramError (one sentence).
        """
        found = find_program(what)
        self.texts.keep(self.program)
        self.set_program(self.texts.take(found))

    def set_program(self, program: Program) -> None:
        if key(program) != key(self.program):
            self.texts.keep(self.program)
        self.program = program
        self.program_changed.emit()

    def set_value(self, name: str, value: object) -> None:
        """Changes one of the program's constants. Raises ParameterError (one sentence) for a bad value."""
        changed = self.program.with_value(name, value)
        if changed.text != self.program.text:
            self.set_program(changed)

    def set_text(self, text: str) -> None:
        if text != self.program.text:
            self.set_program(self.program.with_text(text))

    def start(self) -> None:
        """Runs the program as it is shown. The run before stays as `previous`. Does nothing while a run or a sweep goes on."""
        if self.busy:
            return
        if self.program.recorded:
            self.problem.emit(not_to_run(self.program))
            return
        self.cancel_loading()
        self._release()
        spec = RunSpec(
            self.program,
            self.arguments,
            self.python,
            python_options=self.python_options,
            timeout=self.timeout,
            grace=self.grace,
        )
        self._run = run = Run(spec)
        self._starter = Starter(run, self)
        if self.python == sys.executable:  # nobody has to be asked, and it takes some ms
            self._starter.run()
            self._begin()
        else:
            self._before = self.state
            self._starter.finished.connect(self._begin)
            self._set_state("starting")
            self._starter.start()

    def _begin(self) -> None:
        """The run was started, or could not be."""
        starter, run = self._starter, self._run
        if starter is None or run is None:
            return
        starter.wait()
        starter.deleteLater()
        self._starter = None
        if starter.error is not None:
            wanted, self._run = not run.unwanted, None
            run.close()
            if wanted:
                self.problem.emit(in_language(starter.error))
            if self.state == "starting":
                self._set_state(self._before)
            return
        if self.trace.events:
            self.previous, self.previous_program = self.trace, self.ran
        self.trace, self.ran, self.opened = Trace(), run.spec.program, None
        self._told, self.killed = Told(), False
        self._intake = Intake(run, self.trace, self._open_recording(), self)
        self._intake.turned.connect(self._turned)
        self._intake.refused.connect(self._say_refused)
        self._intake.broken.connect(self._say_broken)
        self._intake.unrecorded.connect(self._recording_failed)
        self._intake.ended.connect(self._finish)
        self._set_state("running")
        self.run_started.emit()
        self._intake.start()

    def stop(self) -> None:
        """Asks the program to end by itself within `grace` s; `run_finished` follows within a second after that, or only
        `state_changed` where the run was not started yet and is not going to be."""
        if self._run is None or self.state not in ("starting", "running"):
            return
        if self.state == "running":
            self._stop_by = monotonic() + self.grace
            self._set_state("stopping")
        self._run.stop()

    def kill_now(self) -> None:
        """Ends every process of the run at once; `run_finished` follows within about a second."""
        if self.running and self._run is not None:
            self.killed, self._stop_by = True, 0.0
            self._set_state("stopping")
            self._run.kill_now()

    @property
    def grace_left(self) -> float:
        """s that the program has to end by itself, while it is being stopped; at least 0."""
        return max(0.0, self._stop_by - monotonic())

    def kill(self, pid: int) -> None:
        """Kills one process of the run, as an accident would."""
        if self.running and self._run is not None:
            self._run.kill(pid)

    def show(
        self,
        trace: Trace,
        program: Program,
        previous: Trace | None = None,
        previous_program: Program | None = None,
        next_program: Program | None = None,
        recording: Path | None = None,
        opened: Path | None = None,
    ) -> None:
        """Puts a finished run's record into the window; `next_program` is what would run next, where that is another one.

        `recording`: the file that has it, for `save_trace`; it may be removed afterwards. `opened`: the one it was read from.
        """
        self.trace, self.ran, self.opened = trace, program, opened
        self.previous, self.previous_program = previous, previous_program
        self._told = Told()
        self._recording.keep(recording)
        following = next_program or program
        typed = self.program.edited and key(self.program) == key(following)  # a record does not take its place
        self.set_program(self.program if typed else self.texts.typed(following))
        self.run_started.emit()
        self._set_state("finished")
        self._tell_findings()
        self.run_finished.emit()

    @property
    def loading(self) -> Loader | None:
        """Who reads a recorded run at the moment."""
        return self._loader

    def open_trace(self, path: Path) -> None:
        """Reads a recorded run into the window, beside the one before it. What goes wrong is said by `problem`."""
        if self.busy:
            return
        self.cancel_loading()
        self._loader = loader = Loader(path, self)
        loader.loaded.connect(self._show_loaded)
        loader.failed.connect(self.problem)
        loader.turned.connect(self.loading_changed)
        loader.ended.connect(self._end_loading)
        loader.start()
        self.loading_changed.emit()

    def _show_loaded(self, trace: Trace) -> None:
        assert self._loader is not None
        previous, former = (self.trace, self.ran) if self.trace.events else (self.previous, self.previous_program)
        program = recorded_program(trace.program, trace.text, trace.text_is_whole)
        ran = replace(program, text=trace.text) if trace.text and not program.recorded else program
        path = self._loader.path
        self.show(trace, ran, previous, former, program, opened=path)
        self._recording.show(path)

    def cancel_loading(self) -> None:
        """What was read so far is forgotten."""
        if self._loader is not None:
            self._loader.cancel()
            self._end_loading()

    def _end_loading(self) -> None:
        if self._loader is not None:
            self._loader.deleteLater()
            self._loader = None
            self.loading_changed.emit()

    def save_trace(self, path: Path) -> None:
        """Copies the present run's recording. What goes wrong, or is missing in it, is said by `problem`."""
        if self._recording.path is None:
            self.problem.emit(self.tr("There is no run to save yet."))
            return
        if self.program.path is not None and is_same(path, self.program.path):
            self.problem.emit(self.tr("{0} is the program itself: it would be overwritten.").format(path))
            return
        try:
            self._recording.save(path)
        except OSError as error:
            self.problem.emit(self.tr("{0} could not be written: {1}").format(path, reason(error)))
            return
        if not math.isnan(self.recorded_until):
            until = formats.duration(self.recorded_until)
            self.problem.emit(self.tr("{0} holds the run up to {1}: there its recording ended.").format(path, until))

    def close(self) -> None:
        """Ends the run, waits for the bridge's thread and removes what is temporary. Can be called again."""
        self.cancel_loading()
        if self._intake is not None:
            self._intake.cancel()
        if self.busy and self._run is not None:
            self._run.kill_now()
        self._release()
        if self.running or self.state == "starting":
            self._set_state("finished")
        self._recording.close()

    def _release(self) -> None:
        """Awaits the last run's threads and frees the run."""
        if self._starter is not None:
            self._starter.wait()
            self._starter.deleteLater()
            self._starter = None
        if self._intake is not None:
            self._intake.wait()
            self._intake.deleteLater()
            self._intake = None
        if self._run is not None:
            end_run(self._run)
            self._run = None

    def _open_recording(self) -> Sink | None:
        try:
            return self._recording.begin(self.ran.text if self.ran is not None else "")
        except OSError as error:
            self.problem.emit(self.tr("This run is not recorded: {0}").format(reason(error)))
            return None

    @property
    def recorded(self) -> bool | None:
        """Whether there is a recording of the whole of the present run; None: it did not run here."""
        return self._recording.whole

    @property
    def recorded_bytes(self) -> int:
        """How long the recording of the present run is."""
        return self._recording.size

    @property
    def recorded_until(self) -> float:
        """s since the run's zero, where its recording ended before the run did; NaN where it did not, or there is none."""
        last = self._recording.last
        return math.nan if last is None or self.trace.zero_ns is None else (last - self.trace.zero_ns) / 1e9

    def _say_refused(self, error: Exception) -> None:
        self.problem.emit(self.tr("Part of this run could not be taken into its record: {0}").format(repr(error)))

    def _say_broken(self, error: Exception) -> None:
        self.problem.emit(self.tr("The run could not be read any further and was ended: {0}").format(repr(error)))

    def _recording_failed(self, error: OSError) -> None:
        self._recording.give_up()
        if isinstance(error, RecordingFull):
            self.problem.emit(self.tr("The recording is as long as it may be and ends here; the run goes on."))
        else:
            self.problem.emit(self.tr("The run is no longer recorded: {0}").format(reason(error)))

    def _turned(self) -> None:
        if self._told.due:
            self._tell_findings()
        self.batch_applied.emit()

    def _tell_findings(self) -> None:
        """The gravest last. While the run is being stopped its processes die of that."""
        if self.state == "stopping" and math.isnan(self.trace.ended):
            return
        for finding in self._told.news(self.trace):
            self.found.emit(finding)

    def _finish(self) -> None:
        if math.isnan(self.trace.ended) and self._run is not None and self._intake is not None:
            end_run(self._run)
            self._intake.close_record("failed")
        self._tell_findings()
        self._set_state("finished")
        self.run_finished.emit()

    def _set_state(self, state: State) -> None:
        self.state = state
        self.state_changed.emit()
