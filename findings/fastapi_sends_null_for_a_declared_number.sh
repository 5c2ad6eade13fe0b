#!/usr/bin/env bash
# FastAPI 0.165.0: a NaN of the model is 500 where the answer's type is not declared, and 200 with null where it is declared a number.
#
# Expected: the declared type is the stricter one: `-> Prediction` with `score: float` means that a client gets a number or an error.
#           The OpenAPI document says the same: "type": "number", and nothing of null.
# Seen:     without the declaration Starlette's JSON refuses NaN, and the client gets 500. With it pydantic writes the JSON, and
#           NaN and both infinities become null, with 200 and without a line in the log.
# So:       whoever adds the return type loses the only sign of a broken model. A load test that looks at the status sees 100 %
#           good answers; a client that was generated from the document fails on null.
#
# Output seen, FastAPI 0.165.0, Starlette 1.10.0, pydantic 2.14.4, uvicorn 0.54.0, Python 3.11.7:
#   /undeclared 500 Internal Server Error
#   /declared   200 {"score":null,"more":[null,0.5]}
#   /dict       200 {"score":null,"more":[null,0.5]}
#   document    score has the type number
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir \
  fastapi==0.165.0 starlette==1.10.0 pydantic==2.14.4 uvicorn==0.54.0
seen=$("$folder/venv/bin/python" - <<'TRIAL'
import http.client
import os
import socket
import threading

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
broken = {"score": float("nan"), "more": [float("inf"), 0.5]}


class Prediction(BaseModel):
    score: float
    more: list[float]


@app.get("/undeclared")
def undeclared():
    return broken


@app.get("/declared")
def declared() -> Prediction:
    return Prediction(**broken)


@app.get("/dict")
def as_dict() -> dict[str, float | list[float]]:
    return broken


listener = socket.create_server(("127.0.0.1", 0))
server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
threading.Thread(target=server.run, args=([listener],), daemon=True).start()
for path in ("/undeclared", "/declared", "/dict"):
    client = http.client.HTTPConnection(*listener.getsockname())
    client.request("GET", path)
    answer = client.getresponse()
    print(f"{path:11} {answer.status} {answer.read().decode()}")
document = app.openapi()
score = document["components"]["schemas"]["Prediction"]["properties"]["score"]
print(f"document    score has the type {score['type']}", flush=True)
os._exit(0)
TRIAL
)
echo "$seen"
[ "$seen" = '/undeclared 500 Internal Server Error
/declared   200 {"score":null,"more":[null,0.5]}
/dict       200 {"score":null,"more":[null,0.5]}
document    score has the type number' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
