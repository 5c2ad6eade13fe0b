"""Makes vectors.json: random labelled rows of each kind, with the figures that scikit-learn's own functions give.

    .deps/venv/bin/python tests/data/quality/make_vectors.py      # scikit-learn 1.9.1, as tests/requirements.txt pins it

The file is kept, so that the tests need no scikit-learn.
"""
import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.calibration import calibration_curve

assert sklearn.__version__ == "1.9.1", sklearn.__version__
warnings.filterwarnings("ignore")
BINS = 10


def rounded(values, digits):
    return np.round(values, digits) if digits else values


def averages(labels, predicted, usual, pos_label=1):
    figures = {}
    for name in ("precision", "recall", "f1"):
        function = getattr(metrics, f"{name}_score")
        for average in ("macro", "micro", "weighted"):
            figures[f"{name}_{average}"] = function(labels, predicted, average=average, zero_division=0)
        figures[name] = function(labels, predicted, average=usual, pos_label=pos_label, zero_division=0)
    figures["accuracy"] = metrics.accuracy_score(labels, predicted)
    return figures


def calibration(hits, probabilities):
    share, mean = calibration_curve(hits, probabilities, n_bins=BINS, strategy="uniform")
    counts = np.bincount(np.searchsorted(np.linspace(0, 1, BINS + 1)[1:-1], probabilities), minlength=BINS)
    return float(np.sum(counts[counts > 0] / len(hits) * np.abs(share - mean)))


def binary(name, random, rows, share, digits=0, edges=False, positive=1):
    labels = (random.random(rows) < share).astype(int)
    p = rounded(np.clip(random.normal(0.35 + 0.3 * labels, 0.25), 0, 1), digits)
    if edges:
        p[:8] = [0, 1, 0, 1, 0.1, 0.2, 0.30000000000000004, 0.9]
    predicted = (p > 0.5).astype(int)
    given = p if positive == 1 else 1 - p
    truth = (labels == positive).astype(int)
    figures = averages(labels, predicted, "binary", positive)
    figures |= {
        "log_loss": metrics.log_loss(labels, p, labels=[0, 1]),
        "brier": metrics.brier_score_loss(truth, given, pos_label=1),
        "calibration_error": calibration(truth, given),
    }
    figures["auc"] = metrics.roc_auc_score(truth, given) if 0 < truth.sum() < rows else None
    return {"name": name, "classes": 2, "positive": positive, "labels": labels.tolist(), "predicted": predicted.tolist(),
            "probabilities": [[1 - float(one), float(one)] for one in p], "figures": figures}


def many(name, random, rows, classes, sharpness, digits=0, unknown=0, without=()):
    labels = random.choice([k for k in range(classes) if k not in without], rows)
    scores = random.normal(0, 1, (rows, classes)) + sharpness * np.eye(classes)[labels]
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    if digits:  # rows that add up to 1 all the same
        p = np.round(p, digits)
        p[:, -1] = np.maximum(0, np.round(1 - p[:, :-1].sum(axis=1), digits))
    predicted = p.argmax(axis=1)
    top = p.max(axis=1)
    hits = (predicted == labels).astype(int)
    said = predicted.copy()
    said[:unknown] = classes  # one that no label has
    figures = averages(labels, said, "macro")
    figures |= {
        "log_loss": metrics.log_loss(labels, p, labels=list(range(classes))),
        "brier": metrics.brier_score_loss(labels, p, labels=list(range(classes))),
        "calibration_error": calibration(hits, top),
        "auc": None if without else metrics.roc_auc_score(labels, p, multi_class="ovr", average="macro"),
    }
    return {"name": name, "classes": classes, "positive": 1, "labels": labels.tolist(), "predicted": said.tolist(),
            "probabilities": p.tolist(), "figures": figures}


def values(name, random, rows, scale, quantile, zeros=0):
    labels = random.normal(0, scale, rows)
    labels[:zeros] = 0
    predicted = labels + random.normal(0.1 * scale, 0.5 * scale, rows)
    return {"name": name, "quantile": quantile, "labels": labels.tolist(), "predicted": predicted.tolist(), "figures": {
        "rmse": metrics.root_mean_squared_error(labels, predicted),
        "mae": metrics.mean_absolute_error(labels, predicted),
        "mape": metrics.mean_absolute_percentage_error(labels, predicted),
        "pinball": metrics.mean_pinball_loss(labels, predicted, alpha=quantile)}}


def main():
    random = np.random.default_rng(20240915)
    sets = [
        binary("two classes", random, 120, 0.4),
        binary("two classes, few are positive", random, 150, 0.05),
        binary("two classes, many scores are equal", random, 120, 0.5, digits=1),
        binary("two classes, probabilities on the edges", random, 80, 0.5, edges=True),
        binary("two classes, the first is the positive one", random, 100, 0.3, positive=0),
        binary("two classes, no row is positive", random, 40, 0.0),
        many("three classes", random, 120, 3, 1.5),
        many("three classes, one is never a label", random, 60, 3, 1.0, without=(2,)),
        many("three classes, answers with a fourth", random, 90, 3, 1.0, unknown=7),
        many("seven classes, many scores are equal", random, 140, 7, 1.0, digits=2),
    ]
    for i in range(10):
        sets.append(binary(f"two classes, drawn {i}", random, 60, random.random(), digits=int(random.integers(0, 4))))
        classes = int(random.integers(3, 9))
        sets.append(many(f"{classes} classes, drawn {i}", random, 80, classes, random.random() * 3))
    sets += [values("numbers", random, 120, 1, 0.5), values("large numbers", random, 100, 1e6, 0.9),
             values("small numbers, a low quantile", random, 100, 1e-6, 0.1),
             values("numbers with zeros", random, 60, 10, 0.25, zeros=5)]
    file = pathlib.Path(__file__).with_name("vectors.json")
    lines = ",\n".join(json.dumps(one) for one in sets)
    file.write_text(f'{{"scikit_learn": "{sklearn.__version__}", "sets": [\n{lines}\n]}}\n')
    print(f"{len(sets)} sets, {file.stat().st_size} bytes")


main()
