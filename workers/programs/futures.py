"""Futures: what an executor promises"""

import os
import time
from concurrent.futures import (
    FIRST_COMPLETED,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
    wait,
)

EXECUTOR = "process"  # process | thread
TASK = "sleep"  # sleep | cpu
WORKERS = 2  # 1 to 61
TASKS = 8  # 1 to 10000
SECONDS = 0.25  # 0 to 60 seconds
SHOW = "all"  # all | submit | map | wait | cancel | errors


def work(number):
    if TASK == "sleep":
        time.sleep(SECONDS)
    else:
        compute(SECONDS)
    return number * number


def compute(seconds):
    """Until this very thread has used so much CPU time."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(1000))


def start(executor):
    return [executor.submit(work, i) for i in range(TASKS)]


def show_submit(executor):
    futures = start(executor)
    for future in futures:
        future.add_done_callback(tell)
    time.sleep(SECONDS / 2)
    more = sum(f.running() for f in futures) > WORKERS
    print(f"more say running than there are workers: {more}")
    print(f"results: {[future.result() for future in futures]}")


def tell(future):
    print(f"{future.result()} came to process {os.getpid()}")


def show_map(executor):
    """The results in the order of the tasks; in any order."""
    print(f"map: {list(executor.map(work, range(TASKS)))}")
    for future in as_completed(start(executor)):
        print(f"as completed: {future.result()}")


def show_wait(executor):
    futures = start(executor)
    done, _ = wait(futures, return_when=FIRST_COMPLETED)
    print(f"one is done: {len(done) > 0}")
    done, waiting = wait(futures, timeout=SECONDS / 2)
    print(f"all are done soon after: {not waiting}")
    done, waiting = wait(futures)
    print(f"done: {len(done)}, not done: {len(waiting)}")


def show_cancel(executor):
    futures = start(executor)
    time.sleep(SECONDS / 2)
    first, last = futures[0], futures[-1]
    print(f"the first, which runs, is cancelled: {first.cancel()}")
    print(f"the last, which waits, is cancelled: {last.cancel()}")
    wait(futures)
    print(f"the first gave its result: {first.result()}")


def show_errors(executor):
    for fail in (fail_plainly, fail_with_a_function):
        error = executor.submit(fail).exception()
        print(f"{fail.__name__}: {type(error).__name__}")


def fail_plainly():
    raise ValueError("this task cannot be done")


def fail_with_a_function():
    # No process can send a nameless function to another.
    raise ValueError(lambda: "cannot be sent")


def make_executor():
    if EXECUTOR == "process":
        return ProcessPoolExecutor(WORKERS)
    return ThreadPoolExecutor(WORKERS)


def main():
    executor = make_executor()
    parts = ["submit", "map", "wait", "cancel", "errors"]
    for part in parts if SHOW == "all" else [SHOW]:
        print(f"{part}:")
        began = time.perf_counter()
        globals()[f"show_{part}"](executor)
        print(f"    {time.perf_counter() - began:.2f} s")

    print("shutdown:")
    futures = start(executor)
    time.sleep(SECONDS / 2)
    executor.shutdown(wait=True, cancel_futures=True)
    cancelled = any(future.cancelled() for future in futures)
    print(f"those that waited were cancelled: {cancelled}")


if __name__ == "__main__":
    print("main process", os.getpid())
    main()
    print("end")
