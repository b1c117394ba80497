"""What a thread waits for, in records of today and of before."""

import pytest

from tests.fakes import MAIN
from tests.workers.trace.streams import at, start
from workers.trace.records import Wait
from workers.trace.trace import Trace
from workers.wire.events import BlockBegan, WaitKind


@pytest.mark.parametrize(
    ("operation", "wait"),
    [
        ("answer of 127.0.0.1:80", Wait("recv", WaitKind.ANSWER, "127.0.0.1:80")),
        ("connection to ::1:5672", Wait("connect", WaitKind.CONNECTION, "::1:5672")),
        ("Queue.get", Wait("Queue.get", WaitKind.MESSAGE)),
        ("Pipe.recv", Wait("Pipe.recv", WaitKind.MESSAGE)),
        ("Queue.put", Wait("Queue.put", WaitKind.ROOM)),
        ("get", Wait("get", WaitKind.RESULT)),
        ("apply", Wait("apply", WaitKind.RESULT)),
        ("join", Wait("join", WaitKind.WORKERS)),
        ("JoinableQueue.join", Wait("JoinableQueue.join", WaitKind.DONE)),
        ("exit", Wait("exit", WaitKind.CHILDREN)),
    ],
)
def test_a_wait_of_an_older_record_is_read_with_its_kind_and_target(operation: str, wait: Wait) -> None:
    trace = Trace()
    trace.apply([start(), BlockBegan(at(0.1), MAIN, MAIN, -1, operation, True, "script.py", 3)])
    assert trace.blocks.wait(0) == wait
    assert trace.blocks.file(0) == "script.py"


def test_a_kind_that_only_a_newer_version_knows_is_no_error() -> None:
    trace = Trace()
    trace.apply([start(), BlockBegan(at(0.1), MAIN, MAIN, -1, "wait", True, "script.py", 3, 0, "an eclipse", "moon")])
    assert trace.blocks.wait(0) == Wait("wait", WaitKind.RESULT, "moon")
