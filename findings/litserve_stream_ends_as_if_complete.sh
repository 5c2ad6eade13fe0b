#!/usr/bin/env bash
# LitServe 0.2.19: a stream whose model raises in the middle is 200, and ends as a complete one does.
#
# Expected: whoever reads the stream can tell a whole answer from one that an error cut short: the connection is closed before the
#           last chunk of length 0, or a last part says so.
# Seen:     what was made before is sent, and then the proper end of a chunked body. Status, headers and framing are those of a
#           good answer; curl exits with 0. Only the server's log knows of the exception.
# So:       a load test sees no failure, and shorter answers, which make the service look faster the more often its model raises.
#           Only a mark of one's own at the end of each stream tells.
#
# Output seen, litserve 0.2.19, fastapi 0.165.0, uvicorn 0.54.0, Python 3.11.7:
#   5 parts wanted, no error          status 200, curl 0, parts: 0 1 2 3 4
#   5 parts wanted, raises at part 2  status 200, curl 0, parts: 0 1
#
# Fails if that changes. Needs Python with pip, curl. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill -KILL -- "-$server" 2>/dev/null; rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-compile --no-cache-dir \
  --target "$folder/site" litserve==0.2.19 fastapi==0.165.0 uvicorn==0.54.0

cat >"$folder/model.py" <<'MODEL'
import sys

import litserve


class Parts(litserve.LitAPI):
    def setup(self, device):
        pass

    def decode_request(self, request):
        return request["raises_at"]

    def predict(self, raises_at):
        for part in range(5):
            if part == raises_at:
                raise ValueError("in the middle")
            yield part

    def encode_response(self, parts):
        for part in parts:
            yield f"{part}\n"


if __name__ == "__main__":
    litserve.LitServer(Parts(), accelerator="cpu", stream=True).run(
        host="127.0.0.1", port=int(sys.argv[1]), num_api_servers=1, generate_client_file=False)
MODEL
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
PYTHONPATH="$folder/site" setsid python3 "$folder/model.py" "$port" >"$folder/log" 2>&1 &
server=$!
until curl -sf "http://127.0.0.1:$port/health" >/dev/null; do
  kill -0 "$server" || { cat "$folder/log" >&2; exit 1; }
  sleep 0.5
done

stream() { # WHAT RAISES_AT
  local code=0 parts
  parts=$(curl -sS -m 30 -H 'Content-Type: application/json' -d "{\"raises_at\": $2}" -w 'status %{http_code}\n' "http://127.0.0.1:$port/predict") || code=$?
  printf '5 parts wanted, %-18s %s, curl %s, parts: %s\n' "$1" "$(tail -n 1 <<<"$parts")" "$code" "$(head -n -1 <<<"$parts" | xargs)"
}
seen=$(stream "no error" 9 && stream "raises at part 2" 2)
echo "$seen"
if [ "$seen" = '5 parts wanted, no error           status 200, curl 0, parts: 0 1 2 3 4
5 parts wanted, raises at part 2   status 200, curl 0, parts: 0 1' ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
