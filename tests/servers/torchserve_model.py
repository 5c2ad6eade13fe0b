"""TorchServe with a handler of a few lines: `python torchserve_model.py` serves it as the model `sum`.

Rows of four numbers are answered by their sums. {"raise": true} makes the handler raise, {"nan": true} makes it answer NaN.
"""

import json
import os
import sys
import time
import zipfile
from pathlib import Path

import faults


class Handler:
    def initialize(self, context):
        time.sleep(float(os.environ.get("LOADING_S", "0")))  # as a large model would
        self.manifest = context.manifest

    def handle(self, data, context):
        return [self.one(request.get("body") or request.get("data")) for request in data]

    @staticmethod
    def one(body):
        faults.predicted()
        if isinstance(body, (bytes, bytearray)):
            body = json.loads(body)
        if "raise" in body:
            raise ValueError("asked to raise")
        return {"predictions": [float("nan")] if "nan" in body else [sum(row) for row in body["instances"]]}


if __name__ == "__main__":
    folder, port, here = faults.folder(), int(os.environ.get("PORT", "8000")), Path(__file__).resolve()
    store = folder / "store"
    store.mkdir()
    manifest = {"createdOn": "01/01/2026 00:00:00", "runtime": "python", "archiverVersion": "0.12.0",
                "model": {"modelName": "sum", "handler": here.name, "modelVersion": "1.0"}}
    with zipfile.ZipFile(store / "sum.mar", "w") as archive:
        archive.writestr("MAR-INF/MANIFEST.json", json.dumps(manifest))
        archive.write(here, here.name)
        archive.write(here.parent / "faults.py", "faults.py")
    (folder / "config.properties").write_text(f"""inference_address=http://127.0.0.1:{port}
management_address=http://127.0.0.1:{port + 1}
metrics_address=http://127.0.0.1:{port + 2}
grpc_inference_port={port + 3}
grpc_management_port={port + 4}
default_workers_per_model=1
disable_token_authorization=true
enable_envvars_config=false
""")
    program = str(Path(sys.executable).parent / "torchserve")
    os.chdir(folder)
    os.execv(program, [program, "--start", "--foreground", "--model-store", str(store), "--models", "sum=sum.mar", "--ts-config",
                       str(folder / "config.properties"), "--disable-token-auth"])
