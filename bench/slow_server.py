"""A server whose response times are known: one that freezes, or one with a queue. Prints its port when it listens.

    slow_server.py freeze SECONDS PERIOD      answers at once, but nothing in the last SECONDS of every PERIOD
    slow_server.py queue constant|exponential MILLISECONDS     one at a time, each so long
"""

import asyncio
import random
import sys

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Freezing:
    def __init__(self, seconds, period):
        self.thaw, self.period, self.first = period - seconds, period, None

    def done_at(self, now):
        if self.first is None:
            self.first = now
        into = (now - self.first) % self.period
        return now if into < self.thaw else now - into + self.period


class Queue:
    def __init__(self, law, mean):
        self.law, self.mean, self.free_at = law, mean, 0.0
        self.random = random.Random(1)

    def done_at(self, now):
        service = self.mean if self.law == "constant" else self.random.expovariate(1 / self.mean)
        self.free_at = max(self.free_at, now) + service
        return self.free_at


class Connection(asyncio.Protocol):
    def __init__(self, model, loop):
        self.model, self.loop, self.received = model, loop, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.received += data
        while b"\r\n\r\n" in self.received:
            _, self.received = self.received.split(b"\r\n\r\n", 1)
            self.loop.call_at(self.model.done_at(self.loop.time()), self.transport.write, ANSWER)


async def main():
    kind, first, second = sys.argv[1:]
    model = Freezing(float(first), float(second)) if kind == "freeze" else Queue(first, float(second) / 1000)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(model, loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
