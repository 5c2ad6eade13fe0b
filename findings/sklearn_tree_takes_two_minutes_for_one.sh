#!/usr/bin/env bash
# scikit-learn 1.9.1: a decision tree cannot tell two times within two minutes apart, nor the ids 16777216 and 16777217.
#
# Expected: features given as int64 or float64 are compared as such. A tree without a limit of depth, fitted to 256 different
#           seconds, has 256 leaves and repeats what it was fitted to.
# Seen:     trees and forests keep features as float32, which near 1.7e9 has one number for each 128. The 256 seconds are 3 leaves.
#           HistGradientBoostingRegressor keeps float64 and tells them apart.
# So:       features of the form "seconds since 1970" and large ids are the same to the model over whole ranges. Cases that differ in
#           them alone have one prediction, and nothing warns.
#
# Output seen, scikit-learn 1.9.1, Python 3.11.7:
#   tree: 3 leaves of 256 seconds
#   DecisionTreeRegressor: ids 16777216 and 16777217 are the same
#   RandomForestRegressor: ids 16777216 and 16777217 are the same
#   HistGradientBoostingRegressor: ids 16777216 and 16777217 are told apart
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir scikit-learn==1.9.1
seen=$(OMP_NUM_THREADS=1 "$folder/venv/bin/python" - <<'TRIAL'
import numpy
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.tree import DecisionTreeRegressor

seconds = 1_700_000_000 + numpy.arange(256).reshape(-1, 1)
later = numpy.arange(256.0)
tree = DecisionTreeRegressor().fit(seconds, later)
print(f"tree: {tree.get_n_leaves()} leaves of 256 seconds")
ids = numpy.array([[16777216], [16777217]] * 50)
parity = numpy.array([0.0, 1.0] * 50)
for model in (DecisionTreeRegressor(), RandomForestRegressor(20, random_state=0),
              HistGradientBoostingRegressor(min_samples_leaf=1, random_state=0)):
    first, second = model.fit(ids, parity).predict(ids[:2])
    print(f"{type(model).__name__}: ids 16777216 and 16777217 are {'the same' if first == second else 'told apart'}")
TRIAL
)
echo "$seen"
[ "$seen" = 'tree: 3 leaves of 256 seconds
DecisionTreeRegressor: ids 16777216 and 16777217 are the same
RandomForestRegressor: ids 16777216 and 16777217 are the same
HistGradientBoostingRegressor: ids 16777216 and 16777217 are told apart' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
