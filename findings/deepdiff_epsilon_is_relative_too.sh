#!/usr/bin/env bash
# DeepDiff 8.6.1 and 9.1.0: math_epsilon=0.01 takes 1000000000 and 1000000000.5 for equal.
#
# Expected: numbers that are more than 0.01 apart differ: the option is documented as the absolute tolerance.
# Seen:     it is given to Python's math.isclose as abs_tol, and its relative tolerance of 1e-9 holds beside it. At 1e9 that is one whole
#           unit: half of one is not seen, with an epsilon of 0 neither.
# So:       identifiers, timestamps in nanoseconds and sums of money that are compared as floats "within 0.01" are compared within
#           a billionth of themselves.
#
# Output seen, on Python 3.11.7, for both versions:
#   epsilon 0.01, 10.0 and 10.5: values_changed
#   epsilon 0.01, 1000000000.0 and 1000000000.5: equal
#   epsilon 0, 1000000000.0 and 1000000000.5: equal
#   no epsilon, 1000000000.0 and 1000000000.5: values_changed
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"

for version in 8.6.1 9.1.0; do
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir "deepdiff==$version"
  seen=$("$folder/venv/bin/python" - <<'COMPARE'
from deepdiff import DeepDiff

for words, options, one in (("epsilon 0.01", {"math_epsilon": 0.01}, 10.0), ("epsilon 0.01", {"math_epsilon": 0.01}, 1e9),
                            ("epsilon 0", {"math_epsilon": 0}, 1e9), ("no epsilon", {}, 1e9)):
    print(f"{words}, {one} and {one + 0.5}:", " ".join(DeepDiff({"p": one}, {"p": one + 0.5}, **options)) or "equal")
COMPARE
  )
  echo "$version"
  echo "$seen"
  [ "$seen" = 'epsilon 0.01, 10.0 and 10.5: values_changed
epsilon 0.01, 1000000000.0 and 1000000000.5: equal
epsilon 0, 1000000000.0 and 1000000000.5: equal
no epsilon, 1000000000.0 and 1000000000.5: values_changed' ] || { echo "this has changed" >&2; exit 1; }
done
echo "as stated"
