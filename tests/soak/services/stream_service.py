"""A chat that streams its tokens, of which each stream has a state of KEPT_BYTES; with FAULT=abandoned the state of a stream whose
client left is kept for good. Standard library alone; PORT says where it listens."""

import asyncio
import os

KEPT_BYTES = int(os.environ.get("KEPT_BYTES", "65536"))
KEEPS = os.environ.get("FAULT") == "abandoned"
TOKENS = 60
kept = []

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
EVENT = b'data: {"choices":[{"index":0,"delta":{"content":" word"},"finish_reason":null}]}\n\n'
END = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n', b"data: [DONE]\n\n", b""


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


async def stream(reader, writer):
    state = bytearray(os.urandom(4096)) * (KEPT_BYTES // 4096)
    try:
        writer.write(HEAD)
        for _ in range(TOKENS):
            if reader.at_eof():
                raise ConnectionResetError
            writer.write(chunk(EVENT))
            await writer.drain()
            await asyncio.sleep(0.005)
        writer.write(b"".join(map(chunk, END)))
        await writer.drain()
    except ConnectionError:
        if KEEPS:
            kept.append(state)
        raise


async def serve(reader, writer):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), 0)
            await reader.readexactly(length)
            if head.startswith(b"get "):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            else:
                await stream(reader, writer)
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(os.environ.get("PORT", "8000")))
    await server.serve_forever()


asyncio.run(main())
