"""A message server for `brokers.py`: the one that runs here already, else one of its own that ends with the program.

Started as a program, with "redis" or "rabbitmq" as its argument, this is the guardian of such a server: it starts the server on a
free port of 127.0.0.1, writes the port, and ends the server when its standard input ends or its parent has gone, so also if
the program that wanted the server is killed.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
USUAL_PORTS = {"redis": 6379, "rabbitmq": 5672}
NAMES = {"redis": "Redis", "rabbitmq": "RabbitMQ"}
GREETINGS = {"redis": (b"PING\r\n", b"+PONG"), "rabbitmq": (b"AMQP\0\0\x09\x01", b"\x01")}
HOW_TO_INSTALL = {
    "redis": "install Debian's redis-server (or start one: redis-server --port 6379)",
    "rabbitmq": "install Debian's rabbitmq-server (or start one: rabbitmq-server)",
}
# Debian's own rabbitmq-server in the PATH will only run as root or as the user rabbitmq.
RABBITMQ_FOLDERS = ("/usr/lib/rabbitmq/bin", "/opt/homebrew/sbin", "/usr/local/sbin")
JARS = ("amqp-client.jar", "slf4j-api.jar", "slf4j-nop.jar")
JAVA_FOLDER = Path("/usr/share/java")
PATIENCE = 50.0  # seconds until a server must answer


class BrokerServer:
    """The server, for a `with` block. Ends the program with one sentence if there is none to be had."""

    def __init__(self, broker, port=0):
        self._guardian = None
        usual = port or USUAL_PORTS[broker]
        if answers(broker, usual):
            self.port = usual
            self.origin = "runs already"
        elif port:
            sys.exit(f"No {NAMES[broker]} answers at 127.0.0.1:{port}.")
        else:
            self.port = self._start(broker)
            self.origin = "was started for this run"

    def _start(self, broker):
        command = [sys.executable, str(HERE / "_broker_server.py"), broker]
        self._guardian = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        word = self._guardian.stdout.readline().strip()
        if not word.isdigit():
            self._end()
            sys.exit(word or f"The guardian of {NAMES[broker]} has ended.")
        return int(word)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._end()

    def _end(self):
        if self._guardian is not None:
            self._guardian.stdin.close()
            self._guardian.wait()
            self._guardian.stdout.close()


def peer_command(peer, broker):
    """How the other program is started. Ends the program with one sentence if something for it is missing."""
    if peer == "python":
        return [sys.executable, str(HERE / "_broker_peer.py"), broker]
    if not shutil.which("java") or not shutil.which("javac"):
        sys.exit("PEER = java needs a JDK with java and javac: install Debian's default-jdk-headless.")
    command = ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    if broker == "redis":
        return [*command, str(HERE / "RedisPeer.java")]
    if not (JAVA_FOLDER / JARS[0]).exists():
        sys.exit("PEER = java needs RabbitMQ's client for Java: install Debian's librabbitmq-client-java.")
    jars = os.pathsep.join(str(JAVA_FOLDER / jar) for jar in JARS)
    return [*command, "-cp", jars, str(HERE / "RabbitPeer.java")]


def answers(broker: str, port: int) -> bool:
    """Whether a server of this kind speaks at the port."""
    greeting, answer = GREETINGS[broker]
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(greeting)
            return connection.recv(len(answer)) == answer
    except OSError:
        return False


# The guardian


def start_redis(port, folder, log):
    server = shutil.which("redis-server")
    if server is None:
        return []
    words = f"--port {port} --bind 127.0.0.1 --save --appendonly no --daemonize no --dir".split()
    words.insert(words.index("--save") + 1, "")
    return [start([server, *words, str(folder)], log)]


def start_rabbitmq(port, folder, log):
    path = os.pathsep.join((*RABBITMQ_FOLDERS, os.environ.get("PATH", "")))
    server, epmd = shutil.which("rabbitmq-server", path=path), shutil.which("epmd")
    if server is None or epmd is None:
        return []
    # Erlang's port mapper too is one of our own: else it would be everybody's, and outlive this run.
    mapper, distribution = free_port(), free_port()
    settings = folder / "rabbitmq.conf"
    settings.write_text(f"listeners.tcp.1 = 127.0.0.1:{port}\ndisk_free_limit.absolute = 1MB\n")
    plugins = folder / "plugins"
    plugins.write_text("[].\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RABBITMQ_")}
    environment.update(
        HOME=str(folder),
        ERL_EPMD_PORT=str(mapper),
        ERL_EPMD_ADDRESS="127.0.0.1",
        RUNNING_UNDER_SYSTEMD="true",  # no shell beside the server, which would have to be ended with it
        RABBITMQ_NODENAME=f"poolscope-{os.getpid()}@localhost",
        RABBITMQ_DIST_PORT=str(distribution),
        RABBITMQ_MNESIA_BASE=str(folder / "mnesia"),
        RABBITMQ_LOG_BASE=str(folder / "log"),
        RABBITMQ_CONFIG_FILE=str(settings),
        RABBITMQ_CONF_ENV_FILE=str(folder / "none"),
        RABBITMQ_ADVANCED_CONFIG_FILE=str(folder / "none.config"),
        RABBITMQ_ENABLED_PLUGINS_FILE=str(plugins),
        RABBITMQ_GENERATED_CONFIG_DIR=str(folder / "generated"),
        RABBITMQ_PID_FILE=str(folder / "pid"),
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}",
    )
    port_mapper = start([epmd, "-port", str(mapper), "-address", "127.0.0.1"], log, environment)
    return [start([server], log, environment), port_mapper]


def start(command, log, environment=None):
    options = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, "env": environment}
    # A session of its own: Ctrl+C is for the program, and all that the server starts can be ended together.
    return subprocess.Popen(command, start_new_session=True, **options)


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def end(processes):
    for process in processes:
        try:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        except OSError:
            pass  # it has ended
        process.wait()


def guard(broker):
    leave = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_args: leave.set())
    threading.Thread(target=wait_for_stdin, args=(leave,), daemon=True).start()
    parent = os.getppid()
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="broker-"))
    processes = []
    try:
        with (folder / "output").open("w") as log:
            processes = {"redis": start_redis, "rabbitmq": start_rabbitmq}[broker](port, folder, log)
        if not processes:
            print(f"There is no {NAMES[broker]} here: {HOW_TO_INSTALL[broker]}.", flush=True)
            return
        deadline = time.monotonic() + PATIENCE
        while not answers(broker, port) and not leave.is_set():
            if processes[0].poll() is not None or time.monotonic() > deadline:
                words = " ".join((folder / "output").read_text(errors="replace").split())[-200:]
                print(f"{NAMES[broker]} could not be started: {words}", flush=True)
                return
            leave.wait(0.05)
        print(port, flush=True)
        while not leave.wait(0.2) and processes[0].poll() is None and os.getppid() == parent:
            pass
    finally:
        end(processes)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for_stdin(leave):
    while os.read(0, 1000):  # sys.stdin would hold its lock when the interpreter ends
        pass
    leave.set()


if __name__ == "__main__":
    guard(sys.argv[1])
