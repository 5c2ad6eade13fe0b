#!/usr/bin/env bash
# pandas 3.1.1: to_json() writes 4e-11 as 0.0 and 1.5e-10 as 0.0000000002, while 1e-16 is written as it is.
#
# Expected: the JSON of a number is the number, as with json.dumps(). If small ones are cut, then the smallest are cut first.
# Seen:     ten digits behind the point by default, whatever the size. Below 1e-15 another form is taken, with an exponent and
#           ten digits of its own, so that 1e-16 comes through and the larger 1e-11 does not. double_precision=15 is the most.
# So:       a client that sends df.to_json(orient="split") asks for other features than the model sees in process: a p-value, a
#           rate or a concentration is 0. The two predictions differ, and no warning says why.
#
# Output seen, pandas 3.1.1, Python 3.11.7:
#   0.1234567890123  to_json 0.123456789    with double_precision=15 0.1234567890123
#   1.5e-10          to_json 2e-10          with double_precision=15 1.5e-10
#   4e-11            to_json 0.0            with double_precision=15 4e-11
#   2e-15            to_json 0.0            with double_precision=15 2e-15
#   1e-16            to_json 1e-16          with double_precision=15 1e-16
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir pandas==3.1.1
seen=$("$folder/venv/bin/python" - <<'TRIAL'
import json

import pandas

for value in (0.1234567890123, 1.5e-10, 4e-11, 2e-15, 1e-16):
    frame = pandas.DataFrame({"x": [value]})
    sent = [json.loads(frame.to_json(orient="split", double_precision=digits))["data"][0][0] for digits in (10, 15)]
    print(f"{value!r:16} to_json {sent[0]!r:14} with double_precision=15 {sent[1]!r}")
TRIAL
)
echo "$seen"
[ "$seen" = '0.1234567890123  to_json 0.123456789    with double_precision=15 0.1234567890123
1.5e-10          to_json 2e-10          with double_precision=15 1.5e-10
4e-11            to_json 0.0            with double_precision=15 4e-11
2e-15            to_json 0.0            with double_precision=15 2e-15
1e-16            to_json 1e-16          with double_precision=15 1e-16' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
