"""Queue: messages from a parent to its children"""

import os
import time
from multiprocessing import Process, Queue

MESSAGES = 24  # 1 to 1000
SIZE = 1000  # 0 to 1000000 bytes
CONSUMERS = 2  # 1 to 16
LIMIT = 8  # 0 to 1000 messages
PRODUCING = 0.1  # 0 to 10 seconds
CONSUMING = 0.4  # 0 to 10 seconds


def consume(queue):
    while True:
        message = queue.get()
        if message is None:
            break
        number, data = message
        size = len(data)
        who = f"process {os.getpid()}"
        print(f"{who} got message {number} with {size} bytes")
        time.sleep(CONSUMING)


def produce(queue):
    for number in range(MESSAGES):
        time.sleep(PRODUCING)
        data = b"x" * SIZE * (number % 4 + 1)
        queue.put((number, data))
    print("all messages are in the queue")


def main(queue):
    consumers = []
    for _ in range(CONSUMERS):
        consumer = Process(target=consume, args=(queue,))
        consumer.start()
        consumers.append(consumer)

    produce(queue)
    for _ in range(CONSUMERS):
        queue.put(None)  # no more messages: one for each
    for consumer in consumers:
        consumer.join()


if __name__ == "__main__":
    print("main process", os.getpid())
    main(Queue(LIMIT))
    print("end")
