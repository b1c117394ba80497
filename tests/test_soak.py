"""What the long trials are made of; they themselves are run by `make soak`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tests.soak import document, figures
from tests.soak.__main__ import TRIALS
from tests.soak.figures import Findings, Part
from tests.soak.real_programs import Outcome, differing, made_equal
from tests.soak.real_table import Real
from tests.soak.workers_killed import compared


def part(findings: Findings) -> Part:
    return Part("A trial", findings, 6, 12.3, "2026-01-02 03:04 UTC", "abcdef0", "2 cores, Linux", 1.5)


def test_figures_are_kept_and_read_back_and_take_the_place_of_the_old_ones(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    assert figures.read(path) == {}
    first, second = part(Findings({"kills": 1})), part(Findings({"kills": 2}, ["One stayed."], ["a"], [["b"]]))
    figures.keep("one", first, path)
    figures.keep("other", first, path)
    figures.keep("one", second, path)
    assert figures.read(path) == {"one": second, "other": first}


def test_the_document_has_each_figure_and_says_what_was_not_as_promised() -> None:
    found = Findings({"kills": 1200}, ["One stayed."], ["program", "exit code"], [["a | b", "0"]])
    text = document.document({"one": part(found)})
    for line in ("## A trial", "| kills | 1,200 |", "| a \\| b | 0 |", "- One stayed."):
        assert line in text.splitlines()
    assert "commit abcdef0" in text and "seed 6" in text


@pytest.mark.parametrize("name", TRIALS)
def test_each_trial_is_there(name: str) -> None:
    assert callable(import_module(f"tests.soak.{TRIALS[name].module}").run)


def test_of_a_real_programs_output_all_but_our_summary_is_compared() -> None:
    real = Real("one", ("program.py",))
    said = "\x1b[1mdone\x1b[0m in 1.25 s, pid 4711\nnot yet: ended after all\n"
    summary = "\r\x1b[K/a/program.py: ended with exit code 1 after 0.18 s\n5 of 5 tasks finished\n"
    bare = made_equal(real, said, watched=False)
    assert bare == "done in TIME, pid PID\nnot yet: ended after all"
    assert made_equal(real, said.replace("4711", "4712") + summary, watched=True) == bare


def test_what_differs_between_two_outcomes_is_told() -> None:
    one, other = Outcome(0, {"stdout": "a\nb", "kept": ""}, 1.0), Outcome(1, {"stdout": "a\nc", "new": ""}, 1.0)
    assert differing(one, other) == [
        ("exit code", "0 alone, 1 watched"),
        ("kept", "not there watched"),
        ("new", "not there alone"),
        ("stdout", "-b / +c"),
    ]
    assert differing(one, one) == []


def test_a_programs_account_and_the_record_of_it_are_laid_side_by_side() -> None:
    seen = {
        "tasks": {"submitted": 6, "finished": 3, "failed": 2, "cancelled": 0, "lost": 1},
        "processes": [{"role": "main", "exit_code": 0}, {"role": "process", "exit_code": -9}],
        "messages": {"sent": 5, "received": 4},
    }
    for kind, account in (
        ("pool", {"kills": 1, "finished": 3, "failed": 2, "lost": 1}),
        ("processes", {"kills": 1, "received": 4, "exit code -9": 1}),
    ):
        own, record = compared(kind, account, seen)
        assert own == record
    assert compared("pool", {"finished": 4, "failed": 2, "lost": 0}, seen)[0]["lost"] == 0
