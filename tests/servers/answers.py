"""Requests that are kept as files, and what a server answers to them, without what varies from run to run.

A file NAME.request is a line `METHOD PATH`, headers, an empty line and the body; NAME.answer is a line `STATUS REASON`, the headers
that tell what the body is, an empty line and the body, without its chunks.
"""

import http.client
import re
from urllib.parse import urlsplit

TOLD = ("content-type", "transfer-encoding", "inference-header-content-length", "allow", "connection", "retry-after")
VARYING = [
    (rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", b"00000000-0000-0000-0000-000000000000"),
    (rb'"(created|created_at|completed_at)": ?[0-9.]+', rb'"\1":0'),
    (rb"127\.0\.0\.1:\d+", b"127.0.0.1:8000"),
    (rb'"/[^" \n]*/lib/python3[^" ]*/', b'"/python/'),
    (rb'("stack_trace": "Traceback)(?:[^"\\]|\\.)*"', rb'\1"'),
    (rb"one of the input fields {[^}]*}", b"one of the input fields {}"),  # a set, in another order each time
    (rb'/[^" ]*/tests/(servers|soak)/', b"/"),
    (rb'"(chatcmpl|cmpl|gen_request|req|modelperm)[-_][^"]*"', rb'"\1-0"'),
    (rb'"(\w+_ms|\w+_per_second)": ?[-+.0-9e]+', rb'"\1":0'),
    (rb"errors\.pydantic\.dev/[0-9.]+", b"errors.pydantic.dev/2"),
]


def read_request(file):
    head, _, body = file.read_bytes().partition(b"\n\n")
    lines = head.decode().split("\n")
    method, path = lines[0].split(" ")
    return method, path, dict(line.split(": ", 1) for line in lines[1:]), body


def answer_of(url, request, varying=(), model="MODEL"):
    """What the server says to the request of a file, as an .answer file has it. `model` is what the file calls MODEL."""
    method, path, headers, body = read_request(request)
    body = body.replace(b"MODEL", model.encode())
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    text = text.replace(model.encode(), b"MODEL")
    head = [f"{answer.status} {answer.reason}", *(f"{name}: {value}" for name, value in answer.getheaders() if name.lower() in TOLD)]
    for pattern, instead in [*VARYING, *varying]:
        text = re.sub(pattern, instead, text)
    return "\n".join(head).encode() + b"\n\n" + text
