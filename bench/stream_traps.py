"""A server of eight answers that are easily measured wrong, each under a path of its own, and what is true of them.

`with TrapServer() as server: server.url("role")`. Used by bench/stream_peers.py. Standard library alone.
"""

import asyncio
import json
import threading
from collections import namedtuple

# What is sent when, in seconds from the request; what is true: failed or not, first token in ms, tokens, ms a token behind the first.
Trap = namedtuple("Trap", "words parts failed ttft_ms tokens token_ms")
FIRST, EVERY = 0.25, 0.05


def event(choice, **more):
    return b"data: " + json.dumps({"id": "c", "object": "chat.completion.chunk", "created": 1767225600, "model": "trap",
                                   "choices": [] if choice is None else [{"index": 0, **choice}], **more}, ensure_ascii=False).encode() + b"\n\n"


def text(words, **more):
    return event({"delta": {"content": words}, "finish_reason": None}, **more)


def usage(tokens):
    return {"usage": {"prompt_tokens": 4, "completion_tokens": tokens, "total_tokens": 4 + tokens}}


ROLE = event({"delta": {"role": "assistant", "content": ""}, "finish_reason": None})
STOP = event({"delta": {}, "finish_reason": "stop"})
DONE = b"data: [DONE]\n\n"


def tokens(count, first=FIRST, make=text, start=0):
    return [(first + i * EVERY, make(f" w{start + i}")) for i in range(count)]


def end(at, count):
    return [(at, STOP + event(None, **usage(count)) + DONE)]


LAST = FIRST + 9 * EVERY
ACCENT = text("h\u00e9llo")
CUT = ACCENT.index(b"\xc3") + 1

TRAPS = {
    "role": Trap("a role alone comes first", [(0.05, ROLE), *tokens(10), *end(LAST, 10)], False, 250, 10, 50),
    "bundle": Trap("five tokens in the first event, usage in each",
                   [(FIRST, text("one two three four five", **usage(5))),
                    *[(FIRST + i * EVERY, text(f" w{i}", **usage(5 + i))) for i in range(1, 6)], *end(FIRST + 5 * EVERY, 10)], False, 250, 10, 50),
    "reasoning": Trap("thoughts come before the text",
                      [*tokens(5, make=lambda words: event({"delta": {"reasoning_content": words}, "finish_reason": None})),
                       *tokens(5, FIRST + 5 * EVERY), *end(LAST, 10)], False, 250, 10, 50),
    "error": Trap("an error within a 200", [*tokens(3), (FIRST + 3 * EVERY, b'data: {"error": {"message": "out of memory", "code": 500}}\n\n' + DONE)],
                  True, None, None, None),
    "no_done": Trap("it ends without [DONE] or a reason", tokens(5), True, None, None, None),
    "usage": Trap("the usage comes 200 ms behind the last token", [*tokens(10), (LAST, STOP), (LAST + 0.2, event(None, **usage(10)) + DONE)],
                  False, 250, 10, 50),
    "utf8": Trap("a character is cut by two reads", [(0.1, ACCENT[:CUT]), (FIRST, ACCENT[CUT:]), *tokens(9, FIRST + EVERY), *end(LAST, 10)],
                 False, 250, 10, 50),
    "empty": Trap("an answer without a token", [(0.05, ROLE), (FIRST, STOP + DONE)], True, None, None, None),
}


class TrapServer:
    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        self.thread = threading.Thread(target=self._run, args=[started])
        self.thread.start()
        started.wait()
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def url(self, trap):
        return f"http://127.0.0.1:{self.port}/{trap}"

    def _run(self, started):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self.loop.run_forever()
        server.close()

    async def _serve(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
                await reader.readexactly(length)
                path = head.split(b" ", 2)[1].decode()
                trap = TRAPS.get(path.split("/")[1])
                if trap and path.endswith("/chat/completions"):
                    await self._stream(writer, trap)
                else:
                    body = json.dumps({"object": "list", "data": [{"id": "trap", "object": "model"}]}).encode()
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _stream(self, writer, trap):
        began = self.loop.time()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        for at, data in trap.parts:
            await asyncio.sleep(max(0, began + at - self.loop.time()))
            writer.write(b"%x\r\n%s\r\n" % (len(data), data))
            await writer.drain()
        writer.write(b"0\r\n\r\n")
