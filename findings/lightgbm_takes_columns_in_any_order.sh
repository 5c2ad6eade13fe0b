#!/usr/bin/env bash
# LightGBM 4.7.0: predict() takes the columns of a DataFrame by their places: in another order it answers otherwise, and says nothing.
#
# Expected: the model knows its feature names and the frame has names: the columns are found by name, or it raises. XGBoost and
#           scikit-learn raise for the same frame.
# Seen:     the names are not looked at. Income is taken for age, with no warning.
# So:       a handler that makes a frame of a JSON object has the order of the client's members. Each client that writes them in
#           another order gets 200 and a plausible wrong prediction. Only Booster.predict(..., validate_features=True) raises.
#
# Output seen, LightGBM 4.7.0, scikit-learn 1.9.1, pandas 3.1.1, Python 3.11.7:
#   LightGBM     {"age": 70, "income": 20} 1.00
#   LightGBM     {"income": 20, "age": 70} 0.00
#   LightGBM     {"x": 70, "y": 20} 1.00
#   scikit-learn {"age": 70, "income": 20} 1.00
#   scikit-learn {"income": 20, "age": 70} ValueError
#   scikit-learn {"x": 70, "y": 20} ValueError
#   LightGBM, validate_features=True LightGBMError
#
# Fails if that changes. Needs python3 with venv. Installs into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile --no-cache-dir \
  lightgbm==4.7.0 scikit-learn==1.9.1 pandas==3.1.1
seen=$(OMP_NUM_THREADS=1 "$folder/venv/bin/python" - <<'TRIAL'
import json

import lightgbm
import numpy
import pandas
from sklearn.ensemble import HistGradientBoostingClassifier

chance = numpy.random.default_rng(1)
frame = pandas.DataFrame({"age": chance.uniform(18, 90, 1000), "income": chance.uniform(0, 90, 1000)})
old = (frame["age"] > 50).astype(int)
models = {
    "LightGBM    ": lightgbm.LGBMClassifier(n_estimators=50, n_jobs=1, verbose=-1).fit(frame, old),
    "scikit-learn": HistGradientBoostingClassifier(max_iter=50).fit(frame, old),
}


def ask(predict, body):
    try:
        return f"{predict(pandas.DataFrame([json.loads(body)])):.2f}"
    except Exception as error:
        return type(error).__name__


for name, model in models.items():
    for body in ('{"age": 70, "income": 20}', '{"income": 20, "age": 70}', '{"x": 70, "y": 20}'):
        print(name, body, ask(lambda row: model.predict_proba(row)[0, 1], body))
checked = lambda row: models["LightGBM    "].booster_.predict(row, validate_features=True)[0]
print("LightGBM, validate_features=True", ask(checked, '{"income": 20, "age": 70}'))
TRIAL
)
echo "$seen"
[ "$seen" = 'LightGBM     {"age": 70, "income": 20} 1.00
LightGBM     {"income": 20, "age": 70} 0.00
LightGBM     {"x": 70, "y": 20} 1.00
scikit-learn {"age": 70, "income": 20} 1.00
scikit-learn {"income": 20, "age": 70} ValueError
scikit-learn {"x": 70, "y": 20} ValueError
LightGBM, validate_features=True LightGBMError' ] || { echo "this has changed" >&2; exit 1; }
echo "as stated"
