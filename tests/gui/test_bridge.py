import threading
from collections.abc import Sequence

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.bridge import Bridge
from tests.fakes import pool_events
from workers.wire.events import Event, RunEnded


class Feed:
    """Gives a run's events in small portions."""

    def __init__(self, events: list[Event], portion: int) -> None:
        self._events = events
        self._portion = portion
        self.finished = False

    def read(self, timeout: float) -> list[Event]:
        given, self._events = self._events[: self._portion], self._events[self._portion :]
        self.finished = not self._events
        return given


class Disk:
    def __init__(self, full_after: int = 10**9) -> None:
        self.events: list[Event] = []
        self.closed = False
        self.threads: set[int] = set()
        self._full_after = full_after

    def write(self, batch: Sequence[Event]) -> None:
        if len(self.events) >= self._full_after:
            raise OSError(28, "No space left on device")
        self.threads.add(threading.get_ident())
        self.events += batch

    def close(self) -> None:
        self.closed = True


def drain(qtbot: QtBot, bridge: Bridge) -> list[list[Event]]:
    """The batches of a bridge that runs to its end."""
    batches: list[list[Event]] = []
    bridge.batch.connect(batches.append)
    with qtbot.waitSignal(bridge.finished, timeout=10_000):
        bridge.start()
    bridge.wait()
    return batches


def test_every_event_comes_once_and_in_order(qtbot: QtBot) -> None:
    events = pool_events(workers=4, tasks=300, seconds=0.01)
    batches = drain(qtbot, Bridge(Feed(list(events), 7)))
    assert [event for batch in batches for event in batch] == events
    assert isinstance(batches[-1][-1], RunEnded)


def test_events_that_come_close_together_share_a_signal(qtbot: QtBot) -> None:
    events = pool_events(tasks=300, seconds=0.01)
    batches = drain(qtbot, Bridge(Feed(list(events), 1)))
    assert len(batches) < len(events) / 10


def test_the_recording_sees_the_same_events_in_the_bridges_thread(qtbot: QtBot) -> None:
    events, disk = pool_events(), Disk()
    drain(qtbot, Bridge(Feed(list(events), 5), disk))
    assert disk.events == events
    assert disk.closed
    assert threading.get_ident() not in disk.threads


def test_a_full_disk_ends_the_recording_but_not_the_run(qtbot: QtBot) -> None:
    events, said = pool_events(), list[OSError]()
    bridge = Bridge(Feed(list(events), 5), Disk(full_after=0))
    bridge.trouble.connect(said.append)
    batches = drain(qtbot, bridge)
    assert [event for batch in batches for event in batch] == events
    assert len(said) == 1
    assert said[0].strerror == "No space left on device"


def test_nothing_more_is_read_until_what_was_handed_on_is_taken(qtbot: QtBot) -> None:
    events = pool_events(tasks=300, seconds=0.01)
    feed = Feed(list(events), 10)
    bridge = Bridge(feed, most=50)
    batches: list[list[Event]] = []
    bridge.batch.connect(batches.append)
    bridge.start()
    qtbot.waitUntil(lambda: sum(map(len, batches)) >= 50)
    assert not feed.finished
    assert not bridge.wait(100)
    waiting = [event for batch in batches for event in batch]
    QApplication.processEvents()
    assert [event for batch in batches for event in batch] == waiting
    bridge.batch.connect(lambda batch: bridge.taken(len(batch)))
    bridge.taken(len(waiting))
    with qtbot.waitSignal(bridge.finished, timeout=10_000):
        pass
    bridge.wait()
    assert [event for batch in batches for event in batch] == events


def test_a_bridge_whose_events_nobody_takes_can_be_let_go(qtbot: QtBot) -> None:
    feed = Feed(pool_events(tasks=300, seconds=0.01), 10)
    bridge = Bridge(feed, most=50)
    bridge.start()
    assert not bridge.wait(200)
    bridge.let_go()
    assert bridge.wait(10_000)
    assert feed.finished
