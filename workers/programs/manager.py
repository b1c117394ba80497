"""Manager: objects that several processes use"""

import os
import time
from multiprocessing import Manager, Process, active_children

PROCESSES = 3  # 1 to 16
TIMES = 10  # 1 to 1000
SECONDS = 0.4  # 0 to 10 seconds
LOCK = True  # False: two may read the total at the same time


def count(name, total, counts, finished, lock):
    for i in range(TIMES):
        time.sleep(SECONDS)
        if LOCK:
            with lock:
                raise_by_one(total)
        else:
            raise_by_one(total)
        counts[name] = i + 1
    finished.append(name)
    print(f"process {os.getpid()} finished as {name}")


def raise_by_one(total):
    value = total.value  # a call to the manager, and its answer
    time.sleep(0.02)
    total.value = value + 1  # another one


if __name__ == "__main__":
    print("main process", os.getpid())
    with Manager() as manager:
        server = active_children()[0]
        print("the manager is process", server.pid)
        total = manager.Value("i", 0)
        counts = manager.dict()
        finished = manager.list()
        shared = (total, counts, finished, manager.Lock())

        processes = []
        for i in range(PROCESSES):
            args = (f"worker {i}", *shared)
            process = Process(target=count, args=args)
            process.start()
            processes.append(process)
        for process in processes:
            process.join()

        print("total", total.value, "of", PROCESSES * TIMES)
        print("counts", sorted(counts.items()))
        print("finished", len(finished))
