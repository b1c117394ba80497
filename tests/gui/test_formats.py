import math

import pytest
from PySide6.QtWidgets import QApplication

from gui import formats
from gui.language import use_language
from workers.trace.records import Wait
from workers.wire.events import WaitKind


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 s"),
        (3.5e-5, "35 µs"),
        (0.0004, "0.4 ms"),
        (0.412, "412 ms"),
        (0.9996, "1.00 s"),
        (8.02, "8.02 s"),
        (99.994, "99.99 s"),
        (99.996, "1 min 40 s"),
        (125.2, "2 min 05 s"),
        (3599.9, "1 h 00 min"),
        (3720.0, "1 h 02 min"),
        (-2.0, "-2.00 s"),
        (math.nan, "–"),
        (math.inf, "–"),
    ],
)
def test_a_duration_is_short_and_never_shows_60_of_anything(seconds: float, text: str) -> None:
    assert formats.duration(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (14_400_000, "14 MB"), (999_600_000, "1.0 GB"), (1.23e9, "1.2 GB"), (-1, "–")],
)
def test_memory_is_in_powers_of_a_thousand(size: float, text: str) -> None:
    assert formats.memory(size) == text


def test_a_share_that_is_small_is_not_shown_as_nothing() -> None:
    assert [formats.percent(share) for share in (0.0, 0.004, 0.83, 1.0, math.nan)] == [
        "0 %",
        "0.4 %",
        "83 %",
        "100 %",
        "–",
    ]


def test_an_exit_code_of_a_killed_process_is_the_signals_name() -> None:
    assert [formats.exit_code(code) for code in (0, 3, -9, -200, None)] == ["0", "3", "SIGKILL", "signal 200", "–"]


@pytest.mark.parametrize(
    ("name", "text"), [("POOL_SIZE", "Pool size"), ("TASKS", "Tasks"), ("_X", "X"), ("__", "__"), ("N", "N")]
)
def test_a_constants_name_becomes_a_label(name: str, text: str) -> None:
    assert formats.humanise(name) == text


def test_what_a_thread_waits_for_is_in_the_windows_language_and_calls_are_not(qapp: QApplication) -> None:
    answer = Wait("recv", WaitKind.ANSWER, "127.0.0.1:5000")
    assert formats.wait_text(answer) == "answer of 127.0.0.1:5000"
    use_language("zh_CN")
    assert "127.0.0.1:5000" in formats.wait_text(answer)
    assert "answer" not in formats.wait_text(answer)
    assert "connection" not in formats.wait_text(Wait("connect", WaitKind.CONNECTION, "::1:80"))
    assert formats.wait_text(Wait("Queue.get", WaitKind.MESSAGE)) == "Queue.get"
