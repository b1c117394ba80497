"""What the probe says of real queues, pipes and managers, and that the program does not notice."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from tests.workers.test_probe_transparency import same_alone_and_watched
from tests.workers.watched import Watched, watch, watching, write
from workers.analysis import queries
from workers.trace.records import Wait
from workers.wire.events import WaitKind

METHODS = ("fork", "spawn", "forkserver") if hasattr(os, "fork") else ("spawn",)

MESSAGES = """
    import multiprocessing, os, pickle, sys, threading, time

    def put(queue, numbers):
        for number in numbers:
            queue.put(number)

    def take(queue, count):
        for _ in range(count):
            queue.get()

    def answer(end):
        while True:
            what = end.recv()
            end.send(what)
            if what is None:
                return

    def fill(shared, items):
        shared["one"] = 1
        items.append(len(shared))

    if __name__ == "__main__":
        context = multiprocessing.get_context(sys.argv[1])
        {body}
"""


def program(folder: Path, body: str) -> Path:
    lines = body.strip("\n").splitlines()
    depth = len(lines[0]) - len(lines[0].lstrip())
    return write(folder, MESSAGES.replace("{body}", "\n        ".join(line[depth:] for line in lines)))


def watched(folder: Path, body: str, method: str) -> Watched:
    run = watch(program(folder, body), method)
    assert not run.trace.problems
    assert run.trace.events_lost == 0
    assert run.output("stderr") == ""
    return run


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", ["Queue", "SimpleQueue", "JoinableQueue"])
def test_each_message_of_a_queue_is_one_pair_whoever_sent_and_read_it(tmp_path: Path, kind: str, method: str) -> None:
    body = f"""
        queue = context.{kind}()
        senders = [context.Process(target=put, args=(queue, range(i, i + 20))) for i in (0, 100)]
        reader = context.Process(target=take, args=(queue, 15))
        for process in [*senders, reader]:
            process.start()
        take(queue, 25)
        for process in [*senders, reader]:
            process.join()
    """
    trace = watched(tmp_path, body, method).trace
    messages = trace.messages
    assert len(messages) == 40
    assert (messages.sent < messages.received).all()
    assert [(channel.name, channel.sent, channel.received) for channel in trace.channels] == [(f"{kind} 1", 40, 40)]
    pids = np.array([lane.pid for lane in trace.lanes])
    named = [next(lane for lane in trace.lanes if lane.name.endswith(f"Process-{number}")) for number in (1, 2, 3)]
    senders, receivers = pids[messages.sender], pids[messages.receiver]
    assert [int((senders == lane.pid).sum()) for lane in named] == [20, 20, 0]
    assert int((receivers == named[2].pid).sum()) == 15
    assert int((receivers == trace.lanes[0].pid).sum()) == 25
    for lane in named[:2]:  # a queue keeps the order of each sender
        mine = np.flatnonzero(senders == lane.pid)
        assert (np.diff(messages.sent[mine]) > 0).all()
    assert trace.channels[0].length.values[-1] == 0


@pytest.mark.parametrize("method", METHODS)
def test_both_directions_of_a_pipe_are_one_channel_with_exact_sizes(tmp_path: Path, method: str) -> None:
    body = """
        ours, theirs = context.Pipe()
        process = context.Process(target=answer, args=(theirs,))
        process.start()
        for what in ("x" * 10, "y" * 1_000_000, None):
            ours.send(what)
            assert ours.recv() == what
            print(len(pickle.dumps(what)))
        process.join()
    """
    run = watched(tmp_path, body, method)
    trace = run.trace
    sizes = [int(line) for line in run.output().split()]
    assert [channel.name for channel in trace.channels] == ["Pipe 1"]
    messages = trace.messages
    order = np.argsort(messages.sent)
    assert not np.isnan(messages.received).any()
    assert messages.sender[order].tolist() == messages.receiver[order][[1, 0, 3, 2, 5, 4]].tolist()
    measured = messages.size[order].reshape(3, 2)
    assert np.abs(measured - np.array(sizes)[:, None]).max() <= 32  # another pickle protocol
    lane = int(messages.receiver[order][0])
    waits = {trace.blocks.operation(row) for row in queries.blocks_of(trace, lane, 0, trace.now)}
    assert waits <= {"Pipe.recv"}  # under spawn the answer may be there before it is asked for


@pytest.mark.parametrize("method", METHODS)
def test_a_managers_server_is_a_lane_and_each_access_a_call_to_it(tmp_path: Path, method: str) -> None:
    body = """
        with context.Manager() as manager:
            shared, items = manager.dict(), manager.list()
            process = context.Process(target=fill, args=(shared, items))
            process.start()
            process.join()
            print(shared["one"], items[0])
            try:
                shared["two"]
            except KeyError:
                pass
    """
    trace = watched(tmp_path, body, method).trace
    server = next(lane for lane in trace.lanes if lane.role == "manager")
    calls = trace.calls
    assert set(calls.server.tolist()) == {server.id}
    said = [(calls.kind(row), calls.method(row), bool(calls.ok[row])) for row in range(len(calls))]
    assert said == [
        ("dict", "__setitem__", True),
        ("dict", "__len__", True),
        ("list", "append", True),
        ("dict", "__getitem__", True),
        ("list", "__getitem__", True),
        ("dict", "__getitem__", False),
    ]
    assert len(set(calls.caller[:3].tolist())) == len(set(calls.caller[3:].tolist())) == 1
    assert calls.caller[0] != calls.caller[3] == 0
    assert (calls.began < calls.ended).all()
    assert queries.calls_of(trace, server.id, 0, trace.now).tolist() == list(range(6))
    assert len(trace.messages) == 0  # the manager's own traffic


@pytest.mark.parametrize("method", METHODS)
def test_a_process_that_waits_for_ever_says_for_what(tmp_path: Path, method: str) -> None:
    body = """
        queue = context.Queue()
        process = context.Process(target=take, args=(queue, 1))
        process.start()
        process.join()
    """
    path = program(tmp_path, body)
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if "queue.get()" in text)
    with watching(path, method) as run:
        trace = run.trace

        def waiting(wait: Wait) -> bool:
            found = [queries.waiting_for(trace, lane.id) for lane in trace.lanes]
            return any(what is not None and what[0] == wait for what in found)

        message = Wait("Queue.get", WaitKind.MESSAGE)
        run.until(lambda: waiting(message) and waiting(Wait("join", WaitKind.PROCESS)))
        child = next(lane for lane in trace.lanes if lane.name.endswith("Process-1"))
        assert (queries.waiting_for(trace, child.id) or ())[:2] == (message, line)
        run.run.stop()
        run.to_the_end()
        assert queries.waiting_for(trace, child.id) is None


@pytest.mark.parametrize("method", METHODS)
def test_the_program_sees_its_own_objects_and_bytes(tmp_path: Path, method: str) -> None:
    body = """
        one, two = context.Pipe()
        for what in ("text", [1, 2], {"a": b"b"}, None):
            one.send(what)
            data = two.recv_bytes()
            print(data == multiprocessing.reduction.ForkingPickler.dumps(what), pickle.loads(data) == what)
        one.send_bytes(b"raw")
        print(two.recv_bytes(3), two.poll())
        two.send_bytes(pickle.dumps("by hand"))
        print(one.recv())
        one.send("exact")
        print(len(two.recv_bytes(len(pickle.dumps("exact")))) > 0)
        size = len(multiprocessing.reduction.ForkingPickler.dumps("exact"))
        one.send("exact")
        print(len(two.recv_bytes(size)) == size)
        one.send("exact")
        buffer = bytearray(100)
        print(two.recv_bytes_into(buffer) == size, pickle.loads(buffer))
        one.send("exact")
        try:
            two.recv_bytes(size - 1)
        except OSError as error:
            print("too long", error)
        reader, writer = context.Pipe(duplex=False)
        thread = threading.Thread(target=writer.send, args=(b"z" * 1_000_000,))
        thread.start()
        print(reader.recv() == b"z" * 1_000_000)
        thread.join()
        writer.close()
        try:
            reader.recv()
        except EOFError:
            print("end")
        queue = context.Queue(2)
        for what in ({"a": [1, (2, 3)]}, "text"):
            queue.put(what)
        print(queue.get(), queue.get(timeout=5), queue.qsize() if sys.platform != "darwin" else 0)
        try:
            queue.get(timeout=0.01)
        except Exception as error:
            print(type(error))
        try:
            queue.get_nowait()
        except Exception as error:
            print(type(error))
        try:
            one.send(lambda: 0)
        except Exception as error:
            print(type(error).__name__)
        joinable = context.JoinableQueue()
        joinable.put(1)
        joinable.get()
        joinable.task_done()
        joinable.join()
        with context.Manager() as manager:
            shared = manager.dict(a=1)
            print(shared.copy(), manager.list([1, 2])[1])
            try:
                shared["b"]
            except KeyError as error:
                print("no", error)
    """
    same_alone_and_watched(program(tmp_path, body), method)
