"""A prediction service as teams write it, Flask behind gunicorn, with one fault of memory, named by FAULT.

Each is one that real services had. FAULT_BYTES is what one request leaves behind, FAULT_COUNT how many are cached.
"""

import ctypes
import functools
import mmap
import os
import random
import time
from multiprocessing import shared_memory

from flask import Flask, Response, jsonify, request

fault = os.environ.get("FAULT", "none")
fault_bytes = int(os.environ.get("FAULT_BYTES", "65536"))
kept = []

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]

# Small objects of their own, so that their counters of references lie all over the pages.
table = [[float(i)] for i in range(400_000)] if fault == "touched_pages" else []


def keep_in_list():
    kept.append(b"x" * fault_bytes)


def forget_malloc():
    """What an extension in C does that loses a buffer: Python knows nothing of it."""
    libc.memset(libc.malloc(fault_bytes), 1, fault_bytes)


def forget_mapping():
    """What a library does that takes its buffers from the kernel itself. No profiler of the heap sees it."""
    buffer = mmap.mmap(-1, fault_bytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    buffer[:] = b"x" * fault_bytes
    kept.append(buffer)


@functools.cache
def first_request():
    return time.monotonic()


@functools.cache
def model(number):
    return b"x" * fault_bytes


def load_another_model():
    """Each model is loaded when it is asked for first, and of FAULT_COUNT the last one after a minute."""
    models = int(os.environ.get("FAULT_COUNT", "12"))
    model(min(models, int((time.monotonic() - first_request()) * models / 60)))


@functools.lru_cache(maxsize=int(os.environ.get("FAULT_COUNT", "400")))
def picture(key):
    return b"x" * fault_bytes


def fill_cache():
    picture(random.getrandbits(60))


def touch_pages():
    """Reading an object counts a reference to it, and that is a write: the page is no longer shared with the parent."""
    kept[:] = random.sample(table, 20)


def forget_descriptor():
    kept.append(os.open("/dev/null", os.O_RDONLY))


def new_segment():
    name = f"{os.environ['FAULT_NAME']}_{os.urandom(8).hex()}"
    segment = shared_memory.SharedMemory(create=True, size=fault_bytes, name=name)
    segment.buf[:] = b"x" * fault_bytes
    return segment


def forget_to_close():
    kept.append(new_segment())


def forget_to_unlink():
    """No process maps it any more, and still it is there."""
    new_segment().close()


on_request = {"list": keep_in_list, "malloc": forget_malloc, "mapping": forget_mapping, "cache": fill_cache,
              "warm_up": load_another_model, "touched_pages": touch_pages, "descriptors": forget_descriptor,
              "segments_kept": forget_to_close, "segments_left": forget_to_unlink}.get(fault, lambda: None)

app = Flask(__name__)


@functools.cache
def tell_first_prediction():
    print(f"first prediction at {time.time():.3f}", flush=True)


def prediction():
    tell_first_prediction()
    return jsonify(predictions=[round(sum(row) / 20, 3) for row in request.get_json()["rows"]])


@app.get("/health")
def health():
    return "ok"


@app.get("/worker")
def worker():
    return jsonify(pid=os.getpid(), parent=os.getppid())


@app.post("/a")
def healthy():
    return prediction()


@app.post("/b")
def faulty():
    on_request()
    return prediction()


unfinished = {}


@app.post("/stream")
def stream():
    """Forgets a job when its answer is out, and does not think of clients that leave before."""
    tell_first_prediction()
    job = object()

    def parts():
        unfinished[job] = b"x" * fault_bytes
        for part in range(4):
            yield f"{part}\n"
            time.sleep(0.04)
        del unfinished[job]

    return Response(parts(), mimetype="text/plain")
