"""Manager: objects that several processes use"""

import os
import time
from multiprocessing import Manager, Process, active_children

PROCESSES = 3  # 1 to 16
TIMES = 5  # 1 to 1000
SECONDS = 0.3  # 0 to 10 seconds
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
    print("process", os.getpid(), "finished as", name)


def raise_by_one(total):
    value = total.value  # a call to the manager, and its answer
    time.sleep(0.02)
    total.value = value + 1  # another one


if __name__ == "__main__":
    print("main process", os.getpid())
    with Manager() as manager:
        print("manager's process", active_children()[0].pid)
        total = manager.Value("i", 0)
        counts = manager.dict()
        finished = manager.list()
        shared = (total, counts, finished, manager.Lock())

        processes = [
            Process(target=count, args=(f"worker {i}", *shared))
            for i in range(PROCESSES)
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join()

        print("total", total.value, "of", PROCESSES * TIMES)
        print("counts", sorted(counts.items()))
        print("finished", len(finished))
