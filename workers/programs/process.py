"""Process: a program on disk, and what becomes of it"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

COPIES = 2  # 1 to 8
MEGABYTES = 40  # 0 to 400 MB
SECONDS = 2.0  # 0 to 60 seconds
PAUSE = 1.0  # 0 to 10 seconds


def copy(megabytes):
    """What a started copy does: it takes a bit of everything."""
    memory = b"x" * megabytes * 2**20
    thread = threading.Thread(target=sys.stdin.read)  # to the end
    with Path(__file__).open():
        thread.start()
        print("ready with", len(memory), "bytes", flush=True)
        thread.join()


def start(megabytes):
    pipe = subprocess.PIPE
    command = [sys.executable, __file__, str(megabytes)]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe)


def facts(pid):
    """Parent, state, bytes of memory, threads, open files."""
    proc = Path(f"/proc/{pid}")
    if proc.exists():  # Linux
        lines = (proc / "status").read_text().splitlines()
        told = dict(line.split(":", 1) for line in lines)
        state = told["State"].split("(")[1].split(")")[0]
        memory = int(told["VmRSS"].split()[0]) * 1024
        files = len(list((proc / "fd").iterdir()))
        return told["PPid"], state, memory, told["Threads"], files

    import psutil

    seen = psutil.Process(pid)
    if sys.platform == "win32":
        files = seen.num_handles()
    else:
        files = seen.num_fds()
    memory, threads = seen.memory_info().rss, seen.num_threads()
    return seen.ppid(), seen.status(), memory, threads, files


def show(pid):
    try:
        parent, state, memory, threads, files = facts(pid)
    except ImportError:
        print("process", pid, "(to see more, install psutil)")
        return
    things = f"{int(threads)} threads, {files} files open"
    memory = f"{memory >> 20} MB"
    who = f"process {pid} parent {int(parent)}"
    print(f"{who}: {state}, {memory}, {things}")


def main():
    print("main process", os.getpid())
    file = Path(__file__)
    print(f"{file.name}: {file.stat().st_size} bytes on disk")

    processes = []
    for number in range(1, COPIES + 1):
        time.sleep(PAUSE)
        process = start(MEGABYTES * number)
        process.stdout.readline()  # "ready…"
        print("started process", process.pid)
        processes.append(process)

    for process in processes:
        show(process.pid)
    time.sleep(SECONDS)
    for process in processes:
        process.communicate()  # its input ends, and so does it
        code = process.returncode
        print(f"process {process.pid} ended with code {code}")
        time.sleep(PAUSE)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        copy(int(sys.argv[1]))
    else:
        main()
