#!/usr/bin/env bash
# DeepDiff: a key that an answer has lost is dictionary_item_removed in 7.0.1, and since 8.0 values_changed of the whole, if few keys are left alike.
#
# Expected: what a comparison calls a lost key does not hang on how many other keys there are.
# Seen:     where two dicts share less than a third of their keys, 8.x and 9.x tell one values_changed of the dict itself and no key. The
#           switch is threshold_to_diff_deeper, 0.33 unless said.
# So:       a test as courses write it, assert 'values_changed' not in diff, passes on 7.0.1 where the answer has other keys, and fails
#           on 8.x; one that asserts 'dictionary_item_removed' not in diff fails on 7.0.1 and passes on 8.x. The same answers, the same test.
#
# Output seen, on Python 3.11.7:
#   7.0.1: dictionary_item_added dictionary_item_removed
#   8.6.1: values_changed
#   9.1.0: values_changed
#   9.1.0 with threshold_to_diff_deeper=0: dictionary_item_added dictionary_item_removed
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"

compare() { # OPTIONS
  "$folder/venv/bin/python" - "$1" <<'COMPARE'
import json
import sys

from deepdiff import DeepDiff

expected = {"model": "ride", "version": "3", "prediction": 21.3}
actual = {"model": "ride", "duration": 21.3, "unit": "min", "run": "e1"}
print(" ".join(sorted(DeepDiff(expected, actual, **json.loads(sys.argv[1])))))
COMPARE
}

seen=
for version in 7.0.1 8.6.1 9.1.0; do
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir "deepdiff==$version"
  seen+="$version: $(compare '{}')"$'\n'
done
seen+="9.1.0 with threshold_to_diff_deeper=0: $(compare '{"threshold_to_diff_deeper": 0}')"
echo "$seen"
[ "$seen" = '7.0.1: dictionary_item_added dictionary_item_removed
8.6.1: values_changed
9.1.0: values_changed
9.1.0 with threshold_to_diff_deeper=0: dictionary_item_added dictionary_item_removed' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
