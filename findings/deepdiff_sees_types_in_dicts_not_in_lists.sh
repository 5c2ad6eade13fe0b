#!/usr/bin/env bash
# DeepDiff 8.6.1 and 9.1.0: 1 and 1.0 differ in type as a value of a dict, and are equal in a list; True and 1 likewise.
#
# Expected: one rule for both. The documentation has 1 and 1.0 as type_changes.
# Seen:     {"p": 1} and {"p": 1.0} are a type change; [1, 2] and [1.0, 2.0] are equal, and [True, 0] and [1, False] too: lists of
#           plain values are compared by Python's == first.
# So:       a test of answers that asserts "no type_changes" sees that {"prediction": 1.0} has become {"prediction": 1}, and does not
#           see it of {"predictions": [1.0]}, which is what most services answer.
#
# Output seen, on Python 3.11.7, for both versions:
#   dict 1 1.0: type_changes
#   list 1 1.0: equal
#   dict True 1: type_changes
#   list True 1: equal
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

for words, one, other in (("1 1.0", 1, 1.0), ("True 1", True, 1)):
    print(f"dict {words}:", " ".join(DeepDiff({"p": one}, {"p": other})) or "equal")
    print(f"list {words}:", " ".join(DeepDiff([one, 0], [other, 0])) or "equal")
COMPARE
  )
  echo "$version"
  echo "$seen"
  [ "$seen" = 'dict 1 1.0: type_changes
list 1 1.0: equal
dict True 1: type_changes
list True 1: equal' ] || { echo "this has changed" >&2; exit 1; }
done
echo "as stated"
