#!/usr/bin/env bash
# scikit-learn 1.7.2: the log loss of the same probabilities is 9.12 as float64 and 4.09 as float32.
#
# Expected: a figure of the model does not hang on the type that its probabilities are stored in: each of them is the same number in both.
# Seen:     a probability of 0 for what came true is clipped to the machine epsilon of the array's type, so that it costs 36.0 as
#           float64 and 15.9 as float32.
# So:       two models are not comparable where one answers JSON (float64) and the other a tensor of FP32, as soon as one answer of
#           either is sure and wrong.
#
# Output seen, scikit-learn 1.7.2, Python 3.11.7:
#   float64 9.1162
#   float32 4.0909
#   float32, as a list 9.1162
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir scikit-learn==1.7.2
seen=$("$folder/venv/bin/python" - <<'MEASURE'
import numpy
from sklearn.metrics import log_loss

labels = [1, 0, 1, 1]
single = numpy.array([1, 0.25, 0, 0.875], dtype=numpy.float32)  # all of them are the same numbers in float64
for words, probabilities in (("float64", single.astype(numpy.float64)), ("float32", single), ("float32, as a list", single.tolist())):
    print(words, f"{log_loss(labels, probabilities):.4f}")
MEASURE
)
echo "$seen"
[ "$seen" = 'float64 9.1162
float32 4.0909
float32, as a list 9.1162' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
