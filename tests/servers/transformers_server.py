"""`transformers serve` with a tiny model of random weights, named by its folder: `python transformers_server.py` serves it.

FAULT=list: a middleware of the server leaks.
"""

import os

os.environ.update(HF_HUB_OFFLINE="1", OMP_NUM_THREADS="1")

import tiny_model  # noqa: E402
from transformers.cli.serve import Serve  # noqa: E402
from transformers.cli.serving import server  # noqa: E402

import faults  # noqa: E402

build = server.build_server


def build_with_middleware(*words, **named):
    app = build(*words, **named)
    app.add_middleware(faults.Keeping)
    return app


server.build_server = build_with_middleware
folder = os.environ.get("MODEL") or str(faults.folder() / "model")
tiny_model.write_model(folder)
Serve(force_model=folder, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")), device="cpu")
