"""Zombie: a child that nobody waits for"""

import os
import time

LIFE = 1.0  # 0 to 60 seconds until the child ends
SECONDS = 4.0  # 0 to 60 seconds until its parent waits for it


def child():
    print("process", os.getpid(), "lives and ends", flush=True)
    time.sleep(LIFE)
    os._exit(7)


def orphan(read_end):
    """Ends a process between us and a grandchild, which then gets another parent."""
    middle = os.fork()
    if middle == 0:
        if os.fork() == 0:
            os.close(read_end)
            grandchild(os.getppid())
        time.sleep(LIFE)
        os._exit(0)
    os.waitpid(middle, 0)  # this one is waited for: no zombie


def grandchild(parent):
    print("process", os.getpid(), "has parent", parent, flush=True)
    while os.getppid() == parent:
        time.sleep(0.01)
    print("process", os.getpid(), "was taken over by", end=" ")
    print("parent", os.getppid(), flush=True)
    time.sleep(SECONDS / 2)
    os._exit(0)


def main():
    print("main process", os.getpid(), flush=True)
    pid = os.fork()
    if pid == 0:
        child()

    # The grandchild alone keeps the writing end: reading tells its end.
    read_end, write_end = os.pipe()
    orphan(read_end)
    os.close(write_end)

    print(f"process {pid} is a zombie now: ps -f -p {pid}", flush=True)
    time.sleep(SECONDS)
    _, status = os.waitpid(pid, 0)
    code = os.WEXITSTATUS(status)
    print(f"process {pid} was waited for, its code was {code}", flush=True)

    os.read(read_end, 1)
    time.sleep(LIFE)
    print("end")


if __name__ == "__main__":
    if hasattr(os, "fork"):
        main()
    else:
        print("Windows has no zombies: who keeps a handle keeps the exit code.")
