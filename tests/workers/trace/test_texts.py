"""Texts in one buffer read as the strings that were set."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workers.trace.columns import Column
from workers.trace.texts import Texts

ROWS = 64


@given(st.lists(st.tuples(st.integers(0, ROWS - 1), st.text(max_size=30) | st.just("None") | st.just("\ud800"))))
def test_each_row_has_the_text_that_was_set_last(steps: list[tuple[int, str]]) -> None:
    texts, wanted = Texts(Column("q", 0)), [""] * ROWS
    for row, text in steps:
        texts[row] = wanted[row] = text
    assert [texts[row] for row in range(ROWS)] == wanted


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=ROWS), st.booleans())
def test_many_are_set_at_once(parts: list[bytes], alike: bool) -> None:
    if alike:
        parts = parts[:1] * len(parts)
    texts = Texts(Column("q", 0))
    texts[5] = "before"
    matrix = np.zeros((len(parts), 40), np.uint8)
    for row, part in enumerate(parts):
        matrix[row, : len(part)] = list(part)
    rows = np.arange(len(parts))[::-1].copy()
    texts.put_all(rows, matrix, np.array([len(part) for part in parts]))
    assert [texts[int(row)] for row in rows] == [part.decode("utf-8", "replace") for part in parts]


def test_texts_that_are_alike_are_kept_once_and_one_too_long_for_the_buffer_is_kept_too() -> None:
    texts = Texts(Column("q", 0))
    for row in range(ROWS):
        texts[row] = "None"
    assert texts.size == 4
    texts.fill(3, 9, "é" * 70_000)
    assert texts[2] == "None" and texts[8] == "é" * 70_000 and texts.size == 4
