"""A prediction service for granian: plain ASGI. FAULT=list keeps FAULT_BYTES of each request."""

import json
import os

kept = []
leaks = os.environ.get("FAULT") == "list"
fault_bytes = int(os.environ.get("FAULT_BYTES", "32768"))


async def body_of(receive):
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    if scope["path"] == "/health":
        answer = {"pid": os.getpid()}
    else:
        answer = {"predictions": [sum(row) / len(row) for row in json.loads(await body_of(receive))["rows"]]}
        if leaks:
            kept.append(b"x" * fault_bytes)
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
