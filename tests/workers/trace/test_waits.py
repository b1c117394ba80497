"""What a thread waits for, in records of today and of before."""

import json
from pathlib import Path

import pytest

from tests.fakes import MAIN
from tests.workers.trace.streams import at, start
from workers.analysis.problems import sentence
from workers.files.traces import read_trace
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


def test_a_file_of_before_opens_with_what_its_sentences_say(tmp_path: Path) -> None:
    words = [
        ["RunStarted", 1, MAIN, MAIN, 0, 0, "script.py", "3.11", 2],
        ["BlockBegan", 2, MAIN, MAIN, 1, "connection to 127.0.0.1:80", True, "script.py", 3],
        ["ProbeFailed", 3, MAIN, MAIN, 2, "KeyError: 3 (line 7 of pools.py)"],
        ["RunEnded", 4, MAIN, 0, -1, 0, ""],
    ]
    path = tmp_path / "run.json"
    lines = [json.dumps({"name": "x", "ph": "i", "args": {"e": event}}) + ",\n" for event in words]
    path.write_text("[\n" + "".join(lines))
    trace = Trace()
    for batch in read_trace(path):
        trace.apply(batch)
    assert trace.blocks.wait(0) == Wait("connect", WaitKind.CONNECTION, "127.0.0.1:80")
    assert [sentence(problem) for problem in trace.problems] == ["KeyError: 3 (line 7 of pools.py)"]
