#!/usr/bin/env bash
# BentoML 1.4.40: a streamed answer is labelled text/event-stream and is none: a reader of Server-Sent Events gets nothing of it.
#
# Expected: of an API that yields text, either the text as text/plain, or each part as an event: "data: ...", an empty line.
# Seen:     Content-Type: text/event-stream, and the parts as they are, without "data:". By the rules of the WHATWG each such line is
#           a field of an unknown name, which is to be ignored. And where the method raises in the middle, the stream ends as a
#           complete one does: 200, the last chunk, curl exits with 0.
# So:       a client that goes by the Content-Type counts no event and no token in a good answer, and no client can tell a whole answer
#           from one that an error cut short.
#
# Output seen, bentoml 1.4.40, Python 3.11.7:
#   no error       200 text/event-stream; charset=utf-8, curl 0, body: 0|1|2|3|4|, lines with data: 0
#   raises at 2    200 text/event-stream; charset=utf-8, curl 0, body: 0|1|, lines with data: 0
#
# Fails if that changes. Needs Python with venv, curl. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
server=
end() {
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null || true # its workers have sessions of their own, and end with it
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap end EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir bentoml==1.4.40

cat >"$folder/service.py" <<'SERVICE'
from collections.abc import Generator

import bentoml


@bentoml.service(workers=1)
class Parts:
    @bentoml.api
    def parts(self, raises_at: int) -> Generator[str, None, None]:
        for part in range(5):
            if part == raises_at:
                raise ValueError("in the middle")
            yield f"{part}\n"
SERVICE
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
(cd "$folder" && BENTOML_DO_NOT_TRACK=True BENTOML_HOME="$folder/home" exec "$folder/venv/bin/bentoml" serve service:Parts --host 127.0.0.1 --port "$port") >"$folder/log" 2>&1 &
server=$!
until curl -sf "http://127.0.0.1:$port/readyz" >/dev/null; do
  kill -0 "$server" || { cat "$folder/log" >&2; exit 1; }
  sleep 0.5
done

stream() { # WHAT RAISES_AT
  local code=0 told
  told=$(curl -sS -m 30 -o "$folder/body" -H 'Content-Type: application/json' -d "{\"raises_at\": $2}" -w '%{http_code} %{content_type}' "http://127.0.0.1:$port/parts") || code=$?
  printf '%-14s %s, curl %s, body: %s, lines with data: %s\n' "$1" "$told" "$code" "$(tr '\n' '|' <"$folder/body")" "$(grep -c '^data' "$folder/body")"
}
seen=$(stream "no error" 9; stream "raises at 2" 2)
echo "$seen"
if [ "$seen" = 'no error       200 text/event-stream; charset=utf-8, curl 0, body: 0|1|2|3|4|, lines with data: 0
raises at 2    200 text/event-stream; charset=utf-8, curl 0, body: 0|1|, lines with data: 0' ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
