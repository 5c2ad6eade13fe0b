#!/usr/bin/env bash
# evidently 0.7.23: by PSI with its own threshold, nearly every sample of 50 rows has drifted from the distribution that it was drawn from.
#
# Expected: a test of drift holds its rate of false alarms on small samples, or says that there are too few rows.
# Seen:     ValueDrift(method="psi") holds the index against 0.1 whatever the number of rows. Of samples of one and the same normal
#           distribution it finds most of those of 50 and of 100 rows drifted. The index of equal distributions is not near 0: in B bins it is
#           about (B - 1)(1/n + 1/m). By Kolmogorov and Smirnov (method="ks", 0.05) at most one in twenty should be, and is.
# So:       a check of a day's rows, or of a slice, "drifts" each time; the threshold is one of large samples.
#
# Output seen, evidently 0.7.23, numpy 2.4.6, pandas 2.3.3, scipy 1.17.1, Python 3.11.7, 60 samples each, against 1,000 rows:
#   psi, 50 rows: 60 of 60 drifted, threshold 0.1
#   psi, 100 rows: 50 of 60 drifted, threshold 0.1
#   ks, 100 rows: 0 of 60 drifted, threshold 0.05
#
# Fails if that changes. Needs python3 with venv, and 1 GB in a temporary folder, which is removed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir evidently==0.7.23 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1
seen=$(HOME=$folder DO_NOT_TRACK=1 "$folder/venv/bin/python" - 2>"$folder/log" <<'DRIFT'
import sys

import numpy
import pandas
from evidently import Report
from evidently.metrics import ValueDrift

SAMPLES = 60
random = numpy.random.default_rng(1)


def rows(count):
    return pandas.DataFrame({"x": random.normal(size=count)})


for method, count in (("psi", 50), ("psi", 100), ("ks", 100)):
    drifted = 0
    for _ in range(SAMPLES):
        metric = Report([ValueDrift(column="x", method=method)]).run(rows(count), rows(1000)).dict()["metrics"][0]
        threshold = metric["config"]["threshold"]
        drifted += metric["value"] >= threshold if method == "psi" else metric["value"] < threshold
    print(f"{method}, {count} rows: {drifted} of {SAMPLES} drifted, threshold {threshold}", file=sys.stderr)
    print(f"{method}, {count} rows:", "most drifted" if drifted > SAMPLES / 2 else "few drifted" if drifted <= SAMPLES / 6 else "some drifted")
DRIFT
) || { cat "$folder/log" >&2; exit 1; }
grep drifted "$folder/log"
echo "$seen"
[ "$seen" = 'psi, 50 rows: most drifted
psi, 100 rows: most drifted
ks, 100 rows: few drifted' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
