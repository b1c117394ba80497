"""Pixels, ticks and lanes: plain numbers, no window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.geometry import (
    HELPER,
    LANE,
    THREAD,
    TimeScale,
    lane_order,
    stack_lanes,
    tick_label,
    tick_step,
    value_ticks,
)

times = st.floats(0, 1e6)
spans = st.floats(1e-6, 1e6)


@given(begin=times, span=spans, share=st.floats(0, 1), width=st.integers(50, 4000))
def test_a_pixel_and_its_time_lead_back_to_each_other(begin: float, span: float, share: float, width: int) -> None:
    scale = TimeScale(begin, begin + span, 220, width)
    x = 220 + share * width
    # Two neighbouring floats of a time near 1e6 s are 1e-10 s apart: that many pixels may be lost, no more.
    lost = 1e-9 * max(begin + span, 1) / scale.seconds_per_pixel
    assert scale.x(scale.time(x)) == pytest.approx(x, abs=1e-6 + lost)


@given(begin=times, span=spans)
def test_many_pixels_at_once_are_the_same_as_one_by_one(begin: float, span: float) -> None:
    scale = TimeScale(begin, begin + span, 10, 500)
    points = np.linspace(begin, begin + span, 7)
    assert scale.xs(points) == pytest.approx([scale.x(float(t)) for t in points], abs=1e-3)


@given(span=spans, most=st.integers(1, 40))
def test_a_tick_step_is_the_smallest_that_leaves_at_most_so_many_parts(span: float, most: int) -> None:
    step = tick_step(span, most)
    assert span / step <= most * (1 + 1e-6)
    assert span / step > most / 2.6 or step == 1.0 or step >= 60


@pytest.mark.parametrize(
    ("time", "step", "label"),
    [
        (0.0, 1.0, "0 s"),
        (8.0, 2.0, "8 s"),
        (2.5, 0.5, "2.5 s"),
        (0.25, 0.05, "0.25 s"),
        (2.0001, 0.0001, "2000.1 ms"),
        (90.0, 30.0, "1:30"),
        (3600.0, 600.0, "1:00:00"),
    ],
)
def test_a_tick_label_has_no_more_digits_than_its_step(time: float, step: float, label: str) -> None:
    assert tick_label(time, step) == label


def test_value_ticks_are_round_and_start_at_nothing() -> None:
    assert value_ticks(2.2, 4) == [0, 1, 2]
    assert value_ticks(64, 4) == [0, 20, 40, 60]
    assert value_ticks(0, 4) == [0]


@dataclass
class Lane:
    id: int
    role: str
    parent: int


def test_threads_stand_under_their_process_and_main_is_not_a_lane_of_the_stack() -> None:
    lanes = [
        Lane(0, "main", -1),
        Lane(1, "worker", 0),
        Lane(2, "worker", 0),
        Lane(3, "thread", 1),
        Lane(4, "helper", 0),
        Lane(5, "thread", 0),
        Lane(6, "thread", 1),
    ]
    assert lane_order(lanes) == [5, 1, 3, 6, 2, 4]


kinds = st.lists(st.sampled_from([LANE, THREAD, HELPER]), min_size=1, max_size=300)


@given(kinds=kinds, room=st.floats(10, 3000))
def test_lanes_never_overlap_and_are_as_high_as_they_may(kinds: list[int], room: float) -> None:
    layout = stack_lanes(kinds, room, 16, 104)
    heights = np.diff(layout.tops)
    assert len(heights) == len(kinds)
    assert heights.min() >= 16 and heights.max() <= 104


@given(kinds=kinds, room=st.floats(10, 3000), share=st.floats(0, 0.999))
def test_the_lane_under_a_pixel_is_the_one_that_covers_it(kinds: list[int], room: float, share: float) -> None:
    layout = stack_lanes(kinds, room, 16, 104)
    y = share * layout.height
    place = layout.at(y)
    assert layout.tops[place] <= y < layout.tops[place + 1]
    assert place in layout.between(y, y + 1)


def test_three_lanes_share_the_room_evenly_and_hundreds_are_scrolled_to() -> None:
    assert list(np.diff(stack_lanes([LANE] * 3, 240, 16, 104).tops)) == [80, 80, 80]
    assert stack_lanes([LANE] * 3, 2000, 16, 104).height == 3 * 104
    assert stack_lanes([LANE] * 300, 500, 16, 104).height == 300 * 16


def test_a_pixel_outside_every_lane_has_none() -> None:
    layout = stack_lanes([LANE], 50, 16, 104)
    assert layout.at(-1) == -1
    assert layout.at(50) == -1
    assert stack_lanes([], 50, 16, 104).at(0) == -1
