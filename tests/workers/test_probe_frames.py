"""The probe's frames: out of tracebacks, of tools' sight, and, where the program's own code runs, off the stack."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.workers.test_probe_transparency import INTERPRETERS, alone
from tests.workers.watched import watch, write

# Before Python 3.11 a bare `raise` goes on with a copy of the traceback, and the wrapper's line stays in it.
KEEPS_A_LINE = re.compile(r"/3\.(9|10)\.")
OURS = re.compile(r'^ *(\| )?  File "<frozen importlib\._bootstrap_poolscope[^\n]*\n', re.MULTILINE)
MASKS = [
    (re.compile(r"0x[0-9a-f]+"), "0x"),
    (re.compile(r"(?<=^Process ForkProcess-)\d+", re.MULTILINE), "N"),  # whichever of the workers took the task
    (
        re.compile(r"line \d+, in result$", re.MULTILINE),
        "line, in result",
    ),  # one where it waited, another where it need not
]

FAILS = """
import concurrent.futures as cf, logging, multiprocessing, socket, subprocess, sys, threading, time, traceback

logging.basicConfig(stream=sys.stdout, format="%(message)s")

def work(number):
    raise ValueError(number)

def answer(number):
    return lambda: number  # cannot be pickled

def shown(call, *args, **kwargs):
    print("--", getattr(call, "__qualname__", call))
    try:
        call(*args, **kwargs)
    except BaseException:
        print(traceback.format_exc())
    sys.stdout.flush()

def executors(context):
    for executor in (cf.ThreadPoolExecutor(1), cf.ProcessPoolExecutor(1, context)):
        with executor:
            failed = executor.submit(work, 1)
            shown(failed.result)
            shown(list, executor.map(work, [1]))
            slow = executor.submit(time.sleep, 0.05)
            shown(slow.result, 0)
            shown(lambda: list(cf.as_completed([slow], timeout=0)))
            failed.add_done_callback(answer(1))
            failed.add_done_callback(lambda future: work(2))
            shown(failed.set_result, 1)
        shown(executor.submit, work, 1)
        shown(type(executor), 0)
    with cf.ProcessPoolExecutor(1, context) as executor:
        shown(executor.submit(answer, 1).result)
        shown(executor.submit(answer(1)).result)

def pools(context):
    with context.Pool(1) as pool:
        for name in ("apply", "map", "imap", "imap_unordered"):
            shown(lambda: list(getattr(pool, name)(work, [1])))
        shown(pool.apply, answer, (1,))
        shown(pool.apply, answer(1))
        slow = pool.apply_async(time.sleep, (0.05,))
        shown(slow.get, 0)
        shown(slow.successful)
        shown(pool.imap(time.sleep, [0.05]).next, 0)
        shown(pool.join)
    shown(pool.apply, work, (1,))
    shown(context.Pool, 0)

def messages(context):
    left, right = context.Pipe()
    shown(left.send, answer(1))
    right.close()
    for end in (left, right):
        shown(end.recv), shown(end.send, 1), shown(end.recv_bytes), shown(end.send_bytes, b"1"), shown(end.poll)
    queue = context.Queue(1)
    shown(queue.get, True, 0.01), shown(queue.get, False)
    queue.put(1)
    shown(queue.put, 2, True, 0.01)
    queue.get()
    queue.close()
    shown(queue.put, 1), shown(queue.get)
    simple = context.SimpleQueue()
    shown(simple.put, answer(1))
    simple._reader.close(), simple._writer.close()
    shown(simple.get), shown(simple.put, 1)

def others(context):
    process = context.Process(target=work, args=(1,))
    shown(process.join)
    process.start()
    shown(process.start), shown(process.join, "a while")
    process.join()
    server = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(server.getsockname())
    client.settimeout(0.01)
    shown(client.recv, 1), shown(client.recv_into, bytearray(1)), shown(client.send, 1), shown(client.listen, "a")
    address = server.getsockname()
    client.close(), server.close()
    shown(client.recv, 1), shown(client.sendall, b"1"), shown(socket.create_connection, address)
    shown(subprocess.Popen, ["/no/such/program"]), shown(subprocess.run, [sys.executable, "-c", "1/0"], check=True, stderr=-3)

def manager(context):
    with context.Manager() as manager:
        shown(manager.dict().__getitem__, "no key")
        shown(manager.list().append, answer(1))
        shown(manager.start)

if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    for part in (executors, pools, messages, others, manager):
        part(context)
