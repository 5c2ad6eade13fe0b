"""BentoML: `python bentoml_service.py` serves rows, and a stream of text.

A row of 13 makes the model raise, one of 14 makes it answer NaN, one of 15 makes it answer after half a second.
"""

import os
import sys
import time
from collections.abc import Generator

import bentoml

import faults


@bentoml.service(traffic={"timeout": 10, "max_concurrency": int(os.environ.get("MAX_CONCURRENCY", "32"))}, workers=1)
class Sums:
    @bentoml.api
    def predict(self, rows: list[list[float]]) -> list[float]:
        faults.predicted()
        if [13] in rows:
            raise ValueError("no sum of that")
        if [15] in rows:
            time.sleep(0.5)
        return [float("nan") if row == [14] else sum(row) for row in rows]

    @bentoml.api
    def stream(self, rows: list[list[float]]) -> Generator[str, None, None]:
        faults.predicted()
        for row in rows:
            if row == [13]:
                raise ValueError("no sum of that")
            yield f"{sum(row)}\n"


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    program = os.path.join(os.path.dirname(sys.executable), "bentoml")
    os.execv(program, [program, "serve", "bentoml_service:Sums", "--host", "127.0.0.1", "--port", os.environ.get("PORT", "8000"),
                       "--working-dir", here])
