"""The users of bench/run's rows of Locust: one POST after the other, without a wait. BENCH_BODY is what they send.

`Likeness`, of bench/likeness, compares the answer with the JSON of the file BENCH_EXPECTED by DeepDiff. `Rows`, of bench/rows, sends the ten fields of a row of the CSV file BENCH_ROWS and checks one place of the JSON that is answered.
"""

import csv
import itertools
import json
import os
from pathlib import Path

from locust import FastHttpUser, HttpUser, task

BODY = os.environ.get("BENCH_BODY", "")
HEADERS = {"Content-Type": "application/json"}


class Fast(FastHttpUser):
    @task
    def predict(self):
        self.client.post("/predict", data=BODY, headers=HEADERS)


class Plain(HttpUser):
    @task
    def predict(self):
        self.client.post("/predict", data=BODY, headers=HEADERS)


def number_or_text(cell):
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell


def rows_of(file):
    with open(file, newline="", encoding="utf-8") as lines:
        return [{name: number_or_text(cell) for name, cell in row.items()} for row in csv.DictReader(lines)]


if os.environ.get("BENCH_ROWS"):
    ROWS = itertools.cycle(rows_of(os.environ["BENCH_ROWS"]))


class Rows(FastHttpUser):
    @task
    def predict(self):
        with self.client.post("/predict", json=next(ROWS), catch_response=True) as answer:
            if answer.status_code != 200 or answer.json()["prediction"][0] != 1:
                answer.failure("not so: $.prediction[0] is 1")


if os.environ.get("BENCH_EXPECTED"):
    from deepdiff import DeepDiff

    EXPECTED = json.loads(Path(os.environ["BENCH_EXPECTED"]).read_text(encoding="utf-8"))


class Likeness(HttpUser):
    @task
    def predict(self):
        with self.client.post("/predict", data=BODY, headers=HEADERS, catch_response=True) as answer:
            if DeepDiff(EXPECTED, answer.json(), math_epsilon=1e-6, exclude_paths=["root['request_id']"]):
                answer.failure("the answer differs")
