"""Time slices: more processes than cores"""

import os
import time
from multiprocessing import Process

WORKERS = 8  # 1 to 64
CORES = 2  # 1 to 64
WORK = 300  # 1 to 10000 million additions


def work(millions):
    began = time.perf_counter()
    for _ in range(int(millions * 10)):
        sum(range(100_000))
    elapsed = time.perf_counter() - began
    computed = time.process_time()
    who = f"process {os.getpid()}"
    times = f"{computed:.1f} s of {elapsed:.1f} s"
    print(f"{who} computed {times}, switched {switches()} times")


def switches():
    """How often this process had to leave a core to another."""
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:  # Windows does not tell
        return "?"
    return getrusage(RUSAGE_SELF).ru_nivcsw


def take_cores():
    """Take no more than CORES of them, where that is possible."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))[:CORES]
        os.sched_setaffinity(0, cores)
        return len(cores)
    print("A program cannot choose its cores here: it has all.")
    return os.cpu_count()


def share_work(workers):
    began = time.perf_counter()
    processes = []
    for _ in range(workers):
        process = Process(target=work, args=(WORK / workers,))
        process.start()
        processes.append(process)
    for process in processes:
        process.join()
    elapsed = time.perf_counter() - began
    print(f"{workers} processes took {elapsed:.1f} s")


if __name__ == "__main__":
    cores = take_cores()
    print("main process", os.getpid(), "with", cores, "cores")
    share_work(WORKERS)
    share_work(cores)
