#!/usr/bin/env bash
# jsonschema 4.26.0: NaN is a number between 0 and 1, and 0.3 is no multiple of 0.1.
#
# Expected: {"type": "number", "minimum": 0, "maximum": 1} refuses NaN, which is neither; and 0.3 and 19.99 are multiples of
#           0.1 and of 0.01, as pydantic says.
# Seen:     the bounds are looked at as "less than the minimum" and "greater than the maximum", and NaN is neither. The multiple is
#           looked at by a division of doubles, and 0.3 / 0.1 is 2.9999999999999996.
# So:       Python's json.loads() reads NaN, so that a check of a service's answers by its own schema passes a broken model, and refuses
#           good prices and rounded scores.
#
# Output seen, jsonschema 4.26.0, pydantic 2.14.4, Python 3.11.7:
#   0.5 as {"minimum": 0, "maximum": 1}: jsonschema takes, pydantic takes
#   1.5 as {"minimum": 0, "maximum": 1}: jsonschema refuses, pydantic refuses
#   NaN as {"minimum": 0, "maximum": 1}: jsonschema takes, pydantic refuses
#   0.2 as {"multipleOf": 0.1}: jsonschema takes, pydantic takes
#   0.3 as {"multipleOf": 0.1}: jsonschema refuses, pydantic takes
#   19.99 as {"multipleOf": 0.01}: jsonschema refuses, pydantic takes
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir jsonschema==4.26.0 pydantic==2.14.4
seen=$("$folder/venv/bin/python" - <<'TRIAL'
import json
from typing import Annotated

import jsonschema
from pydantic import Field, TypeAdapter, ValidationError


def said(check, error):
    try:
        check()
        return "takes"
    except error:
        return "refuses"


between = {"minimum": 0, "maximum": 1}, Field(ge=0, le=1)
tenths = {"multipleOf": 0.1}, Field(multiple_of=0.1)
cents = {"multipleOf": 0.01}, Field(multiple_of=0.01)
for text, (schema, field) in (("0.5", between), ("1.5", between), ("NaN", between), ("0.2", tenths), ("0.3", tenths), ("19.99", cents)):
    value = json.loads(text)
    by_schema = said(lambda: jsonschema.validate(value, {"type": "number", **schema}), jsonschema.ValidationError)
    by_pydantic = said(lambda: TypeAdapter(Annotated[float, field]).validate_python(value), ValidationError)
    print(f"{text} as {json.dumps(schema)}: jsonschema {by_schema}, pydantic {by_pydantic}")
TRIAL
)
echo "$seen"
[ "$seen" = '0.5 as {"minimum": 0, "maximum": 1}: jsonschema takes, pydantic takes
1.5 as {"minimum": 0, "maximum": 1}: jsonschema refuses, pydantic refuses
NaN as {"minimum": 0, "maximum": 1}: jsonschema takes, pydantic refuses
0.2 as {"multipleOf": 0.1}: jsonschema takes, pydantic takes
0.3 as {"multipleOf": 0.1}: jsonschema refuses, pydantic takes
19.99 as {"multipleOf": 0.01}: jsonschema refuses, pydantic takes' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
