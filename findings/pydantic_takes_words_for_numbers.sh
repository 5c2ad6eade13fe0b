#!/usr/bin/env bash
# pydantic 2.14.3: a field of float takes the words "nan", "Infinity" and "1_000", and true, for numbers.
#
# Expected: a JSON text or true where a number is wanted is a wrong type; a service that declares float refuses it, as its OpenAPI document
#           ("type": "number") says.
# Seen:     "41", " 41 ", "1_000" (a thousand), "nan", "Infinity" and true (1.0) are taken. An int takes "5.0" and true. Only strict=True refuses.
# So:       a test of bad requests gets 200 for a wrong type, and a model is asked with NaN that no JSON number could have brought. What the
#           OpenAPI document of the service refuses, the service predicts for.
#
# Output seen, pydantic 2.14.3, Python 3.11.7:
#   float "41": 41.0
#   float " 41 ": 41.0
#   float "1_000": 1000.0
#   float "nan": nan
#   float "Infinity": inf
#   float true: 1.0
#   int "5.0": 5
#   int "5.5": refused
#   strict float "41": refused
#   strict float true: refused
#   schema: number
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir pydantic==2.14.3
seen=$("$folder/venv/bin/python" - <<'VALIDATE'
import json

from pydantic import TypeAdapter, ValidationError


def read(kind, text, strict=None):
    try:
        return TypeAdapter(kind).validate_json(text, strict=strict)
    except ValidationError:
        return "refused"


for text in ('"41"', '" 41 "', '"1_000"', '"nan"', '"Infinity"', "true"):
    print(f"float {text}: {read(float, text)}")
for text in ('"5.0"', '"5.5"'):
    print(f"int {text}: {read(int, text)}")
for text in ('"41"', "true"):
    print(f"strict float {text}: {read(float, text, strict=True)}")
print("schema:", TypeAdapter(float).json_schema()["type"])
VALIDATE
)
echo "$seen"
[ "$seen" = 'float "41": 41.0
float " 41 ": 41.0
float "1_000": 1000.0
float "nan": nan
float "Infinity": inf
float true: 1.0
int "5.0": 5
int "5.5": refused
strict float "41": refused
strict float true: refused
schema: number' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
