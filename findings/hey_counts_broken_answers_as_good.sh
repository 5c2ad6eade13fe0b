#!/usr/bin/env bash
# hey 0.1.4 (Debian 12): an answer that breaks off after 2 of 200 bytes is a good one: [200], with no error.
#
# Expected: what ends before its Content-Length, or without the last chunk, is an error, as a connection that is closed without any
#           answer is. Go's HTTP client tells of it ("unexpected EOF"), and vegeta and k6 count it.
# Seen:     hey counts the status and throws the rest away, the error of reading it too.
# So:       workers that die while they write an answer, or streams of tokens that break, are not in the report: it shows good answers
#           only, and faster ones.
#
# Output seen, hey 0.1.4-2+b4, Python 3.11.7, 20 requests each:
#   whole answers: 20 good, 0 errors
#   2 bytes of a Content-Length of 200: 20 good, 0 errors
#   chunks without the last one: 20 good, 0 errors
#   closed without an answer: 0 good, 20 errors
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
import socketserver

ANSWERS = {
    b"/whole": b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
    b"/length": b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 200\r\n\r\nok",
    b"/chunked": b"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
    b"/none": b"",
}


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        first = self.rfile.readline()
        while self.rfile.readline() not in (b"\r\n", b""):
            pass
        if first:
            self.wfile.write(ANSWERS[first.split()[1]])


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


with Server(("127.0.0.1", 0), Handler) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
SERVER
mkfifo port
python3 server.py >port &
server=$!
read -r port <port

look() { # WORDS PATH
  tree/usr/bin/hey -n 20 -c 2 "http://127.0.0.1:$port$2" >report
  printf '%s: %s good, %s errors\n' "$1" "$(sed -n 's/^ *\[200\]\t\([0-9]*\) responses$/\1/p' report | grep . || echo 0)" \
    "$(sed -n '/^Error distribution/,$ s/^ *\[\([0-9]*\)\].*/\1/p' report | grep . || echo 0)"
}
seen=$(
  look "whole answers" /whole
  look "2 bytes of a Content-Length of 200" /length
  look "chunks without the last one" /chunked
  look "closed without an answer" /none
)
echo "$seen"
[ "$seen" = 'whole answers: 20 good, 0 errors
2 bytes of a Content-Length of 200: 20 good, 0 errors
chunks without the last one: 20 good, 0 errors
closed without an answer: 0 good, 20 errors' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
