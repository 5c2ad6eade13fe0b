"""The users of bench/run's rows of Locust: one POST after the other, without a wait. BENCH_BODY is what they send."""

import os

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
