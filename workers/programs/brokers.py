"""Brokers: two programs that talk through a server"""

import os
import subprocess
import sys

from _broker_server import BrokerServer, peer_command

BROKER = "redis"  # redis | rabbitmq
PEER = "python"  # python | java
MESSAGES = 8  # 1 to 10000
SECONDS = 0.5  # 0 to 60 seconds
PORT = 0  # 0 to 65535; 0: the usual one, else a new server

try:
    if BROKER == "redis":
        import redis
    else:
        import pika
except ImportError as error:
    name = error.name
    sys.exit(f"This needs {name}: python -m pip install {name}")

QUESTIONS = f"questions-{os.getpid()}"
ANSWERS = f"answers-{os.getpid()}"


def errors_of_client():
    if BROKER == "redis":
        return redis.RedisError
    return pika.exceptions.AMQPError


class RedisQueues:
    """A queue is a list: push at one end, pop at the other."""

    def __init__(self, port):
        self.redis = redis.Redis("127.0.0.1", port, retry=None)

    def send(self, text):
        self.redis.rpush(QUESTIONS, text)
        self.redis.expire(QUESTIONS, 600)

    def receive(self):
        """The next answer; None if none comes within 1 s."""
        found = self.redis.blpop([ANSWERS], timeout=1)
        return found and found[1].decode()

    def close(self):
        self.redis.delete(QUESTIONS, ANSWERS)
        self.redis.close()


class RabbitQueues:
    """The server knows queues by name."""

    def __init__(self, port):
        where = pika.ConnectionParameters("127.0.0.1", port)
        self.connection = pika.BlockingConnection(where)
        self.channel = self.connection.channel()
        unused = {"x-expires": 600_000}  # ms, then it goes
        for queue in (QUESTIONS, ANSWERS):
            self.channel.queue_declare(queue, arguments=unused)
        self.answers = self.channel.consume(
            ANSWERS,
            auto_ack=True,
            inactivity_timeout=1,
        )

    def send(self, text):
        self.channel.basic_publish("", QUESTIONS, text.encode())

    def receive(self):
        """The next answer; None if none comes within 1 s."""
        _, _, body = next(self.answers)
        return body and body.decode()

    def close(self):
        for queue in (QUESTIONS, ANSWERS):
            self.channel.queue_delete(queue)
        self.connection.close()


def talk(queues, peer):
    for number in range(MESSAGES):
        queues.send(str(number))
    print(f"{MESSAGES} questions are on their way")
    left = MESSAGES
    while left:
        answer = queues.receive()
        if answer is not None:
            print(f"answer: {answer}")
            left -= 1
        elif peer.poll() is not None:
            sys.exit("The other program has ended.")
    queues.send("end")
    peer.wait()
    queues.close()


def main():
    command = peer_command(PEER, BROKER)
    with BrokerServer(BROKER, PORT) as server:
        print(f"{BROKER} {server.origin}: port {server.port}")
        chosen = {"redis": RedisQueues, "rabbitmq": RabbitQueues}
        peer = None
        try:
            queues = chosen[BROKER](server.port)
            words = [server.port, QUESTIONS, ANSWERS, SECONDS]
            command += [str(word) for word in words]
            peer = subprocess.Popen(command, stdin=subprocess.PIPE)
            talk(queues, peer)
        except errors_of_client() as error:
            kind = type(error).__name__
            sys.exit(f"The server has gone: {kind}: {error}")
        finally:
            if peer is not None:
                peer.stdin.close()  # which ends it
                peer.wait()


if __name__ == "__main__":
    print("main process", os.getpid())
    main()
    print("end")
