"""A prediction service for tests of bad requests: healthy, or with one bug.

case_service.py PORT BUG, where BUG is none, null (a null ends in a 500), short (too few features end in a 500, none at
all too), deep (a deep body is never answered), drop (a body that is no JSON drops the connection) or leak (what was
refused is kept, 64 KiB each).
"""
import json
import math
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BUG = sys.argv[2]
kept = []


def depth_of(text):
    depth = most = 0
    for c in text:
        if c in "[{":
            depth += 1
            most = max(most, depth)
        elif c in "]}":
            depth -= 1
    return most


class Bad(Exception):
    pass


def features_of(text):
    if BUG == "deep" and depth_of(text) > 40:
        threading.Event().wait()  # never set
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Bad("no JSON") from error
    if BUG == "short" and isinstance(body, dict) and len(body.get("features", [])) < 4:
        raise RuntimeError("index out of range")
    if not isinstance(body, dict) or "features" not in body:
        raise Bad("features: missing")
    features = body["features"]
    if BUG == "null" and (features is None or (isinstance(features, list) and None in features)):
        raise RuntimeError("unsupported operand: NoneType")
    if not isinstance(features, list) or len(features) != 4:
        raise Bad("features: expected four numbers")
    for one in features:
        if isinstance(one, bool) or not isinstance(one, (int, float)):
            raise Bad("features: expected numbers")
        try:
            if not math.isfinite(float(one)):
                raise Bad("features: not finite")
        except OverflowError as error:
            raise Bad("features: too large") from error
    return features


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/health":
            self.answer(200, {"status": "ok"})
        else:
            self.answer(405, {"error": "POST alone"})

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Content-Type") != "application/json":
            return self.answer(415, {"error": "expected application/json"})
        try:
            features = features_of(raw.decode())
        except Bad as bad:
            if BUG == "leak":
                kept.append(bytearray(b"x") * 65536)
            if BUG == "drop" and str(bad) == "no JSON":
                self.close_connection = True
                return None
            return self.answer(400, {"error": str(bad)})
        except UnicodeDecodeError:
            return self.answer(400, {"error": "no UTF-8"})
        except RuntimeError as bug:
            return self.answer(500, {"error": str(bug)})
        return self.answer(200, {"prediction": sum(features)})


ThreadingHTTPServer.daemon_threads = True
ThreadingHTTPServer.request_queue_size = 128
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
