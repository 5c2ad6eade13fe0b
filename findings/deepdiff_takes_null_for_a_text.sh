#!/usr/bin/env bash
# deepdiff 9.1.0 (8.6.1 and 6.2.2 too): with ignore_order=True a list with None equals one with the text "NONE", and 1 equals "int:1".
#
# Expected: without their order lists are still compared by value: null is no text, and 1 is not "int:1".
# Seen:     elements are matched by a hash of what they are written as. None is written as the text "NONE", 1 as "int:1", and
#           a text as itself, so that both hash to the same: the difference is {}. In their order the same lists differ.
#           Lists of plain values in their order are matched by difflib, to which True is 1: [True, 1] and [1, 1] are equal.
# So:       an answer whose label became null where it was the text "NONE" passes, and so does a flag that became a number.
#
# Output seen, deepdiff 9.1.0, Python 3.11.7:
#   any order: {} {}
#   in order: ['type_changes'] ['type_changes']
#   true and 1: {}
#
# Fails if that changes. Needs Python with pip. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-compile \
  --target "$folder/site" deepdiff==9.1.0 orderly-set==5.5.0

seen=$(PYTHONPATH=$folder/site python3 - <<'DIFFERENCES'
from deepdiff import DeepDiff

pairs = [([None], ["NONE"]), ([1], ["int:1"])]
print("any order:", *(dict(DeepDiff(one, other, ignore_order=True)) for one, other in pairs))
print("in order:", *(sorted(DeepDiff(one, other)) for one, other in pairs))
print("true and 1:", dict(DeepDiff([True, 1], [1, 1])))
DIFFERENCES
)
echo "$seen"
if [ "$seen" = "any order: {} {}
in order: ['type_changes'] ['type_changes']
true and 1: {}" ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
