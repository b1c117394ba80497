"""Process: a program on disk, and what becomes of it"""

import os
import subprocess
import sys
import threading
import time

COPIES = 2  # 1 to 8
MEGABYTES = 40  # 0 to 400 MB
SECONDS = 3.0  # 0 to 60 seconds
PAUSE = 1.0  # 0 to 10 seconds


def copy(megabytes):
    """What a started copy does: it takes something of each kind."""
    memory = b"x" * megabytes * 2**20
    thread = threading.Thread(target=sys.stdin.read)  # to its end
    with open(__file__):
        thread.start()
        print("ready with", len(memory), "bytes", flush=True)
        thread.join()


def start(megabytes):
    pipe = subprocess.PIPE
    command = [sys.executable, __file__, str(megabytes)]
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe)
    process.stdout.readline()  # "ready…"
    return process


def facts(pid):
    """Parent, state, bytes of memory, threads, open files."""
    if not os.path.exists(f"/proc/{pid}/status"):  # not Linux
        import psutil

        process = psutil.Process(pid)
        files = getattr(process, "num_fds", None) or process.num_handles
        memory = process.memory_info().rss
        threads = process.num_threads()
        return process.ppid(), process.status(), memory, threads, files()
    with open(f"/proc/{pid}/status") as file:
        told = dict(line.split(":", 1) for line in file)
    state = told["State"].split("(")[1].split(")")[0]
    memory = int(told["VmRSS"].split()[0]) * 1024
    files = len(os.listdir(f"/proc/{pid}/fd"))
    return int(told["PPid"]), state, memory, int(told["Threads"]), files


def show(pid):
    try:
        parent, state, memory, threads, files = facts(pid)
    except ImportError:
        print("process", pid, "(to see more, install psutil)")
        return
    line = f"process {pid} parent {parent}: {state}, {memory >> 20} MB"
    print(f"{line}, {threads} threads, {files} open files")


def main():
    print("main process", os.getpid())
    size = os.path.getsize(__file__)
    print(f"{os.path.basename(__file__)}: {size} bytes on disk")

    processes = []
    for number in range(1, COPIES + 1):
        time.sleep(PAUSE)
        process = start(MEGABYTES * number)
        print("started process", process.pid)
        processes.append(process)

    for process in processes:
        show(process.pid)
    time.sleep(SECONDS)
    for process in processes:
        process.communicate()  # its input ends, and so does it
        code = process.returncode
        print(f"process {process.pid} ended with code {code}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        copy(int(sys.argv[1]))
    else:
        main()
