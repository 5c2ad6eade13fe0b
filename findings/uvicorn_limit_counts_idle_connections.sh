#!/usr/bin/env bash
# uvicorn 0.54.0: --limit-concurrency counts open connections, idle ones too, and the asking one: with 1 each request gets 503.
#
# Expected: --limit-concurrency 1 lets one request in at a time, which is what a model that is not safe for threads needs, and
#           a limit of 3 refuses the fourth request that is in work at once.
# Seen:     a request is refused when as many connections are open as the limit says, its own among them. So 1 refuses each
#           request. With 3, three kept connections that ask one after the other are too many: a single request is in
#           work, and the third connection gets 503 "Service Unavailable" and is closed.
# So:       a load with kept connections finds "overload" at any rate, however low, and the 503s tell of the number of
#           connections and not of the work. The option has to be greater than the connections by one.
#
# Output seen, uvicorn 0.54.0, h11 0.16.0, Python 3.11.7:
#   limit 1, kept connections 1: 503
#   limit 2, kept connections 1: 200
#   limit 3, kept connections 3: 200 200 503
#   limit 4, kept connections 3: 200 200 200
#
# Fails if that changes. Needs Python with pip. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-compile --no-deps \
  --target "$folder/site" uvicorn==0.54.0 h11==0.16.0 click==8.5.1

cat >"$folder/limits.py" <<'LIMITS'
import http.client, os, socket, threading
import uvicorn


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


def ask(limit, connections):
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, limit_concurrency=limit, http="h11", log_level="critical", lifespan="off"))
    threading.Thread(target=server.run, args=([listener],), daemon=True).start()
    statuses = []
    clients = [http.client.HTTPConnection(*listener.getsockname()) for _ in range(connections)]
    for client in clients:  # one after the other, each kept open
        client.request("GET", "/")
        answer = client.getresponse()
        answer.read()
        statuses.append(str(answer.status))
    print(f"limit {limit}, kept connections {connections}: {' '.join(statuses)}", flush=True)


ask(1, 1)
ask(2, 1)
ask(3, 3)
ask(4, 3)
os._exit(0)
LIMITS
seen=$(PYTHONPATH=$folder/site python3 "$folder/limits.py")
echo "$seen"
if [ "$seen" = "limit 1, kept connections 1: 503
limit 2, kept connections 1: 200
limit 3, kept connections 3: 200 200 503
limit 4, kept connections 3: 200 200 200" ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
