"""A prediction service as teams write it: Flask, scikit-learn, served by gunicorn. LEAK_BYTES keeps so much per request."""

import os

from flask import Flask, jsonify, request
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

iris = load_iris()
model = LogisticRegression(max_iter=1000).fit(iris.data, iris.target)
leak_bytes = int(os.environ.get("LEAK_BYTES", "0"))
kept = []

app = Flask(__name__)


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/predict")
def predict():
    rows = request.get_json(force=True, silent=True)
    if not isinstance(rows, dict) or not rows.get("rows"):
        return {"error": "expected rows"}, 400
    if leak_bytes:
        kept.append(b"x" * leak_bytes)
    species = [str(iris.target_names[i]) for i in model.predict(rows["rows"])]
    return jsonify(predictions=species)
