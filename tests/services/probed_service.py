"""A prediction service with one fault of those that only repeated answers show, or its healthy twin.

    python3 probed_service.py PORT KIND [SECONDS]

KIND: shared, drift, stale, silent, prefork, sampling, each with a twin "KIND-healthy". The answer to {"x": 3} is
{"y": 7.5}. Of prefork two processes accept from one socket, each one connection at a time, and end it with its answer,
as gunicorn's sync workers do.
"""
import json
import os
import random
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer

PORT, KIND = int(sys.argv[1]), sys.argv[2]
SECONDS = float(sys.argv[3]) if len(sys.argv) > 3 else 2.0
ALONE = 60  # requests that come before the load, at most
WORKERS = 2 if KIND.startswith(("stale", "silent", "prefork")) else 1
worker = 1
current = None  # the shared state
first_load = None


def predict(x, slope=2.5):
    return slope * x


def answer_shared(x, healthy):
    """Keeps the input of the request in a global while it works."""
    global current
    mine = current = x
    time.sleep(0.004)
    return predict(mine if healthy else current)


def answer_drift(x, healthy):
    changed = not healthy and first_load is not None and time.monotonic() > first_load + SECONDS
    return predict(x, 2.6 if changed else 2.5)


def answer_stale(x, healthy):
    return predict(x, 2.7 if worker == 2 and not healthy else 2.5)


def answer_sampling(x, healthy):
    return predict(x) + (0 if healthy else random.gauss(0, 0.1))


ANSWERS = {"shared": answer_shared, "drift": answer_drift, "stale": answer_stale, "silent": answer_stale,
           "prefork": answer_stale,
           "sampling": answer_sampling}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0" if KIND.startswith("prefork") else "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        global first_load
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.count() > ALONE and first_load is None:
            first_load = time.monotonic()
        kind, _, twin = KIND.partition("-")
        body = json.dumps({"y": round(ANSWERS[kind](float(asked["x"]), twin == "healthy"), 6)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        if not KIND.startswith(("silent", "prefork")):
            self.send_header("X-Served-By", f"worker-{worker}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


class Server(HTTPServer if KIND.startswith("prefork") else ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    lock = threading.Lock()
    requests = 0

    def count(self):
        with self.lock:
            self.requests += 1
            return self.requests

    def server_bind(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        super().server_bind()


def end_with_parent(parent):
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


def be_second_worker(parent):
    global worker
    worker = 2
    threading.Thread(target=end_with_parent, args=(parent,), daemon=True).start()


if __name__ == "__main__":
    parent = os.getpid()
    shared = Server(("127.0.0.1", PORT), Handler) if KIND.startswith("prefork") else None
    if WORKERS == 2 and os.fork() == 0:
        be_second_worker(parent)
    (shared or Server(("127.0.0.1", PORT), Handler)).serve_forever()
