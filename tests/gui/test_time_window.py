"""Zoom, pan, fit and follow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from gui.time_window import BEFORE_START, CURRENT, TimeWindow, live_end


@given(now=st.floats(0, 1e6))
def test_the_end_of_a_live_run_is_always_in_view_and_never_far_from_the_right_edge(now: float) -> None:
    assert now < live_end(now) <= max(2.0, now * 1.4)


@given(a=st.floats(0, 1e5), b=st.floats(0, 1e5))
def test_a_live_view_never_shrinks_while_the_run_grows(a: float, b: float) -> None:
    assert live_end(min(a, b)) <= live_end(max(a, b))


def test_it_follows_the_run_until_somebody_zooms() -> None:
    window = TimeWindow()
    window.follow(7.0)
    assert (window.begin, window.end) == (0, 8)
    window.zoom(0.5, at=4.0)
    shown = window.begin, window.end
    window.follow(30.0)
    assert not window.following
    assert (window.begin, window.end) == shown


def test_it_follows_the_run_until_somebody_pans_and_again_after_fit_all() -> None:
    window = TimeWindow()
    window.follow(7.0)
    window.pan(0.25)
    window.follow(30.0)
    assert window.begin == 2.0
    window.fit_all()
    window.follow(50.0)
    assert window.following
    assert window.begin == 0 and window.end > 50


def test_a_finished_run_fills_the_view() -> None:
    window = TimeWindow()
    window.follow(8.02, live=False)
    assert window.begin == 0
    assert 8.02 < window.end < 8.5


def test_a_paused_view_stands_still_and_goes_on_after_it() -> None:
    window = TimeWindow()
    window.follow(1.0)
    window.toggle_pause()
    window.follow(30.0)
    assert window.end == 2.0
    window.toggle_pause()
    window.follow(30.0)
    assert window.end > 30


@given(begin=st.floats(0, 100), span=st.floats(1e-3, 1e3), share=st.floats(0, 1), factor=st.floats(0.01, 100))
def test_zoom_keeps_the_time_under_the_cursor_where_it_is_as_long_as_the_start_is_not_passed(
    begin: float, span: float, share: float, factor: float
) -> None:
    window = TimeWindow()
    window.follow(100.0)
    window.fit(begin, begin + span)
    at = begin + share * span
    window.zoom(factor, at)
    if window.begin > -BEFORE_START * window.span * (1 - 1e-9):
        assert (at - window.begin) / window.span == pytest.approx(share, abs=1e-6)
    else:
        assert window.begin == pytest.approx(-BEFORE_START * window.span)


@given(factors=st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=20))
def test_no_zooming_leads_to_an_empty_or_endless_view(factors: list[float]) -> None:
    window = TimeWindow()
    window.follow(10.0)
    for factor in factors:
        window.zoom(factor)
    assert 0 < window.span <= 40.001


@given(shares=st.lists(st.floats(-10, 10), max_size=20))
def test_panning_never_loses_the_run_from_view(shares: list[float]) -> None:
    window = TimeWindow()
    window.follow(10.0)
    window.fit(2, 3)
    for share in shares:
        window.pan(share)
    assert window.end > 0 and window.begin < 10


def test_fit_shows_exactly_what_it_is_told_and_never_nothing() -> None:
    window = TimeWindow()
    window.fit(3.0, 1.0)
    assert (window.begin, window.end) == (1, 3)
    window.fit(2.0, 2.0)
    assert window.begin < 2 < window.end


def test_f_fits_the_selection_first_and_all_without_one() -> None:
    window = TimeWindow()
    window.follow(10.0)
    window.select(4.0, 2.0)
    window.fit_selection_or_all()
    assert (window.begin, window.end) == (2, 4)
    window.clear()
    window.fit_selection_or_all()
    assert window.begin == 0 and window.end > 10


def test_a_change_is_told_once_and_no_change_is_not_told(qtbot: QtBot) -> None:
    window = TimeWindow()
    window.select_task(CURRENT, 3)
    with qtbot.assertNotEmitted(window.changed):
        window.select_task(CURRENT, 3)
        window.hover(CURRENT, -1)
        window.follow(0.5)
    with qtbot.waitSignal(window.changed):
        window.clear()
    assert window.selected is None


def test_a_new_run_starts_with_a_fresh_view() -> None:
    window = TimeWindow()
    window.follow(10.0)
    window.select(1, 2)
    window.select_task(CURRENT, 1)
    window.pan(0.2)
    window.toggle_pause()
    window.reset()
    assert window.following and not window.paused
    assert window.selection is None and window.selected is None and window.begin == 0
