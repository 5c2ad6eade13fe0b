"""A service as BentoML makes one: it serves /docs.json itself."""

import bentoml


@bentoml.service(traffic={"timeout": 10})
class Iris:
    @bentoml.api
    def classify(self, rows: list[list[float]], threshold: float = 0.5) -> dict:
        return {"species": ["setosa" if row and row[0] < threshold else "virginica" for row in rows]}
