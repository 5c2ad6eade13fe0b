#!/usr/bin/env bash
# TorchServe 0.12.0: GET /ping is 200 "Healthy" although no worker has loaded its model, or ever will; a prediction waits.
#
# Expected: /ping, which the documentation calls the health check of the API and load balancers ask, is 200 once a prediction can be made.
# Seen:     it is 200 as soon as Java listens. Here the worker's Python lacks a module, so that it ends again and again: /ping goes on
#           being "Healthy", while a prediction waits in the queue and is not answered, neither well nor with an error.
# So:       who waits for /ping sends the first load to nobody: requests wait until the client gives up. Ready is what answers a prediction.
#
# Output seen, torchserve 0.12.0, OpenJDK 17.0.15, Python 3.11.7, without the package torch:
#   worker starts: ended at least 3 times
#   GET  /ping              200 Healthy
#   POST /predictions/sum   no answer within 20 s
#   GET  /ping              200 Healthy
#
# Fails if that changes. Needs Java 11 or later, Python with venv, curl. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
server=
end() {
  if [ -n "$server" ]; then
    kill -TERM -- "-$server" 2>/dev/null || true
    for _ in $(seq 40); do kill -0 -- "-$server" 2>/dev/null || break; sleep 0.25; done
    kill -KILL -- "-$server" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap end EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir torchserve==0.12.0

mkdir "$folder/store"
cat >"$folder/handler.py" <<'HANDLER'
def handle(data, context):
    return [{"sum": 6}] * len(data)
HANDLER
python3 - "$folder" <<'ARCHIVE'
import json
import sys
import zipfile

folder = sys.argv[1]
manifest = {"createdOn": "01/01/2026 00:00:00", "runtime": "python", "archiverVersion": "0.12.0",
            "model": {"modelName": "sum", "handler": "handler.py", "modelVersion": "1.0"}}
with zipfile.ZipFile(f"{folder}/store/sum.mar", "w") as archive:
    archive.writestr("MAR-INF/MANIFEST.json", json.dumps(manifest))
    archive.write(f"{folder}/handler.py", "handler.py")
ARCHIVE
read -r port management metrics grpc grpc_management < <(python3 -c '
import socket
free = [socket.socket() for _ in range(5)]
for one in free:
    one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in free))')
cat >"$folder/config.properties" <<CONFIG
inference_address=http://127.0.0.1:$port
management_address=http://127.0.0.1:$management
metrics_address=http://127.0.0.1:$metrics
grpc_inference_port=$grpc
grpc_management_port=$grpc_management
default_workers_per_model=1
CONFIG
cd "$folder"
PATH="$folder/venv/bin:$PATH" TEMP=$folder setsid "$folder/venv/bin/torchserve" --start --foreground --model-store "$folder/store" \
  --models sum=sum.mar --ts-config "$folder/config.properties" --disable-token-auth >"$folder/log" 2>&1 &
server=$!
ended() { grep -c "Backend worker error" "$folder/log" || true; }
until [ "$(ended)" -ge 3 ]; do
  kill -0 "$server" || { cat "$folder/log" >&2; exit 1; }
  sleep 0.5
done

ping() {
  local said
  said=$(curl -sS -m 60 -w '\n%{http_code}' "http://127.0.0.1:$port/ping" | tr -d ' "{}')
  printf 'GET  /ping              %s %s\n' "$(tail -n 1 <<<"$said")" "$(sed -n 's/^status://p' <<<"$said")"
}
predict() {
  local code=0
  curl -s -m 20 -o "$folder/body" -d '[1, 2, 3]' -H 'Content-Type: application/json' "http://127.0.0.1:$port/predictions/sum" || code=$?
  if [ "$code" = 28 ]; then
    echo 'POST /predictions/sum   no answer within 20 s'
  else
    echo "POST /predictions/sum   curl $code: $(cat "$folder/body")"
  fi
}
seen="worker starts: ended at least 3 times
$(ping; predict; ping)"
echo "$seen"
if [ "$seen" = 'worker starts: ended at least 3 times
GET  /ping              200 Healthy
POST /predictions/sum   no answer within 20 s
GET  /ping              200 Healthy' ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
