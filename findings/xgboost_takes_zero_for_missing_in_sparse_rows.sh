#!/usr/bin/env bash
# XGBoost 3.2.0: one and the same row has a probability of 0.99 as a dense array and of 0.00 as a sparse one.
#
# Expected: a sparse matrix leaves out zeros, so scipy's csr_matrix(row) is the same row, and the prediction is the same.
# Seen:     what a sparse matrix leaves out is missing (NaN) for XGBoost, and not 0. LightGBM takes it for 0.
# So:       a service that builds dense rows of JSON answers otherwise than the notebook in which an encoder made sparse ones. And it
#           hangs on whether the encoder found the result sparse enough: ColumnTransformer decides that by the density of the data.
#
# Output seen, XGBoost 3.2.0, LightGBM 4.7.0, scipy 1.17.1, Python 3.11.7:
#   XGBoost  dense 0.99, sparse 0.00, dense with NaN 0.00
#   LightGBM dense 1.00, sparse 1.00, dense with NaN 1.00
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir \
  xgboost-cpu==3.2.0 lightgbm==4.7.0 scikit-learn==1.9.1 scipy==1.17.1
seen=$("$folder/venv/bin/python" - <<'TRIAL'
import warnings

import numpy
from lightgbm import LGBMClassifier
from scipy.sparse import csr_matrix
from xgboost import XGBClassifier

warnings.simplefilter("ignore")
rows = numpy.random.default_rng(0).integers(0, 3, (500, 2)).astype(float)
is_zero = (rows[:, 0] == 0).astype(int)
row = numpy.array([[0.0, 1.0]])
missing = numpy.array([[numpy.nan, 1.0]])
assert (csr_matrix(row).toarray() == row).all()
for name, model in (("XGBoost ", XGBClassifier(n_estimators=50, n_jobs=1)), ("LightGBM", LGBMClassifier(n_estimators=50, n_jobs=1, verbose=-1))):
    model.fit(rows, is_zero)
    told = [f"{words} {model.predict_proba(given)[0, 1]:.2f}" for words, given in
            (("dense", row), ("sparse", csr_matrix(row)), ("dense with NaN", missing))]
    print(name, ", ".join(told))
TRIAL
)
echo "$seen"
[ "$seen" = 'XGBoost  dense 0.99, sparse 0.00, dense with NaN 0.00
LightGBM dense 1.00, sparse 1.00, dense with NaN 1.00' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
