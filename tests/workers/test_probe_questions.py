"""What the program calls is asked nothing by the probe that it is not asked anyway: the same calls, counted alone and watched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.workers.test_probe_transparency import same_alone_and_watched
from tests.workers.watched import watch, write
from workers.wire.events import Traffic

HEAD = """
    import collections, functools, multiprocessing, os, pathlib, socket, subprocess, sys, threading
    from concurrent.futures import Future, ThreadPoolExecutor
    from multiprocessing import queues
    from multiprocessing.pool import ThreadPool

    asked = collections.Counter()

    def counting(name, original):
        def method(*args, **kwargs):
            asked[name] += 1
            return original(*args, **kwargs)
        return method

    def below(base, *names):
        '''A class in which calls of these methods and properties of `base` are counted.'''
        methods = {}
        for name in names:
            original = getattr(base, name)
            counted = counting(name, original.__get__ if isinstance(original, property) else original)
            methods[name] = property(counted) if isinstance(original, property) else counted
        return type("Counted", (base,), methods)

"""


def program(folder: Path, body: str) -> Path:
    return write(folder, HEAD + body + "\n    print(sorted(asked.items()))\n")


def test_a_queue_of_the_programs_own_class_is_not_asked_whether_it_is_empty(tmp_path: Path) -> None:
    path = program(
        tmp_path,
        """
    context = multiprocessing.get_context()
    for base in (queues.Queue, queues.SimpleQueue, queues.JoinableQueue):
        queue = below(base, "empty", *["full", "qsize"] * (base is not queues.SimpleQueue))(ctx=context)
        queue.put(1)
        print(queue.get())
        if base is not queues.SimpleQueue:
            queue.close()
            queue.join_thread()
        """,
    )
    same_alone_and_watched(path)


def test_a_lazy_iterable_is_not_evaluated_for_its_class(tmp_path: Path) -> None:
    path = program(
        tmp_path,
        """
    class Lazy:
        __class__ = property(counting("class", lambda self: list))
        __iter__ = counting("iter", lambda self: iter([1, 2, 3]))
        __len__ = counting("len", lambda self: 3)

    with ThreadPool(2) as pool:
        print(list(pool.imap(abs, Lazy())), list(pool.imap_unordered(abs, Lazy(), 3)), pool.map(abs, Lazy()))
    with ThreadPoolExecutor(2) as executor:
        print(list(executor.map(abs, Lazy())))
        """,
    )
    same_alone_and_watched(path)


@pytest.mark.skipif(os.name != "posix", reason="paths and programs of POSIX")
def test_a_command_lines_words_are_read_once(tmp_path: Path) -> None:
    write(tmp_path, "import sys\nprint(sys.argv[1:])", "other.py")
    path = program(
        tmp_path,
        """
    class Path:
        __class__ = property(counting("class", lambda self: str))
        def __init__(self, text):
            self.text = text
        __fspath__ = counting("fspath", lambda self: self.text)
        __eq__ = counting("eq", lambda self, other: False)
        __ne__ = counting("ne", lambda self, other: True)

    class Word(str):
        for name in ("__eq__", "__ne__", "__hash__", "startswith", "endswith", "split", "__str__", "__format__"):
            locals()[name] = counting(name, getattr(str, name))

    os.chdir(os.path.dirname(__file__))
    for command in (
        [Path(sys.executable), Path("other.py"), "a"],
        [sys.executable, Path("other.py"), Path("b")],
        [Word(sys.executable), Word("other.py"), Word("c")],
        [sys.executable, pathlib.Path("other.py"), b"d"],
        [b"/bin/echo", "e"],
    ):
        print(subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout)
    print(subprocess.run(Path("/bin/true")).returncode)
        """,
    )
    same_alone_and_watched(path)
    assert watch(path).trace.problems == []


def test_a_socket_of_the_programs_own_class_is_asked_nothing(tmp_path: Path) -> None:
    path = program(
        tmp_path,
        """
    class Host(str):
        __str__ = counting("str", str.__str__)
        __format__ = counting("format", str.__format__)

    Socket = below(socket.socket, "family", "type", "gettimeout", "getsockname", "getpeername", "fileno")
    with socket.create_server(("127.0.0.1", 0)) as server, Socket() as client:
        port = server.getsockname()[1]
        client.connect((Host("127.0.0.1"), port))
        answering, _address = server.accept()
        with answering:
            client.sendall(b"question")
            print(answering.recv(100))
            answering.sendall(b"answer")
            print(client.recv(100), client.send(b"x"))
        """,
    )
    same_alone_and_watched(path)
    traffic = sorted((event.size, event.sent) for event in watch(path).all(Traffic))
    assert traffic == [(1, True), (6, False), (6, True), (8, False), (8, True)]
