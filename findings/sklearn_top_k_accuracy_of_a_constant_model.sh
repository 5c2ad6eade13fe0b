#!/usr/bin/env bash
# scikit-learn 1.9.1: by top_k_accuracy_score a model that says the same for all classes is right as often as the last class comes.
#
# Expected: top_k_accuracy_score(k=1) is the accuracy of the most probable class, as numpy's argmax finds it; where all are
#           equal, a third of three classes is right, or none is.
# Seen:     among equal scores the last class wins, while argmax, predict() and accuracy_score take the first. So a constant model
#           has 0.80 where the last class is frequent, 0.10 by argmax, and another figure if the classes are put in another order.
# So:       equal scores are no rare case: scores rounded to two digits, or those of a model in 8 bits, have many. Then a
#           comparison of two models by this figure follows the order of the labels.
#
# Output seen, scikit-learn 1.9.1, Python 3.11.7:
#   labels 2222222210, all scores equal: top 1 0.80, top 2 0.90, accuracy of argmax 0.10
#   labels 0000000012, all scores equal: top 1 0.10, top 2 0.20, accuracy of argmax 0.80
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir scikit-learn==1.9.1
seen=$("$folder/venv/bin/python" - <<'TRIAL'
import numpy
from sklearn.metrics import accuracy_score, top_k_accuracy_score

for labels in ([2] * 8 + [1, 0], [0] * 8 + [1, 2]):
    scores = numpy.full((10, 3), 0.33)
    top = [f"{top_k_accuracy_score(labels, scores, k=k):.2f}" for k in (1, 2)]
    print(f"labels {''.join(map(str, labels))}, all scores equal: top 1 {top[0]}, top 2 {top[1]}, "
          f"accuracy of argmax {accuracy_score(labels, scores.argmax(axis=1)):.2f}")
TRIAL
)
echo "$seen"
[ "$seen" = 'labels 2222222210, all scores equal: top 1 0.80, top 2 0.90, accuracy of argmax 0.10
labels 0000000012, all scores equal: top 1 0.10, top 2 0.20, accuracy of argmax 0.80' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
