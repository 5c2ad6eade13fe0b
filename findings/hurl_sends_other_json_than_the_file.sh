#!/usr/bin/env bash
# hurl 8.0.1: a JSON body is not sent as the file has it: -1.5 of a variable becomes -1.5.0, and a name loses its escapes.
#
# Expected: {"x": {{x}}} with --variable x=-1.5 is sent as {"x": -1.5}, as a whole number and 1.5 are. And a body without any
#           variable is sent as it is written: {"a\"b": 1}.
# Seen:     a negative fraction gets ".0" behind it, and the escape of a quote in a name (not in a text) is dropped. Neither is
#           JSON any more; hurl says nothing, exit 0.
# So:       a prediction API is asked with a broken body as soon as a feature is below zero, and its 400 or 422 is blamed on it.
#
# Output seen, hurl 8.0.1, Python 3.11.7:
#   written {"x": {{x}}}, x=1.5        sent {"x": 1.5}
#   written {"x": {{x}}}, x=-3         sent {"x": -3}
#   written {"x": {{x}}}, x=-1.5       sent {"x": -1.5.0}
#   written {"a": "b\"c"}              sent {"a": "b\"c"}
#   written {"a\"b": 1}                sent {"a"b": 1}
#
# Fails if that changes. Needs cargo with Rust 1.85 or later, pkg-config, libxml2-dev, libcurl4-openssl-dev, libclang-dev,
# python3. Builds into a temporary folder (some minutes) and removes it.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_TARGET_DIR=$folder/target \
  cargo install --quiet hurl --version 8.0.1 --locked --root "$folder/root" 2> "$folder/build.log" || {
  cat "$folder/build.log" >&2
  exit 1
}

cat > "$folder/server.py" << 'SERVER'
import http.server


class Listener(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
print(server.server_port, flush=True)
server.serve_forever()
SERVER
mkfifo "$folder/port"
python3 "$folder/server.py" > "$folder/port" &
server=$!
read -r port < "$folder/port"

sent() { # WRITTEN SHOWN [OPTION...]
  printf 'POST http://127.0.0.1:%s\n%s\nHTTP 200\n' "$port" "$1" > "$folder/one.hurl"
  printf 'written %-26s sent %s\n' "$2" "$("$folder/root/bin/hurl" --no-color "${@:3}" "$folder/one.hurl")"
}
seen=$(
  for x in 1.5 -3 -1.5; do sent '{"x": {{x}}}' "{\"x\": {{x}}}, x=$x" --variable "x=$x"; done
  sent '{"a": "b\"c"}' '{"a": "b\"c"}'
  sent '{"a\"b": 1}' '{"a\"b": 1}'
)
echo "$seen"
if [ "$seen" = 'written {"x": {{x}}}, x=1.5        sent {"x": 1.5}
written {"x": {{x}}}, x=-3         sent {"x": -3}
written {"x": {{x}}}, x=-1.5       sent {"x": -1.5.0}
written {"a": "b\"c"}              sent {"a": "b\"c"}
written {"a\"b": 1}                sent {"a"b": 1}' ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
