"""TCP traffic of real processes, and for what they wait."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from tests.workers.test_probe_transparency import same_alone_and_watched
from tests.workers.watched import watch, watching, write
from workers.wire import events

SERVED = """
    import http.server, multiprocessing, threading, urllib.request

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 1000)

        def log_message(self, *args):
            pass

    def fetch(url):
        with urllib.request.urlopen(url) as answer:
            return len(answer.read())

    if __name__ == "__main__":
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            with multiprocessing.Pool(1) as pool:
                print(pool.apply(fetch, (f"http://127.0.0.1:{server.server_port}",)))
            server.shutdown()
    """


def test_bytes_are_counted_at_both_ends_of_a_connection(tmp_path: Path) -> None:
    watched = watch(write(tmp_path, SERVED))
    assert watched.output() == "1000\n"
    main = watched.trace.lanes[0].pid
    (port,) = {event.port for event in watched.all(events.PortOwned) if event.child == main}
    client = [event for event in watched.all(events.Traffic) if event.remote == f"127.0.0.1:{port}"]
    server = [event for event in watched.all(events.Traffic) if event.local == f"127.0.0.1:{port}"]
    assert {event.pid for event in server} == {main} and main not in {event.pid for event in client}
    for sent in (True, False):
        assert sum(event.size for event in client if event.sent is sent) == sum(
            event.size for event in server if event.sent is not sent
        )
    assert all(event.line for event in client)
    # In the record each piece is there once, as the client saw it.
    messages, lanes = watched.trace.messages, watched.trace.lanes
    assert len(messages) == len(client)
    assert [channel.name for channel in watched.trace.channels] == [f"TCP {port}"]
    pairs = {
        (lanes[sender].role, lanes[receiver].role)
        for sender, receiver in zip(messages.sender, messages.receiver, strict=True)
    }
    assert pairs == {("worker", "main"), ("main", "worker")}


def test_a_process_without_an_answer_says_for_what_it_waits(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import socket
        with socket.create_server(("127.0.0.1", 0)) as server:
            client = socket.create_connection(server.getsockname())
            client.recv(1)
        """,
    )
    with watching(program) as watched:
        watched.until(lambda: [event for event in watched.all(events.BlockBegan) if event.kind == "answer"])
        (waits,) = [event for event in watched.all(events.BlockBegan) if event.kind == "answer"]
    assert (waits.operation, waits.target) == ("recv", f"127.0.0.1:{watched.all(events.PortOwned)[0].port}")
    assert (waits.line, waits.file) == (5, str(program))


def test_a_server_that_no_probe_is_in_is_known_by_its_port(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import subprocess, sys
        serve = "import socket; s = socket.create_server(('127.0.0.1', 0)); s.accept()"
        subprocess.run([sys.executable, "-c", serve])
        """,
    )
    with watching(program) as watched:
        watched.until(lambda: [event for event in watched.all(events.PortOwned) if not event.outside])
        owned = next(event for event in watched.all(events.PortOwned) if not event.outside)
        assert "create_server" in next(lane.command for lane in watched.trace.lanes if lane.pid == owned.child)


def test_a_server_that_ran_before_gets_a_lane_when_it_is_spoken_to(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        program = write(
            tmp_path,
            f"""
            import socket, time
            with socket.create_connection(("127.0.0.1", {port})) as client:
                client.sendall(b"hello")
                time.sleep(600)
            """,
        )
        with watching(program) as watched:
            watched.until(lambda: [lane for lane in watched.trace.lanes if lane.role == "outside"])
            (outside,) = [lane for lane in watched.trace.lanes if lane.role == "outside"]
            assert outside.pid == os.getpid()
            assert list(watched.trace.messages.receiver) == [outside.id]


def test_sockets_do_and_fail_as_ever(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import re, socket, traceback
        with socket.create_server(("127.0.0.1", 0)) as server:
            client = socket.create_connection(server.getsockname(), timeout=0.05)
            other, _ = server.accept()
            print(client.sendall(b"abc"), other.recv(2), client.send(memoryview(b"de")), other.recv(10, socket.MSG_PEEK))
            buffer = bytearray(8)
            print(other.recv_into(buffer), buffer, other.makefile("rwb").write(b"x"))
            for call in (
                lambda: client.recv(1),
                lambda: client.recv(),
                lambda: client.sendall("text"),
                lambda: socket.socket().recv(1),
                lambda: socket.create_connection(("127.0.0.1", 1)),
                lambda: client.connect(("127.0.0.1", 1)),
                lambda: client.connect(None),
            ):
                try:
                    call()
                except Exception:
                    print(re.sub(r"0x[0-9a-f]+", "", traceback.format_exc()))
            client.setblocking(False)
            try:
                client.recv(1)
            except BlockingIOError as error:
                print(error)
            one, two = socket.socketpair()
            one.sendall(b"pair")
            print(two.recv(4), socket.socket.recv.__name__)
        """,
    )
    same_alone_and_watched(program)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells it of any process")
def test_traffic_of_a_program_without_a_probe_is_counted_by_the_system(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        """
        import socket, subprocess, sys, time
        speak = "import socket, sys, time; s = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); "
        speak += "s.sendall(b'x' * 1000); s.recv(9); time.sleep(600)"
        with socket.create_server(("127.0.0.1", 0)) as server:
            other = subprocess.Popen([sys.executable, "-c", speak, str(server.getsockname()[1])])
            connection, _ = server.accept()
            connection.sendall(b"123456789")
            time.sleep(600)
        """,
    )
    with watching(program) as watched:
        messages, lanes = watched.trace.messages, watched.trace.lanes
        watched.until(lambda: len(messages) == 2)
        pairs = {
            (lanes[sender].role, lanes[receiver].role, size)
            for sender, receiver, size in zip(messages.sender, messages.receiver, messages.size.tolist(), strict=True)
        }
    assert pairs == {("process", "main", 1000), ("main", "process", 9)}
