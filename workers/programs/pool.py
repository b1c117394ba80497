"""Pool: apply and apply_async"""

import os
import sys
import time
from multiprocessing import get_context

MODE = "apply_async"  # apply | apply_async
POOL_SIZE = 3  # 1 to 64
TASKS = 10  # 1 to 1000000
TASK = "sleep"  # sleep | cpu | mixed
SECONDS = 0.8  # 0 to 60 seconds
START_METHOD = None  # None | fork | spawn | forkserver
JOIN = True  # False: leave at once
NO_POOL = False  # True: a process for each task, all at once


def work(i):
    share = {"sleep": 0, "mixed": 0.5, "cpu": 1}[TASK]
    compute(share * SECONDS)
    time.sleep((1 - share) * SECONDS)
    return i + 100


def compute(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        sum(range(1000))


def done(result):
    print("result", result, "in process", os.getpid())


def work_alone(i):
    done(work(i))  # nobody carries the result to the parent


def without_pool(context):
    if TASKS > 500:
        sys.exit("Without a pool, at most 500 tasks please.")
    began = time.perf_counter()
    processes = []
    for i in range(TASKS):
        process = context.Process(target=work_alone, args=(i,))
        process.start()
        processes.append(process)
    seconds = time.perf_counter() - began
    print(f"{TASKS} processes started in {seconds:.2f} s")

    if JOIN:
        for process in processes:
            process.join()


def with_pool(context):
    pool = context.Pool(POOL_SIZE)

    for i in range(TASKS):
        if MODE == "apply":
            done(pool.apply(work, (i,)))
        else:
            pool.apply_async(work, (i,), callback=done)

    if JOIN:
        pool.close()
        pool.join()


if __name__ == "__main__":
    print("main process", os.getpid())
    if NO_POOL:
        without_pool(get_context(START_METHOD))
    else:
        with_pool(get_context(START_METHOD))
    print("end")
