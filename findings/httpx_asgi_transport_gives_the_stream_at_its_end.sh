#!/usr/bin/env bash
# httpx 0.28.1: ASGITransport gives the first part of a stream after the app has sent the last one.
#
# Expected: client.stream() on an app in the same process reads each part as the app sends it, as it does over a socket, and
#           as Starlette's own TestClient does.
# Seen:     the transport runs the app to its end, joins the parts into one, and only then gives the headers.
# So:       a test in process measures a time to first token that is the time of the whole answer, sees one token where there were
#           three, and says nothing about a middleware that holds back tokens.
#
# Output seen, httpx 0.28.1, h11 0.16.0, Python 3.11.7:
#   socket:        sent a, got a, sent b, got b, sent c, got c
#   ASGITransport: sent a, sent b, sent c, got abc
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir httpx==0.28.1 uvicorn==0.54.0 h11==0.16.0
seen=$("$folder/venv/bin/python" - <<'TRIAL'
import asyncio
import socket

import httpx
import uvicorn

said = []
read = asyncio.Event()


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    for token in (b"a", b"b", b"c"):
        said.append(f"sent {token.decode()}")
        read.clear()
        await send({"type": "http.response.body", "body": token, "more_body": True})
        try:  # the next token is made when the client has this one, or else after a while
            await asyncio.wait_for(read.wait(), 2)
        except asyncio.TimeoutError:
            pass
    await send({"type": "http.response.body", "body": b""})


async def ask(client):
    said.clear()
    async with client.stream("GET", "/") as answer:
        async for part in answer.aiter_raw():
            said.append(f"got {part.decode()}")
            read.set()
    return ", ".join(said)


async def trial():
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", http="h11"))
    task = asyncio.create_task(server.serve([listener]))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}") as client:
        print("socket:       ", await ask(client))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
        print("ASGITransport:", await ask(client))
    server.should_exit = True
    await task


asyncio.run(trial())
TRIAL
)
echo "$seen"
[ "$seen" = 'socket:        sent a, got a, sent b, got b, sent c, got c
ASGITransport: sent a, sent b, sent c, got abc' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
