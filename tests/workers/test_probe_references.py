"""The probe keeps none of the program's objects: what dies without it dies with it, at the same moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workers.test_probe_transparency import INTERPRETERS, alone
from tests.workers.watched import watch, write

# Every call that is wrapped, with and without an error, the collector off. Printed is what lives while the case's errors are
# still held, and what lives
# when nothing is, before and after a collection.
KEPT = """
import concurrent.futures as cf, gc, logging, multiprocessing as mp, queue, socket, subprocess, sys, threading, time, weakref
from multiprocessing import managers, pool as pools

gc.disable()
logging.disable()
method = sys.argv[1]
ctx = mp.get_context(method)

class Marker:
    def __reduce__(self):
        return (Marker, ())

class Unpicklable(Marker):
    def __reduce__(self):
        raise ValueError("not me")

class Words(list):
    __slots__ = ("__weakref__",)

def good(*args, **kwargs):
    return Marker()

def bad(*args, **kwargs):
    local = born("local")
    raise ValueError("bad")

def failing(value):
    raise ValueError("callback")

def iterate():
    yield born("item")
    raise ValueError("iterable")

alive = {}
def born(name, value=None):
    value = Marker() if value is None else value
    alive.setdefault(name, []).append(weakref.ref(value))
    return value

def error_of(call, *args, **kwargs):
    # In a thread and without locals: what the error's traceback keeps is then the library's alone.
    caught = []
    thread = threading.Thread(target=attempt, args=(caught, call, args, kwargs))
    thread.start()
    del call, args, kwargs
    thread.join()
    return caught

def attempt(caught, call, args, kwargs):
    try:
        call(*args, **kwargs)
    except BaseException as error:
        caught.append(error)
    finally:
        del caught, call, args, kwargs

def executor(kind, **options):
    return born("executor", kind(1, **options))

def each_executor(case):
    def run():
        for kind in (cf.ThreadPoolExecutor, cf.ProcessPoolExecutor):
            options = {"mp_context": ctx} if kind is cf.ProcessPoolExecutor else {}
            yield from case(executor(kind, **options))
    run.__name__ = case.__name__
    return run

@each_executor
def futures(ex):
    with ex:
        future = born("future", ex.submit(good, born("argument"), key=born("keyword")))
        born("result", future.result())
        yield future
        yield ex.submit(good, born("argument")).exception()
        future = born("failed future", ex.submit(bad, born("argument"), key=born("keyword")))
        yield error_of(future.result)
        yield future.exception()
        yield error_of(future.result, 5)
        future.add_done_callback(failing)
        future.add_done_callback(good)
        yield list(ex.map(good, [born("mapped")]))
        yield error_of(list, ex.map(bad, [born("mapped")]))
        done, _ = cf.wait([ex.submit(bad, born("waited for"))])
        yield done
        for done in cf.as_completed([ex.submit(good, born("completed"))]):
            pass
        pending = born("pending", cf.Future())
        yield error_of(pending.result, 0), error_of(pending.exception, 0), error_of(cf.wait, [pending], 0)
        pending.add_done_callback(failing)
        yield pending.cancel(), error_of(pending.set_result, born("set twice")), error_of(pending.set_exception, ValueError())
    yield error_of(ex.submit, good, born("too late"))

def executors_that_cannot_be():
    yield error_of(cf.ThreadPoolExecutor, 0, initializer=born("initializer"))
    yield error_of(cf.ProcessPoolExecutor, 0, initializer=born("initializer"))
    ex = executor(cf.ProcessPoolExecutor, mp_context=ctx)
    with ex:
        yield error_of(ex.submit(good, born("not to be pickled", Unpicklable())).result)

def pool(kind, *args):
    for _ in range(2 if kind is pools.ThreadPool else 1):
        p = born("pool", kind(1))
        yield p.apply(good, (born("argument"),), {"key": born("keyword")})
        yield error_of(p.apply, bad, (born("argument"),))
        result = born("async result", p.apply_async(good, (born("argument"),), callback=born("callback", lambda value: None)))
        born("result", result.get())
        yield error_of(p.apply_async(bad, (born("argument"),), error_callback=lambda error: None).get)
        yield p.map(good, [born("mapped") for _ in range(3)], 2)
        yield error_of(p.map, bad, [born("mapped")])
        yield list(p.imap(good, [born("mapped") for _ in range(3)], 2))
        yield error_of(list, p.imap_unordered(bad, [born("mapped")]))
        yield error_of(list, p.imap(good, iterate()))
        yield list(p.starmap(good, [(born("starred"),)]))
        held = p.apply_async(time.sleep, (0.1,))
        yield error_of(held.get, 0), held.get()
        if kind is not pools.ThreadPool:
            yield error_of(p.apply, good, (born("not to be pickled", Unpicklable()),))
        yield error_of(p.join)
        p.close()
        p.join()
        yield error_of(p.apply, good, (born("too late"),))
        p.terminate()
    yield error_of(kind, 0, born("initializer"))

