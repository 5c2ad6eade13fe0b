"""A healthy prediction service behind Ray Serve: a proxy that listens, and two replicas that do the work."""

import os

import ray
from ray import serve


@serve.deployment(num_replicas=2, ray_actor_options={"num_cpus": 0.1})
class Mean:
    async def __call__(self, request):
        if request.method == "GET":
            return "ok"
        return {"predictions": [sum(row) / len(row) for row in (await request.json())["rows"]]}


ray.init(num_cpus=2, include_dashboard=False, object_store_memory=128 << 20, log_to_driver=False)
serve.start(http_options={"host": "127.0.0.1", "port": int(os.environ.get("PORT", "8000"))})
serve.run(Mean.bind(), blocking=True)
