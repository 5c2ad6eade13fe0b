#!/usr/bin/env bash
# LitServe 0.2.19: a body that is not JSON is answered by 500, as is one without the member that the model reads; plain FastAPI says 422.
#
# Expected: what the client did wrong is a 4xx: LitServe is built on FastAPI, which answers 422 with a `detail` that names the place.
# Seen:     invalid JSON, an empty body and a missing member are 500 {"detail":"Internal server error"}, as is a model that raises.
#           So is NaN as a result, but as plain text.
# So:       a load test cannot tell its own bad request from a broken service by the status, and an alarm for 5xx rings for any client
#           that sends a bad body.
#
# Output seen, litserve 0.2.19, fastapi 0.165.0, uvicorn 0.54.0, Python 3.11.7:
#   {"input": 4}     200 application/json          {"output":16}
#   {"input":        500 application/json          {"detail":"Internal server error"}
#   (empty)          500 application/json          {"detail":"Internal server error"}
#   {"rows": 4}      500 application/json          {"detail":"Internal server error"}
#   {"input": 14}    500 text/plain; charset=utf-8 Internal Server Error
#
# (14 makes the model answer NaN.) Fails if that changes. Needs Python with pip, curl. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill -KILL -- "-$server" 2>/dev/null; rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-compile --no-cache-dir \
  --target "$folder/site" litserve==0.2.19 fastapi==0.165.0 uvicorn==0.54.0

cat >"$folder/model.py" <<'MODEL'
import sys

import litserve


class Square(litserve.LitAPI):
    def setup(self, device):
        pass

    def decode_request(self, request):
        return request["input"]

    def predict(self, x):
        return float("nan") if x == 14 else x * x

    def encode_response(self, output):
        return {"output": output}


if __name__ == "__main__":
    litserve.LitServer(Square(), accelerator="cpu").run(
        host="127.0.0.1", port=int(sys.argv[1]), num_api_servers=1, generate_client_file=False)
MODEL
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
PYTHONPATH="$folder/site" setsid python3 "$folder/model.py" "$port" >"$folder/log" 2>&1 &
server=$!
until curl -sf "http://127.0.0.1:$port/health" >/dev/null; do
  kill -0 "$server" || { cat "$folder/log" >&2; exit 1; }
  sleep 0.5
done

ask() { # BODY
  local said
  said=$(curl -sS -m 30 -H 'Content-Type: application/json' -d "$1" -w '\n%{http_code} %{content_type}' "http://127.0.0.1:$port/predict")
  printf '%-16s %-29s %s\n' "${1:-(empty)}" "$(tail -n 1 <<<"$said")" "$(head -n 1 <<<"$said")"
}
seen=$(for body in '{"input": 4}' '{"input": ' '' '{"rows": 4}' '{"input": 14}'; do ask "$body"; done)
echo "$seen"
if [ "$seen" = '{"input": 4}     200 application/json          {"output":16}
{"input":        500 application/json          {"detail":"Internal server error"}
(empty)          500 application/json          {"detail":"Internal server error"}
{"rows": 4}      500 application/json          {"detail":"Internal server error"}
{"input": 14}    500 text/plain; charset=utf-8 Internal Server Error' ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
