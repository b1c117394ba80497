"""Memory: one counter in processes and in threads"""

import os
import threading
import time
from multiprocessing import get_context

PROCESSES = 3  # 1 to 16
THREADS = 3  # 1 to 16
TIMES = 5  # 1 to 1000
SECONDS = 0.4  # 0 to 10 seconds
START_METHOD = None  # None | fork | spawn | forkserver

counter = 0
lock = threading.Lock()


def count():
    global counter
    for _ in range(TIMES):
        with lock:
            counter += 1
        time.sleep(SECONDS)


def count_in_process():
    count()
    print("process", os.getpid(), "has counter", counter)


def count_in_thread(all_done):
    count()
    all_done.wait()
    name = threading.current_thread().name
    print(name, "in process", os.getpid(), "has counter", counter)


def run(workers):
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print("main process", os.getpid(), "has counter", counter)


if __name__ == "__main__":
    counter = 100
    print("main process", os.getpid(), "has counter", counter)

    process = get_context(START_METHOD).Process
    run([process(target=count_in_process) for _ in range(PROCESSES)])

    all_done = threading.Barrier(THREADS)
    run([
        threading.Thread(
            target=count_in_thread, args=(all_done,), name=f"thread {i}"
        )
        for i in range(THREADS)
    ])
