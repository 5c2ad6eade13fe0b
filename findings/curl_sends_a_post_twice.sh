#!/usr/bin/env bash
# curl 7.88.1 (Debian 12): a POST whose reused connection closes without an answer is sent a second time, and nobody is told.
#
# Expected: a worker that dies while it works on a POST is an error for the client (curl's 52, "empty reply"). POST is not
#           idempotent, no --retry is given, and on a new connection that is just what happens.
# Seen:     on a connection that has carried an answer before, curl opens a new connection and sends the whole POST again.
#           The exit status is 0 and the answer is 200. Python's http.client reports the same death as an error.
# So:       a client on libcurl with kept connections hides the workers that die,
#           and the server counts more requests than the client. Only the first request of each connection shows a death.
#
# Output seen, curl 7.88.1, Python 3.11.7:
#   curl, new connection:          exit 52, answers 000, last path arrived 1 x
#   curl, reused connection:       exit 0, answers 200 200, last path arrived 2 x
#   http.client, reused connection: answers 200 RemoteDisconnected, last path arrived 1 x
#
# Fails if that changes. Needs curl and Python. Works in a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat >"$folder/deaths.py" <<'TRIAL'
import http.client, re, socket, subprocess, threading

listener = socket.create_server(("127.0.0.1", 0))
port = listener.getsockname()[1]
arrived = []  # paths, in the order in which the whole request was there


def read_request(connection):
    read = b""
    while b"\r\n\r\n" not in read:
        part = connection.recv(65536)
        if not part:
            return None
        read += part
    head, _, body = read.partition(b"\r\n\r\n")
    length = int(re.search(rb"(?i)content-length: *(\d+)", head)[1])
    while len(body) < length:
        body += connection.recv(65536)
    return head.split()[1].decode()


# The first request for each path that holds "dies" gets no answer: the connection is closed, as by a worker that ends.
def serve(connection):
    with connection:
        while path := read_request(connection):
            arrived.append(path)
            if "dies" in path and arrived.count(path) == 1:
                return
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


def accept():
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


threading.Thread(target=accept, daemon=True).start()


def curl(*paths):
    addresses = [f"http://127.0.0.1:{port}{path}" for path in paths]
    ran = subprocess.run(["curl", "--silent", "--data", "{}", "--write-out", " %{http_code}\n", *addresses],
                         capture_output=True, text=True)
    statuses = [line.split()[-1] for line in ran.stdout.splitlines()]
    return f"exit {ran.returncode}, answers {' '.join(statuses)}, last path arrived {arrived.count(paths[-1])} x"


def python(*paths):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    seen = []
    for path in paths:
        try:
            connection.request("POST", path, "{}")
            answer = connection.getresponse()
            answer.read()
            seen.append(str(answer.status))
        except http.client.RemoteDisconnected as error:
            seen.append(type(error).__name__)
    return f"answers {' '.join(seen)}, last path arrived {arrived.count(paths[-1])} x"


print("curl, new connection:         ", curl("/dies-1"))
print("curl, reused connection:      ", curl("/fine", "/dies-2"))
print("http.client, reused connection:", python("/fine", "/dies-3"))
TRIAL
python3 "$folder/deaths.py" >"$folder/seen"
cat "$folder/seen"

cat >"$folder/stated" <<'STATED'
curl, new connection:          exit 52, answers 000, last path arrived 1 x
curl, reused connection:       exit 0, answers 200 200, last path arrived 2 x
http.client, reused connection: answers 200 RemoteDisconnected, last path arrived 1 x
STATED
if cmp -s "$folder/seen" "$folder/stated"; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
