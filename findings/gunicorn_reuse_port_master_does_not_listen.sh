#!/usr/bin/env bash
# gunicorn 27.0.1: with --reuse-port the master process holds no listening socket; each worker opens its own.
#
# Without the option the master binds and the workers inherit the socket, so whoever looks for "the process that listens
# on this port" finds the master, and its children with it. With --reuse-port the same look finds two workers that are
# siblings, as if two services shared the port, and never the process that restarts them. Memory watched by port then
# loses a worker that is replaced, unless the common parent is looked for.
#
# Seen on Debian 12, Python 3.11: plain: master yes, workers yes; --reuse-port: master no, workers yes.
# Output seen:
#   plain:        master yes, worker yes, worker yes
#   --reuse-port: master no, worker yes, worker yes
#
# Fails if that changes. Needs Python with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
server=
clean_up() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  rm -rf "$folder"
}
trap clean_up EXIT

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check gunicorn==27.0.1
cat >"$folder/app.py" <<'APP'
def app(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
APP

# yes or no: whether the process holds the descriptor of a socket that listens on the port.
listens() {
  python3 - "$1" "$2" <<'LOOK'
import os, sys
pid, port = sys.argv[1], int(sys.argv[2])
rows = [line.split() for line in open("/proc/net/tcp").readlines()[1:]]
inodes = {row[9] for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port}
held = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
print("yes" if any(f"socket:[{inode}]" in held for inode in inodes) else "no")
LOOK
}

look() { # options...
  local port workers
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  (cd "$folder" && exec venv/bin/gunicorn --workers 2 --bind "127.0.0.1:$port" --log-level error "$@" app:app) &
  server=$!
  python3 - "$port" <<'WAIT'
import sys, time, urllib.request
for _ in range(200):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/", timeout=5).read()
        break
    except OSError:
        time.sleep(0.1)
WAIT
  workers=$(cat "/proc/$server/task/$server/children")
  local seen
  seen="master $(listens "$server" "$port")"
  for worker in $workers; do seen="$seen, worker $(listens "$worker" "$port")"; done
  kill "$server" && wait "$server" 2>/dev/null || true
  server=
  echo "$seen"
}

plain=$(look)
shared=$(look --reuse-port)
echo "plain:        $plain"
echo "--reuse-port: $shared"
if [ "$plain" = "master yes, worker yes, worker yes" ] && [ "$shared" = "master no, worker yes, worker yes" ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
