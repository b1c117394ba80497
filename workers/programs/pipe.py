"""Pipe: two processes that talk to each other"""

import os
import time
from multiprocessing import Pipe, Process

QUESTIONS = 8  # 1 to 1000
SIZE = 1000  # 0 to 1000000 bytes
SECONDS = 0.3  # 0 to 10 seconds


def ask(end):
    for number in range(QUESTIONS):
        time.sleep(SECONDS)
        end.send(number)
        size = len(end.recv())
        who = f"process {os.getpid()}"
        print(f"{who} got an answer of {size} bytes")
    end.send(None)  # no more questions


def answer(end):
    while True:
        question = end.recv()
        if question is None:
            break
        print(f"process {os.getpid()} got question {question}")
        time.sleep(SECONDS)
        end.send(b"x" * SIZE)


if __name__ == "__main__":
    print("main process", os.getpid())
    one_end, other_end = Pipe()
    asking = Process(target=ask, args=(one_end,))
    answering = Process(target=answer, args=(other_end,))
    asking.start()
    answering.start()
    one_end.close()  # the two ends belong to the children now
    other_end.close()
    asking.join()
    answering.join()
    print("end")
