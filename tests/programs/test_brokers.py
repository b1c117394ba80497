"""brokers: two programs, in two languages too, that talk through a real server; and a server that dies."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.programs.compare import run_alone, run_both, run_watched, running
from tests.workers.watched import Watched
from workers.program.program import PROGRAMS
from workers.programs import _broker_server as server_module
from workers.trace.lanes import Lane
from workers.trace.records import Wait
from workers.wire.events import WaitKind

pytestmark = pytest.mark.usefixtures("no_process_left")


def missing(broker: str, peer: str = "python") -> str:
    """What a test lacks here, as an instruction; "" for nothing."""
    client = {"redis": "redis", "rabbitmq": "pika"}[broker]
    path = os.pathsep.join((*server_module.RABBITMQ_FOLDERS, os.environ.get("PATH", "")))
    lacking = []
    if not importlib.util.find_spec(client):
        lacking.append(f"python -m pip install {client}")
    if not shutil.which(f"{broker}-server", path=path):
        lacking.append(f"apt-get install {broker}-server")
    if peer == "java" and not shutil.which("javac"):
        lacking.append("apt-get install default-jdk-headless")
    if (broker, peer) == ("rabbitmq", "java") and not (server_module.JAVA_FOLDER / server_module.JARS[0]).exists():
        lacking.append("apt-get install librabbitmq-client-java")
    return "; ".join(lacking)


def need(broker: str, peer: str = "python") -> None:
    if missing(broker, peer):
        pytest.skip(missing(broker, peer))


def need_own_server(broker: str) -> None:
    need(broker)
    if server_module.answers(broker, server_module.USUAL_PORTS[broker]):
        pytest.skip(f"a {broker} of this computer's own would be used")


@dataclass(frozen=True)
class Server:
    broker: str
    port: int


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A real server of the tests' own, on a free port."""
    need(request.param)
    guardian = subprocess.Popen(
        [sys.executable, PROGRAMS / "_broker_server.py", request.param],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert guardian.stdout is not None
    yield Server(request.param, int(guardian.stdout.readline()))
    guardian.communicate()


both = pytest.mark.parametrize("server", ["redis", "rabbitmq"], indirect=True)
redis_only = pytest.mark.parametrize("server", ["redis"], indirect=True)


def lane_of(watched: Watched, words: str) -> Lane | None:
    return next((lane for lane in watched.trace.lanes if words in lane.command and lane.ended != lane.ended), None)


@pytest.mark.parametrize("peer", ["python", "java"])
@both
def test_questions_and_answers_go_through_the_server(server: Server, peer: str, tmp_path: Path) -> None:
    need(server.broker, peer)
    masks = (r"(?<=port )\d+",)
    values: dict[str, object] = {"BROKER": server.broker, "PEER": peer, "PORT": server.port}
    watched = run_both("brokers", tmp_path, masks=masks, MESSAGES=3, SECONDS=0.05, **values)
    for number in range(3):
        assert f"answer: {number} * {number} = {number**2}\n" in watched.output()
    other = next(lane for lane in watched.trace.lanes if "peer" in lane.command.lower())
    assert f"{peer.capitalize()} process {other.pid} got question 2\n" in watched.output()
    assert f"{server.broker} runs already: port {server.port}\n" in watched.output()


@pytest.mark.parametrize(
    ("broker", "process", "peer_kind"),
    [("redis", "redis-server", "python"), ("redis", "redis-server", "java"), ("rabbitmq", "beam.smp", "python")],
)
def test_without_a_server_one_is_started_for_the_run_and_messages_go_through_its_lane(
    broker: str, process: str, peer_kind: str
) -> None:
    need_own_server(broker)
    need(broker, peer_kind)
    watched = run_watched("brokers", BROKER=broker, PEER=peer_kind, MESSAGES=2, SECONDS=0.3)
    trace = watched.trace
    assert f"{broker} was started for this run" in watched.output()
    words = (process, {"python": "_peer.py", "java": "Peer.java"}[peer_kind])
    server, peer = (next(lane for lane in trace.lanes if word in lane.command) for word in words)
    assert "_broker_server.py" in trace.lanes[server.parent].command
    assert (server.began < peer.ended, peer.began < server.ended) == (True, True)
    arrows = set(zip(trace.messages.sender.tolist(), trace.messages.receiver.tolist(), strict=True))
    assert {(0, server.id), (server.id, 0), (peer.id, server.id), (server.id, peer.id)} <= arrows
    assert watched.run.exit_code == 0


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_server_that_dies_in_mid_message_ends_the_program_with_a_sentence() -> None:
    need_own_server("redis")
    with running("brokers", MESSAGES=1000, SECONDS=0.05) as watched:
        watched.until(lambda: "answer: 1 " in watched.output())
        server = lane_of(watched, "redis-server")
        assert server is not None
        os.kill(server.pid, signal.SIGSTOP)  # what is on its way stays there
        watched.read()
        watched.until(lambda: watched.trace.open_blocks(0))
        watched.run.kill(server.pid)
        watched.to_the_end()
    assert watched.run.exit_code == 1
    assert "The server has gone: ConnectionError" in watched.output("stderr")
    assert "Traceback" not in watched.output("stderr")


@redis_only
def test_the_lane_that_waits_for_the_server_says_so(server: Server) -> None:
    with running("brokers", MESSAGES=1, SECONDS=60, PORT=server.port) as watched:
        trace = watched.trace
        watched.until(lambda: "got question 0" in watched.output() and trace.open_blocks(0))
        block = trace.open_blocks(0)[0]
        assert trace.blocks.wait(block) == Wait("recv", WaitKind.ANSWER, f"127.0.0.1:{server.port}")
        watched.run.stop()
        watched.to_the_end()


@pytest.mark.parametrize("peer", ["python", "java"])
@redis_only
def test_if_the_other_program_is_killed_this_one_ends_with_a_sentence(peer: str, server: Server) -> None:
    need("redis", peer)
    with running("brokers", PEER=peer, SECONDS=60, PORT=server.port) as watched:
        words = {"python": "_peer.py", "java": "Peer.java"}[peer]
        watched.until(lambda: "got question 0" in watched.output() and lane_of(watched, words))
        other = lane_of(watched, words)
        assert other is not None
        watched.run.kill(other.pid)
        watched.to_the_end()
    assert (watched.run.exit_code, watched.output("stderr")) == (1, "The other program has ended.\n")


@pytest.mark.skipif(os.name != "posix", reason="a signal")
@pytest.mark.parametrize("broker", ["redis", "rabbitmq"])
def test_a_program_that_is_killed_leaves_neither_server_nor_other_program(broker: str, tmp_path: Path) -> None:
    need_own_server(broker)
    text = (PROGRAMS / "brokers.py").read_text().replace('BROKER = "redis"', f'BROKER = "{broker}"')
    copies = shutil.copytree(PROGRAMS, tmp_path / "programs")
    (copies / "brokers.py").write_text(text.replace("SECONDS = 0.5", "SECONDS = 60.0"))
    process = subprocess.Popen([sys.executable, "-u", copies / "brokers.py"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    while "got question" not in process.stdout.readline():
        assert process.poll() is None
    children = psutil.Process(process.pid).children(recursive=True)
    assert len(children) >= 3  # the guardian, the server, the other program
    process.send_signal(signal.SIGKILL)
    process.communicate()
    _gone, alive = psutil.wait_procs(children, timeout=20)
    assert not [child for child in alive if child.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize("broker", ["redis", "rabbitmq"])
def test_where_there_is_no_server_one_sentence_says_what_to_install(
    broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_own_server(broker)
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = run_alone("brokers", tmp_path, BROKER=broker)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert f"install Debian's {broker}-server (or start one: {broker}-server" in ended.stderr


def test_a_port_at_which_nobody_answers_is_said(tmp_path: Path) -> None:
    need("redis")
    ended = run_alone("brokers", tmp_path, PORT=1)
    assert (ended.returncode, ended.stderr) == (1, "No Redis answers at 127.0.0.1:1.\n")


def test_without_a_jdk_one_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need("redis")
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = run_alone("brokers", tmp_path, PEER="java")
    assert ended.returncode == 1
    assert ended.stderr == "PEER = java needs a JDK with java and javac: install Debian's default-jdk-headless.\n"


@pytest.mark.parametrize(("broker", "client"), [("redis", "redis"), ("rabbitmq", "pika")])
def test_without_the_client_one_sentence_says_what_to_install(broker: str, client: str, tmp_path: Path) -> None:
    copies = shutil.copytree(PROGRAMS, tmp_path / "programs")
    text = (copies / "brokers.py").read_text().replace('BROKER = "redis"', f'BROKER = "{broker}"')
    (copies / "brokers.py").write_text(text)
    (copies / f"{client}.py").write_text(f"raise ImportError(name={client!r})")
    ended = subprocess.run([sys.executable, copies / "brokers.py"], capture_output=True, text=True, timeout=50)
    assert (ended.returncode, ended.stderr) == (1, f"This needs {client}: python -m pip install {client}\n")
