#!/usr/bin/env bash
# pyarrow 26.0.1: of JSON lines the text "2024-01-01" becomes a point in time, if each text of the column looks like one.
#
# Expected: JSON has no dates, so a text is a text: "2024-01-01" comes back as it was.
# Seen:     the column becomes timestamp[s] as long as each text in it can be read as a time, and a string as soon as one cannot.
#           "1.10" stays a text. So the type hangs on the rows, and the letters are lost: "2024-01-01" comes back as 2024-01-01 00:00:00.
# So:       expected answers of an extraction task ("when was it?") are compared as times with the texts of the model, and none
#           is equal. A shard of the same data with one "unknown" in it has texts.
#
# Output seen, pyarrow 26.0.1, Python 3.11.7:
#   ["2024-01-01", "2024-06-30"]: timestamp[s], first is 2024-01-01 00:00:00
#   ["2024-01-01", "unknown"]: string, first is 2024-01-01
#   ["2024-01-01 12:30:00"]: timestamp[s], first is 2024-01-01 12:30:00
#   ["1.10"]: string, first is 1.10
#   ["00501"]: string, first is 00501
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir pyarrow==26.0.1
seen=$("$folder/venv/bin/python" - <<'TRIAL'
import io
import json

import pyarrow.json

for texts in (["2024-01-01", "2024-06-30"], ["2024-01-01", "unknown"], ["2024-01-01 12:30:00"], ["1.10"], ["00501"]):
    lines = "".join(json.dumps({"answer": text}) + "\n" for text in texts)
    column = pyarrow.json.read_json(io.BytesIO(lines.encode()))["answer"]
    print(f"{json.dumps(texts)}: {column.type}, first is {column[0].as_py()}")
TRIAL
)
echo "$seen"
[ "$seen" = '["2024-01-01", "2024-06-30"]: timestamp[s], first is 2024-01-01 00:00:00
["2024-01-01", "unknown"]: string, first is 2024-01-01
["2024-01-01 12:30:00"]: timestamp[s], first is 2024-01-01 12:30:00
["1.10"]: string, first is 1.10
["00501"]: string, first is 00501' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
