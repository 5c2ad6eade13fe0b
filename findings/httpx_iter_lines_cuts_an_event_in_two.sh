#!/usr/bin/env bash
# httpx 0.28.1: iter_lines() cuts an event of a token stream in two where a text holds U+2028, and requests does too.
#
# Expected: lines of Server-Sent Events and of JSON Lines end at LF or CR alone. U+2028 may stand in a text of JSON as it is, and
#           Starlette's JSON and others write it so.
# Seen:     iter_lines() cuts like Python's str.splitlines(): at U+2028, U+2029 and U+0085 too. The event is half a JSON text, and its other
#           half is a line without "data:". requests does so with decode_unicode=True, not with bytes. httpx-sse cuts right.
# So:       a reader of token streams that is made of iter_lines() and json.loads(), as in many examples, fails on
#           an answer now and then, by what the model says: the load test finds an error that the service does not have.
#
# Output seen, httpx 0.28.1, requests 2.34.2, httpx-sse 0.4.3, Python 3.11.7, three events of which the second has U+2028:
#   httpx iter_lines: 2 of 3 events
#   requests iter_lines(decode_unicode=True): 2 of 3 events
#   requests iter_lines of bytes: 3 of 3 events
#   httpx-sse: 3 of 3 events
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir \
  httpx==0.28.1 requests==2.34.2 httpx-sse==0.4.3
seen=$("$folder/venv/bin/python" - <<'TRIAL'
import http.server
import json
import threading

import httpx
import httpx_sse
import requests

TOKENS = ("one", "line\u2028next", "three")
BODY = "".join(f"data: {json.dumps({'token': token}, ensure_ascii=False)}\n\n" for token in TOKENS).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"


def by_lines(lines):
    for line in lines:
        line = line.decode() if isinstance(line, bytes) else line
        if line.startswith("data: "):
            yield line[6:]


def tell(words, events):
    good = 0
    for event in events:
        try:
            good += json.loads(event)["token"] in TOKENS
        except json.JSONDecodeError:
            pass
    print(f"{words}: {good} of 3 events")


with httpx.stream("GET", url) as answer:
    tell("httpx iter_lines", by_lines(answer.iter_lines()))
with requests.get(url, stream=True) as answer:
    tell("requests iter_lines(decode_unicode=True)", by_lines(answer.iter_lines(decode_unicode=True)))
with requests.get(url, stream=True) as answer:
    tell("requests iter_lines of bytes", by_lines(answer.iter_lines()))
with httpx.Client() as client, httpx_sse.connect_sse(client, "GET", url) as source:
    tell("httpx-sse", (event.data for event in source.iter_sse()))
server.shutdown()
TRIAL
)
echo "$seen"
[ "$seen" = 'httpx iter_lines: 2 of 3 events
requests iter_lines(decode_unicode=True): 2 of 3 events
requests iter_lines of bytes: 3 of 3 events
httpx-sse: 3 of 3 events' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
