"""The other program of `brokers.py`, in Python: takes questions from one queue, puts answers into another.

Arguments: BROKER PORT QUESTIONS ANSWERS SECONDS. `RedisPeer.java` and `RabbitPeer.java` are the same in Java.
"""

import os
import sys
import threading
import time


def main(broker, port, questions, answers, seconds):
    take, put = {"redis": redis_ends, "rabbitmq": rabbitmq_ends}[broker](int(port), questions, answers)
    while True:
        question = take()
        if question == "end":
            break
        print(f"Python process {os.getpid()} got question {question}", flush=True)
        time.sleep(float(seconds))
        put(f"{question} * {question} = {int(question) ** 2}")


def redis_ends(port, questions, answers):
    import redis

    client = redis.Redis("127.0.0.1", port, retry=None)

    def take():
        _queue, message = client.blpop([questions])
        return message.decode()

    def put(text):
        client.rpush(answers, text)
        client.expire(answers, 600)

    return take, put


def rabbitmq_ends(port, questions, answers):
    import pika

    connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", port))
    channel = connection.channel()
    messages = channel.consume(questions, auto_ack=True)

    def take():
        _method, _properties, message = next(messages)
        return message.decode()

    def put(text):
        channel.basic_publish("", answers, text.encode())

    return take, put


def leave_with_the_other():
    """The program that started this one holds its standard input: the end of it is the end of that program."""
    while os.read(0, 1000):  # sys.stdin would hold its lock when the interpreter ends
        pass
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=leave_with_the_other, daemon=True).start()
    try:
        main(*sys.argv[1:])
    except Exception as error:  # whatever the client calls it: the server has gone
        sys.exit(f"Python process {os.getpid()} lost the server: {type(error).__name__}")