def thread_pool():
    return pool(pools.ThreadPool)

def process_pool():
    return pool(ctx.Pool)

def pipes():
    left, right = ctx.Pipe()
    left, right = born("left", left), born("right", right)
    left.send(born("sent"))
    born("received", right.recv())
    yield error_of(left.send, born("unpicklable", Unpicklable()))
    right.close()
    yield error_of(left.recv), error_of(left.send, born("sent to nobody")), error_of(right.recv), error_of(right.send, 1)
    left.close()

def queues():
    for kind in (ctx.Queue, ctx.JoinableQueue):
        q = born("queue", kind(1))
        yield error_of(q.get, True, 0), error_of(q.get, False)
        q.put(born("put"))
        yield error_of(q.put, born("no room"), True, 0)
        born("got", q.get())
        if kind is ctx.JoinableQueue:
            q.task_done()
            q.join()
        yield error_of(kind, 1, 2, 3)
        q.close()
        q.join_thread()
        yield error_of(q.put, born("too late")), error_of(q.get)
    simple = born("simple queue", ctx.SimpleQueue())
    simple.put(born("put"))
    born("got", simple.get())
    yield error_of(simple.put, born("unpicklable", Unpicklable()))

def processes():
    p = born("process", ctx.Process(target=good, args=(born("argument"),), kwargs={"key": born("keyword")}))
    p.start()
    yield error_of(p.start)
    p.join()
    yield error_of(p.join, "a word")
    p = born("process", ctx.Process(target=good, args=(born("unpicklable", Unpicklable()),)))
    yield error_of(p.join)
    if method != "fork":
        yield error_of(p.start)

def sockets():
    server = born("server", socket.create_server(("127.0.0.1", 0)))
    client = born("client", socket.create_connection(server.getsockname()))
    other, _ = server.accept()
    client.send(b"1"), client.sendall(b"2"), other.recv(1), other.recv_into(bytearray(1))
    other.settimeout(0.01)
    yield error_of(other.recv, 1), error_of(other.recv_into, bytearray(1)), error_of(client.send, born("no bytes"))
    yield error_of(client.sendall, born("no bytes")), error_of(client.connect, born("no address"))
    yield error_of(client.listen, born("no number"))
    address = server.getsockname()
    for one in (server, client, other):
        one.close()
    yield error_of(client.send, b"1"), error_of(client.recv, 1), error_of(socket.create_connection, address)

def programs():
    p = born("program", subprocess.Popen(born("words", Words([sys.executable, "-c", ""]))))
    yield p.wait()
    yield error_of(subprocess.Popen, born("words", Words(["/no/such/program"])))
    yield error_of(subprocess.run, [sys.executable, "-c", "1/0"], check=True, stderr=-3)

def manager():
    with managers.SyncManager(ctx=ctx) as manager:
        d = born("proxy", manager.dict())
        d["key"] = born("value")
        yield error_of(d.__getitem__, born("no key", Unpicklable())), error_of(d.__getitem__, "no key")
        born("returned", d["key"])
    yield error_of(manager.start)
    del manager

def living(name):
    return sum(ref() is not None for ref in alive[name])

pool_cases = (futures, executors_that_cannot_be, thread_pool, process_pool)
if __name__ == "__main__":
    for case in (*pool_cases, pipes, queues, processes, sockets, programs, manager):
        held = list(case())
        print(case.__name__, "held", {name: living(name) for name in alive if living(name)})
        del held
        print(case.__name__, "let go", {name: living(name) for name in alive if living(name)})
        gc.collect()
        print(case.__name__, "collected", {name: living(name) for name in alive if living(name)})
        alive.clear()
    print(threading.active_count(), "threads")
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_what_the_program_lets_go_of_is_gone(tmp_path: Path, method: str) -> None:
    program = write(tmp_path, KEPT)
    for python in INTERPRETERS if method == "fork" else INTERPRETERS[:1]:
        plain = alone(program, method, python=python)
        assert plain.stdout.endswith("1 threads\n"), plain.stderr
        watched = watch(program, method, python=python)
        assert watched.output() == plain.stdout, python
        assert watched.output("stderr") == plain.stderr
        assert watched.trace.problems == [], python
