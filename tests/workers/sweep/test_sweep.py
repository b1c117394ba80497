"""What follows from the runs of a sweep, from made-up runs whose answer is known."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.program.parameters import Value
from workers.program.program import find_program
from workers.sweep import words
from workers.sweep.files import read_sweep, to_csv, to_json
from workers.sweep.measured import Measured
from workers.sweep.plan import Axis, SweepError, plan
from workers.sweep.small import Row, Small
from workers.sweep.sweep import START, Machine, Sweep

SMALL = Small(1.0, True, [Row([0.0], [1.0], [0.5], [0.1])], [0.5], [0.1], [0.4])


def run(value: Value, seconds: float, repeat: int = 0, **figures: object) -> Measured:
    known: dict[str, object] = {
        "exit_code": 0,
        "tasks": 80,
        "task_s": 5.0,
        "task_cpu_s": 2.5,
        "runnable": 0.0,
        "memory": 10_000_000,
    }
    known |= {"others": 0.02, "cores_in_use": 1.0, "lines": 80, "max_running": 1, "small": SMALL}
    kind = figures.pop("kind", "point")
    return Measured(kind, (("POOL_SIZE", value),), repeat, seconds, **{**known, **figures})  # type: ignore[arg-type]


def sweep_of(*runs: Measured, values: tuple[Value, ...] = (1, 2, 4, 8)) -> Sweep:
    return Sweep("pool", (Axis("POOL_SIZE", values),), 3, Machine(2, "a model", "3.11.7"), list(runs))


def test_the_smallest_value_within_five_per_cent_of_the_best_is_recommended() -> None:
    times = {1: 5.3, 2: 2.66, 4: 1.42, 8: 1.37}
    sweep = sweep_of(
        *(
            run(value, seconds + extra, r)
            for value, seconds in times.items()
            for r, extra in enumerate((0, 0.01, -0.01))
        )
    )
    found = sweep.conclusion()
    assert found is not None
    assert found.recommended == (("POOL_SIZE", 4),)
    assert found.best.settings == (("POOL_SIZE", 8),)
    assert words.sentence(sweep) == "4 workers: the smallest pool within 5 % of the best."
    points = sweep.points()
    assert points[2].speed_up == pytest.approx(5.3 / 1.42)
    assert points[2].efficiency == pytest.approx(5.3 / 1.42 / 4)
    assert points[2].spread == pytest.approx(0.01)
    assert words.baseline(sweep) == "against 1 worker"


def test_where_more_workers_are_no_faster_that_is_the_sentence() -> None:
    sweep = sweep_of(run(1, 1.0), run(2, 1.01), run(4, 1.1), run(8, 1.3))
    assert words.sentence(sweep) == "1 worker: more are not faster."


def test_a_baseline_of_the_programs_own_counts_only_where_it_did_one_thing_at_a_time() -> None:
    points = [run(1, 5.3), run(2, 2.7)]
    alone = run(1, 5.5, kind="baseline", max_running=1)
    assert sweep_of(*points, alone).baseline() is not None
    base = sweep_of(*points, alone).baseline()
    assert base is not None and (base.seconds, base.own) == (5.5, True)
    together = run(1, 0.5, kind="baseline", max_running=80)
    base = sweep_of(*points, together).baseline()
    assert base is not None and (base.seconds, base.own) == (5.3, False)
    for processes, own in ((0, True), (80, False)):
        loop = run(1, 5.4, kind="baseline", tasks=0, max_running=0, processes=processes)
        base = sweep_of(*points, loop).baseline()
        assert base is not None and base.own is own, "a process for each task, all at once, is no loop"


def test_the_reason_says_how_much_a_task_computes_and_from_where_on_the_cores_are_full() -> None:
    sweep = sweep_of(run(1, 5.3, cores_in_use=0.5), run(2, 2.7, cores_in_use=1.0), run(4, 1.4, cores_in_use=1.9))
    assert words.reason(sweep) == "Each task computes 50 % of its time; from 4 workers on the 2 cores are full."
    busy = sweep_of(run(1, 5.3, others=1.5), run(2, 2.7, others=1.5))
    assert words.reason(busy) == "Each task computes 50 % of its time.", "whose doing full cores were is not known"
    sleeping = sweep_of(run(1, 5.3, task_cpu_s=0.01), run(2, 2.7, task_cpu_s=0.01))
    assert words.reason(sleeping).startswith("The tasks mostly sleep or wait")
    computing = sweep_of(run(1, 5.3, task_cpu_s=5.0, cores_in_use=1.0), run(2, 2.7, task_cpu_s=5.0, cores_in_use=2.0))
    assert "nearly all of its time; from 2 workers on" in words.reason(computing)


def test_outliers_a_busy_machine_failures_and_unequal_runs_are_said() -> None:
    runs = [run(1, seconds, repeat, others=0.9) for repeat, seconds in enumerate((1.0, 1.0, 1.0, 2.0))]
    runs += [run(2, 0.5, lines=80), run(2, 0.5, 1, lines=3)]
    runs.append(run(4, math.nan, exit_code=3, last_words="ValueError: too many"))
    said = words.remarks(sweep_of(*runs))
    assert said == [
        "pool with POOL_SIZE=4 ended with exit code 3: ValueError: too many.",
        "1 run took much longer than the others with the same values.",
        "The computer was busy: other programs used 0.9 of its cores meanwhile.",
        "Runs with the same values did or printed different things, so their times may not be of the same work.",
    ]


def test_one_value_is_nothing_to_compare() -> None:
    sweep = sweep_of(run(1, 1.0))
    assert sweep.conclusion() is None
    assert words.sentence(sweep).startswith("Fewer than two values were measured")
    assert words.report(sweep)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([1, 2, 4, 8]), st.floats(0.0, 1e6, exclude_min=True), st.booleans()), max_size=20
    )
)
def test_whatever_was_measured_the_report_is_made_and_the_file_opens_again(
    tmp_path_factory: pytest.TempPathFactory, measured: list[tuple[int, float, bool]]
) -> None:
    sweep = sweep_of(*(run(value, seconds, exit_code=0 if good else 1) for value, seconds, good in measured))
    assert words.report(sweep)
    text = to_json(sweep)
    assert set(json.loads(text)) >= {"points", "baseline", "recommended", "sentence", "machine"}
    path = tmp_path_factory.mktemp("sweep") / "sweep.json"
    path.write_text(text)
    assert to_json(read_sweep(path)) == text
    assert to_csv(sweep).count("\n") == 1 + sum(good for _, _, good in measured)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_one_sentence(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    text = bytearray(to_json(sweep_of(run(1, 1.0), run(2, 0.6))).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.sampled_from(b'0129-.e"{}[],:nxE'))
    path = tmp_path_factory.mktemp("sweep") / "sweep.json"
    path.write_bytes(text)
    try:
        words.report(read_sweep(path))
    except SweepError as error:
        assert str(error).startswith("sweep.json ")


@pytest.mark.parametrize("seconds", ["0.0", "-1.0"])
def test_a_run_that_took_no_time_is_damage(tmp_path: Path, seconds: str) -> None:
    path = tmp_path / "sweep.json"
    path.write_text(to_json(sweep_of(run(1, 1.0), run(2, 0.625))).replace("0.625", seconds))
    with pytest.raises(SweepError, match=r"sweep\.json "):
        read_sweep(path)


def test_what_is_no_sweep_is_one_sentence(tmp_path: Path) -> None:
    for name, content in (("a", b""), ("b", b"[]"), ("c", b"{}"), ("d", b"\xff" * 9), ("e", b"[" * 100_000)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SweepError, match=f"^{name} is no sweep\\.$"):
            read_sweep(tmp_path / name)
    with pytest.raises(SweepError, match="is not a file that can be opened"):
        read_sweep(Path("/dev/zero"))


def test_efficiency_is_against_the_workers_of_the_baseline() -> None:
    sweep = sweep_of(run(2, 4.0), run(4, 2.0), run(8, 2.0), values=(2, 4, 8))
    assert [point.efficiency for point in sweep.points()] == [1.0, 1.0, 0.5]


def test_what_is_missing_is_known_when_values_are_added() -> None:
    program = find_program("pool")
    narrow = plan(program, [Axis("POOL_SIZE", (1, 2))], 1)
    wide = plan(program, [Axis("POOL_SIZE", (1, 2, 4))], 1)
    sweep = Sweep.of(narrow, 2)
    sweep.runs = [run(1, 2.0), run(2, 1.0)]
    grown = sweep.narrowed(wide)
    assert [dict(step.settings)["POOL_SIZE"] for step in grown.missing(wide) if step.kind == "point"] == [4]
    assert grown.seconds_of(grown.missing(wide)) == pytest.approx(3 * (START + 2.0))
    assert grown.narrowed(plan(program, [Axis("POOL_SIZE", (2, 4))], 1)).runs == sweep.runs[1:]
