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


def in_process():
    count()
    show("process")


def in_thread(all_done):
    count()
    all_done.wait()
    show(threading.current_thread().name + " of process")


def show(who):
    print(f"counter {counter} in {who} {os.getpid()}")


def run(workers):
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    show("main process")


if __name__ == "__main__":
    counter = 100
    show("main process")

    Process = get_context(START_METHOD).Process
    run([Process(target=in_process) for _ in range(PROCESSES)])

    args = (threading.Barrier(THREADS),)
    names = [f"thread {i}" for i in range(THREADS)]
    Thread = threading.Thread
    run([Thread(None, in_thread, name, args) for name in names])
