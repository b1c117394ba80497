"""zombie: a child that ended and was not waited for, as the real ps shows it; and an orphan with another parent."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.programs.compare import run_both, running
from tests.workers.watched import Watched
from workers.trace.lanes import Lane
from workers.wire.events import ProcessGone

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no zombies here")


def ps(*options: str) -> list[str]:
    assert shutil.which("ps"), "ps is needed (Debian: procps)"
    return subprocess.run(["ps", *options], capture_output=True, text=True, check=False).stdout.splitlines()


def printed(watched: Watched, words: str) -> list[int]:
    """The numbers in place of the two # in `words`."""
    (found,) = re.findall(words.replace("#", r"(\d+)"), watched.output())
    return [int(number) for number in found]


def lane_of(watched: Watched, pid: int) -> Lane:
    return next(lane for lane in watched.trace.lanes if lane.pid == pid)


def test_it_says_the_same_alone_and_watched(tmp_path: Path) -> None:
    # The new parent of the orphan is another one in each case.
    run_both("zombie", tmp_path, masks=(r"(?<=ps -f -p )\d+",), LIFE=0.3, SECONDS=0.4)


def test_the_zombie_is_what_the_real_ps_shows_until_it_is_waited_for() -> None:
    with running("zombie", LIFE=0.3, SECONDS=4) as watched:
        watched.until(lambda: "is a zombie now" in watched.output())
        pid, again = printed(watched, "process # is a zombie now: ps -f -p #")
        assert pid == again
        main, child = watched.trace.lanes[0], lane_of(watched, pid)
        watched.until(lambda: child.zombie)
        (line,) = [line for line in ps("-ef") if line.split()[1] == str(child.pid)]
        assert "<defunct>" in line
        assert line.split()[2] == str(main.pid)
        assert ps("-o", "stat=", "-p", str(child.pid))[0].startswith("Z")
        watched.until(lambda: child.last_state == "zombie")
        assert not child.alive
        assert child.exit_code == 7

        watched.until(lambda: "was waited for: code 7" in watched.output())
        assert not [line for line in ps("-ef") if line.split()[1] == str(child.pid)]
        watched.to_the_end()
        assert not child.zombie
        assert child.exit_code == 7
    gone = [event.zombie for event in watched.all(ProcessGone) if event.child == child.pid]
    assert gone == [True, False]


def test_an_orphan_is_taken_over_by_another_parent_and_lives_on() -> None:
    with running("zombie", LIFE=0.3, SECONDS=1) as watched:
        watched.to_the_end()
    pid, first = printed(watched, "process # has parent #")
    same, second = printed(watched, "process # now has parent #")
    assert pid == same
    main, middle, orphan = watched.trace.lanes[0], lane_of(watched, first), lane_of(watched, pid)
    assert (orphan.parent, middle.parent) == (middle.id, main.id)
    assert middle.ended < orphan.ended < main.ended
    assert not middle.zombie
    assert second not in (main.pid, middle.pid)
