#!/usr/bin/env bash
# ab 2.3 (Apache 2.4.71, Debian 12): requests whose connection is closed without a byte of an answer are complete, and none has failed.
#
# Expected: no answer is a failure, and half an answer too; a whole answer of 200 whose length differs from that of the first is good.
# Seen:     the other way round. The length of the first answer, 0 bytes if there was none, is what each later one is held against: a
#           server that dies on each request has 0 failures, one that sends half a body each time too. But predictions whose
#           texts differ in length are counted as failed. -l takes the lengths out, and then nothing at all is a failure.
# So:       "Failed requests: 0" says that all answers were equally long, not that there was any.
#
# Output seen, apache2-utils 2.4.71-1~deb12u1, Python 3.11.7, 20 requests each, one after the other:
#   whole answers: complete 20, failed 0
#   closed without an answer: complete 20, failed 0
#   2 bytes of a Content-Length of 200: complete 20, failed 0
#   whole answers of 1 to 10 bytes: complete 20, failed 18
#
# Fails if that changes. Needs apt-get, python3. Unpacks the packages into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User="$(id -un)" apache2-utils=2.4.71-1~deb12u1 libapr1 libaprutil1
for package in *.deb; do dpkg-deb -x "$package" tree; done
libraries=$(dirname "$(find "$PWD/tree" -name 'libapr-1.so.0' | head -n 1)")

cat >server.py <<'SERVER'
import itertools
import socketserver

HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
asked = itertools.count()


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        first = self.rfile.readline()
        while self.rfile.readline() not in (b"\r\n", b""):
            pass
        path = first.split()[1]
        if path == b"/whole":
            self.wfile.write(HEAD % 2 + b"ok")
        elif path == b"/cut":
            self.wfile.write(HEAD % 200 + b"ok")
        elif path == b"/other":
            body = b"x" * (1 + next(asked) % 10)
            self.wfile.write(HEAD % len(body) + body)


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
  LD_LIBRARY_PATH=$libraries tree/usr/bin/ab -q -n 20 -c 1 "http://127.0.0.1:$port$2" >report 2>&1 || { cat report >&2; return 1; }
  echo "$1: $(awk '/^Complete requests/ {complete = $3} /^Failed requests/ {failed = $3}
    END {print "complete " complete ", failed " failed}' report)"
}
seen=$(
  look "whole answers" /whole
  look "closed without an answer" /none
  look "2 bytes of a Content-Length of 200" /cut
  look "whole answers of 1 to 10 bytes" /other
)
echo "$seen"
[ "$seen" = 'whole answers: complete 20, failed 0
closed without an answer: complete 20, failed 0
2 bytes of a Content-Length of 200: complete 20, failed 0
whole answers of 1 to 10 bytes: complete 20, failed 18' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
