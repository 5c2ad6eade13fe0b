#!/usr/bin/env bash
# FastAPI 0.165.0: a number that does not fit its field is 422, but NaN, Infinity and 1e400 in a whole number are 500.
#
# Expected: 422 with the place, as for 1.5: the body is wrong, not the service.
# Seen:     500, "Internal Server Error". The field is refused as it should be; the answer that says so repeats the input, and Starlette's
#           JSON has no NaN and no Infinity (1e400 is read as one), so that writing the refusal raises ValueError.
# So:       a bad row of a client counts as a failure of the service, in its log and in every alert on 5xx. Python's own json.dumps writes
#           NaN for a missing value of pandas, so that such rows are common. A field of float takes NaN and answers 200.
#
# Output seen, fastapi 0.165.0, pydantic 2.14.3, starlette 1.10.0, Python 3.11.7:
#   {"rooms": 1.5}: 422
#   {"rooms": "x"}: 422
#   {"rooms": NaN}: 500
#   {"rooms": Infinity}: 500
#   {"rooms": 1e400}: 500
#
# Fails if that changes. Needs python3 with venv, curl. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir fastapi==0.165.0 pydantic==2.14.3 starlette==1.10.0 uvicorn==0.54.0

cat >"$folder/service.py" <<'SERVICE'
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class House(BaseModel):
    rooms: int


@app.post("/predict")
def predict(house: House):
    return {"price": 1000.0 * house.rooms}
SERVICE
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/uvicorn" --app-dir "$folder" --host 127.0.0.1 --port "$port" service:app >"$folder/log" 2>&1 &
server=$!
until curl -s "http://127.0.0.1:$port/openapi.json" >/dev/null; do
  kill -0 "$server" || { cat "$folder/log" >&2; exit 1; }
  sleep 0.2
done

seen=
for body in '{"rooms": 1.5}' '{"rooms": "x"}' '{"rooms": NaN}' '{"rooms": Infinity}' '{"rooms": 1e400}'; do
  seen+="$body: $(curl -s -o "$folder/answer" -w '%{http_code}' -H 'Content-Type: application/json' -d "$body" "http://127.0.0.1:$port/predict")"$'\n'
done
printf %s "$seen"
[ "$seen" = '{"rooms": 1.5}: 422
{"rooms": "x"}: 422
{"rooms": NaN}: 500
{"rooms": Infinity}: 500
{"rooms": 1e400}: 500
' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
