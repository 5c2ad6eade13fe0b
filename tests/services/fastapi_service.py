"""A prediction service as teams write it: FastAPI and scikit-learn, served by uvicorn. LEAK_BYTES keeps so much per request."""

import os

from fastapi import FastAPI
from pydantic import BaseModel
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

iris = load_iris()
model = LogisticRegression(max_iter=1000).fit(iris.data, iris.target)
leak_bytes = int(os.environ.get("LEAK_BYTES", "0"))
kept = []

app = FastAPI()


class Rows(BaseModel):
    rows: list[tuple[float, float, float, float]]


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/predict")
async def predict(body: Rows):
    if leak_bytes:
        kept.append(b"x" * leak_bytes)
    return {"predictions": [str(iris.target_names[i]) for i in model.predict(body.rows)]}
