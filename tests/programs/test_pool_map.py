"""pool_map: chunks of items, and the order of results against the order of finishing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.programs.compare import run_both, run_watched
from workers.trace.tasks import Status
from workers.wire.events import ResultReturned

KINDS = ["map", "imap", "imap_unordered", "starmap"]
MASKS = (r"(?<=finished: )[\d ]+",)


def received(output: str) -> list[int]:
    return [int(word) for word in output.splitlines()[-1].removeprefix("received: ").split()]


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_the_same_alone_and_watched(tmp_path: Path, kind: str) -> None:
    masks = (*MASKS, r"(?<=received: )[\d ]+") if kind == "imap_unordered" else MASKS
    run_both("pool_map", tmp_path, masks=masks, KIND=kind, SECONDS=0.05)


@pytest.mark.parametrize("kind", KINDS)
def test_results_come_in_the_order_of_items_but_for_imap_unordered(kind: str) -> None:
    watched = run_watched("pool_map", KIND=kind, SECONDS=0.1)
    tasks = watched.trace.tasks
    assert (tasks.status == Status.FINISHED).all()
    assert {watched.trace.call(row) for row in range(len(tasks))} == {kind}
    by_end = tasks.index[np.argsort(tasks.ended)].tolist()
    assert by_end != sorted(by_end)  # the first takes four times as long as the second
    if kind == "imap_unordered":
        assert received(watched.output()) == [event.index for event in watched.all(ResultReturned)]
    else:
        assert received(watched.output()) == sorted(by_end)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chunk_is_one_task_with_its_items_inside(kind: str) -> None:
    tasks = run_watched("pool_map", KIND=kind, CHUNKSIZE=5, SECONDS=0.02).trace.tasks
    assert tasks.items.tolist() == [5, 5, 2]
