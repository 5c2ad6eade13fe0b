#!/usr/bin/env bash
# numpy 2.4.6: the mean of twenty million ones is 0.8388608, if they are float32 and stand in a table with a second column.
#
# Expected: the mean of ones is 1, as numpy says for the column alone: float32 sums are made in pairs, so that they lose little.
# Seen:     sums in pairs are made only along the axis that lies together in memory. mean(axis=0) of a table adds one row after the
#           other in float32, and 16777216 + 1 is 16777216 there: what comes later adds nothing.
# So:       the accuracy and the mean latency of a long run, kept as a float32 table of (request, figure), shrink with its length, and no
#           warning is given. mean(axis=0, dtype=float) is right, and so is pandas.
#
# Output seen, numpy 2.4.6, Python 3.11.7:
#   table.mean(axis=0)              0.8388608 0.8388608
#   table[:, 0].mean()              1.0
#   table.mean(axis=0, dtype=float) 1.0 1.0
#   of the first 16 million          1.0 1.0
#
# Fails if that changes. Needs python3 with venv, 200 MB of memory. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir numpy==2.4.6
seen=$("$folder/venv/bin/python" - <<'TRIAL'
import numpy

table = numpy.ones((20_000_000, 2), numpy.float32)
print("table.mean(axis=0)             ", *table.mean(axis=0))
print("table[:, 0].mean()             ", table[:, 0].mean())
print("table.mean(axis=0, dtype=float)", *table.mean(axis=0, dtype=float))
print("of the first 16 million         ", *table[:16_000_000].mean(axis=0))
TRIAL
)
echo "$seen"
[ "$seen" = 'table.mean(axis=0)              0.8388608 0.8388608
table[:, 0].mean()              1.0
table.mean(axis=0, dtype=float) 1.0 1.0
of the first 16 million          1.0 1.0' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
