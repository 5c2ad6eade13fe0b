"""A prediction service behind Ray Serve: a proxy that listens, and two replicas that do the work. Healthy, unless FAULT says otherwise.

A row of 13 makes the model raise, one of 14 makes it answer NaN.
"""

import os
import sys
from pathlib import Path

import ray
from ray import serve

sys.path.append(str(Path(__file__).resolve().parents[2] / "servers"))


@serve.deployment(num_replicas=2, ray_actor_options={"num_cpus": 0.1})
class Mean:
    async def __call__(self, request):
        import faults  # in the replica, which has a list of its own

        if request.method == "GET":
            return "ok"
        rows = (await request.json())["rows"]
        faults.predicted()
        if [13] in rows:
            raise ValueError("no mean of that")
        return {"predictions": [float("nan") if row == [14] else sum(row) / len(row) for row in rows]}


os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [sys.path[-1], os.environ.get("PYTHONPATH")]))
ray.init(num_cpus=2, include_dashboard=False, object_store_memory=128 << 20, log_to_driver=False)
serve.start(http_options={"host": "127.0.0.1", "port": int(os.environ.get("PORT", "8000"))})
serve.run(Mean.bind(), blocking=True)
