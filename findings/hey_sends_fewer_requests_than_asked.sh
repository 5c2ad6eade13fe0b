#!/usr/bin/env bash
# hey 0.1.4 (Debian 12): -n 200 -c 3 sends 198 requests, and -n 100 -c 51 sends 51.
#
# Expected: -n is "number of requests to run", so that many are sent, or the rest is told.
# Seen:     each worker sends n / c, cut to a whole number, and what is left over is not sent. There is no warning; the count of answers alone shows it.
# So:       a load of 100 requests by 51 workers is half of one, and a count in the server that is compared with -n finds "lost"
#           requests.
#
# Output seen, hey 0.1.4-2+b4, Python 3.11.7:
#   -n 200 -c 4: 200 arrived
#   -n 200 -c 3: 198 arrived
#   -n 100 -c 51: 51 arrived
#
# Fails if that changes. Needs apt-get, python3. Unpacks the package into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User="$(id -un)" hey=0.1.4-2+b4
dpkg-deb -x hey_*.deb tree

cat >server.py <<'SERVER'
import http.server
import threading

arrived = 0
lock = threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        global arrived
        body = b"ok"
        with lock:
            if self.path == "/predict":
                arrived += 1
            else:
                body = str(arrived).encode()
                arrived = 0
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128


server = Server(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
SERVER
mkfifo port
python3 server.py >port &
server=$!
read -r port <port

look() { # REQUESTS WORKERS
  tree/usr/bin/hey -n "$1" -c "$2" "http://127.0.0.1:$port/predict" >report
  printf -- '-n %s -c %s: %s arrived\n' "$1" "$2" "$(python3 -c '
import sys, urllib.request
print(urllib.request.urlopen(sys.argv[1]).read().decode())' "http://127.0.0.1:$port/arrived")"
}
seen=$(
  look 200 4
  look 200 3
  look 100 51
)
echo "$seen"
[ "$seen" = '-n 200 -c 4: 200 arrived
-n 200 -c 3: 198 arrived
-n 100 -c 51: 51 arrived' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
