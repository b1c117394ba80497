"""A program that kills its own workers and keeps its own account: `mortal.py KIND SEED KILLS ACCOUNT`.

KIND: executor, pool or processes. It goes on until it has killed so often, and then writes to the file ACCOUNT, as JSON, what
became of its tasks (a chunk is one), what it received, and how its processes ended. Python 3.9 and newer; imports nothing of
ours. Only busy workers are killed: one that is just reading or writing a queue leaves half a message, or a lock that nobody
gives back, and CPython's pools then hang.
"""

import collections
import contextlib
import json
import multiprocessing
import os
import queue
import random
import signal
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

TASKS = 24
busy: Any = None
account: Any = collections.Counter()


class Raised(Exception):
    pass


def work(i: int, seconds: float = 0.005, raises: bool = True) -> int:
    busy[i] = os.getpid()
    time.sleep(seconds)
    busy[i] = 0
    if raises and i % 7 == 3:
        raise Raised(i)
    return i


def gentle(i: int) -> int:
    return work(i, raises=False)


def kill_a_busy_one() -> bool:
    """Whether there was one."""
    running = [pid for pid in busy if pid]
    if not running:
        return False
    victim = random.choice(running)
    os.kill(victim, signal.SIGKILL)
    account["kills"] += 1
    for i in range(TASKS):
        if busy[i] == victim:
            busy[i] = 0
    return True


def executor(context: Any) -> None:
    """One pool; it breaks, or some of its tasks are cancelled."""
    with ProcessPoolExecutor(3, mp_context=context) as pool:
        futures = [pool.submit(work, i, random.choice((0.0, 0.002, 0.006))) for i in range(TASKS)]
        if random.random() < 0.2:
            for future in random.sample(futures, 5):
                future.cancel()
        else:
            time.sleep(random.uniform(0.0, 0.03))
            while not kill_a_busy_one() and not futures[-1].done():
                pass
        for future in futures:
            if future.cancelled():
                account["cancelled"] += 1
                continue
            try:
                future.result()
                account["finished"] += 1
            except Raised:
                account["failed"] += 1
            except BrokenProcessPool:
                account["lost"] += 1


def pool(context: Any) -> None:
    """One pool, some of whose workers are killed; what did not come by its end is lost."""
    with context.Pool(3, maxtasksperchild=random.choice((None, None, 4))) as workers:
        outcomes = random.choice((by_apply, by_imap, by_map))(workers)
        before = account["kills"]
        for _ in range(random.randint(1, 3)):
            time.sleep(random.uniform(0.0, 0.02))
            until = time.monotonic() + 0.1
            while not kill_a_busy_one() and time.monotonic() < until:
                pass
        killed, until = account["kills"] - before, time.monotonic() + 1.0
        while (left := outcomes()["lost"]) and time.monotonic() < until:
            if left <= killed and not any(busy):
                until = min(until, time.monotonic() + 0.1)
            time.sleep(0.005)
        workers.terminate()
        workers.join()
        account.update(outcomes())


def by_apply(workers: Any) -> Any:
    results = [workers.apply_async(work, (i, random.choice((0.002, 0.005, 0.01)))) for i in range(TASKS)]

    def outcomes() -> Any:
        ready = [result for result in results if result.ready()]
        finished = sum(result.successful() for result in ready)
        return collections.Counter(finished=finished, failed=len(ready) - finished, lost=len(results) - len(ready))

    return outcomes


def by_imap(workers: Any) -> Any:
    """Those that have come are taken when their number is asked for."""
    results = workers.imap_unordered(work, range(TASKS))
    come: Any = collections.Counter()

    def outcomes() -> Any:
        with contextlib.suppress(multiprocessing.TimeoutError, StopIteration):
            while True:
                try:
                    results.next(timeout=0)
                    come["finished"] += 1
                except Raised:
                    come["failed"] += 1
        return collections.Counter(come, lost=TASKS - sum(come.values()))

    return outcomes


def by_map(workers: Any) -> Any:
    """In chunks of 2, and none raises: of a map nobody can see which came."""
    result = workers.map_async(gentle, range(TASKS), chunksize=2)

    def outcomes() -> Any:
        left = 0 if result.ready() else result._number_left
        return collections.Counter(finished=TASKS // 2 - left, lost=left)

    return outcomes


def send(channel: Any, count: int) -> None:
    for number in range(count):
        channel.put(number)
        time.sleep(0.002)
    if count % 3 == 0:
        sys.exit(count)


def processes(context: Any) -> None:
    """Some processes, each with a queue of its own, some of them killed."""
    pairs = []
    for _ in range(4):
        channel = context.Queue()
        process = context.Process(target=send, args=(channel, random.randint(1, 15)))
        process.start()
        pairs.append((process, channel))
    time.sleep(random.uniform(0.0, 0.03))
    for process, _channel in random.sample(pairs, 2):
        if process.exitcode is None:
            process.kill()
            account["kills"] += 1
    for process, channel in pairs:
        process.join()
        with contextlib.suppress(queue.Empty):
            while True:
                channel.get(timeout=0.02)
                account["received"] += 1
        account[f"exit code {process.exitcode}"] += 1


def main() -> None:
    global busy
    kind, seed, kills, path = sys.argv[1:]
    random.seed(int(seed))
    context = multiprocessing.get_context("fork")
    while account["kills"] < int(kills):
        busy = context.RawArray("i", TASKS)
        {"executor": executor, "pool": pool, "processes": processes}[kind](context)
    with open(path, "w") as file:  # noqa: PTH123
        json.dump(account, file)


if __name__ == "__main__":
    main()
