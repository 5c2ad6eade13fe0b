"""Makes iris.csv and models.json: the rows of the iris data set, and two models of scikit-learn as their coefficients,
with the figures that scikit-learn gives for them on these rows.

    .deps/venv/bin/python tests/data/quality/make_models.py      # scikit-learn 1.9.1, as tests/requirements.txt pins it

The files are kept, so that the tests need no scikit-learn: a test server answers by the coefficients.
"""
import csv
import json
import pathlib

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

assert sklearn.__version__ == "1.9.1", sklearn.__version__
here = pathlib.Path(__file__).parent
iris = load_iris()
names = [str(one) for one in iris.target_names]
labels = np.array([names[k] for k in iris.target])
train, test, train_labels, test_labels = train_test_split(
    iris.data, labels, test_size=0.6, random_state=3, stratify=labels)

with open(here / "iris.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["sepal_length", "sepal_width", "petal_length", "petal_width", "species"])
    for row, label in zip(test, test_labels):
        writer.writerow([*row.tolist(), label])


def described(model):
    p = model.predict_proba(test)
    predicted = model.predict(test)
    return {
        "coefficients": model.coef_.tolist(), "intercepts": model.intercept_.tolist(),
        "figures": {
            "accuracy": metrics.accuracy_score(test_labels, predicted),
            "precision": metrics.precision_score(test_labels, predicted, average="macro"),
            "recall": metrics.recall_score(test_labels, predicted, average="macro"),
            "f1": metrics.f1_score(test_labels, predicted, average="macro"),
            "log_loss": metrics.log_loss(test_labels, p, labels=names),
            "brier": metrics.brier_score_loss(test_labels, p, labels=names),
            "auc": metrics.roc_auc_score(test_labels, p, multi_class="ovr"),
        }}


models = {
    "scikit_learn": sklearn.__version__, "classes": names, "rows": len(test),
    "baseline": described(LogisticRegression(C=0.01, max_iter=5000).fit(train, train_labels)),
    "candidate": described(LogisticRegression(C=10, max_iter=5000).fit(train, train_labels)),
}
(here / "models.json").write_text(json.dumps(models, indent=1) + "\n")
for name in ("baseline", "candidate"):
    print(name, models[name]["figures"])
