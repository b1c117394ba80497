"""Zombie: a child that nobody waits for"""

import os
import time

LIFE = 1.0  # 0 to 60 seconds
SECONDS = 4.0  # 0 to 60 seconds


def child():
    print(f"process {os.getpid()} will end", flush=True)
    time.sleep(LIFE)
    os._exit(7)


def orphan(read_end):
    """The parent of a grandchild ends, and it gets another."""
    pid = os.fork()
    if pid == 0:
        parent = os.getpid()
        if os.fork() == 0:
            os.close(read_end)
            grandchild(parent)
        time.sleep(LIFE / 2)
        os._exit(0)
    os.waitpid(pid, 0)  # this one is waited for: no zombie


def grandchild(parent):
    print(f"process {os.getpid()} has parent {parent}", flush=True)
    while os.getppid() == parent:
        time.sleep(0.01)
    parent = os.getppid()
    print(f"process {os.getpid()} now has parent {parent}", flush=True)
    time.sleep(SECONDS / 2)
    os._exit(0)


def main():
    print("main process", os.getpid(), flush=True)
    pid = os.fork()
    if pid == 0:
        child()

    # Only the grandchild keeps the writing end of this pipe.
    read_end, write_end = os.pipe()
    orphan(read_end)
    os.close(write_end)

    time.sleep(LIFE)
    print(f"process {pid} is a zombie now: ps -f -p {pid}", flush=True)
    time.sleep(SECONDS)
    _, status = os.waitpid(pid, 0)
    code = os.WEXITSTATUS(status)
    print(f"process {pid} was waited for: code {code}", flush=True)

    os.read(read_end, 1)  # returns when the grandchild has ended
    time.sleep(LIFE)
    print("end")


if __name__ == "__main__":
    if hasattr(os, "fork"):
        main()
    else:
        print("Windows has no fork, and no zombies.")
