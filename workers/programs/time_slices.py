"""Time slices: more processes than cores"""

import os
import time
from multiprocessing import Process

try:
    import resource
except ImportError:  # Windows does not count them for us
    resource = None

WORKERS = 8  # 1 to 64
CORES = 2  # 1 to 64
WORK = 300  # 1 to 10000 million additions


def work(millions):
    began = time.perf_counter()
    for _ in range(int(millions * 10)):
        sum(range(100_000))
    elapsed = time.perf_counter() - began
    line = f"process {os.getpid()} computed "
    line += f"{time.process_time():.1f} s of {elapsed:.1f} s"
    if resource:
        switches = resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw
        line += f", interrupted {switches} times"
    print(line)


def take_cores():
    """Leave the program no more than CORES of them, where that is possible (Linux)."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))[:CORES]
        os.sched_setaffinity(0, cores)
        return len(cores)
    print("Here a program cannot choose its cores: it has all of them.")
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
    print(f"{workers} processes took {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    cores = take_cores()
    print("main process", os.getpid(), "with", cores, "cores")
    share_work(WORKERS)
    share_work(cores)