"""


def masked(text: str) -> str:
    for pattern, word in MASKS:
        text = pattern.sub(word, text)
    return text


@pytest.mark.parametrize("python", INTERPRETERS)
def test_the_program_s_tracebacks_have_no_line_of_the_probe(tmp_path: Path, python: str) -> None:
    program = write(tmp_path, FAILS)
    plain, watched = alone(program, "fork", python=python), watch(program, "fork", python=python)
    assert plain.returncode == 0, plain.stderr
    for before, after in ((plain.stdout, watched.output()), (plain.stderr, watched.output("stderr"))):
        if KEEPS_A_LINE.search(python):
            after = OURS.sub("", after)
        assert masked(after).splitlines() == masked(before).splitlines()
    assert watched.trace.problems == []


STACKS = """
import concurrent.futures as cf, inspect, logging, multiprocessing, os, sys, threading, warnings

logging.basicConfig(stream=sys.stdout, format="%(filename)s %(lineno)d %(message)s")

def stack(_=None):
    return [(os.path.basename(frame.filename), frame.function) for frame in inspect.stack()]

def depth(number=0):
    try:
        return depth(number + 1)
    except RecursionError:
        return number

def warn(_=None):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for level in range(1, 6):
            warnings.warn("a word", stacklevel=level)
    for level in (1, 2):
        logging.warning("a word", stacklevel=level)
    return [(os.path.basename(warning.filename), warning.lineno) for warning in caught]

def asked():
    return stack(), warn(), depth()

if __name__ == "__main__":
    print(asked())
    context = multiprocessing.get_context(sys.argv[1])
    for executor in (cf.ThreadPoolExecutor(1), cf.ProcessPoolExecutor(1, mp_context=context)):
        with executor:
            print(executor.submit(asked).result())
    for pool in (context.Pool(1), multiprocessing.pool.ThreadPool(1)):
        with pool:
            print(pool.apply(asked))
            print(pool.map(stack, [1]))
            pool.close()
            pool.join()
    threads = []
    thread = threading.Thread(target=lambda: threads.append(asked()))
    thread.start()
    thread.join()
    print(threads)
    context.Process(target=lambda: print(asked(), flush=True)).start() if sys.argv[1] == "fork" else None
"""
HOST = re.compile(r", \('<frozen importlib\._bootstrap_poolscope\.host>', '<module>'\)")


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_task_s_stack_is_what_it_is_without_the_probe(tmp_path: Path, method: str) -> None:
    """But for one frame: the host's, below the main module's, and so below what is forked from there."""
    program = write(tmp_path, STACKS)
    for python in INTERPRETERS if method == "fork" else [sys.executable]:
        plain, watched = alone(program, method, python=python).stdout, watch(program, method, python=python).output()
        assert "_poolscope" not in HOST.sub("", watched)
        deep = [re.compile(r", (\d{3})\)").findall(text) for text in (plain, watched)]
        assert all(0 <= int(before) - int(after) <= 2 for before, after in zip(*deep, strict=True)), deep
        assert re.sub(r"\d{3}\)", "deep)", HOST.sub("", watched)) == re.sub(r"\d{3}\)", "deep)", plain)


TRACED = """
import multiprocessing, os, queue, sys, sysconfig, threading

seen = set()

def trace(frame, event, arg):
    seen.add(frame.f_code.co_filename)
    return trace

def work(number):
    return sorted(own())

def own():  # what coverage would measure: not in brackets, not the standard library's or installed
    library = sysconfig.get_path("stdlib"), sysconfig.get_path("purelib")
    return {os.path.basename(name) for name in list(seen) if not name.startswith(("<", *library))}

if __name__ == "__main__":
    threading.settrace(trace)
    sys.settrace(trace)
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(1) as executor:
        executor.submit(work, 1).result()
    context = multiprocessing.get_context(sys.argv[1])
    with context.Pool(1) as pool:
        print(pool.map(work, [1]))
    ends = context.Pipe()
    ends[0].send(1), ends[1].recv()
    try:
        context.Queue().get(True, 0.01)
    except queue.Empty:
        pass
    sys.settrace(None)
    print(sorted(own()))
"""


def test_what_measures_the_program_s_code_sees_no_file_of_the_probe(tmp_path: Path) -> None:
    """coverage, of whose rules these are two; pytest-cov once reported 18 % instead of 88 %."""
    program = write(tmp_path, TRACED)
    for python in sorted({INTERPRETERS[0], *INTERPRETERS[-2:]}):
        watched = watch(program, "fork", python=python)
        assert watched.output() == alone(program, "fork", python=python).stdout, python
        assert watched.output().endswith("['program.py']\n")
